//! Where a template's values come from, and what is done to them on the way.

use alloc::{
    boxed::Box,
    format,
    string::{String, ToString},
    vec::Vec,
};
use core::ops::Range;

use super::{TemplateError, TemplateErrorKind, email};
use crate::policy::{
    expand::Replacement,
    matcher::{MatcherError, pattern::Replacer},
    traits::Traits,
};

/// A list of values, to be worked out for a user.
#[derive(Clone, Debug)]
pub(super) enum Source {
    /// A string in the template: a list of one (I7, I8).
    Literal { value: String, span: Range<usize> },
    /// A trait's values (I3–I5).
    Trait {
        name: String,
        /// Whether its namespace is one that is written so (I4).
        namespaced: bool,
        span: Range<usize>,
    },
    /// `email.local(list)` (I11).
    EmailLocal {
        list: Box<Source>,
        span: Range<usize>,
    },
    /// `regexp.replace(list, pattern, replacement)` (I12).
    Replace {
        list: Box<Source>,
        /// Kept with its error where it does not compile, which counts only once there are values
        /// to look at (I10).
        pattern: Result<Box<Replacer>, MatcherError>,
        replacement: Replacement,
        span: Range<usize>,
    },
}

impl Source {
    /// The values for a user with these traits; empty ones are still among them.
    pub(super) fn values(&self, traits: &Traits) -> Result<Vec<String>, TemplateError> {
        match self {
            Self::Literal { value, .. } => Ok(Vec::from([value.clone()])),
            Self::Trait { name, span, .. } => {
                if traits.contains(name) {
                    return Ok(traits.get(name).to_vec());
                }
                Err(TemplateError {
                    kind: TemplateErrorKind::NotFound,
                    message: format!("the user has no trait `{name}`"),
                    span: span.clone(),
                    help: None,
                })
            }
            Self::EmailLocal { list, span } => list
                .values(traits)?
                .iter()
                .map(|value| {
                    email::local_part(value).map_err(|complaint| TemplateError {
                        kind: TemplateErrorKind::BadParameter,
                        message: format!("`{value}` is not an email address: {complaint}"),
                        span: span.clone(),
                        help: None,
                    })
                })
                .collect(),
            Self::Replace {
                list,
                pattern,
                replacement,
                span,
            } => {
                let values = list.values(traits)?;
                let pattern = pattern.as_ref().map_err(broken)?;
                let replaced = values.iter().filter_map(|value| {
                    let replaced = pattern.replace_all(value, replacement).transpose()?;
                    Some(replaced.map_err(|too_long| TemplateError {
                        kind: TemplateErrorKind::BadParameter,
                        message: too_long.to_string(),
                        span: span.clone(),
                        help: None,
                    }))
                });
                replaced.collect()
            }
        }
    }

    pub(super) fn trait_name(&self) -> Option<&str> {
        match self {
            Self::Literal { .. } => None,
            Self::Trait { name, .. } => Some(name),
            Self::EmailLocal { list, .. } | Self::Replace { list, .. } => list.trait_name(),
        }
    }

    pub(super) fn unknown_namespace(&self) -> Option<Range<usize>> {
        match self {
            Self::Literal { .. } => None,
            Self::Trait {
                namespaced, span, ..
            } => (!namespaced).then(|| span.clone()),
            Self::EmailLocal { list, .. } | Self::Replace { list, .. } => list.unknown_namespace(),
        }
    }

    pub(super) fn faults(&self, found: &mut Vec<TemplateError>) {
        match self {
            Self::Literal { .. } | Self::Trait { .. } => {}
            Self::EmailLocal { list, .. } => list.faults(found),
            Self::Replace { list, pattern, .. } => {
                list.faults(found);
                found.extend(pattern.as_ref().err().map(broken));
            }
        }
    }

    pub(super) fn span(&self) -> Range<usize> {
        match self {
            Self::Literal { span, .. }
            | Self::Trait { span, .. }
            | Self::EmailLocal { span, .. }
            | Self::Replace { span, .. } => span.clone(),
        }
    }
}

fn broken(error: &MatcherError) -> TemplateError {
    TemplateError {
        kind: TemplateErrorKind::BadParameter,
        message: error.message.clone(),
        span: error.span.clone(),
        help: error.help.clone(),
    }
}
