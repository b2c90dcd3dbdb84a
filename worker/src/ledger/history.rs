//! Requests that are over: taking them out of the lists.

use postern_core::{
    api::endpoint::{Resource, Verb},
    request::{admission::admit_hider, command::Command, decide::decide, id::RequestId},
};

use super::{message::Reply, requests, turn::Turn};
use crate::error::Error;

/// What the permission is for, as refusals say it.
const HIDE: &str = "take requests out of the lists";

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
