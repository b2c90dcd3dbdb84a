//! Cedar: a policy for each matcher. It knows `like` with stars, and no regular expressions.

use anyhow::Result;
use cedar_policy::{
    Authorizer, Context, Decision, Entities, EntityUid, PolicySet, Request, RestrictedExpression,
};
use postern_bench::sample::Written;

/// The policies, and what is asked of them by name.
pub(crate) struct Cedar {
    authorizer: Authorizer,
    policies: PolicySet,
    nothing: Entities,
    user: EntityUid,
    act: EntityUid,
    role: EntityUid,
}

impl Cedar {
    pub(crate) fn new(written: &[&Written]) -> Result<Self> {
        let policies = written.iter().map(|written| {
            let effect = if written.denies { "forbid" } else { "permit" };
            let test = if written.regex.is_some() {
                "like"
            } else {
                "=="
            };
            let name = &written.matcher;
            format!(
                "{effect}(principal, action, resource) when {{ context.name {test} \"{name}\" }};\n"
            )
        });
        Ok(Self {
            authorizer: Authorizer::new(),
            policies: policies.collect::<String>().parse()?,
            nothing: Entities::empty(),
            user: "User::\"u\"".parse()?,
            act: "Action::\"request\"".parse()?,
            role: "Role::\"r\"".parse()?,
        })
    }

    pub(crate) fn allows(&self, role: &str) -> Result<bool> {
        let name = RestrictedExpression::new_string(role.into());
        let request = Request::new(
            self.user.clone(),
            self.act.clone(),
            self.role.clone(),
            Context::from_pairs([("name".into(), name)])?,
            None,
        )?;
        let answer = self
            .authorizer
            .is_authorized(&request, &self.policies, &self.nothing);
        Ok(answer.decision() == Decision::Allow)
    }
}
