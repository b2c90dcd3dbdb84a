//! Predicate to answer, from the left and only as far as needed (E10).

use alloc::{borrow::ToOwned, string::String, vec::Vec};
use core::ops::Range;

use super::{
    Context, EvalError, check,
    term::{Condition, List, Map, Source, Text, Wanted},
};
use crate::policy::{budget::Budget, matcher::Matcher};

type Evaluated<T> = Result<T, EvalError>;

/// Whether `condition` holds.
pub(super) fn holds(
    condition: &Condition,
    context: &Context<'_>,
    budget: &Budget,
) -> Evaluated<bool> {
    match condition {
        Condition::All(parts) => {
            for part in parts {
                if !holds(part, context, budget)? {
                    return Ok(false);
                }
            }
            Ok(true)
        }
        Condition::Any(parts) => {
            for part in parts {
                if holds(part, context, budget)? {
                    return Ok(true);
                }
            }
            Ok(false)
        }
        Condition::Not(inner) => holds(inner, context, budget).map(|held| !held),
        Condition::Same(left, right) => Ok(text(left, context)? == text(right, context)?),
        Condition::SameLists(left, right) => Ok(list(left, context)? == list(right, context)?),
        Condition::Incomparable { span, arguments } => Err(EvalError {
            message: check::incomparable(*arguments),
            span: span.clone(),
        }),
        Condition::Contains(values, item) => {
            let item = text(item, context)?;
            Ok(list(values, context)?.contains(&item))
        }
        Condition::Matches(values, wanted) => matches(values, wanted, context, budget),
    }
}

/// A pattern that does not compile is an error even for an empty list.
fn matches(
    values: &List,
    wanted: &Wanted,
    context: &Context<'_>,
    budget: &Budget,
) -> Evaluated<bool> {
    let values = list(values, context)?;
    let any = |matcher: &Matcher| {
        values
            .iter()
            .any(|value| matcher.accepts(&String::from_utf8_lossy(value)))
    };
    match &wanted.source {
        Source::Fixed(matcher) => Ok(any(matcher)),
        Source::Broken { message, fault, .. } => Err(EvalError {
            message: message.clone(),
            span: fault.clone(),
        }),
        Source::Computed(source) => {
            let source = core::str::from_utf8(text(source, context)?).map_err(|_| EvalError {
                message: "this pattern is not UTF-8 text".to_owned(),
                span: wanted.span.clone(),
            })?;
            let matcher = Matcher::glob_or_regex(source, budget).map_err(|error| EvalError {
                message: error.message,
                span: wanted.span.clone(),
            })?;
            Ok(any(&matcher))
        }
    }
}

fn text<'a>(text: &'a Text, context: &Context<'a>) -> Evaluated<&'a [u8]> {
    match text {
        Text::Fixed(value) => Ok(value),
        Text::RequestReason => Ok(context.request.reason.as_bytes()),
        Text::ReviewReason { span } => match &context.review {
            Some(review) => Ok(review.reason.as_bytes()),
            None => Err(no_review(span)),
        },
    }
}

fn list<'a>(list: &'a List, context: &Context<'a>) -> Evaluated<Vec<&'a [u8]>> {
    let bytes = |names: &[&'a str]| names.iter().map(|name| name.as_bytes()).collect();
    match list {
        List::ReviewerRoles => Ok(bytes(&context.reviewer.roles)),
        List::RequestRoles => Ok(bytes(&context.request.roles)),
        List::One(one) => text(one, context).map(|one| Vec::from([one])),
        List::Entry(map, key) => {
            // A key that is not UTF-8 names nothing; a missing key is an empty list (E3).
            let key = core::str::from_utf8(text(key, context)?).ok();
            let values: &'a [String] = match map {
                Map::Traits => key.map_or(&[], |key| context.reviewer.traits.get(key)),
                Map::SystemAnnotations => key
                    .and_then(|key| context.request.system_annotations.get(key))
                    .map_or(&[], Vec::as_slice),
                Map::ReviewAnnotations { span } => {
                    let review = context.review.as_ref().ok_or_else(|| no_review(span))?;
                    key.and_then(|key| review.annotations.get(key))
                        .map_or(&[], Vec::as_slice)
                }
            };
            Ok(values.iter().map(String::as_bytes).collect())
        }
    }
}

fn no_review(span: &Range<usize>) -> EvalError {
    EvalError {
        message: "there is no review to look at yet".to_owned(),
        span: span.clone(),
    }
}
