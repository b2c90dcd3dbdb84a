//! The names a rule's condition may use: variables, functions and methods, with how each is written.

use alloc::{borrow::ToOwned, format, string::String, vec::Vec};

use crate::policy::spelling;

/// What a variable is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Variable {
    Constant(bool),
    Roles,
    SuggestedReviewers,
    SystemAnnotations,
    User,
    Reason,
    CreationTime,
    Expiry,
    ResourceLabels,
    Traits,
}

const VARIABLES: [(&str, Variable); 12] = [
    ("true", Variable::Constant(true)),
    ("false", Variable::Constant(false)),
    ("access_request.spec.roles", Variable::Roles),
    (
        "access_request.spec.suggested_reviewers",
        Variable::SuggestedReviewers,
    ),
    (
        "access_request.spec.system_annotations",
        Variable::SystemAnnotations,
    ),
    ("access_request.spec.user", Variable::User),
    ("access_request.spec.request_reason", Variable::Reason),
    ("access_request.spec.creation_time", Variable::CreationTime),
    ("access_request.spec.expiry", Variable::Expiry),
    (
        "access_request.spec.resource_labels_intersection",
        Variable::ResourceLabels,
    ),
    (
        "access_request.spec.resource_labels_union",
        Variable::ResourceLabels,
    ),
    ("user.traits", Variable::Traits),
];

/// The functions, each as it is written.
pub(super) const FUNCTIONS: [(&str, &str); 20] = [
    ("set", "set(string, …)"),
    ("union", "union(set, …)"),
    ("dict", "dict(pair(string, set), …)"),
    ("pair", "pair(string, set)"),
    ("ifelse", "ifelse(condition, a, b)"),
    ("choose", "choose(option(condition, a), …)"),
    ("option", "option(condition, a)"),
    ("contains_any", "contains_any(set, set)"),
    ("contains_all", "contains_all(set, set)"),
    ("is_empty", "is_empty(set)"),
    ("regexp.match", "regexp.match(set, \"pattern\")"),
    (
        "regexp.replace",
        "regexp.replace(set, \"pattern\", \"replacement\")",
    ),
    ("strings.upper", "strings.upper(string or set)"),
    ("strings.lower", "strings.lower(string or set)"),
    (
        "strings.replaceall",
        "strings.replaceall(string or set, string, string)",
    ),
    ("strings.split", "strings.split(set, string)"),
    ("email.local", "email.local(set)"),
    ("before", "before(time, time)"),
    ("after", "after(time, time)"),
    ("between", "between(time, from, to)"),
];

/// `time.RFC3339`, which is no function of values but a way to write a time.
pub(super) const TIME: (&str, &str) = ("time.RFC3339", "time.RFC3339(\"2026-01-31T14:05:00Z\")");

/// The methods, each as it is written.
pub(super) const METHODS: [(&str, &str); 11] = [
    ("contains", "set.contains(string)"),
    ("contains_any", "set.contains_any(set)"),
    ("contains_all", "set.contains_all(set)"),
    ("isempty", "set.isempty()"),
    ("add", "set.add(string, …)"),
    ("remove", "set.remove(string, …)"),
    ("put", "map.put(string, set)"),
    ("add_values", "map.add_values(string, string, …)"),
    ("before", "time.before(time)"),
    ("after", "time.after(time)"),
    ("between", "time.between(from, to)"),
];

/// The variable that `path` names or begins with, and the rest of the path after it.
pub(super) fn variable<'a>(path: &'a [&'a str]) -> Option<(Variable, &'a [&'a str])> {
    VARIABLES.iter().find_map(|(name, variable)| {
        let parts = name.split('.').count();
        let (head, rest) = path.split_at_checked(parts)?;
        (head.join(".") == *name).then_some((*variable, rest))
    })
}

/// The function of this name, with how it is written.
pub(super) fn function(name: &str) -> Option<(&'static str, &'static str)> {
    find(FUNCTIONS.iter().chain([&TIME]), name)
}

/// The method of this name, with how it is written.
pub(super) fn method(name: &str) -> Option<(&'static str, &'static str)> {
    find(METHODS.iter(), name)
}

fn find<'t>(
    mut table: impl Iterator<Item = &'t (&'static str, &'static str)>,
    name: &str,
) -> Option<(&'static str, &'static str)> {
    table.find(|(known, _)| *known == name).copied()
}

/// What to say of a variable that does not exist: the message and the help.
pub(super) fn unknown_variable(path: &[&str]) -> (String, String) {
    let name = path.join(".");
    let message = format!("there is no `{name}` in a rule's condition");
    let known: Vec<&str> = VARIABLES.iter().map(|(known, _)| *known).collect();
    let help = match path {
        ["reviewer" | "review", ..] => {
            "a rule decides before anybody reviews: it knows the request and `user.traits`"
                .to_owned()
        }
        ["request", part] if known.contains(&format!("access_request.spec.{part}").as_str()) => {
            format!("write `access_request.spec.{part}`")
        }
        ["request", "reason"] => "write `access_request.spec.request_reason`".to_owned(),
        _ => match spelling::nearest(&name, known.iter().copied()) {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!("there is {}", spelling::listed(&known, "and")),
        },
    };
    (message, help)
}

/// What to say of a function that does not exist: the message and the help. `first` is its first
/// argument, as written.
pub(super) fn unknown_function(name: &str, first: &str) -> (String, String) {
    let message = format!("there is no function `{name}` in a rule's condition");
    let known = FUNCTIONS.iter().map(|(known, _)| *known);
    let help = if method(name).is_some() && !first.is_empty() {
        format!("write `{first}.{name}(…)`")
    } else if name == "equals" {
        "compare strings with `==`, sets with `contains_all`".to_owned()
    } else if let Some(near) = spelling::nearest(name, known.clone()) {
        format!("did you mean `{near}`?")
    } else {
        let known: Vec<&str> = known.collect();
        format!("there is {}", spelling::listed(&known, "and"))
    };
    (message, help)
}

/// What to say of a method that does not exist: the message and the help.
pub(super) fn unknown_method(name: &str, owner: &str) -> (String, String) {
    let message = format!("{owner} has no `{name}`");
    let known = METHODS.map(|(known, _)| known);
    let help = match spelling::nearest(name, known) {
        Some("isempty") => "did you mean `isempty`, or the function `is_empty(…)`?".to_owned(),
        Some(near) => format!("did you mean `{near}`?"),
        None => format!("there is {}", spelling::listed(&known, "and")),
    };
    (message, help)
}
