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
