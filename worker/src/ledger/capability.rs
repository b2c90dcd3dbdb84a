//! What the caller may request, and on which terms, before they ask.

use std::collections::BTreeSet;

use postern_core::{
    api::requests::{Capabilities, RequestableRole, Reviewers},
    policy::{decision::Finding, name::RoleName},
    request::{
        annotation::annotations,
        ask::{Ask, MAX_REASON_BYTES},
        eligibility::{requesting::RequestRights, reviewing::Prospect},
        plan::Plan,
        submission::{plan, suggested_reviewers},
        terms::{Circumstances, terms},
    },
};

use super::{identity, refusal::Reader, turn::Turn, view};
use crate::error::Error;

/// Every role that the caller may request.
pub(super) fn all(turn: &Turn<'_>) -> Result<Capabilities, Error> {
    let reader = turn.reader()?;
    let policy_digest = turn.policy.digest().as_str().to_owned();
    let Ok(rights) = RequestRights::of(&turn.policy, reader.subject) else {
        // What cannot be evaluated allows nothing.
        return Ok(Capabilities {
            roles: Vec::new(),
            reason_required_by: None,
            prompt: None,
            reason_max_bytes: reason_max_bytes(),
            policy_digest,
        });
    };
    let grants = identity::grants(turn, &reader.subject.name)?;
    let active_until = |role: &RoleName| {
        grants
            .iter()
            .filter(|grant| grant.roles.contains(role))
            .map(|grant| grant.access_expires)
            .max()
    };
    Ok(Capabilities {
        roles: rights
            .requestable()
            .into_iter()
            .map(|(role, decision)| RequestableRole {
                active_until: active_until(&role),
                why: reader.steps(&decision.because),
                ..one(turn, reader, &rights, &role)
            })
            .collect(),
        reason_required_by: rights
            .reason_required(&BTreeSet::new())
            .into_iter()
            .find_map(|step| match step.finding {
                Finding::ReasonForAll { holder } => Some(holder),
                _ => None,
            }),
        prompt: rights.prompt().map(Into::into),
        reason_max_bytes: reason_max_bytes(),
        policy_digest,
    })
}

fn reason_max_bytes() -> u32 {
    u32::try_from(MAX_REASON_BYTES).unwrap_or(u32::MAX)
}

/// One role, as if it were asked for alone.
fn one(
    turn: &Turn<'_>,
    reader: Reader<'_>,
    rights: &RequestRights<'_>,
    role: &RoleName,
) -> RequestableRole {
    let alone = BTreeSet::from([role.clone()]);
    let ask = Ask::new(reader.subject.name.clone(), vec![role.clone()]);
    let terms = terms(rights, &ask, &alone, &Circumstances::at(turn.now)).ok();
    let annotations = annotations(rights, &alone);
    let prospect = Prospect::of(&ask, &alone, &annotations);
    RequestableRole {
        name: role.clone(),
        description: reader
            .policy
            .role(role)
            .map(|compiled| compiled.role.description.clone())
            .unwrap_or_default(),
        held: reader.subject.roles.contains(role),
        active_until: None,
        why: Vec::new(),
        reason_required: rights
            .reason_required(&alone)
            .iter()
            .any(|step| matches!(step.finding, Finding::ReasonForRole { .. })),
        prompts: rights.prompts_for(&alone),
        longest_s: terms
            .as_ref()
            .map_or(0, |terms| view::whole_seconds(terms.lifetime.access())),
        cap: terms
            .and_then(|terms| terms.cap)
            .map(|cap| view::shown(reader, &cap)),
        thresholds: plan(rights, &alone).map_or_else(|_| Vec::new(), |plan| in_words(&plan)),
        suggested_reviewers: suggested_reviewers(rights),
        reviewers: others(reader, &prospect),
    }
}

/// Who could review it; the reader, who would be the requester, is not among them.
fn others(reader: Reader<'_>, prospect: &Prospect<'_>) -> Reviewers {
    view::eligible(reader, prospect)
}

/// Who must agree: one line for each set, all of which must be met; any threshold of it is enough.
fn in_words(plan: &Plan) -> Vec<String> {
    let mut lines: Vec<String> = plan
        .sets()
        .values()
        .flatten()
        .map(|set| {
            let words: Vec<String> = set
                .iter()
                .filter_map(|index| plan.threshold(*index))
                .map(|threshold| threshold.words())
                .collect();
            words.join("; or ")
        })
        .collect();
    lines.dedup();
    lines
}
