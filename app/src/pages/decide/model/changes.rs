//! Approving less than was asked: fewer roles, less time.

use postern_core::{
    api::requests::{NewReview, RequestView},
    policy::{duration::Duration, name::RoleName},
    request::timestamp::Timestamp,
    small_set::SmallSet,
};

use crate::words;

/// Lengths on offer, in minutes.
const LENGTHS: [i64; 11] = [
    15,
    30,
    60,
    2 * 60,
    4 * 60,
    8 * 60,
    12 * 60,
    24 * 60,
    2 * 24 * 60,
    3 * 24 * 60,
    7 * 24 * 60,
];
/// How many of them are shown at once.
const SHOWN: usize = 3;
/// Access that would last less than this is not worth offering, in minutes.
const LEAST: i64 = 5;

/// What an approval would leave.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Changes {
    roles: SmallSet<RoleName>,
    /// So long, counted from when it was asked for; nothing for as asked.
    pub length: Option<Duration>,
    /// What is wrong.
    pub complaint: Option<&'static str>,
}

impl Changes {
    /// None yet: everything as asked.
    pub fn of(request: &RequestView) -> Self {
        Self {
            roles: request.roles.iter().cloned().collect(),
            length: None,
            complaint: None,
        }
    }

    /// Whether there is anything to change about the request at that time.
    pub fn are_possible(request: &RequestView, now: Timestamp) -> bool {
        request.roles.len() > 1 || !lengths(request, now).is_empty()
    }

    /// Grants a role, or does not.
    pub fn tick(&mut self, role: RoleName, ticked: bool) {
        self.complaint = None;
        if ticked {
            self.roles.insert(role);
        } else {
            self.roles.remove(&role);
        }
    }

    /// Whether the role would be granted.
    pub fn has(&self, role: &RoleName) -> bool {
        self.roles.contains(role)
    }

    /// Forgets roles that somebody else has narrowed away meanwhile.
    pub fn keep_to(&mut self, request: &RequestView) {
        self.roles.retain(|role| request.roles.contains(role));
    }

    /// The roles that would be granted, in the request's order.
    pub fn left(&self, request: &RequestView) -> Vec<RoleName> {
        let mut left = request.roles.clone();
        left.retain(|role| self.has(role));
        left
    }

    /// Puts the changes into a review; says no, and why, where nothing would be left.
    pub fn put_into(&mut self, review: &mut NewReview, request: &RequestView) -> bool {
        let left = self.left(request);
        if left.is_empty() {
            self.complaint = Some("Tick at least one role, or deny the request");
            return false;
        }
        review.roles = (left.len() < request.roles.len()).then_some(left);
        review.max_duration = self.length.map(|length| length.to_string());
        true
    }

    /// What the button says: it counts.
    pub fn words(&self, request: &RequestView) -> String {
        let (left, all) = (self.left(request).len(), request.roles.len());
        match self.length {
            _ if left < all => format!("Approve {left} of {all} roles"),
            Some(length) => format!("Approve for {}", words::length(length)),
            None => "Approve as asked".into(),
        }
    }
}

/// Lengths shorter than asked that leave something from `now` on, the longest last.
pub fn lengths(request: &RequestView, now: Timestamp) -> Vec<Duration> {
    let starts = request.access_starts.map_or(now, |starts| starts.max(now));
    let least = starts.plus(minutes(LEAST));
    let asked = i64::try_from(request.access_s).unwrap_or(i64::MAX);
    let fits: Vec<Duration> = LENGTHS
        .into_iter()
        .map(minutes)
        .filter(|length| length.as_secs() < asked && request.created.plus(*length) >= least)
        .collect();
    let skipped = fits.len().saturating_sub(SHOWN);
    fits.into_iter().skip(skipped).collect()
}

const fn minutes(n: i64) -> Duration {
    Duration::from_secs(n * 60)
}
