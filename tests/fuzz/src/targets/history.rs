//! Stored histories: whatever facts a store holds, they replay into a request that can be asked about
//! and decided on, and that is stored as it is.

use postern_core::{
    policy::{
        budget::Budget,
        name::{RoleName, UserName},
        reading::{Standard, read_by},
        set::Policy,
        settings::Settings,
    },
    request::{
        access_request::AccessRequest,
        admission::admit,
        ask::Ask,
        command::Command,
        decide::decide,
        event::Event,
        id::RequestId,
        progress::{Progress, forecast},
        review::{Proposal, Verdict},
        submission::submit,
        terms::Circumstances,
        timestamp::Timestamp,
    },
    yaml::budget::ReadBudget,
};

use crate::{input::Input, sample::Samples};

pub(super) fn check(input: &mut Input<'_>) {
    let [history, moment] = [input.text(), input.text()];
    let row = serde_json::from_str::<AccessRequest>(&history).ok();
    let events = serde_json::from_str::<Vec<Event>>(&history).unwrap_or_default();
    let replayed = AccessRequest::replay(&events);
    if let Some(request) = &replayed {
        assert_eq!(request.version() as usize, events.len());
        assert!(events.iter().all(|event| !event.word().is_empty()));
    }
    for request in row.into_iter().chain(replayed) {
        let stored = serde_json::to_string(&request).unwrap_or_default();
        let again = serde_json::from_str::<AccessRequest>(&stored).ok();
        assert_eq!(again.as_ref(), Some(&request));
        let now = Timestamp::from_ms(moment.parse().unwrap_or_default());
        let lifetime = *request.lifetime();
        for now in [now, lifetime.pending_expires, lifetime.access_starts, lifetime.access_expires] {
            look(&request, now);
        }
    }
}

fn look(request: &AccessRequest, now: Timestamp) {
    assert!(!Progress::of(request).words().is_empty());
    for verdict in [Verdict::Approve, Verdict::Deny] {
        let all: Vec<_> = request.plan().indexed().map(|(index, _)| index).collect();
        assert!(!forecast(request, verdict, &all).words(verdict).is_empty());
    }
    let by = request.requester();
    let commands = [
        Command::Timer,
        Command::Withdraw { by: by.clone(), reason: String::new() },
        Command::Drop { by: by.clone(), reason: String::new() },
    ];
    for command in commands {
        let is_timer = command == Command::Timer;
        match decide(request, command, now) {
            Ok(events) => {
                assert!(is_timer || !request.phase(now).is_final());
                let after = events.iter().fold(request.clone(), AccessRequest::apply);
                assert!(after.phase(now).is_final());
                assert_eq!(after.next_timer(), None);
            }
            Err(refusal) => assert!(!refusal.to_string().is_empty()),
        }
    }
}

pub(super) fn seeds(_: &Samples) -> Vec<Vec<u8>> {
    let mut seeds = Vec::new();
    for verdict in [Verdict::Approve, Verdict::Deny] {
        let (events, request) = lived(verdict).unwrap_or_default();
        seeds.push(events.into_bytes());
        seeds.push(request.into_bytes());
    }
    seeds
}

const POLICY: &str = "{kind: role, version: v7, metadata: {name: asker}, spec: {allow: {request: {roles: [a, b], \
    annotations: {k: [v]}, suggested_reviewers: [x], thresholds: [{approve: 1, deny: 1, filter: '!contains(reviewer.roles, \"x\")'}]}}}}
---
{kind: role, version: v7, metadata: {name: reviewer}, spec: {allow: {review_requests: {roles: ['*']}}}}
---
{kind: role, version: v7, metadata: {name: a}, spec: {}}
---
{kind: role, version: v7, metadata: {name: b}, spec: {}}
---
{kind: user, version: v2, metadata: {name: ann}, spec: {roles: [asker]}}
---
{kind: user, version: v2, metadata: {name: bob}, spec: {roles: [reviewer]}}
";

/// The facts of a whole life, and the request they made, as they are stored.
fn lived(verdict: Verdict) -> Option<(String, String)> {
    let now = Timestamp::from_ms(1_767_225_600_000);
    let reading = read_by(POLICY, &ReadBudget::PRODUCT, Standard::Load);
    let policy = Policy::new(vec![reading], Settings::default(), Budget::PRODUCT);
    let subject = |name| policy.subject(&UserName::verbatim(name));
    let ask = Ask::new(UserName::verbatim("ann"), ["a", "b"].map(RoleName::verbatim).into());
    let id = RequestId::from_random([1; 16]);
    let at = Circumstances::at(now);
    let submitted = submit(&policy, &subject("ann")?, ask.because("why"), id, &at).ok()?;
    let mut events = submitted.events();
    let mut request = submitted.request;
    let proposal = Proposal::new(verdict, "because");
    let admitted = admit(&policy, &subject("bob")?, &request, proposal).ok()?;
    let end = Command::Drop { by: UserName::verbatim("ann"), reason: String::new() };
    for command in [Command::Review(admitted), end] {
        let facts = decide(&request, command, now).unwrap_or_default();
        request = facts.iter().fold(request, AccessRequest::apply);
        events.extend(facts);
    }
    let stored = serde_json::to_string(&events).ok()?;
    Some((stored, serde_json::to_string(&request).ok()?))
}
