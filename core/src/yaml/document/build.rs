//! Puts events together into trees, with an explicit stack and within the budget.

use alloc::{collections::BTreeMap, format, string::String, vec::Vec};
use core::{fmt, ops::Range};

use super::{
    super::{
        budget::ReadBudget,
        diagnostic::{Diagnostic, Severity},
        findings::Findings,
        node::{Content, Entry, Node, Scalar, Style},
        source::Source,
        span::Span,
    },
    Stream, Tree,
};

/// Which budget ran out, and how large it was.
#[derive(Clone, Copy)]
pub(super) enum Over {
    Depth(usize),
    Scalar(usize),
    Nodes(usize),
    Documents(usize),
}

impl fmt::Display for Over {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Depth(most) => write!(f, "lists and mappings nest deeper than {most}"),
            Self::Scalar(most) => write!(f, "this value is longer than {most} bytes"),
            Self::Nodes(most) => write!(f, "the text holds more than {most} values"),
            Self::Documents(most) => write!(f, "the text holds more than {most} documents"),
        }
    }
}

/// A list or mapping that is still open.
enum Frame {
    List {
        span: Span,
        items: Vec<Node>,
    },
    Map {
        span: Span,
        entries: Vec<Entry>,
        key: Option<Node>,
    },
}

pub(super) struct Builder {
    budget: ReadBudget,
    pub(super) nodes: usize,
    pub(super) documents: usize,
    open: Vec<Frame>,
    root: Option<Node>,
    /// Scalars over several lines, in which a tab is text.
    long: Vec<Span>,
}

impl Builder {
    pub(super) fn new(budget: ReadBudget) -> Self {
        Self {
            budget,
            nodes: 0,
            documents: 0,
            open: Vec::new(),
            root: None,
            long: Vec::new(),
        }
    }

    pub(super) fn scalar(
        &mut self,
        source: &Source,
        span: Span,
        mut scalar: Scalar,
    ) -> Result<(), Over> {
        self.count()?;
        if scalar.text.len() > self.budget.scalar_bytes {
            return Err(Over::Scalar(self.budget.scalar_bytes));
        }
        let raw = source.slice(span);
        let trimmed = raw.trim_end_matches(['\n', '\r', ' ', '\t']);
        let mut span = if matches!(scalar.style, Style::Literal | Style::Folded) {
            Span::new(span.start, span.start + super::offset(trimmed.len()))
        } else {
            span
        };
        if raw.is_empty() && scalar.style == Style::Plain {
            // A value that was left out: it stands right after its colon or dash.
            scalar.text = String::new();
            span = after_colon(source, span);
        }
        if trimmed.contains('\n') {
            self.long.push(span);
        }
        self.put(Node {
            span,
            content: Content::Scalar(scalar),
        });
        Ok(())
    }

    pub(super) fn unread(&mut self, span: Span) -> Result<(), Over> {
        self.count()?;
        self.put(Node {
            span,
            content: Content::Unread,
        });
        Ok(())
    }

    pub(super) fn open_list(&mut self, source: &Source, span: Span) -> Result<(), Over> {
        let span = dash_before(source, span);
        self.open(Frame::List {
            span,
            items: Vec::new(),
        })
    }

    pub(super) fn open_map(&mut self, span: Span) -> Result<(), Over> {
        self.open(Frame::Map {
            span,
            entries: Vec::new(),
            key: None,
        })
    }

    fn open(&mut self, frame: Frame) -> Result<(), Over> {
        self.count()?;
        let depth = self.budget.depth.min(ReadBudget::MAX_DEPTH);
        if self.open.len() >= depth {
            return Err(Over::Depth(depth));
        }
        self.open.push(frame);
        Ok(())
    }

    /// Closes the innermost list or mapping; `span` is its closing bracket, or empty.
    pub(super) fn close(&mut self, span: Span, stream: &mut Stream) {
        let Some(frame) = self.open.pop() else {
            return;
        };
        let mut node = frame.into_node();
        if span.end > span.start {
            node.span.end = span.end;
        }
        if let Content::Map(entries) = &node.content {
            duplicate_keys(entries, &mut stream.findings);
        }
        self.put(node);
    }

    /// Ends a document that was read to its end.
    pub(super) fn finish(&mut self, stream: &mut Stream) {
        self.take(stream, true);
    }

    /// Ends a document in the middle, keeping what was read.
    pub(super) fn abandon(&mut self, stream: &mut Stream) {
        while !self.open.is_empty() {
            self.close(Span::default(), stream);
        }
        self.take(stream, false);
    }

    fn take(&mut self, stream: &mut Stream, whole: bool) {
        self.open.clear();
        if let Some(root) = self.root.take().filter(|root| !root.is_null()) {
            stream.documents.push(Tree { root, whole });
        }
    }

    fn count(&mut self) -> Result<(), Over> {
        self.nodes += 1;
        if self.nodes > self.budget.nodes {
            return Err(Over::Nodes(self.budget.nodes));
        }
        if self.open.is_empty() {
            self.documents += 1;
            if self.documents > self.budget.documents {
                return Err(Over::Documents(self.budget.documents));
            }
        }
        Ok(())
    }

    fn put(&mut self, node: Node) {
        match self.open.last_mut() {
            None => self.root = Some(node),
            Some(Frame::List { items, .. }) => items.push(node),
            Some(Frame::Map { entries, key, .. }) => match key.take() {
                None => *key = Some(node),
                Some(key) => entries.push(Entry { key, value: node }),
            },
        }
    }

    /// Tabs before comments: allowed by YAML 1.2, refused by the readers most clusters use.
    pub(super) fn tabs(&self, source: &Source, bytes: Range<usize>, findings: &mut Findings) {
        let mut at = bytes.start;
        let text = source.text().get(bytes).unwrap_or_default();
        if !text.contains('\t') {
            return;
        }
        for line in text.split_inclusive('\n') {
            let blank = line.len() - line.trim_start_matches([' ', '\t']).len();
            let indentation = line.get(..blank).unwrap_or_default();
            let comment = line.get(blank..).is_some_and(|rest| rest.starts_with('#'));
            if let Some(tab) = indentation.find('\t').filter(|_| comment) {
                let span = Span::new(super::offset(at + tab), super::offset(at + blank));
                let index = self.long.partition_point(|long| long.start <= span.start);
                let text = index
                    .checked_sub(1)
                    .and_then(|index| self.long.get(index))
                    .is_some_and(|long| long.holds(span));
                if !text {
                    findings.push(super::syntax::tab(source, span.start as usize));
                }
            }
            at += line.len();
        }
    }
}

impl Frame {
    fn into_node(self) -> Node {
        match self {
            Self::List { span, items } => Node {
                span: Span::new(
                    span.start,
                    items.last().map_or(span.end, |last| last.span.end),
                ),
                content: Content::List(items),
            },
            Self::Map {
                span,
                mut entries,
                key,
            } => {
                if let Some(key) = key {
                    let end = Span::new(key.span.end, key.span.end);
                    entries.push(Entry {
                        key,
                        value: Node {
                            span: end,
                            content: Content::Unread,
                        },
                    });
                }
                let end = entries
                    .last()
                    .map_or(span.end, |last| last.value.span.end.max(last.key.span.end));
                let start = entries
                    .first()
                    .map_or(span.start, |first| first.key.span.start.min(span.start));
                Node {
                    span: Span::new(start, end.max(start)),
                    content: Content::Map(entries),
                }
            }
        }
    }
}

fn duplicate_keys(entries: &[Entry], findings: &mut Findings) {
    let mut seen: BTreeMap<&str, Span> = BTreeMap::new();
    for entry in entries {
        let Some(key) = entry.key.scalar() else {
            continue;
        };
        match seen.get(key.text.as_str()) {
            None => {
                seen.insert(&key.text, entry.key.span);
            }
            Some(first) => findings.push(
                Diagnostic::new(
                    "yaml/duplicate-key",
                    Severity::Error,
                    entry.key.span,
                    format!("`{}` is given twice", key.text),
                )
                .label(*first, "given here first")
                .help("keep one of the two; readers disagree about which one counts"),
            ),
        }
    }
}

/// A block list begins at its first dash.
fn dash_before(source: &Source, span: Span) -> Span {
    if span.end > span.start || source.slice(Span::new(span.start, span.start + 1)) == "-" {
        return span;
    }
    let before = source.slice(Span::new(0, span.start));
    let trimmed = before.trim_end_matches([' ', '\t', '\n', '\r']);
    if trimmed.ends_with('-') {
        let start = super::offset(trimmed.len() - 1);
        Span::new(start, start)
    } else {
        span
    }
}

/// The place right after the colon that follows `span`, if one does.
fn after_colon(source: &Source, span: Span) -> Span {
    let rest = source.text().get(span.start as usize..).unwrap_or_default();
    let blank = rest.len() - rest.trim_start_matches([' ', '\t']).len();
    if rest.get(blank..).is_some_and(|rest| rest.starts_with(':')) {
        let at = span.start + super::offset(blank + 1);
        Span::new(at, at)
    } else {
        span
    }
}
