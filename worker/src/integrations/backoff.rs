//! When something that could not be told is tried again: later each time, spread out, and not for ever.

use postern_core::policy::duration::Duration;

/// How long to wait after each attempt that failed, in seconds (Standard Webhooks).
const WAITS_S: [i64; 9] = [
    5,
    5 * 60,
    30 * 60,
    2 * 3600,
    5 * 3600,
    10 * 3600,
    14 * 3600,
    20 * 3600,
    24 * 3600,
];
/// A receiver that asks for more patience than this gets this much.
const LONGEST_WAIT_S: i64 = 24 * 3600;
/// A wait is lengthened by up to this share, so that what failed together is not tried together.
const JITTER_PERCENT: i64 = 20;

/// How long to wait after `tries` attempts; `None` after the last.
///
/// `asked_s` is what the receiver asked for (`Retry-After`): never less is waited, up to a day. `unit` is
/// how long a second lasts, for tests. `entropy` is any random number.
#[must_use]
pub fn wait(tries: u32, asked_s: Option<i64>, unit: Duration, entropy: u32) -> Option<Duration> {
    let at = usize::try_from(tries.checked_sub(1)?).ok()?;
    let planned = *WAITS_S.get(at)?;
    let wanted = planned.max(asked_s.unwrap_or(0).clamp(0, LONGEST_WAIT_S));
    let base = wanted.saturating_mul(unit.as_ms());
    let most = base.saturating_mul(JITTER_PERCENT) / 100;
    let extra = i64::from(entropy).checked_rem(most.saturating_add(1))?;
    Some(Duration::from_ms(base.saturating_add(extra)))
}

/// Reads `Retry-After`: seconds, as far as receivers of calls write them. A date is passed over.
#[must_use]
pub fn retry_after(value: &str) -> Option<i64> {
    let value = value.trim();
    let is_number = (1..=9).contains(&value.len()) && value.bytes().all(|b| b.is_ascii_digit());
    is_number.then(|| value.parse().ok()).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECOND: Duration = Duration::from_secs(1);

    #[test]
    fn waits_grow_and_end() {
        let waits: Vec<_> = (1..=9)
            .map(|tries| wait(tries, None, SECOND, 0).map(Duration::as_secs))
            .collect();
        assert_eq!(waits, WAITS_S.map(Some));
        assert_eq!(wait(10, None, SECOND, 0), None, "then it is a dead letter");
        assert_eq!(wait(0, None, SECOND, 0), None);
    }

    #[test]
    fn jitter_only_lengthens_and_is_bounded() {
        for tries in 1..=9 {
            let least = wait(tries, None, SECOND, 0).expect("a wait").as_ms();
            for entropy in [1, 77, 1_000_003, u32::MAX] {
                let wait = wait(tries, None, SECOND, entropy).expect("a wait").as_ms();
                assert!((least..=least * 6 / 5).contains(&wait), "{tries} {entropy}");
            }
        }
        let spread: std::collections::BTreeSet<_> =
            (0..50).map(|n| wait(1, None, SECOND, n * 7919)).collect();
        assert!(spread.len() > 10);
    }

    #[test]
    fn what_the_receiver_asks_for_is_honoured_within_bounds() {
        let after = |asked| wait(1, asked, SECOND, 0).map(Duration::as_secs);
        assert_eq!(after(Some(60)), Some(60));
        assert_eq!(after(Some(1)), Some(5), "never sooner than planned");
        assert_eq!(after(Some(i64::MAX)), Some(24 * 3600));
        assert_eq!(after(Some(-5)), Some(5));
        for (text, seconds) in [
            ("120", Some(120)),
            (" 3 ", Some(3)),
            ("-1", None),
            ("1e9", None),
            ("99999999999", None),
            ("", None),
            ("Wed, 21 Oct 2026 07:28:00 GMT", None),
        ] {
            assert_eq!(retry_after(text), seconds, "{text}");
        }
    }
}
