//! Signed calls of integrations: a verdict for one of their users, under the same rules as on the page. The
//! signature comes first; whoever has none learns nothing, not even whether the integration exists.

use base64ct::{Base64UrlUnpadded, Encoding};
use postern_core::{
    api::integrations::{Callback, CallbackView},
    policy::{integration::Integration, name::UserName, subject::Subject},
    request::{access_request::AccessRequest, decide::decide, id::RequestId, review::Proposal},
};
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::{
    integrations::parsed,
    may,
    message::Reply,
    record::Record,
    refusal::Reader,
    requests::{admitted, set, verdict},
    turn::Turn,
};
use crate::{
    digest::sha256,
    error::{Error, Fault, Refused, refuse},
    http::{body, problem::Code},
    integrations::signature::{Key, Signed},
    store::{
        bearers,
        callbacks::{self, Kept},
        integrations, locks, requests,
    },
};

/// A signed call of an integration, as it came: nothing in it is true before the signature is checked.
#[derive(Debug, Serialize, Deserialize)]
pub struct SignedCall {
    /// The integration that the path names.
    pub integration: String,
    /// `webhook-id`.
    pub id: String,
    /// `webhook-timestamp`.
    pub timestamp: String,
    /// `webhook-signature`.
    pub signature: String,
    /// The body, byte by byte, in base64url.
    pub body: String,
}

/// What is kept of an answer.
#[derive(Serialize, Deserialize)]
enum Answer {
    Done(CallbackView),
    Refused(Refused),
}

/// Checks the signature, then does what the call says: once for each id.
pub(super) fn receive(turn: &Turn<'_>, call: &SignedCall) -> Result<Reply, Error> {
    let bytes = Base64UrlUnpadded::decode_vec(&call.body)
        .map_err(|_| Fault::new("a callback's body that is no base64url"))?;
    let integration = authenticate(turn, call, &bytes)?;
    let fingerprint = sha256([b"review\n", &bytes]);
    if let Some(kept) = callbacks::find(turn.sql, &call.integration, &call.id)? {
        if kept.fingerprint != fingerprint {
            return refuse(
                Code::KeyReused,
                "this webhook-id was used for another body; take a new one",
            );
        }
        return reply(serde_json::from_str(&kept.answer)?, true);
    }
    // A refusal writes nothing before it: what is kept of it is all that this turn writes.
    let answer = match review(turn, &integration, &bytes) {
        Ok(view) => Answer::Done(view),
        Err(Error::Refused(refused)) => Answer::Refused(*refused),
        Err(fault) => return Err(fault),
    };
    let kept = Kept {
        fingerprint,
        answer: serde_json::to_string(&answer)?,
    };
    callbacks::keep(turn.sql, &call.integration, &call.id, &kept, turn.now)?;
    reply(answer, false)
}

fn reply(answer: Answer, replayed: bool) -> Result<Reply, Error> {
    Ok(match answer {
        Answer::Done(view) => Reply {
            replayed,
            ..Reply::of(&view)?
        },
        Answer::Refused(refused) => Reply {
            refused: Some(Box::new(refused)),
            ..Reply::default()
        },
    })
}

/// The integration that signed exactly this. Whatever is wrong, the answer and the work are the same.
fn authenticate(turn: &Turn<'_>, call: &SignedCall, bytes: &[u8]) -> Result<Integration, Error> {
    let stored = integrations::find(turn.sql, &call.integration)?;
    let integration = match &stored {
        Some(stored) if stored.stopped.is_none() => Some(parsed(stored)?),
        _ => None,
    };
    let integration = integration.filter(|known| !known.disabled && !known.users.is_empty());
    let keys = turn.prepared.keys();
    let nobodys = [Key::nobodys()];
    let (keys, may_hold) = match (&integration, keys.is_empty()) {
        (Some(_), false) => (keys, true),
        _ => (nobodys.as_slice(), false),
    };
    let signed = Signed {
        id: &call.id,
        timestamp: &call.timestamp,
        signature: &call.signature,
    };
    let holds = signed.holds(keys, bytes, turn.now);
    match integration {
        Some(integration) if holds && may_hold => Ok(integration),
        _ => refuse(
            Code::NotSigned,
            "check the integration's name, that it listens, its incoming secret and your clock",
        ),
    }
}

/// The one path of every verdict: who, load, admit, decide, record.
fn review(turn: &Turn<'_>, integration: &Integration, bytes: &[u8]) -> Result<CallbackView, Error> {
    let callback: Callback = body::parse(bytes)?;
    let subject = subject(turn, integration, &callback.user)?;
    let reader = Reader {
        policy: &turn.policy,
        people: &turn.people,
        subject: &subject,
        since: bearers::since(turn.sql, &subject.name)?,
        now: turn.now,
        may_act: true,
        scopes: None,
    };
    let request = load(turn, reader, &callback.request_id)?;
    let proposal = Proposal {
        roles: callback.roles.as_deref().map(set),
        ..Proposal::new(
            verdict(callback.verdict),
            callback.reason.clone().unwrap_or_default(),
        )
    };
    let command = admitted(turn, reader, &request, proposal)?;
    let happened =
        decide(&request, command, turn.now).map_err(|refusal| reader.command(&refusal))?;
    let record = Record::by_call(
        turn.sql,
        turn.envelope,
        &turn.policy,
        &subject.name,
        turn.now,
    );
    record.audit(
        "callback-accepted",
        &integration.name,
        json!({ "request": request.id().to_string(), "user": callback.user }),
    )?;
    let request = record.append(request, &happened)?;
    Ok(CallbackView {
        request_id: request.id().to_string(),
        state: request.state().word().into(),
        version: request.version(),
        user: subject.name,
    })
}

/// Who decides, by the integration's own map and by nothing else.
fn subject(turn: &Turn<'_>, integration: &Integration, user: &str) -> Result<Subject, Error> {
    let name = integration.users.get(user);
    let known = name.and_then(|name| {
        turn.people
            .subject(&UserName::verbatim(name.value.as_str()))
    });
    match known {
        Some(subject) if !subject.locked && !locks::holds(turn.sql, &subject.name, turn.now)? => {
            turn.check_claims_of(&subject.name)?;
            Ok(subject)
        }
        _ => refuse(
            Code::UnknownActor,
            "the integration's `users` does not say who this is, or they cannot act here",
        ),
    }
}

/// A request that this user may see.
fn load(turn: &Turn<'_>, reader: Reader<'_>, id: &str) -> Result<AccessRequest, Error> {
    let request = match RequestId::parse(id) {
        Ok(id) => requests::load(turn.sql, id)?,
        Err(_) => None,
    };
    match request {
        Some(request) if may::see(reader, &request) => Ok(request),
        _ => refuse(
            Code::NotFound,
            "there is no such request, or none that this user may see",
        ),
    }
}
