//! Mistakes of form in words a person can act on, each at the place where it was made.

use alloc::{format, string::String};

use super::{
    super::{
        diagnostic::{Applicability, Diagnostic, Edit, Fix, Severity},
        source::{Position, Source},
        span::Span,
    },
    offset, over_budget,
};

/// What is wrong, as far as the parser can tell.
#[derive(Clone, Copy)]
pub(super) enum Mistake {
    /// `*` or `&` without a name.
    BareIndicator,
    /// Something that begins with `!`.
    Tag,
    Tab,
    UnclosedQuote,
    UnclosedBracket,
    /// A `]` or `}` that closes nothing.
    StrayBracket,
    MissingComma,
    /// Text after a closing quote.
    AfterQuote,
    Escape,
    /// Text where a field was expected.
    NoField,
    /// A colon where none may stand.
    Colon,
    Indentation,
    DashInFlow,
    Character(char),
    Comment,
    Deep,
    Other,
}

/// The finding for a mistake that the parser met at byte `at`.
pub(super) fn explain(source: &Source, at: usize, mistake: Mistake) -> Diagnostic {
    let rest = source.text().get(at..).unwrap_or_default();
    match mistake {
        Mistake::BareIndicator => bare_indicator(source, at),
        Mistake::Tag => tag(source, Span::new(offset(at), offset(at + word(rest).len()))),
        Mistake::Tab => tab(source, tab_near(source, at)),
        Mistake::UnclosedQuote => error(first(rest, at), "the quote opened here is never closed")
            .help("close it on the line where it belongs"),
        Mistake::UnclosedBracket => error(first(rest, at), "a bracket is opened and never closed")
            .help("close it with `]` or `}`"),
        Mistake::StrayBracket => {
            let span = first(rest, at);
            let bracket = source.slice(span);
            error(
                span,
                format!("`{bracket}` closes nothing that is open here"),
            )
            .help("remove it, or open what it should close")
            .fix(replace("remove it", span, String::new()))
        }
        Mistake::MissingComma => error(
            first(rest, at),
            "`,` or the closing bracket was expected here",
        )
        .help("separate elements by commas and close the bracket on the same line"),
        Mistake::AfterQuote => error(first(rest, at), "text follows the closing quote")
            .help("put the whole value into the quotes"),
        Mistake::Escape => escape(source, at),
        Mistake::NoField => no_field(source, at),
        Mistake::Colon => line_before(source, at)
            .and_then(|line| missing_space(source, line))
            .unwrap_or_else(|| {
                error(first(rest, at), "a `:` cannot stand here")
                    .help("quote a value that holds `: `, or put the field on a line of its own")
            }),
        Mistake::Indentation => error(
            Span::new(offset(at), offset(at + word(rest).len())),
            "this does not fit the lines above: its indentation belongs to no open list or mapping",
        )
        .help("align it with the fields or dashes it belongs to"),
        Mistake::DashInFlow => error(first(rest, at), "`- ` cannot stand inside brackets")
            .help("separate elements by commas, or quote the text"),
        Mistake::Character(character) => {
            let shown: String = character.escape_default().collect();
            error(first(rest, at), format!("`{shown}` cannot stand here"))
                .help("quote the text it begins, or remove it")
        }
        Mistake::Comment => error(first(rest, at), "a comment needs a space before its `#`")
            .help("put a space before `#`, or quote the text"),
        Mistake::Deep => over_budget(
            first(rest, at).beginning(),
            "lists and mappings nest too deep",
        ),
        Mistake::Other => error(
            Span::new(offset(at), offset(at + word(rest).len())),
            "this is not YAML",
        )
        .help("check quotes, brackets and indentation here"),
    }
}

/// A value that begins with `!`: a tag to YAML, a negation to people.
pub(super) fn tag(source: &Source, span: Span) -> Diagnostic {
    let finding = Diagnostic::new(
        "yaml/tag",
        Severity::Error,
        span,
        "a value that begins with `!` is a YAML tag, not text",
    )
    .help("quote the whole value");
    match rest_of_value(source, span) {
        Some(value) => finding.fix(quote(source, value)),
        None => finding,
    }
}

/// `*name`: a reference to YAML, a wildcard to people.
pub(super) fn alias(source: &Source, span: Span) -> Diagnostic {
    let name = source.slice(span);
    Diagnostic::new(
        "yaml/alias",
        Severity::Error,
        span,
        format!("`{name}` without quotes is a YAML alias, and aliases are not read"),
    )
    .help("quote it if the `*` is a wildcard; otherwise write the value out")
    .fix(quote(source, span))
}

/// `&name`: the other half of an alias.
pub(super) fn anchor(source: &Source, span: Span) -> Diagnostic {
    let name = source.slice(span);
    Diagnostic::new(
        "yaml/alias",
        Severity::Error,
        span,
        format!("`{name}` without quotes is a YAML anchor, and anchors are not read"),
    )
    .help("remove it, or quote the text that begins with `&`")
}

/// A tab in the indentation that byte `at` stands in.
pub(super) fn tab(source: &Source, at: usize) -> Diagnostic {
    let rest = source.text().get(at..).unwrap_or_default();
    let tabs = rest.len() - rest.trim_start_matches('\t').len();
    let span = Span::new(offset(at), offset(at + tabs.max(1).min(rest.len())));
    Diagnostic::new(
        "yaml/tab",
        Severity::Error,
        span,
        "a tab cannot indent or separate in YAML",
    )
    .help("use spaces")
    .fix(replace("replace by spaces", span, "  ".repeat(tabs.max(1))))
}

/// The tab the parser stumbled over: in the indentation of the line of byte `at`, or after it.
fn tab_near(source: &Source, at: usize) -> usize {
    let line = source.position(offset(at)).line;
    let start = source.offset(Position { line, column: 1 }) as usize;
    let blank = source
        .text()
        .get(start..at)
        .filter(|before| before.trim_start_matches([' ', '\t']).is_empty())
        .and_then(|before| before.find('\t'));
    let after = || source.text().get(at..).and_then(|rest| rest.find('\t'));
    match blank {
        Some(tab) => start + tab,
        None => at + after().unwrap_or(0),
    }
}

fn bare_indicator(source: &Source, at: usize) -> Diagnostic {
    let rest = source.text().get(at..).unwrap_or_default();
    let span = Span::new(offset(at), offset(at + word(rest).len()));
    let (indicator, what) = if rest.starts_with('&') {
        ("&", "anchor")
    } else {
        ("*", "alias")
    };
    error(
        span,
        format!("`{indicator}` without quotes begins a YAML {what}"),
    )
    .help(format!("quote it: `'{}'`", word(rest)))
    .fix(quote(source, span))
}

fn escape(source: &Source, at: usize) -> Diagnostic {
    let rest = source.text().get(at..).unwrap_or_default();
    let mut place = None;
    let mut characters = rest.char_indices().skip(1);
    while let Some((index, character)) = characters.next() {
        match character {
            '"' => break,
            '\\' => {
                let Some((next, escaped)) = characters.next() else {
                    break;
                };
                if !valid_escape(escaped, rest.get(next + 1..).unwrap_or_default()) {
                    place = Some((index, next + escaped.len_utf8()));
                    break;
                }
            }
            _ => {}
        }
    }
    let Some((start, end)) = place else {
        return error(first(rest, at), "an escape in this text is not valid")
            .help("use single quotes, in which `\\` is an ordinary character");
    };
    let span = Span::new(offset(at + start), offset(at + end));
    let written = source.slice(span);
    error(
        span,
        format!("`{written}` is no escape in a double-quoted text"),
    )
    .help("use single quotes, in which `\\` is an ordinary character, or write `\\\\`")
    .fix(replace(
        "double the backslash",
        span.beginning(),
        "\\".into(),
    ))
}

fn valid_escape(escaped: char, after: &str) -> bool {
    let digits = match escaped {
        'x' => 2,
        'u' => 4,
        'U' => 8,
        _ => return "0abt\tnvfre \"/\\N_LP\n\r".contains(escaped),
    };
    after
        .get(..digits)
        .and_then(|hex| u32::from_str_radix(hex, 16).ok())
        .is_some_and(|code| char::from_u32(code).is_some() || (0xd800..0xe000).contains(&code))
}

/// Text stands where a field or an element should.
fn no_field(source: &Source, at: usize) -> Diagnostic {
    let line = source
        .text()
        .get(at..)
        .and_then(|rest| rest.lines().next())
        .unwrap_or_default()
        .trim_end();
    let span = Span::new(offset(at), offset(at + line.len()));
    if line.len() > 3 && line.chars().all(|c| c == '-') {
        return error(span, format!("`{line}` does not separate documents"))
            .help("documents are separated by exactly three dashes")
            .fix(replace("make it `---`", span, "---".into()));
    }
    missing_space(source, span).unwrap_or_else(|| {
        error(span, "this is neither a field nor a list item")
            .help("a field ends with `:`, a list item begins with `- `")
    })
}

/// A dash or colon in the line at `span` that lacks its space.
fn missing_space(source: &Source, span: Span) -> Option<Diagnostic> {
    let line = source.slice(span);
    let (index, message, help) = if line.starts_with('-') && !line.starts_with("- ") {
        (
            0,
            "a `-` without a space after it is text, not a list item",
            "put a space after the dash",
        )
    } else {
        let colon = line
            .find(':')
            .filter(|_| !line.contains(": ") && !line.ends_with(':'))?;
        (
            colon,
            "a `:` without a space after it is text, not a field",
            "put a space after the colon",
        )
    };
    let after = span.start + offset(index + 1);
    let space = replace("add the space", Span::new(after, after), " ".into());
    Some(error(span, message).help(help).fix(space))
}

/// The line above the one of byte `at`, without its indentation.
fn line_before(source: &Source, at: usize) -> Option<Span> {
    let line = source
        .position(offset(at))
        .line
        .checked_sub(1)
        .filter(|line| *line > 0)?;
    let start = source.offset(Position { line, column: 1 });
    let end = source.offset(Position {
        line,
        column: u32::MAX,
    });
    let text = source.slice(Span::new(start, end));
    let blank = text.len() - text.trim_start().len();
    Some(Span::new(start + offset(blank), end))
}

fn error(span: Span, message: impl Into<String>) -> Diagnostic {
    Diagnostic::new("yaml/syntax", Severity::Error, span, message)
}

fn replace(title: &str, span: Span, text: String) -> Fix {
    Fix {
        title: title.into(),
        applicability: Applicability::Likely,
        edits: alloc::vec![Edit { span, text }],
    }
}

/// Puts what stands at `span` into single quotes.
fn quote(source: &Source, span: Span) -> Fix {
    let quoted = format!("'{}'", source.slice(span).replace('\'', "''"));
    replace("put it in quotes", span, quoted)
}

/// The first character of `rest`, which stands at `at`.
fn first(rest: &str, at: usize) -> Span {
    let length = rest.chars().next().map_or(0, char::len_utf8);
    Span::new(offset(at), offset(at + length))
}

/// What `rest` begins with, up to white space or a flow indicator.
fn word(rest: &str) -> &str {
    let end = rest
        .find(|c: char| c.is_whitespace() || matches!(c, ',' | ']' | '}'))
        .unwrap_or(rest.len());
    rest.get(..end).unwrap_or_default()
}

/// From `span` to the end of its line, without a comment; none inside brackets, where the end of
/// the value is not certain.
fn rest_of_value(source: &Source, span: Span) -> Option<Span> {
    let start = source.position(span.start);
    let line_start = source.offset(Position {
        line: start.line,
        column: 1,
    });
    let before = source.slice(Span::new(line_start, span.start)).trim_end();
    let rest = source.text().get(span.start as usize..)?.lines().next()?;
    if before.contains(['[', '{']) || !(before.ends_with(':') || before.ends_with('-')) {
        return None;
    }
    let rest = rest
        .find(" #")
        .map_or(rest, |comment| rest.get(..comment).unwrap_or(rest));
    Some(Span::new(
        span.start,
        span.start + offset(rest.trim_end().len()),
    ))
}
