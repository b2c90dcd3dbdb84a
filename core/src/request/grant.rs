//! Using an approval: checked again against the policy in force (U), and what it then gives.

use alloc::{collections::BTreeSet, string::String, vec::Vec};

use super::{
    access_request::AccessRequest,
    eligibility::requesting::RequestRights,
    id::RequestId,
    refusal::AssumeRefusal,
    state::{Phase, RequestState},
    timestamp::Timestamp,
};
use crate::{
    ordered,
    policy::{
        compiled::CompiledRole,
        digest::PolicyDigest,
        duration::Duration,
        name::{RoleName, UserName},
        set::Policy,
        subject::Subject,
        template::TemplateErrorKind,
        traits::Traits,
    },
};

/// Roles that may be carried from now until a time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Grant {
    /// The request it follows from.
    pub request: RequestId,
    /// Who carries it.
    pub user: UserName,
    /// Static roles and then the approved ones, each once (U6).
    pub roles: Vec<RoleName>,
    /// The logins that these roles give, without those that any of them denies.
    pub logins: BTreeSet<String>,
    /// When a credential issued now must end.
    pub not_after: Timestamp,
    /// When the access itself ends.
    pub access_expires: Timestamp,
    /// The policy it was checked against.
    pub policy: PolicyDigest,
}

/// What an approved request gives its requester now. `ceiling` is the longest life of a credential
/// in this cluster. Changes nothing: issuing a credential is for the caller to note.
///
/// # Errors
/// Why it gives nothing now, also when that follows from a change of policy since the approval (U3).
pub fn assume(
    policy: &Policy,
    request: &AccessRequest,
    user: &Subject,
    now: Timestamp,
    ceiling: Duration,
) -> Result<Grant, AssumeRefusal> {
    if user.name != *request.requester() {
        return Err(AssumeRefusal::NotFound);
    }
    if user.locked {
        return Err(AssumeRefusal::Locked);
    }
    let lifetime = request.lifetime();
    // What the policy says comes before what the clock says, so that the lasting reason is told.
    if !matches!(request.state(), RequestState::Approved(_)) {
        let phase = request.phase(now);
        return Err(AssumeRefusal::NotGranted { phase });
    }
    let rights = RequestRights::of(policy, user)
        .map_err(|failure| AssumeRefusal::CannotEvaluate { because: failure.0 })?;
    check_still_allowed(&rights, request)?;
    match request.phase(now) {
        Phase::Active => {}
        Phase::Scheduled => {
            return Err(AssumeRefusal::NotStarted {
                starts: lifetime.access_starts,
            });
        }
        phase => return Err(AssumeRefusal::NotGranted { phase }),
    }
    let mut roles = Vec::new();
    for role in user.roles.iter().chain(request.roles()) {
        if !roles.contains(role) {
            roles.push(role.clone());
        }
    }
    let carried: Vec<&CompiledRole> = roles
        .iter()
        .map(|name| {
            policy
                .role(name)
                .ok_or_else(|| AssumeRefusal::RoleGone { role: name.clone() })
        })
        .collect::<Result<_, _>>()?;
    Ok(Grant {
        request: request.id(),
        user: user.name.clone(),
        logins: logins(&carried, &user.traits),
        roles,
        not_after: lifetime.credential_expires(now, ceiling),
        access_expires: lifetime.access_expires,
        policy: policy.digest().clone(),
    })
}

/// Whether the requester could still ask for what was approved (U3).
fn check_still_allowed(
    rights: &RequestRights<'_>,
    request: &AccessRequest,
) -> Result<(), AssumeRefusal> {
    if request.reason().trim().is_empty() {
        let because = rights.reason_required(request.roles());
        if !because.is_empty() {
            return Err(AssumeRefusal::ReasonRequired { because });
        }
    }
    match request.roles().iter().find(|role| !rights.allows(role)) {
        None => Ok(()),
        Some(role) => Err(AssumeRefusal::NoLongerRequestable {
            because: rights.may_request(role).because,
            role: role.clone(),
        }),
    }
}

/// The logins that roles carried together give. A denial that cannot be worked out takes them all
/// away; `*` denies every one.
#[must_use]
pub fn logins(carried: &[&CompiledRole], traits: &Traits) -> BTreeSet<String> {
    let mut logins = ordered::set(
        carried
            .iter()
            .flat_map(|compiled| &compiled.logins)
            .filter_map(|template| template.expand(traits).ok())
            .flatten()
            .filter(|login| is_login(login)),
    );
    for template in carried.iter().flat_map(|compiled| &compiled.denied_logins) {
        match template.as_ref().map(|template| template.expand(traits)) {
            Some(Ok(denied)) if !denied.iter().any(|denied| denied == "*") => {
                for denied in denied {
                    logins.remove(&denied);
                }
            }
            Some(Err(error)) if error.kind == TemplateErrorKind::NotFound => {}
            _ => logins.clear(),
        }
    }
    logins
}

/// Whether a certificate can carry the text as a principal: no white space, no comma, no control
/// characters, and not beginning with a dash.
fn is_login(text: &str) -> bool {
    !text.starts_with('-')
        && text.len() <= 256
        && !text
            .chars()
            .any(|c| c.is_control() || c.is_whitespace() || c == ',')
}

#[cfg(test)]
mod tests {
    use alloc::{format, string::ToString};

    use super::*;
    use crate::policy::{fixtures::policy, traits::Traits};

    /// Logins allowed, logins denied, and what is left for somebody with two trait values.
    #[test]
    fn logins_are_interpolated_and_denied() {
        let cases = [
            ("[root, '{{external.login}}']", "[]", "ann,bo,root"),
            ("['x-{{external.login}}']", "[x-bo]", "x-ann"),
            (
                "['{{external.login}}', root]",
                "['{{external.login}}']",
                "root",
            ),
            (
                "['{{external.none}}', root]",
                "['{{external.none}}']",
                "root",
            ),
            ("[root, ann]", "['*']", ""),
            ("[root, ann]", "['{{broken']", ""),
            ("['-oops', 'a b', 'a,b', '', ok]", "[]", "ok"),
        ];
        let traits: Traits = [("login".to_string(), alloc::vec!["ann".into(), "bo".into()])]
            .into_iter()
            .collect();
        for (allow, deny, expected) in cases {
            let policy = policy(&format!(
                "kind: role\nversion: v7\nmetadata: {{name: r}}\nspec:\n  allow: {{logins: {allow}}}\n  deny: {{logins: {deny}}}\n"
            ));
            let role = policy.role(&RoleName::verbatim("r")).expect("is there");
            let left: Vec<String> = logins(&[role], &traits).into_iter().collect();
            assert_eq!(left.join(","), expected, "{allow} without {deny}");
        }
    }
}
