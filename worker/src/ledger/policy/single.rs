//! Single documents of the policy: listed, read, written and removed. Each write puts a whole new policy in
//! force, with every check that a save of the whole has.

use postern_core::{
    api::{
        endpoint::{Resource, Verb},
        policy::{DocumentEntry, DocumentPage, DocumentView},
    },
    inspection::findings,
    policy::reading,
    yaml::budget::ReadBudget,
};
use serde::{Deserialize, Serialize};

use super::{documents, replace};
use crate::{
    digest::sha256,
    error::{Current, Error, Refused, refuse},
    http::{header::Precondition, problem::Code},
    ledger::{message::Reply, turn::Turn},
    store::policy::{self, StoredDocument},
};

/// The kinds of documents that have addresses of their own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Kind {
    /// `role`.
    Role,
    /// `user`.
    User,
    /// `oidc`.
    Connector,
}

impl Kind {
    const fn resource(self) -> Resource {
        match self {
            Self::Role => Resource::Role,
            Self::User => Resource::User,
            Self::Connector => Resource::Oidc,
        }
    }

    /// As documents say it, which is also the resource that rules name.
    const fn word(self) -> &'static str {
        self.resource().as_str()
    }

    /// For sentences.
    const fn noun(self) -> &'static str {
        match self {
            Self::Connector => "connector",
            Self::Role | Self::User => self.word(),
        }
    }

    fn is(self, document: &StoredDocument) -> bool {
        document.kind == self.word()
    }
}

/// All documents of a kind, in name order.
pub(in crate::ledger) fn list(turn: &Turn<'_>, kind: Kind) -> Result<Reply, Error> {
    for verb in [Verb::List, Verb::Read] {
        admit(turn, kind, verb)?;
    }
    let documents = policy::documents(turn.sql)?;
    let mut items: Vec<DocumentEntry> = documents
        .iter()
        .filter(|document| kind.is(document))
        .map(|document| DocumentEntry {
            name: document.name.clone(),
            description: description(&document.text),
            hash: hash(document),
        })
        .collect();
    items.sort_by(|a, b| a.name.cmp(&b.name));
    let reply = Reply::of(&DocumentPage { items })?;
    Ok(Reply {
        weak_etag: Some(sha256([reply.body.get().as_bytes()])),
        ..reply
    })
}

/// One document.
pub(in crate::ledger) fn read(turn: &Turn<'_>, kind: Kind, name: &str) -> Result<Reply, Error> {
    admit(turn, kind, Verb::Read)?;
    match find(turn, kind, name)? {
        Some(document) => answer(&document, turn.policy.digest().as_str()),
        None => nothing(kind),
    }
}

/// Makes or replaces one.
pub(in crate::ledger) fn write(
    turn: &Turn<'_>,
    kind: Kind,
    name: &str,
    text: &str,
) -> Result<Reply, Error> {
    let old = find(turn, kind, name)?;
    admit(
        turn,
        kind,
        if old.is_some() {
            Verb::Update
        } else {
            Verb::Create
        },
    )?;
    compare(turn, old.as_ref())?;
    let mut given = documents::split(text).map_err(|findings| super::invalid(text, &findings))?;
    let (Some(document), true) = (given.pop(), given.is_empty()) else {
        return refuse(Code::InvalidPolicy, "send exactly one document");
    };
    if !kind.is(&document) || document.name != name {
        return refuse(
            Code::InvalidPolicy,
            format!(
                "the address names the {} `{name}`, the document is the {} `{}`: make them agree",
                kind.word(),
                document.kind,
                document.name
            ),
        );
    }
    let mut documents = policy::documents(turn.sql)?;
    let place = documents
        .iter_mut()
        .find(|known| kind.is(known) && known.name == name);
    match place {
        Some(place) => *place = document.clone(),
        None => documents.push(document.clone()),
    }
    let digest = replace(turn, &documents)?;
    Ok(Reply {
        created: old.is_none().then(|| name.to_owned()),
        ..answer(&document, &digest)?
    })
}

/// Removes one.
pub(in crate::ledger) fn delete(turn: &Turn<'_>, kind: Kind, name: &str) -> Result<Reply, Error> {
    admit(turn, kind, Verb::Delete)?;
    let Some(old) = find(turn, kind, name)? else {
        return nothing(kind);
    };
    compare(turn, Some(&old))?;
    let mut documents = policy::documents(turn.sql)?;
    documents.retain(|document| !(kind.is(document) && document.name == name));
    replace(turn, &documents)?;
    Ok(Reply::default())
}

fn find(turn: &Turn<'_>, kind: Kind, name: &str) -> Result<Option<StoredDocument>, Error> {
    let documents = policy::documents(turn.sql)?;
    Ok(documents
        .into_iter()
        .find(|document| kind.is(document) && document.name == name))
}

fn nothing(kind: Kind) -> Result<Reply, Error> {
    refuse(
        Code::NotFound,
        format!("the policy has no {} of this name", kind.noun()),
    )
}

fn admit(turn: &Turn<'_>, kind: Kind, verb: Verb) -> Result<(), Error> {
    let what = format!("{} documents of kind {}", verb.as_str(), kind.word());
    turn.check(kind.resource(), verb, &what)
}

/// Refuses a write that does not name the version it replaces, or names another. What is not there yet is
/// made without one.
fn compare(turn: &Turn<'_>, old: Option<&StoredDocument>) -> Result<(), Error> {
    let wanted = &turn.envelope.precondition;
    match (old, wanted) {
        (None, Precondition::None) => Ok(()),
        (None, Precondition::Any | Precondition::OneOf(_)) => refuse(
            Code::Stale,
            "there is no document of this name any more; send it without If-Match to make it",
        ),
        (Some(old), Precondition::OneOf(_)) if wanted.holds(&hash(old)) => Ok(()),
        (Some(old), Precondition::OneOf(_)) => {
            let mut refused = Refused::new(
                Code::Stale,
                "the document changed since you read it; read it again and make your change anew",
            );
            let current = answer(old, turn.policy.digest().as_str())?;
            refused.current = Some(Current {
                etag: hash(old),
                body: serde_json::from_str(current.body.get())?,
            });
            Err(refused.into())
        }
        (Some(_), Precondition::None | Precondition::Any) => refuse(
            Code::PreconditionRequired,
            "send the ETag of the document that this one replaces in If-Match",
        ),
    }
}

fn hash(document: &StoredDocument) -> String {
    sha256([document.text.as_bytes()])
}

fn description(text: &str) -> String {
    let reading = reading::read(text, &ReadBudget::PRODUCT);
    let of_role = reading.roles().next().map(|role| role.description.clone());
    let of_user = || reading.users().next().map(|user| user.description.clone());
    of_role.or_else(of_user).unwrap_or_default()
}

fn answer(document: &StoredDocument, policy_digest: &str) -> Result<Reply, Error> {
    let reading = reading::read(&document.text, &ReadBudget::PRODUCT);
    let hash = hash(document);
    Ok(Reply::of(&DocumentView {
        kind: document.kind.clone(),
        name: document.name.clone(),
        hash: hash.clone(),
        text: document.text.clone(),
        findings: findings(&reading),
        policy_digest: policy_digest.to_owned(),
    })?
    .etag(hash))
}
