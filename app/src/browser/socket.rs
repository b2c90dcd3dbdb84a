//! The stream of changes: a WebSocket that comes back by itself.

use std::{cell::Cell, rc::Rc};

use leptos::prelude::window;
use postern_core::api::{endpoint::Endpoint, endpoint::Stream, stream::Change};
use wasm_bindgen::{JsCast, closure::Closure};
use web_sys::{MessageEvent, WebSocket};

use super::{after, json};

/// What the stream tells.
pub enum Heard {
    /// Something changed.
    Change(Change),
    /// The line is broken; it will be tried again.
    Lost,
}

/// The shortest and longest wait before another try, in milliseconds.
const WAITS_MS: (i32, i32) = (1_000, 30_000);

/// Opens the stream and keeps it open until `hear` says `false`.
pub fn listen(hear: impl Fn(Heard) -> bool + 'static) {
    connect(Rc::new(hear), WAITS_MS.0);
}

fn connect(hear: Rc<dyn Fn(Heard) -> bool>, wait: i32) {
    let location = window().location();
    let scheme = match location.protocol().as_deref() {
        Ok("https:") => "wss",
        _ => "ws",
    };
    let host = location.host().unwrap_or_default();
    let Ok(socket) = WebSocket::new(&format!("{scheme}://{host}{}", Stream::path(&[]))) else {
        again(hear, wait);
        return;
    };
    // Once the stream has spoken, a later break starts over with the shortest wait.
    let wait = Rc::new(Cell::new(wait));
    let on_message = {
        let (hear, wait) = (hear.clone(), wait.clone());
        Closure::<dyn Fn(MessageEvent)>::new(move |event: MessageEvent| {
            wait.set(WAITS_MS.0);
            let change = event.data().as_string().and_then(|text| json::read(&text));
            if let Some(change) = change {
                hear(Heard::Change(change));
            }
        })
    };
    socket.set_onmessage(Some(on_message.as_ref().unchecked_ref()));
    let on_close = Closure::once_into_js(move || {
        drop(on_message);
        again(hear, wait.get());
    });
    socket.set_onclose(Some(on_close.unchecked_ref()));
}

fn again(hear: Rc<dyn Fn(Heard) -> bool>, wait: i32) {
    if hear(Heard::Lost) {
        after(wait, move || connect(hear, (wait * 2).min(WAITS_MS.1)));
    }
}
