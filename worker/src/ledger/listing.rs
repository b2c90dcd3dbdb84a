//! Lists of requests: newest first, a page at a time, only what the caller may see. However many
//! rows there are, a page looks at a bounded number of them; then it is short and the cursor goes on.

use std::rc::Rc;

use postern_core::{
    VERSION,
    api::{
        cursor::{self, Position, encode},
        endpoint::{Resource, Verb},
    },
    policy::name::{RoleName, UserName},
    request::{
        access_request::AccessRequest, eligibility::reviewing::ReviewRights, state::Phase,
        timestamp::Timestamp,
    },
};
use serde::{Deserialize, Serialize};

use super::{json::Json, may, message::Reply, turn::Turn, written};
use crate::{
    digest::sha256,
    error::{Error, refuse},
    http::{header::is_known, problem::Code},
    store::requests::{self, Scan},
};

/// How many rows one query brings, where most of them will be looked at.
const CHUNK: u32 = 100;
/// How many it brings at least: some may turn out not to be the caller's to see.
const SMALL_CHUNK: u32 = 8;
/// How many rows one page looks at.
const MOST_ROWS: usize = 1000;

/// Which requests to list.
#[derive(Debug, Default, Serialize, Deserialize)]
pub struct Listing {
    /// In this phase.
    pub state: Option<String>,
    /// With this role among those asked for.
    pub role: Option<RoleName>,
    /// By this user.
    pub requester: Option<UserName>,
    /// Reviewed by this user.
    pub reviewer: Option<UserName>,
    /// Only those that wait for the caller.
    pub needs_me: bool,
    /// With this text in the id, the requester, a role or the reason.
    pub q: Option<String>,
    /// Created after this moment.
    pub created_after: Option<Timestamp>,
    /// Created before this moment.
    pub created_before: Option<Timestamp>,
    /// Only those that were taken out of the lists.
    pub hidden: bool,
    /// At most so many.
    pub limit: u32,
    /// Where the last page ended, as the ledger wrote it.
    pub cursor: Option<String>,
}

/// One page.
pub(super) fn list(turn: &Turn<'_>, listing: &Listing) -> Result<Reply, Error> {
    let reader = turn.reader()?;
    if listing.hidden {
        turn.check(
            Resource::AccessRequest,
            Verb::Delete,
            "list what was taken out of the lists",
        )?;
    }
    let mut after = listing.cursor.as_deref().map(decode).transpose()?;
    let limit = usize::try_from(listing.limit).unwrap_or(usize::MAX);
    let mut found = Vec::new();
    let mut looked = 0;
    let bring = if listing.q.is_some() || listing.needs_me {
        CHUNK
    } else {
        listing.limit.clamp(SMALL_CHUNK, CHUNK)
    };
    let more = loop {
        let rows = chunk(turn, listing, after, bring)?;
        let is_last = rows.len() < bring as usize;
        let mut full = false;
        for request in rows.iter() {
            looked += 1;
            after = Some((request.lifetime().created, request.id()));
            if fits(turn, listing, request) && may::see(reader, request) {
                found.push(Rc::clone(request));
            }
            if found.len() >= limit || looked >= MOST_ROWS {
                full = true;
                break;
            }
        }
        if full {
            // There may be more; an empty last page is allowed.
            break true;
        }
        if is_last {
            break false;
        }
    };
    let next_cursor = after.filter(|_| more).map(encode);
    let tag = fingerprint(turn, &found, next_cursor.as_deref())?;
    // Nobody reads a page that the caller has; a list of tags that cannot be read is refused with the answer.
    let body = match is_known(turn.envelope.known.as_deref(), &tag) {
        Ok(true) => Json::default(),
        _ => written::page(turn, &found, next_cursor.as_deref())?,
    };
    Ok(Reply {
        weak_etag: Some(tag),
        next_cursor,
        ..Reply::with(body)
    })
}

/// What tells this page from another: what stands on it follows from the requests at their versions, how
/// far the clock has brought them, the policy, and who looks.
fn fingerprint(
    turn: &Turn<'_>,
    found: &[Rc<AccessRequest>],
    next_cursor: Option<&str>,
) -> Result<String, Error> {
    let reader = turn.reader()?;
    let (digest, scopes) = (turn.policy.digest().as_str(), reader.scopes);
    let mut text = format!(
        "{VERSION} {digest} {:?} {scopes:?} {} {} {next_cursor:?}",
        reader.subject,
        reader.people.tag(turn.now),
        reader.may_act
    );
    for request in found {
        let passed = written::passed(request, turn.now);
        text.push_str(&format!(
            "\n{} {} {passed}",
            request.id(),
            request.version()
        ));
    }
    Ok(sha256([text.as_bytes()]))
}

/// The next rows that the caller may have to do with.
fn chunk(
    turn: &Turn<'_>,
    listing: &Listing,
    after: Option<Position>,
    limit: u32,
) -> Result<Rc<[Rc<AccessRequest>]>, Error> {
    let reader = turn.reader()?;
    let subject = reader.subject;
    let all = Scan {
        phase: if listing.needs_me {
            Some(Phase::Pending.word())
        } else {
            listing.state.as_deref()
        },
        role: listing.role.as_ref(),
        requester: listing.requester.as_ref(),
        reviewer: listing.reviewer.as_ref(),
        created_after: listing.created_after,
        created_before: listing.created_before,
        hidden: Some(listing.hidden),
        after,
    };
    let bring = |one: &Scan<'_>| requests::page(turn.sql, one, turn.now, limit);
    // Whoever reviews sees what they may review, settled or not (V11): no index knows that.
    let reviews =
        || ReviewRights::of(reader.policy, subject).is_ok_and(|rights| rights.has_directives());
    if listing.needs_me || may::see_all(reader) || reviews() {
        return Ok(bring(&all)?);
    }
    // Others without `list`: their own, and those they have reviewed. Each comes from an index;
    // together, in order, without repeats, and no further than the shortest goes.
    let mut rows: Vec<Rc<AccessRequest>> = Vec::new();
    if listing
        .requester
        .as_ref()
        .is_none_or(|name| *name == subject.name)
    {
        let own = Scan {
            requester: Some(&subject.name),
            ..all.clone()
        };
        rows.extend(bring(&own)?.iter().cloned());
    }
    if listing
        .reviewer
        .as_ref()
        .is_none_or(|name| *name == subject.name)
    {
        let reviewed = Scan {
            reviewer: Some(&subject.name),
            ..all.clone()
        };
        rows.extend(bring(&reviewed)?.iter().cloned());
    }
    let order = |request: &Rc<AccessRequest>| (request.lifetime().created, request.id());
    rows.sort_by_key(|request| std::cmp::Reverse(order(request)));
    rows.dedup_by_key(|request| request.id());
    rows.truncate(limit as usize);
    Ok(rows.into())
}

/// What the database does not ask: the text, and whether it waits for the caller.
fn fits(turn: &Turn<'_>, listing: &Listing, request: &AccessRequest) -> bool {
    let has_text = listing.q.as_ref().is_none_or(|text| {
        let text = text.to_lowercase();
        let has = |field: &str| field.to_lowercase().contains(&text);
        has(&request.id().to_string())
            || has(request.requester().as_str())
            || has(request.reason())
            || request.roles_asked().iter().any(|role| has(role.as_str()))
    });
    let needs_them = !listing.needs_me
        || turn
            .reader()
            .is_ok_and(|reader| may::act(reader, request, turn.now).review.allowed);
    has_text && needs_them
}

/// Where a page ended. It names a place in the list and grants nothing: what a changed one leads to is looked at
/// like everything else.
pub(super) fn decode(cursor: &str) -> Result<Position, Error> {
    match cursor::decode(cursor) {
        Some(position) => Ok(position),
        None => refuse(
            Code::InvalidQuery,
            "the query parameter `cursor` is none that a page gave",
        ),
    }
}
