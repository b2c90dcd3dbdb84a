//! What follows from a request as it was made, from the policy in force and from who there is, whoever looks:
//! worked out once and kept as long as these stay.

use std::{cell::RefCell, collections::BTreeMap, rc::Rc};

use postern_core::{
    policy::name::UserName,
    request::{
        access_request::AccessRequest,
        eligibility::{self, requesting::RequestRights, reviewing::Prospect},
        id::RequestId,
        terms::{Cap, Circumstances, terms},
        timestamp::Timestamp,
    },
};

use super::{era::Era, people::People};

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
    fn of(people: &People, request: &AccessRequest, now: Timestamp) -> Self {
        Self {
            reviewers: reviewers(people, now, &Prospect::from(request)),
            cap: cap(people, request),
        }
    }
}

/// Who can review such a request.
pub(super) fn reviewers(people: &People, now: Timestamp, prospect: &Prospect<'_>) -> Vec<UserName> {
    eligibility::eligible_reviewers(people.policy(), people.subjects(now), prospect)
        .map(|subject| subject.name)
        .collect()
}

/// What limits the access: told as long as the policy is the one that the request was made under.
fn cap(people: &People, request: &AccessRequest) -> Option<Cap> {
    let policy = people.policy();
    if policy.digest() != request.policy() {
        return None;
    }
    let requester = people.subject(request.requester())?;
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
    era: Option<Era>,
    facts: BTreeMap<RequestId, Rc<Facts>>,
}

impl Known {
    /// The facts about a request, with everyone as they are.
    pub(super) fn of(
        &self,
        people: &Rc<People>,
        request: &AccessRequest,
        now: Timestamp,
    ) -> Rc<Facts> {
        let mut under = self.0.borrow_mut();
        let is_same = under.era.as_ref().is_some_and(|era| era.holds(people, now));
        if !is_same || under.facts.len() >= MOST {
            under.era = Some(Era::of(people, now));
            under.facts.clear();
        }
        let facts = under.facts.entry(request.id());
        Rc::clone(facts.or_insert_with(|| Rc::new(Facts::of(people, request, now))))
    }
}
