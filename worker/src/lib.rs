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
pub mod store;
#[cfg(feature = "trap")]
pub mod trap;
pub mod zones;

use worker::{Context, Env, Result, event, web_sys};

pub use self::ledger::object::Ledger;

/// Answers one HTTP call.
///
/// # Errors
/// Only when not even a problem document can be built.
#[event(fetch)]
pub async fn fetch(
    request: web_sys::Request,
    env: Env,
    _context: Context,
) -> Result<web_sys::Response> {
    #[cfg(feature = "trap")]
    if let Some(answer) = trap::in_handler(&request, &env).await {
        return answer.map(Into::into);
    }
    http::serve(request, env).await
}
