//! What users lose when they are locked, or when the policy no longer has them: what they asked for is
//! denied, what they were granted is revoked.

use alloc::{string::String, vec::Vec};

use super::{
    access_request::AccessRequest,
    command::{Command, Resolve},
    decide::decide,
    event::Event,
    proof::Resolver,
    refusal::Refusal,
    review::{Annotations, Verdict},
    state::Phase,
    timestamp::Timestamp,
};
use crate::policy::{name::UserName, subject::Subject};

/// What follows for a request when `by` locks its requester, who is `holder` now; `None` for someone who
/// is gone. Nothing follows while the requester may act, or when the request is settled already.
///
/// # Errors
/// What keeps the request from ending, as a reason that is too long.
pub fn end(
    request: &AccessRequest,
    holder: Option<&Subject>,
    by: &UserName,
    reason: &str,
    now: Timestamp,
) -> Result<Vec<Event>, Refusal> {
    if holder.is_some_and(|holder| !holder.locked) {
        return Ok(Vec::new());
    }
    // The right to do this is the right to lock; whose request it is makes no difference.
    let by = Resolver::new(by.clone(), true);
    let command = match request.phase(now) {
        Phase::Pending => Command::Resolve(Resolve {
            by,
            on_behalf_of: None,
            verdict: Verdict::Deny,
            roles: None,
            reason: reason.into(),
            annotations: Annotations::new(),
        }),
        Phase::Scheduled | Phase::Active => Command::Revoke {
            by,
            reason: String::from(reason),
        },
        _ => return Ok(Vec::new()),
    };
    decide(request, command, now)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        policy::traits::Traits,
        request::fixtures::{minute, request, resolver, threshold, user},
    };

    #[test]
    fn what_is_open_ends_and_what_is_settled_stays() {
        let alice = |locked| Subject {
            name: user("alice"),
            roles: Vec::new(),
            traits: Traits::default(),
            locked,
        };
        let pending = request(&[("a", &[threshold("one", 1, 1)])]);
        let approve = Command::Resolve(Resolve {
            by: resolver("bob"),
            on_behalf_of: None,
            verdict: Verdict::Approve,
            roles: None,
            reason: String::new(),
            annotations: Annotations::new(),
        });
        let happened = decide(&pending, approve, minute(1)).expect("approves");
        let active = happened.iter().fold(pending.clone(), AccessRequest::apply);
        let by = user("olga");
        let ended = |request: &AccessRequest, holder: Option<&Subject>| {
            let happened = end(request, holder, &by, "left", minute(2)).expect("ends");
            let after = happened.iter().fold(request.clone(), AccessRequest::apply);
            after.phase(minute(2))
        };
        let (locked, free) = (alice(true), alice(false));
        for holder in [Some(&locked), None] {
            assert_eq!(ended(&pending, holder), Phase::Denied);
            assert_eq!(ended(&active, holder), Phase::Revoked);
        }
        assert_eq!(ended(&pending, Some(&free)), Phase::Pending);
        assert_eq!(ended(&active, Some(&free)), Phase::Active);
        let settled = end(&active, None, &by, "", minute(600)).expect("nothing to end");
        assert!(settled.is_empty());
    }
}
