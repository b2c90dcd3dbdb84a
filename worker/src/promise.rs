//! What JavaScript is given for a future: its value, where it has one already; a promise, where it has to wait.

use std::{
    future::Future,
    task::{Context, Poll, Waker},
};

use js_sys::Promise;
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::future_to_promise;

/// Runs a future until it waits for the first time. Most messages to the ledger never do, and each hop through
/// the runtime's queue costs as much as a query.
pub fn begin(future: impl Future<Output = Result<JsValue, JsValue>> + 'static) -> JsValue {
    let mut future = Box::pin(future);
    // Whoever polls it next brings the waker that counts.
    match future
        .as_mut()
        .poll(&mut Context::from_waker(Waker::noop()))
    {
        Poll::Ready(Ok(value)) => value,
        Poll::Ready(Err(error)) => Promise::reject(&error).into(),
        Poll::Pending => future_to_promise(future).into(),
    }
}
