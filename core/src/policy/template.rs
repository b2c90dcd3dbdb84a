//! Templates filled from a user's traits: `team-{{external.groups}}`, in annotations and in other
//! lists of a role (I1–I14). What they give is text, taken as it is and never read again.

mod check;
pub(in crate::policy) mod email;
mod source;
#[cfg(test)]
mod tests;

use alloc::{borrow::ToOwned, format, string::String, vec::Vec};
use core::ops::Range;

use self::source::Source;
use super::{
    budget::{Budget, Remaining},
    matcher::classify::TemplateParts,
    traits::Traits,
};

/// A text that was read as a template, or as itself.
#[derive(Clone, Debug)]
pub struct Template {
    form: Form,
}

#[derive(Clone, Debug)]
enum Form {
    /// No braces: the text itself, untrimmed (I1).
    Plain(String),
    /// `PRE{{EXPR}}SUF`, PRE without white space before it and SUF without any after it (I2).
    Filled {
        prefix: String,
        source: Source,
        suffix: String,
    },
}

/// Why a text is no template, or gives nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TemplateError {
    /// Which kind of trouble.
    pub kind: TemplateErrorKind,
    /// What is wrong.
    pub message: String,
    /// The bytes of the text that are wrong.
    pub span: Range<usize>,
    /// What to write instead, where that is known.
    pub help: Option<String>,
}

/// The kinds of trouble with a template.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TemplateErrorKind {
    /// What is between the braces breaks the syntax.
    Syntax,
    /// It calls a function that does not exist.
    UnknownFunction,
    /// It is no template, or cannot be worked out with the values at hand.
    BadParameter,
    /// It is sound and gives no value: no such trait, or nothing is left of its values (I9, I10).
    NotFound,
}

impl Template {
    /// Reads a template.
    ///
    /// # Errors
    /// What is wrong with the text: never [`TemplateErrorKind::NotFound`]. Errors in patterns are
    /// not among them, because a missing trait comes before them (I10): see [`Template::faults`].
    ///
    /// # Examples
    /// ```
    /// use postern_core::policy::{budget::Budget, template::Template, traits::Traits};
    ///
    /// let values = vec!["dev".to_owned(), "ops".to_owned()];
    /// let traits: Traits = [("groups".to_owned(), values)].into_iter().collect();
    /// let template = Template::parse("team-{{external.groups}}", &Budget::PRODUCT).unwrap();
    /// assert_eq!(template.expand(&traits).unwrap(), ["team-dev", "team-ops"]);
    /// ```
    pub fn parse(text: &str, budget: &Budget) -> Result<Self, TemplateError> {
        Self::parse_within(text, &Remaining::of(budget))
    }

    /// Reads a template, its patterns within what is left for the policy.
    ///
    /// # Errors
    /// As [`Template::parse`].
    pub fn parse_within(text: &str, remaining: &Remaining) -> Result<Self, TemplateError> {
        let form = match TemplateParts::of(text) {
            Some(parts) => {
                let inside = parts.prefix.len().saturating_add("{{".len());
                let source = check::source(parts.expression, inside, remaining)?;
                Form::Filled {
                    prefix: parts.prefix.trim_start().to_owned(),
                    source,
                    suffix: parts.suffix.trim_end().to_owned(),
                }
            }
            None => match text.find("{{").or_else(|| text.find("}}")) {
                Some(at) => return Err(misplaced(text, at)),
                None => Form::Plain(text.to_owned()),
            },
        };
        Ok(Self { form })
    }

    /// The values the template has for a user: one for each value of the trait, in order, none of
    /// them made of nothing but its surroundings (I6, I9). Never an empty list.
    ///
    /// # Errors
    /// [`TemplateErrorKind::NotFound`] when there is no value, [`TemplateErrorKind::BadParameter`]
    /// when one value cannot be worked out, which fails them all (I11).
    pub fn expand(&self, traits: &Traits) -> Result<Vec<String>, TemplateError> {
        let (prefix, suffix, values) = match &self.form {
            Form::Plain(text) => ("", "", Vec::from([text.clone()])),
            Form::Filled {
                prefix,
                source,
                suffix,
            } => (prefix.as_str(), suffix.as_str(), source.values(traits)?),
        };
        let values: Vec<String> = values
            .into_iter()
            .filter(|value| !value.is_empty())
            .map(|value| format!("{prefix}{value}{suffix}"))
            .collect();
        if values.is_empty() {
            return Err(TemplateError {
                kind: TemplateErrorKind::NotFound,
                message: "no value is left to insert".to_owned(),
                span: self.span(),
                help: None,
            });
        }
        Ok(values)
    }

    /// The trait whose values it takes; `None` where it takes none.
    #[must_use]
    pub fn trait_name(&self) -> Option<&str> {
        match &self.form {
            Form::Plain(_) => None,
            Form::Filled { source, .. } => source.trait_name(),
        }
    }

    /// Where it names a namespace other than `external` and `internal`; all read the same traits (I4).
    #[must_use]
    pub fn unknown_namespace(&self) -> Option<Range<usize>> {
        match &self.form {
            Form::Plain(_) => None,
            Form::Filled { source, .. } => source.unknown_namespace(),
        }
    }

    /// Whether it has no value for anybody, by its text alone (I9).
    #[must_use]
    pub fn never_expands(&self) -> bool {
        self.trait_name().is_none() && self.expand(&Traits::default()).is_err()
    }

    /// What fails whenever a value gets that far: patterns that do not compile. The reference
    /// stores such templates; lint refuses them.
    #[must_use]
    pub fn faults(&self) -> Vec<TemplateError> {
        let mut faults = Vec::new();
        if let Form::Filled { source, .. } = &self.form {
            source.faults(&mut faults);
        }
        faults
    }

    fn span(&self) -> Range<usize> {
        match &self.form {
            Form::Plain(text) => 0..text.len(),
            Form::Filled { source, .. } => source.span(),
        }
    }
}

/// The error for braces that make no template (I1).
fn misplaced(text: &str, at: usize) -> TemplateError {
    let missing = |mark: &str| !text.contains(mark);
    let count = text.matches("{{").count();
    let (message, help) = if missing("}}") {
        ("these braces are not closed", "close them with `}}`")
    } else if missing("{{") {
        ("these braces close nothing", "open them with `{{`")
    } else if count > 1 {
        (
            "a text holds at most one `{{…}}`",
            "write one list entry for each of them",
        )
    } else if text.contains("{{}}") {
        (
            "there is nothing between the braces",
            "name a trait, as in `{{external.groups}}`",
        )
    } else {
        (
            "no other brace may stand beside or between `{{` and `}}`",
            "in a quoted string, write `\\x7b` for `{` and `\\x7d` for `}`",
        )
    };
    TemplateError {
        kind: TemplateErrorKind::BadParameter,
        message: message.to_owned(),
        span: at..at.saturating_add(2),
        help: Some(help.to_owned()),
    }
}
