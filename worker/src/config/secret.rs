//! Secrets that the policy refers to by name, from the environment.

use worker::Env;

use crate::{
    error::{Error, refuse},
    http::problem::Code,
};

/// The prefix of a reference to a secret.
const SECRET_SCHEME: &str = "secret://";

/// A secret that the policy refers to by name. No `Debug`, so that it cannot be written anywhere.
pub struct NamedSecret(String);

impl NamedSecret {
    /// The secret itself, for whoever has to send it.
    #[must_use]
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

/// The secret that a document refers to as `secret://NAME`: the environment's
/// `POSTERN_SECRET_<NAME>`, in upper case with `_` for `-`.
///
/// # Errors
/// A refusal that says what to set, never what is set.
pub fn named(env: &Env, reference: &str) -> Result<NamedSecret, Error> {
    let Some(variable) = secret_variable(reference) else {
        return refuse(
            Code::NotConfigured,
            "a secret in the policy is no reference of the form secret://NAME",
        );
    };
    match env.secret(&variable).map(|text| text.to_string()) {
        Ok(secret) if !secret.is_empty() => Ok(NamedSecret(secret)),
        _ => refuse(
            Code::NotConfigured,
            format!("whoever runs this cluster has to set the secret {variable} first"),
        ),
    }
}

/// What the environment calls a secret; `None` for what is no reference.
fn secret_variable(reference: &str) -> Option<String> {
    let name = reference.strip_prefix(SECRET_SCHEME)?;
    let fits = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_');
    let is_name = !name.is_empty() && name.len() <= 64 && name.chars().all(fits);
    is_name.then(|| {
        let name = name.to_ascii_uppercase().replace('-', "_");
        format!("POSTERN_SECRET_{name}")
    })
}

#[cfg(test)]
mod tests {
    use super::secret_variable;

    #[test]
    fn a_secret_is_named_by_its_reference_alone() {
        let cases = [
            (
                "secret://corporate-idp",
                Some("POSTERN_SECRET_CORPORATE_IDP"),
            ),
            ("secret://a_b", Some("POSTERN_SECRET_A_B")),
            ("secret://", None),
            ("secret://a/b", None),
            ("secret://a b", None),
            ("hunter2", None),
        ];
        for (reference, expected) in cases {
            assert_eq!(
                secret_variable(reference).as_deref(),
                expected,
                "{reference}"
            );
        }
    }
}
