//! Lives as callers write them, and that the API's document says the same.

use alloc::string::ToString as _;

use super::*;

type Year = TokenLife;

#[test]
fn lives_read_as_policies_write_them() {
    let cases = [
        ("1s", 1),
        ("90s", 90),
        ("1h30m", 5_400),
        ("1d1s", 86_401),
        ("2d12h", 216_000),
        ("720h", 2_592_000),
        ("364d23h59m59s", 31_535_999),
        ("365d", 31_536_000),
        ("8760h", 31_536_000),
        ("525600m", 31_536_000),
        ("31536000s", 31_536_000),
    ];
    for (text, seconds) in cases {
        let life = Year::parse(text).map(Year::duration);
        assert_eq!(life, Ok(Duration::from_secs(seconds)), "{text}");
        assert_eq!(life.ok(), Duration::parse(text).ok(), "{text}");
    }
}

#[test]
fn what_is_no_life_says_what_to_write() {
    let spelling = [
        "", "0", "0s", "never", "30", "h", "-1h", "+1h", "1.5h", "01h", "1h0m", "1h60m", "1d24h",
        "1m1h", "1h1h", "1ms", "1y", "1mo", "1 h", "1h ", "1h\n", "1H", "٣h", "soon", "1h30",
    ];
    for text in spelling {
        assert_eq!(Year::parse(text), Err(LifeProblem::Spelling), "{text:?}");
    }
    for text in [
        "366d",
        "365d1s",
        "8760h1s",
        "8761h",
        "31536001s",
        "99999999999999999999999d",
    ] {
        let refused = Year::parse(text);
        assert!(matches!(refused, Err(LifeProblem::Bounds { .. })), "{text}");
    }
    for text in ["59s", "7d1s", "169h"] {
        assert!(SessionLife::parse(text).is_err(), "{text}");
    }
    for text in ["60s", "1m", "1m1s", "7d", "168h"] {
        assert!(SessionLife::parse(text).is_ok(), "{text}");
    }
    let problem = serde_json::from_str::<Year>("\"9000h\"").map_err(|it| it.to_string());
    assert!(problem.is_err_and(|it| it.contains("name at least `1s` and at most `365d`")));
}

#[test]
fn what_is_written_reads_back() {
    for text in ["1s", "1h30m", "364d23h59m59s", "365d"] {
        let life = Year::parse(text).unwrap();
        assert_eq!(life.to_string(), text);
        let json = serde_json::to_string(&life).unwrap();
        assert_eq!(serde_json::from_str::<Year>(&json).unwrap(), life);
    }
    assert_eq!(Year::parse("720h").unwrap().to_string(), "30d");
}

#[cfg(all(feature = "schema", feature = "engine"))]
mod document {
    use alloc::{format, vec::Vec};

    use proptest::prelude::*;
    use regex_automata::nfa::thompson::pikevm::{Cache, PikeVM};

    use super::*;
    use crate::api::schema::life::pattern;

    /// The pattern of the API's document, run beside the reader.
    struct Document<const LEAST: u64, const MOST: u64> {
        regex: PikeVM,
        cache: Cache,
    }

    impl<const LEAST: u64, const MOST: u64> Document<LEAST, MOST> {
        fn new() -> Self {
            let regex = PikeVM::new(&pattern(LEAST, MOST)).unwrap();
            let cache = regex.create_cache();
            Self { regex, cache }
        }

        fn agrees(&mut self, text: &str) -> bool {
            let admits = self.regex.is_match(&mut self.cache, text);
            admits == Life::<LEAST, MOST>::parse(text).is_ok()
        }
    }

    type Odd = Document<3_600, { 3 * DAY_S + 5 * 3_600 + 47 * 60 + 9 }>;

    /// Texts that are close to what is a life, and some that are not.
    fn texts() -> impl Strategy<Value = Vec<String>> {
        let part = prop_oneof![
            "[0-9]{1,3}[dhms]",
            (0_u64..40_000_000).prop_map(|n| format!("{n}s")),
            (520_000_u64..530_000).prop_map(|n| format!("{n}m")),
            (8_750_u64..8_770).prop_map(|n| format!("{n}h")),
            (0_u64..400).prop_map(|n| format!("{n}d")),
            (0_u64..70, "[hms]").prop_map(|(n, unit)| format!("{n}{unit}")),
            "[0-9a-z.+ \\n-]{0,2}",
        ];
        let text = prop::collection::vec(part, 0..5).prop_map(|parts| parts.concat());
        prop::collection::vec(text, 32)
    }

    #[test]
    fn every_number_has_one_answer() {
        let mut session = Document::<60, { 7 * DAY_S }>::new();
        let mut year = Document::<1, { 365 * DAY_S }>::new();
        let mut odd = Odd::new();
        // All that are small, and those around the most of each unit.
        let around = [
            7, 168, 10_080, 604_800, 365, 8_760, 525_600, 31_536_000, 77, 4_667, 280_029,
        ];
        let around = around
            .into_iter()
            .flat_map(|most: u64| most.saturating_sub(12)..most + 12);
        let numbers: Vec<u64> = (0..400).chain(around).collect();
        for unit in ["d", "h", "m", "s"] {
            for number in &numbers {
                let text = format!("{number}{unit}");
                assert!(session.agrees(&text), "{text}");
                assert!(year.agrees(&text), "{text}");
                assert!(odd.agrees(&text), "{text}");
            }
        }
    }

    #[test]
    fn the_last_second_is_the_last() {
        let mut odd = Odd::new();
        let mut credential = Document::<1, { 30 * 3_600 }>::new();
        for (hours, minutes, seconds) in
            [(5, 47, 9), (5, 47, 10), (5, 48, 1), (6, 1, 1), (4, 59, 59)]
        {
            let h = [String::new(), format!("{hours}h")];
            let m = [String::new(), format!("{minutes}m")];
            let s = [String::new(), format!("{seconds}s")];
            for text in h
                .iter()
                .flat_map(|h| m.iter().map(move |m| format!("{h}{m}")))
            {
                for s in &s {
                    for lead in ["", "1d", "2d", "3d", "4d"] {
                        let text = format!("{lead}{text}{s}");
                        assert!(odd.agrees(&text), "{text}");
                        assert!(credential.agrees(&text), "{text}");
                    }
                }
            }
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]
        #[test]
        fn the_document_says_what_is_read(texts in texts()) {
            let mut session = Document::<60, { 7 * DAY_S }>::new();
            let mut credential = Document::<1, { 30 * 3_600 }>::new();
            let mut year = Document::<1, { 365 * DAY_S }>::new();
            let mut century = Document::<1, { 36_500 * DAY_S }>::new();
            for text in &texts {
                prop_assert!(session.agrees(text), "{text:?}");
                prop_assert!(credential.agrees(text), "{text:?}");
                prop_assert!(year.agrees(text), "{text:?}");
                prop_assert!(century.agrees(text), "{text:?}");
            }
        }
    }
}
