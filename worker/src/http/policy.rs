//! The policy as a whole: parse, call, answer.

use postern_core::{
    api::{
        endpoint::{
            DiffPolicy, Endpoint as _, JSON, LintPolicy, TestPolicy, WritePolicy, YAML,
            parameter::{LIMIT, VERSION_CURSOR},
        },
        inspection::Question,
        policy::{ExplainText, LintReport},
        simulation::NewSimulation,
    },
    inspection,
};
use serde::Deserialize;

use super::{answer::Answer, body, bounds, call::Call, problem::Code, requests::limit};
use crate::{
    clock,
    error::{Error, refuse},
    ledger::message::{Message, Reply},
    zones::RuntimeZones,
};

/// Replace it.
pub(super) fn write(call: &Call, bytes: &[u8]) -> Result<Message, Error> {
    body::check_type(call, WritePolicy::ENTRY.accepts)?;
    Ok(Message::WritePolicy(text(bytes)?.into()))
}

/// The body as text.
pub(super) fn text(bytes: &[u8]) -> Result<&str, Error> {
    std::str::from_utf8(bytes).or_else(|error| {
        refuse(
            Code::InvalidPolicy,
            format!(
                "the policy is not UTF-8: byte {} is not part of a character",
                error.valid_up_to()
            ),
        )
    })
}

/// The versions that were in force.
pub(super) fn versions(call: &Call) -> Message {
    Message::ListVersions {
        before: call
            .value(&VERSION_CURSOR)
            .map(|_| call.number(&VERSION_CURSOR)),
        limit: limit(call, &LIMIT),
    }
}

/// One of them.
pub(super) fn version(call: &Call, segments: &[&str]) -> Result<Message, Error> {
    Ok(Message::ReadVersion(call.segment(segments, 0)?))
}

/// What is wrong with a text: who calls is asked first.
pub(super) fn lint(call: &Call, bytes: &[u8]) -> Result<Message, Error> {
    body::check_type(call, LintPolicy::ENTRY.accepts)?;
    text(bytes)?;
    Ok(Message::Known)
}

/// What is wrong with it.
pub(super) fn linted(bytes: &[u8]) -> Result<Answer, Error> {
    let inspection = inspection::check(text(bytes)?);
    let is_error = |finding: &postern_core::api::policy::Finding| {
        finding.severity == postern_core::yaml::diagnostic::Severity::Error
    };
    Ok(Answer::json(
        200,
        &LintReport {
            ok: !inspection.findings.iter().any(is_error),
            findings: inspection.findings,
            documents: inspection.documents,
        },
    )?)
}

/// Who may ask for what by a text, or by the policy in force for those who may read it.
pub(super) fn explain(call: &Call, bytes: &[u8]) -> Result<Message, Error> {
    let question: ExplainText = body::json(call, bytes)?;
    Ok(match question.text {
        Some(_) => Message::Known,
        None => Message::ReadPolicy,
    })
}

/// The answer to that.
pub(super) fn explained(call: &Call, bytes: &[u8], reply: &Reply) -> Result<Answer, Error> {
    let ExplainText { text, asker, role } = body::json(call, bytes)?;
    let text = match text {
        Some(text) => text,
        None => in_force(reply)?,
    };
    let explanation = inspection::explain(&text, &Question { asker, role });
    Ok(Answer::json(200, &explanation)?)
}

/// What would come of a request by a text, or by the policy in force for those who may read it.
pub(super) fn simulate(call: &Call, bytes: &[u8]) -> Result<Message, Error> {
    let wanted: NewSimulation = bounds::json(call, bytes)?;
    Ok(match wanted.text {
        Some(_) => Message::Known,
        None => Message::ReadPolicy,
    })
}

/// The answer to that.
pub(super) fn simulated(call: &Call, bytes: &[u8], reply: &Reply) -> Result<Answer, Error> {
    let mut wanted: NewSimulation = bounds::json(call, bytes)?;
    let text = match wanted.text.take() {
        Some(text) => text,
        None => in_force(reply)?,
    };
    let simulation = inspection::simulate(&text, &wanted, clock::now(), &RuntimeZones);
    Ok(Answer::json(200, &simulation)?)
}

/// What comes of a text's tests: who calls is asked first.
pub(super) fn test(call: &Call, bytes: &[u8]) -> Result<Message, Error> {
    body::check_type(call, TestPolicy::ENTRY.accepts)?;
    text(bytes)?;
    Ok(Message::Known)
}

/// What comes of them.
pub(super) fn tested(bytes: &[u8]) -> Result<Answer, Error> {
    let report = inspection::test(text(bytes)?, &RuntimeZones);
    Ok(Answer::json(200, &report)?)
}

/// What a text would change: compared with the policy in force, for those who may read it.
pub(super) fn diff(call: &Call, bytes: &[u8]) -> Result<Message, Error> {
    body::check_type(call, DiffPolicy::ENTRY.accepts)?;
    text(bytes)?;
    Ok(Message::ReadPolicy)
}

/// The answer to that.
pub(super) fn differing(bytes: &[u8], reply: &Reply) -> Result<Answer, Error> {
    let diff = inspection::diff(&in_force(reply)?, text(bytes)?);
    Ok(Answer::json(200, &diff)?)
}

/// The text of the policy that the ledger answered with.
fn in_force(reply: &Reply) -> Result<String, Error> {
    Ok(serde_json::from_str::<Written>(reply.body.get())?.text)
}

/// Whether the caller asks for YAML before JSON.
pub(super) fn wants_yaml(call: &Call) -> bool {
    let accept = call.header("accept").unwrap_or_default();
    let preferred = accept
        .split(',')
        .map(|kind| kind.split(';').next().unwrap_or_default().trim())
        .find(|kind| matches!(*kind, YAML | JSON));
    preferred == Some(YAML)
}

/// Whatever has a text.
#[derive(Deserialize)]
struct Written {
    text: String,
}

/// The text of what was read, by itself.
pub(super) fn as_yaml(reply: &Reply) -> Result<Answer, Error> {
    let view: Written = serde_json::from_str(reply.body.get())?;
    let answer = Answer::new(200)
        .header("content-type", YAML)
        .header("vary", "accept")
        .body(view.text.into_bytes());
    Ok(match &reply.etag {
        Some(etag) => answer.header("etag", format!("\"{etag}\"")),
        None => answer,
    })
}
