//! The playground at work: hands messages to the model and carries out its commands. It asks nobody
//! but the engine in this tab.

use crate::view::prelude::*;
use postern_core::api::inspection::Example;
use serde::{Serialize, de::DeserializeOwned};

use super::model::{
    MAX_BYTES, Playground,
    message::{Command, Kept, Msg},
    read_fragment,
};
use crate::browser::{
    self, Node, editor,
    engine::{Engine, Failure},
    file, json,
};

/// Under which name the files are kept.
const KEPT: &str = "postern-playground";
/// What a first visitor finds, before the engine has come and told of the other examples.
const FIRST: &str = include_str!("../../../engine/examples/contractor.yaml");
/// How long nothing is typed before the text is checked, in milliseconds.
const REST_MS: i32 = 200;
/// How long the caret stays before what it stands in is looked at, in milliseconds.
const LOOK_MS: i32 = 120;

/// The playground at work.
#[derive(Clone, Copy)]
pub struct Bench {
    model: RwSignal<Playground>,
    engine: StoredValue<Engine, LocalStorage>,
    /// Under which name the files are kept.
    name: &'static str,
}

impl Bench {
    /// Begins with what was kept, else with the first example.
    pub fn start() -> Self {
        let kept = file::kept(KEPT).and_then(|kept| json::read(&kept));
        let first = || Kept::of(FIRST.into());
        let bench = Self::with(KEPT, Playground::new(Some(kept.unwrap_or_else(first))));
        browser::spawn(async move {
            bench.wake().await;
            bench.arrive().await;
        });
        bench
    }

    /// Begins with these files; what was kept under the name is put aside, if it differs.
    pub fn begin(name: &'static str, files: Kept) -> Self {
        let draft = file::kept(name).and_then(|kept| json::read(&kept));
        let bench = Self::with(name, Playground::of(files, draft));
        browser::spawn(async move { bench.wake().await });
        bench
    }

    fn with(name: &'static str, model: Playground) -> Self {
        Self {
            model: RwSignal::new(model),
            engine: StoredValue::new_local(Engine::default()),
            name,
        }
    }

    /// Starts the engine.
    async fn wake(self) {
        let version = self.call("version", &[]).await;
        let examples = self.ask::<Vec<Example>>("examples", &[]).await;
        match (version, examples) {
            (Ok(version), Ok(examples)) => self.send(Msg::Began(version, examples)),
            (Err(failure), _) | (_, Err(failure)) => self.send(Msg::Missed(failure)),
        }
        if let Ok(fields) = self.call("fields", &[]).await {
            editor::teach(&fields, "");
        }
    }

    /// Puts the editor where it belongs, with the files that are there.
    pub fn mount(self, host: &Node) {
        editor::start(host, "Policy", move |told| self.send(Msg::Editor(told)));
        let (texts, shown) = self.peek(|model| (model.folder.texts(), model.folder.shown()));
        editor::begin(texts, shown);
    }

    /// Takes in what the address carries, if it carries anything.
    async fn arrive(self) {
        let Some((version, packed)) = read_fragment(&editor::fragment()) else {
            return;
        };
        let kept = editor::unpacked(&packed).await;
        editor::drop_fragment();
        self.send(Msg::Arrived(
            kept.and_then(|kept| json::read(&kept)),
            version,
        ));
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

    /// Offers the file that is shown as a file of the reader's own.
    pub fn save(self) {
        self.peek(|model| {
            let folder = &model.folder;
            if let Some(name) = folder.names().get(folder.shown()) {
                file::save(name, folder.text().as_str());
            }
        });
    }

    /// Reads files and puts their texts into the editor.
    pub fn open(self, files: Vec<file::File>) {
        browser::spawn(async move {
            let mut texts = Vec::new();
            for file in files {
                texts.push((file.name(), file::read(file, MAX_BYTES).await));
            }
            self.send(Msg::Opened(texts));
        });
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
                let question = written(&question);
                let answer = self.ask("explain", &[&text, &question]).await;
                self.send(Msg::Explained(number, answer));
            }),
            Command::Test(revision, text) => browser::spawn(async move {
                let answer = self.ask("tests", &[&text]).await;
                self.send(Msg::Tested(revision, answer));
            }),
            Command::Look(look) => browser::after(LOOK_MS, move || self.send(Msg::Rests(look))),
            Command::Match(look, text, at) => browser::spawn(async move {
                let answer = self.ask("matches", &[&text, &at.to_string()]).await;
                self.send(Msg::Matched(look, answer));
            }),
            Command::Format(revision, text) => browser::spawn(async move {
                let answer = self.ask("format", &[&text]).await;
                self.send(Msg::Formatted(revision, answer));
            }),
            Command::Keep(kept) => file::keep(self.name, &written(&kept)),
            Command::Open(texts, shown) => editor::begin(texts, shown),
            Command::Add(text) => editor::append(&text),
            Command::Forget(file) => editor::forget(file),
            Command::Turn(file) => editor::turn_to(file),
            Command::Mark(marks) => editor::show_wrong(&written(&marks)),
            Command::Tint(place) => editor::tint(place.as_ref()),
            Command::Teach(role, user) => {
                editor::teach("", &written(&Names { role, user }));
            }
            // After the pane with the editor is shown.
            Command::Select(units) => browser::after(0, move || editor::go_to(&units)),
            Command::Write {
                units,
                text,
                selected,
            } => editor::put(&units, &text, &selected),
            Command::Pack(kept) => browser::spawn(async move {
                let packed = editor::packed(&written(&kept)).await;
                self.send(Msg::Packed(packed));
            }),
            Command::CopyLink(fragment) => browser::copy(&editor::address_with(&fragment)),
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

/// Names that the editor completes.
#[derive(Serialize)]
struct Names {
    role: Vec<String>,
    user: Vec<String>,
}

fn written(value: &impl Serialize) -> String {
    serde_json::to_string(value).unwrap_or_default()
}
