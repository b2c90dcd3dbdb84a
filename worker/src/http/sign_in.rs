//! Signing in through a provider: sending the browser there, and taking it up when it comes back.
//! What awaits the provider happens here; what is decided, in the ledger.

use postern_core::{
    api::{
        endpoint::{
            Operation,
            parameter::{CONNECTOR, RETURN_TO},
        },
        scope::Need,
    },
    request::timestamp::Timestamp,
};
use serde::de::DeserializeOwned;
use worker::Env;

use super::{
    answer::Answer,
    call::Call,
    caller::{self, LOGIN},
    header::Precondition,
    problem::Code,
};
use crate::{
    config::Cluster,
    credentials::secret::{SecretName, SecretText},
    digest::sha256,
    error::{Error, Refused, refuse},
    id,
    ledger::{
        client,
        credential::Credential,
        login::{Returned, Settings},
        message::{Envelope, Message, Reply, SessionChange},
        sign_in::Verified,
    },
    openid::{
        claims,
        exchange::{self, Arrival, Journey},
        provider,
        return_to::local,
        token::{self, Claims, Expected},
    },
    store::logins::{Login, PATIENCE},
};

pub mod page;

/// The path that providers send browsers back to.
const CALLBACK: &str = "/auth/callback";
/// What Cloudflare Access says about whoever comes through it.
const ASSERTION: &str = "cf-access-jwt-assertion";
/// Where the keys of Cloudflare Access are, from the team's domain.
const ACCESS_KEYS: &str = "/cdn-cgi/access/certs";

/// The answer to a step of signing in; none for other operations.
pub(super) async fn answer(
    operation: Operation,
    call: &Call,
    cluster: &Cluster,
    request_id: &str,
    env: &Env,
) -> Result<Option<Answer>, Error> {
    let visit = Visit {
        call,
        cluster,
        request_id,
        env,
    };
    match operation {
        Operation::BeginLogin => visit.begin().await.map(Some),
        Operation::FinishLogin => visit.finish().await.map(Some),
        _ => Ok(None),
    }
}

/// One call on the way in.
struct Visit<'a> {
    call: &'a Call,
    cluster: &'a Cluster,
    request_id: &'a str,
    env: &'a Env,
}

impl Visit<'_> {
    /// Sends the browser to the provider, or signs in whom Cloudflare Access has let through.
    async fn begin(&self) -> Result<Answer, Error> {
        let return_to = local(self.call.value(&RETURN_TO));
        if let (Some(access), Some(assertion)) = (&self.cluster.access, self.call.header(ASSERTION))
        {
            return self
                .by_access(&access.connector, assertion, return_to)
                .await;
        }
        let Some(name) = self.call.value(&CONNECTOR) else {
            return refuse(
                Code::InvalidQuery,
                "name the connector: /auth/login?connector=NAME",
            );
        };
        let settings: Settings = read(&self.send(Message::Connector(name.into())).await?)?;
        let redirect_url = self.redirect_url(&settings)?;
        let provider = provider::discover(&settings.issuer).await?;
        let [state, browser, nonce, verifier] =
            [id::secret()?, id::secret()?, id::secret()?, id::secret()?];
        let address = exchange::departure(
            &provider,
            &Journey {
                client_id: &settings.client_id,
                redirect_url: &redirect_url,
                scopes: &settings.scopes,
                state: &state,
                nonce: &nonce,
                verifier: &verifier,
            },
        )?;
        self.send(Message::BeginLogin(Box::new(Login {
            state: sha256([state.as_bytes()]),
            browser: sha256([browser.as_bytes()]),
            connector: settings.name,
            issuer: settings.issuer,
            nonce,
            verifier,
            return_to: return_to.to_owned(),
        })))
        .await?;
        let cookie = caller::cookie_line(self.call, LOGIN, &browser, PATIENCE.as_secs());
        Ok(Answer::new(302)
            .header("location", address.as_str())
            .cookie(cookie))
    }

    /// Takes the browser up when it comes back from the provider.
    async fn finish(&self) -> Result<Answer, Error> {
        let (Some(state), Some(browser)) =
            (self.once("state")?, caller::secret_hash(self.call, LOGIN))
        else {
            return refuse(
                Code::LoginNotFound,
                "begin again from the sign-in page; this one was not begun in this browser",
            );
        };
        let take = Message::TakeLogin {
            state: sha256([state.as_bytes()]),
            browser,
        };
        let Returned { login, settings } = read(&self.send(take).await?)?;
        let provider = provider::discover(&settings.issuer).await?;
        match self.once("iss")? {
            Some(issuer) if issuer != provider.issuer => {
                return refuse(
                    Code::IdentityRejected,
                    "the browser came back from another provider than it was sent to",
                );
            }
            None if provider.authorization_response_iss_parameter_supported => {
                return refuse(
                    Code::IdentityRejected,
                    "the browser came back without the provider's name",
                );
            }
            _ => {}
        }
        let Some(code) = self.once("code")?.filter(|_| !self.has("error")) else {
            return Err(self.refused_there());
        };
        let client_secret = match settings.client_secret.as_str() {
            "" => None,
            reference => Some(self.secret(reference).await?),
        };
        let claims = exchange::redeem(
            &provider,
            &Arrival {
                code,
                client_id: &settings.client_id,
                client_secret: client_secret.as_ref(),
                redirect_url: &self.redirect_url(&settings)?,
                nonce: &login.nonce,
                verifier: &login.verifier,
                needed: &settings.claims,
            },
        )
        .await?;
        let claims = claims::without_unverified(claims);
        self.enter(&settings, &claims, None, &login.return_to).await
    }

    /// Our secret with the provider.
    async fn secret(&self, reference: &str) -> Result<SecretText, Error> {
        let name = SecretName::of_reference(reference).map_err(|problem| {
            Refused::new(
                Code::NotConfigured,
                format!("the connector's client_secret is no reference: {problem}"),
            )
        })?;
        read(&self.send(Message::OpenSecret(name)).await?)
    }

    /// Signs in whom Cloudflare Access vouches for, no longer than it does. The addresses that it
    /// speaks of are those that it lets people in by.
    async fn by_access(
        &self,
        connector: &str,
        assertion: &str,
        return_to: &str,
    ) -> Result<Answer, Error> {
        let settings: Settings = read(&self.send(Message::Connector(connector.into())).await?)?;
        let base = settings.issuer.strip_suffix('/');
        let keys = format!("{}{ACCESS_KEYS}", base.unwrap_or(&settings.issuer));
        let expected = Expected {
            issuer: &settings.issuer,
            audience: &settings.client_id,
            nonce: None,
        };
        let claims = token::verify(assertion, &keys, expected).await?;
        let until = token::expiry(&claims);
        self.enter(&settings, &claims, until, return_to).await
    }

    /// Signs in whom checked claims speak of.
    async fn enter(
        &self,
        settings: &Settings,
        claims: &Claims,
        not_after: Option<Timestamp>,
        return_to: &str,
    ) -> Result<Answer, Error> {
        let subject = token::subject(claims)
            .map_err(|problem| Refused::new(Code::IdentityRejected, problem))?;
        let username = match claims::username(claims, &settings.username_claim) {
            Ok(name) => Ok(name),
            Err(Error::Refused(refused)) => Err(refused),
            Err(fault) => return Err(fault),
        };
        let verified = Verified {
            connector: settings.name.clone(),
            issuer: settings.issuer.clone(),
            subject: subject.to_owned(),
            username,
            traits: claims::traits(claims)?,
            not_after,
        };
        let reply = self.send(Message::SignIn(Box::new(verified))).await?;
        let SessionChange::Begin(session) = &reply.session else {
            return Err(crate::error::Fault::new("a sign-in that began no session").into());
        };
        // Our own address in front: whatever the path, it leads nowhere else.
        Ok(Answer::new(303)
            .header("location", format!("{}{return_to}", self.call.origin()))
            .cookie(caller::cookie(self.call, Some(session)))
            .cookie(caller::cookie_line(self.call, LOGIN, "", 0)))
    }

    /// The address of ours that the connector lists.
    fn redirect_url(&self, settings: &Settings) -> Result<String, Error> {
        let own = format!("{}{CALLBACK}", self.call.origin());
        if settings.redirect_urls.contains(&own) {
            return Ok(own);
        }
        refuse(
            Code::NotConfigured,
            format!(
                "the connector's redirect_url does not list {own}; whoever owns the policy has to add it"
            ),
        )
    }

    /// Why the provider sent the browser back without a code, as far as it can be told in our words.
    fn refused_there(&self) -> Error {
        let said = match self.once("error") {
            Ok(Some("access_denied")) => "it was cancelled, or you may not use this application",
            Ok(Some("login_required" | "interaction_required" | "consent_required")) => {
                "the provider wants to ask you something first"
            }
            Ok(Some("temporarily_unavailable" | "server_error")) => {
                "the provider has a problem of its own; try again later"
            }
            Ok(Some("invalid_scope" | "invalid_request" | "unauthorized_client")) => {
                "the provider does not accept how this application is set up with it"
            }
            _ => "the provider did not say why",
        };
        Refused::new(Code::ProviderRefused, said).into()
    }

    /// A parameter that the provider sent. It may send others too, but none of ours twice.
    fn once(&self, name: &str) -> Result<Option<&str>, Error> {
        let mut values = self.call.query.iter().filter(|(known, _)| known == name);
        match (values.next(), values.next()) {
            (value, None) => Ok(value.map(|(_, value)| value.as_str())),
            _ => refuse(
                Code::InvalidQuery,
                format!("the query parameter `{name}` is given twice"),
            ),
        }
    }

    fn has(&self, name: &str) -> bool {
        self.call.query.iter().any(|(known, _)| known == name)
    }

    /// Tells the ledger, and hears what came of it.
    async fn send(&self, message: Message) -> Result<Reply, Error> {
        let envelope = Envelope {
            cluster: self.cluster.clone(),
            origin: self.call.origin(),
            credential: caller::session(self.call).map(Credential::Session),
            need: Need::Nothing,
            request_id: self.request_id.to_owned(),
            source: caller::source(self.call),
            agent: caller::agent(self.call),
            precondition: Precondition::None,
            known: None,
            idempotency: None,
            message,
        };
        client::send(self.env, &envelope)
            .await?
            .outcome
            .into_result()
    }
}

fn read<T: DeserializeOwned>(reply: &Reply) -> Result<T, Error> {
    Ok(serde_json::from_str(reply.body.get())?)
}
