//! Time zones, as the runtime knows them.

use js_sys::{Array, Date, Object, Reflect};
use postern_core::{policy::monitoring::schedule::Zones, request::timestamp::Timestamp};
use wasm_bindgen::prelude::*;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_namespace = Intl)]
    type DateTimeFormat;

    #[wasm_bindgen(catch, constructor, js_namespace = Intl)]
    fn new(locales: &Array, options: &Object) -> Result<DateTimeFormat, JsValue>;

    #[wasm_bindgen(method)]
    fn format(this: &DateTimeFormat, at: &Date) -> String;
}

/// The zones of the runtime's `Intl`.
#[derive(Clone, Copy, Debug)]
pub struct RuntimeZones;

impl Zones for RuntimeZones {
    fn offset_minutes(&self, zone: &str, at: Timestamp) -> Option<i32> {
        let options = Object::new();
        Reflect::set(&options, &"timeZone".into(), &zone.into()).ok()?;
        Reflect::set(&options, &"timeZoneName".into(), &"longOffset".into()).ok()?;
        let format = DateTimeFormat::new(&Array::of1(&"en-US".into()), &options).ok()?;
        #[expect(clippy::cast_precision_loss, reason = "dates are far below 2^53 ms")]
        let date = Date::new(&JsValue::from_f64(at.as_ms() as f64));
        offset(&format.format(&date))
    }
}

/// Minutes of the `GMT+05:30` at the end of a written date; a bare `GMT` is none.
fn offset(written: &str) -> Option<i32> {
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

#[cfg(test)]
mod tests {
    use super::offset;

    #[test]
    fn offsets_are_read_as_the_runtime_writes_them() {
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
            assert_eq!(offset(written), expected, "{written}");
        }
    }
}
