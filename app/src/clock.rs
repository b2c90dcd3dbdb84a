//! The server's clock, as far as the page knows it, and the reader's time zone.

use crate::view::prelude::*;
use postern_core::request::timestamp::Timestamp;

use crate::browser;

/// The server's time, which ticks once a second.
#[derive(Clone, Copy)]
pub struct Clock {
    /// Server minus browser, in milliseconds.
    offset_ms: StoredValue<i64>,
    now: RwSignal<Timestamp>,
}

impl Clock {
    /// A clock that agrees with the browser's until the server says otherwise.
    pub fn start() -> Self {
        let clock = Self {
            offset_ms: StoredValue::new(0),
            now: RwSignal::new(browser::now()),
        };
        browser::every(1_000, move || clock.tick());
        clock
    }

    /// Takes in the server's time.
    pub fn set(self, server: Timestamp) {
        self.offset_ms
            .set_value(server.as_ms() - browser::now().as_ms());
        self.tick();
    }

    /// The time now; what calls this runs again every second.
    pub fn now(self) -> Timestamp {
        self.now.get()
    }

    /// The time now, once.
    pub fn glance(self) -> Timestamp {
        self.now.get_untracked()
    }

    fn tick(self) {
        let ms = browser::now().as_ms() + self.offset_ms.get_value();
        self.now.set(Timestamp::from_ms(ms));
    }
}
