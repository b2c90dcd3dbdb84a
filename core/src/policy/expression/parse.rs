//! Tokens to tree, by precedence climbing; where Go's parser would go on and only its user would
//! refuse, the tree holds a [`Node::Foreign`], so that a real slip of the pen is reported first.

use alloc::{borrow::ToOwned, boxed::Box, format, string::String, vec::Vec};
use core::ops::Range;

use super::{
    DEEPEST, Expression, ExpressionError, ExpressionErrorKind, Infix, Link, Node, Prefix,
    lex::{self, Kind, Token},
};

pub(super) fn parse(text: &str) -> Result<Expression, ExpressionError> {
    let mut parser = Parser {
        tokens: lex::tokens(text)?,
        at: 0,
        depth: 0,
        height: 0,
    };
    if matches!(parser.peek(), Kind::End) {
        return Err(syntax(
            "there is no expression here".to_owned(),
            0..text.len(),
            None,
        ));
    }
    let expression = parser.chain(1)?;
    if matches!(parser.peek(), Kind::Break) {
        parser.advance();
    }
    match parser.peek() {
        Kind::End => Ok(expression),
        _ => Err(parser.after_expression()),
    }
}

struct Parser {
    tokens: Vec<Token>,
    at: usize,
    /// How many calls of [`Parser::nested`] are under way.
    depth: usize,
    /// The height of the tree that was read last.
    height: usize,
}

type Parsed = Result<Expression, ExpressionError>;

impl Parser {
    fn peek(&self) -> &Kind {
        self.tokens
            .get(self.at)
            .map_or(&Kind::End, |token| &token.kind)
    }

    fn is(&self, symbol: &str) -> bool {
        matches!(self.peek(), Kind::Symbol(next) if *next == symbol)
    }

    fn span(&self) -> Range<usize> {
        match self.tokens.get(self.at).or(self.tokens.last()) {
            Some(token) => token.span.clone(),
            None => 0..0,
        }
    }

    fn advance(&mut self) {
        self.at = self.at.saturating_add(1);
    }

    /// Reads `symbol`; returns the byte after it.
    fn expect(&mut self, symbol: &str, opening: usize) -> Result<usize, ExpressionError> {
        if self.is(symbol) {
            let end = self.span().end;
            self.advance();
            return Ok(end);
        }
        Err(match self.peek() {
            Kind::End => syntax(
                format!("a closing `{symbol}` is missing"),
                self.span(),
                Some(format!(
                    "the `{}` that it belongs to stands at byte {opening}",
                    opener(symbol)
                )),
            ),
            Kind::Break if self.at_end() => syntax(
                format!("a closing `{symbol}` is missing"),
                self.span(),
                Some(format!(
                    "the `{}` that it belongs to stands at byte {opening}",
                    opener(symbol)
                )),
            ),
            _ => self.unexpected(&format!("`{symbol}`")),
        })
    }

    /// Whether the next token is the break that stands for the end of the text.
    fn at_end(&self) -> bool {
        let next = self.at.saturating_add(1);
        matches!(
            self.tokens.get(next).map(|token| &token.kind),
            Some(Kind::End)
        )
    }

    /// Reads operators of at least `lowest` precedence and their operands.
    fn chain(&mut self, lowest: u8) -> Parsed {
        let mut left = self.unary()?;
        let mut height = self.height;
        while let Some((operator, precedence)) = self.infix() {
            if precedence < lowest {
                break;
            }
            let operator_span = self.span();
            self.advance();
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
        let Kind::Symbol(symbol) = self.peek() else {
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
        let start = self.span().start;
        let Kind::Symbol(symbol) = *self.peek() else {
            return self.nested(Self::primary);
        };
        if !matches!(symbol, "!" | "-" | "+" | "^" | "&" | "*" | "~" | "<-") {
            return self.nested(Self::primary);
        }
        self.advance();
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
        unsupported(
            format!("this expression nests deeper than {DEEPEST} levels"),
            self.span(),
            Some("split it into smaller ones".to_owned()),
        )
    }

    /// An operand and everything attached to it: `.name`, `[key]`, `(arguments)`.
    fn primary(&mut self) -> Parsed {
        let mut base = self.operand()?;
        loop {
            let below = self.height;
            base = match self.peek() {
                Kind::Symbol(".") => self.after_dot(base)?,
                Kind::Symbol("[") => self.index(base)?,
                Kind::Symbol("(") => self.call(base)?,
                Kind::Symbol("{") => return Err(foreign("a composite value", self.span())),
                _ => return Ok(base),
            };
            self.reach(self.height.max(below).saturating_add(1))?;
        }
    }

    fn operand(&mut self) -> Parsed {
        let span = self.span();
        self.height = 1;
        let node = match self.peek().clone() {
            Kind::Name(name) => Node::Name(name),
            Kind::Text(text) => Node::Text(text),
            Kind::Number(number) => Node::Number(number),
            Kind::Character => Node::Character,
            Kind::Symbol("(") => {
                self.advance();
                let inner = self.chain(1)?;
                let end = self.expect(")", span.start)?;
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
                return Err(unsupported(
                    format!("`{word}` has no meaning in this language"),
                    span,
                    None,
                ));
            }
            _ => return Err(self.unexpected("a value")),
        };
        self.advance();
        Ok(Expression { node, span })
    }

    fn after_dot(&mut self, base: Expression) -> Parsed {
        self.advance();
        let span = self.span();
        match self.peek().clone() {
            Kind::Name(name) => {
                self.advance();
                let whole = base.span.start..span.end;
                let node = Node::Select {
                    base: Box::new(base),
                    name,
                    name_span: span,
                };
                Ok(Expression { node, span: whole })
            }
            Kind::Symbol("(") => {
                self.advance();
                if matches!(self.peek(), Kind::Keyword("type")) {
                    self.advance();
                } else {
                    self.chain(1)?;
                }
                let end = self.expect(")", span.start)?;
                let whole = base.span.start..end;
                Ok(Expression {
                    node: Node::Foreign("a type assertion"),
                    span: whole,
                })
            }
            Kind::Keyword(word) => Err(syntax(
                format!("`{word}` is a reserved word and cannot follow a dot"),
                span,
                Some(format!("write `[\"{word}\"]` instead of `.{word}`")),
            )),
            Kind::Break => Err(self.line_break("a name")),
            _ => Err(self.unexpected("a name")),
        }
    }

    fn index(&mut self, base: Expression) -> Parsed {
        let opening = self.span().start;
        self.advance();
        let mut slice = false;
        let mut key = None;
        if !self.is(":") {
            key = Some(self.chain(1)?);
        }
        let mut several = false;
        if self.is(":") {
            slice = true;
            while self.is(":") {
                self.advance();
                if !self.is(":") && !self.is("]") {
                    self.chain(1)?;
                }
            }
        } else {
            while self.is(",") {
                self.advance();
                if !self.is("]") {
                    self.chain(1)?;
                    several = true;
                }
            }
        }
        let end = self.expect("]", opening)?;
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
        let opening = self.span().start;
        self.advance();
        let mut arguments = Vec::new();
        let mut height = 0;
        while !self.is(")") {
            arguments.push(self.chain(1)?);
            height = self.height.max(height);
            let spread = self.is("...");
            if spread {
                self.advance();
            }
            if !self.is(",") {
                break;
            }
            self.advance();
            if spread {
                break;
            }
        }
        if !self.is(")") && !matches!(self.peek(), Kind::End) && !self.at_end() {
            return Err(self.unexpected("`,` or `)`"));
        }
        let end = self.expect(")", opening)?;
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

    /// The error for text that goes on after a whole expression.
    fn after_expression(&self) -> ExpressionError {
        let help = match self.peek() {
            Kind::Name(word) if word == "and" => Some("write `&&`"),
            Kind::Name(word) if word == "or" => Some("write `||`"),
            Kind::Symbol("=") => Some("write `==`"),
            Kind::Symbol(";" | ",") => Some("write one expression, and nothing after it"),
            _ => None,
        };
        let broken = self
            .at
            .checked_sub(1)
            .and_then(|before| self.tokens.get(before));
        match broken {
            Some(Token {
                kind: Kind::Break,
                span,
            }) => syntax(
                "a line break ends the expression here, and more text follows".to_owned(),
                span.clone(),
                Some("break the line after an operator, a comma or `(`, never before".to_owned()),
            ),
            _ => syntax(
                format!("the expression is complete before {}", self.describe()),
                self.span(),
                Some(
                    help.unwrap_or("join two conditions with `&&` or `||`")
                        .to_owned(),
                ),
            ),
        }
    }

    fn line_break(&self, wanted: &str) -> ExpressionError {
        syntax(
            format!("a line break cannot stand here, where {wanted} belongs"),
            self.span(),
            Some("break the line after an operator, a comma or `(`, never before".to_owned()),
        )
    }

    fn unexpected(&self, wanted: &str) -> ExpressionError {
        if matches!(self.peek(), Kind::Break) && !self.at_end() {
            return self.line_break(wanted);
        }
        let help = match self.peek() {
            Kind::Symbol("&&" | "||" | "==" | "!=") => {
                Some("an operator needs a value on both sides".to_owned())
            }
            Kind::Symbol("=") => Some("write `==`".to_owned()),
            _ => None,
        };
        let found = self.describe();
        syntax(
            format!("{wanted} belongs here, not {found}"),
            self.span(),
            help,
        )
    }

    /// The next token in words.
    fn describe(&self) -> String {
        match self.peek() {
            Kind::Name(name) => format!("`{name}`"),
            Kind::Keyword(word) => format!("the reserved word `{word}`"),
            Kind::Symbol(symbol) => format!("`{symbol}`"),
            Kind::Text(_) => "a string".to_owned(),
            Kind::Number(_) => "a number".to_owned(),
            Kind::Character => "a quoted character".to_owned(),
            Kind::Break if !self.at_end() => "a line break".to_owned(),
            Kind::Break | Kind::End => "the end".to_owned(),
        }
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

fn opener(closing: &str) -> &'static str {
    if closing == "]" { "[" } else { "(" }
}

fn syntax(message: String, span: Range<usize>, help: Option<String>) -> ExpressionError {
    ExpressionError {
        kind: ExpressionErrorKind::Syntax,
        message,
        span,
        help,
    }
}

fn unsupported(message: String, span: Range<usize>, help: Option<String>) -> ExpressionError {
    ExpressionError {
        kind: ExpressionErrorKind::Unsupported,
        message,
        span,
        help,
    }
}

/// The error for valid Go that has no meaning here, such as "a slice".
fn foreign(what: &str, span: Range<usize>) -> ExpressionError {
    unsupported(
        format!("{what} has no meaning in this language"),
        span,
        None,
    )
}
