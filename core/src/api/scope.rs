//! What machine tokens can be made for: the one list of scopes, and which of them an operation needs.
//! A scope never gives a right: a token can do what its scopes and its owner's static roles both allow.

use alloc::{borrow::ToOwned, format, string::String, vec::Vec};

use serde::{Deserialize, Serialize};

use super::endpoint::{Resource, Verb};

/// What users do for themselves, without a rule of the policy: each has a scope of its own, which no
/// `*` covers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Act {
    /// See who one is, and what one may request.
    ReadProfile,
    /// Have policy texts checked and asked about.
    CheckPolicy,
    /// Ask for roles.
    Submit,
    /// Approve or deny as a reviewer.
    Review,
    /// Take a pending request back.
    Withdraw,
    /// Give access back.
    Drop,
    /// Take up access: the token is handed credentials.
    Assume,
    /// Carry someone else's decision, as integrations do.
    ResolveOnBehalf,
}

impl Act {
    /// All of them.
    pub const ALL: [Self; 8] = [
        Self::ReadProfile,
        Self::CheckPolicy,
        Self::Submit,
        Self::Review,
        Self::Withdraw,
        Self::Drop,
        Self::Assume,
        Self::ResolveOnBehalf,
    ];

    /// The scope's name.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::ReadProfile => "profile:read",
            Self::CheckPolicy => "policy:check",
            Self::Submit => "requests:submit",
            Self::Review => "requests:review",
            Self::Withdraw => "requests:withdraw",
            Self::Drop => "requests:drop",
            Self::Assume => "requests:assume",
            Self::ResolveOnBehalf => "resolve:on-behalf",
        }
    }
}

/// Which scope a token needs for an operation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Need {
    /// None: the operation is open to anyone.
    Nothing,
    /// No scope is enough: only someone who is signed in does this.
    Session,
    /// The scope of the same name as the policy's rule.
    Rule(Resource, Verb),
    /// The scope of what users do for themselves.
    Act(Act),
}

impl Need {
    /// The scope's name, where there is one.
    #[must_use]
    pub fn word(self) -> Option<String> {
        match self {
            Self::Nothing | Self::Session => None,
            Self::Rule(resource, verb) => Some(format!("{}:{}", resource.as_str(), verb.as_str())),
            Self::Act(act) => Some(act.word().to_owned()),
        }
    }
}

/// What the policy's rules can speak of (B1), so also what scopes can.
pub const RESOURCES: [&str; 11] = [
    "access_request",
    "role",
    "user",
    "oidc",
    "access_monitoring_rule",
    "token",
    "integration",
    "settings",
    "key",
    "session",
    "audit",
];
/// What they can allow of those.
pub const VERBS: [&str; 5] = ["list", "read", "create", "update", "delete"];

/// One scope: `resource:verb` as in the policy's rules, `*` for either, or the name of an [`Act`].
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Scope(String);

impl Scope {
    /// Reads a scope; one that could never permit anything is refused.
    ///
    /// # Errors
    /// Which scopes there are.
    pub fn parse(text: &str) -> Result<Self, String> {
        let is_act = Act::ALL.iter().any(|act| act.word() == text);
        let is_rule = text.split_once(':').is_some_and(|(resource, verb)| {
            let known = |part: &str, words: &[&str]| part == "*" || words.contains(&part);
            known(resource, &RESOURCES) && known(verb, &VERBS)
        });
        if is_act || is_rule {
            return Ok(Self(text.to_owned()));
        }
        let acts: Vec<_> = Act::ALL.iter().map(|act| act.word()).collect();
        Err(format!(
            "there is no such scope; there are {}, and `resource:verb` with a resource of {} or `*` and a verb of {} or `*`",
            acts.join(", "),
            RESOURCES.join(", "),
            VERBS.join(", "),
        ))
    }

    /// As it is written.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether it lets the owner's right to use `verb` on `resource` count.
    #[must_use]
    pub fn covers(&self, resource: &str, verb: &str) -> bool {
        self.0.split_once(':').is_some_and(|(own, word)| {
            (own == "*" || own == resource) && (word == "*" || word == verb)
        })
    }

    /// Whether it is what an operation needs.
    #[must_use]
    pub fn meets(&self, need: Need) -> bool {
        match need {
            Need::Nothing => true,
            Need::Session => false,
            Need::Rule(resource, verb) => self.covers(resource.as_str(), verb.as_str()),
            Need::Act(act) => self.0 == act.word(),
        }
    }
}

impl TryFrom<String> for Scope {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        Self::parse(&text)
    }
}

impl From<Scope> for String {
    fn from(scope: Scope) -> Self {
        scope.0
    }
}

impl core::fmt::Display for Scope {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::api::endpoint::{ENDPOINTS, Operation, Visibility};

    fn scope(text: &str) -> Scope {
        Scope::parse(text).expect("a scope")
    }

    #[test]
    fn scopes_are_read_strictly() {
        for text in [
            "access_request:read",
            "*:read",
            "role:*",
            "*:*",
            "requests:assume",
        ] {
            assert_eq!(scope(text).as_str(), text);
        }
        for text in [
            "",
            "*",
            "role",
            "roles:read",
            "role:reed",
            "requests:*",
            "*:submit",
            "role:read ",
            "a:b:c",
        ] {
            assert!(Scope::parse(text).is_err(), "{text}");
        }
    }

    #[test]
    fn a_star_covers_rules_and_nothing_that_users_do_for_themselves() {
        let all = scope("*:*");
        assert!(all.meets(Need::Rule(Resource::Role, Verb::Update)));
        assert!(scope("role:*").meets(Need::Rule(Resource::Role, Verb::Update)));
        assert!(!scope("role:*").meets(Need::Rule(Resource::User, Verb::Update)));
        assert!(!scope("*:read").meets(Need::Rule(Resource::Role, Verb::Update)));
        for act in Act::ALL {
            assert!(!all.meets(Need::Act(act)), "{act:?}");
            assert!(scope(act.word()).meets(Need::Act(act)));
            assert!(act == Act::Review || !scope("requests:review").meets(Need::Act(act)));
        }
        assert!(!all.meets(Need::Session));
    }

    #[test]
    fn every_operation_says_what_a_token_needs() {
        for entry in ENDPOINTS {
            match entry.need {
                Need::Nothing => assert_eq!(entry.visibility, Visibility::Public),
                need => {
                    assert_ne!(entry.visibility, Visibility::Public, "{}", entry.path);
                    // A need that no scope can be written for would be one that no token can meet.
                    let word = need.word();
                    assert!(word.is_none_or(|word| scope(&word).meets(need)));
                }
            }
        }
        let need = |operation| {
            let found = ENDPOINTS.iter().find(|entry| entry.operation == operation);
            found.map(|entry| entry.need)
        };
        assert_eq!(need(Operation::AssumeRequest), Some(Need::Act(Act::Assume)));
        assert_eq!(need(Operation::SubmitReview), Some(Need::Act(Act::Review)));
        assert_eq!(
            need(Operation::WritePolicy),
            Some(Need::Rule(Resource::Role, Verb::Update))
        );
    }
}
