//! A request as the caller may see it: the one place where it becomes what crosses the wire.

use postern_core::{
    api::explanation::Step,
    api::requests::{Cap, Phase, Progress, RequestView, ReviewView, Reviewers, RoleGives, Verdict},
    policy::name::UserName,
    request::{
        access_request::AccessRequest,
        automatic::reviewing,
        eligibility::reviewing::Prospect,
        outlook::Outlook,
        progress,
        review::{Review, Verdict as CoreVerdict},
        submission::Submitted,
        terms::{self, CapRule},
    },
};

use super::{facts, may, refusal::Reader, turn::Turn};
use crate::{
    error::{Error, Fault},
    store::events,
};

pub(super) mod history;

/// Stored requests, in their order.
pub(super) fn of(turn: &Turn<'_>, requests: &[&AccessRequest]) -> Result<Vec<RequestView>, Error> {
    let reader = turn.reader()?;
    // Of one that has its first version nothing else is stored.
    let changed = requests.iter().filter(|request| request.version() > 1);
    let happened = events::since_made(turn.sql, changed.map(|request| request.id()))?;
    let nothing = Vec::new();
    let one = |request: &&AccessRequest| {
        let facts = turn.facts(request);
        let mut view = build(turn, reader, request, &facts.reviewers);
        let happened = happened.get(&request.id()).unwrap_or(&nothing);
        let happened = happened.iter().map(|event| history::entry(request, event));
        view.timeline.extend(happened);
        view.cap = facts.cap.as_ref().map(|cap| shown(reader, cap));
        view
    };
    Ok(requests.iter().map(one).collect())
}

/// A stored request by itself, with what it waits for.
pub(super) fn alone(turn: &Turn<'_>, request: &AccessRequest) -> Result<RequestView, Error> {
    let views = of(turn, &[request])?;
    let mut view = views
        .into_iter()
        .next()
        .ok_or_else(|| Fault::new("a request without a view"))?;
    if view.phase == Phase::Pending {
        view.progress.outlook = outlook(turn.reader()?, request);
    }
    Ok(view)
}

/// A request that would be made.
pub(super) fn of_draft(turn: &Turn<'_>, made: &Submitted) -> Result<RequestView, Error> {
    let reader = turn.reader()?;
    let reviewers = facts::reviewers(reader.people, reader.now, &Prospect::from(&made.request));
    let mut view = build(turn, reader, &made.request, &reviewers);
    let events = made.events();
    let later = events.iter().skip(1);
    view.timeline
        .extend(later.map(|event| history::entry(&made.request, event)));
    view.id = String::new();
    view.version = 0;
    view.cap = made.cap.as_ref().map(|cap| shown(reader, cap));
    let rules = reviewing(reader.policy, reader.subject, &made.request);
    view.progress.outlook = reader.steps(&rules);
    view.progress.outlook.extend(outlook(reader, &made.request));
    Ok(view)
}

/// Why it is still pending and what would approve it.
fn outlook(reader: Reader<'_>, request: &AccessRequest) -> Vec<Step> {
    let outlook = Outlook::of(reader.policy, reader.people.subjects(reader.now), request);
    let outlook = if may_know_people(reader) {
        outlook
    } else {
        outlook.without_names()
    };
    reader.steps(&outlook.steps())
}

fn build(
    turn: &Turn<'_>,
    reader: Reader<'_>,
    request: &AccessRequest,
    reviewers: &[UserName],
) -> RequestView {
    let lifetime = request.lifetime();
    let may = may::act(reader, request, turn.now);
    let resolution = history::resolution(request, turn.now);
    let me = &reader.subject.name;
    let has_decided = request.reviews().iter().any(|review| review.author == *me)
        || resolution.as_ref().and_then(|it| it.by.as_ref()) == Some(me);
    let decides =
        may.review.allowed || may.resolve.allowed || (has_decided && request.requester() != me);
    RequestView {
        id: request.id().to_string(),
        version: request.version().into(),
        requester: request.requester().clone(),
        roles: request.roles().iter().cloned().collect(),
        requested_roles: request.roles_asked().iter().cloned().collect(),
        gives: if decides || reader.check("role", "read").is_allowed() {
            gives(reader, request)
        } else {
            Vec::new()
        },
        reason: request.reason().into(),
        state: request.state().into(),
        phase: request.phase(turn.now).into(),
        hidden: request.is_hidden(),
        created: lifetime.created,
        pending_expires: lifetime.pending_expires,
        access_starts: (lifetime.access_starts > lifetime.created)
            .then_some(lifetime.access_starts),
        access_expires: lifetime.access_expires,
        access_s: whole_seconds(lifetime.access()),
        session_ttl_s: whole_seconds(lifetime.session_ttl),
        cap: None,
        suggested_reviewers: request.suggested_reviewers().to_vec(),
        annotations: request.annotations().into(),
        progress: progress_of(request),
        reviewers: known_to(reader, reviewers),
        reviews: request
            .reviews()
            .iter()
            .map(|review| of_review(request, review))
            .collect(),
        resolution,
        timeline: vec![history::made(request)],
        may,
        now: turn.now,
    }
}

/// A limit as the reader may know of it: which roles the requester holds is not told to others.
pub(super) fn shown(reader: Reader<'_>, cap: &terms::Cap) -> Cap {
    let text = match &cap.rule {
        CapRule::MaxDuration { holder } if !reader.may_know_role(holder) => {
            format!(
                "a role of the requester gives at most {}",
                cap.limit.words()
            )
        }
        _ => cap.words(),
    };
    Cap {
        text,
        place: cap.place.clone().filter(|place| reader.may_read(place)),
    }
}

fn gives(reader: Reader<'_>, request: &AccessRequest) -> Vec<RoleGives> {
    let roles = request
        .roles()
        .iter()
        .filter_map(|name| reader.policy.role(name));
    roles
        .map(|compiled| {
            let role = &compiled.role;
            RoleGives {
                role: role.name.clone(),
                description: role.description.clone(),
                logins: role
                    .allow
                    .logins
                    .iter()
                    .map(|login| login.value.clone())
                    .collect(),
                changes_policy: role.allow.rules.iter().any(|rule| {
                    let names = |texts: &[postern_core::policy::role::Text], words: &[&str]| {
                        texts
                            .iter()
                            .any(|text| words.contains(&text.value.as_str()))
                    };
                    names(&rule.resources, &["role", "user", "*"])
                        && names(&rule.verbs, &["create", "update", "delete", "*"])
                }),
            }
        })
        .collect()
}

/// Who can review such a request.
pub(super) fn eligible(reader: Reader<'_>, prospect: &Prospect<'_>) -> Reviewers {
    known_to(
        reader,
        &facts::reviewers(reader.people, reader.now, prospect),
    )
}

/// Who can review: how many for everyone, their names for those who may read users or requests.
fn known_to(reader: Reader<'_>, names: &[UserName]) -> Reviewers {
    Reviewers {
        count: u32::try_from(names.len()).unwrap_or(u32::MAX),
        names: may_know_people(reader).then(|| names.to_vec()),
    }
}

/// Whether the reader may know who can review.
fn may_know_people(reader: Reader<'_>) -> bool {
    ["user", "access_request"]
        .iter()
        .any(|resource| reader.check(resource, "read").is_allowed())
}

fn progress_of(request: &AccessRequest) -> Progress {
    let progress = progress::Progress::of(request);
    let furthest = progress.furthest();
    Progress {
        approvals: furthest.map_or(0, |threshold| threshold.approvals),
        needed: furthest
            .and_then(|threshold| threshold.approve)
            .unwrap_or(0),
        text: progress.words(),
        conditions: progress.conditions(),
        outlook: Vec::new(),
    }
}

fn of_review(request: &AccessRequest, review: &Review) -> ReviewView {
    let narrows = review.verdict == CoreVerdict::Approve && review.roles != *request.roles_asked();
    ReviewView {
        author: review.author.clone(),
        rule: review.rule.clone(),
        verdict: verdict(review.verdict),
        reason: review.reason.clone(),
        roles: narrows.then(|| review.roles.iter().cloned().collect()),
        access_expires: review
            .max_duration
            .map(|_| request.lifetime().ends_within(review.max_duration)),
        at: review.at,
        counts: !review.counts.is_empty(),
        annotations: (&review.annotations).into(),
    }
}

fn verdict(verdict: CoreVerdict) -> Verdict {
    match verdict {
        CoreVerdict::Approve => Verdict::Approve,
        CoreVerdict::Deny => Verdict::Deny,
    }
}

/// Whole seconds, never negative.
pub(super) fn whole_seconds(duration: postern_core::policy::duration::Duration) -> u64 {
    u64::try_from(duration.as_secs()).unwrap_or(0)
}
