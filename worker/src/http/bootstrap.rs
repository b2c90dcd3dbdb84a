//! The first policy of a new deployment: parse, compare the secret, call.

use postern_core::api::endpoint::{Bootstrap, Endpoint as _};
use subtle::ConstantTimeEq;

use super::{body, call::Call, policy};
use crate::{config::BootstrapSecret, error::Error, ledger::message::Message};

/// Put the first policy in force.
pub(super) fn write(
    call: &Call,
    bytes: &[u8],
    secret: Option<&BootstrapSecret>,
) -> Result<Message, Error> {
    body::check_type(call, Bootstrap::ENTRY.accepts)?;
    Ok(Message::Bootstrap {
        proof: proof(call, secret),
        text: policy::text(bytes)?.into(),
    })
}

/// The secret's hash, if the call has the right one. The hashes are compared, in constant time.
pub(super) fn proof(call: &Call, secret: Option<&BootstrapSecret>) -> Option<String> {
    let given = call.header("authorization")?.strip_prefix("Bearer ")?;
    let (given, wanted) = (BootstrapSecret::hash(given), secret?.hashed());
    bool::from(given.as_bytes().ct_eq(wanted.as_bytes())).then_some(given)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_whole_secret_is_a_proof() {
        let secret = BootstrapSecret::new("correct horse battery staple, and 32 characters");
        let given = |authorization: &str| {
            let call = Call {
                headers: vec![("authorization", authorization.into())],
                ..Call::default()
            };
            proof(&call, secret.as_ref()).is_some()
        };
        let whole = "Bearer correct horse battery staple, and 32 characters";
        assert!(given(whole));
        for wrong in [
            "",
            "Bearer ",
            "Bearer correct horse",
            "correct horse battery staple, and 32 characters",
            &whole.to_uppercase(),
            &format!("{whole} "),
        ] {
            assert!(!given(wrong), "{wrong}");
        }
        assert!(
            BootstrapSecret::new("short").is_none(),
            "a short one is none"
        );
        let call = Call {
            headers: vec![("authorization", whole.into())],
            ..Call::default()
        };
        assert_eq!(
            proof(&call, None),
            None,
            "without a secret there is no proof"
        );
    }
}
