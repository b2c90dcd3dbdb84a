//! The pattern of a length of time with bounds: exactly what its reader accepts.

use alloc::{borrow::Cow, collections::BTreeSet, format, string::String, vec::Vec};

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};

use crate::api::life::{Life, UNITS};

impl<const LEAST: u64, const MOST: u64> JsonSchema for Life<LEAST, MOST> {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        format!("LifeOf{LEAST}To{MOST}").into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "type": "string",
            "minLength": 2,
            "maxLength": LONGEST_TEXT,
            "pattern": pattern(LEAST, MOST),
        })
    }
}

/// How many characters one has at most: no unit has more than ten digits within a hundred years, and at most
/// `23h59m59s` comes after the days.
const LONGEST_TEXT: usize = 20;

/// Everything from the least, which is one of a unit, to the most, in seconds, as lives are written.
pub(crate) fn pattern(least_s: u64, most_s: u64) -> String {
    let ways = UNITS.iter().enumerate().map(|(at, (_, scale, _))| {
        let (least, most) = (least_s.div_ceil(*scale), most_s / scale);
        begun(at, least, most, most_s - most * scale)
    });
    let ways: Vec<String> = ways.flatten().collect();
    format!("^({})$", ways.join("|"))
}

/// From so many of a unit to so many, with anything after fewer than the most, and so many seconds after the most.
fn begun(at: usize, least: u64, most: u64, left_s: u64) -> Vec<String> {
    let Some((unit, ..)) = UNITS.get(at) else {
        return Vec::new();
    };
    let mut ways = Vec::new();
    if least < most {
        let fewer = between(least, most - 1);
        ways.push(format!("{fewer}{unit}{}", after(at + 1, u64::MAX)));
    }
    if least <= most {
        ways.push(format!("{most}{unit}{}", after(at + 1, left_s)));
    }
    ways
}

/// What can come after a longer unit, together at most so many seconds: nothing, or each of the units from there
/// on once.
fn after(at: usize, most_s: u64) -> String {
    let fits_all = |(_, scale, most): &(char, u64, u64)| most_s >= (most + 1) * scale - 1;
    let units = UNITS.get(at..).unwrap_or_default();
    if units.first().is_none_or(fits_all) {
        let each = units.iter();
        return each
            .map(|(unit, _, most)| format!("({}{unit})?", between(1, *most)))
            .collect();
    }
    let ways = units.iter().enumerate().map(|(from, unit)| {
        let (_, scale, most) = unit;
        if fits_all(unit) {
            let all = format!(
                "{}{}{}",
                between(1, *most),
                unit.0,
                after(at + from + 1, u64::MAX)
            );
            return Vec::from([all]);
        }
        let most = most_s / scale;
        begun(at + from, 1, most, most_s - most * scale)
    });
    let ways: Vec<String> = ways.flatten().collect();
    if ways.is_empty() {
        return String::new();
    }
    format!("({})?", ways.join("|"))
}

/// Every whole number from one to another, without zeros before it: ranges of numbers that begin alike and then
/// have any digits.
fn between(low: u64, high: u64) -> String {
    let mut ends = BTreeSet::from([high]);
    let mut ten = 10;
    while low - low % ten + (ten - 1) < high {
        ends.insert(low - low % ten + (ten - 1));
        ten *= 10;
    }
    let mut ten = 10;
    while (high + 1) - (high + 1) % ten > low {
        ends.insert((high + 1) - (high + 1) % ten - 1);
        ten *= 10;
    }
    let mut begin = low;
    let mut ways = Vec::new();
    for end in ends {
        ways.push(alike(begin, end));
        begin = end + 1;
    }
    format!("({})", ways.join("|"))
}

/// Two numbers with as many digits, and everything between them: digit by digit.
fn alike(low: u64, high: u64) -> String {
    let (low, high) = (format!("{low}"), format!("{high}"));
    let pairs: Vec<(char, char)> = low.chars().zip(high.chars()).collect();
    // Where the numbers part, any digits follow.
    let any = pairs
        .iter()
        .rev()
        .take_while(|pair| **pair == ('0', '9'))
        .count();
    let mut text = String::new();
    for (one, other) in pairs.iter().take(pairs.len() - any) {
        if one == other {
            text.push(*one);
        } else {
            text.push_str(&format!("[{one}-{other}]"));
        }
    }
    match any {
        0 => {}
        1 => text.push_str("[0-9]"),
        any => text.push_str(&format!("[0-9]{{{any}}}")),
    }
    text
}
