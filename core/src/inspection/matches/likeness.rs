//! Names that a pattern accepts and no document has, and names that look as if it should accept them: made up from
//! the pattern, and each tried before it is told.

use alloc::{
    collections::BTreeSet,
    format,
    string::{String, ToString as _},
    vec::Vec,
};

use crate::{
    api::inspection::Likeness,
    policy::{
        budget::Budget,
        matcher::{
            Form, Matcher,
            glob::{self, Glob},
            pattern::Pattern,
            re2::{
                sample::{Shows, samples},
                tree::{Assertion, Kind, Node, Tree},
            },
            template::{Template, Verdict},
        },
        name::RoleName,
    },
};

/// How many names of either sort are told at most.
const MOST: usize = 8;

/// Names by which to see what a matcher means.
pub(super) struct Likenesses<'m> {
    matcher: &'m Matcher,
    known: BTreeSet<&'m str>,
    witnesses: Vec<Likeness>,
    near_misses: Vec<Likeness>,
}

/// Those that it accepts, and those that it does not. `known` are the names that documents have.
pub(super) fn likenesses<'m>(
    matcher: &'m Matcher,
    known: impl Iterator<Item = &'m str>,
) -> (Vec<Likeness>, Vec<Likeness>) {
    let mut found = Likenesses {
        matcher,
        known: known.collect(),
        witnesses: Vec::new(),
        near_misses: Vec::new(),
    };
    match matcher.form() {
        Form::Literal => found.misread(),
        Form::Glob(glob) => {
            found.samples(&glob::tree(matcher.text(), false), matcher.text(), "", "");
            found.misread();
            found.around();
            found.cut_glob(glob);
        }
        Form::Regex(pattern) => {
            found.samples(pattern.tree(), matcher.text(), "", "");
            if is_whole(&pattern.tree().root) {
                found.as_glob();
                found.around();
            } else {
                found.around_alternatives();
            }
        }
        Form::Template(template) => found.template(template),
    }
    found.letter_case();
    (found.witnesses, found.near_misses)
}

impl Likenesses<'_> {
    /// Tells a name among those accepted, if it is.
    fn accepted(&mut self, name: String, why: impl FnOnce() -> String) {
        let new = self.witnesses.len() < MOST
            && !self.known.contains(name.as_str())
            && self.witnesses.iter().all(|known| known.name != name);
        if new && RoleName::parse(&name).is_ok() && self.matcher.accepts(&name) {
            self.witnesses.push(Likeness { name, why: why() });
        }
    }

    /// Tells a name among those not accepted, if it is not.
    fn refused(&mut self, name: String, why: impl Into<String>) {
        let new = self.near_misses.len() < MOST
            && self.near_misses.iter().all(|known| known.name != name);
        if new && RoleName::parse(&name).is_ok() && !self.matcher.accepts(&name) {
            let why = why.into();
            self.near_misses.push(Likeness { name, why });
        }
    }

    /// Names that a tree is made to match, with something around them.
    fn samples(&mut self, tree: &Tree, text: &str, prefix: &str, suffix: &str) {
        for sample in samples(tree) {
            let name = [prefix, sample.text.as_str(), suffix].concat();
            self.accepted(name, || {
                let part = |span| text.get(span).unwrap_or_default();
                match sample.shows {
                    Shows::Shortest => "as short as it gets".to_string(),
                    Shows::Alternative(span) => format!("by the alternative `{}`", part(span)),
                    Shows::Repeated(span) => format!("`{}` stands for some of it", part(span)),
                }
            });
        }
    }

    /// Names that it would accept, were it read as a regular expression.
    fn misread(&mut self) {
        let text = self.matcher.text();
        if !text.contains(['^', '$', '+', '?', '|', '(', '[', '\\']) && !text.contains(".*") {
            return;
        }
        let Ok(pattern) = Pattern::parse(text, &Budget::PRODUCT) else {
            return;
        };
        for sample in samples(pattern.tree()) {
            if pattern.is_match(&sample.text) {
                self.refused(
                    sample.text,
                    "as a regular expression it would match; it is one only between `^` and `$`",
                );
            }
        }
    }

    /// Names that it would accept, were what is between `^` and `$` a glob.
    fn as_glob(&mut self) {
        let plain = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | '*');
        let text = self.matcher.text();
        let inner = text
            .strip_prefix('^')
            .and_then(|text| text.strip_suffix('$'));
        let Some(inner) = inner.filter(|inner| inner.contains('*') && inner.chars().all(plain))
        else {
            return;
        };
        self.repeats(inner, "", "");
    }

    /// The same of a text, something before it and something behind.
    fn repeats(&mut self, glob: &str, prefix: &str, suffix: &str) {
        for sample in samples(&glob::tree(glob, false)) {
            self.refused(
                [prefix, sample.text.as_str(), suffix].concat(),
                "`*` repeats the character before it: this is a regular expression, no glob",
            );
        }
    }

    /// Whether something may stand before or behind.
    fn around(&mut self) {
        let Some(name) = self.sure() else { return };
        self.refused(["x-", &name].concat(), "nothing may stand before it");
        self.refused([&name, "-x"].concat(), "nothing may follow it");
    }

    /// The same of a pattern that is not held at both ends, where something may.
    fn around_alternatives(&mut self) {
        let names: Vec<String> = self.witnesses.iter().map(|one| one.name.clone()).collect();
        for name in names {
            self.accepted([&name, "-x"].concat(), || {
                "anything may follow: `$` holds the last alternative only".into()
            });
            self.accepted(["x-", &name].concat(), || {
                "anything may stand before: `^` holds the first alternative only".into()
            });
        }
    }

    /// Names that lack the last character before a star.
    fn cut_glob(&mut self, glob: &Glob) {
        let mut prefix = glob.prefix.clone();
        let last = prefix.pop();
        if last.is_some_and(|last| !last.is_alphanumeric()) {
            let why = format!("`{}` must be there as a whole", glob.prefix);
            self.refused([prefix.as_str(), glob.suffix.as_str()].concat(), why);
        }
    }

    fn template(&mut self, template: &Template) {
        let (prefix, suffix) = (template.prefix.as_str(), template.suffix.as_str());
        let regex = template.regex.as_str();
        let tree = template.pattern.tree();
        if template.verdict == Verdict::NotMatch {
            for between in ["", "a", "x", "other"] {
                self.accepted([prefix, between, suffix].concat(), || {
                    format!("`{regex}` is not found in it")
                });
            }
            for sample in samples(tree) {
                let name = [prefix, sample.text.as_str(), suffix].concat();
                self.refused(name, format!("`{regex}` is found in it"));
            }
            return;
        }
        self.samples(tree, regex, prefix, suffix);
        let shortest = samples(tree).into_iter().next();
        if let Some(shortest) = shortest.filter(|_| !is_whole(&tree.root)) {
            let between = ["x", shortest.text.as_str(), "x"].concat();
            self.accepted([prefix, &between, suffix].concat(), || {
                format!("`{regex}` is found in it, whatever stands around")
            });
        }
        if regex.contains('*') {
            self.repeats(regex, prefix, suffix);
        }
        if let Some(name) = self.sure() {
            if !prefix.is_empty() {
                self.refused(
                    ["x-", &name].concat(),
                    format!("it must begin with `{prefix}`"),
                );
            }
            if !suffix.is_empty() {
                self.refused(
                    [&name, "-x"].concat(),
                    format!("it must end with `{suffix}`"),
                );
            }
        }
    }

    /// A name in other letter case.
    fn letter_case(&mut self) {
        let Some(name) = self.sure() else { return };
        let swapped: String = name
            .chars()
            .map(|c| match c {
                c if c.is_ascii_lowercase() => c.to_ascii_uppercase(),
                c => c.to_ascii_lowercase(),
            })
            .collect();
        if swapped != name {
            self.refused(swapped, "upper and lower case differ");
        }
    }

    /// A name that it accepts: one that there is, or else one that was made up.
    fn sure(&self) -> Option<String> {
        let mut known = self.known.iter();
        let known = known.find(|name| self.matcher.accepts(name));
        let known = known.map(|name| (*name).to_string());
        known
            .or_else(|| Some(self.witnesses.first()?.name.clone()))
            .or_else(|| {
                matches!(self.matcher.form(), Form::Literal)
                    .then(|| self.matcher.text().to_string())
            })
    }
}

/// Whether a pattern is held at both ends.
fn is_whole(root: &Node) -> bool {
    let holds =
        |node: Option<&Node>, place| node.is_some_and(|node| node.kind == Kind::Assertion(place));
    match &root.kind {
        Kind::Concat(nodes) => {
            holds(nodes.first(), Assertion::TextStart) && holds(nodes.last(), Assertion::TextEnd)
        }
        _ => false,
    }
}
