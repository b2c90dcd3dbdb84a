//! How a page runs: a plain model, messages that change it, commands that reach outside.

use leptos::prelude::*;

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

/// A model at work on the page.
pub struct Program<M: Model> {
    model: RwSignal<M>,
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
            model: RwSignal::new(model),
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
        let commands = self.model.try_update(|model| model.update(msg));
        for command in commands.into_iter().flatten() {
            (self.run)(self, command);
        }
    }

    /// Reads the model; what calls this runs again when it changes.
    pub fn read<T>(self, look: impl FnOnce(&M) -> T) -> T {
        self.model.with(look)
    }

    /// Reads the model once.
    pub fn peek<T>(self, look: impl FnOnce(&M) -> T) -> T {
        self.model.with_untracked(look)
    }

    /// Sends what an asynchronous task comes to.
    pub fn task(self, work: impl Future<Output = M::Msg> + 'static) {
        leptos::task::spawn_local(async move {
            let msg = work.await;
            self.send(msg);
        });
    }
}
