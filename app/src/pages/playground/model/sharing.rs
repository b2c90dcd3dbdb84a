//! What comes into the editor from elsewhere and what goes out of it: examples, files, links. Whatever they
//! take the place of can be brought back.

use postern_core::api::inspection::Example;

use super::{
    Check, Pane, Playground,
    message::{Command, Kept},
};
use crate::{
    browser::file::Unread,
    pages::playground::folder::{File, Folder},
};

/// The version of what stands in a link.
const FORM: &str = "v1";
/// The longest fragment of a link: some programs cut longer addresses.
const LONGEST: usize = 30_000;

/// What a link's fragment says: the version of the engine that it was made with, and what was packed.
pub fn read_fragment(fragment: &str) -> Option<(String, String)> {
    let mut parts = fragment.splitn(3, '/');
    let (form, version, packed) = (parts.next()?, parts.next()?, parts.next()?);
    (form == FORM && !packed.is_empty()).then(|| (version.into(), packed.into()))
}

impl Playground {
    /// An example takes the place of what is there.
    pub(super) fn begin_with(&mut self, example: usize) -> Vec<Command> {
        let Some(example) = self.examples.get(example).cloned() else {
            return vec![];
        };
        self.shelve(format!(
            "The example \u{201c}{}\u{201d} is open.",
            example.title
        ));
        self.replace(Kept {
            question: example.question,
            ..Kept::of(example.text)
        })
    }

    /// Files come beside those that are there, unless nobody has written anything yet.
    pub(super) fn opened(&mut self, files: Vec<(String, Result<String, Unread>)>) -> Vec<Command> {
        let mut commands = vec![];
        for (name, text) in files {
            let text = match text {
                Ok(text) => text,
                Err(unread) => {
                    let why = match unread {
                        Unread::TooLarge => "is larger than 2 MiB",
                        Unread::Unreadable => "could not be read",
                    };
                    self.refused = Some(format!("{name} {why}. Nothing was changed."));
                    continue;
                }
            };
            let file = File { name, text };
            if self.is_untouched() {
                let question = self.asked();
                commands.extend(self.replace(Kept {
                    files: vec![file],
                    shown: 0,
                    question,
                    aside: None,
                }));
            } else {
                commands.extend(self.add(&file));
            }
        }
        commands
    }

    /// Adds a file and shows it.
    pub(super) fn add(&mut self, file: &File) -> Vec<Command> {
        let number = self.folder.add(file);
        self.pane = Pane::Editor;
        let mut commands = vec![Command::Add(file.text.clone())];
        commands.extend(self.turn_to(number));
        commands.extend(self.changed());
        commands
    }

    /// Closes a file; what was in it can be brought back.
    pub(super) fn close(&mut self, file: usize) -> Vec<Command> {
        let names = self.folder.names();
        let Some(name) = names.get(file).filter(|_| names.len() > 1).cloned() else {
            return vec![];
        };
        let before = self.kept();
        if before
            .files
            .get(file)
            .is_some_and(|file| !file.text.is_empty())
        {
            self.shelved = Some((Box::new(before), format!("{name} is closed.")));
        }
        let mut commands = vec![];
        if file == self.folder.shown() {
            commands.extend(self.turn_to(if file == 0 { 1 } else { file - 1 }));
        }
        self.folder.remove(file);
        commands.push(Command::Forget(file));
        commands.extend(self.changed());
        commands
    }

    /// Makes a link of what was packed.
    pub(super) fn packed(&mut self, packed: Option<String>) -> Vec<Command> {
        self.shared = None;
        let Some(packed) = packed else {
            self.refused =
                Some("This browser cannot make a link. Export the files instead.".into());
            return vec![];
        };
        if packed.len() > LONGEST {
            self.refused = Some(format!(
                "The link would be {} kB long, and many programs cut links of over 30 kB. Export the \
                 files instead.",
                packed.len() / 1_000
            ));
            return vec![];
        }
        self.refused = None;
        let fragment = format!("{FORM}/{}/{packed}", self.version);
        self.shared = Some(fragment.clone());
        vec![Command::CopyLink(fragment)]
    }

    /// What a link carried takes the place of what is there.
    pub(super) fn arrived(&mut self, kept: Option<Kept>, version: &str) -> Vec<Command> {
        let Some(kept) = kept.filter(|kept| !kept.files.is_empty()) else {
            self.refused = Some(
                "The link carries no policy that can be read: it may have been cut. Nothing was \
                 changed."
                    .into(),
            );
            return vec![];
        };
        if kept.files == self.folder.files() {
            return vec![];
        }
        let mut said = String::from("This is what the link carries.");
        if !self.version.is_empty() && version != self.version {
            said = format!(
                "This is what the link carries. It was made with engine {version}; this is {}.",
                self.version
            );
        }
        self.shelve(said);
        self.replace(kept)
    }

    /// Other files take the place of those that are there.
    pub(super) fn put(&mut self, kept: Kept, said: String) -> Vec<Command> {
        if kept.files == self.folder.files() {
            return vec![];
        }
        self.shelve(said);
        self.replace(kept)
    }

    /// Brings back what was there before.
    pub(super) fn restore(&mut self) -> Vec<Command> {
        match self.shelved.take() {
            Some((kept, _)) => self.replace(*kept),
            None => vec![],
        }
    }

    /// Whether all that is there is one of the examples, or nothing.
    fn is_untouched(&self) -> bool {
        self.folder.is_empty() || self.example().is_some()
    }

    /// The example that is there, and nothing else.
    pub(super) fn example(&self) -> Option<&Example> {
        let text = self.folder.all().as_str();
        let mut examples = self.examples.iter();
        examples.find(|example| example.text.replace("\r\n", "\n") == text)
    }

    /// Puts what is there aside, so that it can be brought back, and says so.
    fn shelve(&mut self, said: String) {
        if !self.is_untouched() {
            self.shelved = Some((Box::new(self.kept()), said));
        }
    }

    fn replace(&mut self, kept: Kept) -> Vec<Command> {
        self.folder = Folder::new(kept.files, kept.shown);
        self.take_question(kept.question);
        self.pane = Pane::Editor;
        let mut commands = vec![Command::Open(self.folder.texts(), self.folder.shown())];
        commands.extend(self.changed());
        commands
    }

    /// After the files have changed otherwise than by typing: nothing that was said of them holds.
    fn changed(&mut self) -> Vec<Command> {
        self.revision = self.revision.wrapping_add(1);
        self.refused = None;
        self.picked = None;
        self.explanation = None;
        self.report = None;
        self.matches = None;
        self.inspection.findings.clear();
        if !matches!(self.check, Check::Asked(_)) {
            self.check = Check::Due;
        }
        vec![Command::Rest(self.revision)]
    }
}
