//! Requests and what is done about them: load, decide, record.

use std::collections::BTreeSet;

use postern_core::{
    api::{
        requests::{NewRequest, NewResolution, NewReview, Note, RoleAnswer, Verdict as ApiVerdict},
        scope::{Act, Need},
    },
    policy::{
        access,
        duration::Duration,
        name::{RoleName, UserName},
    },
    request::{
        access_request::AccessRequest,
        admission::{admit_for, admit_resolver},
        ask::Ask,
        command::{Command, Resolve},
        decide::decide,
        eligibility,
        id::RequestId,
        refusal::Refusal,
        review::{Proposal, Verdict},
        submission::{Submitted, submit as decide_submit},
        terms::Circumstances,
    },
};

use super::{
    automatic, bearer, capability, message::Reply, refusal::Reader, tokens, turn::Turn, view,
    written,
};
use crate::{
    digest::sha256,
    error::{Current, Error, Refused},
    http::problem::Code,
    id,
    store::locks,
};

/// What the caller may request.
pub(super) fn capabilities(turn: &Turn<'_>) -> Result<Reply, Error> {
    let reply = Reply::of(&capability::all(turn)?)?;
    Ok(Reply {
        weak_etag: Some(sha256([reply.body.get().as_bytes()])),
        ..reply
    })
}

/// Why the caller may or may not request one role.
pub(super) fn explain(turn: &Turn<'_>, role: &RoleName) -> Result<Reply, Error> {
    let reader = turn.reader()?;
    let decision = eligibility::may_request(&turn.policy, reader.subject, role);
    let allowed = decision.is_allowed();
    Ok(Reply::of(&RoleAnswer {
        role: role.clone(),
        allowed,
        text: decision
            .because
            .first()
            .map(|step| step.text())
            .unwrap_or_default(),
        why: reader.steps(&decision.because),
        managers: (!allowed).then(|| managers(reader)).flatten(),
    })?)
}

/// Who may change roles, for a reader who may read users; the same whichever role was asked about.
fn managers(reader: Reader<'_>) -> Option<Vec<UserName>> {
    reader.check("user", "read").is_allowed().then(|| {
        let everyone = reader.people.subjects(reader.now);
        everyone
            .filter(|one| access::check(reader.policy, one, "role", "update").is_allowed())
            .map(|one| one.name)
            .collect()
    })
}

/// Says what would happen, and stores nothing.
pub(super) fn dry_run(turn: &Turn<'_>, body: &NewRequest) -> Result<Reply, Error> {
    let made = make(turn, body)?;
    Ok(Reply::of(&view::of_draft(turn, &made)?)?)
}

/// Asks for roles.
pub(super) fn submit(turn: &Turn<'_>, body: &NewRequest) -> Result<Reply, Error> {
    let made = make(turn, body)?;
    let record = turn.record()?;
    let mut events = made.events().into_iter();
    let first = events
        .next()
        .ok_or_else(|| crate::error::Fault::new("a request without events"))?;
    let request = record.begin(&first)?;
    let rest: Vec<_> = events.collect();
    let request = if rest.is_empty() {
        request
    } else {
        record.append(request, &rest)?
    };
    let request = automatic::review(turn, request)?;
    Ok(Reply {
        created: Some(request.id().to_string()),
        ..answer(turn, &request)?
    })
}

/// The request that the body asks for, checked by every rule.
fn make(turn: &Turn<'_>, body: &NewRequest) -> Result<Submitted, Error> {
    let reader = turn.reader()?;
    let ask = Ask {
        reason: body.reason.clone().unwrap_or_default(),
        suggested_reviewers: body.suggested_reviewers.clone(),
        max_duration: duration(body.max_duration.as_deref())?,
        starts_at: body.starts_at,
        ..Ask::new(reader.subject.name.clone(), body.roles.clone())
    };
    decide_submit(
        &turn.policy,
        reader.subject,
        ask,
        RequestId::from_random(id::random()?),
        &Circumstances::at(turn.now),
    )
    .map_err(|refusal| reader.submit(&refusal))
}

/// One request.
pub(super) fn read(turn: &Turn<'_>, id: RequestId) -> Result<Reply, Error> {
    let request = turn.look_at(id)?;
    let body = written::one(turn, &request)?;
    Ok(Reply::with(body).etag(request.version().to_string()))
}

/// Approves or denies, as a reviewer.
pub(super) fn review(turn: &Turn<'_>, id: RequestId, body: &NewReview) -> Result<Reply, Error> {
    let proposal = Proposal {
        verdict: verdict(body.verdict),
        reason: body.reason.clone().unwrap_or_default(),
        roles: body.roles.as_deref().map(set),
        max_duration: duration(body.max_duration.as_deref())?,
        starts_at: None,
        annotations: body.annotations.clone(),
    };
    act(turn, id, |request| {
        turn.check_claims()?;
        tokens::check_not_own(turn, request, Code::CannotReview)?;
        admitted(turn, turn.reader()?, request, proposal)
    })
}

/// A verdict that this reader may give on this request, whichever way it came.
pub(super) fn admitted(
    turn: &Turn<'_>,
    reader: Reader<'_>,
    request: &AccessRequest,
    proposal: Proposal,
) -> Result<Command, Error> {
    bearer::check_once(turn, &reader.subject.name, request)?;
    let requester = reader.people.subject(request.requester());
    admit_for(
        reader.policy,
        requester.as_ref(),
        reader.subject,
        request,
        proposal,
    )
    .map(Command::Review)
    .map_err(|refusal| reader.command(&Refusal::Review(refusal)))
}

/// Approves, narrows or denies, as an administrator.
pub(super) fn resolve(
    turn: &Turn<'_>,
    id: RequestId,
    body: &NewResolution,
) -> Result<Reply, Error> {
    act(turn, id, |request| {
        turn.check_claims()?;
        bearer::check_once(turn, &turn.caller()?.subject.name, request)?;
        let reader = turn.reader()?;
        let by = admit_resolver(&turn.policy, reader.subject)
            .map_err(|access| reader.access(&access, "settle requests as an administrator"))?;
        tokens::check_not_own(turn, request, Code::OwnRequest)?;
        Ok(Command::Resolve(Resolve {
            by,
            on_behalf_of: delegator(turn, body)?.cloned(),
            verdict: verdict(body.verdict),
            roles: body.roles.as_deref().map(set),
            reason: body.reason.clone().unwrap_or_default(),
            annotations: body.annotations.clone(),
        }))
    })
}

/// Whose decision an integration carries: a user's who is known and not locked.
fn delegator<'a>(turn: &Turn<'_>, body: &'a NewResolution) -> Result<Option<&'a UserName>, Error> {
    let Some(delegator) = &body.delegator else {
        return Ok(None);
    };
    let caller = turn.caller()?;
    if caller.token().is_none() {
        let detail = "decide in your own name, or send a token with the scope `resolve:on-behalf`";
        return Err(Refused::new(Code::ScopeMissing, detail).into());
    }
    caller.check_scope(Need::Act(Act::ResolveOnBehalf))?;
    let is_known = turn
        .people
        .subject(delegator)
        .is_some_and(|subject| !subject.locked);
    if is_known && !locks::holds(turn.sql, delegator, turn.now)? {
        return Ok(Some(delegator));
    }
    let detail = "name a user that this cluster knows and that is not locked";
    Err(Refused::new(
        Code::InvalidBody,
        format!("/delegator does not fit: {detail}"),
    )
    .field("/delegator", detail)
    .into())
}

/// Takes a pending request back.
pub(super) fn withdraw(turn: &Turn<'_>, id: RequestId, note: &Note) -> Result<Reply, Error> {
    act(turn, id, |_| {
        Ok(Command::Withdraw {
            by: turn.caller()?.subject.name.clone(),
            reason: note.reason.clone().unwrap_or_default(),
        })
    })
}

/// Ends approved access, as an administrator.
pub(super) fn revoke(turn: &Turn<'_>, id: RequestId, note: &Note) -> Result<Reply, Error> {
    act(turn, id, |_| {
        let reader = turn.reader()?;
        let by = admit_resolver(&turn.policy, reader.subject)
            .map_err(|access| reader.access(&access, "end someone's access"))?;
        Ok(Command::Revoke {
            by,
            reason: note.reason.clone().unwrap_or_default(),
        })
    })
}

/// Gives access back early.
pub(super) fn give_back(turn: &Turn<'_>, id: RequestId, note: &Note) -> Result<Reply, Error> {
    act(turn, id, |_| {
        Ok(Command::Drop {
            by: turn.caller()?.subject.name.clone(),
            reason: note.reason.clone().unwrap_or_default(),
        })
    })
}

/// The one path of every command: load, compare, decide, record.
fn act(
    turn: &Turn<'_>,
    id: RequestId,
    command: impl FnOnce(&AccessRequest) -> Result<Command, Error>,
) -> Result<Reply, Error> {
    let request = turn.load(id)?;
    compare(turn, &request)?;
    let command = command(&request)?;
    let reader = turn.reader()?;
    let happened =
        decide(&request, command, turn.now).map_err(|refusal| reader.command(&refusal))?;
    let request = turn.record()?.append(request, &happened)?;
    answer(turn, &request)
}

/// Refuses where the caller decided on another version than the current one.
pub(super) fn compare(turn: &Turn<'_>, request: &AccessRequest) -> Result<(), Error> {
    let etag = request.version().to_string();
    if turn.envelope.precondition.holds(&etag) {
        return Ok(());
    }
    let mut refused = Refused::new(
        Code::Stale,
        "the request changed since you looked; look again and decide anew",
    );
    refused.current = Some(Current {
        etag,
        body: serde_json::to_value(view::alone(turn, request)?)?,
    });
    Err(refused.into())
}

/// The request as the caller sees it, with its version.
pub(super) fn answer(turn: &Turn<'_>, request: &AccessRequest) -> Result<Reply, Error> {
    Ok(Reply::of(&view::alone(turn, request)?)?.etag(request.version().to_string()))
}

pub(super) fn verdict(verdict: ApiVerdict) -> Verdict {
    match verdict {
        ApiVerdict::Approve => Verdict::Approve,
        ApiVerdict::Deny => Verdict::Deny,
    }
}

pub(super) fn set(roles: &[RoleName]) -> BTreeSet<RoleName> {
    roles.iter().cloned().collect()
}

/// A length of time that fits; one that is longer than can be told is the longest.
fn duration(text: Option<&str>) -> Result<Option<Duration>, Error> {
    text.map(Duration::parse_saturating)
        .transpose()
        .map_err(|problem| Refused::new(Code::InvalidBody, problem).into())
}
