//! The policy as a whole: parse, call, answer.

use postern_core::{
    api::{
        endpoint::{
            Endpoint as _, JSON, LintPolicy, WritePolicy, YAML,
            parameter::{LIMIT, VERSION_CURSOR},
        },
        inspection::Question,
        policy::{ExplainText, LintReport, PolicyView},
    },
    inspection,
};
use serde::Deserialize;

use super::{answer::Answer, body, call::Call, problem::Code, requests::limit};
use crate::{
    error::{Error, refuse},
    ledger::message::{Message, Reply},
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
        None => serde_json::from_str::<PolicyView>(reply.body.get())?.text,
    };
    let explanation = inspection::explain(&text, &Question { asker, role });
    Ok(Answer::json(200, &explanation)?)
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
