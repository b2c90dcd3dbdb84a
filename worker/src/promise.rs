//! What JavaScript is given for a future: its value, where it has one already; a promise, where it has to wait.

use std::{
    future::{Future, poll_fn},
    sync::Arc,
    task::{Context, Poll, Wake, Waker},
};

use futures_util::task::AtomicWaker;
use js_sys::Promise;
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::future_to_promise;

/// Wakes whoever polls now. Some futures keep the waker that they met first.
#[derive(Default)]
struct Forward(AtomicWaker);

impl Wake for Forward {
    fn wake(self: Arc<Self>) {
        self.0.wake();
    }
}

/// Runs a future until it waits for the first time. Most messages to the ledger never do, and each hop through
/// the runtime's queue costs as much as a query.
pub fn begin(future: impl Future<Output = Result<JsValue, JsValue>> + 'static) -> JsValue {
    let mut future = Box::pin(future);
    let forward = Arc::new(Forward::default());
    let waker = Waker::from(Arc::clone(&forward));
    match future.as_mut().poll(&mut Context::from_waker(&waker)) {
        Poll::Ready(Ok(value)) => value,
        Poll::Ready(Err(error)) => Promise::reject(&error).into(),
        // It is polled once more before anything can have happened.
        Poll::Pending => future_to_promise(poll_fn(move |context| {
            forward.0.register(context.waker());
            future.as_mut().poll(&mut Context::from_waker(&waker))
        }))
        .into(),
    }
}
