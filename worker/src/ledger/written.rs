//! Requests as JSON, kept for each reader as they were last written: what stands there follows from the request at
//! its version, the moments of it that have passed, who reads, the policy and everyone. Only `now` is put in anew.

use std::{cell::RefCell, collections::BTreeMap, rc::Rc};

use postern_core::{
    api::requests::RequestView,
    request::{access_request::AccessRequest, id::RequestId, timestamp::Timestamp},
};

use super::{era::Era, json::Json, people::People, turn::Turn, view};
use crate::error::{Error, Fault};

/// How many bytes are kept at most.
const MOST_BYTES: usize = 8 * 1024 * 1024;

/// A request as it stands, and whether it is told what it waits for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Key {
    id: RequestId,
    version: u32,
    passed: usize,
    alone: bool,
}

/// What was written before, without the moment at its end.
#[derive(Debug, Default)]
pub struct Written(RefCell<Shelf>);

#[derive(Debug, Default)]
struct Shelf {
    era: Option<Era>,
    bytes: usize,
    texts: BTreeMap<String, BTreeMap<Key, Rc<str>>>,
}

impl Shelf {
    /// Those for one reader, as long as everyone is the same.
    fn of(
        &mut self,
        people: &Rc<People>,
        now: Timestamp,
        reader: &str,
    ) -> &mut BTreeMap<Key, Rc<str>> {
        let is_same = self.era.as_ref().is_some_and(|era| era.holds(people, now));
        if !is_same || self.bytes >= MOST_BYTES {
            *self = Self {
                era: Some(Era::of(people, now)),
                ..Self::default()
            };
        }
        self.texts.entry(reader.to_owned()).or_default()
    }
}

/// One request by itself.
pub(super) fn one(turn: &Turn<'_>, request: &AccessRequest) -> Result<Json, Error> {
    let mut text = String::new();
    let now = serde_json::to_string(&turn.now)?;
    for head in heads(turn, &[request], true)? {
        finish(&mut text, &head, &now);
    }
    Ok(Json::written(text))
}

/// A page of them.
pub(super) fn page(
    turn: &Turn<'_>,
    requests: &[impl AsRef<AccessRequest>],
    next_cursor: Option<&str>,
) -> Result<Json, Error> {
    let requests: Vec<_> = requests.iter().map(AsRef::as_ref).collect();
    let heads = heads(turn, &requests, false)?;
    let now = serde_json::to_string(&turn.now)?;
    let next = serde_json::to_string(&next_cursor)?;
    let each: usize = heads.iter().map(|head| head.len() + now.len() + 2).sum();
    let mut text = String::with_capacity(each + next.len() + 32);
    text.push_str("{\"items\":[");
    for (position, head) in heads.iter().enumerate() {
        if position > 0 {
            text.push(',');
        }
        finish(&mut text, head, &now);
    }
    text.push_str("],\"next_cursor\":");
    text.push_str(&next);
    text.push('}');
    Ok(Json::written(text))
}

fn finish(text: &mut String, head: &str, now: &str) {
    text.push_str(head);
    text.push_str(now);
    text.push('}');
}

/// How many moments have passed at which something about the request changes by the clock alone: its phase, or
/// that no time would be left of what reviews leave of it.
pub(super) fn passed(request: &AccessRequest, now: Timestamp) -> usize {
    let lifetime = request.lifetime();
    let shortened = request.reviews().iter();
    let shortened = shortened.filter_map(|review| review.max_duration);
    let ends = shortened.map(|duration| lifetime.ends_within(Some(duration)));
    let fixed = [
        lifetime.pending_expires,
        lifetime.access_starts,
        lifetime.access_expires,
    ];
    let reached = fixed.into_iter().chain(ends).filter(|end| *end <= now);
    reached.count() + usize::from(lifetime.access_expires < now)
}

/// The requests as the caller sees them, up to the moment; what is not known yet is written and kept.
fn heads(turn: &Turn<'_>, requests: &[&AccessRequest], alone: bool) -> Result<Vec<Rc<str>>, Error> {
    // What a turn has written may be taken back: only what is stored is kept.
    if !turn.envelope.message.only_reads() {
        return Err(Fault::new("requests were to be kept in a turn that writes").into());
    }
    let reader = turn.reader()?;
    let who = format!(
        "{:?}",
        (
            &reader.subject.name,
            reader.since,
            reader.may_act,
            reader.scopes
        )
    );
    let key = |request: &AccessRequest| Key {
        id: request.id(),
        version: request.version(),
        passed: passed(request, turn.now),
        alone,
    };
    let mut shelf = turn.written().0.borrow_mut();
    let known = shelf.of(&turn.people, turn.now, &who);
    let mut heads: Vec<Option<Rc<str>>> = Vec::with_capacity(requests.len());
    heads.extend(
        requests
            .iter()
            .map(|request| known.get(&key(request)).cloned()),
    );
    let missing = requests
        .iter()
        .zip(&heads)
        .filter(|(_, head)| head.is_none());
    let missing: Vec<_> = missing.map(|(request, _)| *request).collect();
    let views = match (alone, missing.as_slice()) {
        (_, []) => Vec::new(),
        (true, [request]) => vec![view::alone(turn, request)?],
        _ => view::of(turn, &missing)?,
    };
    let mut new = missing.into_iter().zip(&views);
    let mut more = 0;
    for head in heads.iter_mut().filter(|head| head.is_none()) {
        if let Some((request, view)) = new.next() {
            let text = head_of(view)?;
            more += text.len();
            known.insert(key(request), Rc::clone(&text));
            *head = Some(text);
        }
    }
    shelf.bytes += more;
    Ok(heads.into_iter().flatten().collect())
}

/// A view as JSON up to its last field, which is the moment.
fn head_of(view: &RequestView) -> Result<Rc<str>, Fault> {
    let text = serde_json::to_string(view)?;
    let end = format!("{}}}", serde_json::to_string(&view.now)?);
    text.strip_suffix(end.as_str())
        .filter(|head| head.ends_with("\"now\":"))
        .map(Rc::from)
        .ok_or_else(|| Fault::new("a request that does not end with the moment"))
}
