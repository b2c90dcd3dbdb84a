//! Who the caller is.

use postern_core::{
    VERSION,
    api::{
        endpoint::{ENDPOINTS, Resource, Verb},
        identity::{GrantView, Health, MayUse, Me},
        scope::Need,
    },
    policy::{
        name::{RoleName, UserName},
        subject::Subject,
    },
    request::eligibility::{requesting::RequestRights, reviewing::ReviewRights},
};

use super::{caller::Caller, may, message::Reply, refusal::Reader, turn::Turn};
use crate::{error::Error, store::requests};

/// How many grants are shown at most.
const GRANTS: u32 = 200;

/// Storage works, or this would not run.
pub(super) fn ready() -> Result<Reply, Error> {
    Ok(Reply::of(&Health {
        status: "ok".into(),
        version: VERSION.into(),
    })?)
}

/// Who the caller is.
pub(super) fn me(turn: &Turn<'_>) -> Result<Reply, Error> {
    Ok(Reply::of(&view(turn, turn.caller()?)?)?)
}

/// The caller, as they are shown to themselves.
pub(super) fn view(turn: &Turn<'_>, caller: &Caller) -> Result<Me, Error> {
    let (policy, subject) = (&*turn.policy, &caller.subject);
    let user = policy.user(&subject.name);
    let rights = RequestRights::of(policy, subject).ok();
    let reader = caller.reader(policy, &turn.people, turn.now);
    let may_do = |resource, verb| reader.check(resource, verb).is_allowed();
    Ok(Me {
        user: subject.name.clone(),
        cluster: turn.envelope.cluster.id.clone(),
        description: user
            .map(|user| user.description.clone())
            .unwrap_or_default(),
        roles: static_roles(subject),
        traits: (&subject.traits).into(),
        grants: grants(turn, &subject.name)?,
        request_access: rights
            .as_ref()
            .map(RequestRights::request_access)
            .unwrap_or_default(),
        prompt: rights
            .as_ref()
            .and_then(|rights| rights.prompt().map(Into::into)),
        may: MayUse {
            review: ReviewRights::of(policy, subject).is_ok_and(|rights| rights.has_directives()),
            read_policy: may_do("role", "read"),
            write_policy: may_do("role", "update"),
            list_requests: may::see_all(reader),
            rules: rules(reader),
        },
        now: turn.now,
        session_expires: caller.expires(),
    })
}

/// What the rules let the caller do, of all that an operation asks for: each once, in the order of the operations.
fn rules(reader: Reader<'_>) -> Vec<String> {
    let mut asked: Vec<(Resource, Verb)> = Vec::new();
    for entry in ENDPOINTS {
        if let (Some(resource), Some(verb)) = (entry.resource, entry.verb)
            && !asked.contains(&(resource, verb))
        {
            asked.push((resource, verb));
        }
    }
    asked
        .into_iter()
        .filter(|(resource, verb)| reader.check(resource.as_str(), verb.as_str()).is_allowed())
        .filter_map(|(resource, verb)| Need::Rule(resource, verb).word())
        .collect()
}

/// The roles that a user always has, in name order.
pub(super) fn static_roles(subject: &Subject) -> Vec<RoleName> {
    let mut roles = subject.roles.clone();
    roles.sort();
    roles.dedup();
    roles
}

/// Approved requests of the user's that are scheduled or active, newest first.
pub(super) fn grants(turn: &Turn<'_>, user: &UserName) -> Result<Vec<GrantView>, Error> {
    let scan = requests::Scan {
        phase: Some("approved"),
        requester: Some(user),
        ..requests::Scan::default()
    };
    let requests = requests::scan(turn.sql, &scan, turn.now, GRANTS)?;
    Ok(requests
        .iter()
        .map(|request| {
            let lifetime = request.lifetime();
            let approved = request
                .state()
                .resolution()
                .map_or(lifetime.created, |r| r.at);
            GrantView {
                request: request.id().to_string(),
                roles: request.roles().iter().cloned().collect(),
                approved,
                access_starts: (lifetime.access_starts > approved)
                    .then_some(lifetime.access_starts),
                access_expires: lifetime.access_expires,
            }
        })
        .collect())
}
