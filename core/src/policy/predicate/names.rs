//! The names a predicate may use, per place, and the nearest one for those it may not (E2, E4).

use alloc::{borrow::ToOwned, format, string::String, vec::Vec};

use super::Env;
use crate::policy::spelling;

/// What a variable is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Variable {
    ReviewerRoles,
    ReviewerTraits,
    RequestRoles,
    RequestReason,
    RequestAnnotations,
    ReviewReason,
    ReviewAnnotations,
}

/// What can be called.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Function {
    Contains,
    Equals,
    Match,
}

const VARIABLES: [(&str, Variable); 7] = [
    ("reviewer.roles", Variable::ReviewerRoles),
    ("reviewer.traits", Variable::ReviewerTraits),
    ("request.roles", Variable::RequestRoles),
    ("request.reason", Variable::RequestReason),
    ("request.system_annotations", Variable::RequestAnnotations),
    ("review.reason", Variable::ReviewReason),
    ("review.annotations", Variable::ReviewAnnotations),
];

const FUNCTIONS: [(&str, Function); 3] = [
    ("contains", Function::Contains),
    ("equals", Function::Equals),
    ("regexp.match", Function::Match),
];

/// The variable that `path` names or begins with, and the rest of the path after it.
pub(super) fn variable<'a>(path: &'a [&'a str], env: Env) -> Option<(Variable, &'a [&'a str])> {
    let (head, rest) = path.split_at_checked(2)?;
    let name = head.join(".");
    let (_, variable) = VARIABLES.iter().find(|(known, _)| *known == name)?;
    (env == Env::Filter || !is_of_review(*variable)).then_some((*variable, rest))
}

pub(super) fn function(path: &[&str]) -> Option<Function> {
    let name = path.join(".");
    FUNCTIONS
        .iter()
        .find(|(known, _)| *known == name)
        .map(|(_, function)| *function)
}

fn is_of_review(variable: Variable) -> bool {
    matches!(
        variable,
        Variable::ReviewReason | Variable::ReviewAnnotations
    )
}

fn variables(env: Env) -> impl Iterator<Item = &'static str> {
    VARIABLES
        .iter()
        .filter(move |(_, variable)| env == Env::Filter || !is_of_review(*variable))
        .map(|(name, _)| *name)
}

/// What to say of a variable that does not exist: the message and the help.
pub(super) fn unknown_variable(path: &[&str], env: Env) -> (String, String) {
    let name = path.join(".");
    let message = format!("there is no `{name}` here");
    if variable(path, Env::Filter).is_some() {
        let message = format!("there is no `{name}` in a `where`");
        return (
            message,
            "only a threshold's `filter` knows the review".to_owned(),
        );
    }
    if matches!(name.as_str(), "true" | "false") {
        let help = "a condition that always holds is written by leaving the field out".to_owned();
        return (message, help);
    }
    let known: Vec<&str> = variables(env).collect();
    // A part too many after a map's key is not looked for; the variable itself may be misspelt.
    let head = path
        .get(..2)
        .map_or_else(|| name.clone(), |head| head.join("."));
    if let Some(near) = spelling::nearest(&head, known.iter().copied()) {
        return (message, format!("did you mean `{near}`?"));
    }
    let parts: Vec<&str> = known
        .iter()
        .copied()
        .filter(|known| known.split_once('.').map(|(root, _)| root) == path.first().copied())
        .collect();
    let offered = if parts.is_empty() { known } else { parts };
    (
        message,
        format!("there is {}", spelling::listed(&offered, "and")),
    )
}

/// What to say of a function that does not exist: the message and the help.
pub(super) fn unknown_function(path: &[&str]) -> (String, String) {
    let name = path.join(".");
    let message = format!("there is no function `{name}` here");
    let known = FUNCTIONS.map(|(known, _)| known);
    let help = match spelling::nearest(&name, known) {
        Some(near) => format!("did you mean `{near}`?"),
        None => match path {
            ["regexp", "not_match"] => "write `!regexp.match(…)`".to_owned(),
            ["not"] => "write `!`".to_owned(),
            [.., method] if path.len() > 1 && known.contains(method) => {
                let owner = path
                    .get(..path.len().saturating_sub(1))
                    .unwrap_or_default()
                    .join(".");
                format!("write `{method}({owner}, …)`")
            }
            _ => format!("there is {}", spelling::listed(&known, "and")),
        },
    };
    (message, help)
}
