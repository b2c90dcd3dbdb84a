//! The playground at work: hands messages to the model and carries out its commands. It asks nobody
//! but the engine in this tab.

use crate::view::prelude::*;
use postern_core::api::inspection::Example;
use serde::de::DeserializeOwned;

use super::model::{
    Playground, Window,
    message::{Command, Kept, Msg},
};
use crate::browser::{
    self, editor,
    engine::{Engine, Failure},
    file, json,
};

/// Under which name the text is kept.
const KEPT: &str = "postern-playground";
/// How long nothing is typed before the text is checked, in milliseconds.
const REST_MS: i32 = 200;

/// The playground at work.
#[derive(Clone, Copy)]
pub struct Bench {
    model: RwSignal<Playground>,
    engine: StoredValue<Engine, LocalStorage>,
}

impl Bench {
    /// Begins with what was kept.
    pub fn start() -> Self {
        let kept = file::kept(KEPT).and_then(|kept| json::read(&kept));
        let bench = Self {
            model: RwSignal::new(Playground::new(kept)),
            engine: StoredValue::new_local(Engine::default()),
        };
        editor::on_select(move |units| bench.send(Msg::Selected(units)));
        editor::on_resize(move || bench.measure());
        browser::after(0, move || bench.measure());
        browser::spawn(async move {
            let version = bench.call("version", &[]).await;
            let examples = bench.ask::<Vec<Example>>("examples", &[]).await;
            match (version, examples) {
                (Ok(version), Ok(examples)) => bench.send(Msg::Began(version, examples)),
                (Err(failure), _) | (_, Err(failure)) => bench.send(Msg::Missed(failure)),
            }
        });
        bench
    }

    /// Tells the model what happened.
    pub fn send(self, msg: Msg) {
        let commands = self.model.try_update(|model| model.update(msg));
        for command in commands.into_iter().flatten() {
            self.run(command);
        }
    }

    /// Reads the model; what calls this runs again when it changes.
    pub fn read<T>(self, look: impl FnOnce(&Playground) -> T) -> T {
        self.model.with(look)
    }

    /// Reads the model once.
    pub fn peek<T>(self, look: impl FnOnce(&Playground) -> T) -> T {
        self.model.with_untracked(look)
    }

    /// A part of the model; what reads it runs again only when that part changes.
    pub fn part<T: PartialEq + Send + Sync + 'static>(
        self,
        look: impl Fn(&Playground) -> T + Send + Sync + 'static,
    ) -> Memo<T> {
        memo(move || self.read(|model| look(model)))
    }

    /// Looks which lines are visible.
    pub fn measure(self) {
        if let Some((first, count)) = editor::visible() {
            self.send(Msg::Scrolled(Window { first, count }));
        }
    }

    /// Offers the text as a file.
    pub fn save(self) {
        self.peek(|model| file::save("policy.yaml", model.text.as_str()));
    }

    fn run(self, command: Command) {
        match command {
            Command::Rest(revision) => {
                browser::after(REST_MS, move || self.send(Msg::Rested(revision)));
            }
            Command::Check(revision, text) => browser::spawn(async move {
                let answer = self.ask("check", &[&text]).await;
                self.send(Msg::Checked(revision, answer));
            }),
            Command::Explain(number, text, question) => browser::spawn(async move {
                let question = serde_json::to_string(&question).unwrap_or_default();
                let answer = self.ask("explain", &[&text, &question]).await;
                self.send(Msg::Explained(number, answer));
            }),
            Command::Format(revision, text) => browser::spawn(async move {
                let answer = self.ask("format", &[&text]).await;
                self.send(Msg::Formatted(revision, answer));
            }),
            Command::Keep(kept) => keep(&kept),
            Command::Select(units) => {
                let at = self.peek(|model| {
                    let span = model.text.span(units.clone());
                    model.text.position(span.start)
                });
                // After the pane with the editor is shown.
                browser::after(0, move || {
                    editor::select(&units);
                    editor::reveal(at.line - 1, at.column - 1);
                });
            }
            Command::Write {
                units,
                text,
                selected,
            } => {
                let write = move || {
                    editor::write(&units, &text, &selected);
                    if selected.start == 0 {
                        editor::reveal(0, 0);
                    }
                };
                // At once while typing goes on, or the next key would overtake this one; else after
                // the pane with the editor is shown.
                if editor::has_focus() {
                    write();
                } else {
                    browser::after(0, write);
                }
            }
        }
    }

    async fn ask<T: DeserializeOwned>(self, name: &str, args: &[&str]) -> Result<T, Failure> {
        let answer = self.call(name, args).await?;
        json::read(&answer).ok_or(Failure::Stopped)
    }

    fn call(self, name: &str, args: &[&str]) -> impl Future<Output = Result<String, Failure>> {
        self.engine.with_value(|engine| engine.call(name, args))
    }
}

fn keep(kept: &Kept) {
    if let Ok(text) = serde_json::to_string(kept) {
        file::keep(KEPT, &text);
    }
}
