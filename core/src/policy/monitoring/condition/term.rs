//! A rule's condition after type-checking: what is true or false, a string, a set, a map, a time.

use alloc::{boxed::Box, string::String, vec::Vec};
use core::ops::Range;

use crate::policy::{
    expand::Replacement,
    matcher::{Matcher, pattern::Replacer},
    predicate::PredicateError,
    timestamp::Timestamp,
};

/// Something true or false.
#[derive(Clone, Debug)]
pub(super) enum Condition {
    /// `true` or `false`
    Fixed(bool),
    /// All hold, looked at from the left; never empty.
    All(Vec<Self>),
    /// One holds, looked at from the left; never empty.
    Any(Vec<Self>),
    Not(Box<Self>),
    /// `a == b`
    Same(Text, Text),
    /// `set.contains(item)`
    Contains(Set, Text),
    /// `contains_any(set, items)`: they share an element.
    ContainsAny(Set, Set),
    /// `contains_all(set, items)`: every item is an element, and there is an item.
    ContainsAll(Set, Set),
    /// `is_empty(set)`
    IsEmpty(Set),
    /// `regexp.match(set, pattern)`: an element matches.
    Matches(Set, Known<Matcher>),
    /// `before(a, b)`; `after(b, a)` is the same.
    Before(Time, Time),
    /// `between(time, from, to)`: neither at `from` nor at `to`.
    Between(Time, Time, Time),
    Chosen(Choice<Self>),
}

/// A string.
#[derive(Clone, Debug)]
pub(super) enum Text {
    Fixed(String),
    /// `access_request.spec.user`
    User,
    /// `access_request.spec.request_reason`
    Reason,
    Changed(Change, Box<Self>),
    Chosen(Choice<Self>),
}

/// What can be done to a string, or to every string of a set.
#[derive(Clone, Debug)]
pub(super) enum Change {
    Upper,
    Lower,
    Replace {
        old: Box<Text>,
        new: Box<Text>,
        /// The whole call.
        span: Range<usize>,
    },
}

/// Strings without order or repeats.
#[derive(Clone, Debug)]
pub(super) enum Set {
    /// `access_request.spec.roles`
    Roles,
    /// `access_request.spec.suggested_reviewers`
    SuggestedReviewers,
    /// `set(a, b)`
    Of(Vec<Text>),
    Union(Vec<Self>),
    /// A map's values at a key; none where there is no such key.
    Entry(Map, Text),
    Changed(Change, Box<Self>),
    /// `strings.split(set, separator)`
    Split(Box<Self>, Text),
    /// `email.local(set)` (I11)
    EmailLocal(Box<Self>, Range<usize>),
    /// `regexp.replace(set, pattern, replacement)` (I12)
    Replaced(Box<Self>, Known<Replacer>, Replacement, Range<usize>),
    /// `set.add(a, b)`
    With(Box<Self>, Vec<Text>),
    /// `set.remove(a, b)`
    Without(Box<Self>, Vec<Text>),
    Chosen(Choice<Self>),
}

/// Sets by name.
#[derive(Clone, Debug)]
pub(super) enum Map {
    /// `user.traits`
    Traits,
    /// `access_request.spec.system_annotations`
    SystemAnnotations,
    /// The labels of what is requested: none, since only roles can be requested (departures 6).
    ResourceLabels,
    /// `dict(pair(key, set))`; of two pairs with one key the later counts.
    Of(Vec<(Text, Set)>),
    /// `map.put(key, set)`
    Put(Box<Self>, Text, Box<Set>),
    /// `map.add_values(key, a, b)`
    Add(Box<Self>, Text, Vec<Text>),
    /// `map.remove(a, b)`
    Without(Box<Self>, Vec<Text>),
    Chosen(Choice<Self>),
}

/// A moment.
#[derive(Clone, Debug)]
pub(super) enum Time {
    /// `access_request.spec.creation_time`
    Created,
    /// `access_request.spec.expiry`
    Expires,
    Fixed(Timestamp),
    Chosen(Choice<Self>),
}

/// `ifelse(condition, a, b)`, or `choose(option(condition, a), …)`.
#[derive(Clone, Debug)]
pub(super) struct Choice<T> {
    /// The first whose condition holds is taken.
    pub(super) options: Vec<(Condition, T)>,
    /// What is taken where none does; without it there is no answer.
    pub(super) otherwise: Option<Box<T>>,
    pub(super) span: Range<usize>,
}

/// A pattern written in the condition, compiled with it.
#[derive(Clone, Debug)]
pub(super) enum Known<P> {
    Good(Box<P>),
    /// It does not compile, which fails whatever reaches it (E15).
    Broken(PredicateError),
}

impl Condition {
    /// Whether it can only hold for requests that ask for nothing beyond a set.
    pub(super) fn bounds_roles(&self) -> bool {
        match self {
            Self::ContainsAll(bound, Set::Roles) => bound.is_apart_from_roles(),
            Self::All(parts) => parts.iter().any(Self::bounds_roles),
            Self::Any(parts) => parts.iter().all(Self::bounds_roles),
            Self::Fixed(value) => !value,
            _ => false,
        }
    }
}

impl Set {
    /// Whether it is surely the same whatever roles are asked for.
    fn is_apart_from_roles(&self) -> bool {
        match self {
            Self::Of(_) | Self::Entry(Map::Traits, _) => true,
            Self::Union(sets) => sets.iter().all(Self::is_apart_from_roles),
            Self::Changed(_, inner)
            | Self::Split(inner, _)
            | Self::With(inner, _)
            | Self::Without(inner, _) => inner.is_apart_from_roles(),
            _ => false,
        }
    }
}
