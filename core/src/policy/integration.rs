//! What a `kind: integration` document says: who is told what, and who may answer. It stands beside the
//! policy, not in it: who is told does not change what is allowed.

use alloc::{collections::BTreeMap, string::String, vec::Vec};

use super::role::Text;
use crate::yaml::span::Span;

/// Something outside that is told what happens here.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Integration {
    /// The name, unique among integrations: 1 to 64 of a–z, 0–9 and `-`.
    pub name: String,
    /// The whole document.
    pub span: Span,
    /// What a person wrote about it; empty if nothing.
    pub description: String,
    /// `spec.type`: which tool it is.
    pub tool: Text,
    /// `spec.url`: where it is told.
    pub url: Text,
    /// `spec.events`: what it is told of; empty means everything.
    pub topics: Vec<Topic>,
    /// `spec.secret`: a reference `secret://NAME`; empty where Postern makes the secret.
    pub secret: Text,
    /// `spec.callback_secret`: the same for what the tool signs its own calls with.
    pub callback_secret: Text,
    /// `spec.users`: who is who, from the tool's names to ours.
    pub users: BTreeMap<String, Text>,
    /// `spec.disabled`: it is neither told nor listened to.
    pub disabled: bool,
}

/// The tools that there are.
pub const TOOLS: &[&str] = &["webhook"];

macro_rules! topics {
    ($($(#[$doc:meta])* $name:ident $word:literal;)*) => {
        /// What integrations can be told of.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
        pub enum Topic { $($(#[$doc])* $name),* }

        impl Topic {
            /// All of them.
            pub const ALL: &[Self] = &[$(Self::$name),*];

            /// Their words, in the same order.
            pub const WORDS: &[&'static str] = &[$($word),*];

            /// Its stable word.
            #[must_use]
            pub const fn word(self) -> &'static str {
                match self { $(Self::$name => $word),* }
            }
        }
    };
}

topics! {
    /// Someone asked for roles.
    RequestCreated "request.created";
    /// Someone gave a verdict.
    RequestReviewed "request.reviewed";
    /// A request was granted.
    RequestApproved "request.approved";
    /// A request was refused.
    RequestDenied "request.denied";
    /// An administrator took roles away from an approval.
    RequestNarrowed "request.narrowed";
    /// The requester took a request back.
    RequestWithdrawn "request.withdrawn";
    /// Nobody decided in time.
    RequestExpired "request.expired";
    /// An administrator ended access.
    RequestRevoked "request.revoked";
    /// The requester gave access back.
    RequestDropped "request.dropped";
    /// Access ran out.
    RequestEnded "request.ended";
    /// Access began.
    AccessStarted "access.started";
    /// Someone took up access and got a credential.
    CredentialIssued "credential.issued";
    /// Another policy is in force.
    PolicyChanged "policy.changed";
    /// A point in the audit log that outsiders can hold Postern to.
    AuditCheckpoint "audit.checkpoint";
    /// A user was locked.
    UserLocked "user.locked";
}

impl Topic {
    /// The topic of this word.
    #[must_use]
    pub fn named(word: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|topic| topic.word() == word)
    }
}

/// Whether an integration can be called that: 1 to 64 of a–z, 0–9 and `-`, so that it can stand in the
/// address of its callbacks.
#[must_use]
pub fn is_name(text: &str) -> bool {
    let fits = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
    (1..=64).contains(&text.len()) && text.bytes().all(fits)
}

#[cfg(all(test, feature = "engine"))]
mod tests {
    use alloc::vec::Vec;

    use super::*;
    use crate::{
        policy::{fixtures::policy, reading::read},
        yaml::budget::ReadBudget,
    };

    const HOOK: &str = "kind: integration\nversion: v1\nmetadata: {name: siem}\nspec:\n  type: webhook\n  url: https://siem.example/in\n  events: [request.created, access.started]\n  secret: secret://siem\n  users: {U1: alice}\n";

    fn findings(text: &str) -> Vec<alloc::borrow::Cow<'static, str>> {
        let reading = read(text, &ReadBudget::PRODUCT);
        reading
            .diagnostics
            .into_iter()
            .map(|found| found.rule)
            .collect()
    }

    #[test]
    fn it_is_read_as_written() {
        let reading = read(HOOK, &ReadBudget::PRODUCT);
        assert_eq!(reading.diagnostics, []);
        let hook = reading.integrations().next().expect("one");
        assert_eq!(hook.name, "siem");
        assert_eq!(hook.url.value, "https://siem.example/in");
        assert_eq!(hook.topics, [Topic::RequestCreated, Topic::AccessStarted]);
        assert_eq!(
            hook.users.get("U1").map(|user| user.value.as_str()),
            Some("alice")
        );
        assert!(!hook.disabled && hook.callback_secret.value.is_empty());
    }

    #[test]
    fn slips_are_found() {
        for (from, to, rule) in [
            ("type: webhook", "type: webhok", "schema/enum"),
            ("type: webhook", "kind: webhook", "schema/unknown-field"),
            ("request.created", "request.creatd", "schema/enum"),
            ("secret://siem", "whsec_abc", "schema/literal-secret"),
            ("name: siem", "name: The SIEM", "schema/invalid-name"),
            ("version: v1", "version: v2", "schema/version"),
            ("{U1: alice}", "[alice]", "schema/wrong-type"),
            (
                "[request.created, access.started]",
                "[]",
                "integration/hears-nothing",
            ),
            (
                "  url: https://siem.example/in\n",
                "",
                "schema/missing-field",
            ),
        ] {
            let text = HOOK.replace(from, to);
            assert_ne!(text, HOOK);
            assert!(
                findings(&text).iter().any(|found| found == rule),
                "{to}: {:?}",
                findings(&text)
            );
        }
    }

    #[test]
    fn it_does_not_change_the_policy() {
        let role = "kind: role\nversion: v7\nmetadata: {name: one}\nspec: {}\n";
        let with = [role, "---\n", HOOK].concat();
        let other = HOOK.replace("U1", "U2");
        assert_eq!(
            policy(&with).digest(),
            policy(&[role, "---\n", &other].concat()).digest()
        );
    }

    #[test]
    fn words_are_unique_and_lead_back() {
        for (at, topic) in Topic::ALL.iter().enumerate() {
            assert_eq!(Topic::named(topic.word()), Some(*topic));
            assert_eq!(Topic::WORDS.get(at), Some(&topic.word()));
        }
        assert_eq!(Topic::named("request.*"), None);
    }
}
