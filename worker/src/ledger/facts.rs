//! What follows from a request as it was made and from the policy in force, whoever looks and whenever:
//! worked out once and kept as long as the policy stays.

use std::{cell::RefCell, collections::BTreeMap, rc::Rc};

use postern_core::{
    policy::{name::UserName, set::Policy},
    request::{
        access_request::AccessRequest,
        eligibility::{self, requesting::RequestRights, reviewing::Prospect},
        id::RequestId,
        terms::{Cap, Circumstances, terms},
    },
};

/// Of how many requests this is kept at most.
const MOST: usize = 5000;

/// What follows from what was asked, which never changes.
#[derive(Debug)]
pub struct Facts {
    /// Who can review it.
    pub reviewers: Vec<UserName>,
    /// What limits the access; none too where the request was made under another policy.
    pub cap: Option<Cap>,
}

impl Facts {
    fn of(policy: &Policy, request: &AccessRequest) -> Self {
        Self {
            reviewers: reviewers(policy, &Prospect::from(request)),
            cap: cap(policy, request),
        }
    }
}

/// The users of the policy that can review such a request.
pub(super) fn reviewers(policy: &Policy, prospect: &Prospect<'_>) -> Vec<UserName> {
    eligibility::eligible_reviewers(policy, policy.subjects(), prospect)
        .map(|subject| subject.name)
        .collect()
}

/// What limits the access: told as long as the policy is the one that the request was made under.
fn cap(policy: &Policy, request: &AccessRequest) -> Option<Cap> {
    if policy.digest() != request.policy() {
        return None;
    }
    let requester = policy.subject(request.requester())?;
    let rights = RequestRights::of(policy, &requester).ok()?;
    let circumstances = Circumstances::at(request.lifetime().created);
    terms(
        &rights,
        request.ask(),
        request.roles_asked(),
        &circumstances,
    )
    .ok()?
    .cap
}

/// What is known already.
#[derive(Default)]
pub(super) struct Known(RefCell<Under>);

#[derive(Default)]
struct Under {
    policy: Option<Rc<Policy>>,
    facts: BTreeMap<RequestId, Rc<Facts>>,
}

impl Known {
    /// The facts about a request under this policy.
    pub(super) fn of(&self, policy: &Rc<Policy>, request: &AccessRequest) -> Rc<Facts> {
        let mut under = self.0.borrow_mut();
        let is_same = under
            .policy
            .as_ref()
            .is_some_and(|known| Rc::ptr_eq(known, policy));
        if !is_same || under.facts.len() >= MOST {
            under.policy = Some(Rc::clone(policy));
            under.facts.clear();
        }
        let facts = under.facts.entry(request.id());
        Rc::clone(facts.or_insert_with(|| Rc::new(Facts::of(policy, request))))
    }
}
