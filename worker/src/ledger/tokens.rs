//! Machine tokens: made by people, shown once, listed and revoked by their owner or by who may.

use postern_core::{
    api::{
        credentials::{IssuedToken, NewToken, TokenPage, TokenView},
        cursor::encode,
        endpoint::{Resource, Verb},
    },
    policy::name::UserName,
    request::{access_request::AccessRequest, id::RequestId},
};
use serde_json::json;

use super::{credential, listing, message::Reply, turn::Turn};
use crate::{
    error::{Error, Fault, refuse},
    http::problem::Code,
    id,
    store::{
        locks,
        tokens::{self, Token},
    },
};

/// How many tokens one user can have.
const MOST_TOKENS: u32 = 100;

/// Makes a token. Its secret is in this one answer and nowhere else.
pub(super) fn create(turn: &Turn<'_>, body: &NewToken) -> Result<Reply, Error> {
    let maker = &turn.caller()?.subject.name;
    let expires = turn.now.plus(body.expires_in.duration());
    let owner = owner(turn, body, maker)?;
    if tokens::count(turn.sql, owner)? >= MOST_TOKENS {
        return refuse(
            Code::Conflict,
            format!("{owner} has {MOST_TOKENS} tokens already; revoke some first"),
        );
    }
    let secret = credential::token(&id::random()?);
    let hash = credential::token_hash(&secret)
        .ok_or_else(|| Fault::new("a token that is not recognised"))?;
    let mut scopes = body.scopes.clone();
    scopes.sort();
    scopes.dedup();
    let token = Token {
        id: id::uuid()?,
        owner: owner.clone(),
        name: body.name.clone(),
        scopes,
        maker: maker.clone(),
        created: turn.now,
        expires,
        used: None,
    };
    tokens::add(turn.sql, &hash, &token)?;
    turn.record()?.audit(
        "token-created",
        &token.id,
        json!({
            "expires": token.expires,
            "name": token.name,
            "owner": token.owner,
            "scopes": token.scopes,
        }),
    )?;
    let created = Some(token.id.clone());
    Ok(Reply {
        created,
        holds_secret: true,
        ..Reply::of(&IssuedToken {
            token: view(token),
            secret,
        })?
    })
}

/// Whose the token is to be. Another's can be made with `token:create`, and only for a service
/// account: who signs in makes their own, so that nobody acts in a person's name.
fn owner<'a>(
    turn: &Turn<'_>,
    body: &'a NewToken,
    maker: &'a UserName,
) -> Result<&'a UserName, Error> {
    let Some(owner) = body.owner.as_ref().filter(|owner| *owner != maker) else {
        return Ok(maker);
    };
    turn.check(Resource::Token, Verb::Create, "make tokens for others")?;
    let is_service = turn
        .policy
        .user(owner)
        .is_some_and(|user| !user.locked && user.oidc_identities.is_empty());
    if is_service && !locks::holds(turn.sql, owner, turn.now)? {
        Ok(owner)
    } else {
        // Well formed: it is the policy that does not permit it.
        refuse(
            Code::Conflict,
            "name as owner yourself, or a user of the policy who is not locked and has no identity at a provider",
        )
    }
}

/// A page of tokens: the caller's, or with `token:list` somebody else's, or everybody's where nobody is named.
pub(super) fn list(
    turn: &Turn<'_>,
    user: Option<&UserName>,
    limit: u32,
    cursor: Option<&str>,
) -> Result<Reply, Error> {
    let me = &turn.caller()?.subject.name;
    let owner = match user {
        Some(user) => {
            if user != me {
                turn.check(Resource::Token, Verb::List, "list the tokens of others")?;
            }
            Some(user)
        }
        None if turn.reader()?.check("token", "list").is_allowed() => None,
        None => Some(me),
    };
    let after = cursor.map(listing::decode).transpose()?;
    let items = tokens::list(turn.sql, owner, after, limit)?;
    let is_full = items.len() == usize::try_from(limit).unwrap_or(usize::MAX);
    let next_cursor = match items.last().filter(|_| is_full) {
        Some(last) => {
            let id = RequestId::parse(&last.id).map_err(Fault::new)?;
            Some(encode((last.created, id)))
        }
        None => None,
    };
    let page = TokenPage {
        items: items.into_iter().map(view).collect(),
        next_cursor,
    };
    Ok(Reply {
        next_cursor: page.next_cursor.clone(),
        ..Reply::of(&page)?
    })
}

/// Ends a token: one's own, one that one made, or with `token:delete` anyone's. Others do not exist.
pub(super) fn revoke(turn: &Turn<'_>, id: &str) -> Result<Reply, Error> {
    let me = &turn.caller()?.subject.name;
    let may_any = turn.reader()?.check("token", "delete").is_allowed();
    let token = tokens::load(turn.sql, id)?
        .filter(|token| may_any || token.owner == *me || token.maker == *me);
    let Some(token) = token else {
        return refuse(Code::NotFound, "there is no such token, or none of yours");
    };
    tokens::revoke(turn.sql, &token.id)?;
    turn.record()?.audit(
        "token-revoked",
        &token.id,
        json!({ "name": token.name, "owner": token.owner }),
    )?;
    Ok(Reply::default())
}

/// Refuses a decision by a token that the requester made: nobody decides about their own request,
/// not through a service account either.
pub(super) fn check_not_own(
    turn: &Turn<'_>,
    request: &AccessRequest,
    code: Code,
) -> Result<(), Error> {
    let is_own = |token: &Token| token.maker == *request.requester();
    if turn.caller()?.token().is_some_and(is_own) {
        return refuse(
            code,
            "the requester made this token, and nobody decides about their own request",
        );
    }
    Ok(())
}

fn view(token: Token) -> TokenView {
    TokenView {
        id: token.id,
        name: token.name,
        owner: token.owner,
        maker: token.maker,
        scopes: token.scopes,
        created: token.created,
        expires: token.expires,
        used: token.used,
    }
}
