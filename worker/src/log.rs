//! The only console: one JSON text a line, with whatever looks like a secret taken out.

use serde::Serialize;

/// How much a line matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Level {
    /// What happened.
    Info,
    /// The world broke: someone should look.
    Error,
}

/// One line.
#[derive(Debug, Serialize)]
pub struct Line<'a> {
    /// How much it matters.
    pub level: Level,
    /// What happened, in one stable word or two.
    pub event: &'a str,
    /// The call it belongs to; empty outside a call.
    #[serde(skip_serializing_if = "str::is_empty")]
    pub request_id: &'a str,
    /// The method and path of the call; empty outside a call.
    #[serde(skip_serializing_if = "str::is_empty")]
    pub call: &'a str,
    /// The status answered; absent outside a call.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status: Option<u16>,
    /// How long it took, in milliseconds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ms: Option<i64>,
    /// What else there is to say.
    #[serde(skip_serializing_if = "str::is_empty")]
    pub detail: &'a str,
}

/// Writes the line.
pub fn write(line: &Line<'_>) {
    let text = redacted(&serde_json::to_string(line).unwrap_or_default());
    match line.level {
        Level::Info => worker::console_log!("{text}"),
        Level::Error => worker::console_error!("{text}"),
    }
}

/// Writes that something failed outside a call.
pub fn failure(event: &str, detail: &str) {
    write(&Line {
        level: Level::Error,
        event,
        request_id: "",
        call: "",
        status: None,
        ms: None,
        detail,
    });
}

/// The text without what looks like a token, a session or a key: 32 or more characters of base64url
/// that are neither an identifier nor a digest in hexadecimal, and anything after a token's prefix.
#[must_use]
pub fn redacted(text: &str) -> String {
    let is_word = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '+' | '=');
    let mut out = String::with_capacity(text.len());
    let mut word = String::new();
    for c in text.chars() {
        // These are of plain base64, which has slashes.
        if is_word(c) || (c == '/' && word.starts_with("whsec_")) {
            word.push(c);
        } else {
            flush(&mut word, &mut out);
            out.push(c);
        }
    }
    flush(&mut word, &mut out);
    out
}

fn flush(word: &mut String, out: &mut String) {
    let is_id = |c: char| c.is_ascii_digit() || matches!(c, 'a'..='f' | '-');
    let is_secret = word.starts_with("pst_")
        || word.starts_with("whsec_")
        || word.starts_with("eyJ")
        || (word.len() >= 32
            && !word.chars().all(is_id)
            && word.chars().any(|c| c.is_ascii_digit()));
    out.push_str(if is_secret { "[redacted]" } else { word });
    word.clear();
}

#[cfg(test)]
mod tests {
    use super::redacted;

    #[test]
    fn secrets_are_taken_out_and_ids_stay() {
        let digest = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
        let cases = [
            (
                "cookie Xq3_v9s-8aJ2kL0pQwErTyUiOpAsDfGhJkLzXcVbNm0; x",
                "cookie [redacted]; x",
            ),
            (
                "eyJhbGciOiJFZERTQSJ9.eyJzdWIiOiJhIn0.c2ln",
                "[redacted].[redacted].c2ln",
            ),
            ("pst_abc", "[redacted]"),
            ("got whsec_MfKQ/9r8 there", "got [redacted] there"),
            (
                "/api/v1/requests/0b5f2c1e-93a4-4d6e-8f57-2a1b3c4d5e6f",
                "/api/v1/requests/0b5f2c1e-93a4-4d6e-8f57-2a1b3c4d5e6f",
            ),
            (digest, digest),
            ("no such table: requests", "no such table: requests"),
        ];
        for (text, expected) in cases {
            assert_eq!(redacted(text), expected);
        }
    }
}
