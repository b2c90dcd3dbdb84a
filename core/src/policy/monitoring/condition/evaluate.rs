//! Condition to answer, from the left and only as far as needed.

use alloc::{
    borrow::Cow,
    collections::{BTreeMap, BTreeSet},
    format,
    string::{String, ToString},
    vec::Vec,
};
use core::ops::Range;

use super::{
    Facts,
    term::{Change, Choice, Condition, Known, Map, Set, Text, Time},
};
use crate::policy::{
    expand::{TooLong, push},
    predicate::EvalError,
    template::email,
    timestamp::Timestamp,
};

type Evaluated<T> = Result<T, EvalError>;
type Texts<'a> = BTreeSet<Cow<'a, str>>;
type Sets<'a> = BTreeMap<Cow<'a, str>, Texts<'a>>;

/// Whether `condition` holds.
pub(super) fn holds(condition: &Condition, facts: &Facts<'_>) -> Evaluated<bool> {
    match condition {
        Condition::Fixed(value) => Ok(*value),
        Condition::All(parts) => {
            for part in parts {
                if !holds(part, facts)? {
                    return Ok(false);
                }
            }
            Ok(true)
        }
        Condition::Any(parts) => {
            for part in parts {
                if holds(part, facts)? {
                    return Ok(true);
                }
            }
            Ok(false)
        }
        Condition::Not(inner) => holds(inner, facts).map(|held| !held),
        Condition::Same(left, right) => Ok(text(left, facts)? == text(right, facts)?),
        Condition::Contains(values, item) => Ok(set(values, facts)?.contains(&text(item, facts)?)),
        Condition::ContainsAny(values, items) => {
            Ok(!set(values, facts)?.is_disjoint(&set(items, facts)?))
        }
        Condition::ContainsAll(values, items) => {
            let (values, items) = (set(values, facts)?, set(items, facts)?);
            Ok(!items.is_empty() && items.is_subset(&values))
        }
        Condition::IsEmpty(values) => Ok(set(values, facts)?.is_empty()),
        Condition::Matches(values, pattern) => {
            let values = set(values, facts)?;
            let pattern = pattern.get()?;
            Ok(values.iter().any(|value| pattern.accepts(value)))
        }
        Condition::Before(earlier, later) => Ok(time(earlier, facts)? < time(later, facts)?),
        Condition::Between(moment, from, to) => {
            let moment = time(moment, facts)?;
            Ok(time(from, facts)? < moment && moment < time(to, facts)?)
        }
        Condition::Chosen(choice) => holds(choice.made(facts)?, facts),
    }
}

fn text<'a>(term: &'a Text, facts: &Facts<'a>) -> Evaluated<Cow<'a, str>> {
    Ok(match term {
        Text::Fixed(text) => Cow::Borrowed(text),
        Text::User => Cow::Borrowed(facts.user),
        Text::Reason => Cow::Borrowed(facts.reason),
        Text::Changed(change, inner) => change.apply(&text(inner, facts)?, facts)?.into(),
        Text::Chosen(choice) => text(choice.made(facts)?, facts)?,
    })
}

fn texts<'a>(terms: &'a [Text], facts: &Facts<'a>) -> Evaluated<Texts<'a>> {
    terms.iter().map(|term| text(term, facts)).collect()
}

fn set<'a>(term: &'a Set, facts: &Facts<'a>) -> Evaluated<Texts<'a>> {
    let borrowed = |names: &[&'a str]| names.iter().map(|name| Cow::Borrowed(*name)).collect();
    Ok(match term {
        Set::Roles => borrowed(&facts.roles),
        Set::SuggestedReviewers => borrowed(&facts.suggested_reviewers),
        Set::Of(items) => texts(items, facts)?,
        Set::Union(sets) => {
            let mut union = Texts::new();
            for one in sets {
                union.extend(set(one, facts)?);
            }
            union
        }
        Set::Entry(sets, key) => entry(sets, &text(key, facts)?, facts)?,
        Set::Changed(change, inner) => set(inner, facts)?
            .iter()
            .map(|value| change.apply(value, facts).map(Cow::Owned))
            .collect::<Evaluated<_>>()?,
        Set::Split(inner, separator) => {
            let separator = text(separator, facts)?;
            set(inner, facts)?
                .iter()
                .flat_map(|value| split(value, &separator))
                .collect()
        }
        Set::EmailLocal(inner, span) => set(inner, facts)?
            .iter()
            .map(|value| {
                email::local_part(value)
                    .map(Cow::Owned)
                    .map_err(|complaint| EvalError {
                        message: format!("`{value}` is not an email address: {complaint}"),
                        span: span.clone(),
                    })
            })
            .collect::<Evaluated<_>>()?,
        Set::Replaced(inner, pattern, replacement, span) => {
            let values = set(inner, facts)?;
            let pattern = pattern.get()?;
            let replaced = |value: &Cow<'a, str>| {
                let replaced = pattern.replace_all(value, replacement).transpose()?;
                Some(replaced.map_err(|too_long| fault(too_long, span)))
            };
            let left: Vec<String> = values
                .iter()
                .filter_map(replaced)
                .collect::<Evaluated<_>>()?;
            let left = left.into_iter().filter(|value| !value.is_empty());
            left.map(Cow::Owned).collect()
        }
        Set::With(inner, more) => {
            let mut values = set(inner, facts)?;
            values.extend(texts(more, facts)?);
            values
        }
        Set::Without(inner, fewer) => {
            let fewer = texts(fewer, facts)?;
            let mut values = set(inner, facts)?;
            values.retain(|value| !fewer.contains(value));
            values
        }
        Set::Chosen(choice) => set(choice.made(facts)?, facts)?,
    })
}

/// The values at one key of a map.
fn entry<'a>(map: &'a Map, key: &str, facts: &Facts<'a>) -> Evaluated<Texts<'a>> {
    let given = |values: &'a [String]| values.iter().map(|value| value.as_str().into()).collect();
    Ok(match map {
        Map::Traits => given(facts.traits.get(key)),
        Map::SystemAnnotations => facts
            .system_annotations
            .get(key)
            .map_or_else(Texts::new, |values| given(values)),
        Map::ResourceLabels => Texts::new(),
        other => sets(other, facts)?.remove(key).unwrap_or_default(),
    })
}

fn sets<'a>(map: &'a Map, facts: &Facts<'a>) -> Evaluated<Sets<'a>> {
    let given = |(key, values): (&'a str, &'a [String])| {
        let values = values.iter().map(|value| value.as_str().into()).collect();
        (key.into(), values)
    };
    Ok(match map {
        Map::Traits => facts.traits.iter().map(given).collect(),
        Map::SystemAnnotations => facts
            .system_annotations
            .iter()
            .map(|(key, values)| given((key, values)))
            .collect(),
        Map::ResourceLabels => Sets::new(),
        Map::Of(pairs) => {
            let mut map = Sets::new();
            for (key, values) in pairs {
                map.insert(text(key, facts)?, set(values, facts)?);
            }
            map
        }
        Map::Put(inner, key, values) => {
            let mut map = sets(inner, facts)?;
            map.insert(text(key, facts)?, set(values, facts)?);
            map
        }
        Map::Add(inner, key, values) => {
            let mut map = sets(inner, facts)?;
            let more = texts(values, facts)?;
            map.entry(text(key, facts)?).or_default().extend(more);
            map
        }
        Map::Without(inner, keys) => {
            let keys = texts(keys, facts)?;
            let mut map = sets(inner, facts)?;
            map.retain(|key, _| !keys.contains(key));
            map
        }
        Map::Chosen(choice) => sets(choice.made(facts)?, facts)?,
    })
}

fn time(term: &Time, facts: &Facts<'_>) -> Evaluated<Timestamp> {
    match term {
        Time::Created => Ok(facts.created),
        Time::Expires => Ok(facts.expires),
        Time::Fixed(time) => Ok(*time),
        Time::Chosen(choice) => time(choice.made(facts)?, facts),
    }
}

/// The pieces between separators; every character by itself where the separator is empty.
fn split<'a>(value: &str, separator: &str) -> Vec<Cow<'a, str>> {
    if separator.is_empty() {
        return value
            .chars()
            .map(|one| Cow::Owned(one.to_string()))
            .collect();
    }
    let pieces = value.split(separator);
    pieces.map(|piece| Cow::Owned(piece.to_string())).collect()
}

impl Change {
    fn apply(&self, value: &str, facts: &Facts<'_>) -> Evaluated<String> {
        Ok(match self {
            Self::Upper => value.chars().map(|c| alone(c, c.to_uppercase())).collect(),
            Self::Lower => value.chars().map(|c| alone(c, c.to_lowercase())).collect(),
            Self::Replace { old, new, span } => {
                let (old, new) = (text(old, facts)?, text(new, facts)?);
                replaced(value, &old, &new).map_err(|too_long| fault(too_long, span))?
            }
        })
    }
}

/// `value` with `new` in each place of `old`.
fn replaced(value: &str, old: &str, new: &str) -> Result<String, TooLong> {
    let mut out = String::new();
    let mut copied = 0;
    for (at, found) in value.match_indices(old) {
        push(&mut out, value.get(copied..at).unwrap_or_default())?;
        push(&mut out, new)?;
        copied = at + found.len();
    }
    push(&mut out, value.get(copied..).unwrap_or_default())?;
    Ok(out)
}

fn fault(problem: TooLong, span: &Range<usize>) -> EvalError {
    EvalError {
        message: problem.to_string(),
        span: span.clone(),
    }
}

/// The one character that `c` becomes; itself where it would become several, as `ß` would.
fn alone(c: char, mut becomes: impl Iterator<Item = char>) -> char {
    match (becomes.next(), becomes.next()) {
        (Some(one), None) => one,
        _ => c,
    }
}

impl<T> Choice<T> {
    fn made(&self, facts: &Facts<'_>) -> Evaluated<&T> {
        for (condition, value) in &self.options {
            if holds(condition, facts)? {
                return Ok(value);
            }
        }
        self.otherwise.as_deref().ok_or_else(|| EvalError {
            message: "no option holds".into(),
            span: self.span.clone(),
        })
    }
}

impl<P> Known<P> {
    fn get(&self) -> Evaluated<&P> {
        match self {
            Self::Good(pattern) => Ok(pattern),
            Self::Broken(fault) => Err(EvalError {
                message: fault.message.clone(),
                span: fault.span.clone(),
            }),
        }
    }
}
