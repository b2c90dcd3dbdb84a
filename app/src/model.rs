//! How a page runs: a plain model, messages that change it, commands that reach outside.

use std::any::Any;

use crate::view::prelude::*;

use crate::session::Session;

/// The state of a page, and what each message does to it. No Leptos in it, so the host tests it.
pub trait Model: Send + Sync + Sized + 'static {
    /// What may happen.
    type Msg: 'static;
    /// What is to be done outside; its outcome comes back as a message.
    type Command: 'static;

    /// Takes in what happened.
    fn update(&mut self, msg: Self::Msg) -> Vec<Self::Command>;
}

/// The model of any page: signals are then compiled for this one type, not for every page's own.
struct Held(Box<dyn Any + Send + Sync>);

impl Held {
    fn as_model<M: Model>(&self) -> &M {
        match self.0.downcast_ref() {
            Some(model) => model,
            None => unreachable!("a program reads what it was started with"),
        }
    }

    fn model<M: Model>(&mut self) -> &mut M {
        match self.0.downcast_mut() {
            Some(model) => model,
            None => unreachable!("a program changes what it was started with"),
        }
    }
}

/// A model at work on the page.
pub struct Program<M: Model> {
    model: RwSignal<Held>,
    run: fn(Self, M::Command),
    /// Who is here, and the server's clock.
    pub session: Session,
}

impl<M: Model> Clone for Program<M> {
    fn clone(&self) -> Self {
        *self
    }
}
impl<M: Model> Copy for Program<M> {}

impl<M: Model> Program<M> {
    /// Puts a model to work; `run` carries out its commands, beginning with `first`.
    pub fn start(model: M, first: Vec<M::Command>, run: fn(Self, M::Command)) -> Self {
        let program = Self {
            model: RwSignal::new(Held(Box::new(model))),
            run,
            session: Session::here(),
        };
        for command in first {
            run(program, command);
        }
        program
    }

    /// Tells the model what happened; nothing, where its page is gone.
    pub fn send(self, msg: M::Msg) {
        let Some(mut held) = self.model.try_write() else {
            return;
        };
        let commands = held.model::<M>().update(msg);
        // What follows reads the model, and what shows it is drawn anew.
        drop(held);
        for command in commands {
            (self.run)(self, command);
        }
    }

    /// Reads the model; what calls this runs again when it changes.
    pub fn read<T>(self, look: impl FnOnce(&M) -> T) -> T {
        look(self.model.read().as_model())
    }

    /// Reads the model once.
    pub fn peek<T>(self, look: impl FnOnce(&M) -> T) -> T {
        look(self.model.read_untracked().as_model())
    }

    /// What sends an outcome as a message, for a call to hand its answer to.
    pub fn on<T>(self, msg: impl FnOnce(T) -> M::Msg + 'static) -> impl FnOnce(T) + 'static {
        move |outcome| self.send(msg(outcome))
    }
}
