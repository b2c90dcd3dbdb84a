//! A predicate after type-checking: what is a condition, a string, a list, a map.

use alloc::{boxed::Box, string::String, vec::Vec};
use core::ops::Range;

use crate::policy::matcher::Matcher;

/// Something true or false.
#[derive(Clone, Debug)]
pub(super) enum Condition {
    /// All hold, looked at from the left; never empty.
    All(Vec<Condition>),
    /// One holds, looked at from the left; never empty.
    Any(Vec<Condition>),
    Not(Box<Condition>),
    /// `a == b`
    Same(Text, Text),
    /// `equals(a, b)` of two lists: the same values in the same order (E4).
    SameLists(List, List),
    /// `equals` of anything else, which has no answer (E9).
    Incomparable {
        /// The whole call.
        span: Range<usize>,
        /// What its two arguments are, in words.
        arguments: [&'static str; 2],
    },
    /// `contains(list, item)`: one of the values is exactly the item (E6).
    Contains(List, Text),
    /// `regexp.match(list, pattern)`: one of the values matches (E6).
    Matches(List, Wanted),
}

/// A string.
#[derive(Clone, Debug)]
pub(super) enum Text {
    /// Written in the predicate; bytes, because escapes can make what is no UTF-8 (M13).
    Fixed(Vec<u8>),
    /// `request.reason`
    RequestReason,
    /// `review.reason`
    ReviewReason { span: Range<usize> },
}

/// A list of strings.
#[derive(Clone, Debug)]
pub(super) enum List {
    /// `reviewer.roles`
    ReviewerRoles,
    /// `request.roles`
    RequestRoles,
    /// A map's values at a key; none where there is no such key (E3).
    Entry(Map, Text),
    /// A string where a list is expected: a list of one (E5).
    One(Text),
}

/// Lists by name.
#[derive(Clone, Debug)]
pub(super) enum Map {
    /// `reviewer.traits`
    Traits,
    /// `request.system_annotations`
    SystemAnnotations,
    /// `review.annotations`
    ReviewAnnotations { span: Range<usize> },
}

/// The pattern of a `regexp.match`.
#[derive(Clone, Debug)]
pub(super) struct Wanted {
    pub(super) source: Source,
    /// Where it is written.
    pub(super) span: Range<usize>,
}

#[derive(Clone, Debug)]
pub(super) enum Source {
    /// Written in the predicate and compiled with it.
    Fixed(Matcher),
    /// Written in the predicate, and wrong: an error whenever it is reached (E15).
    Broken {
        message: String,
        help: Option<String>,
        fault: Range<usize>,
    },
    /// Known only when evaluated.
    Computed(Text),
}
