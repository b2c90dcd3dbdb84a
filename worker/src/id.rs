//! The only source of randomness, and what is made of it.

use base64ct::{Base64UrlUnpadded, Encoding};
use wasm_bindgen::JsCast;

use crate::error::Fault;

/// `N` random bytes from the runtime's cryptographic generator.
///
/// # Errors
/// Where the runtime offers no generator.
pub fn random<const N: usize>() -> Result<[u8; N], Fault> {
    let scope: web_sys::WorkerGlobalScope = js_sys::global().unchecked_into();
    let mut bytes = [0; N];
    scope
        .crypto()
        .and_then(|crypto| crypto.get_random_values_with_u8_array(&mut bytes))
        .map_err(|_| Fault::new("the runtime gave no random bytes"))?;
    Ok(bytes)
}

/// 256 random bits as text that may stand in a header, a URL and JSON.
///
/// # Errors
/// As [`random`].
pub fn secret() -> Result<String, Fault> {
    Ok(Base64UrlUnpadded::encode_string(&random::<32>()?))
}

/// A new UUID of version 4.
///
/// # Errors
/// As [`random`].
pub fn uuid() -> Result<String, Fault> {
    Ok(uuid::Builder::from_random_bytes(random()?)
        .into_uuid()
        .hyphenated()
        .to_string())
}

/// The id that a caller gave this call, where it is safe to repeat: 1 to 64 of `A–Z a–z 0–9 . _ -`.
#[must_use]
pub fn safe(given: &str) -> Option<&str> {
    let fits = !given.is_empty()
        && given.len() <= 64
        && given
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'_' | b'-'));
    fits.then_some(given)
}

#[cfg(test)]
mod tests {
    use super::safe;

    #[test]
    fn only_harmless_ids_are_repeated() {
        let long = "x".repeat(65);
        let cases = [
            ("abc-1.2_Z", true),
            ("", false),
            ("a b", false),
            ("a\r\nset-cookie: x", false),
            ("é", false),
            (long.as_str(), false),
        ];
        for (given, expected) in cases {
            assert_eq!(safe(given).is_some(), expected, "{given:?}");
        }
    }
}
