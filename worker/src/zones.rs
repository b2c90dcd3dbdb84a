//! Time zones, as the runtime knows them.

use js_sys::{Array, Date, Object, Reflect};
use postern_core::{
    policy::monitoring::schedule::{Zones, offset_written},
    request::timestamp::Timestamp,
};
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
        offset_written(&format.format(&date))
    }
}
