//! Who there is and what the policy says, as plain data; and the same written as documents.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

/// The name of a role, a user or a pattern.
pub(crate) type Name = &'static str;

/// A cluster before and after somebody edits its policy.
#[derive(Clone, Debug)]
pub(crate) struct World {
    pub(crate) roles: [BTreeMap<Name, Role>; 2],
    pub(crate) users: Vec<User>,
    /// Administrators may settle their own requests (departures 2).
    pub(crate) self_resolution: bool,
    /// Its documents stand in the opposite order.
    pub(crate) is_backwards: bool,
}

#[derive(Clone, Debug)]
pub(crate) struct User {
    pub(crate) name: Name,
    pub(crate) roles: Vec<Name>,
    pub(crate) teams: Vec<Name>,
    pub(crate) locked: bool,
}

#[derive(Clone, Debug, Default)]
pub(crate) struct Role {
    pub(crate) request: Sides,
    /// A pattern that nobody can read is among those that deny.
    pub(crate) is_broken: bool,
    /// Allowed too, for the team `ops`.
    pub(crate) for_ops: Option<Name>,
    pub(crate) thresholds: Vec<Threshold>,
    pub(crate) max_duration_h: Option<i64>,
    pub(crate) session_h: Option<i64>,
    /// `reason.mode: required`
    pub(crate) reason_for_named: bool,
    /// `request_access: reason`
    pub(crate) reason_for_all: bool,
    pub(crate) review: Sides,
    pub(crate) review_if: Option<Condition>,
    pub(crate) no_review_if: Option<Condition>,
    pub(crate) administers: bool,
}

/// Patterns that allow, and patterns that deny.
#[derive(Clone, Debug, Default)]
pub(crate) struct Sides {
    pub(crate) allow: Vec<Name>,
    pub(crate) deny: Vec<Name>,
}

/// Zero approves or denies never (T6).
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Threshold {
    pub(crate) approve: u32,
    pub(crate) deny: u32,
    pub(crate) filter: Option<Condition>,
}

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Condition {
    ReviewerHolds(Name),
    ReviewerIsIn(Name),
    Asks(Name),
    /// Only in a filter.
    SaysYes,
    Not(Box<Self>),
    Either(Box<Self>, Box<Self>),
}

/// What a condition looks at.
pub(crate) struct Circumstance<'a> {
    pub(crate) reviewer: &'a User,
    pub(crate) asked: &'a BTreeSet<Name>,
    pub(crate) says: &'a str,
}

impl Condition {
    pub(crate) fn holds(&self, of: &Circumstance<'_>) -> bool {
        match self {
            Self::ReviewerHolds(role) => of.reviewer.roles.contains(role),
            Self::ReviewerIsIn(team) => of.reviewer.teams.contains(team),
            Self::Asks(role) => of.asked.contains(role),
            Self::SaysYes => of.says == "yes",
            Self::Not(inner) => !inner.holds(of),
            Self::Either(one, other) => one.holds(of) || other.holds(of),
        }
    }

    fn text(&self) -> String {
        match self {
            Self::ReviewerHolds(role) => format!("contains(reviewer.roles, \"{role}\")"),
            Self::ReviewerIsIn(team) => format!("contains(reviewer.traits[\"team\"], \"{team}\")"),
            Self::Asks(role) => format!("contains(request.roles, \"{role}\")"),
            Self::SaysYes => "review.reason == \"yes\"".into(),
            Self::Not(inner) => format!("!({})", inner.text()),
            Self::Either(one, other) => format!("{} || {}", one.text(), other.text()),
        }
    }
}

/// Whether a pattern is the name, begins it or ends it: all the patterns there are here.
pub(crate) fn fits(pattern: Name, name: &str) -> bool {
    match (pattern.strip_suffix('*'), pattern.strip_prefix('*')) {
        (Some(beginning), _) => name.starts_with(beginning),
        (None, Some(ending)) => name.ends_with(ending),
        (None, None) => name == pattern,
    }
}

impl World {
    /// The user of this name.
    pub(crate) fn user(&self, name: Name) -> &User {
        self.users.iter().find(|user| user.name == name).unwrap()
    }

    /// The documents of one of the two policies, as one text.
    pub(crate) fn documents(&self, policy: usize) -> String {
        let roles = self.roles[policy].iter();
        let roles = roles.map(|(name, role)| role.document(name));
        let users = self.users.iter().map(User::document);
        let documents = roles.chain(users).map(|document| document.to_string());
        let mut texts: Vec<String> = documents.collect();
        if self.is_backwards {
            texts.reverse();
        }
        texts.join("\n---\n")
    }
}

impl User {
    fn document(&self) -> Value {
        json!({
            "kind": "user",
            "version": "v2",
            "metadata": { "name": self.name },
            "spec": { "roles": self.roles, "traits": { "team": self.teams } },
        })
    }
}

impl Role {
    fn document(&self, name: Name) -> Value {
        let hours = |hours: Option<i64>| hours.map(|hours| format!("{hours}h"));
        let text = |condition: &Option<Condition>| condition.as_ref().map(Condition::text);
        let thresholds: Vec<Value> = self
            .thresholds
            .iter()
            .map(
                |Threshold {
                     approve,
                     deny,
                     filter,
                 }| {
                    let filter = text(filter).unwrap_or_default();
                    json!({ "name": "t", "approve": approve, "deny": deny, "filter": filter })
                },
            )
            .collect();
        let claims: Vec<Value> = self
            .for_ops
            .iter()
            .map(|role| json!({ "claim": "team", "value": "ops", "roles": [role] }))
            .collect();
        let broken = self.is_broken.then_some("^($");
        let denied: Vec<Name> = self.request.deny.iter().copied().chain(broken).collect();
        let rules: Vec<Value> = self
            .administers
            .then(|| json!({ "resources": ["access_request"], "verbs": ["update", "delete"] }))
            .into_iter()
            .collect();
        let mut allow = json!({
            "request": {
                "roles": self.request.allow,
                "claims_to_roles": claims,
                "thresholds": thresholds,
                "reason": { "mode": if self.reason_for_named { "required" } else { "optional" } },
            },
            "review_requests": { "roles": self.review.allow, "where": text(&self.review_if).unwrap_or_default() },
            "rules": rules,
        });
        let mut options = json!({
            "request_access": if self.reason_for_all { "reason" } else { "optional" },
        });
        if let Some(hours) = hours(self.max_duration_h) {
            allow["request"]["max_duration"] = json!(hours);
        }
        if let Some(hours) = hours(self.session_h) {
            options["max_session_ttl"] = json!(hours);
        }
        json!({
            "kind": "role",
            "version": "v7",
            "metadata": { "name": name },
            "spec": {
                "options": options,
                "allow": allow,
                "deny": {
                    "request": { "roles": denied },
                    "review_requests": {
                        "roles": self.review.deny,
                        "where": text(&self.no_review_if).unwrap_or_default(),
                    },
                },
            },
        })
    }
}
