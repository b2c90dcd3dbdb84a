//! Tokens to tree, by precedence climbing; where Go's parser would go on and only its user would
//! refuse, the tree holds a [`Node::Foreign`], so that a real slip of the pen is reported first.

use alloc::{boxed::Box, format, vec::Vec};
use core::ops::Range;

use super::{
    DEEPEST, Expression, ExpressionError, Infix, Link, Node, Prefix,
    cursor::Cursor,
    lex::{self, Kind},
};

pub(super) fn parse(text: &str) -> Result<Expression, ExpressionError> {
    let mut parser = Parser {
        cursor: Cursor::new(lex::tokens(text)?),
        depth: 0,
        height: 0,
    };
    if matches!(parser.cursor.peek(), Kind::End) {
        return Err(ExpressionError::syntax(
            "there is no expression here",
            0..text.len(),
        ));
    }
    let expression = parser.chain(1)?;
    if matches!(parser.cursor.peek(), Kind::Break) {
        parser.cursor.advance();
    }
    match parser.cursor.peek() {
        Kind::End => Ok(expression),
        _ => Err(parser.cursor.after_expression()),
    }
}

struct Parser {
    cursor: Cursor,
    /// How many calls of [`Parser::nested`] are under way.
    depth: usize,
    /// The height of the tree that was read last.
    height: usize,
}

type Parsed = Result<Expression, ExpressionError>;

impl Parser {
    /// Reads operators of at least `lowest` precedence and their operands.
    fn chain(&mut self, lowest: u8) -> Parsed {
        let mut left = self.unary()?;
        let mut height = self.height;
        while let Some((operator, precedence)) = self.infix() {
            if precedence < lowest {
                break;
            }
            let operator_span = self.cursor.span();
            self.cursor.advance();
            let operand = self.chain(precedence.saturating_add(1))?;
            let link = Link {
                operator,
                operator_span,
                operand,
            };
            // A longer chain is no higher: only what is below its first link counts.
            height = height.max(self.height.saturating_add(1));
            if !continues(&left, precedence) {
                height = height.saturating_add(1);
            }
            left = append(left, link, precedence);
            self.reach(height)?;
        }
        Ok(left)
    }

    fn infix(&self) -> Option<(Infix, u8)> {
        let Kind::Symbol(symbol) = self.cursor.peek() else {
            return None;
        };
        let operator = match *symbol {
            "||" => Infix::Or,
            "&&" => Infix::And,
            "==" => Infix::Equal,
            "!=" => Infix::NotEqual,
            other => Infix::Other(other),
        };
        precedence(operator).map(|precedence| (operator, precedence))
    }

    fn unary(&mut self) -> Parsed {
        let start = self.cursor.span().start;
        let Kind::Symbol(symbol) = *self.cursor.peek() else {
            return self.nested(Self::primary);
        };
        if !matches!(symbol, "!" | "-" | "+" | "^" | "&" | "*" | "~" | "<-") {
            return self.nested(Self::primary);
        }
        self.cursor.advance();
        let operand = self.nested(Self::unary)?;
        self.reach(self.height.saturating_add(1))?;
        let span = start..operand.span.end;
        let operand = Box::new(operand);
        let node = match symbol {
            "!" => Node::Unary {
                operator: Prefix::Not,
                operand,
            },
            "-" => Node::Unary {
                operator: Prefix::Minus,
                operand,
            },
            "*" => Node::Foreign("a pointer"),
            "&" => Node::Foreign("an address"),
            "<-" => Node::Foreign("a channel"),
            _ => Node::Foreign("this operator before a value"),
        };
        Ok(Expression { node, span })
    }

    /// Runs `read` one level deeper.
    fn nested(&mut self, read: fn(&mut Self) -> Parsed) -> Parsed {
        if self.depth >= DEEPEST {
            return Err(self.too_deep());
        }
        self.depth = self.depth.saturating_add(1);
        let result = read(self);
        self.depth = self.depth.saturating_sub(1);
        result
    }

    /// Notes that the tree read last is `height` high.
    fn reach(&mut self, height: usize) -> Result<(), ExpressionError> {
        self.height = height;
        if height > DEEPEST {
            Err(self.too_deep())
        } else {
            Ok(())
        }
    }

    fn too_deep(&self) -> ExpressionError {
        let message = format!("this expression nests deeper than {DEEPEST} levels");
        ExpressionError::unsupported(message, self.cursor.span())
            .with_help("split it into smaller ones")
    }

    /// An operand and everything attached to it: `.name`, `[key]`, `(arguments)`.
    fn primary(&mut self) -> Parsed {
        let mut base = self.operand()?;
        loop {
            let below = self.height;
            base = match self.cursor.peek() {
                Kind::Symbol(".") => self.after_dot(base)?,
                Kind::Symbol("[") => self.index(base)?,
                Kind::Symbol("(") => self.call(base)?,
                Kind::Symbol("{") => return Err(foreign("a composite value", self.cursor.span())),
                _ => return Ok(base),
            };
            self.reach(self.height.max(below).saturating_add(1))?;
        }
    }

    fn operand(&mut self) -> Parsed {
        let span = self.cursor.span();
        self.height = 1;
        let node = match self.cursor.peek().clone() {
            Kind::Name(name) => Node::Name(name),
            Kind::Text(text) => Node::Text(text),
            Kind::Number(number) => Node::Number(number),
            Kind::Character => Node::Character,
            Kind::Symbol("(") => {
                self.cursor.advance();
                let inner = self.chain(1)?;
                let end = self.cursor.close(")", span.start)?;
                self.reach(self.height.saturating_add(1))?;
                let node = Node::Parenthesized(Box::new(inner));
                return Ok(Expression {
                    node,
                    span: span.start..end,
                });
            }
            Kind::Symbol("[") => return Err(foreign("a list", span)),
            Kind::Keyword("func") => return Err(foreign("a function", span)),
            Kind::Keyword(word @ ("chan" | "interface" | "map" | "struct")) => {
                return Err(foreign(&format!("`{word}`"), span));
            }
            _ => return Err(self.cursor.unexpected("a value")),
        };
        self.cursor.advance();
        Ok(Expression { node, span })
    }

    fn after_dot(&mut self, base: Expression) -> Parsed {
        self.cursor.advance();
        let span = self.cursor.span();
        match self.cursor.peek().clone() {
            Kind::Name(name) => {
                self.cursor.advance();
                let whole = base.span.start..span.end;
                let node = Node::Select {
                    base: Box::new(base),
                    name,
                    name_span: span,
                };
                Ok(Expression { node, span: whole })
            }
            Kind::Symbol("(") => {
                self.cursor.advance();
                if matches!(self.cursor.peek(), Kind::Keyword("type")) {
                    self.cursor.advance();
                } else {
                    self.chain(1)?;
                }
                let end = self.cursor.close(")", span.start)?;
                let whole = base.span.start..end;
                Ok(Expression {
                    node: Node::Foreign("a type assertion"),
                    span: whole,
                })
            }
            Kind::Keyword(word) => {
                let message = format!("`{word}` is a reserved word and cannot follow a dot");
                Err(ExpressionError::syntax(message, span)
                    .with_help(format!("write `[\"{word}\"]` instead of `.{word}`")))
            }
            _ => Err(self.cursor.unexpected("a name")),
        }
    }

    fn index(&mut self, base: Expression) -> Parsed {
        let opening = self.cursor.span().start;
        self.cursor.advance();
        let mut slice = false;
        let mut key = None;
        if !self.cursor.is(":") {
            key = Some(self.chain(1)?);
        }
        let mut several = false;
        if self.cursor.is(":") {
            slice = true;
            while self.cursor.is(":") {
                self.cursor.advance();
                if !self.cursor.is(":") && !self.cursor.is("]") {
                    self.chain(1)?;
                }
            }
        } else {
            while self.cursor.is(",") {
                self.cursor.advance();
                if !self.cursor.is("]") {
                    self.chain(1)?;
                    several = true;
                }
            }
        }
        let end = self.cursor.close("]", opening)?;
        let span = base.span.start..end;
        let node = match key {
            Some(key) if !slice && !several => Node::Index {
                base: Box::new(base),
                key: Box::new(key),
            },
            _ if slice => Node::Foreign("a slice"),
            _ => Node::Foreign("more than one key"),
        };
        Ok(Expression { node, span })
    }

    fn call(&mut self, function: Expression) -> Parsed {
        let opening = self.cursor.span().start;
        self.cursor.advance();
        let mut arguments = Vec::new();
        let mut height = 0;
        while !self.cursor.is(")") {
            arguments.push(self.chain(1)?);
            height = self.height.max(height);
            let spread = self.cursor.is("...");
            if spread {
                self.cursor.advance();
            }
            if !self.cursor.is(",") {
                break;
            }
            self.cursor.advance();
            if spread {
                break;
            }
        }
        let ended = matches!(self.cursor.peek(), Kind::Symbol(")") | Kind::End);
        if !ended && !self.cursor.is_final_break() {
            return Err(self.cursor.unexpected("`,` or `)`"));
        }
        let end = self.cursor.close(")", opening)?;
        self.height = height;
        let span = function.span.start..end;
        Ok(Expression {
            node: Node::Call {
                function: Box::new(function),
                arguments,
            },
            span,
        })
    }
}

/// Adds `link` to the right of `left`: to its chain when that has the same precedence.
fn append(left: Expression, link: Link, level: u8) -> Expression {
    let span = left.span.start..link.operand.span.end;
    let node = match left.node {
        Node::Chain { first, mut rest } if belongs(&rest, level) => {
            rest.push(link);
            Node::Chain { first, rest }
        }
        node => {
            let first = Expression {
                node,
                span: left.span,
            };
            Node::Chain {
                first: Box::new(first),
                rest: Vec::from([link]),
            }
        }
    };
    Expression { node, span }
}

/// Whether `left` is a chain of the precedence `level`, so that a further link extends it.
fn continues(left: &Expression, level: u8) -> bool {
    matches!(&left.node, Node::Chain { rest, .. } if belongs(rest, level))
}

fn belongs(rest: &[Link], level: u8) -> bool {
    rest.first()
        .is_some_and(|link| precedence(link.operator) == Some(level))
}

fn precedence(operator: Infix) -> Option<u8> {
    match operator {
        Infix::Or => Some(1),
        Infix::And => Some(2),
        Infix::Equal | Infix::NotEqual => Some(3),
        Infix::Other("<" | "<=" | ">" | ">=") => Some(3),
        Infix::Other("+" | "-" | "|" | "^") => Some(4),
        Infix::Other("*" | "/" | "%" | "<<" | ">>" | "&" | "&^") => Some(5),
        Infix::Other(_) => None,
    }
}

/// The error for valid Go that has no meaning here, such as "a slice".
fn foreign(what: &str, span: Range<usize>) -> ExpressionError {
    ExpressionError::unsupported(format!("{what} has no meaning in this language"), span)
}
