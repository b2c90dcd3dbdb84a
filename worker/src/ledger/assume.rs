//! Taking up access: checked again against the policy in force, signed within the turn, recorded.

use postern_core::{
    api::requests::{Credential, NewCredential, Token},
    request::{event::Event, grant, id::RequestId},
};

use super::{message::Reply, requests, turn::Turn};
use crate::{
    credentials::token::{Claims, JWT, sign},
    error::{Error, Refused},
    http::problem::Code,
    id,
};

/// Issues a credential for an approved request.
pub(super) fn assume(turn: &Turn<'_>, id: RequestId, body: &NewCredential) -> Result<Reply, Error> {
    let request = turn.load(id)?;
    requests::compare(turn, &request)?;
    let reader = turn.reader()?;
    let audience = audience(turn, body)?;
    let ceiling = turn.policy.settings().credential_ceiling;
    let grant = grant::assume(&turn.policy, &request, reader.subject, turn.now, ceiling)
        .map_err(|refusal| reader.assume(&refusal))?;
    let (key, jti) = (turn.key()?, id::uuid()?);
    let logins: Vec<String> = grant.logins.iter().cloned().collect();
    let value = sign(
        key,
        JWT,
        &Claims {
            iss: &turn.envelope.origin,
            sub: grant.user.as_str(),
            aud: audience,
            iat: turn.now.as_secs(),
            nbf: turn.now.as_secs(),
            // Whole seconds, rounded down: never past the end of the access.
            exp: grant.not_after.as_secs(),
            jti: &jti,
            request_id: &id.to_string(),
            roles: &grant.roles,
            logins: &logins,
            cluster: &turn.envelope.cluster.id,
        },
    )?;
    let issued = Event::CredentialIssued {
        at: turn.now,
        expires: grant.not_after,
        roles: grant.roles.clone(),
        credential: jti.clone(),
        policy: grant.policy.clone(),
    };
    let request = turn.record()?.append(request, &[issued])?;
    let credential = Credential {
        request_id: id.to_string(),
        roles: grant.roles,
        logins,
        expires_at: grant.not_after,
        token: Token {
            value,
            audience: audience.into(),
            expires_at: grant.not_after,
        },
    };
    Ok(Reply {
        created: Some(jti),
        holds_secret: true,
        ..Reply::of(&credential)?.etag(request.version().to_string())
    })
}

/// For whom the token is: someone on the cluster's list, the first where the caller names none.
fn audience<'a>(turn: &'a Turn<'_>, body: &NewCredential) -> Result<&'a str, Error> {
    let known = &turn.envelope.cluster.audiences;
    let Some(first) = known.first() else {
        return Err(Refused::new(
            Code::NotConfigured,
            "whoever runs this cluster has to list the audiences of its tokens first",
        )
        .into());
    };
    let Some(wanted) = &body.audience else {
        return Ok(first);
    };
    known.iter().find(|known| *known == wanted).map_or_else(
        || {
            let detail = format!("tokens of this cluster are for {}", known.join(", "));
            Err(Refused::new(Code::UnknownAudience, detail.clone())
                .field("/audience", detail)
                .into())
        },
        |audience| Ok(audience.as_str()),
    )
}
