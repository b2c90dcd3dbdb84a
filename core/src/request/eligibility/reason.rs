//! Whether a reason is required, and what to ask (P).

use alloc::{collections::BTreeSet, string::String, vec::Vec};

use super::requesting::RequestRights;
use crate::policy::{
    decision::{Finding, Step},
    name::RoleName,
    role::{RequestAccess, Text},
};

impl RequestRights<'_> {
    /// What requires a reason for these roles; empty where none is needed (P1, P2).
    #[must_use]
    pub fn reason_required(&self, roles: &BTreeSet<RoleName>) -> Vec<Step> {
        let mut steps: Vec<Step> = self
            .held
            .iter()
            .filter(|held| held.compiled.role.options.request_access.value == RequestAccess::Reason)
            .map(|held| {
                let finding = Finding::ReasonForAll {
                    holder: held.name.clone(),
                };
                let span = held.compiled.role.options.request_access.span;
                self.step_at(finding, held.name, span)
            })
            .collect();
        for role in roles {
            for held in &self.held {
                let request = &held.compiled.role.allow.request;
                if !request.reason.required {
                    continue;
                }
                if let Some(named) = self.named(held.compiled, role) {
                    let finding = Finding::ReasonForRole {
                        holder: held.name.clone(),
                        role: role.clone(),
                    };
                    steps.push(self.step_at(finding, held.name, named.span));
                }
            }
        }
        steps
    }

    /// The entry that names the role exactly, uninterpreted: patterns do not count here (P2).
    fn named<'b>(
        &self,
        compiled: &'b crate::policy::compiled::CompiledRole,
        role: &RoleName,
    ) -> Option<&'b Text> {
        let request = &compiled.role.allow.request;
        request
            .roles
            .iter()
            .chain(&request.search_as_roles)
            .find(|text| text.value == role.as_str())
    }

    /// The prompt for any request: the first that a held role has (P4).
    #[must_use]
    pub fn prompt(&self) -> Option<&str> {
        self.held_roles()
            .map(|compiled| compiled.role.options.request_prompt.value.as_str())
            .find(|prompt| !prompt.is_empty())
    }

    /// The prompts that held roles have for these roles, in alphabetical order.
    #[must_use]
    pub fn prompts_for(&self, roles: &BTreeSet<RoleName>) -> Vec<String> {
        let mut prompts = BTreeSet::new();
        for role in roles {
            for compiled in self.held_roles() {
                let prompt = &compiled.role.allow.request.reason.prompt.value;
                if !prompt.is_empty() && self.named(compiled, role).is_some() {
                    prompts.insert(prompt.clone());
                }
            }
        }
        prompts.into_iter().collect()
    }

    /// What sign-in asks of the user: the most demanding of their roles' options (W6).
    #[must_use]
    pub fn request_access(&self) -> RequestAccess {
        self.held_roles()
            .map(|compiled| compiled.role.options.request_access.value)
            .max()
            .unwrap_or_default()
    }
}
