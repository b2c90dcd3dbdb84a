//! What a matcher requires of a name, as globs: often all of it, otherwise enough to leave out most
//! names before the matcher itself is asked.

use alloc::{borrow::Cow, string::String, vec, vec::Vec};

use crate::policy::matcher::{
    Form, Matcher,
    glob::Glob,
    re2::tree::{Assertion, Kind, Node},
    template::{Template, Verdict},
};

/// One way to be accepted by a matcher. A name that the matcher accepts fits one of its outlines.
#[derive(Debug)]
pub(super) enum Outline<'m> {
    /// Being this text; the matcher accepts it.
    Exactly(Cow<'m, str>),
    /// Having these parts.
    Parts {
        /// The parts. The beginning and the ending may overlap unless `enough`.
        parts: Cow<'m, Glob>,
        /// Whether the matcher accepts every name without line breaks that the glob accepts.
        enough: bool,
    },
}

/// More ways than this are not told apart.
const MOST: usize = 16;

/// The outlines of a matcher.
pub(super) fn of(matcher: &Matcher) -> Vec<Outline<'_>> {
    match matcher.form() {
        Form::Literal => vec![Outline::Exactly(matcher.text().into())],
        Form::Glob(glob) => vec![Outline::Parts {
            parts: Cow::Borrowed(glob),
            enough: true,
        }],
        Form::Regex(pattern) => outlines(&pattern.tree().root, "", ""),
        Form::Template(template) => of_template(template),
    }
}

fn of_template(template: &Template) -> Vec<Outline<'static>> {
    let (prefix, suffix) = (template.prefix.as_str(), template.suffix.as_str());
    if template.verdict == Verdict::NotMatch || may_overlap(prefix, suffix) {
        let parts = Glob {
            prefix: prefix.into(),
            infixes: Vec::new(),
            suffix: suffix.into(),
        };
        return vec![Outline::Parts {
            parts: Cow::Owned(parts),
            enough: false,
        }];
    }
    outlines(&template.pattern.tree().root, prefix, suffix)
}

/// Whether a name can begin with one and end with the other and be shorter than both (M10).
fn may_overlap(prefix: &str, suffix: &str) -> bool {
    let beginnings = suffix.char_indices().map(|(at, c)| at + c.len_utf8());
    let mut beginnings = beginnings.filter_map(|end| suffix.get(..end));
    beginnings.any(|beginning| prefix.ends_with(beginning))
}

/// The outlines of a pattern that is searched in what is between `prefix` and `suffix`.
fn outlines(root: &Node, prefix: &str, suffix: &str) -> Vec<Outline<'static>> {
    let mut start = Path {
        parts: Vec::new(),
        enough: true,
        consumed: false,
        anchored: false,
        ended: false,
    };
    start.append(prefix);
    let paths = extend(root, vec![start]);
    paths
        .into_iter()
        .map(|mut path| {
            if !path.ended {
                path.begin();
                path.parts.push(Part::Gap);
            }
            path.append(suffix);
            path.outline()
        })
        .collect()
}

/// One way through a pattern.
#[derive(Clone, Debug)]
struct Path {
    parts: Vec<Part>,
    /// Whether the parts say all that the pattern says of names without line breaks.
    enough: bool,
    /// Whether the pattern has been given any character yet.
    consumed: bool,
    /// Whether it begins where the text begins.
    anchored: bool,
    /// Whether it has met the end of the text.
    ended: bool,
}

#[derive(Clone, Debug)]
enum Part {
    Text(String),
    Gap,
}

impl Path {
    /// A pattern is searched for, so anything may come before its first character (M6).
    fn begin(&mut self) {
        if !self.consumed {
            self.consumed = true;
            if !self.anchored {
                self.parts.push(Part::Gap);
            }
        }
        if self.ended {
            self.enough = false;
        }
    }

    fn text(&mut self, text: &str) {
        self.begin();
        self.append(text);
    }

    fn append(&mut self, text: &str) {
        match self.parts.last_mut() {
            Some(Part::Text(last)) => last.push_str(text),
            _ if text.is_empty() => {}
            _ => self.parts.push(Part::Text(text.into())),
        }
    }

    /// Any text, or some that is not told apart.
    fn gap(&mut self, enough: bool) {
        self.begin();
        self.parts.push(Part::Gap);
        self.enough &= enough;
    }

    fn assertion(&mut self, assertion: Assertion) {
        match assertion {
            Assertion::TextStart if !self.consumed => self.anchored = true,
            Assertion::TextEnd if !self.ended => {
                self.begin();
                self.ended = true;
            }
            Assertion::TextEnd => {}
            _ => self.enough = false,
        }
    }

    fn outline(self) -> Outline<'static> {
        let mut texts = vec![String::new()];
        for part in self.parts {
            match (part, texts.last_mut()) {
                (Part::Text(text), Some(last)) => last.push_str(&text),
                _ => texts.push(String::new()),
            }
        }
        let suffix = if texts.len() > 1 { texts.pop() } else { None };
        let mut texts = texts.into_iter();
        let prefix = texts.next().unwrap_or_default();
        match suffix {
            None if self.enough => Outline::Exactly(prefix.into()),
            suffix => Outline::Parts {
                parts: Cow::Owned(Glob {
                    prefix,
                    infixes: texts.filter(|infix| !infix.is_empty()).collect(),
                    suffix: suffix.unwrap_or_default(),
                }),
                enough: self.enough,
            },
        }
    }
}

/// Each path, continued with the node in each of its ways. As deep as the tree, which the dialect
/// bounds (R4).
fn extend(node: &Node, mut paths: Vec<Path>) -> Vec<Path> {
    let each = |mut paths: Vec<Path>, act: &dyn Fn(&mut Path)| {
        paths.iter_mut().for_each(act);
        paths
    };
    match &node.kind {
        Kind::Empty => paths,
        Kind::Literal { text, fold: false } => each(paths, &|path| path.text(text)),
        Kind::Literal { fold: true, .. } | Kind::Class(_) | Kind::Any { .. } => {
            each(paths, &|path| path.gap(false))
        }
        Kind::Assertion(assertion) => each(paths, &|path| path.assertion(*assertion)),
        Kind::Repeat {
            inner, min, max, ..
        } => {
            let anything = matches!(inner.kind, Kind::Any { .. }) && *min == 0 && max.is_none();
            if *min > 0 {
                paths = extend(inner, paths);
            }
            each(paths, &|path| path.gap(anything))
        }
        Kind::Capture(inner) => extend(inner, paths),
        Kind::Concat(nodes) => nodes.iter().fold(paths, |paths, node| extend(node, paths)),
        Kind::Alternate(nodes) => {
            let mut all = Vec::new();
            for node in nodes {
                if all.len() + paths.len() > MOST {
                    return each(paths, &|path| path.gap(false));
                }
                all.extend(extend(node, paths.clone()));
            }
            if all.len() > MOST {
                return each(paths, &|path| path.gap(false));
            }
            all
        }
    }
}
