//! Secrets by name: what `secret://NAME` stands for. Sealed in the ledger, else in the environment.

use serde::{Deserialize, Serialize};
use worker::Env;

use super::seal::{self, Binding, Kek, Purpose};
use crate::{
    config::{self, Cluster},
    error::{Error, refuse},
    http::problem::Code,
    store::{secrets, sql::Sql},
};

/// What a reference to a secret begins with.
pub const SCHEME: &str = "secret://";
/// The longest name, in bytes.
const LONGEST_NAME: usize = 64;

/// A secret's name: 1 to 64 of a–z, 0–9 and `-`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct SecretName(String);

impl SecretName {
    /// Reads a name.
    ///
    /// # Errors
    /// What a name is.
    pub fn parse(text: &str) -> Result<Self, String> {
        let fits = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
        if (1..=LONGEST_NAME).contains(&text.len()) && text.bytes().all(fits) {
            Ok(Self(text.into()))
        } else {
            Err("a secret's name has 1 to 64 of a–z, 0–9 and -".into())
        }
    }

    /// Reads a reference such as `secret://NAME`.
    ///
    /// # Errors
    /// What a reference is.
    pub fn of_reference(text: &str) -> Result<Self, String> {
        text.strip_prefix(SCHEME)
            .ok_or_else(|| format!("a reference to a secret begins with {SCHEME}"))
            .and_then(Self::parse)
    }

    /// As written.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for SecretName {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        Self::parse(&text)
    }
}

impl From<SecretName> for String {
    fn from(name: SecretName) -> Self {
        name.0
    }
}

/// A secret's value, on its way to where it is sealed or used.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SecretText(String);

impl SecretText {
    /// Takes a value.
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// The value, for whoever seals, sends or signs with it.
    #[must_use]
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Debug for SecretText {
    /// Nothing of the value.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("[secret]")
    }
}

/// What a named secret is bound to.
#[must_use]
pub fn binding<'a>(cluster: &'a Cluster, name: &'a SecretName) -> Binding<'a> {
    Binding {
        purpose: Purpose::Secret,
        cluster: &cluster.id,
        name: name.as_str(),
    }
}

/// The value of a secret: the sealed one, else `POSTERN_SECRET_<NAME>` of the environment.
///
/// # Errors
/// A refusal with code `not-configured` where there is neither, or the sealed one does not open.
pub async fn resolve(
    sql: &Sql,
    env: &Env,
    cluster: &Cluster,
    name: &SecretName,
) -> Result<SecretText, Error> {
    if let Some(sealed) = secrets::find(sql, name)? {
        let kek = Kek::read(config::key_encryption_key(env).as_deref())?;
        let bytes = seal::open(&kek, &binding(cluster, name), &sealed).await?;
        return match String::from_utf8(bytes) {
            Ok(text) => Ok(SecretText(text)),
            Err(_) => Err(crate::error::Fault::new("a stored secret is no text").into()),
        };
    }
    match config::named_secret(env, name.as_str()) {
        Some(text) => Ok(SecretText(text)),
        None => refuse(
            Code::NotConfigured,
            format!(
                "there is no secret `{0}`: set it in the settings, or as {1} in the environment",
                name.as_str(),
                config::secret_variable(name.as_str())
            ),
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_narrow() {
        let long = "x".repeat(65);
        let cases = [
            ("siem", true),
            ("a-1", true),
            ("", false),
            ("A", false),
            ("a_b", false),
            ("a/b", false),
            ("é", false),
            (long.as_str(), false),
        ];
        for (text, fits) in cases {
            assert_eq!(SecretName::parse(text).is_ok(), fits, "{text}");
            let reference = format!("secret://{text}");
            assert_eq!(SecretName::of_reference(&reference).is_ok(), fits, "{text}");
        }
        assert!(SecretName::of_reference("siem").is_err());
    }

    #[test]
    fn a_value_does_not_show() {
        let text = format!("{:?}", SecretText::new("hunter2"));
        assert!(!text.contains("hunter2"));
    }
}
