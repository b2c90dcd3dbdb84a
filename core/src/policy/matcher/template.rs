//! Matcher templates: a regular expression in the middle of a name, `dev-{{regexp.match("us-*")}}`
//! (M8–M15). What is before and after the braces is literal.

use alloc::{format, string::String};

use super::{classify::TemplateParts, error::MatcherError, pattern::Pattern};
use crate::policy::{
    budget::Budget,
    expression::{self, Expression, ExpressionError, ExpressionErrorKind, Literal, Node},
};

/// `PRE{{regexp.match("…")}}SUF`, read.
#[derive(Clone, Debug)]
pub struct Template {
    /// What a name begins with.
    pub prefix: String,
    /// What it ends with; the two may overlap in a name (M10).
    pub suffix: String,
    /// Whether the pattern must be found in what is left, or must not.
    pub verdict: Verdict,
    /// Searched in what is left of the name (M9).
    pub pattern: Pattern,
    /// The pattern as it is written, escapes of the string resolved.
    pub regex: String,
}

/// What finding the pattern means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// `regexp.match`
    Match,
    /// `regexp.not_match`
    NotMatch,
}

impl Template {
    /// Reads what [`TemplateParts::of`] cut.
    ///
    /// # Errors
    /// What is wrong, with its place in the whole text.
    pub fn parse(parts: &TemplateParts<'_>, budget: &Budget) -> Result<Self, MatcherError> {
        let inside = parts.prefix.len() + "{{".len();
        let (verdict, pattern, regex) =
            call(parts.expression, budget).map_err(|error| error.shifted(inside))?;
        Ok(Self {
            prefix: parts.prefix.into(),
            suffix: parts.suffix.into(),
            verdict,
            pattern,
            regex,
        })
    }

    /// Whether the name begins and ends as it should, with the right thing in between. The
    /// beginning is cut off first, then the ending, if it is still there (M8, M10).
    #[must_use]
    pub fn accepts(&self, name: &str) -> bool {
        let Some(rest) = name.strip_prefix(self.prefix.as_str()) else {
            return false;
        };
        if !name.ends_with(self.suffix.as_str()) {
            return false;
        }
        let rest = rest.strip_suffix(self.suffix.as_str()).unwrap_or(rest);
        self.pattern.is_match(rest) == (self.verdict == Verdict::Match)
    }
}

/// Reads the expression: one call of one of the two functions, with one string (M12–M15).
fn call(text: &str, budget: &Budget) -> Result<(Verdict, Pattern, String), MatcherError> {
    if text.trim().is_empty() {
        return Err(MatcherError::syntax(0..text.len(), "the braces are empty").with_help(USAGE));
    }
    let expression = expression::parse(text)?;
    let Node::Call {
        function,
        arguments,
    } = &expression.bare().node
    else {
        return Err(unusable(&expression));
    };
    let verdict = match function.path().as_deref() {
        Some(["regexp", "match"]) => Verdict::Match,
        Some(["regexp", "not_match"]) => Verdict::NotMatch,
        path => {
            let what = match path {
                Some(path) => format!("`{}` is no function of matchers", path.join(".")),
                None => "this is no function of matchers".into(),
            };
            return Err(MatcherError::unsupported(function.span.clone(), what).with_help(FUNCTIONS));
        }
    };
    let [argument] = arguments.as_slice() else {
        let what = format!("one string is needed here, not {}", arguments.len());
        return Err(MatcherError::syntax(expression.span.clone(), what).with_help(USAGE));
    };
    let Node::Text(literal) = &argument.bare().node else {
        return Err(MatcherError::unsupported(
            argument.span.clone(),
            "a string in double quotes or backquotes is needed here",
        )
        .with_help(USAGE));
    };
    let pattern = pattern(literal, budget)?;
    Ok((verdict, pattern, literal.as_str()?.into()))
}

/// Reads the pattern; its errors point at what was typed, escapes and all.
fn pattern(literal: &Literal, budget: &Budget) -> Result<Pattern, MatcherError> {
    Pattern::parse(literal.as_str()?, budget).map_err(|mut error| {
        error.span = literal.source_span(error.span);
        error
    })
}

fn unusable(expression: &Expression) -> MatcherError {
    let span = expression.span.clone();
    match expression.path() {
        Some(_) => MatcherError::unsupported(span, "a matcher cannot use variables")
            .with_help("to give roles by what a user's traits are, use `claims_to_roles`"),
        None => MatcherError::unsupported(span, "a matcher needs one function call between braces")
            .with_help(USAGE),
    }
}

impl From<ExpressionError> for MatcherError {
    fn from(error: ExpressionError) -> Self {
        let new = match error.kind {
            ExpressionErrorKind::Syntax => Self::syntax,
            ExpressionErrorKind::Unsupported => Self::unsupported,
        };
        Self {
            help: error.help,
            ..new(error.span, error.message)
        }
    }
}

const USAGE: &str = "write `{{regexp.match(\"…\")}}` or `{{regexp.not_match(\"…\")}}`";
const FUNCTIONS: &str = "the functions are `regexp.match` and `regexp.not_match`";
