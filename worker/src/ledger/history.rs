//! What happened to a request, and taking one that is over out of the lists.

use postern_core::{
    api::{
        endpoint::{Resource, Verb},
        stream::{EventPage, RequestEvent},
    },
    request::{admission::admit_hider, command::Command, decide::decide, id::RequestId},
};

use super::{message::Reply, requests, turn::Turn, view};
use crate::{error::Error, store::events};

/// What the permission is for, as refusals say it.
const HIDE: &str = "take requests out of the lists";

/// What happened to a request that the caller may see: a page of it, oldest first.
pub(super) fn events(
    turn: &Turn<'_>,
    id: RequestId,
    after: u64,
    limit: u32,
) -> Result<Reply, Error> {
    let request = turn.look_at(id)?;
    let happened = events::page_of_request(turn.sql, id, after, limit)?;
    let is_full = happened.len() == usize::try_from(limit).unwrap_or(usize::MAX);
    let items: Vec<_> = happened
        .iter()
        .map(|(seq, event)| RequestEvent {
            seq: *seq,
            entry: view::history::entry(&request, event),
        })
        .collect();
    Ok(Reply::of(&EventPage {
        next_after: items.last().map(|event| event.seq).filter(|_| is_full),
        items,
    })?)
}

/// Takes a request out of the lists. One that is out already is left as it is, so that a call whose answer
/// was lost can be repeated.
pub(super) fn hide(turn: &Turn<'_>, id: RequestId) -> Result<Reply, Error> {
    let request = turn.load(id)?;
    turn.check(Resource::AccessRequest, Verb::Delete, HIDE)?;
    if request.is_hidden() {
        return Ok(Reply::default());
    }
    requests::compare(turn, &request)?;
    let reader = turn.reader()?;
    let by =
        admit_hider(&turn.policy, reader.subject).map_err(|access| reader.access(&access, HIDE))?;
    let happened = decide(&request, Command::Hide { by }, turn.now)
        .map_err(|refusal| reader.command(&refusal))?;
    turn.record()?.append(request, &happened)?;
    Ok(Reply::default())
}
