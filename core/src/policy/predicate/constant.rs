//! What a predicate comes to by its text alone: comparisons of strings that are written out, or of a
//! thing with itself.

use super::term::{Condition, List, Map, Source, Text};

/// The answer that every evaluation gives that gives one (E10).
pub(super) fn fold(condition: &Condition) -> Option<bool> {
    match condition {
        Condition::All(parts) => all(parts, true),
        Condition::Any(parts) => all(parts, false),
        Condition::Not(inner) => fold(inner).map(|held| !held),
        Condition::Same(left, right) => same(left, right),
        Condition::SameLists(left, right) => equal(left, right).then_some(true),
        Condition::Contains(List::One(one), item) => same(one, item),
        Condition::Matches(List::One(Text::Fixed(value)), wanted) => match &wanted.source {
            Source::Fixed(matcher) => core::str::from_utf8(value)
                .ok()
                .map(|value| matcher.accepts(value)),
            Source::Broken { .. } | Source::Computed(_) => None,
        },
        Condition::Contains(..) | Condition::Matches(..) | Condition::Incomparable { .. } => None,
    }
}

/// `neutral` if every part is, its opposite if one part is.
fn all(parts: &[Condition], neutral: bool) -> Option<bool> {
    let mut known = Some(neutral);
    for part in parts {
        match fold(part) {
            Some(held) if held == neutral => {}
            Some(held) => return Some(held),
            None => known = None,
        }
    }
    known
}

fn same(left: &Text, right: &Text) -> Option<bool> {
    match (left, right) {
        (Text::Fixed(left), Text::Fixed(right)) => Some(left == right),
        _ => alike(left, right).then_some(true),
    }
}

fn alike(left: &Text, right: &Text) -> bool {
    match (left, right) {
        (Text::Fixed(left), Text::Fixed(right)) => left == right,
        (Text::RequestReason, Text::RequestReason)
        | (Text::ReviewReason { .. }, Text::ReviewReason { .. }) => true,
        _ => false,
    }
}

fn equal(left: &List, right: &List) -> bool {
    match (left, right) {
        (List::ReviewerRoles, List::ReviewerRoles) | (List::RequestRoles, List::RequestRoles) => {
            true
        }
        (List::One(left), List::One(right)) => alike(left, right),
        (List::Entry(map, key), List::Entry(other, another)) => {
            matches!(
                (map, other),
                (Map::Traits, Map::Traits)
                    | (Map::SystemAnnotations, Map::SystemAnnotations)
                    | (Map::ReviewAnnotations { .. }, Map::ReviewAnnotations { .. })
            ) && alike(key, another)
        }
        _ => false,
    }
}
