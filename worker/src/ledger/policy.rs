//! The policy: read as text, replaced as a whole, never with errors in it.

use postern_core::{
    api::policy::{Finding, PolicyView},
    policy::{access, reading, set::Policy},
    request::timestamp::Timestamp,
    yaml::{budget::ReadBudget, diagnostic::Severity},
};

use super::{memory::compile, message::Reply, record::Record, turn::Turn};
use crate::{
    config::Cluster,
    error::{Current, Error, Refused, refuse},
    http::{header::Precondition, problem::Code},
    store::{
        events,
        policy::{self, StoredDocument},
        sql::Sql,
    },
};

mod documents;

/// The policy in force, with what could be better in it.
pub(super) fn read(turn: &Turn<'_>) -> Result<Reply, Error> {
    let reader = turn.reader()?;
    let access = access::check(reader.policy, reader.subject, "role", "read");
    if !access.is_allowed() {
        return Err(reader.access(&access, "read the policy"));
    }
    answer(turn, &turn.policy)
}

/// Replaces the policy by what `text` says.
pub(super) fn write(turn: &Turn<'_>, text: &str) -> Result<Reply, Error> {
    let reader = turn.reader()?;
    let access = access::check(reader.policy, reader.subject, "role", "update");
    if !access.is_allowed() {
        return Err(reader.access(&access, "change the policy"));
    }
    turn.check_claims()?;
    compare(turn)?;
    let documents = documents::split(text).map_err(|findings| invalid(text, &findings))?;
    documents::check_verbs(reader, turn.sql, &documents)?;
    let texts: Vec<String> = documents
        .iter()
        .map(|document| document.text.clone())
        .collect();
    let new = compile(&texts, &turn.envelope.cluster);
    check_lockout(&new)?;
    if new.digest() != turn.policy.digest() {
        let record = turn.record()?;
        put(
            turn.sql,
            &record,
            &new,
            &documents,
            Some(reader.subject),
            turn.now,
        )?;
        super::bearer::follow(turn, &turn.policy, &new)?;
    }
    answer(turn, &new)
}

/// Puts the sample cluster's policy in force where there is none yet.
#[cfg(feature = "demo")]
pub(super) fn first(sql: &Sql, cluster: &Cluster, now: Timestamp) -> Result<(), Error> {
    if cluster.id != crate::config::SAMPLE_CLUSTER || policy::in_force(sql)?.is_some() {
        return Ok(());
    }
    let documents = documents::split(super::demo::POLICY).map_err(|findings| {
        crate::error::Fault::new(format!("the sample cluster's policy: {findings:?}"))
    })?;
    let texts: Vec<String> = documents
        .iter()
        .map(|document| document.text.clone())
        .collect();
    let new = compile(&texts, cluster);
    put(
        sql,
        &Record::by_postern(sql, cluster, now),
        &new,
        &documents,
        None,
        now,
    )
}

/// A new ledger begins without a policy.
#[cfg(not(feature = "demo"))]
pub(super) fn first(_sql: &Sql, _cluster: &Cluster, _now: Timestamp) -> Result<(), Error> {
    Ok(())
}

/// Stores a policy and puts it in force.
fn put(
    sql: &Sql,
    record: &Record<'_>,
    new: &Policy,
    documents: &[StoredDocument],
    author: Option<&postern_core::policy::subject::Subject>,
    now: Timestamp,
) -> Result<(), Error> {
    let digest = new.digest().as_str();
    let seq = policy::put(
        sql,
        digest,
        documents,
        author.map(|author| &author.name),
        now,
    )?;
    events::append(sql, events::Subject::Policy(digest), seq, now, "{}")?;
    record.audit(
        "policy-written",
        digest,
        serde_json::json!({ "documents": documents.len(), "version": seq }),
    )?;
    Ok(())
}

/// The policy as the caller may read it. Line numbers are those of the whole text.
fn answer(turn: &Turn<'_>, in_force: &Policy) -> Result<Reply, Error> {
    let text = documents::join(&policy::texts(turn.sql)?);
    let version = policy::in_force(turn.sql)?;
    let digest = in_force.digest().as_str().to_owned();
    let reading = reading::read(&text, &ReadBudget::PRODUCT);
    let findings = reading
        .diagnostics
        .iter()
        .map(|found| finding(&reading.source, found));
    Ok(Reply::of(&PolicyView {
        digest: digest.clone(),
        author: version.as_ref().and_then(|version| version.author.clone()),
        since: version.map_or(turn.now, |version| version.since),
        findings: findings.collect(),
        text,
    })?
    .etag(digest))
}

/// Refuses a write that does not name the version it replaces, or names another.
fn compare(turn: &Turn<'_>) -> Result<(), Error> {
    let current = turn.policy.digest().as_str();
    match &turn.envelope.precondition {
        Precondition::OneOf(_) if turn.envelope.precondition.holds(current) => Ok(()),
        Precondition::OneOf(_) => {
            let mut refused = Refused::new(
                Code::Stale,
                "the policy changed since you read it; read it again and make your change anew",
            );
            refused.current = Some(Current {
                etag: current.into(),
                body: serde_json::from_str(answer(turn, &turn.policy)?.body.get())?,
            });
            Err(refused.into())
        }
        Precondition::None | Precondition::Any => refuse(
            Code::PreconditionRequired,
            "send the ETag of the policy that this one replaces in If-Match",
        ),
    }
}

/// Refuses a policy that nobody could change afterwards.
fn check_lockout(new: &Policy) -> Result<(), Error> {
    let someone = new
        .subjects()
        .any(|subject| access::check(new, &subject, "role", "update").is_allowed());
    if someone {
        Ok(())
    } else {
        refuse(
            Code::Lockout,
            "with this policy nobody who can sign in could change it again; keep a user whose static roles allow update on role",
        )
    }
}

fn invalid(text: &str, findings: &[postern_core::yaml::diagnostic::Diagnostic]) -> Error {
    let source = postern_core::yaml::source::Source::new(text);
    let errors = findings
        .iter()
        .filter(|found| found.severity == Severity::Error)
        .count();
    let detail = match errors {
        1 => "correct the error; nothing was stored".to_owned(),
        _ => format!("correct the {errors} errors; nothing was stored"),
    };
    let mut refused = Refused::new(Code::InvalidPolicy, detail);
    refused.findings = findings
        .iter()
        .map(|found| finding(&source, found))
        .collect();
    refused.into()
}

fn finding(
    source: &postern_core::yaml::source::Source,
    found: &postern_core::yaml::diagnostic::Diagnostic,
) -> Finding {
    let (start, end) = (
        source.position(found.span().start),
        source.position(found.span().end),
    );
    Finding {
        severity: found.severity,
        rule: found.rule.clone().into_owned(),
        line: start.line,
        column: start.column,
        end_line: end.line,
        end_column: end.column,
        diagnostic: found.clone(),
    }
}
