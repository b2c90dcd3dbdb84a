//! The edge: what the runtime calls. `fetch` answers one HTTP call; `Ledger` is the one object that
//! keeps a cluster. No logic here.

pub mod clock;
pub mod config;
pub mod credentials;
pub mod digest;
pub mod error;
pub mod http;
pub mod id;
pub mod integrations;
pub mod ledger;
pub mod log;
pub mod openid;
pub mod promise;
pub mod store;
#[cfg(feature = "trap")]
pub mod trap;
pub mod zones;

use wasm_bindgen::{JsValue, prelude::wasm_bindgen};
use worker::{Env, web_sys};

pub use self::ledger::object::Ledger;

/// Answers one HTTP call, with a response or the promise of one, which fails only where not even a problem
/// document can be built.
#[wasm_bindgen]
#[must_use]
pub fn fetch(request: web_sys::Request, env: Env) -> JsValue {
    promise::begin(async move {
        #[cfg(feature = "trap")]
        if let Some(answer) = trap::in_handler(&request, &env).await {
            let response: web_sys::Response = answer?.into();
            return Ok(response.into());
        }
        Ok(http::serve(request, env).await?.into())
    })
}
