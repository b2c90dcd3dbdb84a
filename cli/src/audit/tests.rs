//! An export holds as it was made, and one changed byte anywhere is told with the event it is in.

use std::collections::BTreeMap;

use ed25519_dalek::{Signer, SigningKey};
use postern_core::{
    api::{
        audit::{AuditRow, Checkpoint},
        identity::KeySet,
    },
    audit::{BEGINNING, row_hash},
};

use super::*;

fn encoded(json: &serde_json::Value) -> String {
    use base64ct::Encoding;
    base64ct::Base64UrlUnpadded::encode_string(json.to_string().as_bytes())
}

fn key() -> SigningKey {
    SigningKey::from_bytes(&[3; 32])
}

fn keys() -> Keys {
    use base64ct::Encoding;
    let x = base64ct::Base64UrlUnpadded::encode_string(key().verifying_key().as_bytes());
    let member = |name: &str, value: &str| (name.to_owned(), value.to_owned());
    let jwk = BTreeMap::from([
        member("kid", "k"),
        member("crv", "Ed25519"),
        member("x", &x),
    ]);
    Keys::of(&KeySet { keys: vec![jwk] })
}

fn export() -> Vec<u8> {
    let mut text = String::new();
    let mut hash = BEGINNING.to_owned();
    for seq in 1..=4_u64 {
        let body = format!(
            r#"{{"core":"0","entry":{{"action":"request-denied","actor":"bob","at":"t","subject":"s{seq}"}},"epoch":1,"seq":{seq}}}"#
        );
        let row = AuditRow {
            seq,
            epoch: 1,
            hash: row_hash(&hash, &body),
            prev_hash: hash,
            body,
        };
        hash = row.hash.clone();
        text += &serde_json::to_string(&row).unwrap();
        text.push('\n');
    }
    let header = serde_json::json!({"alg": "EdDSA", "kid": "k", "typ": "postern-checkpoint+jwt"});
    let claims = serde_json::json!({"cluster": "c", "epoch": 1, "seq": 4, "hash": hash, "iat": 5});
    let signed = format!("{}.{}", encoded(&header), encoded(&claims));
    let signature = {
        use base64ct::Encoding;
        base64ct::Base64UrlUnpadded::encode_string(&key().sign(signed.as_bytes()).to_bytes())
    };
    let checkpoint = Checkpoint {
        cluster: "c".into(),
        epoch: 1,
        seq: 4,
        hash,
        at: postern_core::policy::timestamp::Timestamp::from_ms(5000),
        token: format!("{signed}.{signature}"),
    };
    text += &serde_json::to_string(&checkpoint).unwrap();
    text.push('\n');
    text.into_bytes()
}

#[test]
fn an_export_holds() {
    let words = check(&export()[..], Some(&keys())).unwrap().unwrap();
    assert!(
        words.starts_with("4 events hold, from 1 to 4\nSigned by c"),
        "{words}"
    );
    let words = check(&export()[..], None).unwrap().unwrap();
    assert!(words.contains("--keys"), "{words}");
}

#[test]
fn any_changed_byte_is_told_with_its_event() {
    let whole = export();
    let mut line = 1;
    for at in 0..whole.len() {
        // Every line's every kind of place, and not each digit of each hash.
        if whole[at] != b'\n' && at % 5 != 0 {
            continue;
        }
        let mut changed = whole.clone();
        changed[at] ^= 1;
        let outcome = check(&changed[..], Some(&keys())).unwrap();
        let words = outcome.expect_err("a changed byte is seen");
        if line <= 4 && whole[at] != b'\n' {
            assert!(
                words.starts_with(&format!("event {line} ")),
                "byte {at}: {words}"
            );
        }
        if whole[at] == b'\n' {
            line += 1;
        }
    }
}

#[test]
fn what_was_cut_off_or_replaced_shows() {
    let whole = String::from_utf8(export()).unwrap();
    let lines: Vec<&str> = whole.split_inclusive('\n').collect();
    let of = |parts: &[&str]| check(parts.concat().as_bytes(), Some(&keys())).unwrap();
    assert!(of(&lines[..4]).unwrap_err().contains("cut off"));
    assert!(
        of(&[lines[0], lines[1], lines[4]])
            .unwrap_err()
            .contains("checkpoint")
    );
    assert!(
        of(&[lines[0], lines[2]])
            .unwrap_err()
            .starts_with("event 2 ")
    );
    assert!(
        of(&[&lines[..], &["x\n"]].concat())
            .unwrap_err()
            .contains("line 6")
    );
    assert!(check(&b""[..], None).is_err());
    let other = Keys::of(&KeySet { keys: Vec::new() });
    let words = check(whole.as_bytes(), Some(&other)).unwrap().unwrap_err();
    assert!(words.contains("not genuine"), "{words}");
}
