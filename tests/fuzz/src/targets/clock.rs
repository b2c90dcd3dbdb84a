//! Durations and moments: any text is one or is refused, and what is one is written as one (L14).

use postern_core::{policy::duration::Duration, request::timestamp::Timestamp};

use crate::{input::Input, sample::Samples};

pub(super) fn check(input: &mut Input<'_>) {
    let text = input.text();
    if let Ok(duration) = Duration::parse(&text) {
        assert_eq!(Duration::parse(&duration.to_string()), Ok(duration));
        assert!(!duration.words().is_empty());
        let epoch = Timestamp::from_ms(0);
        assert_eq!(epoch.plus(duration) >= epoch, duration >= Duration::ZERO);
    }
    if let Ok(moment) = Timestamp::parse(&text) {
        assert_eq!(Timestamp::parse(&moment.to_string()), Ok(moment));
        assert_eq!(Timestamp::from_ms(moment.as_ms()), moment);
        assert_eq!(moment.as_ms().div_euclid(1000), moment.as_secs());
    }
    if let Ok(number) = text.parse() {
        let moment = Timestamp::from_ms(number);
        assert_eq!(Timestamp::parse(&moment.to_string()), Ok(moment));
        let duration = Duration::from_ms(number);
        assert!(!duration.words().is_empty());
        // Longer ones are written, and are no duration of a policy.
        let longest = i64::MAX / 1_000_000;
        if (-longest..=longest).contains(&number) {
            assert_eq!(Duration::parse(&duration.to_string()), Ok(duration));
        }
        let _held = moment.plus(duration).since(moment);
    }
}

pub(super) fn seeds(_: &Samples) -> Vec<Vec<u8>> {
    let texts = [
        "0", "never", "30", "1h30m", "1.5h", "-1h", "+2d", "1mo2y3d4h5m6s7ms8us9ns", ".5s", "1e3s",
        "9223372036854775807", "-9223372036854775808", "106751d23h47m16.854775807s", "1µs", "1μs",
        "2026-01-31T14:05:00Z", "2026-01-31T14:05:00.123456789+23:59", "0000-01-01T00:00:00Z",
        "9999-12-31T23:59:59.999-23:59", "2024-02-29t23:59:60z", "2026-01-31 14:05:00Z",
    ];
    texts.map(|text| text.as_bytes().to_vec()).to_vec()
}
