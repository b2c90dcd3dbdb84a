//! What the outside is told of one thing that happened: a small, stable JSON body without secrets and
//! without the policy's text. docs/webhooks.md describes it.

use std::collections::BTreeSet;

use postern_core::{
    policy::{
        integration::Topic,
        name::{RoleName, UserName},
    },
    request::{
        access_request::AccessRequest,
        event::Event,
        review::{Annotations, Verdict},
        state::Settler,
        timestamp::Timestamp,
    },
};
use serde::Serialize;

use crate::error::Fault;

/// Annotations beyond this many bytes are left out, so that a body stays small.
const MOST_ANNOTATION_BYTES: usize = 8 * 1024;

/// One thing to be told.
#[derive(Clone, Debug, PartialEq)]
pub struct Notice {
    /// What it happened to: a request's id, a user, a digest.
    pub subject: String,
    /// When it happened.
    pub at: Timestamp,
    /// Particulars.
    pub data: serde_json::Value,
}

/// What every body is.
#[derive(Serialize)]
struct Body<'a> {
    r#type: &'a str,
    timestamp: Timestamp,
    data: Data<'a>,
}

#[derive(Serialize)]
struct Data<'a> {
    cluster: &'a str,
    #[serde(flatten)]
    particulars: &'a serde_json::Value,
}

/// The text that is sent, for this topic's word or another one.
///
/// # Errors
/// Where it cannot be written.
pub fn body(
    word: &str,
    cluster: &str,
    at: Timestamp,
    data: &serde_json::Value,
) -> Result<String, Fault> {
    Ok(serde_json::to_string(&Body {
        r#type: word,
        timestamp: at,
        data: Data {
            cluster,
            particulars: data,
        },
    })?)
}

/// Where a notice comes from, and to where its link leads.
#[derive(Clone, Copy, Debug)]
pub struct Origin<'a> {
    /// The cluster's address; empty where nobody has configured or called one.
    pub address: &'a str,
    /// Who did it; none for the clock and for rules.
    pub actor: Option<&'a UserName>,
}

/// Which topic an event of a request is; none for what changes nobody's access.
#[must_use]
pub const fn topic(event: &Event) -> Option<Topic> {
    Some(match event {
        Event::Submitted(_) => Topic::RequestCreated,
        Event::Reviewed { .. } => Topic::RequestReviewed,
        Event::Approved { .. } => Topic::RequestApproved,
        Event::Denied { .. } => Topic::RequestDenied,
        Event::Narrowed { .. } => Topic::RequestNarrowed,
        Event::Withdrawn { .. } => Topic::RequestWithdrawn,
        Event::Expired { .. } => Topic::RequestExpired,
        Event::Revoked { .. } => Topic::RequestRevoked,
        Event::Dropped { .. } => Topic::RequestDropped,
        Event::Ended { .. } => Topic::RequestEnded,
        Event::CredentialIssued { .. } => Topic::CredentialIssued,
        Event::Hidden { .. } | Event::Reopened { .. } => return None,
    })
}

/// What is told of an event of a request; `request` is as it stands after it.
///
/// # Errors
/// Where it cannot be written.
pub fn of_event(
    request: &AccessRequest,
    event: &Event,
    origin: Origin<'_>,
) -> Result<Notice, Fault> {
    of_request(request, Some(event), origin, event.at())
}

/// What is told when access begins.
///
/// # Errors
/// Where it cannot be written.
pub fn of_start(
    request: &AccessRequest,
    origin: Origin<'_>,
    at: Timestamp,
) -> Result<Notice, Fault> {
    of_request(request, None, origin, at)
}

fn of_request(
    request: &AccessRequest,
    event: Option<&Event>,
    origin: Origin<'_>,
    at: Timestamp,
) -> Result<Notice, Fault> {
    let id = request.id().to_string();
    let data = RequestData {
        actor: origin.actor,
        request: RequestView {
            version: request.version(),
            state: request.state().word(),
            phase: request.phase(at).word(),
            requester: request.requester(),
            roles: request.roles(),
            roles_asked: request.roles_asked(),
            reason: request.reason(),
            suggested_reviewers: request.suggested_reviewers(),
            annotations: annotations(request.annotations()),
            created: request.lifetime().created,
            pending_expires: request.lifetime().pending_expires,
            access_starts: request.lifetime().access_starts,
            access_expires: request.lifetime().access_expires,
            link: format!("{}/requests/{id}", origin.address),
            id: id.clone(),
        },
        what: event.and_then(Particulars::of),
    };
    Ok(Notice {
        subject: id,
        at,
        data: serde_json::to_value(&data)?,
    })
}

/// All annotations, or none where they are too many: part of them could mislead.
fn annotations(all: &Annotations) -> Option<&Annotations> {
    let bytes: usize = all
        .iter()
        .map(|(key, values)| key.len() + values.iter().map(String::len).sum::<usize>())
        .sum();
    (bytes <= MOST_ANNOTATION_BYTES).then_some(all)
}

#[derive(Serialize)]
struct RequestData<'a> {
    actor: Option<&'a UserName>,
    request: RequestView<'a>,
    #[serde(flatten)]
    what: Option<Particulars<'a>>,
}

#[derive(Serialize)]
struct RequestView<'a> {
    id: String,
    version: u32,
    state: &'a str,
    phase: &'a str,
    requester: &'a UserName,
    roles: &'a BTreeSet<RoleName>,
    roles_asked: &'a BTreeSet<RoleName>,
    reason: &'a str,
    suggested_reviewers: &'a [String],
    annotations: Option<&'a Annotations>,
    created: Timestamp,
    pending_expires: Timestamp,
    access_starts: Timestamp,
    access_expires: Timestamp,
    link: String,
}

/// What there is to tell beyond how the request stands.
#[derive(Serialize)]
#[serde(rename_all = "snake_case")]
enum Particulars<'a> {
    Review {
        by: String,
        verdict: Verdict,
        roles: &'a BTreeSet<RoleName>,
        reason: &'a str,
    },
    Resolution {
        by: &'a UserName,
        #[serde(rename = "override")]
        is_override: bool,
        reason: &'a str,
        annotations: Option<&'a Annotations>,
    },
    Revocation {
        by: &'a UserName,
        reason: &'a str,
    },
    Credential {
        id: &'a str,
        roles: &'a [RoleName],
        expires: Timestamp,
    },
}

impl<'a> Particulars<'a> {
    fn of(event: &'a Event) -> Option<Self> {
        Some(match event {
            Event::Reviewed { review } => Self::Review {
                by: review.by(),
                verdict: review.verdict,
                roles: &review.roles,
                reason: &review.reason,
            },
            Event::Approved { resolution, .. }
            | Event::Denied { resolution }
            | Event::Narrowed { resolution, .. } => Self::Resolution {
                by: resolution.by.name(),
                is_override: matches!(resolution.by, Settler::Override { .. }),
                reason: &resolution.reason,
                annotations: annotations(&resolution.annotations),
            },
            Event::Revoked { by, reason, .. } => Self::Revocation { by, reason },
            Event::CredentialIssued {
                expires,
                roles,
                credential,
                ..
            } => Self::Credential {
                id: credential,
                roles,
                expires: *expires,
            },
            _ => return None,
        })
    }
}
