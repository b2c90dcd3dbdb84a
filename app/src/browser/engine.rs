//! The engine in its Web Worker: calls go out as messages and come back as futures. What throws, hangs
//! or does not load is given up; the next call starts a new worker.

use std::{cell::RefCell, collections::BTreeMap, rc::Rc};

use js_sys::{Array, Function, Object, Promise, Reflect};
use leptos::prelude::document;
use wasm_bindgen::{JsCast, JsValue, closure::Closure};
use wasm_bindgen_futures::JsFuture;
use web_sys::{ErrorEvent, MessageEvent, Worker, WorkerOptions, WorkerType};

use super::after;

/// How long a call may take, in milliseconds; the first one loads the engine.
const LONGEST_MS: i32 = 20_000;

/// Why a call has no answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Failure {
    /// The engine could not be loaded.
    Missing,
    /// It stopped in the middle.
    Stopped,
    /// It took too long.
    Slow,
}

impl Failure {
    /// What happened, and what now, in sentences.
    pub const fn text(self) -> &'static str {
        match self {
            Self::Missing => "The checker could not be loaded. Your text is kept in this browser.",
            Self::Stopped => {
                "The checker stopped at this text and was started again. Your text is kept; it is \
                 checked again after your next change."
            }
            Self::Slow => {
                "The checker took too long with this text and was started again. Your text is kept; \
                 it is checked again after your next change."
            }
        }
    }
}

/// The engine; its worker starts with the first call.
#[derive(Clone, Default)]
pub struct Engine(Rc<RefCell<Line>>);

/// The line to the worker.
#[derive(Default)]
struct Line {
    worker: Option<Worker>,
    /// What to call with the answer to each call.
    waiting: BTreeMap<u32, Function>,
    next: u32,
    /// Why the last calls were given up.
    failure: Option<Failure>,
}

impl Engine {
    /// Calls one of the engine's functions with texts; the answer is a text.
    pub fn call(
        &self,
        name: &str,
        args: &[&str],
    ) -> impl Future<Output = Result<String, Failure>> + use<> {
        let engine = self.clone();
        let sent = self.send(name, args);
        async move {
            let (id, promise) = sent.ok_or(Failure::Missing)?;
            let late = engine.clone();
            after(LONGEST_MS, move || {
                if late.0.borrow().waiting.contains_key(&id) {
                    late.give_up(Failure::Slow);
                }
            });
            let answer = JsFuture::from(promise).await.ok();
            answer
                .and_then(|answer| answer.as_string())
                .ok_or_else(|| engine.0.borrow().failure.unwrap_or(Failure::Stopped))
        }
    }

    fn send(&self, name: &str, args: &[&str]) -> Option<(u32, Promise)> {
        let worker = self.worker()?;
        let mut line = self.0.borrow_mut();
        line.next = line.next.wrapping_add(1);
        let id = line.next;
        let texts: Array = args.iter().map(|arg| JsValue::from_str(arg)).collect();
        let message = Object::new();
        for (field, value) in [
            ("id", id.into()),
            ("call", name.into()),
            ("args", texts.into()),
        ] {
            Reflect::set(&message, &field.into(), &value).ok()?;
        }
        worker.post_message(&message).ok()?;
        let promise = Promise::new(&mut |resolve, _| {
            line.waiting.insert(id, resolve);
        });
        Some((id, promise))
    }

    /// The worker, started where there is none.
    fn worker(&self) -> Option<Worker> {
        if let Some(worker) = &self.0.borrow().worker {
            return Some(worker.clone());
        }
        let meta = document()
            .query_selector("meta[name=postern-engine]")
            .ok()??;
        let options = WorkerOptions::new();
        options.set_type(WorkerType::Module);
        let worker = Worker::new_with_options(&meta.get_attribute("content")?, &options).ok()?;
        let engine = self.clone();
        let hear = Closure::<dyn Fn(MessageEvent)>::new(move |event: MessageEvent| {
            engine.hear(&event.data());
        });
        worker.set_onmessage(Some(hear.as_ref().unchecked_ref()));
        let engine = self.clone();
        let fail = Closure::<dyn Fn(ErrorEvent)>::new(move |_| engine.give_up(Failure::Missing));
        worker.set_onerror(Some(fail.as_ref().unchecked_ref()));
        // A worker lives until it fails, which is rare: what listens to it may stay.
        hear.forget();
        fail.forget();
        self.0.borrow_mut().worker = Some(worker.clone());
        Some(worker)
    }

    fn hear(&self, message: &JsValue) {
        let field = |name: &str| Reflect::get(message, &name.into()).unwrap_or(JsValue::UNDEFINED);
        let answer = field("answer");
        if answer.is_undefined() {
            let loaded = field("loaded").is_truthy();
            return self.give_up(if loaded {
                Failure::Stopped
            } else {
                Failure::Missing
            });
        }
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "it is a number that this side made"
        )]
        let id = field("id").as_f64().unwrap_or_default() as u32;
        let resolve = self.0.borrow_mut().waiting.remove(&id);
        if let Some(resolve) = resolve {
            let _ = resolve.call1(&JsValue::NULL, &answer);
        }
    }

    /// Ends the worker; every call that waits for it fails.
    fn give_up(&self, failure: Failure) {
        let (worker, waiting) = {
            let mut line = self.0.borrow_mut();
            line.failure = Some(failure);
            (line.worker.take(), std::mem::take(&mut line.waiting))
        };
        if let Some(worker) = worker {
            worker.set_onmessage(None);
            worker.set_onerror(None);
            worker.terminate();
        }
        for resolve in waiting.into_values() {
            let _ = resolve.call0(&JsValue::NULL);
        }
    }
}
