//! What happened to a request, in words for people: how it was settled, and its timeline.

use postern_core::{
    api::requests::{ResolutionView, TimelineEntry},
    policy::name::RoleName,
    request::{
        access_request::AccessRequest,
        event::Event,
        review::{Review, Verdict},
        state::{self, RequestState, Settler},
        timestamp::Timestamp,
    },
    small_map::SmallMap,
};

/// How the request was settled, by people or by the clock.
pub(super) fn resolution(request: &AccessRequest, now: Timestamp) -> Option<ResolutionView> {
    let plain = |text: String, by, reason: &str, at| ResolutionView {
        text,
        by,
        reason: reason.into(),
        at,
        annotations: SmallMap::default(),
    };
    let settled = |resolution: &state::Resolution, verb| ResolutionView {
        text: settled_words(request, &resolution.by, verb),
        by: Some(resolution.by.name().clone()),
        reason: resolution.reason.clone(),
        at: resolution.at,
        annotations: (&resolution.annotations).into(),
    };
    let (lifetime, requester) = (request.lifetime(), request.requester());
    Some(match request.state() {
        // The clock may have settled it before the alarm wrote so.
        RequestState::Pending if now < lifetime.pending_expires => return None,
        RequestState::Pending => plain(
            "nobody decided in time".into(),
            None,
            "",
            lifetime.pending_expires,
        ),
        RequestState::Approved(resolution) => settled(resolution, "approved"),
        RequestState::Denied(resolution) => settled(resolution, "denied"),
        RequestState::Expired { at } => plain("nobody decided in time".into(), None, "", *at),
        RequestState::Withdrawn { at, reason } => plain(
            format!("{requester} took it back"),
            Some(requester.clone()),
            reason,
            *at,
        ),
        RequestState::Revoked { at, by, reason } => plain(
            format!("{by} ended the access"),
            Some(by.clone()),
            reason,
            *at,
        ),
        RequestState::Dropped { at, reason } => plain(
            format!("{requester} gave the access back"),
            Some(requester.clone()),
            reason,
            *at,
        ),
        RequestState::Ended { at } => plain("the access ran out".into(), None, "", *at),
    })
}

fn settled_words(request: &AccessRequest, by: &Settler, verb: &str) -> String {
    match by {
        Settler::Reviews { decisive } => {
            let review = request.reviews().iter().find(|one| one.author == *decisive);
            format!(
                "{} {verb}",
                review.map_or_else(|| decisive.to_string(), Review::by)
            )
        }
        Settler::Override { .. } => format!("{} {verb} as an administrator", by.name()),
    }
}

/// That it was made, as a line of the timeline.
pub(super) fn made(request: &AccessRequest) -> TimelineEntry {
    let requester = request.requester();
    let names: Vec<_> = request.roles_asked().iter().map(RoleName::as_str).collect();
    TimelineEntry {
        at: request.submission().lifetime.created,
        by: Some(requester.clone()),
        event: "submitted".into(),
        text: format!("{requester} asked for {}", names.join(", ")),
    }
}

/// One event as a line of the timeline.
pub(in crate::ledger) fn entry(request: &AccessRequest, event: &Event) -> TimelineEntry {
    let requester = request.requester();
    let names = |roles: &mut dyn Iterator<Item = &RoleName>| {
        roles
            .map(|role| role.as_str())
            .collect::<Vec<_>>()
            .join(", ")
    };
    let (by, text) = match event {
        Event::Submitted(_) => return made(request),
        Event::Reviewed { review } => (
            Some(&review.author),
            match review.verdict {
                Verdict::Approve => format!("{} approved", review.by()),
                Verdict::Deny => format!("{} denied", review.by()),
            },
        ),
        Event::Approved {
            roles, resolution, ..
        } => (
            Some(resolution.by.name()),
            format!("granted: {}", names(&mut roles.iter())),
        ),
        Event::Denied { resolution } => (Some(resolution.by.name()), "refused".into()),
        Event::Narrowed { roles, resolution } => (
            Some(resolution.by.name()),
            format!(
                "{} narrowed it to {}",
                resolution.by.name(),
                names(&mut roles.iter())
            ),
        ),
        Event::Withdrawn { .. } => (Some(requester), format!("{requester} took it back")),
        Event::Expired { .. } => (None, "nobody decided in time".into()),
        Event::Revoked { by, .. } => (Some(by), format!("{by} ended the access")),
        Event::Dropped { .. } => (Some(requester), format!("{requester} gave the access back")),
        Event::Ended { .. } => (None, "the access ran out".into()),
        Event::CredentialIssued { expires, .. } => (
            Some(requester),
            format!("{requester} took up the access; the credential lives until {expires}"),
        ),
        Event::Hidden { by, .. } => (Some(by), format!("{by} took it out of the lists")),
        Event::Reopened { .. } => (None, "opened again".into()),
    };
    TimelineEntry {
        at: event.at(),
        by: by.cloned(),
        event: event.word().into(),
        text,
    }
}
