//! Expression to predicate: every name known, every type right, or an error that points (E2–E9).

use alloc::{borrow::ToOwned, boxed::Box, format, string::String, vec::Vec};
use core::ops::Range;

use super::{
    Env, PredicateError, PredicateErrorKind,
    names::{self, Function, Variable},
    term::{Condition, List, Map, Source, Text, Wanted},
};
use crate::policy::{
    budget::Remaining,
    expression::{Expression, Infix, Link, Node, Prefix},
    matcher::Matcher,
};

type Checked<T> = Result<T, PredicateError>;

/// What an expression turned out to be.
enum Value {
    Condition(Condition),
    Text(Text),
    List(List),
    Map(Map),
    Number,
}

impl Value {
    fn describe(&self) -> &'static str {
        match self {
            Self::Condition(_) => "a condition",
            Self::Text(_) => "a string",
            Self::List(_) => "a list",
            Self::Map(_) => "a map of lists",
            Self::Number => "a number",
        }
    }
}

/// Reads `expression` as something true or false (E7).
pub(super) fn condition(
    expression: &Expression,
    env: Env,
    remaining: &Remaining,
) -> Checked<Condition> {
    Checker { env, remaining }.condition(expression)
}

/// Collects what in `condition` fails whenever it is evaluated.
pub(super) fn faults(condition: &Condition, found: &mut Vec<PredicateError>) {
    match condition {
        Condition::All(parts) | Condition::Any(parts) => {
            for part in parts {
                faults(part, found);
            }
        }
        Condition::Not(inner) => faults(inner, found),
        Condition::Incomparable { span, arguments } => found.push(PredicateError {
            kind: PredicateErrorKind::Type,
            message: incomparable(*arguments),
            span: span.clone(),
            help: Some(
                match arguments {
                    ["a list", "a string"] | ["a string", "a list"] => {
                        "to ask whether the list holds the string, write `contains(list, string)`"
                    }
                    _ => "`equals` compares two strings or two lists",
                }
                .to_owned(),
            ),
        }),
        Condition::Matches(_, wanted) => {
            if let Source::Broken {
                message,
                help,
                fault,
            } = &wanted.source
            {
                found.push(PredicateError {
                    kind: PredicateErrorKind::Type,
                    message: message.clone(),
                    span: fault.clone(),
                    help: help.clone(),
                });
            }
        }
        Condition::Same(..) | Condition::SameLists(..) | Condition::Contains(..) => {}
    }
}

/// What to say of an `equals` that has no answer.
pub(super) fn incomparable([left, right]: [&str; 2]) -> String {
    format!("`equals` cannot compare {left} with {right}")
}

struct Checker<'a> {
    env: Env,
    remaining: &'a Remaining,
}

impl Checker<'_> {
    fn condition(&self, expression: &Expression) -> Checked<Condition> {
        match self.value(expression)? {
            Value::Condition(condition) => Ok(condition),
            other => Err(error(
                format!("a condition belongs here, and this is {}", other.describe()),
                &expression.span,
                match other {
                    Value::Text(_) => Some("compare it: `==`, `!=` or `regexp.match`"),
                    Value::List(_) => Some("ask what it holds: `contains` or `regexp.match`"),
                    Value::Map(_) => Some("take one list of it, as in `map[\"key\"]`"),
                    Value::Number | Value::Condition(_) => None,
                },
            )),
        }
    }

    fn value(&self, expression: &Expression) -> Checked<Value> {
        let span = &expression.span;
        match &expression.node {
            Node::Parenthesized(inner) => self.value(inner),
            Node::Text(literal) => Ok(Value::Text(Text::Fixed(literal.as_bytes().to_vec()))),
            Node::Number(crate::policy::expression::Number::Exotic) => Err(error(
                "this way of writing a number is not known here".to_owned(),
                span,
                None,
            )),
            Node::Number(_) => Ok(Value::Number),
            Node::Character => Err(error(
                "single quotes do not make a string here".to_owned(),
                span,
                Some("write it in double quotes"),
            )),
            Node::Name(_) | Node::Select { .. } => self.variable(expression),
            Node::Index { base, key } => self.entry(base, key),
            Node::Call {
                function,
                arguments,
            } => self.call(function, arguments, span).map(Value::Condition),
            Node::Unary {
                operator: Prefix::Not,
                operand,
            } => {
                let inner = self.condition(operand)?;
                Ok(Value::Condition(Condition::Not(Box::new(inner))))
            }
            Node::Unary {
                operator: Prefix::Minus,
                ..
            } => Err(error(
                "numbers and `-` have no use in a condition".to_owned(),
                span,
                None,
            )),
            Node::Chain { first, rest } => self.chain(first, rest).map(Value::Condition),
            Node::Foreign(what) => Err(error(
                format!("{what} has no meaning in a condition"),
                span,
                None,
            )),
        }
    }

    fn chain(&self, first: &Expression, rest: &[Link]) -> Checked<Condition> {
        for link in rest {
            if let Infix::Other(operator) = link.operator {
                let help = match operator {
                    "&" => Some("write `&&`"),
                    "|" => Some("write `||`"),
                    "+" => Some("write the whole string out"),
                    _ => Some("conditions are built with `==`, `!=`, `!`, `&&` and `||`"),
                };
                let message = format!("`{operator}` has no meaning in a condition");
                return Err(error(message, &link.operator_span, help));
            }
        }
        let logical = |link: &Link| matches!(link.operator, Infix::Or | Infix::And);
        if !rest.iter().any(logical) {
            return self.comparison(first, rest);
        }
        let mut parts = Vec::from([self.condition(first)?]);
        for link in rest {
            parts.push(self.condition(&link.operand)?);
        }
        // One chain has one precedence, so all of its operators are the same here.
        Ok(match rest.first().map(|link| link.operator) {
            Some(Infix::Or) => Condition::Any(parts),
            _ => Condition::All(parts),
        })
    }

    /// `a == b` or `a != b`, on strings only (E1).
    fn comparison(&self, first: &Expression, rest: &[Link]) -> Checked<Condition> {
        let [link] = rest else {
            let again = rest.get(1).map_or(0..0, |link| link.operator_span.clone());
            return Err(error(
                "the result of a comparison is not a string to compare again".to_owned(),
                &again,
                Some("join two comparisons with `&&`"),
            ));
        };
        let left = self.compared(first, link.operator)?;
        let right = self.compared(&link.operand, link.operator)?;
        let same = Condition::Same(left, right);
        Ok(if link.operator == Infix::NotEqual {
            Condition::Not(Box::new(same))
        } else {
            same
        })
    }

    fn compared(&self, expression: &Expression, operator: Infix) -> Checked<Text> {
        let sign = if operator == Infix::NotEqual {
            "!="
        } else {
            "=="
        };
        match self.value(expression)? {
            Value::Text(text) => Ok(text),
            other => Err(error(
                format!(
                    "`{sign}` compares strings, and this is {}",
                    other.describe()
                ),
                &expression.span,
                match other {
                    Value::List(_) => Some("for a list, use `contains` or `equals`"),
                    Value::Condition(_) => {
                        Some("use the condition by itself, or with `!` before it")
                    }
                    _ => None,
                },
            )),
        }
    }

    fn variable(&self, expression: &Expression) -> Checked<Value> {
        let span = &expression.span;
        let Some(path) = expression.path() else {
            return Err(error(
                "only a plain dotted name can be selected from".to_owned(),
                span,
                Some("write it without parentheses or brackets, as in `reviewer.traits.team`"),
            ));
        };
        let Some((variable, rest)) = names::variable(&path, self.env) else {
            let (message, help) = names::unknown_variable(&path, self.env);
            return Err(error(message, span, Some(&help)).of(PredicateErrorKind::Name));
        };
        let value = self.named(variable, span);
        match (value, rest) {
            (value, []) => Ok(value),
            (Value::Map(map), [key]) => {
                let key = Text::Fixed(key.as_bytes().to_vec());
                Ok(Value::List(List::Entry(map, key)))
            }
            (value, _) => {
                let described = if matches!(value, Value::Map(_)) {
                    "a list"
                } else {
                    value.describe()
                };
                let owner = path
                    .get(..path.len().saturating_sub(1))
                    .unwrap_or_default()
                    .join(".");
                Err(error(
                    format!("`{owner}` is {described} and has no parts"),
                    span,
                    None,
                ))
            }
        }
    }

    fn named(&self, variable: Variable, span: &Range<usize>) -> Value {
        let span = span.clone();
        match variable {
            Variable::ReviewerRoles => Value::List(List::ReviewerRoles),
            Variable::RequestRoles => Value::List(List::RequestRoles),
            Variable::RequestReason => Value::Text(Text::RequestReason),
            Variable::ReviewReason => Value::Text(Text::ReviewReason { span }),
            Variable::ReviewerTraits => Value::Map(Map::Traits),
            Variable::RequestAnnotations => Value::Map(Map::SystemAnnotations),
            Variable::ReviewAnnotations => Value::Map(Map::ReviewAnnotations { span }),
        }
    }

    /// `map[key]` (E3).
    fn entry(&self, base: &Expression, key: &Expression) -> Checked<Value> {
        // `request["roles"]` fails on `request`, for which this is the better answer.
        if let (Node::Name(root), Node::Text(part)) = (&base.bare().node, &key.bare().node)
            && let Ok(part) = part.as_str()
            && names::variable(&[root, part], self.env).is_some()
        {
            return Err(error(
                format!("`{root}` is not a map"),
                &base.span,
                Some(&format!("write `{root}.{part}`")),
            ));
        }
        let map = match self.value(base)? {
            Value::Map(map) => map,
            other => {
                let help = matches!(other, Value::List(_))
                    .then_some("ask what a list holds with `contains` or `regexp.match`");
                let message = format!("only maps have entries, and this is {}", other.describe());
                return Err(error(message, &base.span, help));
            }
        };
        match self.value(key)? {
            Value::Text(key) => Ok(Value::List(List::Entry(map, key))),
            other => Err(error(
                format!("a map's key is a string, and this is {}", other.describe()),
                &key.span,
                None,
            )),
        }
    }

    fn call(
        &self,
        function: &Expression,
        arguments: &[Expression],
        span: &Range<usize>,
    ) -> Checked<Condition> {
        let Some(path) = function.path() else {
            return Err(error(
                "only a plain name can be called".to_owned(),
                &function.span,
                Some("write it without parentheses or brackets, as in `contains(…)`"),
            ));
        };
        let Some(known) = names::function(&path) else {
            let (message, help) = names::unknown_function(&path);
            return Err(error(message, &function.span, Some(&help)).of(PredicateErrorKind::Name));
        };
        let [left, right] = arguments else {
            return Err(error(
                format!(
                    "`{}` takes two arguments, not {}",
                    path.join("."),
                    arguments.len()
                ),
                span,
                Some(match known {
                    Function::Contains => "write `contains(list, string)`",
                    Function::Equals => "write `equals(a, b)`",
                    Function::Match => "write `regexp.match(list, pattern)`",
                }),
            )
            .of(PredicateErrorKind::Arity));
        };
        match known {
            Function::Contains => Ok(Condition::Contains(self.list(left)?, self.text(right)?)),
            Function::Match => Ok(Condition::Matches(self.list(left)?, self.wanted(right)?)),
            Function::Equals => Ok(match (self.value(left)?, self.value(right)?) {
                (Value::Text(left), Value::Text(right)) => Condition::Same(left, right),
                (Value::List(left), Value::List(right)) => Condition::SameLists(left, right),
                (left, right) => Condition::Incomparable {
                    span: span.clone(),
                    arguments: [left.describe(), right.describe()],
                },
            }),
        }
    }

    /// A list, or a string as a list of one (E5).
    fn list(&self, expression: &Expression) -> Checked<List> {
        match self.value(expression)? {
            Value::List(list) => Ok(list),
            Value::Text(text) => Ok(List::One(text)),
            other => Err(error(
                format!("a list belongs here, and this is {}", other.describe()),
                &expression.span,
                matches!(other, Value::Map(_))
                    .then_some("take one list of it, as in `map[\"key\"]`"),
            )),
        }
    }

    fn text(&self, expression: &Expression) -> Checked<Text> {
        match self.value(expression)? {
            Value::Text(text) => Ok(text),
            other => Err(error(
                format!("a string belongs here, and this is {}", other.describe()),
                &expression.span,
                matches!(other, Value::List(_))
                    .then_some("the list comes first, then one string to look for"),
            )),
        }
    }

    /// A pattern, compiled now if it is known now (E6, E15).
    fn wanted(&self, expression: &Expression) -> Checked<Wanted> {
        let span = expression.span.clone();
        let source = match self.text(expression)? {
            Text::Fixed(_) => self.fixed(expression),
            computed => Source::Computed(computed),
        };
        Ok(Wanted { source, span })
    }

    fn fixed(&self, expression: &Expression) -> Source {
        let Node::Text(literal) = &expression.bare().node else {
            return Source::Broken {
                message: "this is no pattern".to_owned(),
                help: None,
                fault: expression.span.clone(),
            };
        };
        let text = match literal.as_str() {
            Ok(text) => text,
            Err(error) => {
                return Source::Broken {
                    message: error.message,
                    help: error.help,
                    fault: error.span,
                };
            }
        };
        match self.remaining.compile(text, Matcher::glob_or_regex) {
            Ok(matcher) => Source::Fixed(matcher),
            Err(error) => Source::Broken {
                message: error.message,
                help: error.help,
                fault: literal.source_span(error.span),
            },
        }
    }
}

fn error(message: String, span: &Range<usize>, help: Option<&str>) -> PredicateError {
    PredicateError::new(message, span.clone()).with_help(help)
}
