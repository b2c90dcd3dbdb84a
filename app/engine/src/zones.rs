//! Time zones, as the browser knows them: access monitoring rules may apply at certain hours only.

use postern_core::{
    policy::monitoring::schedule::{Zones, offset_written},
    request::timestamp::Timestamp,
};
use wasm_bindgen::prelude::{JsValue, wasm_bindgen};

use crate::question::{Json, parse};

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_namespace = Intl)]
    type DateTimeFormat;

    #[wasm_bindgen(catch, constructor, js_namespace = Intl)]
    fn new(locale: &str, options: &Json) -> Result<DateTimeFormat, JsValue>;

    #[wasm_bindgen(method)]
    fn format(this: &DateTimeFormat, ms: f64) -> String;
}

/// The zones of the browser's `Intl`.
#[derive(Clone, Copy, Debug)]
pub(crate) struct BrowserZones;

impl Zones for BrowserZones {
    fn offset_minutes(&self, zone: &str, at: Timestamp) -> Option<i32> {
        let zone = serde_json::to_string(zone).ok()?;
        let options = [r#"{"timeZoneName":"longOffset","timeZone":"#, &zone, "}"].concat();
        let options = parse(&options).ok()?;
        let format = DateTimeFormat::new("en-US", &options).ok()?;
        #[expect(clippy::cast_precision_loss, reason = "dates are far below 2^53 ms")]
        let written = format.format(at.as_ms() as f64);
        offset_written(&written)
    }
}
