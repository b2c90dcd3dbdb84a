//! Expression to condition: every name known, every type right, or an error that points.

use alloc::{borrow::ToOwned, boxed::Box, format, string::String, vec::Vec};
use core::{cell::RefCell, ops::Range};

use super::{
    names::{self, Variable},
    term::{Choice, Condition, Known, Map, Set, Text, Time},
};
use crate::policy::{
    budget::{Budget, Compiled, Remaining},
    expression::{Expression, Infix, Link, Node, Prefix},
    matcher::error::MatcherError,
    predicate::{PredicateError, PredicateErrorKind},
};

mod call;

type Checked<T> = Result<T, PredicateError>;

/// What an expression turned out to be.
enum Value {
    Condition(Condition),
    Text(Text),
    Set(Set),
    Map(Map),
    Time(Time),
    Pair(Text, Set),
    Option(Condition, Box<Value>),
}

impl Value {
    fn describe(&self) -> &'static str {
        match self {
            Self::Condition(_) => "a condition",
            Self::Text(_) => "a string",
            Self::Set(_) => "a set",
            Self::Map(_) => "a map of sets",
            Self::Time(_) => "a time",
            Self::Pair(..) => "a pair",
            Self::Option(..) => "an option",
        }
    }
}

/// Reads `expression` as something true or false, and says what in it fails whenever it is evaluated.
pub(super) fn condition(
    expression: &Expression,
    remaining: &Remaining,
) -> Checked<(Condition, Vec<PredicateError>)> {
    let checker = Checker {
        remaining,
        faults: RefCell::default(),
    };
    let condition = checker.condition(expression)?;
    Ok((condition, checker.faults.into_inner()))
}

struct Checker<'a> {
    remaining: &'a Remaining,
    /// Patterns that do not compile.
    faults: RefCell<Vec<PredicateError>>,
}

impl Checker<'_> {
    fn condition(&self, expression: &Expression) -> Checked<Condition> {
        match self.value(expression)? {
            Value::Condition(condition) => Ok(condition),
            other => Err(misfit("a condition", &other, expression)),
        }
    }

    fn text(&self, expression: &Expression) -> Checked<Text> {
        match self.value(expression)? {
            Value::Text(text) => Ok(text),
            other => Err(misfit("a string", &other, expression)),
        }
    }

    fn set(&self, expression: &Expression) -> Checked<Set> {
        match self.value(expression)? {
            Value::Set(set) => Ok(set),
            other => Err(misfit("a set", &other, expression)),
        }
    }

    fn time(&self, expression: &Expression) -> Checked<Time> {
        match self.value(expression)? {
            Value::Time(time) => Ok(time),
            other => Err(misfit("a time", &other, expression)),
        }
    }

    fn texts(&self, expressions: &[Expression]) -> Checked<Vec<Text>> {
        expressions.iter().map(|one| self.text(one)).collect()
    }

    fn value(&self, expression: &Expression) -> Checked<Value> {
        let span = &expression.span;
        match &expression.node {
            Node::Parenthesized(inner) => self.value(inner),
            Node::Text(literal) => Ok(Value::Text(Text::Fixed(literal.as_str()?.to_owned()))),
            Node::Number(_) => Err(error("numbers have no use in a rule's condition", span)
                .with_help(Some("write a string, as in `\"1\"`"))),
            Node::Character => Err(error("single quotes do not make a string here", span)
                .with_help(Some("write it in double quotes"))),
            Node::Name(_) | Node::Select { .. } => self.variable(expression),
            Node::Index { base, key } => self.entry(base, key),
            Node::Call {
                function,
                arguments,
            } => self.call(function, arguments, span),
            Node::Unary {
                operator: Prefix::Not,
                operand,
            } => {
                let inner = Box::new(self.condition(operand)?);
                Ok(Value::Condition(Condition::Not(inner)))
            }
            Node::Unary {
                operator: Prefix::Minus,
                ..
            } => Err(error("`-` has no use in a rule's condition", span)),
            Node::Chain { first, rest } => self.chain(first, rest).map(Value::Condition),
            Node::Foreign(what) => Err(error(
                format!("{what} has no meaning in a rule's condition"),
                span,
            )),
        }
    }

    fn chain(&self, first: &Expression, rest: &[Link]) -> Checked<Condition> {
        for link in rest {
            if let Infix::Other(operator) = link.operator {
                let message = format!("`{operator}` has no meaning in a rule's condition");
                return Err(
                    error(message, &link.operator_span).with_help(Some(match operator {
                        "&" => "write `&&`",
                        "|" => "write `||`",
                        "<" | "<=" | ">" | ">=" => "compare times with `before` and `after`",
                        _ => "conditions are built with `==`, `!=`, `!`, `&&` and `||`",
                    })),
                );
            }
        }
        // One chain has one precedence, so all of its operators are of one kind here.
        let all = match rest {
            [] => return self.condition(first),
            [link, ..] => match link.operator {
                Infix::And => true,
                Infix::Or => false,
                _ => return self.comparison(first, rest),
            },
        };
        let mut parts = Vec::from([self.condition(first)?]);
        for link in rest {
            parts.push(self.condition(&link.operand)?);
        }
        Ok(if all {
            Condition::All(parts)
        } else {
            Condition::Any(parts)
        })
    }

    /// `a == b` or `a != b`, of strings.
    fn comparison(&self, first: &Expression, rest: &[Link]) -> Checked<Condition> {
        let [link] = rest else {
            let again = rest.get(1).map_or(0..0, |link| link.operator_span.clone());
            return Err(error(
                "the result of a comparison is not a string to compare again",
                &again,
            )
            .with_help(Some("join two comparisons with `&&`")));
        };
        let same = Condition::Same(self.text(first)?, self.text(&link.operand)?);
        Ok(if link.operator == Infix::NotEqual {
            Condition::Not(Box::new(same))
        } else {
            same
        })
    }

    fn variable(&self, expression: &Expression) -> Checked<Value> {
        let span = &expression.span;
        let Some(path) = expression.path() else {
            return Err(error("only a plain dotted name can be selected from", span));
        };
        let Some((variable, rest)) = names::variable(&path) else {
            let (message, help) = names::unknown_variable(&path);
            return Err(error(message, span)
                .of(PredicateErrorKind::Name)
                .with_help(Some(help.as_str())));
        };
        match (named(variable), rest) {
            (value, []) => Ok(value),
            (Value::Map(map), [key]) => {
                let key = Text::Fixed((*key).to_owned());
                Ok(Value::Set(Set::Entry(map, key)))
            }
            (value, _) => {
                let message = format!("{} has no parts", value.describe());
                Err(error(message, span)
                    .with_help(Some("call a method of it, as in `set.contains(\"x\")`")))
            }
        }
    }

    /// `map[key]`
    fn entry(&self, base: &Expression, key: &Expression) -> Checked<Value> {
        match self.value(base)? {
            Value::Map(map) => Ok(Value::Set(Set::Entry(map, self.text(key)?))),
            other => {
                let message = format!("only maps have entries, and this is {}", other.describe());
                Err(error(message, &base.span))
            }
        }
    }

    /// A pattern, which is written out, ready or with what is wrong with it.
    fn known<P: Compiled>(
        &self,
        expression: &Expression,
        read: impl FnOnce(&str, &Budget) -> Result<P, MatcherError>,
    ) -> Checked<Known<P>> {
        let Node::Text(literal) = &expression.bare().node else {
            return Err(error(
                "a pattern is written out here, as a string",
                &expression.span,
            ));
        };
        Ok(match self.remaining.compile(literal.as_str()?, read) {
            Ok(pattern) => Known::Good(Box::new(pattern)),
            Err(error) => {
                let fault = PredicateError {
                    kind: PredicateErrorKind::Type,
                    message: error.message,
                    span: literal.source_span(error.span),
                    help: error.help,
                };
                self.faults.borrow_mut().push(fault.clone());
                Known::Broken(fault)
            }
        })
    }
}

fn named(variable: Variable) -> Value {
    match variable {
        Variable::Constant(value) => Value::Condition(Condition::Fixed(value)),
        Variable::Roles => Value::Set(Set::Roles),
        Variable::SuggestedReviewers => Value::Set(Set::SuggestedReviewers),
        Variable::SystemAnnotations => Value::Map(Map::SystemAnnotations),
        Variable::User => Value::Text(Text::User),
        Variable::Reason => Value::Text(Text::Reason),
        Variable::CreationTime => Value::Time(Time::Created),
        Variable::Expiry => Value::Time(Time::Expires),
        Variable::ResourceLabels => Value::Map(Map::ResourceLabels),
        Variable::Traits => Value::Map(Map::Traits),
    }
}

/// The first of several values whose condition holds: all of one type.
fn choice(
    options: Vec<(Condition, Value)>,
    otherwise: Option<Value>,
    span: &Range<usize>,
) -> Checked<Value> {
    macro_rules! of {
        ($kind:ident) => {{
            let options = options.into_iter().map(|(condition, value)| match value {
                Value::$kind(value) => Ok((condition, value)),
                other => Err(other.describe()),
            });
            let otherwise = otherwise.map(|value| match value {
                Value::$kind(value) => Ok(Box::new(value)),
                other => Err(other.describe()),
            });
            match (options.collect(), otherwise.transpose()) {
                (Ok(options), Ok(otherwise)) => Ok(Value::$kind($kind::Chosen(Choice {
                    options,
                    otherwise,
                    span: span.clone(),
                }))),
                (Err(other), _) | (_, Err(other)) => Err(other),
            }
        }};
    }
    let first = options.first().map(|(_, value)| value.describe());
    let chosen = match options.first() {
        Some((_, Value::Condition(_))) => of!(Condition),
        Some((_, Value::Text(_))) => of!(Text),
        Some((_, Value::Set(_))) => of!(Set),
        Some((_, Value::Map(_))) => of!(Map),
        Some((_, Value::Time(_))) => of!(Time),
        Some((_, other)) => {
            let message = format!("{} cannot be chosen", other.describe());
            return Err(error(message, span));
        }
        None => return Err(error("there is nothing to choose from", span)),
    };
    chosen.map_err(|other| {
        let first = first.unwrap_or_default();
        let message =
            format!("what is chosen from is of one type, and here are {first} and {other}",);
        error(message, span)
    })
}

fn misfit(wanted: &str, found: &Value, expression: &Expression) -> PredicateError {
    let message = format!("{wanted} belongs here, and this is {}", found.describe());
    let help = match (wanted, found) {
        ("a set", Value::Text(_)) => Some("make it a set of one: `set(…)`"),
        ("a string", Value::Set(_)) => Some("ask what it holds: `set.contains(string)`"),
        ("a condition", Value::Set(_)) => {
            Some("ask what it holds: `contains_any`, `contains_all` or `is_empty`")
        }
        ("a condition", Value::Text(_)) => Some("compare it: `==`, `!=` or `regexp.match`"),
        (_, Value::Map(_)) => Some("take one set of it, as in `map[\"key\"]`"),
        (_, Value::Option(..)) => Some("an option belongs in `choose(…)`"),
        (_, Value::Pair(..)) => Some("a pair belongs in `dict(…)`"),
        _ => None,
    };
    error(message, &expression.span).with_help(help)
}

fn error(message: impl Into<String>, span: &Range<usize>) -> PredicateError {
    PredicateError::new(message, span.clone())
}
