//! Explanations: any question to any text has an answer whose steps point into that text.

use postern_core::{
    api::inspection::{Asker, Question, Tone},
    inspection::{check as inspect, explain},
    policy::name::{RoleName, UserName},
};

use crate::{
    input::{Input, joined},
    sample::Samples,
    span::{bytes, within},
};

pub(super) fn check(input: &mut Input<'_>) {
    let text = input.text();
    let [asker, role] = [input.text(), input.text()];
    let inspection = inspect(&text);
    for finding in &inspection.findings {
        assert!(serde_json::to_string(finding).is_ok());
    }
    let users = inspection.users.into_iter().take(1).map(Asker::User);
    let holders = inspection.roles.iter().take(1).cloned().map(Asker::HolderOf);
    let given = [
        Asker::User(UserName::verbatim(asker.as_str())),
        Asker::HolderOf(RoleName::verbatim(asker)),
    ];
    let roles = inspection.roles.iter().rev().take(1).cloned();
    let roles: Vec<RoleName> = roles.chain([RoleName::verbatim(role)]).collect();
    for asker in users.chain(holders).chain(given) {
        for role in &roles {
            let question = Question {
                asker: asker.clone(),
                role: role.clone(),
            };
            let explanation = explain(&text, &question);
            let first = explanation.verdict.first();
            assert!(first.is_some_and(|said| said.tone == Tone::Good || said.tone == Tone::Bad));
            assert!(explanation.verdict.iter().all(|said| !said.text.is_empty()));
            for span in explanation.steps.iter().filter_map(|step| step.span) {
                within(&text, &bytes(span));
            }
        }
    }
}

pub(super) fn seeds(samples: &Samples) -> Vec<Vec<u8>> {
    let policies = samples.policies().step_by(2);
    let policies = policies.map(|policy| joined([policy.as_str(), "alice", "a"]));
    let documents = samples.documents().map(|text| joined([text]));
    policies.chain(documents).collect()
}
