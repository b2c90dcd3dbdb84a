//! What stands in addresses and small fields: a cursor is a place in a list or none, every parameter has one
//! answer, and lives are durations with one spelling.

use postern_core::{
    api::{
        cursor,
        endpoint::{
            ENDPOINTS,
            parameter::{CURSOR, segment},
        },
        life::{DAY_S, Life},
    },
    policy::duration::Duration,
};

use crate::{input::Input, sample::Samples};

pub(super) fn check(input: &mut Input<'_>) {
    let text = input.text();
    let position = cursor::decode(&text);
    assert_eq!(position.is_some(), CURSOR.value.check(&text).is_ok(), "{text}");
    if let Some(position) = position {
        assert_eq!(cursor::decode(&cursor::encode(position)), Some(position));
    }
    for entry in ENDPOINTS {
        let names = entry.path.split(['{', '}']).skip(1).step_by(2);
        let parameters = entry.query.iter().copied().chain(names.filter_map(segment));
        for parameter in parameters {
            if let Err(problem) = parameter.value.check(&text) {
                assert!(!problem.is_empty(), "{}", parameter.name);
            }
        }
    }
    lives::<1, { DAY_S }>(&text);
    lives::<60, { 7 * DAY_S }>(&text);
    lives::<1, { 36_500 * DAY_S }>(&text);
}

/// What is a life is the duration that policies read of it, and is written as a life again.
fn lives<const LEAST: u64, const MOST: u64>(text: &str) {
    match Life::<LEAST, MOST>::parse(text) {
        Ok(life) => {
            assert_eq!(Duration::parse(text), Ok(life.duration()), "{text}");
            let seconds = u64::try_from(life.duration().as_secs()).unwrap_or_default();
            assert!((LEAST..=MOST).contains(&seconds), "{text}");
            assert_eq!(Life::<LEAST, MOST>::parse(&life.to_string()), Ok(life), "{text}");
        }
        Err(problem) => assert!(!problem.to_string().is_empty()),
    }
}

pub(super) fn seeds(_: &Samples) -> Vec<Vec<u8>> {
    let texts = [
        "0000018bcfe568000190b5c27e3a40008000123456789abc",
        "ffffffffffffffff00000000000000000000000000000000",
        "0190b5c2-7e3a-4000-8000-0123456789ab",
        "2026-01-31T14:05:00Z",
        "1d2h3m4s",
        "8760h",
        "36500d",
        "1h30m",
        "true",
        "200",
        "pending",
        "dba",
    ];
    texts.iter().map(|text| text.as_bytes().to_vec()).collect()
}
