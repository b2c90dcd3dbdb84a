//! Verbs on resources: what a user's roles let them do through the API (B).

use alloc::{string::ToString, vec, vec::Vec};

use super::{
    decision::{Bearing, Finding, Step},
    name::RoleName,
    role::{AccessRule, Role, Text},
    set::Policy,
    subject::Subject,
};

/// The resource that access requests are.
pub const ACCESS_REQUEST: &str = "access_request";

/// Whether a verb may be used on a resource, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Access {
    /// What follows.
    pub outcome: AccessOutcome,
    /// The steps, the decisive one first.
    pub because: Vec<Step>,
}

/// What an access check comes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum AccessOutcome {
    /// A rule allows it, none denies it.
    Allow,
    /// No rule allows it.
    ImplicitDeny,
    /// A rule denies it, or it cannot be evaluated (B2, B3).
    ExplicitDeny,
}

impl Access {
    /// Whether it is allowed.
    #[must_use]
    pub const fn is_allowed(&self) -> bool {
        matches!(self.outcome, AccessOutcome::Allow)
    }
}

/// Whether the user may use `verb` on `resource` (B1–B3). Only static roles count.
#[must_use]
pub fn check(policy: &Policy, subject: &Subject, resource: &str, verb: &str) -> Access {
    let refused = |finding| Access {
        outcome: AccessOutcome::ExplicitDeny,
        because: vec![Step {
            bearing: Bearing::Refuses,
            finding,
            place: None,
        }],
    };
    if subject.locked {
        let user = subject.name.clone();
        return refused(Finding::Locked { user });
    }
    let mut roles = Vec::with_capacity(subject.roles.len());
    for name in &subject.roles {
        match policy.role(name) {
            Some(compiled) => roles.push(&compiled.role),
            None => {
                return refused(Finding::MissingRole {
                    user: subject.name.clone(),
                    role: name.clone(),
                });
            }
        }
    }
    let place = |role: &Role, rule: &AccessRule| policy.place(&role.name, rule.span);
    let answer = |outcome, bearing, finding, place| Access {
        outcome,
        because: vec![Step {
            bearing,
            finding,
            place,
        }],
    };
    let denial = roles.iter().find_map(|role| {
        let denies = |rule: &&AccessRule| applies(rule, resource, verb);
        let mut rules = role.deny.rules.iter();
        let rule = rules.find(denies)?;
        Some((*role, rule))
    });
    if let Some((role, rule)) = denial {
        let finding = Finding::RuleDenies {
            holder: role.name.clone(),
            resource: resource.to_string(),
            verb: verb.to_string(),
        };
        let place = place(role, rule);
        return answer(
            AccessOutcome::ExplicitDeny,
            Bearing::Refuses,
            finding,
            place,
        );
    }
    let mut conditional = Vec::new();
    for role in &roles {
        for rule in &role.allow.rules {
            if !applies(rule, resource, verb) {
                continue;
            }
            if rule.condition.value.is_empty() {
                let finding = Finding::RuleAllows {
                    holder: role.name.clone(),
                    resource: resource.to_string(),
                    verb: verb.to_string(),
                };
                let place = place(role, rule);
                return answer(AccessOutcome::Allow, Bearing::Holds, finding, place);
            }
            conditional.push(Step {
                bearing: Bearing::NoMatch,
                finding: Finding::RuleCondition {
                    holder: role.name.clone(),
                    predicate: rule.condition.value.clone(),
                },
                place: policy.place(&role.name, rule.condition.span),
            });
        }
    }
    let holders: Vec<RoleName> = subject.roles.clone();
    let finding = Finding::NoRuleAllows {
        holders,
        resource: resource.to_string(),
        verb: verb.to_string(),
    };
    let mut access = answer(AccessOutcome::ImplicitDeny, Bearing::Refuses, finding, None);
    access.because.extend(conditional);
    access
}

/// Whether a rule speaks of the verb and the resource, whatever its condition (B1).
fn applies(rule: &AccessRule, resource: &str, verb: &str) -> bool {
    let names = |texts: &[Text], name: &str| {
        texts
            .iter()
            .any(|text| text.value == "*" || text.value == name)
    };
    let by_read = verb == "readnosecrets" && names(&rule.verbs, "read");
    names(&rule.resources, resource) && (by_read || names(&rule.verbs, verb))
}

#[cfg(test)]
mod tests {
    use alloc::string::String;

    use super::*;
    use crate::policy::{
        fixtures::{policy, subject},
        name::UserName,
        traits::Traits,
    };

    const POLICY: &str = r#"
kind: role
version: v7
metadata: {name: owner}
spec:
  allow:
    rules:
      - {resources: [role, user], verbs: ['*']}
      - {resources: [session], verbs: [read], where: 'equals(session.owner, user.metadata.name)'}
---
kind: role
version: v7
metadata: {name: careful}
spec:
  deny:
    rules:
      - {resources: [user], verbs: [delete]}
      - {resources: [role], verbs: [update], where: 'contains(user.spec.traits["team"], "x")'}
---
kind: user
version: v2
metadata: {name: olga}
spec: {roles: [owner, careful]}
"#;

    #[test]
    fn what_cannot_be_evaluated_does_not_allow_and_does_deny() {
        use AccessOutcome::{Allow, ExplicitDeny, ImplicitDeny};
        let policy = policy(POLICY);
        let olga = subject(&policy, "olga");
        let cases = [
            ("role", "create", Allow, "`owner` allows `create` on `role`"),
            (
                "user",
                "delete",
                ExplicitDeny,
                "`careful` denies `delete` on `user`",
            ),
            (
                "role",
                "update",
                ExplicitDeny,
                "`careful` denies `update` on `role`",
            ),
            (
                "session",
                "read",
                ImplicitDeny,
                "nothing in `owner` and `careful` allows `read` on `session`",
            ),
            (
                "audit",
                "read",
                ImplicitDeny,
                "nothing in `owner` and `careful` allows `read` on `audit`",
            ),
        ];
        for (resource, verb, outcome, text) in cases {
            let access = check(&policy, &olga, resource, verb);
            assert_eq!(access.outcome, outcome, "{verb} {resource}");
            assert_eq!(access.because[0].text(), text);
        }
        let session = check(&policy, &olga, "session", "read");
        assert_eq!(
            session.because.len(),
            2,
            "the condition is named: {session:?}"
        );
        let place = check(&policy, &olga, "user", "delete").because[0]
            .place
            .clone();
        assert_eq!(place.expect("a place").field, "spec.deny.rules[0]");
    }

    #[test]
    fn whoever_is_locked_or_holds_what_is_gone_may_do_nothing() {
        let policy = policy(POLICY);
        let olga = subject(&policy, "olga");
        let locked = Subject {
            locked: true,
            ..olga.clone()
        };
        let gone = Subject {
            roles: vec![RoleName::verbatim("owner"), RoleName::verbatim("gone")],
            ..olga.clone()
        };
        let nobody = Subject {
            name: UserName::verbatim("nobody"),
            roles: vec![],
            traits: Traits::default(),
            locked: false,
        };
        let texts: [(_, String); 3] = [
            (locked, "`olga` is locked".into()),
            (gone, "`olga` holds `gone`, which does not exist".into()),
            (
                nobody,
                "no role is held, so nothing allows `create` on `role`".into(),
            ),
        ];
        for (who, text) in texts {
            let access = check(&policy, &who, "role", "create");
            assert!(!access.is_allowed());
            assert_eq!(access.because[0].text(), text);
        }
    }
}
