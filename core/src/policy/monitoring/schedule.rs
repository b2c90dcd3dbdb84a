//! When a rule is in force: shifts of weekdays and hours in a time zone (N4).

use alloc::{string::String, vec::Vec};

use super::super::{role::Text, timestamp::Timestamp};

/// Shifts in one time zone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Schedule {
    /// Its name among the rule's schedules.
    pub name: String,
    /// `timezone`: an IANA name; empty is UTC.
    pub zone: Text,
    /// `shifts`.
    pub shifts: Vec<Shift>,
}

/// Hours of one weekday; both minutes belong to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Shift {
    /// Which day.
    pub weekday: Weekday,
    /// Its first minute, counted from midnight.
    pub start: u16,
    /// Its last minute, counted from midnight.
    pub end: u16,
}

/// A day of the week.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "they are what they are called")]
pub enum Weekday {
    Sunday,
    Monday,
    Tuesday,
    Wednesday,
    Thursday,
    Friday,
    Saturday,
}

impl Weekday {
    /// All, Sunday first.
    pub const ALL: [Self; 7] = [
        Self::Sunday,
        Self::Monday,
        Self::Tuesday,
        Self::Wednesday,
        Self::Thursday,
        Self::Friday,
        Self::Saturday,
    ];

    /// The day's English name, as role files write it.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Sunday => "Sunday",
            Self::Monday => "Monday",
            Self::Tuesday => "Tuesday",
            Self::Wednesday => "Wednesday",
            Self::Thursday => "Thursday",
            Self::Friday => "Friday",
            Self::Saturday => "Saturday",
        }
    }

    /// The day that a text names, in any case, whole or by its first three letters.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|day| {
            let word = day.word();
            text.eq_ignore_ascii_case(word)
                || word
                    .get(..3)
                    .is_some_and(|short| text.eq_ignore_ascii_case(short))
        })
    }
}

/// How far a zone's clocks are ahead of UTC, which the core does not know: whoever runs it does.
pub trait Zones {
    /// Minutes by which clocks in the zone are ahead of UTC at that moment; `None` if there is no
    /// such zone. Never asked about UTC.
    fn offset_minutes(&self, zone: &str, at: Timestamp) -> Option<i32>;
}

/// Knows no zone but UTC.
#[derive(Clone, Copy, Debug)]
pub struct UtcOnly;

impl Zones for UtcOnly {
    fn offset_minutes(&self, _zone: &str, _at: Timestamp) -> Option<i32> {
        None
    }
}

/// Minutes of the `GMT+05:30` at the end of a date as `Intl` writes it with a `longOffset`; a bare `GMT` is none.
#[must_use]
pub fn offset_written(written: &str) -> Option<i32> {
    let (_, offset) = written.rsplit_once("GMT")?;
    let (sign, clock) = match offset.split_at_checked(1) {
        None => return Some(0),
        Some(("+", clock)) => (1, clock),
        Some(("-" | "\u{2212}", clock)) => (-1, clock),
        Some(_) => return None,
    };
    let (hours, minutes) = clock.split_once(':').unwrap_or((clock, "0"));
    let hours: i32 = hours.parse().ok()?;
    // Offsets of long ago have seconds, too.
    let minutes: i32 = minutes.split(':').next()?.parse().ok()?;
    Some(sign * (hours * 60 + minutes))
}

/// A zone that nobody here knows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnknownZone(
    /// Its name.
    pub String,
);

/// Whether a rule with these schedules is in force at the moment: always without any, else when it is
/// within a shift of one of them.
///
/// # Errors
/// No shift holds, and a zone is not known.
pub fn in_force(
    schedules: &[Schedule],
    at: Timestamp,
    zones: &dyn Zones,
) -> Result<bool, UnknownZone> {
    let mut unknown = None;
    for schedule in schedules {
        match schedule.holds(at, zones) {
            Ok(true) => return Ok(true),
            Ok(false) => {}
            Err(zone) => unknown = Some(zone),
        }
    }
    match unknown {
        Some(zone) => Err(zone),
        None => Ok(schedules.is_empty()),
    }
}

const MINUTES_PER_DAY: i64 = 24 * 60;

impl Schedule {
    fn holds(&self, at: Timestamp, zones: &dyn Zones) -> Result<bool, UnknownZone> {
        let zone = self.zone.value.as_str();
        let ahead = match zone {
            "" | "UTC" | "Etc/UTC" => 0,
            _ => zones
                .offset_minutes(zone, at)
                .ok_or_else(|| UnknownZone(zone.into()))?,
        };
        let minutes = at.as_secs().div_euclid(60) + i64::from(ahead);
        // 1970-01-01 was a Thursday.
        let day = (minutes.div_euclid(MINUTES_PER_DAY) + 4).rem_euclid(7);
        let minute = minutes.rem_euclid(MINUTES_PER_DAY);
        Ok(self.shifts.iter().any(|shift| {
            shift.weekday as i64 == day
                && (i64::from(shift.start)..=i64::from(shift.end)).contains(&minute)
        }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Ahead(i32);

    impl Zones for Ahead {
        fn offset_minutes(&self, zone: &str, _at: Timestamp) -> Option<i32> {
            (zone == "Europe/Paris").then_some(self.0)
        }
    }

    fn schedule(zone: &str, shifts: &[(Weekday, u16, u16)]) -> Schedule {
        let shift = |&(weekday, start, end)| Shift {
            weekday,
            start,
            end,
        };
        Schedule {
            name: "office".into(),
            zone: Text::new(zone.into(), crate::yaml::span::Span::default()),
            shifts: shifts.iter().map(shift).collect(),
        }
    }

    #[test]
    fn a_shift_holds_from_its_first_to_its_last_minute_in_its_zone() {
        let monday = (Weekday::Monday, 9 * 60, 18 * 60);
        let cases = [
            // 2026-11-23 is a Monday.
            ("", "2026-11-23T08:59:59Z", Some(false)),
            ("", "2026-11-23T09:00:00Z", Some(true)),
            ("", "2026-11-23T18:00:59Z", Some(true)),
            ("UTC", "2026-11-23T18:01:00Z", Some(false)),
            ("", "2026-11-24T10:00:00Z", Some(false)),
            ("Europe/Paris", "2026-11-23T08:00:00Z", Some(true)),
            ("Europe/Paris", "2026-11-23T17:30:00Z", Some(false)),
            ("Atlantis/Capital", "2026-11-23T10:00:00Z", None),
        ];
        for (zone, at, expected) in cases {
            let at = Timestamp::parse(at).expect("a time");
            let got = in_force(&[schedule(zone, &[monday])], at, &Ahead(60));
            assert_eq!(got.ok(), expected, "{zone} {at}");
        }
    }

    #[test]
    fn a_rule_without_schedules_is_always_in_force_and_one_that_holds_is_enough() {
        let at = Timestamp::parse("2026-11-22T23:59:30Z").expect("a time");
        assert_eq!(in_force(&[], at, &UtcOnly), Ok(true));
        let unknown = schedule("Atlantis/Capital", &[(Weekday::Sunday, 0, 1439)]);
        let sunday = schedule("", &[(Weekday::Sunday, 0, 1439)]);
        assert_eq!(in_force(&[unknown.clone(), sunday], at, &UtcOnly), Ok(true));
        let name = UnknownZone("Atlantis/Capital".into());
        assert_eq!(
            in_force(&[unknown, schedule("", &[])], at, &UtcOnly),
            Err(name)
        );
        assert_eq!(in_force(&[schedule("", &[])], at, &UtcOnly), Ok(false));
    }

    #[test]
    fn offsets_are_read_as_runtimes_write_them() {
        let cases = [
            ("11/23/2026, GMT+01:00", Some(60)),
            ("11/23/2026, GMT-03:30", Some(-210)),
            ("11/23/2026, GMT+5:45", Some(345)),
            ("11/23/2026, GMT", Some(0)),
            ("1/1/1900, GMT-00:01:15", Some(-1)),
            ("11/23/2026", None),
            ("11/23/2026, GMT*1", None),
        ];
        for (written, expected) in cases {
            assert_eq!(offset_written(written), expected, "{written}");
        }
    }

    #[test]
    fn weekdays_are_read_in_any_case_and_by_three_letters() {
        assert_eq!(Weekday::parse("monday"), Some(Weekday::Monday));
        assert_eq!(Weekday::parse("THU"), Some(Weekday::Thursday));
        assert_eq!(Weekday::parse("Th"), None);
        assert_eq!(Weekday::parse(""), None);
    }
}
