//! What is drawn in the editor: the visible lines, each in pieces that are coloured and underlined.

use postern_core::yaml::{diagnostic::Severity, span::Span};

use super::{
    colour::{self, Code},
    text::Text,
};

/// A line as drawn.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Line {
    /// Counted from 1.
    pub number: u32,
    /// The worst that is wrong here.
    pub severity: Option<Grade>,
    /// Its text.
    pub pieces: Vec<Piece>,
}

/// A stretch of one look.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Piece {
    /// What stands there.
    pub text: String,
    /// Its colour, as the style sheet knows it.
    pub code: &'static str,
    /// What is wrong with it.
    pub severity: Option<Grade>,
    /// Whether it was picked.
    pub picked: bool,
}

/// A [`Severity`] as it is drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Grade {
    /// An error.
    Error,
    /// A warning.
    Warning,
    /// Worth knowing.
    Info,
    /// A matter of form.
    Hint,
}

impl From<Severity> for Grade {
    fn from(severity: Severity) -> Self {
        match severity {
            Severity::Error => Self::Error,
            Severity::Warning => Self::Warning,
            Severity::Info => Self::Info,
            Severity::Hint => Self::Hint,
        }
    }
}

impl Grade {
    /// As the style sheet knows it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
            Self::Info => "info",
            Self::Hint => "hint",
        }
    }
}

/// The lines from `first` on, with what is wrong in them and what is picked.
pub fn lines(
    text: &Text,
    first: u32,
    count: u32,
    wrong: &[(Span, Grade)],
    picked: Option<Span>,
) -> Vec<Line> {
    let last = u32::try_from(text.line_count()).unwrap_or(u32::MAX);
    let wanted = first.max(1)..=first.saturating_add(count).min(last);
    wanted
        .map(|number| {
            let span = text.line(number);
            let here: Vec<(Span, Grade)> = wrong
                .iter()
                .filter(|(wrong, _)| touches(*wrong, span))
                .copied()
                .collect();
            Line {
                number,
                // The sign stands where the finding begins.
                severity: here
                    .iter()
                    .filter(|(wrong, _)| wrong.start >= span.start)
                    .map(|(_, grade)| *grade)
                    .min(),
                pieces: pieces(
                    text,
                    span,
                    &here,
                    picked.filter(|picked| touches(*picked, span)),
                ),
            }
        })
        .collect()
}

/// Whether a place is on a line, be it empty or at its end.
fn touches(place: Span, line: Span) -> bool {
    place.start <= line.end && (place.end > line.start || place.start >= line.start)
}

fn pieces(text: &Text, line: Span, wrong: &[(Span, Grade)], picked: Option<Span>) -> Vec<Piece> {
    let parts = colour::parts(text.slice(line));
    let parts: Vec<(Span, Code)> = parts
        .into_iter()
        .map(|(range, code)| {
            let at = |byte: usize| line.start + u32::try_from(byte).unwrap_or_default();
            (Span::new(at(range.start), at(range.end)), code)
        })
        .collect();
    let wrong: Vec<(Span, Grade)> = wrong
        .iter()
        .map(|(span, grade)| (visible(text, *span, line), *grade))
        .collect();
    let mut cuts = vec![line.start, line.end];
    let spans = parts.iter().map(|(span, _)| *span);
    for span in spans
        .chain(wrong.iter().map(|(span, _)| *span))
        .chain(picked)
    {
        cuts.extend([span.start, span.end].map(|at| at.clamp(line.start, line.end)));
    }
    cuts.sort_unstable();
    cuts.dedup();
    let mut pieces: Vec<Piece> = cuts
        .iter()
        .zip(cuts.iter().skip(1))
        .map(|(start, end)| {
            let here = Span::new(*start, *end);
            let code = parts.iter().find(|(span, _)| span.holds(here));
            Piece {
                text: text.slice(here).to_owned(),
                code: code.map_or(Code::Plain, |(_, code)| *code).as_str(),
                severity: wrong
                    .iter()
                    .filter(|(span, _)| span.holds(here))
                    .map(|(_, grade)| *grade)
                    .min(),
                picked: picked.is_some_and(|picked| picked.holds(here)),
            }
        })
        .collect();
    // Something wrong at the very end of a line still needs something to underline.
    let beyond = wrong
        .iter()
        .filter(|(span, _)| span.start >= line.end)
        .map(|(_, grade)| *grade)
        .min();
    if beyond.is_some() {
        pieces.push(Piece {
            text: " ".into(),
            code: Code::Plain.as_str(),
            severity: beyond,
            picked: false,
        });
    }
    pieces
}

/// The part of a place on this line that can be underlined: at least one character, where there is one.
fn visible(text: &Text, place: Span, line: Span) -> Span {
    if place.start < place.end {
        return place;
    }
    let next = text
        .slice(Span::new(place.start, line.end))
        .chars()
        .next()
        .map_or(0, char::len_utf8);
    Span::new(
        place.start,
        place.start + u32::try_from(next).unwrap_or_default(),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn drawn(text: &str, wrong: &[(u32, u32, Grade)], picked: Option<(u32, u32)>) -> Vec<String> {
        let wrong: Vec<(Span, Grade)> = wrong
            .iter()
            .map(|(start, end, grade)| (Span::new(*start, *end), *grade))
            .collect();
        let picked = picked.map(|(start, end)| Span::new(start, end));
        lines(&Text::new(text), 1, 100, &wrong, picked)
            .into_iter()
            .map(|line| {
                let pieces: Vec<String> = line
                    .pieces
                    .into_iter()
                    .map(|piece| {
                        let mark = piece.severity.map_or("", Grade::as_str);
                        let picked = if piece.picked { "!" } else { "" };
                        format!(
                            "{}<{}{mark}{picked}>",
                            piece.text,
                            piece.code.get(..1).unwrap()
                        )
                    })
                    .collect();
                format!("{} {:?} {}", line.number, line.severity, pieces.concat())
            })
            .collect()
    }

    #[test]
    fn pieces_carry_what_is_wrong_and_what_is_picked() {
        assert_eq!(
            drawn("a: b\nc", &[(3, 4, Grade::Warning)], Some((0, 4))),
            ["1 Some(Warning) a<k!>:<p!> <p!>b<pwarning!>", "2 None c<p>"]
        );
    }

    #[test]
    fn an_empty_place_and_the_end_of_a_line_can_be_seen() {
        assert_eq!(
            drawn("ab", &[(0, 0, Grade::Error)], None),
            ["1 Some(Error) a<perror>b<p>"]
        );
        assert_eq!(
            drawn("ab", &[(2, 2, Grade::Hint)], None),
            ["1 Some(Hint) ab<p> <phint>"]
        );
        assert_eq!(
            drawn("", &[(0, 0, Grade::Info)], None),
            ["1 Some(Info)  <pinfo>"]
        );
    }

    #[test]
    fn the_sign_stands_at_the_first_line_and_the_worst_wins() {
        let both = [(1, 5, Grade::Warning), (4, 5, Grade::Error)];
        assert_eq!(
            drawn("ab\ncde", &both, None),
            [
                "1 Some(Warning) a<p>b<pwarning>",
                "2 Some(Error) c<pwarning>d<perror>e<p>"
            ]
        );
    }

    #[test]
    fn only_the_wanted_lines_are_drawn() {
        let numbers = |first, count| -> Vec<u32> {
            lines(&Text::new("a\nb\nc\nd"), first, count, &[], None)
                .iter()
                .map(|line| line.number)
                .collect()
        };
        assert_eq!(numbers(2, 1), [2, 3]);
        assert_eq!(numbers(3, 99), [3, 4]);
        assert_eq!(numbers(9, 9), [0_u32; 0]);
    }
}
