//! From text to trees of spanned nodes: every document of a stream, within a budget, and what is
//! wrong with its form. The only file that knows the YAML crate.

mod build;
mod syntax;

use alloc::{
    borrow::Cow,
    format,
    string::{String, ToString},
    vec::Vec,
};

use granit_parser::{ErrorKind, Event, Parser, ScalarStyle, ScanError, options};

use self::{
    build::{Builder, Over},
    syntax::Mistake,
};
use super::{
    budget::ReadBudget,
    diagnostic::{Diagnostic, Severity},
    findings::Findings,
    node::{Node, Scalar, Style},
    source::Source,
    span::Span,
};

/// What a text holds: its documents, and what is wrong with its form.
#[derive(Clone, Debug)]
pub struct Stream {
    /// In the order written. Documents that hold nothing are left out.
    pub documents: Vec<Tree>,
    /// What is wrong with their form.
    pub findings: Findings,
}

impl Stream {
    fn new(budget: &ReadBudget) -> Self {
        Self {
            documents: Vec::new(),
            findings: Findings::new(budget.diagnostics),
        }
    }
}

/// One document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tree {
    /// Its value, as far as it could be read.
    pub root: Node,
    /// Whether all of it could be read; what is missing may have been meant.
    pub whole: bool,
}

/// One stretch of a text: from where a document may begin to where the next one may, after which
/// nothing that stands here matters.
#[derive(Clone, Debug)]
pub struct Stretch {
    /// What it holds.
    pub stream: Stream,
    /// How it ended.
    pub end: End,
    /// How many values and keys it holds.
    pub nodes: usize,
    /// How many documents it holds, empty ones too.
    pub documents: usize,
}

/// Where reading ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    /// At the end of the text.
    Text,
    /// At a mistake; it goes on at this byte, the next `---`, if there is one.
    Mistake(Option<usize>),
    /// At a bound on the whole text.
    Budget,
}

/// Reads every document of `source`. Never fails: after a mistake it goes on at the next `---`.
#[must_use]
pub fn read_stream(source: &Source, budget: &ReadBudget) -> Stream {
    let mut stream = Stream::new(budget);
    let text = source.text();
    if text.len() > budget.bytes as usize {
        stream.findings.push(over_budget(
            Span::new(0, 0),
            &format!("the text is longer than {} bytes", budget.bytes),
        ));
        return stream;
    }
    let mut builder = Builder::new(*budget);
    let mut from = 0;
    while let End::Mistake(Some(next)) = read_part(source, from, &mut builder, &mut stream) {
        from = next;
    }
    builder.tabs(source, 0..text.len(), &mut stream.findings);
    stream
}

/// Reads the documents of `source` from byte `from`, where one may begin, to the end or the first
/// mistake. The stretches of a text, one after another, are what [`read_stream`] reads, as long as
/// all of them together are within the budget.
#[must_use]
pub fn read_stretch(source: &Source, from: usize, budget: &ReadBudget) -> Stretch {
    let mut stream = Stream::new(budget);
    let mut builder = Builder::new(*budget);
    let end = read_part(source, from, &mut builder, &mut stream);
    let to = match end {
        End::Mistake(Some(next)) => next,
        _ => source.text().len(),
    };
    builder.tabs(source, from..to, &mut stream.findings);
    Stretch {
        stream,
        end,
        nodes: builder.nodes,
        documents: builder.documents,
    }
}

/// Reads from byte `from` to the end or to the first mistake.
fn read_part(source: &Source, from: usize, builder: &mut Builder, stream: &mut Stream) -> End {
    let text = source.text().get(from..).unwrap_or_default();
    let mut options = options! {
        emit_unresolved_aliases: true,
        emit_anchor_events: true,
        simple_key_max_lookahead: 1024,
        flow_nesting_limit: ReadBudget::MAX_DEPTH * 2,
        block_nesting_limit: ReadBudget::MAX_DEPTH * 2,
    };
    options.set_emit_comments(false);
    let place = |span: granit_parser::Span| {
        let (start, end) = span
            .byte_range()
            .map_or((0, 0), |range| (range.start, range.end));
        Span::new(offset(from + start), offset(from + end.max(start)))
    };
    for next in Parser::new_from_str_with_options(text, options) {
        let (event, span) = match next {
            Ok((event, span)) => (event, span),
            Err(error) => {
                let at = from + error.marker().byte_offset().unwrap_or(text.len());
                stream
                    .findings
                    .push(syntax::explain(source, at, mistake(&error)));
                builder.abandon(stream);
                return End::Mistake(next_document(source.text(), from, at));
            }
        };
        let tag = span.tag_span().map(place);
        let tagged = event.is_node() && span.tag_start().is_some();
        let span = place(span);
        if tagged {
            stream
                .findings
                .push(syntax::tag(source, tag.unwrap_or(span)));
        }
        let step = match event {
            Event::Scalar(value, style, ..) => builder.scalar(source, span, scalar(value, style)),
            Event::SequenceStart(..) => builder.open_list(source, span),
            Event::MappingStart(..) => builder.open_map(span),
            Event::SequenceEnd | Event::MappingEnd => {
                builder.close(span, stream);
                Ok(())
            }
            Event::Alias(_) | Event::UnresolvedAlias(_) => {
                stream.findings.push(syntax::alias(source, span));
                builder.unread(span)
            }
            Event::Anchor(..) => {
                stream.findings.push(syntax::anchor(source, span));
                Ok(())
            }
            Event::DocumentEnd => {
                builder.finish(stream);
                Ok(())
            }
            _ => Ok(()),
        };
        if let Err(over) = step {
            stream
                .findings
                .push(over_budget(span.beginning(), &over.to_string()));
            builder.abandon(stream);
            return match over {
                Over::Depth(_) | Over::Scalar(_) => {
                    let at = span.start as usize;
                    End::Mistake(next_document(source.text(), from, at))
                }
                Over::Nodes(_) | Over::Documents(_) => End::Budget,
            };
        }
    }
    End::Text
}

/// What begins a document, at the beginning of a line.
pub const MARK: &str = "---";

/// Where the first `---` line stands that comes after both the beginning of this part and the
/// mistake in it.
#[must_use]
pub fn next_document(text: &str, from: usize, mistake: usize) -> Option<usize> {
    let mut at = mistake.max(from + 1).min(text.len());
    while !text.is_char_boundary(at) {
        at += 1;
    }
    let mut rest = text.get(at..)?;
    loop {
        let line_end = rest.find(['\n', '\r'])?;
        at += line_end + 1;
        rest = rest.get(line_end + 1..)?;
        let marker = rest
            .strip_prefix(MARK)
            .is_some_and(|after| after.is_empty() || after.starts_with([' ', '\t', '\n', '\r']));
        if marker {
            return Some(at);
        }
    }
}

fn scalar(value: Cow<'_, str>, style: ScalarStyle) -> Scalar {
    Scalar {
        text: value.into_owned(),
        style: match style {
            ScalarStyle::Plain => Style::Plain,
            ScalarStyle::SingleQuoted => Style::Single,
            ScalarStyle::DoubleQuoted => Style::Double,
            ScalarStyle::Literal => Style::Literal,
            ScalarStyle::Folded => Style::Folded,
        },
    }
}

fn over_budget(span: Span, what: &str) -> Diagnostic {
    Diagnostic::new("yaml/budget", Severity::Error, span, String::from(what))
        .help("split the text into smaller ones")
}

/// Texts longer than the budget's `u32` of bytes are refused before this is called.
fn offset(bytes: usize) -> u32 {
    u32::try_from(bytes).unwrap_or(u32::MAX)
}

/// The crate's error in our own words.
fn mistake(error: &ScanError) -> Mistake {
    use ErrorKind as Kind;
    match error.kind() {
        Kind::MissingAnchorOrAliasName => Mistake::BareIndicator,
        Kind::ExpectedTagBang
        | Kind::InvalidGlobalTagCharacter
        | Kind::InvalidTagTerminator
        | Kind::MissingTagUri
        | Kind::UnclosedVerbatimTag
        | Kind::InvalidTagEscape
        | Kind::UndeclaredTagHandle => Mistake::Tag,
        Kind::TabNotAllowed
        | Kind::TabInBlockIndentation
        | Kind::TabInIndentation
        | Kind::TabAtBlockScalarStart
        | Kind::TabInPlainScalar => Mistake::Tab,
        Kind::DocumentIndicatorInQuotedScalar | Kind::UnclosedQuotedScalar => {
            Mistake::UnclosedQuote
        }
        Kind::UnexpectedEofFlowSequence
        | Kind::UnexpectedEofFlowMapping
        | Kind::UnexpectedEofImplicitFlowMapping
        | Kind::UnclosedFlowCollection { .. } => Mistake::UnclosedBracket,
        Kind::MisplacedFlowCollectionEnd | Kind::MismatchedFlowCollectionEnd { .. } => {
            Mistake::StrayBracket
        }
        Kind::ExpectedFlowMappingSeparator | Kind::ExpectedFlowSequenceSeparator => {
            Mistake::MissingComma
        }
        Kind::InvalidTrailingSingleQuotedScalar | Kind::InvalidTrailingDoubleQuotedScalar => {
            Mistake::AfterQuote
        }
        Kind::UnknownQuotedScalarEscape
        | Kind::InvalidQuotedScalarHexEscape
        | Kind::InvalidLowSurrogateHexEscape
        | Kind::InvalidLowSurrogate
        | Kind::MissingLowSurrogate
        | Kind::UnpairedLowSurrogate
        | Kind::InvalidUnicodeEscape => Mistake::Escape,
        Kind::SimpleKeyExpected | Kind::InvalidSimpleKey | Kind::UnexpectedEndOfPlainScalar => {
            Mistake::NoField
        }
        Kind::MappingValueNotAllowed
        | Kind::InvalidColonPlacement
        | Kind::InvalidMappingValueWhitespace
        | Kind::FlowMappingValueAdjacentCollection => Mistake::Colon,
        Kind::ExpectedBlockMappingKey
        | Kind::ExpectedBlockSequenceEntry
        | Kind::ExpectedDocumentStart
        | Kind::ExpectedNodeContent
        | Kind::InvalidIndentation
        | Kind::InvalidQuotedScalarIndent
        | Kind::InvalidFlowScalarIndent
        | Kind::InvalidBlockScalarIndent
        | Kind::MappingKeyNotAllowed
        | Kind::BlockSequenceEntryNotAllowed
        | Kind::InvalidBlockEntryWhitespace => Mistake::Indentation,
        Kind::BlockEntryInFlowCollection | Kind::PlainScalarStartsWithDashFlowIndicator => {
            Mistake::DashInFlow
        }
        Kind::UnexpectedCharacter { character } => Mistake::Character(*character),
        Kind::RecursionLimitExceeded => Mistake::Deep,
        Kind::BomInsideDocument => Mistake::Character('\u{feff}'),
        Kind::CommentNotSeparated | Kind::CommentInterceptedScalar => Mistake::Comment,
        _ => Mistake::Other,
    }
}

#[cfg(test)]
mod tests;
