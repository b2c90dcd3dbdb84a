//! Calls: functions by their name, methods by what they are called on.

use alloc::{boxed::Box, format, string::String, vec::Vec};
use core::ops::Range;

use super::{Checked, Checker, Value, choice, error};
use crate::policy::{
    expand::Replacement,
    expression::{Expression, Node},
    matcher::{Matcher, pattern::Replacer, re2::LetterCase},
    monitoring::condition::{
        names,
        term::{Change, Condition, Map, Set, Text, Time},
    },
    timestamp::Timestamp,
};

impl Checker<'_> {
    pub(super) fn call(
        &self,
        function: &Expression,
        arguments: &[Expression],
        span: &Range<usize>,
    ) -> Checked<Value> {
        let name = function.path().map(|path| path.join("."));
        if let Some((name, usage)) = name.as_deref().and_then(names::function) {
            return self
                .function(name, arguments, span)?
                .ok_or_else(|| arity(name, usage, arguments.len(), span));
        }
        if let Node::Select {
            base,
            name,
            name_span,
        } = &function.node
            && names::function(&name_of(base)).is_none()
            && (names::method(name).is_some() || self.value(base).is_ok())
        {
            let owner = self.value(base)?;
            let described = owner.describe();
            let Some((name, usage)) = names::method(name) else {
                let (message, help) = names::unknown_method(name, described);
                return Err(error(message, name_span).with_help(Some(&help)));
            };
            return match self.method(owner, name, arguments)? {
                Ok(value) => Ok(value),
                Err(Missed::NoSuchMethod) => {
                    let message = format!("{described} has no `{name}`");
                    let help = format!("it is written `{usage}`");
                    Err(error(message, name_span).with_help(Some(&help)))
                }
                Err(Missed::Arity) => Err(arity(name, usage, arguments.len(), span)),
            };
        }
        let Some(name) = name else {
            return Err(error("only a plain name can be called", &function.span));
        };
        let first = arguments.first().map(name_of).unwrap_or_default();
        let (message, help) = names::unknown_function(&name, &first);
        Err(error(message, &function.span)
            .of(crate::policy::predicate::PredicateErrorKind::Name)
            .with_help(Some(&help)))
    }

    /// A function's value; `None` where the number of arguments is wrong.
    fn function(
        &self,
        name: &str,
        arguments: &[Expression],
        span: &Range<usize>,
    ) -> Checked<Option<Value>> {
        Ok(Some(match (name, arguments) {
            ("set", texts) => Value::Set(Set::Of(self.texts(texts)?)),
            ("union", sets) => {
                let sets: Checked<Vec<Set>> = sets.iter().map(|set| self.set(set)).collect();
                Value::Set(Set::Union(sets?))
            }
            ("dict", pairs) => Value::Map(Map::Of(self.pairs(pairs)?)),
            ("pair", [key, set]) => Value::Pair(self.text(key)?, self.set(set)?),
            ("ifelse", [condition, yes, no]) => {
                let option = (self.condition(condition)?, self.value(yes)?);
                choice(Vec::from([option]), Some(self.value(no)?), span)?
            }
            ("choose", options) => choice(self.options(options)?, None, span)?,
            ("option", [condition, value]) => {
                let value = Box::new(self.value(value)?);
                Value::Option(self.condition(condition)?, value)
            }
            ("contains_any", [set, items]) => {
                Value::Condition(Condition::ContainsAny(self.set(set)?, self.set(items)?))
            }
            ("contains_all", [set, items]) => {
                Value::Condition(Condition::ContainsAll(self.set(set)?, self.set(items)?))
            }
            ("is_empty", [set]) => Value::Condition(Condition::IsEmpty(self.set(set)?)),
            ("regexp.match", [set, pattern]) => {
                let pattern = self.known(pattern, Matcher::glob_or_regex)?;
                Value::Condition(Condition::Matches(self.set(set)?, pattern))
            }
            ("regexp.replace", [set, pattern, replacement]) => {
                let pattern = self.known(pattern, |text, budget| {
                    Replacer::regex(text, LetterCase::Exact, budget)
                })?;
                let replacement = Replacement::parse(&written(replacement)?);
                Value::Set(Set::Replaced(
                    Box::new(self.set(set)?),
                    pattern,
                    replacement,
                    span.clone(),
                ))
            }
            ("strings.upper", [value]) => self.changed(Change::Upper, value)?,
            ("strings.lower", [value]) => self.changed(Change::Lower, value)?,
            ("strings.replaceall", [value, old, new]) => {
                let (old, new) = (Box::new(self.text(old)?), Box::new(self.text(new)?));
                let span = span.clone();
                self.changed(Change::Replace { old, new, span }, value)?
            }
            ("strings.split", [set, separator]) => {
                let set = Box::new(self.set(set)?);
                Value::Set(Set::Split(set, self.text(separator)?))
            }
            ("email.local", [set]) => {
                Value::Set(Set::EmailLocal(Box::new(self.set(set)?), span.clone()))
            }
            ("time.RFC3339", [text]) => {
                let time = Timestamp::parse(&written(text)?)
                    .map_err(|problem| error(problem, &text.span))?;
                Value::Time(Time::Fixed(time))
            }
            ("before", [time, other]) => before(self.time(time)?, self.time(other)?),
            ("after", [time, other]) => before(self.time(other)?, self.time(time)?),
            ("between", [time, from, to]) => Value::Condition(Condition::Between(
                self.time(time)?,
                self.time(from)?,
                self.time(to)?,
            )),
            _ => return Ok(None),
        }))
    }

    fn method(
        &self,
        owner: Value,
        name: &str,
        arguments: &[Expression],
    ) -> Checked<Result<Value, Missed>> {
        let boxed = |set: Set| Box::new(set);
        Ok(Ok(match (owner, name, arguments) {
            (Value::Set(set), "contains", [item]) => {
                Value::Condition(Condition::Contains(set, self.text(item)?))
            }
            (Value::Set(set), "contains_any", [items]) => {
                Value::Condition(Condition::ContainsAny(set, self.set(items)?))
            }
            (Value::Set(set), "contains_all", [items]) => {
                Value::Condition(Condition::ContainsAll(set, self.set(items)?))
            }
            (Value::Set(set), "isempty", []) => Value::Condition(Condition::IsEmpty(set)),
            (Value::Set(set), "add", texts) => {
                Value::Set(Set::With(boxed(set), self.texts(texts)?))
            }
            (Value::Set(set), "remove", texts) => {
                Value::Set(Set::Without(boxed(set), self.texts(texts)?))
            }
            (Value::Map(map), "remove", keys) => {
                Value::Map(Map::Without(Box::new(map), self.texts(keys)?))
            }
            (Value::Map(map), "put", [key, set]) => {
                let (key, set) = (self.text(key)?, boxed(self.set(set)?));
                Value::Map(Map::Put(Box::new(map), key, set))
            }
            (Value::Map(map), "add_values", [key, values @ ..]) => {
                let (key, values) = (self.text(key)?, self.texts(values)?);
                Value::Map(Map::Add(Box::new(map), key, values))
            }
            (Value::Time(time), "before", [other]) => before(time, self.time(other)?),
            (Value::Time(time), "after", [other]) => before(self.time(other)?, time),
            (Value::Time(time), "between", [from, to]) => {
                Value::Condition(Condition::Between(time, self.time(from)?, self.time(to)?))
            }
            (Value::Set(_), "contains" | "contains_any" | "contains_all" | "isempty", _)
            | (Value::Map(_), "put" | "add_values", _)
            | (Value::Time(_), "before" | "after" | "between", _) => return Ok(Err(Missed::Arity)),
            _ => return Ok(Err(Missed::NoSuchMethod)),
        }))
    }

    fn pairs(&self, arguments: &[Expression]) -> Checked<Vec<(Text, Set)>> {
        let pair = |argument: &Expression| match self.value(argument)? {
            Value::Pair(key, set) => Ok((key, set)),
            other => Err(super::misfit("a pair", &other, argument)),
        };
        arguments.iter().map(pair).collect()
    }

    fn options(&self, arguments: &[Expression]) -> Checked<Vec<(Condition, Value)>> {
        let option = |argument: &Expression| match self.value(argument)? {
            Value::Option(condition, value) => Ok((condition, *value)),
            other => Err(super::misfit("an option", &other, argument)),
        };
        arguments.iter().map(option).collect()
    }

    /// A string, or each string of a set, changed.
    fn changed(&self, change: Change, expression: &Expression) -> Checked<Value> {
        match self.value(expression)? {
            Value::Text(text) => Ok(Value::Text(Text::Changed(change, Box::new(text)))),
            Value::Set(set) => Ok(Value::Set(Set::Changed(change, Box::new(set)))),
            other => Err(super::misfit("a string or a set", &other, expression)),
        }
    }
}

/// Why a call of a method is none.
enum Missed {
    /// It is no method of this type.
    NoSuchMethod,
    /// It is, with another number of arguments.
    Arity,
}

fn before(earlier: Time, later: Time) -> Value {
    Value::Condition(Condition::Before(earlier, later))
}

/// A dotted name as written; empty for anything else.
fn name_of(expression: &Expression) -> String {
    expression
        .path()
        .map(|path| path.join("."))
        .unwrap_or_default()
}

/// A string that is written out.
fn written(expression: &Expression) -> Checked<String> {
    match &expression.bare().node {
        Node::Text(literal) => Ok(literal.as_str()?.into()),
        _ => Err(error(
            "this is written out here, as a string",
            &expression.span,
        )),
    }
}

fn arity(name: &str, usage: &str, given: usize, span: &Range<usize>) -> super::PredicateError {
    error(format!("`{name}` does not take {given} arguments"), span)
        .of(crate::policy::predicate::PredicateErrorKind::Arity)
        .with_help(Some(&format!("write `{usage}`")))
}
