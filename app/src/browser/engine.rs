//! The engine in its Web Worker: calls go out as messages and come back as futures.

use std::{cell::RefCell, collections::HashMap, rc::Rc};

use js_sys::{Array, Function, Object, Promise, Reflect};
use leptos::prelude::document;
use wasm_bindgen::{JsCast, JsValue, closure::Closure};
use wasm_bindgen_futures::JsFuture;
use web_sys::{MessageEvent, Worker, WorkerOptions, WorkerType};

type Waiting = Rc<RefCell<HashMap<u32, (Function, Function)>>>;

/// The engine, loaded when this is made.
pub struct Engine {
    worker: Worker,
    waiting: Waiting,
    next: RefCell<u32>,
}

impl Engine {
    /// Starts the worker that this document names; nothing where it names none.
    pub fn start() -> Option<Self> {
        let meta = document()
            .query_selector("meta[name=postern-engine]")
            .ok()??;
        let options = WorkerOptions::new();
        options.set_type(WorkerType::Module);
        let worker = Worker::new_with_options(&meta.get_attribute("content")?, &options).ok()?;
        let waiting = Waiting::default();
        let hear = {
            let waiting = waiting.clone();
            Closure::<dyn Fn(MessageEvent)>::new(move |event: MessageEvent| {
                let field = |name: &str| {
                    Reflect::get(&event.data(), &name.into()).unwrap_or(JsValue::UNDEFINED)
                };
                #[expect(
                    clippy::cast_possible_truncation,
                    clippy::cast_sign_loss,
                    reason = "it is a number this side made"
                )]
                let id = field("id").as_f64().unwrap_or_default() as u32;
                let Some((resolve, reject)) = waiting.borrow_mut().remove(&id) else {
                    return;
                };
                let answer = field("answer");
                let _ = if answer.is_undefined() {
                    reject.call1(&JsValue::NULL, &field("error"))
                } else {
                    resolve.call1(&JsValue::NULL, &answer)
                };
            })
        };
        worker.set_onmessage(Some(hear.as_ref().unchecked_ref()));
        hear.forget();
        Some(Self {
            worker,
            waiting,
            next: RefCell::new(0),
        })
    }

    /// Calls one of the engine's functions with texts; the answer is a text, or nothing if it failed.
    pub fn call(&self, name: &str, args: &[&str]) -> impl Future<Output = Option<String>> + use<> {
        let id = {
            let mut next = self.next.borrow_mut();
            *next = next.wrapping_add(1);
            *next
        };
        let waiting = self.waiting.clone();
        let promise = Promise::new(&mut |resolve, reject| {
            waiting.borrow_mut().insert(id, (resolve, reject));
        });
        let message = Object::new();
        let texts: Array = args.iter().map(|arg| JsValue::from_str(arg)).collect();
        for (field, value) in [
            ("id", id.into()),
            ("call", name.into()),
            ("args", texts.into()),
        ] {
            let _ = Reflect::set(&message, &field.into(), &value);
        }
        let sent = self.worker.post_message(&message);
        async move {
            sent.ok()?;
            JsFuture::from(promise).await.ok()?.as_string()
        }
    }
}
