//! The pattern of a length of time with an end: exactly what its reader accepts.

use alloc::{borrow::Cow, format, string::String, vec::Vec};

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};

use crate::api::life::{Life, UNITS};

impl<const DAYS: u32> JsonSchema for Life<DAYS> {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        format!("LifeOf{DAYS}Days").into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "type": "string",
            "minLength": 2,
            "maxLength": LONGEST_TEXT,
            "pattern": pattern(Self::MOST_S),
        })
    }
}

/// How many characters one has at most: no unit has more than ten digits within a `u32` of days, and at most
/// `23h59m59s` comes after it.
const LONGEST_TEXT: usize = 20;

/// Everything from a second to so many seconds, as lives are written.
pub(crate) fn pattern(most_s: u64) -> String {
    let mut ways = Vec::new();
    for (at, (unit, scale, _)) in UNITS.iter().enumerate() {
        let most = most_s / scale;
        let after: String = UNITS
            .iter()
            .skip(at + 1)
            .map(|(unit, _, most)| format!("({}{unit})?", up_to(*most)))
            .collect();
        // What comes after is less than one of this unit, so only the most of it has to stand alone.
        if most > 1 && !after.is_empty() {
            ways.push(format!("{}{unit}{after}", up_to(most - 1)));
            ways.push(format!("{most}{unit}"));
        } else {
            ways.push(format!("{}{unit}", up_to(most)));
        }
    }
    format!("^({})$", ways.join("|"))
}

/// Every whole number from 1 to this one, without zeros before it.
fn up_to(most: u64) -> String {
    let text = format!("{most}");
    let any = |count: usize| match count {
        0 => String::new(),
        1 => "[0-9]".into(),
        count => format!("[0-9]{{{count}}}"),
    };
    let mut ways = Vec::new();
    match text.len() {
        0 | 1 => {}
        2 => ways.push("[1-9]".into()),
        3 => ways.push("[1-9][0-9]?".into()),
        count => ways.push(format!("[1-9][0-9]{{0,{}}}", count - 2)),
    }
    // As long as the most: the same up to some place, less there, and then anything.
    let mut same = String::new();
    for (at, digit) in text
        .bytes()
        .map(|byte| byte.saturating_sub(b'0'))
        .enumerate()
    {
        let after = text.len() - at - 1;
        let least = u8::from(at == 0);
        let highest = if after == 0 {
            Some(digit)
        } else {
            digit.checked_sub(1)
        };
        match highest {
            Some(highest) if highest == least => ways.push(format!("{same}{least}{}", any(after))),
            Some(highest) if highest > least => {
                ways.push(format!("{same}[{least}-{highest}]{}", any(after)));
            }
            _ => {}
        }
        same.push(char::from(b'0' + digit));
    }
    format!("({})", ways.join("|"))
}
