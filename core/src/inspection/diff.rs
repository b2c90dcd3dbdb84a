//! From one policy text to another: which documents change, and who could ask for or review what by the one and
//! not by the other.

use alloc::{
    collections::{BTreeMap, BTreeSet},
    string::String,
    vec,
    vec::Vec,
};

use crate::{
    api::difference::{
        Change, DiffCounts, DocumentChange, MOST_NAMES, MOST_USERS, PolicyDiff, UserChange,
    },
    ordered,
    policy::{
        budget::Budget,
        name::{RoleName, UserName},
        reading::{Reading, read},
        set::Policy,
        settings::Settings,
        subject::Subject,
    },
    request::eligibility::{
        index::{IndexedRights, RequestIndex},
        reviewing::{Prospect, ReviewRights},
    },
    yaml::budget::ReadBudget,
};

/// How much is asked at most before the answer says that it is not all: a second or so of work.
const MOST_WORK: u64 = 2_000_000;
/// What a question about reviewing costs beside one about requesting, which is a look-up.
const REVIEWING: u64 = 20;

/// What changes from `old` to `new`, by what can be read of them.
#[must_use]
pub fn diff(old: &str, new: &str) -> PolicyDiff {
    let (old, new) = (Side::read(old), Side::read(new));
    let mut diff = PolicyDiff {
        ok: !new.reading.has_errors(),
        ..PolicyDiff::default()
    };
    let changed = documents(&old, &new, &mut diff);
    users(&old, &new, &changed, &mut diff);
    let has_more = diff.documents.len() > MOST_NAMES || diff.users.len() > MOST_USERS;
    diff.truncated |= has_more;
    diff.documents.truncate(MOST_NAMES);
    diff.users.truncate(MOST_USERS);
    for user in &mut diff.users {
        for names in [
            &mut user.may_request,
            &mut user.no_longer_request,
            &mut user.may_review,
            &mut user.no_longer_review,
        ] {
            diff.truncated |= names.len() > MOST_NAMES;
            names.truncate(MOST_NAMES);
        }
    }
    diff
}

/// One of the two policies.
struct Side {
    reading: Reading,
    policy: Policy,
}

impl Side {
    fn read(text: &str) -> Self {
        let reading = read(text, &ReadBudget::PRODUCT);
        let policy = Policy::new(vec![reading.clone()], Settings::default(), Budget::PRODUCT);
        Self { reading, policy }
    }

    /// Its documents by kind and name, as they were written.
    fn documents(&self) -> BTreeMap<(&str, &str), &str> {
        let named = self.reading.documents.iter().filter_map(|document| {
            let kind = document.kind.as_ref()?.value.as_str();
            let name = document.name.as_ref()?.value.as_str();
            Some(((kind, name), self.reading.source.slice(document.span)))
        });
        ordered::map(named)
    }
}

/// The documents that are not the same on both sides, by kind and name.
type Changed<'a> = BTreeMap<(&'a str, &'a str), Change>;

fn documents<'a>(old: &'a Side, new: &'a Side, diff: &mut PolicyDiff) -> Changed<'a> {
    let (before, after) = (old.documents(), new.documents());
    let mut changed = Changed::new();
    for (key, text) in &before {
        match after.get(key) {
            None => drop(changed.insert(*key, Change::Removed)),
            Some(other) if other.trim_end() != text.trim_end() => {
                changed.insert(*key, Change::Changed);
            }
            Some(_) => {}
        }
    }
    for key in after.keys().filter(|key| !before.contains_key(*key)) {
        changed.insert(*key, Change::Added);
    }
    let count = |wanted| {
        let count = changed.values().filter(|change| **change == wanted).count();
        u32::try_from(count).unwrap_or(u32::MAX)
    };
    diff.counts = DiffCounts {
        added: count(Change::Added),
        removed: count(Change::Removed),
        changed: count(Change::Changed),
        users: 0,
    };
    diff.documents = changed
        .iter()
        .map(|((kind, name), change)| DocumentChange {
            kind: String::from(*kind),
            name: String::from(*name),
            change: *change,
        })
        .collect();
    changed
}

fn users(old: &Side, new: &Side, changed: &Changed<'_>, diff: &mut PolicyDiff) {
    let indices = (
        RequestIndex::new(&old.policy),
        RequestIndex::new(&new.policy),
    );
    let both = [&old.policy, &new.policy];
    let roles: BTreeSet<&RoleName> = ordered::set(
        both.iter()
            .flat_map(|policy| policy.roles().map(|role| &role.name)),
    );
    // About other roles nothing changes for whoever is the same and holds the same.
    let come_or_gone: BTreeSet<&RoleName> = ordered::set(roles.iter().copied().filter(|role| {
        matches!(
            changed.get(&("role", role.as_str())),
            Some(Change::Added | Change::Removed)
        )
    }));
    let names: BTreeSet<&UserName> = ordered::set(
        both.iter()
            .flat_map(|policy| policy.users().map(|user| &user.name)),
    );
    let mut work = 0;
    for name in names {
        let subjects = both.map(|policy| policy.subject(name));
        let is_affected = changed.contains_key(&("user", name.as_str()))
            || subjects.iter().flatten().any(|subject| {
                let mut held = subject.roles.iter();
                held.any(|role| changed.contains_key(&("role", role.as_str())))
            });
        let candidates = if is_affected { &roles } else { &come_or_gone };
        let [before, after] = &subjects;
        let before = Rights::of(&old.policy, &indices.0, before.as_ref());
        let after = Rights::of(&new.policy, &indices.1, after.as_ref());
        let can_review = before.review.is_some() || after.review.is_some();
        let count = u64::try_from(candidates.len()).unwrap_or(u64::MAX);
        work += count.saturating_mul(if can_review { 1 + REVIEWING } else { 1 });
        if work > MOST_WORK {
            diff.truncated = true;
            return;
        }
        let change = change(name, &before, &after, candidates);
        if !change.is_empty() {
            diff.counts.users = diff.counts.users.saturating_add(1);
            // One more than are told, so that it shows.
            if diff.users.len() <= MOST_USERS {
                diff.users.push(change);
            }
        }
    }
}

/// What one user may do by one policy.
struct Rights<'a> {
    policy: &'a Policy,
    request: Option<IndexedRights<'a, 'a>>,
    review: Option<ReviewRights<'a>>,
}

impl<'a> Rights<'a> {
    fn of(policy: &'a Policy, index: &'a RequestIndex<'a>, subject: Option<&'a Subject>) -> Self {
        let review = subject.and_then(|subject| ReviewRights::of(policy, subject).ok());
        Self {
            policy,
            request: subject.and_then(|subject| index.rights(subject).ok()),
            review: review.filter(ReviewRights::has_directives),
        }
    }

    fn may_request(&self, role: &RoleName) -> bool {
        let rights = self.request.as_ref();
        self.policy.role(role).is_some() && rights.is_some_and(|rights| rights.allows(role))
    }

    /// Whether they may review what somebody else asks, for this role alone and without a reason.
    fn may_review(&self, role: &RoleName) -> bool {
        let (Some(rights), true) = (&self.review, self.policy.role(role).is_some()) else {
            return false;
        };
        let prospect = Prospect {
            // Nobody has this name.
            requester: &UserName::verbatim(""),
            roles: &ordered::set([role.clone()]),
            reason: "",
            annotations: &BTreeMap::new(),
        };
        rights.may_review(&prospect).is_allowed()
    }
}

fn change(
    user: &UserName,
    before: &Rights<'_>,
    after: &Rights<'_>,
    candidates: &BTreeSet<&RoleName>,
) -> UserChange {
    let mut change = UserChange {
        user: user.clone(),
        may_request: Vec::new(),
        no_longer_request: Vec::new(),
        may_review: Vec::new(),
        no_longer_review: Vec::new(),
    };
    for role in candidates.iter().copied() {
        match (before.may_request(role), after.may_request(role)) {
            (false, true) => change.may_request.push(role.clone()),
            (true, false) => change.no_longer_request.push(role.clone()),
            _ => {}
        }
        match (before.may_review(role), after.may_review(role)) {
            (false, true) => change.may_review.push(role.clone()),
            (true, false) => change.no_longer_review.push(role.clone()),
            _ => {}
        }
    }
    change
}

impl UserChange {
    /// Whether there is none.
    fn is_empty(&self) -> bool {
        self.may_request.is_empty()
            && self.no_longer_request.is_empty()
            && self.may_review.is_empty()
            && self.no_longer_review.is_empty()
    }
}
