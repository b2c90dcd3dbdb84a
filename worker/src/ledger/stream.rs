//! Live changes: sockets that sleep with the object, each told only of what its owner may see.

use postern_core::{api::stream::Change, request::id::RequestId, request::timestamp::Timestamp};
use serde::{Deserialize, Serialize};
use worker::{Response, State, WebSocket, WebSocketPair};

use super::{caller::Caller, credential::Credential, may, memory::Memory};
use crate::{
    error::{Error, Fault},
    log,
    store::{
        events::{self, Row},
        requests,
        sql::Sql,
    },
};

/// How many changes a reconnecting page is told of; past that it reads everything anew.
const MOST_MISSED: u32 = 200;
/// The close code that says that the session is over (from the range for applications).
const SIGNED_OUT: u16 = 4401;

/// What a socket remembers while the object sleeps: the session, by its hash.
#[derive(Serialize, Deserialize)]
struct Attachment {
    session: String,
}

/// Opens a socket and tells what was missed since event `since`.
///
/// # Errors
/// What the runtime or the database says.
pub fn open(
    state: &State,
    sql: &Sql,
    memory: &Memory,
    caller: &Caller,
    since: Option<u64>,
    now: Timestamp,
) -> Result<Response, Error> {
    let pair = WebSocketPair::new()?;
    state.accept_web_socket(&pair.server);
    // Sockets are for pages: the operation is closed to tokens.
    let session = caller
        .session()
        .ok_or_else(|| Fault::new("a socket for a token"))?;
    pair.server.serialize_attachment(Attachment {
        session: session.hash.clone(),
    })?;
    let seq = events::last(sql)?;
    if let Some(since) = since.and_then(|since| i64::try_from(since).ok())
        && since < seq
    {
        for row in events::after(sql, since, MOST_MISSED)? {
            if let Some(change) = change(sql, memory, caller, &row, now)? {
                pair.server.send(&change)?;
            }
        }
    }
    // Last, so that whoever has it has everything before it.
    pair.server.send(&Change::Hello {
        seq: number(seq),
        now,
    })?;
    Ok(Response::from_websocket(pair.client)?)
}

/// What there is to tell.
#[derive(Clone, Debug, Default)]
pub struct News {
    /// Everything after this event.
    pub before: i64,
    /// Requests whose phase changed by the clock alone.
    pub begun: Vec<RequestId>,
    /// A session has ended.
    pub ended_session: bool,
}

impl News {
    /// Whether there is something to tell that no event tells of.
    #[must_use]
    pub const fn is_without_events(&self) -> bool {
        self.ended_session || !self.begun.is_empty()
    }
}

/// Tells every socket what is new and its owner may see. A session that is over ends its socket.
/// What goes wrong with one socket does not keep the others from hearing.
pub fn push(state: &State, sql: &Sql, memory: &Memory, news: &News, now: Timestamp) {
    let sockets = state.get_websockets();
    if sockets.is_empty() {
        return;
    }
    let rows = match rows(sql, news) {
        Ok(rows) => rows,
        Err(fault) => return log::failure("push", &fault.0),
    };
    if rows.is_empty() && !news.ended_session {
        return;
    }
    for socket in sockets {
        if let Err(Error::Fault(fault)) = tell(sql, memory, &socket, &rows, now) {
            log::failure("push", &fault.0);
        }
    }
}

/// What is new as events; what only the clock did has the number of the newest one.
fn rows(sql: &Sql, news: &News) -> Result<Vec<Row>, Fault> {
    let mut rows = events::after(sql, news.before, MOST_MISSED)?;
    if !news.begun.is_empty() {
        let seq = events::last(sql)?;
        rows.extend(news.begun.iter().map(|id| Row {
            seq,
            kind: "request".into(),
            subject: id.to_string(),
        }));
    }
    Ok(rows)
}

fn tell(
    sql: &Sql,
    memory: &Memory,
    socket: &WebSocket,
    rows: &[Row],
    now: Timestamp,
) -> Result<(), Error> {
    let attachment: Option<Attachment> = socket.deserialize_attachment()?;
    let policy = memory.policy(sql)?;
    let people = memory.people(sql, &policy)?;
    let caller = match attachment {
        Some(Attachment { session }) => {
            let limits = memory.cluster()?.session_limits();
            Caller::find(sql, &people, limits, &Credential::Session(session), now)?
        }
        None => None,
    };
    let Some(caller) = caller else {
        socket.send(&Change::SignedOut)?;
        socket.close(Some(SIGNED_OUT), Some("sign in again"))?;
        return Ok(());
    };
    for row in rows {
        if let Some(change) = change(sql, memory, &caller, row, now)? {
            socket.send(&change)?;
        }
    }
    Ok(())
}

/// An event as this user may hear of it; `None` where they may not.
fn change(
    sql: &Sql,
    memory: &Memory,
    caller: &Caller,
    row: &Row,
    now: Timestamp,
) -> Result<Option<Change>, Error> {
    let seq = number(row.seq);
    let policy = memory.policy(sql)?;
    let people = memory.people(sql, &policy)?;
    if row.kind == "policy" {
        // That there is a new one concerns everybody: what they may request may have changed.
        return Ok(Some(Change::Policy {
            seq,
            digest: row.subject.clone(),
            now,
        }));
    }
    let id = RequestId::parse(&row.subject).map_err(Fault::new)?;
    let request = requests::load(sql, id)?;
    let reader = caller.reader(&policy, &people, now);
    let seen = request.filter(|request| may::see(reader, request));
    Ok(seen.map(|_| Change::Request {
        seq,
        id: row.subject.clone(),
        now,
    }))
}

fn number(seq: i64) -> u64 {
    u64::try_from(seq).unwrap_or(0)
}
