//! Signed calls of integrations: only what the key signed holds, whatever else the headers carry, and any body is
//! read or refused with a place.

use postern_core::{api::integrations::Callback, request::timestamp::Timestamp};
use postern_worker::{
    credentials::secret::SecretText,
    error::Error,
    http::{body, problem::Code},
    integrations::signature::{Key, Signed, sign},
};

use crate::{
    input::{Input, joined},
    sample::Samples,
};

/// When the calls come.
fn now() -> Timestamp {
    Timestamp::from_ms(1_700_000_000_000)
}
const SECRET: &str = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

pub(super) fn check(input: &mut Input<'_>) {
    let [id, timestamp, signature, body] = [input.text(), input.text(), input.text(), input.text()];
    let key = Key::read(&SecretText::new(SECRET));
    assert!(key.is_ok(), "the secret of the samples is one");
    let keys: Vec<Key> = key.into_iter().collect();
    let holds = |id: &str, timestamp: &str, signature: &str, body: &str| {
        let signed = Signed {
            id,
            timestamp,
            signature,
        };
        signed.holds(&keys, body.as_bytes(), now())
    };
    let seconds = now().as_secs();
    let own = sign(&keys, &id, now(), body.as_bytes()).unwrap_or_default();
    if holds(&id, &timestamp, &signature, &body) {
        let at = Timestamp::from_ms(timestamp.parse::<i64>().unwrap_or_default() * 1_000);
        assert!((at.as_secs() - seconds).abs() <= 300);
        let right = sign(&keys, &id, at, body.as_bytes()).unwrap_or_default();
        assert!(signature.split(' ').any(|one| one == right), "{signature}");
    }
    let is_id = (1..=128).contains(&id.len())
        && id.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'.');
    let now = seconds.to_string();
    assert_eq!(holds(&id, &now, &own, &body), is_id, "{id:?}");
    assert_eq!(holds(&id, &now, &format!("{own} {signature}"), &body), is_id);
    assert!(!holds(&id, &now, &own, &format!("{body} ")), "another body");
    assert!(!holds(&format!("{id}x"), &now, &own, &body), "another id");
    assert!(!holds(&id, &(seconds + 1).to_string(), &own, &body), "another time");
    read(&body);
}

fn read(text: &str) {
    match body::parse::<Callback>(text.as_bytes()) {
        Ok(callback) => {
            let written = serde_json::to_string(&callback).unwrap_or_default();
            let again = body::parse::<Callback>(written.as_bytes());
            assert!(again.is_ok_and(|again| again == callback), "{written}");
        }
        Err(Error::Refused(refused)) => {
            assert!(matches!(refused.code, Code::MalformedJson | Code::InvalidBody));
            let is_json = serde_json::from_str::<serde_json::Value>(text).is_ok();
            assert_eq!(refused.code == Code::InvalidBody, is_json, "{text}");
            for field in &refused.errors {
                assert!(field.pointer.is_empty() || field.pointer.starts_with('/'));
                assert!(!field.detail.is_empty());
            }
        }
        Err(Error::Fault(fault)) => assert_eq!(fault.0, "", "{text}"),
    }
}

pub(super) fn seeds(_: &Samples) -> Vec<Vec<u8>> {
    let bodies = [
        r#"{"request_id":"0190b5c2-7e3a-4000-8000-0123456789ab","verdict":"approve","user":"U1"}"#,
        r#"{"request_id":"x","verdict":"deny","user":"U1","reason":"no","roles":["dba"]}"#,
        r#"{"user":"a","user":"b"}"#,
        r#"{"roles":[{"a/~b":1}]}"#,
        "[]",
        "",
    ];
    let headers = [
        ["msg_p5jXN8AQM9LWM0D4loKWxJek", "1700000000", "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="],
        ["a.b", "-1", "v1, v1,= v2,AAAA v1a,AAAA"],
        ["", "9223372036854775807", ""],
    ];
    let seeds = headers.iter().flat_map(|[id, timestamp, signature]| {
        let each = bodies.iter();
        each.map(|body| joined([*id, *timestamp, *signature, *body]))
    });
    seeds.collect()
}
