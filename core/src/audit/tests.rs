//! Whole logs hold; whatever is changed shows at the first row that it touches.

use alloc::{format, string::String, vec::Vec};

use super::*;
use crate::{api::audit::Checkpoint, request::timestamp::Timestamp};

fn log(rows: u64) -> Vec<AuditRow> {
    let mut log: Vec<AuditRow> = Vec::new();
    for seq in 1..=rows {
        let epoch = if seq > 6 { 2 } else { 1 };
        let action = if seq == 7 { RESTORED } else { "session-began" };
        let body = format!(
            r#"{{"core":"0","entry":{{"action":"{action}","actor":"alice","at":"t{seq}","subject":"s"}},"epoch":{epoch},"seq":{seq}}}"#
        );
        let prev_hash = log
            .last()
            .map_or_else(|| BEGINNING.into(), |row| row.hash.clone());
        log.push(AuditRow {
            seq,
            epoch,
            hash: row_hash(&prev_hash, &body),
            prev_hash,
            body,
        });
    }
    log
}

fn check(rows: &[AuditRow]) -> Result<Option<u64>, Broken> {
    let mut chain = Chain::default();
    for row in rows {
        chain.next(row)?;
    }
    Ok(chain.head().map(|(seq, _)| seq))
}

#[test]
fn a_whole_log_holds_from_wherever_it_is_shown() {
    assert_eq!(check(&log(9)), Ok(Some(9)));
    assert_eq!(check(&log(9)[3..]), Ok(Some(9)));
    assert_eq!(check(&[]), Ok(None));
}

#[test]
fn one_changed_byte_names_its_row() {
    let whole = log(9);
    for at in 0..whole.len() {
        for byte in 0..whole[at].body.len() {
            let mut rows = whole.clone();
            let mut bytes = core::mem::take(&mut rows[at].body).into_bytes();
            bytes[byte] ^= 1;
            rows[at].body = String::from_utf8(bytes).unwrap();
            assert_eq!(check(&rows).unwrap_err().seq, whole[at].seq);
        }
        for part in 0..3 {
            let mut rows = whole.clone();
            match part {
                0 => rows[at].hash = row_hash("", ""),
                1 => rows[at].prev_hash = row_hash("", ""),
                _ => rows[at].epoch += 1,
            }
            assert_eq!(check(&rows).unwrap_err().seq, whole[at].seq, "{part}");
        }
    }
}

#[test]
fn a_row_that_is_gone_doubled_or_moved_shows() {
    let whole = log(9);
    for at in 1..8 {
        let mut rows = whole.clone();
        rows.remove(at);
        assert_eq!(check(&rows).unwrap_err().seq, whole[at].seq);
        let mut rows = whole.clone();
        rows.insert(at, whole[at].clone());
        assert_eq!(check(&rows).unwrap_err().seq, whole[at].seq + 1);
        let mut rows = whole.clone();
        rows.swap(at, at + 1);
        assert_eq!(check(&rows).unwrap_err().seq, whole[at].seq);
    }
    // Without its first row it is a log that begins later; whoever checks is told so.
    let mut chain = Chain::default();
    for row in &whole[1..] {
        chain.next(row).unwrap();
    }
    assert_eq!(chain.first(), Some(2));
}

#[test]
fn an_epoch_begins_with_a_restore_and_nothing_else() {
    let mut rows = log(6);
    let body = rows[5].body.replace("\"epoch\":1", "\"epoch\":2");
    rows[5] = AuditRow {
        epoch: 2,
        hash: row_hash(&rows[5].prev_hash, &body),
        body,
        ..rows[5].clone()
    };
    let broken = check(&rows).unwrap_err();
    assert!(broken.to_string().contains("new epoch"), "{broken}");
    assert!(
        broken
            .to_string()
            .contains("event 6 (session-began of s by alice at t6)")
    );
}

#[test]
fn a_row_is_part_of_its_own_log_only() {
    let rows = log(9);
    let proof = Inclusion {
        row: rows[2].clone(),
        following: rows[3..7]
            .iter()
            .map(|row| body_digest(&row.body))
            .collect(),
        checkpoint: Checkpoint {
            cluster: "c".into(),
            epoch: 2,
            seq: 7,
            hash: rows[6].hash.clone(),
            at: Timestamp::from_ms(0),
            token: String::new(),
        },
    };
    assert!(is_included(&proof));
    let changed = |change: &dyn Fn(&mut Inclusion)| {
        let mut proof = proof.clone();
        change(&mut proof);
        !is_included(&proof)
    };
    assert!(changed(&|proof| proof.row.body.push(' ')));
    assert!(changed(&|proof| proof.row.seq = 4));
    assert!(changed(&|proof| drop(proof.following.pop())));
    assert!(changed(&|proof| proof.following.swap(0, 1)));
    assert!(changed(
        &|proof| proof.checkpoint.hash = rows[7].hash.clone()
    ));
    assert!(changed(&|proof| proof.checkpoint.seq = 8));
}
