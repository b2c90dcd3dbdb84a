//! One entry of the log, as it is read from its row, and what it says in words.

use postern_core::{api::audit::AuditRow, request::timestamp::Timestamp};
use serde::Deserialize;
use serde_json::Value;

use super::action::{Action, action};
use crate::words;

/// An entry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Its row.
    pub row: AuditRow,
    /// The version of the core that wrote it.
    pub core: String,
    /// What it says.
    pub said: Said,
}

/// What an entry says.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub struct Said {
    /// What was done, in one stable word.
    pub action: String,
    /// Who did it; absent for the clock and for Postern itself.
    pub actor: Option<String>,
    /// When.
    pub at: Option<Timestamp>,
    /// Particulars.
    pub data: Value,
    /// The policy in force.
    pub policy: Option<String>,
    /// The call it came with.
    pub request_id: String,
    /// From where the call came.
    pub source: String,
    /// What it was done to.
    pub subject: String,
    /// The machine token that acted.
    pub token: Option<String>,
}

/// A row's text.
#[derive(Deserialize)]
struct Body {
    #[serde(default)]
    core: String,
    entry: Said,
}

/// A part of the sentence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Part {
    /// Plain words.
    Words(String),
    /// A person.
    Person(String),
    /// A role.
    Role(String),
    /// The name or id of something else.
    Name(String),
}

impl Entry {
    /// Reads a row. One that cannot be read is an entry that says nothing; the check of the chain tells why.
    pub fn read(row: AuditRow) -> Self {
        let body: Option<Body> = serde_json::from_str(&row.body).ok();
        let (core, said) = body.map(|body| (body.core, body.entry)).unwrap_or_default();
        Self { row, core, said }
    }

    /// What kind of entry it is.
    pub fn action(&self) -> Option<&'static Action> {
        action(&self.said.action)
    }

    /// Whether it is about a request, so that its subject is one's id.
    pub fn is_about_request(&self) -> bool {
        self.said.action.starts_with("request-")
    }

    /// When it happened.
    pub fn at(&self) -> Timestamp {
        self.said.at.unwrap_or(Timestamp::from_ms(0))
    }

    /// The sentence, in parts.
    pub fn sentence(&self) -> Vec<Part> {
        let said = &self.said;
        let template = match self.action() {
            Some(action) => action.sentence,
            None if said.action.is_empty() => "This entry cannot be read",
            None => "%w: %a %d",
        };
        let mut parts = Vec::new();
        let mut pieces = template.split('%');
        push(&mut parts, pieces.next().unwrap_or_default());
        for piece in pieces {
            let mut rest = piece.chars();
            match rest.next() {
                Some('w') => parts.push(match &said.actor {
                    Some(actor) => Part::Person(actor.clone()),
                    None => Part::Words("Postern".into()),
                }),
                Some('s') => parts.push(Part::Person(said.subject.clone())),
                Some('i') => parts.push(Part::Name(words::short_id(&said.subject))),
                Some('d') => parts.push(Part::Name(said.subject.clone())),
                Some('a') => push(&mut parts, &said.action.replace('-', " ")),
                Some('v') => push(&mut parts, self.verdict()),
                Some('r') => self.roles(&mut parts),
                _ => {}
            }
            push(&mut parts, rest.as_str());
        }
        parts
    }

    fn verdict(&self) -> &'static str {
        match self
            .said
            .data
            .pointer("/review/verdict")
            .and_then(Value::as_str)
        {
            Some("approve") => "approved",
            Some("deny") => "denied",
            _ => "reviewed",
        }
    }

    fn roles(&self, parts: &mut Vec<Part>) {
        let roles = self.said.data.get("roles").and_then(Value::as_array);
        for role in roles.into_iter().flatten().filter_map(Value::as_str) {
            parts.push(Part::Role(role.into()));
        }
    }

    /// What somebody said about it; empty if nothing.
    pub fn note(&self) -> &str {
        [
            "/ask/reason",
            "/review/reason",
            "/resolution/reason",
            "/reason",
        ]
        .iter()
        .find_map(|path| self.said.data.pointer(path)?.as_str())
        .unwrap_or_default()
    }

    /// The particulars, one a line; empty if there are none.
    pub fn particulars(&self) -> String {
        match &self.said.data {
            Value::Null => String::new(),
            Value::Object(all) if all.is_empty() => String::new(),
            data => serde_json::to_string_pretty(data).unwrap_or_default(),
        }
    }
}

fn push(parts: &mut Vec<Part>, text: &str) {
    if !text.is_empty() {
        parts.push(Part::Words(text.into()));
    }
}

/// A hash as people compare it: `c41e…07b2`.
pub fn short_hash(hash: &str) -> String {
    let first: String = hash.chars().take(4).collect();
    let skip = hash.chars().count().saturating_sub(4);
    let last: String = hash.chars().skip(skip).collect();
    format!("{first}…{last}")
}

/// A number with its thousands apart: `10,482`.
pub fn grouped(n: u64) -> String {
    let digits = n.to_string();
    let mut out = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

#[cfg(test)]
pub mod tests {
    use postern_core::audit::{BEGINNING, row_hash};

    use super::*;

    /// Rows that are chained as the worker does it.
    pub fn rows(entries: &[(&str, Option<&str>, &str, &str)]) -> Vec<AuditRow> {
        let mut previous = BEGINNING.to_owned();
        let mut rows = Vec::new();
        for (seq, (action, actor, subject, data)) in (1_u64..).zip(entries) {
            let actor = serde_json::to_string(actor).unwrap();
            let body = format!(
                r#"{{"core":"0.4.0","entry":{{"action":"{action}","actor":{actor},"at":"2026-11-22T13:0{}:00Z","cluster":"sample","data":{data},"policy":null,"request_id":"","source":"","subject":"{subject}"}},"epoch":1,"seq":{seq}}}"#,
                seq % 10
            );
            let hash = row_hash(&previous, &body);
            rows.push(AuditRow {
                seq,
                epoch: 1,
                prev_hash: std::mem::replace(&mut previous, hash.clone()),
                body,
                hash,
            });
        }
        rows
    }

    fn text(entry: &Entry) -> String {
        let parts = entry.sentence().into_iter().map(|part| match part {
            Part::Words(text) | Part::Name(text) => text,
            Part::Person(name) => format!("*{name}*"),
            Part::Role(name) => format!("[{name}]"),
        });
        parts.collect()
    }

    #[test]
    fn entries_are_said_as_people_say_them() {
        let id = "11111111-2222-4333-8444-555555555555";
        let all = [
            (
                "request-submitted",
                Some("alice"),
                id,
                r#"{"roles":["dba","common"],"ask":{"reason":"INC-1"}}"#,
            ),
            (
                "request-reviewed",
                Some("bob"),
                id,
                r#"{"review":{"verdict":"deny","reason":"no"}}"#,
            ),
            ("request-expired", None, id, "{}"),
            (
                "user-locked",
                Some("olga"),
                "erin",
                r#"{"reason":"lost laptop"}"#,
            ),
            ("never-heard-of", None, "x", "[1]"),
        ];
        let said: Vec<String> = rows(&all)
            .into_iter()
            .map(|row| text(&Entry::read(row)))
            .collect();
        assert_eq!(
            said,
            [
                "*alice* asked for [dba][common]",
                "*bob* denied request 11111111",
                "Request 11111111 expired undecided",
                "*olga* locked *erin*",
                "Postern: never heard of x",
            ]
        );
        let entries: Vec<Entry> = rows(&all).into_iter().map(Entry::read).collect();
        let notes: Vec<&str> = entries.iter().map(Entry::note).collect();
        assert_eq!(notes, ["INC-1", "no", "", "lost laptop", ""]);
        assert_eq!(entries[2].particulars(), "");
        assert_eq!(entries[4].particulars(), "[\n  1\n]");
    }

    #[test]
    fn what_cannot_be_read_is_an_entry_all_the_same() {
        let mut row = rows(&[("x", None, "y", "{}")]).remove(0);
        row.body = "nonsense".into();
        assert_eq!(text(&Entry::read(row)), "This entry cannot be read");
    }

    #[test]
    fn numbers_and_hashes_are_short_to_read() {
        assert_eq!(grouped(7), "7");
        assert_eq!(grouped(1_000), "1,000");
        assert_eq!(grouped(1_234_567), "1,234,567");
        assert_eq!(short_hash("c41e000007b2"), "c41e…07b2");
    }
}
