//! Signing in through a connector, until the provider has spoken: which connectors there are, and
//! sign-ins that were begun.

use postern_core::{
    api::identity::{ConnectorView, Connectors},
    policy::connector::Connector,
};
use serde::{Deserialize, Serialize};

use super::{message::Reply, people, turn::Turn};
use crate::{
    error::{Error, refuse},
    http::problem::Code,
    openid::claims::DEFAULT_USERNAME,
    store::logins::{self, Login},
};

/// What an isolate has to know of a connector to ask its provider.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Settings {
    /// Its name.
    pub name: String,
    /// Whose tokens count.
    pub issuer: String,
    /// Our name with the provider.
    pub client_id: String,
    /// A reference to our secret with it; empty for none.
    pub client_secret: String,
    /// Where the provider may send browsers back to.
    pub redirect_urls: Vec<String>,
    /// What to ask for.
    pub scopes: Vec<String>,
    /// The claim that names people.
    pub username_claim: String,
    /// The claims that naming somebody and mapping their roles need.
    pub claims: Vec<String>,
}

/// A sign-in that the browser came back from.
#[derive(Serialize, Deserialize)]
pub struct Returned {
    /// As it was begun.
    pub login: Login,
    /// Its connector as it is now.
    pub settings: Settings,
}

impl From<&Connector> for Settings {
    fn from(connector: &Connector) -> Self {
        let texts = |texts: &[postern_core::policy::role::Text]| {
            texts.iter().map(|text| text.value.clone()).collect()
        };
        let username_claim = match connector.username_claim.value.as_str() {
            "" => DEFAULT_USERNAME.to_owned(),
            named => named.to_owned(),
        };
        let mut claims = vec![username_claim.clone()];
        claims.extend(
            connector
                .claims_to_roles
                .iter()
                .map(|to| to.claim.value.clone()),
        );
        if claims.iter().any(|claim| claim == "email") {
            claims.push("email_verified".to_owned());
        }
        claims.sort();
        claims.dedup();
        Self {
            name: connector.name.clone(),
            issuer: connector.issuer_url.value.clone(),
            client_id: connector.client_id.value.clone(),
            client_secret: connector.client_secret.value.clone(),
            redirect_urls: texts(&connector.redirect_url),
            scopes: texts(&connector.scope),
            username_claim,
            claims,
        }
    }
}

/// The connectors, as anyone may know of them.
pub(super) fn connectors(turn: &Turn<'_>) -> Result<Reply, Error> {
    let connectors = turn.policy.connectors().map(|connector| ConnectorView {
        name: connector.name.clone(),
        display: match connector.display.value.as_str() {
            "" => connector.name.clone(),
            display => display.to_owned(),
        },
    });
    Ok(Reply::of(&Connectors {
        connectors: connectors.collect(),
    })?)
}

/// What an isolate has to know of one connector.
pub(super) fn connector(turn: &Turn<'_>, name: &str) -> Result<Reply, Error> {
    Ok(Reply::of(&settings(turn, name)?)?)
}

/// Begins a sign-in.
pub(super) fn begin(turn: &Turn<'_>, login: &Login) -> Result<Reply, Error> {
    let settings = settings(turn, &login.connector)?;
    if settings.issuer != login.issuer {
        return not_found();
    }
    logins::begin(turn.sql, login, turn.now)?;
    Ok(Reply::default())
}

/// Takes up a sign-in that the browser came back from; it is over with that, whatever follows.
pub(super) fn take(turn: &Turn<'_>, state: &str, browser: &str) -> Result<Reply, Error> {
    let Some(login) = logins::take(turn.sql, state, browser, turn.now)? else {
        return not_found();
    };
    let settings = settings(turn, &login.connector)?;
    if settings.issuer != login.issuer {
        // The connector leads to another provider by now: this one's code is not for it.
        return not_found();
    }
    Ok(Reply::of(&Returned { login, settings })?)
}

fn settings(turn: &Turn<'_>, name: &str) -> Result<Settings, Error> {
    people::connector(&turn.policy, name).map_or_else(
        || {
            refuse(
                Code::UnknownConnector,
                "choose one that the sign-in page offers",
            )
        },
        |connector| Ok(connector.into()),
    )
}

fn not_found<T>() -> Result<T, Error> {
    refuse(
        Code::LoginNotFound,
        "begin again, and stay in one browser; a sign-in is good for ten minutes and for once",
    )
}
