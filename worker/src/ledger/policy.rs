//! The policy: read as text, replaced as a whole, never with errors in it.

use postern_core::{
    api::{
        endpoint::{Resource, Verb},
        policy::{Finding, PolicyView},
    },
    inspection::{self, findings},
    policy::{
        name::UserName,
        reading::{self, Reading},
        set::Policy,
    },
    request::timestamp::Timestamp,
    yaml::{budget::ReadBudget, diagnostic::Severity},
};

use super::{locks as locking, memory::compile, message::Reply, record::Record, turn::Turn};
use crate::{
    config::Cluster,
    error::{Current, Error, Refused, refuse},
    http::{header::Precondition, problem::Code},
    store::{
        events, locks,
        policy::{self, StoredDocument},
        sql::Sql,
    },
    zones::RuntimeZones,
};

mod documents;
mod lockout;
pub mod single;
pub(super) mod telling;
pub(super) mod versions;

/// The policy in force, with what could be better in it.
pub(super) fn read(turn: &Turn<'_>) -> Result<Reply, Error> {
    turn.check(Resource::Role, Verb::Read, "read the policy")?;
    answer(turn, turn.policy.digest().as_str())
}

/// Replaces the policy by what `text` says.
pub(super) fn write(turn: &Turn<'_>, text: &str) -> Result<Reply, Error> {
    turn.check(Resource::Role, Verb::Update, "change the policy")?;
    compare(turn)?;
    let documents = documents::split(text).map_err(|findings| invalid(text, &findings))?;
    let digest = replace(turn, &documents)?;
    answer(turn, &digest)
}

/// Puts these documents in force, if the caller may make every change that this makes; tells the digest.
fn replace(turn: &Turn<'_>, documents: &[StoredDocument]) -> Result<String, Error> {
    turn.check_claims()?;
    let reader = turn.reader()?;
    documents::check_verbs(reader, turn.sql, documents)?;
    let new = checked(turn, documents)?;
    if new.digest() != turn.policy.digest() {
        let author = Some(&reader.subject.name);
        let record = turn.record()?;
        put(turn.sql, &record, &new, documents, author, turn.now)?;
        // What an administrator ends is told as that; what is left then goes with the name.
        locking::follow_policy(turn, &record, &new, &reader.subject.name)?;
        super::bearer::follow(turn, &turn.policy, &new)?;
        telling::tell(&record, &turn.policy, &new, turn.now)?;
    }
    Ok(new.digest().as_str().to_owned())
}

/// Puts the first policy of a deployment in force, with every check that a save has.
pub(super) fn first_by(turn: &Turn<'_>, author: &UserName, text: &str) -> Result<Reply, Error> {
    let record = Record::by_call(turn.sql, turn.envelope, &turn.policy, author, turn.now);
    let documents = documents::split(text).map_err(|findings| invalid(text, &findings))?;
    let new = checked(turn, &documents)?;
    put(turn.sql, &record, &new, &documents, Some(author), turn.now)?;
    answer(turn, new.digest().as_str())
}

/// Refuses a policy that nobody could change who can sign in, once `another` is locked as well.
pub(super) fn check_lockout(
    turn: &Turn<'_>,
    policy: &Policy,
    another: Option<&UserName>,
) -> Result<(), Error> {
    let locked = locks::all(turn.sql, turn.now)?;
    lockout::check(policy, |user| {
        another == Some(user) || locked.iter().any(|lock| lock.user == *user)
    })
}

/// The policy that these documents are, if it is right and somebody could change it.
fn checked(turn: &Turn<'_>, documents: &[StoredDocument]) -> Result<Policy, Error> {
    let texts: Vec<String> = documents
        .iter()
        .map(|document| document.text.clone())
        .collect();
    // Each document may be right by itself and the whole still be wrong, as with a name that is there twice.
    let whole = documents::join(&texts);
    let reading = reading::read(&whole, &ReadBudget::PRODUCT);
    if reading.has_errors() {
        return Err(invalid(&whole, &reading.diagnostics));
    }
    let new = compile(&texts, &turn.envelope.cluster);
    check_lockout(turn, &new, None)?;
    check_tests(&reading)?;
    Ok(new)
}

/// Refuses a policy, one of whose own tests fails or cannot be run.
fn check_tests(reading: &Reading) -> Result<(), Error> {
    if reading.tests().next().is_none() {
        return Ok(());
    }
    let report = inspection::test(reading.source.text(), &RuntimeZones);
    if report.ok {
        return Ok(());
    }
    let detail = format!(
        "{} of the policy's own tests did not pass; nothing was stored",
        report.failed + report.broken
    );
    let mut refused = Refused::new(Code::FailingTests, detail);
    refused.findings = inspection::failures(&report, &reading.source);
    Err(refused.into())
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
    let record = Record::by_postern(sql, cluster, now);
    put(sql, &record, &new, &documents, None, now)
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
    author: Option<&UserName>,
    now: Timestamp,
) -> Result<(), Error> {
    let digest = new.digest().as_str();
    let seq = policy::put(sql, digest, documents, author, now)?;
    events::append(sql, events::Subject::Policy(digest), seq, now, "{}")?;
    record.audit(
        "policy-written",
        digest,
        serde_json::json!({ "documents": documents.len(), "version": seq }),
    )?;
    Ok(())
}

/// The policy as the caller may read it. Line numbers are those of the whole text.
fn answer(turn: &Turn<'_>, digest: &str) -> Result<Reply, Error> {
    let text = documents::join(&policy::texts(turn.sql)?);
    let version = policy::in_force(turn.sql)?;
    let reading = reading::read(&text, &ReadBudget::PRODUCT);
    Ok(Reply::of(&PolicyView {
        digest: digest.into(),
        author: version.as_ref().and_then(|version| version.author.clone()),
        since: version.map_or(turn.now, |version| version.since),
        findings: findings(&reading),
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
                body: serde_json::from_str(answer(turn, current)?.body.get())?,
            });
            Err(refused.into())
        }
        Precondition::None | Precondition::Any => refuse(
            Code::PreconditionRequired,
            "send the ETag of the policy that this one replaces in If-Match",
        ),
    }
}

fn invalid(text: &str, found: &[postern_core::yaml::diagnostic::Diagnostic]) -> Error {
    let source = postern_core::yaml::source::Source::new(text);
    let errors = found
        .iter()
        .filter(|found| found.severity == Severity::Error)
        .count();
    let detail = match errors {
        1 => "correct the error; nothing was stored".to_owned(),
        _ => format!("correct the {errors} errors; nothing was stored"),
    };
    let mut refused = Refused::new(Code::InvalidPolicy, detail);
    refused.findings = found
        .iter()
        .map(|diagnostic| Finding::new(diagnostic.clone(), &source))
        .collect();
    refused.into()
}
