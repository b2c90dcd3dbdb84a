//! The only reader of the environment: which clusters there are, and the secrets they need.

pub mod outside;

use std::{cell::OnceCell, rc::Rc};

use postern_core::{
    api::settings::{ClusterSettings, MOST_AUDIENCE_CHARACTERS, MOST_AUDIENCES},
    policy::duration::Duration,
};
use serde::{Deserialize, Serialize};
use worker::Env;

use self::outside::Integrations;
use crate::digest::sha256;
use crate::error::{Error, Fault, Refused};
use crate::http::problem::Code;
use crate::store::sessions::Limits;

/// The cluster that demo builds serve on loopback addresses.
#[cfg(feature = "demo")]
pub const SAMPLE_CLUSTER: &str = "sample";

/// One cluster: its object, the host names it answers to, and for whom its tokens may be.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Cluster {
    /// Its id: the object's name, and part of every session, token and audit row.
    pub id: String,
    /// Exact host names, with the port where it is not the usual one.
    pub hosts: Vec<String>,
    /// Relying parties that tokens may be issued for; the first is the default.
    #[serde(default)]
    pub audiences: Vec<String>,
    /// The longest life of one credential, as the policy writes durations; absent means one hour.
    #[serde(default)]
    pub credential_ceiling: Option<String>,
    /// How old claims from a provider may be for whoever decides or takes access up by them, as the
    /// policy writes durations; absent means twelve hours.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub claims_max_age: Option<String>,
    /// What stands in front of this cluster and tells who comes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub access: Option<Access>,
    /// Whether administrators may settle their own requests.
    #[serde(default)]
    pub self_resolution: bool,
    /// How long a session lives without use; absent means 8 hours.
    #[serde(default)]
    pub session_idle: Option<String>,
    /// How long a session lives at most; absent means 24 hours.
    #[serde(default)]
    pub session_max: Option<String>,
    /// How many calls one caller may make in a minute.
    #[serde(default = "default_calls")]
    pub calls_per_minute: u32,
    /// How it deals with the outside.
    #[serde(default)]
    pub integrations: Integrations,
}

/// Cloudflare Access in front of a cluster.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Access {
    /// The connector whose issuer is the team's domain and whose client id the application's audience
    /// tag.
    pub connector: String,
}

/// Enough for a page that follows everything, and for scripts that do not run wild.
const fn default_calls() -> u32 {
    3000
}

/// The longest life of one credential where the configuration names none.
const DEFAULT_CEILING: Duration = Duration::from_hours(1);
/// What no configuration may exceed.
pub const LONGEST_CEILING: Duration = Duration::from_hours(30);
/// How old claims may be where the configuration does not say.
const DEFAULT_CLAIMS_AGE: Duration = Duration::from_hours(12);

/// How long sessions live where the configuration does not say, and what no configuration exceeds.
const DEFAULT_IDLE: Duration = Duration::from_hours(8);
const DEFAULT_SESSION: Duration = Duration::from_hours(24);
const SHORTEST_SESSION: Duration = Duration::from_secs(60);
const LONGEST_SESSION: Duration = Duration::from_hours(7 * 24);

impl Cluster {
    /// The longest life of one credential.
    #[must_use]
    pub fn ceiling(&self) -> Duration {
        or_default(self.credential_ceiling.as_ref(), DEFAULT_CEILING)
    }

    /// How old claims may be for whoever decides or takes access up by them.
    #[must_use]
    pub fn claims_max_age(&self) -> Duration {
        or_default(self.claims_max_age.as_ref(), DEFAULT_CLAIMS_AGE)
    }

    /// How long sessions live.
    #[must_use]
    pub fn session_limits(&self) -> Limits {
        Limits {
            idle: or_default(self.session_idle.as_ref(), DEFAULT_IDLE),
            longest: or_default(self.session_max.as_ref(), DEFAULT_SESSION),
        }
    }
}

impl Cluster {
    /// The same, with what the cluster decided for itself.
    #[must_use]
    pub fn with(&self, settings: &ClusterSettings) -> Self {
        let ClusterSettings {
            audiences,
            credential_ceiling,
            self_resolution,
            session_idle,
            session_max,
        } = settings.clone();
        let own = self.clone();
        Self {
            audiences: audiences.unwrap_or(own.audiences),
            credential_ceiling: credential_ceiling.or(own.credential_ceiling),
            self_resolution: self_resolution.unwrap_or(own.self_resolution),
            session_idle: session_idle.or(own.session_idle),
            session_max: session_max.or(own.session_max),
            ..own
        }
    }

    /// Refuses what is out of bounds: the field, and what is wrong with it.
    ///
    /// # Errors
    /// The first field that does not fit.
    pub fn check(&self) -> Result<(), (&'static str, String)> {
        let is_ceiling = |given| given > Duration::ZERO && given <= LONGEST_CEILING;
        let is_session = |given| (SHORTEST_SESSION..=LONGEST_SESSION).contains(&given);
        let is_audience = |text: &String| {
            (1..=MOST_AUDIENCE_CHARACTERS).contains(&text.chars().count())
                && !text.chars().any(char::is_control)
        };
        check(
            "credential_ceiling",
            self.credential_ceiling.as_ref(),
            is_ceiling,
            "is more than nothing and at most 30h",
        )?;
        check(
            "claims_max_age",
            self.claims_max_age.as_ref(),
            |given| given > Duration::ZERO,
            "is more than nothing",
        )?;
        for (name, text) in [
            ("session_idle", &self.session_idle),
            ("session_max", &self.session_max),
        ] {
            check(
                name,
                text.as_ref(),
                is_session,
                "is at least 1m and at most 168h",
            )?;
        }
        if self.audiences.len() > MOST_AUDIENCES || !self.audiences.iter().all(is_audience) {
            return Err((
                "audiences",
                format!(
                    "has at most {MOST_AUDIENCES} entries of 1 to {MOST_AUDIENCE_CHARACTERS} characters without control characters"
                ),
            ));
        }
        Ok(())
    }
}

/// A duration that was checked when the configuration was read.
fn or_default(text: Option<&String>, default: Duration) -> Duration {
    text.and_then(|text| Duration::parse(text).ok())
        .unwrap_or(default)
}

/// Refuses a duration that is out of bounds.
fn check(
    name: &'static str,
    text: Option<&String>,
    fits: impl FnOnce(Duration) -> bool,
    bounds: &str,
) -> Result<(), (&'static str, String)> {
    let Some(text) = text else { return Ok(()) };
    match Duration::parse(text) {
        Ok(given) if fits(given) => Ok(()),
        Ok(_) => Err((name, bounds.into())),
        Err(problem) => Err((name, format!("is no duration: {problem}"))),
    }
}

/// The clusters of this deployment.
///
/// # Errors
/// What is wrong with `POSTERN_CLUSTERS`.
fn clusters(env: &Env) -> Result<Rc<[Cluster]>, String> {
    thread_local! {
        /// The environment of a worker stays the same as long as it lives.
        static KNOWN: OnceCell<Rc<[Cluster]>> = const { OnceCell::new() };
    }
    if let Some(known) = KNOWN.with(|known| known.get().cloned()) {
        return Ok(known);
    }
    let clusters: Rc<[Cluster]> = env.var("POSTERN_CLUSTERS").map_or_else(
        |_| Ok(Rc::from([])),
        |text| parse(&text.to_string()).map(Rc::from),
    )?;
    KNOWN.with(|known| known.get_or_init(|| Rc::clone(&clusters)).clone());
    Ok(clusters)
}

fn parse(text: &str) -> Result<Vec<Cluster>, String> {
    let clusters: Vec<Cluster> =
        serde_json::from_str(text).map_err(|error| format!("POSTERN_CLUSTERS: {error}"))?;
    for cluster in &clusters {
        let fits = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
        if cluster.id.is_empty() || cluster.id.len() > 64 || !cluster.id.chars().all(fits) {
            return Err(format!(
                "POSTERN_CLUSTERS: `{}` is no cluster id: 1 to 64 of a–z, 0–9 and -",
                cluster.id
            ));
        }
        cluster
            .integrations
            .check()
            .map_err(|problem| format!("POSTERN_CLUSTERS: integrations: {problem}"))?;
        cluster
            .check()
            .map_err(|(field, problem)| format!("POSTERN_CLUSTERS: {field} {problem}"))?;
    }
    Ok(clusters)
}

/// The cluster that answers to this host name.
///
/// # Errors
/// A refusal where none does; a fault where the configuration cannot be read.
pub fn cluster(env: &Env, host: &str) -> Result<Cluster, Error> {
    let clusters = clusters(env).map_err(Fault)?;
    choose(&clusters, host).ok_or_else(|| {
        Refused::new(
            Code::UnknownHost,
            "no cluster of this deployment answers to this host name",
        )
        .into()
    })
}

fn choose(clusters: &[Cluster], host: &str) -> Option<Cluster> {
    clusters
        .iter()
        .find(|cluster| cluster.hosts.iter().any(|known| known == host))
        .cloned()
        .or_else(|| sample(clusters, host))
}

/// In demo builds every loopback address leads to the sample cluster.
#[cfg(feature = "demo")]
fn sample(clusters: &[Cluster], host: &str) -> Option<Cluster> {
    is_loopback(host).then(|| {
        clusters
            .iter()
            .find(|cluster| cluster.id == SAMPLE_CLUSTER)
            .cloned()
            .unwrap_or_else(|| Cluster {
                id: SAMPLE_CLUSTER.into(),
                hosts: Vec::new(),
                audiences: vec!["urn:postern:sample".into()],
                credential_ceiling: None,
                claims_max_age: None,
                access: None,
                self_resolution: false,
                session_idle: None,
                session_max: None,
                calls_per_minute: default_calls(),
                integrations: Integrations::default(),
            })
    })
}

#[cfg(not(feature = "demo"))]
fn sample(_clusters: &[Cluster], _host: &str) -> Option<Cluster> {
    None
}

/// Whether a host, with or without a port, is this machine itself.
#[must_use]
pub fn is_loopback(host: &str) -> bool {
    let name = match host.rsplit_once(':') {
        Some((name, port)) if port.bytes().all(|b| b.is_ascii_digit()) => name,
        _ => host,
    };
    matches!(name, "localhost" | "127.0.0.1" | "[::1]")
}

/// The secret that permits a new deployment's first policy.
#[derive(Clone, PartialEq, Eq)]
pub struct BootstrapSecret(String);

impl BootstrapSecret {
    /// The shortest secret that counts: whoever guesses it owns the deployment.
    const SHORTEST: usize = 32;

    /// The secret; `None` for one that is too short.
    #[must_use]
    pub fn new(secret: &str) -> Option<Self> {
        (secret.len() >= Self::SHORTEST).then(|| Self(Self::hash(secret)))
    }

    /// What a secret is compared and remembered by.
    #[must_use]
    pub fn hash(secret: &str) -> String {
        sha256([b"postern bootstrap v1\n", secret.as_bytes()])
    }

    /// Its hash.
    #[must_use]
    pub fn hashed(&self) -> &str {
        &self.0
    }
}

/// The bootstrap secret; `None` where it is not set, or too short.
#[must_use]
pub fn bootstrap_secret(env: &Env) -> Option<BootstrapSecret> {
    let secret = env.secret("POSTERN_BOOTSTRAP").ok()?;
    BootstrapSecret::new(&secret.to_string())
}

/// What lets a caller read the metrics. No `Debug`: it is a secret.
pub struct MetricsToken(String);

impl MetricsToken {
    /// What a token is compared by.
    #[must_use]
    pub fn hash(token: &str) -> String {
        sha256([b"postern metrics v1\n", token.as_bytes()])
    }

    /// Its hash.
    #[must_use]
    pub fn hashed(&self) -> &str {
        &self.0
    }
}

/// The metrics' token; `None` where it is not set or has less than 16 characters.
#[must_use]
pub fn metrics_token(env: &Env) -> Option<MetricsToken> {
    let token = env.secret("POSTERN_METRICS_TOKEN").ok()?.to_string();
    (token.len() >= 16).then(|| MetricsToken(MetricsToken::hash(&token)))
}

/// The secret under which private keys are sealed, 32 bytes in base64url; `None` where it is not set.
#[must_use]
pub fn key_encryption_key(env: &Env) -> Option<String> {
    env.secret("POSTERN_KEK").ok().map(|text| text.to_string())
}

/// The variable that holds a named secret where the ledger has none of the name.
#[must_use]
pub fn secret_variable(name: &str) -> String {
    format!(
        "POSTERN_SECRET_{}",
        name.to_ascii_uppercase().replace('-', "_")
    )
}

/// A named secret of the environment.
#[must_use]
pub fn named_secret(env: &Env, name: &str) -> Option<String> {
    let text = env.secret(&secret_variable(name)).ok()?.to_string();
    (!text.is_empty()).then_some(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hosts_choose_exactly() {
        let text = r#"[{"id":"one","hosts":["one.example","one.example:8443"]},{"id":"two","hosts":["two.example"],"credential_ceiling":"30m"}]"#;
        let chosen = |host| choose(&parse(text).expect("reads"), host).map(|cluster| cluster.id);
        assert_eq!(chosen("one.example:8443").as_deref(), Some("one"));
        assert_eq!(chosen("two.example").as_deref(), Some("two"));
        for host in [
            "two.example.",
            "TWO.example",
            "xtwo.example",
            "two.example:1",
            "",
        ] {
            assert_eq!(chosen(host), None, "{host}");
        }
        assert_eq!(chosen("127.0.0.1:8787").is_some(), cfg!(feature = "demo"));
    }

    #[test]
    fn loopback_is_recognised_and_lookalikes_are_not() {
        for host in [
            "localhost",
            "localhost:8787",
            "127.0.0.1",
            "127.0.0.1:1",
            "[::1]:80",
            "[::1]",
        ] {
            assert!(is_loopback(host), "{host}");
        }
        for host in [
            "localhost.example",
            "127.0.0.1.example",
            "[::2]",
            "example",
            "localhost:8787@evil",
        ] {
            assert!(!is_loopback(host), "{host}");
        }
    }

    #[test]
    fn a_wrong_configuration_says_what_is_wrong() {
        for text in [
            "",
            "{}",
            r#"[{"id":"A","hosts":[]}]"#,
            r#"[{"id":"a","hosts":[],"extra":1}]"#,
            r#"[{"id":"a","hosts":[],"credential_ceiling":"31h"}]"#,
            r#"[{"id":"a","hosts":[],"credential_ceiling":"0"}]"#,
            r#"[{"id":"a","hosts":[],"claims_max_age":"0"}]"#,
            r#"[{"id":"a","hosts":[],"access":{}}]"#,
            r#"[{"id":"a","hosts":[],"session_idle":"59s"}]"#,
            r#"[{"id":"a","hosts":[],"session_max":"169h"}]"#,
            r#"[{"id":"a","hosts":[],"session_max":"a day"}]"#,
        ] {
            assert!(
                parse(text).is_err_and(|error| error.contains("POSTERN_CLUSTERS")),
                "{text}"
            );
        }
    }
}
