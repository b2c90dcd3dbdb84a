//! Checks single values: text, numbers, booleans, words, times.

use alloc::format;

use super::{
    Standard,
    check::{At, Reader, Side, edit},
};
use crate::{
    policy::{
        duration::Duration,
        schema::Shape,
        spelling::{listed, nearest},
    },
    yaml::{
        diagnostic::{Diagnostic, Severity},
        findings::Findings,
        node::{Node, Scalar},
        scalar::Meaning,
    },
};

/// Words the reference takes for a boolean where it is lenient.
const SWITCHES: [&str; 13] = [
    "", "true", "yes", "yeah", "y", "1", "on", "false", "no", "nope", "n", "0", "off",
];

impl Reader<'_> {
    pub(super) fn scalar(&self, node: &Node, shape: &Shape, at: &At, findings: &mut Findings) {
        let Some(scalar) = node.scalar() else {
            findings.push(self.wrong_type(node, shape, at));
            return;
        };
        let found = match shape {
            Shape::Bool | Shape::LenientBool => self.boolean(node, scalar, shape, at),
            Shape::Choice { words, most, on } => {
                self.choice(node, scalar, (*words, *most, *on), shape, at)
            }
            Shape::Count | Shape::Integer => self.number(node, scalar, shape, at),
            Shape::SecretReference => self.secret(node, scalar, at),
            Shape::Duration(days) => self.duration(node, scalar, *days, at),
            _ => match self.text(node, scalar, shape, at) {
                Some(finding) => Some(finding),
                None => {
                    self.language(node, scalar, shape, at, findings);
                    self.word(node, scalar, shape, at)
                }
            },
        };
        if let Some(finding) = found {
            findings.push(finding);
        }
    }

    /// Whether a plain scalar that should be text is text to every reader (departures 11).
    fn text(&self, node: &Node, scalar: &Scalar, shape: &Shape, at: &At) -> Option<Diagnostic> {
        let written = self.source.slice(node.span);
        match scalar.meaning() {
            Meaning::Text | Meaning::Null => None,
            meaning if meaning.is_ambiguous() && self.standard == Standard::Strict => Some(
                Diagnostic::new(
                    "yaml/ambiguous-scalar",
                    Severity::Error,
                    node.span,
                    format!("`{written}` without quotes is text to some readers and something else to others"),
                )
                .help("quote it")
                .fix(edit("put it in quotes", node.span, format!("'{written}'"))),
            ),
            Meaning::Merge => None,
            _ => Some(self.wrong_type(node, shape, at)),
        }
    }

    /// Secrets are kept apart from the policy, which many people read.
    fn secret(&self, node: &Node, scalar: &Scalar, at: &At) -> Option<Diagnostic> {
        let named = scalar.text.strip_prefix("secret://");
        let good = named.is_some_and(|name| !name.is_empty()) || scalar.text.is_empty();
        (!good && self.standard == Standard::Strict).then(|| {
            Diagnostic::new(
                "schema/literal-secret",
                Severity::Error,
                node.span,
                format!("`{}` must not be written into the policy", at.field),
            )
            .help("store it as a secret and write `secret://NAME` here")
        })
    }

    fn boolean(&self, node: &Node, scalar: &Scalar, shape: &Shape, at: &At) -> Option<Diagnostic> {
        if let Meaning::Bool(_) | Meaning::Switch(_) = scalar.meaning() {
            return None;
        }
        if *shape == Shape::LenientBool {
            let known = SWITCHES
                .iter()
                .any(|word| scalar.text.eq_ignore_ascii_case(word));
            if known || self.standard != Standard::Strict {
                return None;
            }
            return Some(
                Diagnostic::new(
                    "schema/lenient-bool",
                    Severity::Warning,
                    node.span,
                    format!("`{}` is taken for `false`", scalar.text),
                )
                .help("write `true` or `false`"),
            );
        }
        Some(
            Diagnostic::new(
                "schema/wrong-type",
                Severity::Error,
                node.span,
                format!(
                    "`{}` is `true` or `false`, and this is {}",
                    at.field,
                    node.describe()
                ),
            )
            .help("write `true` or `false` without quotes"),
        )
    }

    fn choice(
        &self,
        node: &Node,
        scalar: &Scalar,
        (words, most, on): (&[&str], u32, bool),
        shape: &Shape,
        at: &At,
    ) -> Option<Diagnostic> {
        let known = match scalar.meaning() {
            Meaning::Bool(value) | Meaning::Switch(value) => on || !value,
            Meaning::Integer => scalar
                .text
                .parse::<u32>()
                .is_ok_and(|number| number <= most),
            Meaning::Text => {
                scalar.text.is_empty()
                    || words.contains(&scalar.text.as_str())
                    || (on
                        && SWITCHES
                            .iter()
                            .any(|word| scalar.text.eq_ignore_ascii_case(word)))
            }
            _ => return Some(self.wrong_type(node, shape, at)),
        };
        (!known).then(|| not_a_word(node, scalar, words, at))
    }

    fn number(&self, node: &Node, scalar: &Scalar, shape: &Shape, at: &At) -> Option<Diagnostic> {
        let fits = match shape {
            Shape::Count => scalar.text.parse::<u32>().is_ok(),
            _ => scalar.text.parse::<i64>().is_ok(),
        };
        // Old dumps pad their ids with zeros.
        let padded = *shape == Shape::Integer && scalar.meaning() == Meaning::OddNumber;
        if fits && (padded || scalar.meaning() == Meaning::Integer) {
            return None;
        }
        let what = if scalar.meaning() == Meaning::Integer {
            format!("`{}`", scalar.text)
        } else {
            node.describe().into()
        };
        Some(
            Diagnostic::new(
                "schema/wrong-type",
                Severity::Error,
                node.span,
                format!("`{}` is {}, and this is {what}", at.field, shape.describe()),
            )
            .help("write a number such as `2`, without quotes"),
        )
    }

    /// L14, and the bound on `max_duration` (Y5).
    fn duration(
        &self,
        node: &Node,
        scalar: &Scalar,
        days: Option<i64>,
        at: &At,
    ) -> Option<Diagnostic> {
        let wrong = |message| {
            Diagnostic::new("schema/duration", Severity::Error, node.span, message)
                .help("a duration is text like `1h30m` or `2d`; `never` is none")
        };
        if let Meaning::Integer | Meaning::Float | Meaning::OddNumber = scalar.meaning() {
            let written = self.source.slice(node.span);
            let finding = wrong(format!("`{}` is a number without a unit", scalar.text));
            return Some(if written == "0" {
                finding.fix(edit("put it in quotes", node.span, "'0'".into()))
            } else {
                finding
            });
        }
        if scalar.meaning() != Meaning::Text {
            return Some(wrong(format!("`{}` is no duration", scalar.text)));
        }
        match Duration::parse(&scalar.text) {
            Err(problem) => Some(wrong(problem)),
            Ok(duration) => {
                let days =
                    days.filter(|_| self.standard >= Standard::Store && at.side == Side::Allow)?;
                let most = Duration::from_hours(days.saturating_mul(24));
                (duration > most).then(|| {
                    Diagnostic::new(
                        "schema/max-duration",
                        Severity::Error,
                        node.span,
                        format!("`{}` is more than {days} days", scalar.text),
                    )
                    .help(format!("`{}` may be {days}d at most", at.field))
                })
            }
        }
    }

    /// Values of which only some are meaningful.
    fn word(&self, node: &Node, scalar: &Scalar, shape: &Shape, at: &At) -> Option<Diagnostic> {
        let text = scalar.text.as_str();
        let ours = self.standard == Standard::Strict;
        match shape {
            _ if text.is_empty() => None,
            Shape::Word(words) if !words.contains(&text) => {
                Some(not_a_word(node, scalar, words, at))
            }
            Shape::OurWord(words) if ours && !words.contains(&text) => {
                Some(not_a_word(node, scalar, words, at))
            }
            Shape::OpenWord(words) if ours && !words.contains(&text) => {
                let meant = nearest(text, words.iter().copied())?;
                Some(
                    Diagnostic::new(
                        "schema/unknown-word",
                        Severity::Warning,
                        node.span,
                        format!("`{text}` is not known in `{}`", at.field),
                    )
                    .help(format!("did you mean `{meant}`?"))
                    .fix(edit(
                        &format!("change to `{meant}`"),
                        node.span,
                        meant.into(),
                    )),
                )
            }
            Shape::Timestamp if !is_timestamp(text) => Some(self.malformed(node, shape, at)),
            Shape::TimeOfDay if !is_time_of_day(text) => Some(self.malformed(node, shape, at)),
            Shape::GrantedName if text == "*" && at.side == Side::Allow => Some(
                Diagnostic::new(
                    "schema/bare-wildcard",
                    Severity::Error,
                    node.span,
                    format!("`*` is not accepted in `{}`", at.field),
                )
                .help("name what is meant"),
            ),
            _ => None,
        }
    }

    fn malformed(&self, node: &Node, shape: &Shape, at: &At) -> Diagnostic {
        Diagnostic::new(
            "schema/wrong-type",
            Severity::Error,
            node.span,
            format!("`{}` is {}", at.field, shape.describe()),
        )
        .help(format!("write {}", shape.describe()))
    }
}

fn not_a_word(node: &Node, scalar: &Scalar, words: &[&str], at: &At) -> Diagnostic {
    let finding = Diagnostic::new(
        "schema/enum",
        Severity::Error,
        node.span,
        format!("`{}` cannot be `{}`", at.field, scalar.text),
    );
    match nearest(&scalar.text, words.iter().copied()) {
        Some(meant) => finding
            .help(format!(
                "did you mean `{meant}`? {} is accepted",
                listed(words, "or")
            ))
            .fix(edit(
                &format!("change to `{meant}`"),
                node.span,
                meant.into(),
            )),
        None => finding.help(format!("{} is accepted", listed(words, "or"))),
    }
}

/// Whether this is shaped like RFC 3339; the calendar is not consulted.
fn is_timestamp(text: &str) -> bool {
    let mut shape = alloc::string::String::with_capacity(text.len());
    for character in text.chars().take(40) {
        shape.push(if character.is_ascii_digit() {
            '0'
        } else {
            character
        });
    }
    let Some(rest) = shape.strip_prefix("0000-00-00T00:00:00") else {
        return false;
    };
    let rest = match rest.strip_prefix('.') {
        Some(fraction) => fraction.trim_start_matches('0'),
        None => rest,
    };
    matches!(rest, "Z" | "+00:00" | "-00:00")
}

fn is_time_of_day(text: &str) -> bool {
    let number = |text: &str, most: u8| {
        text.len() <= 2
            && text.chars().all(|c| c.is_ascii_digit())
            && text.parse::<u8>().is_ok_and(|n| n <= most)
    };
    text.split_once(':')
        .is_some_and(|(hour, minute)| number(hour, 23) && minute.len() == 2 && number(minute, 59))
}
