//! Turns that come together are committed together: each is a transaction of its own, but their pages reach the
//! disk once. The first to come waits until the runtime is done with all that has arrived; it is a moment where
//! nobody else calls, and where many do they share what costs most.

use std::cell::{Cell, RefCell};

use js_sys::Promise;
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen_futures::JsFuture;

use crate::error::Fault;

/// How many turns go together at most, so that none keeps the others waiting for long.
const MOST: u32 = 64;

#[wasm_bindgen(module = "/src/ledger/gathering.js")]
extern "C" {
    fn quiet() -> Promise;
}

/// Those who wait for the same moment.
#[derive(Debug, Default)]
pub struct Gathering {
    moment: RefCell<Option<Promise>>,
    waiting: Cell<u32>,
    /// Counts the moments.
    round: Cell<u64>,
}

impl Gathering {
    /// Waits for the moment. Whoever waited for the same one goes on in the order of arrival, and nothing else
    /// happens in between.
    ///
    /// # Errors
    /// What the runtime says.
    pub async fn join(&self) -> Result<(), Fault> {
        if self.waiting.get() >= MOST {
            self.begin_anew();
        }
        let moment = self.moment.borrow_mut().get_or_insert_with(quiet).clone();
        self.waiting.set(self.waiting.get().saturating_add(1));
        let round = self.round.get();
        let waited = JsFuture::from(moment).await;
        // Whoever comes from now on waits for the next one.
        if self.round.get() == round {
            self.begin_anew();
        }
        match waited {
            Ok(_) => Ok(()),
            Err(error) => Err(Fault::new(format!(
                "the runtime waits for nothing: {error:?}"
            ))),
        }
    }

    fn begin_anew(&self) {
        *self.moment.borrow_mut() = None;
        self.waiting.set(0);
        self.round.set(self.round.get().wrapping_add(1));
    }
}
