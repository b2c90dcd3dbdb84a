//! Trying out and comparing: any request by any text comes to an end that its attempts tell, and what one text
//! gives over another the other lacks.

use postern_core::{
    api::{
        difference::PolicyDiff,
        inspection::Asker,
        requests::{NewRequest, NewReview, State, Verdict},
        simulation::{NewSimulation, SimulatedReview},
    },
    inspection::{check as inspect, diff, simulate},
    policy::{
        monitoring::schedule::UtcOnly,
        name::{RoleName, UserName},
    },
    request::timestamp::Timestamp,
};

use crate::{
    input::{Input, joined},
    sample::Samples,
};

fn now() -> Timestamp {
    Timestamp::from_ms(1_700_000_000_000)
}

pub(super) fn check(input: &mut Input<'_>) {
    let [text, other, role] = [input.text(), input.text(), input.text()];
    compares(&text, &other);
    let inspection = inspect(&text);
    let users = inspection.users.iter().take(2).cloned().map(Asker::User);
    let holders = inspection.roles.iter().take(2).cloned().map(Asker::HolderOf);
    let nobody = Asker::User(UserName::verbatim("nobody"));
    let people: Vec<Asker> = users.chain(holders).chain([nobody]).collect();
    let given = RoleName::verbatim(role);
    let roles = inspection.roles.iter().rev().take(1).chain([&given]);
    for role in roles {
        for asker in &people {
            tries(&text, asker, role, &people);
        }
    }
}

fn tries(text: &str, asker: &Asker, role: &RoleName, reviewers: &[Asker]) {
    let verdicts = [Verdict::Approve, Verdict::Deny].into_iter().cycle();
    let reviews = reviewers.iter().zip(verdicts).map(|(by, verdict)| SimulatedReview {
        by: by.clone(),
        review: NewReview {
            verdict,
            reason: None,
            roles: None,
            max_duration: None,
            annotations: Default::default(),
        },
    });
    let wanted = NewSimulation {
        text: None,
        asker: asker.clone(),
        request: NewRequest {
            roles: vec![role.clone()],
            reason: Some("why".into()),
            ..NewRequest::default()
        },
        reviews: reviews.collect(),
        at: None,
    };
    let simulation = simulate(text, &wanted, now(), &UtcOnly);
    let attempts = &simulation.attempts;
    assert!(attempts.iter().all(|attempt| !attempt.text.is_empty()));
    let is_made = attempts.first().is_some_and(|attempt| attempt.accepted);
    assert_eq!(is_made, simulation.request.is_some());
    let Some(request) = &simulation.request else {
        assert_eq!(attempts.len(), 1);
        return;
    };
    assert!(attempts.len() > reviewers.len());
    assert_eq!(attempts.last().and_then(|attempt| attempt.state), Some(request.state));
    // Once it is decided, nothing more is.
    let decided = attempts.iter().position(|attempt| attempt.state != Some(State::Pending));
    let after = attempts.iter().skip(decided.map_or(attempts.len(), |at| at + 1));
    for attempt in after {
        assert!(!attempt.accepted && attempt.state == Some(request.state));
    }
}

fn compares(old: &str, new: &str) {
    let same = diff(old, old);
    assert!(same.documents.is_empty() && same.users.is_empty());
    let (there, back) = (diff(old, new), diff(new, old));
    assert_eq!(there.truncated, back.truncated);
    assert_eq!(there.counts.users, back.counts.users);
    assert_eq!(there.counts.changed, back.counts.changed);
    assert_eq!((there.counts.added, there.counts.removed), (back.counts.removed, back.counts.added));
    if there.truncated {
        return;
    }
    let turned = |mut diff: PolicyDiff| {
        for user in &mut diff.users {
            std::mem::swap(&mut user.may_request, &mut user.no_longer_request);
            std::mem::swap(&mut user.may_review, &mut user.no_longer_review);
        }
        diff.users
    };
    assert_eq!(there.users, turned(back));
}

pub(super) fn seeds(samples: &Samples) -> Vec<Vec<u8>> {
    let policies: Vec<String> = samples.policies().step_by(3).collect();
    let others = policies.iter().cycle().skip(1);
    let seeds = policies.iter().zip(others);
    seeds.map(|(old, new)| joined([old.as_str(), new.as_str(), "a"])).collect()
}
