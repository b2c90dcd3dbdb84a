//! Claims to roles: what the values of a user's traits give, as role names for a connector or as
//! matchers in a role (C1–C12).

use alloc::{borrow::ToOwned, boxed::Box, string::String, vec::Vec};
use core::{convert::Infallible, fmt};

use super::{
    budget::{Budget, Remaining},
    expand::{self, Replacement, TooLong},
    matcher::{Matcher, MatcherError, pattern::Replacer, re2::LetterCase},
    role::ClaimToRoles,
    traits::Traits,
};

/// One entry of `claims_to_roles`, wherever it was read from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClaimMapping<'a> {
    /// The trait's exact name.
    pub claim: &'a str,
    /// A glob or `^…$` over its values (C1).
    pub value: &'a str,
    /// What each match gives, with references to what the pattern captured (C3, C6).
    pub roles: Vec<&'a str>,
}

impl<'a> From<&'a ClaimToRoles> for ClaimMapping<'a> {
    fn from(read: &'a ClaimToRoles) -> Self {
        Self {
            claim: &read.claim.value,
            value: &read.value.value,
            roles: read.roles.iter().map(|role| role.value.as_str()).collect(),
        }
    }
}

/// What led to a name or matcher.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Origin {
    /// Which mapping, counted from 0.
    pub mapping: usize,
    /// Which of its roles, counted from 0.
    pub role: usize,
    /// The trait's value that matched.
    pub value: String,
}

/// Something in a mapping that gave nothing though it was probably meant to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ClaimWarning {
    /// The pattern does not compile, so the mapping is ignored (C8). Where it denies, whoever
    /// decides must treat this as a refusal.
    Unreadable {
        /// Which mapping, counted from 0.
        mapping: usize,
        /// Why, with the place in its `value`.
        error: MatcherError,
    },
    /// The trait's value matches in another letter case only, and gives nothing (C4).
    LetterCase(Origin),
}

impl fmt::Display for ClaimWarning {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unreadable { error, .. } => write!(f, "the claim's pattern is ignored: {error}"),
            Self::LetterCase(origin) => write!(
                f,
                "`{}` matches the claim's pattern in another letter case only",
                origin.value
            ),
        }
    }
}

/// Role names for a connector.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct MappedNames {
    /// Each once, in the order of their first occurrence (C11).
    pub names: Vec<String>,
    /// What gave nothing though it was probably meant to.
    pub warnings: Vec<ClaimWarning>,
}

/// Matchers for a role's request or review block.
#[derive(Clone, Debug, Default)]
pub struct MappedMatchers {
    /// In the order of mappings, then values, then roles; the same one may occur twice.
    pub matchers: Vec<(Matcher, Origin)>,
    /// What gave nothing though it was probably meant to.
    pub warnings: Vec<ClaimWarning>,
}

/// A mapped text that is no matcher (C10, Q3).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClaimError {
    /// The text, after expansion.
    pub text: String,
    /// Where it came from.
    pub origin: Origin,
    /// What is wrong with it.
    pub error: Box<MatcherError>,
}

impl fmt::Display for ClaimError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            text,
            origin,
            error,
        } = self;
        let value = &origin.value;
        write!(f, "`{value}` gives `{text}`, which is no matcher: {error}")
    }
}

impl core::error::Error for ClaimError {}

/// The role names that the traits give, as a connector uses them (C11).
pub fn map_to_names<'a>(
    mappings: impl IntoIterator<Item = ClaimMapping<'a>>,
    traits: &Traits,
    budget: &Budget,
) -> MappedNames {
    let mut names: Vec<String> = Vec::new();
    let remaining = Remaining::of(budget);
    let result = walk(mappings, traits, &remaining, |text, _, _| {
        if !names.contains(&text) {
            names.push(text);
        }
        Ok::<(), Infallible>(())
    });
    let warnings = match result {
        Ok(warnings) => warnings,
        Err(impossible) => match impossible {},
    };
    MappedNames { names, warnings }
}

/// The matchers that the traits give, as a role's request or review block uses them (C9, C10).
///
/// # Errors
/// The first mapped text that is no matcher: no decision is possible then (Q3).
pub fn map_to_matchers<'a>(
    mappings: impl IntoIterator<Item = ClaimMapping<'a>>,
    traits: &Traits,
    budget: &Budget,
) -> Result<MappedMatchers, ClaimError> {
    let mut matchers = Vec::new();
    let remaining = Remaining::of(budget);
    let warnings = walk(mappings, traits, &remaining, |text, written, origin| {
        let matcher = if text != written || expand::looks_expandable(&text) {
            Matcher::literal(&text)
        } else {
            match remaining.compile(&text, Matcher::parse) {
                Ok(matcher) => matcher,
                Err(error) => {
                    return Err(ClaimError {
                        text,
                        origin,
                        error: error.into(),
                    });
                }
            }
        };
        matchers.push((matcher, origin));
        Ok(())
    })?;
    Ok(MappedMatchers { matchers, warnings })
}

/// Emits what every mapping gives, with the text it was written as.
fn walk<'a, E>(
    mappings: impl IntoIterator<Item = ClaimMapping<'a>>,
    traits: &Traits,
    remaining: &Remaining,
    mut emit: impl FnMut(String, &str, Origin) -> Result<(), E>,
) -> Result<Vec<ClaimWarning>, E> {
    let mut warnings = Vec::new();
    for (mapping, entry) in mappings.into_iter().enumerate() {
        let values = traits.get(entry.claim);
        if values.is_empty() || entry.roles.is_empty() {
            continue;
        }
        let compiled = match Compiled::new(&entry, remaining) {
            Ok(compiled) => compiled,
            Err(error) => {
                warnings.push(ClaimWarning::Unreadable { mapping, error });
                continue;
            }
        };
        for value in values {
            for (role, (written, replacement)) in compiled.roles.iter().enumerate() {
                let text = match compiled.any_case.replace_all(value, replacement) {
                    Ok(Some(text)) => text,
                    // Whether the value matches does not depend on the role (C2).
                    Ok(None) => break,
                    // No role's name is as long.
                    Err(TooLong) => continue,
                };
                if text.is_empty() {
                    continue;
                }
                let origin = Origin {
                    mapping,
                    role,
                    value: value.to_owned(),
                };
                if compiled.exact.accepts(value) {
                    emit(text, written, origin)?;
                } else {
                    warnings.push(ClaimWarning::LetterCase(origin));
                }
            }
        }
    }
    Ok(warnings)
}

/// A mapping made ready to run. The text comes from the pattern that ignores letter case (C5); the
/// exact one only decides (C4).
struct Compiled<'a> {
    any_case: Replacer,
    exact: Matcher,
    roles: Vec<(&'a str, Replacement)>,
}

impl<'a> Compiled<'a> {
    fn new(entry: &ClaimMapping<'a>, remaining: &Remaining) -> Result<Self, MatcherError> {
        let any_case =
            |text: &str, budget: &_| Replacer::glob_or_regex(text, LetterCase::Ignored, budget);
        Ok(Self {
            any_case: remaining.compile(entry.value, any_case)?,
            exact: remaining.compile(entry.value, Matcher::glob_or_regex)?,
            roles: entry
                .roles
                .iter()
                .map(|role| (*role, Replacement::parse(role)))
                .collect(),
        })
    }
}

#[cfg(test)]
mod tests;
