//! The patterns of one list, as they stand for one user: those written and those that claims give.

use alloc::{string::ToString, vec, vec::Vec};
use core::fmt;

use crate::{
    policy::{
        claims::{ClaimWarning, map_to_matchers},
        compiled::Patterns,
        decision::{Bearing, Decision, Entry, EntrySource, Finding, Outcome, Step},
        matcher::Matcher,
        name::RoleName,
        set::Policy,
        subject::Subject,
    },
    yaml::span::Span,
};

/// Why nothing can be decided for a user: the steps that say so.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure(pub Vec<Step>);

impl From<Failure> for Decision {
    fn from(failure: Failure) -> Self {
        Self {
            outcome: Outcome::Failed,
            because: failure.0,
        }
    }
}

/// A pattern that stands for a user, with its place.
#[derive(Debug)]
pub(super) struct LiveEntry {
    pub(super) entry: Entry,
    pub(super) matcher: Matcher,
    pub(super) span: Span,
}

/// Which side of a role a list stands on: a claim pattern that cannot be read gives nothing where it
/// allows (C8), and refuses where it denies (departures 4).
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Side {
    Allow,
    Deny,
}

/// Every pattern of the list for this user, in order.
pub(super) fn gather(
    policy: &Policy,
    subject: &Subject,
    holder: &RoleName,
    patterns: &Patterns,
    side: Side,
) -> Result<Vec<LiveEntry>, Failure> {
    let mut entries = Vec::with_capacity(patterns.written.len());
    for pattern in &patterns.written {
        let matcher = pattern.matcher.as_ref().map_err(|error| {
            let text = &pattern.text;
            bad(policy, holder, &text.value, error, text.span)
        })?;
        entries.push(LiveEntry {
            entry: Entry {
                pattern: pattern.text.value.clone(),
                source: EntrySource::Written,
            },
            matcher: matcher.clone(),
            span: pattern.text.span,
        });
    }
    entries.extend(claimed(policy, subject, holder, patterns, side)?);
    Ok(entries)
}

/// Those of them that the user's traits give, in order.
pub(super) fn claimed(
    policy: &Policy,
    subject: &Subject,
    holder: &RoleName,
    patterns: &Patterns,
    side: Side,
) -> Result<Vec<LiveEntry>, Failure> {
    let place_of = |mapping: usize, role: usize| {
        let claim = patterns.claims.get(mapping);
        let text = claim.and_then(|claim| claim.roles.get(role));
        text.map(|text| text.span).unwrap_or_default()
    };
    let mappings = patterns.claims.iter().map(Into::into);
    let mapped = map_to_matchers(mappings, &subject.traits, policy.budget()).map_err(|error| {
        let span = place_of(error.origin.mapping, error.origin.role);
        bad(policy, holder, &error.text, &error.error, span)
    })?;
    if side == Side::Deny {
        for warning in &mapped.warnings {
            if let ClaimWarning::Unreadable { mapping, error } = warning {
                let claim = patterns.claims.get(*mapping);
                let value = claim.map(|claim| &claim.value);
                let (text, span) = value
                    .map(|value| (value.value.as_str(), value.span))
                    .unwrap_or_default();
                return Err(bad(policy, holder, text, error, span));
            }
        }
    }
    let mut entries = Vec::with_capacity(mapped.matchers.len());
    for (matcher, origin) in mapped.matchers {
        let claim = patterns.claims.get(origin.mapping);
        entries.push(LiveEntry {
            entry: Entry {
                pattern: matcher.text().into(),
                source: EntrySource::Claim {
                    claim: claim
                        .map(|claim| claim.claim.value.clone())
                        .unwrap_or_default(),
                },
            },
            matcher,
            span: place_of(origin.mapping, origin.role),
        });
    }
    Ok(entries)
}

/// The step that says that a pattern cannot be read (Q3).
fn bad(
    policy: &Policy,
    holder: &RoleName,
    pattern: &str,
    problem: &dyn fmt::Display,
    span: Span,
) -> Failure {
    Failure(vec![Step {
        bearing: Bearing::Refuses,
        finding: Finding::BadPattern {
            holder: holder.clone(),
            pattern: pattern.into(),
            problem: problem.to_string(),
        },
        place: policy.place(holder, span),
    }])
}

/// The step that says that a held role has no document (Q2, V2).
pub(super) fn missing(subject: &Subject, role: &RoleName) -> Failure {
    Failure(vec![Step {
        bearing: Bearing::Refuses,
        finding: Finding::MissingRole {
            user: subject.name.clone(),
            role: role.clone(),
        },
        place: None,
    }])
}
