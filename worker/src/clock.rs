//! The only clock. Everything else takes the time as an argument.

use postern_core::request::timestamp::Timestamp;

/// The present moment, as the runtime tells it: it stands still while code runs and moves on when
/// a call from outside arrives or comes back.
#[must_use]
pub fn now() -> Timestamp {
    Timestamp::from_ms(i64::try_from(worker::Date::now().as_millis()).unwrap_or(i64::MAX))
}
