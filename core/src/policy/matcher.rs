//! Matchers over names: literals, globs, regular expressions and templates around them (M1–M17).

pub mod classify;
pub mod error;
pub mod glob;
pub mod pattern;
pub mod program;
pub mod re2;
pub mod template;
#[cfg(test)]
mod tests;

use alloc::{string::String, sync::Arc};

use self::{classify::Shape, glob::Glob, pattern::Pattern, template::Template};
use super::budget::{Budget, Compiled};

pub use self::error::{MatcherError, MatcherErrorKind};

/// What a text in a list of roles accepts. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Matcher(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    text: String,
    form: Form,
}

/// A matcher by its kind.
#[derive(Debug)]
pub enum Form {
    /// Exactly its text.
    Literal,
    /// Stars stand for any text within a line.
    Glob(Glob),
    /// Found anywhere in the name.
    Regex(Pattern),
    /// A beginning, an ending, and a pattern for what is between.
    Template(Template),
}

/// The kinds of matcher.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MatcherKind {
    /// `dba`
    Literal,
    /// `dev-*`
    Glob,
    /// `^prod.*$`
    Regex,
    /// `dev-{{regexp.match("us-*")}}`
    Template,
}

impl Matcher {
    /// Reads a matcher.
    ///
    /// # Errors
    /// What is wrong with the text and where, or what goes over the budget.
    pub fn parse(text: &str, budget: &Budget) -> Result<Self, MatcherError> {
        pattern::within(text, budget)?;
        let form = match classify::classify(text)? {
            Shape::Template(parts) => Form::Template(Template::parse(&parts, budget)?),
            shape => plain(shape, text, budget)?,
        };
        Ok(Self::new(text, form))
    }

    /// Reads a glob or a `^…$` regular expression; double braces mean nothing (C1, E6).
    ///
    /// # Errors
    /// What is wrong with the text and where, or what goes over the budget.
    pub fn glob_or_regex(text: &str, budget: &Budget) -> Result<Self, MatcherError> {
        pattern::within(text, budget)?;
        let form = plain(classify::plain(text), text, budget)?;
        Ok(Self::new(text, form))
    }

    /// Accepts exactly this name, whatever it looks like (C9).
    #[must_use]
    pub fn literal(text: &str) -> Self {
        Self::new(text, Form::Literal)
    }

    fn new(text: &str, form: Form) -> Self {
        Self(Arc::new(Inner {
            text: text.into(),
            form,
        }))
    }

    /// Whether it accepts a name.
    #[must_use]
    pub fn accepts(&self, name: &str) -> bool {
        match &self.0.form {
            Form::Literal => name == self.0.text,
            Form::Glob(glob) => glob.accepts(name),
            Form::Regex(pattern) => pattern.is_match(name),
            Form::Template(template) => template.accepts(name),
        }
    }

    /// Its kind.
    #[must_use]
    pub fn kind(&self) -> MatcherKind {
        match &self.0.form {
            Form::Literal => MatcherKind::Literal,
            Form::Glob(_) => MatcherKind::Glob,
            Form::Regex(_) => MatcherKind::Regex,
            Form::Template(_) => MatcherKind::Template,
        }
    }

    /// What it consists of, for whoever reasons about it.
    #[must_use]
    pub fn form(&self) -> &Form {
        &self.0.form
    }

    /// The text it was read from.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.0.text
    }
}

impl Compiled for Matcher {
    fn compiled_bytes(&self) -> usize {
        match &self.0.form {
            Form::Literal | Form::Glob(_) => 0,
            Form::Regex(pattern) => pattern.compiled_bytes(),
            Form::Template(template) => template.pattern.compiled_bytes(),
        }
    }
}

fn plain(shape: Shape<'_>, text: &str, budget: &Budget) -> Result<Form, MatcherError> {
    Ok(match shape {
        Shape::Regex => Form::Regex(Pattern::parse(text, budget)?),
        _ => Glob::of(text).map_or(Form::Literal, Form::Glob),
    })
}
