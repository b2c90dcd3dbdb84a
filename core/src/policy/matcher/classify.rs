//! Which kind of matcher a text is, before anything in it is understood (M1).

use super::error::MatcherError;

/// A text cut into what its kind consists of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape<'t> {
    /// `PRE{{EXPR}}SUF`.
    Template(TemplateParts<'t>),
    /// `^…$`.
    Regex,
    /// Holds at least one `*`.
    Glob,
    /// Means itself.
    Literal,
}

/// `PRE{{EXPR}}SUF`, none of which holds a brace.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TemplateParts<'t> {
    /// Before the braces.
    pub prefix: &'t str,
    /// Between them.
    pub expression: &'t str,
    /// After them.
    pub suffix: &'t str,
}

impl<'t> TemplateParts<'t> {
    /// Cuts a text that has exactly one `{{…}}` and no other brace.
    #[must_use]
    pub fn of(text: &'t str) -> Option<Self> {
        let (prefix, rest) = text.split_once("{{")?;
        let (expression, suffix) = rest.split_once("}}")?;
        let plain = |part: &str| !part.contains(['{', '}']);
        (plain(prefix) && plain(expression) && plain(suffix)).then_some(Self {
            prefix,
            expression,
            suffix,
        })
    }
}

/// Which kind `text` is.
///
/// # Errors
/// Double braces that do not make a template.
pub fn classify(text: &str) -> Result<Shape<'_>, MatcherError> {
    if !text.contains(['{', '}']) {
        return Ok(plain(text));
    }
    if let Some(parts) = TemplateParts::of(text) {
        return Ok(Shape::Template(parts));
    }
    if let Some(at) = [text.find("{{"), text.find("}}")]
        .into_iter()
        .flatten()
        .min()
    {
        return Err(MatcherError::syntax(
            at..at + 2,
            "double braces stand only around one expression, with no other brace in the text",
        )
        .with_help(
            "write `{{regexp.match(\"…\")}}`; in its string, `\\\\x7b` and `\\\\x7d` match braces",
        ));
    }
    Ok(plain(text))
}

/// Which kind `text` is where templates are not read (C1, E6).
#[must_use]
pub fn plain(text: &str) -> Shape<'_> {
    if text.starts_with('^') && text.ends_with('$') {
        Shape::Regex
    } else if text.contains('*') {
        Shape::Glob
    } else {
        Shape::Literal
    }
}
