//! The files in the editor, and the one text that they make together for the engine: file after file, with
//! a mark between their documents.

use postern_core::yaml::{source::Position, span::Span};
use serde::{Deserialize, Serialize};
use std::ops::Range;

use super::text::{Change, Text};

/// A file as it is kept and shared.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct File {
    /// Its name, as people read it.
    pub name: String,
    /// What is in it.
    pub text: String,
}

/// The name of a file that nobody named.
pub const UNNAMED: &str = "policy.yaml";

/// The files, and which one is shown. There is always one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Folder {
    names: Vec<String>,
    texts: Vec<Text>,
    /// Where each file begins in the text that they make together.
    starts: Vec<u32>,
    shown: usize,
    /// The text that several files make; empty where there is only one, which is the text.
    joined: Text,
}

impl Default for Folder {
    fn default() -> Self {
        Self::new(vec![], 0)
    }
}

impl Folder {
    /// These files; an empty one where there are none.
    pub fn new(mut files: Vec<File>, shown: usize) -> Self {
        if files.is_empty() {
            files.push(File {
                name: UNNAMED.into(),
                text: String::new(),
            });
        }
        let mut folder = Self {
            names: files.iter().map(|file| file.name.clone()).collect(),
            texts: files.iter().map(|file| Text::new(&file.text)).collect(),
            starts: vec![],
            shown: if shown < files.len() { shown } else { 0 },
            joined: Text::default(),
        };
        folder.join();
        folder
    }

    /// The files as they are kept.
    pub fn files(&self) -> Vec<File> {
        let files = self.names.iter().zip(&self.texts);
        files
            .map(|(name, text)| File {
                name: name.clone(),
                text: text.as_str().to_owned(),
            })
            .collect()
    }

    /// Their names.
    pub fn names(&self) -> &[String] {
        &self.names
    }

    /// Their texts.
    pub fn texts(&self) -> Vec<String> {
        let texts = self.texts.iter();
        texts.map(|text| text.as_str().to_owned()).collect()
    }

    /// The text of all of them.
    pub fn all(&self) -> &Text {
        match self.texts.as_slice() {
            [text] => text,
            _ => &self.joined,
        }
    }

    /// The number of the file that is shown.
    pub const fn shown(&self) -> usize {
        self.shown
    }

    /// The text of the file that is shown.
    pub fn text(&self) -> &Text {
        self.texts.get(self.shown).unwrap_or(&self.joined)
    }

    /// Whether nothing is written in any of them.
    pub fn is_empty(&self) -> bool {
        self.texts.iter().all(Text::is_empty)
    }

    /// Writes over a place of the file that is shown, which the browser counted; returns what that changed of
    /// the whole text.
    pub fn typed(&mut self, units: Range<u32>, text: &str) -> Change {
        if let [alone] = self.texts.as_mut_slice() {
            return alone.write(units, text);
        }
        let old = std::mem::take(&mut self.joined);
        if let Some(shown) = self.texts.get_mut(self.shown) {
            shown.write(units, text);
        }
        self.join();
        Change::between(old.as_str(), self.joined.as_str())
    }

    /// Shows another one.
    pub fn turn_to(&mut self, file: usize) {
        if file < self.texts.len() {
            self.shown = file;
        }
    }

    /// Adds one behind the others, by a name that no other has; returns its number.
    pub fn add(&mut self, file: &File) -> usize {
        self.names.push(self.free(&file.name));
        self.texts.push(Text::new(&file.text));
        self.join();
        self.texts.len() - 1
    }

    /// Removes one. The last one cannot be removed.
    pub fn remove(&mut self, file: usize) {
        if self.texts.len() < 2 || file >= self.texts.len() {
            return;
        }
        self.names.remove(file);
        self.texts.remove(file);
        if self.shown > file || self.shown >= self.texts.len() {
            self.shown -= 1;
        }
        self.join();
    }

    /// Gives one another name, unless it is empty or another file's.
    pub fn rename(&mut self, file: usize, name: &str) {
        let name = name.trim();
        if name.is_empty() || self.names.iter().any(|other| other == name) {
            return;
        }
        if let Some(old) = self.names.get_mut(file) {
            name.clone_into(old);
        }
    }

    /// The file that a place of the whole text stands in.
    pub fn file_of(&self, at: u32) -> usize {
        self.starts
            .partition_point(|start| *start <= at)
            .saturating_sub(1)
    }

    /// A place of the whole text as one in its file, cut at that file's end.
    pub fn within(&self, span: Span) -> Span {
        let file = self.file_of(span.start);
        let start = self.starts.get(file).copied().unwrap_or_default();
        let most = self.texts.get(file).map_or(0, Text::len);
        let place = |at: u32| at.saturating_sub(start).min(most);
        Span::new(place(span.start), place(span.end))
    }

    /// The place in the browser's units of its file.
    pub fn units(&self, span: Span) -> Range<u32> {
        let text = self.texts.get(self.file_of(span.start));
        text.unwrap_or(&self.joined).units(self.within(span))
    }

    /// A place of the file that is shown, in the browser's units, as one of the whole text.
    pub fn span(&self, units: Range<u32>) -> Span {
        let start = self.starts.get(self.shown).copied().unwrap_or_default();
        let span = self.text().span(units);
        Span::new(span.start + start, span.end + start)
    }

    /// The whole of the file that is shown.
    pub fn whole(&self) -> Span {
        let start = self.starts.get(self.shown).copied().unwrap_or_default();
        Span::new(start, start + self.text().len())
    }

    /// Line and column within its file.
    pub fn position(&self, at: u32) -> Position {
        let text = self.texts.get(self.file_of(at)).unwrap_or(&self.joined);
        text.position(self.within(Span::new(at, at)).start)
    }

    /// A place as people read it: `8:7`, or `users.yaml:8:7` where there are several files.
    pub fn place(&self, at: u32) -> String {
        let Position { line, column } = self.position(at);
        match self.names.get(self.file_of(at)) {
            Some(name) if self.names.len() > 1 => format!("{name}:{line}:{column}"),
            _ => format!("{line}:{column}"),
        }
    }

    fn free(&self, name: &str) -> String {
        let is_free = |name: &str| self.names.iter().all(|other| other != name);
        let name = if name.trim().is_empty() {
            UNNAMED
        } else {
            name
        };
        if is_free(name) {
            return name.to_owned();
        }
        let (stem, end) = name.rsplit_once('.').unwrap_or((name, "yaml"));
        (2..)
            .map(|number| format!("{stem}-{number}.{end}"))
            .find(|name| is_free(name))
            .unwrap_or_default()
    }

    fn join(&mut self) {
        if self.texts.len() == 1 {
            self.starts = vec![0];
            self.joined = Text::default();
            return;
        }
        let mut all = String::new();
        self.starts.clear();
        for (at, text) in self.texts.iter().enumerate() {
            if at > 0 {
                if !all.is_empty() && !all.ends_with('\n') {
                    all.push('\n');
                }
                if !text.as_str().starts_with("---") {
                    all.push_str("---\n");
                }
            }
            self.starts
                .push(u32::try_from(all.len()).unwrap_or(u32::MAX));
            all.push_str(text.as_str());
        }
        self.joined = Text::new(&all);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folder(texts: &[&str]) -> Folder {
        let files = texts.iter().enumerate();
        let files = files.map(|(at, text)| File {
            name: format!("{at}.yaml"),
            text: (*text).into(),
        });
        Folder::new(files.collect(), 0)
    }

    #[test]
    fn files_make_one_text_and_places_lead_back_to_them() {
        let mut folder = folder(&["a: é", "---\nb: 1\n", "c: 2\n"]);
        assert_eq!(folder.all().as_str(), "a: é\n---\nb: 1\n---\nc: 2\n");
        let at = |word: &str| u32::try_from(folder.all().as_str().find(word).unwrap()).unwrap();
        let (a, b, c) = (at("é"), at("b:"), at("c:"));
        assert_eq!([a, b, c].map(|at| folder.file_of(at)), [0, 1, 2]);
        assert_eq!(folder.place(a), "0.yaml:1:4");
        assert_eq!(folder.place(b), "1.yaml:2:1");
        assert_eq!(folder.place(c), "2.yaml:1:1");
        assert_eq!(folder.units(Span::new(b, b + 1)), 4..5);
        folder.turn_to(1);
        assert_eq!(folder.span(4..5), Span::new(b, b + 1));
        assert_eq!(folder.text().slice(Span::new(4, 5)), "b");
        assert_eq!(folder.all().slice(folder.whole()), "---\nb: 1\n");
        folder.typed(0..u32::MAX, "");
        assert_eq!(folder.all().as_str(), "a: é\n---\n---\nc: 2\n");
    }

    #[test]
    fn one_file_is_the_text() {
        let folder = folder(&["---\na: 1"]);
        assert_eq!(folder.all(), folder.text());
        assert_eq!(folder.place(4), "2:1");
    }

    #[test]
    fn names_stay_different_and_one_file_stays() {
        let mut folder = folder(&["", ""]);
        let named = |name: &str| File {
            name: name.into(),
            text: String::new(),
        };
        assert_eq!(folder.add(&named("0.yaml")), 2);
        assert_eq!(folder.names(), ["0.yaml", "1.yaml", "0-2.yaml"]);
        folder.rename(2, "1.yaml");
        folder.rename(1, " users.yaml ");
        assert_eq!(folder.names(), ["0.yaml", "users.yaml", "0-2.yaml"]);
        folder.turn_to(2);
        folder.remove(0);
        assert_eq!((folder.shown(), folder.names().len()), (1, 2));
        folder.remove(1);
        assert_eq!(folder.shown(), 0);
        folder.remove(0);
        assert_eq!(folder.names(), ["users.yaml"]);
    }
}
