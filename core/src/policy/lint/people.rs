//! Who of a text's users may review what others of them may ask for (T6, V5, V6). What is not plainly
//! decided counts as a right to review and as a bar to asking, so that nothing is reported that is not
//! so; denials of reviews and conditions are not looked at, for the same reason.

use alloc::{
    collections::{BTreeMap, BTreeSet},
    format,
    vec::Vec,
};

use super::{
    across::{Part, Report, Whole},
    directory::{Lists, Steps},
    finding,
};
use crate::{
    policy::{role::Role, user::User},
    yaml::diagnostic::Severity,
};

/// How many users are looked at for one who may ask.
const MOST_ASKERS: usize = 16;

/// Rights by role, and who holds them.
struct Rights<'d> {
    roles: &'d [(&'d Part<'d>, &'d Role)],
    users: &'d [(&'d Part<'d>, &'d User)],
    /// The users who hold each role.
    held: Vec<Vec<usize>>,
    /// The users who hold a role that there is not: they may do nothing until that is mended.
    barred: BTreeSet<usize>,
    asking: Lists<'d>,
    denied: Lists<'d>,
    reviewing: Lists<'d>,
}

/// Reports what nobody, or only one person, may review.
pub(super) fn check<'d>(whole: &'d Whole<'d>, steps: &mut Steps, report: &mut Report<'_>) {
    let rights = Rights::new(&whole.roles, &whole.users);
    let reviewers = rights.reviewers_of_anything();
    for (part, role) in &whole.roles {
        for (approvals, span) in part.approvals {
            if *approvals as usize > reviewers.len() {
                report.push(
                    part,
                    finding(
                        "threshold/unreachable-approval",
                        Severity::Warning,
                        *span,
                        format!(
                            "this asks for {approvals} approvals, and {} of the users here may review anything",
                            reviewers.len()
                        ),
                    )
                    .help("lower the number, or give more people a role that reviews"),
                );
            }
        }
        for text in &role.allow.request.suggested_reviewers {
            let user = whole
                .users
                .iter()
                .position(|(_, user)| user.name.as_str() == text.value);
            let message = match user {
                None => format!("there is no user `{}` here", text.value),
                Some(user) if !reviewers.contains(&user) => {
                    format!("`{}` holds no role that reviews anything", text.value)
                }
                Some(_) => continue,
            };
            report.push(
                part,
                finding(
                    "request/suggested-reviewer-cannot-review",
                    Severity::Warning,
                    text.span,
                    message,
                )
                .help("suggest somebody who may review"),
            );
        }
    }
    if whole.reviews_by_rule {
        return;
    }
    for (part, role) in &whole.roles {
        if !steps.are_left() {
            return;
        }
        let name = role.name.as_str();
        let reviewers = rights.reviewers(name, steps);
        let asks = rights.askers(name, steps);
        let (Some(asker), true) = (asks.first(), steps.are_left()) else {
            continue;
        };
        let user = |at: usize| {
            whole
                .users
                .get(at)
                .map_or("", |(_, user)| user.name.as_str())
        };
        let (rule, severity, message) = match reviewers.as_slice() {
            [] => (
                "review/nobody-can-review",
                Severity::Warning,
                format!(
                    "`{}` may ask for `{name}`, and no user here may review it",
                    user(*asker)
                ),
            ),
            [only] if asks.contains(only) => (
                "review/only-the-requester",
                Severity::Warning,
                format!(
                    "`{}` may ask for `{name}` and is the only one who may review it",
                    user(*only)
                ),
            ),
            [only] => (
                "review/single-reviewer",
                Severity::Info,
                format!("only `{}` may review requests for `{name}`", user(*only)),
            ),
            _ => continue,
        };
        report.push(
            part,
            finding(rule, severity, part.name, message)
                .help("give somebody else a role whose `review_requests` accepts it"),
        );
    }
}

impl<'d> Rights<'d> {
    fn new(roles: &'d [(&'d Part<'d>, &'d Role)], users: &'d [(&'d Part<'d>, &'d User)]) -> Self {
        let named: BTreeMap<&str, usize> = roles
            .iter()
            .map(|(_, role)| role.name.as_str())
            .zip(0..)
            .collect();
        let mut held: Vec<Vec<usize>> = roles.iter().map(|_| Vec::new()).collect();
        let mut barred = BTreeSet::new();
        for (at, (_, user)) in users.iter().enumerate() {
            for role in &user.roles {
                match named.get(role.value.as_str()) {
                    Some(role) => held
                        .get_mut(*role)
                        .into_iter()
                        .for_each(|users| users.push(at)),
                    None => {
                        barred.insert(at);
                    }
                }
            }
        }
        let mut rights = Self {
            roles,
            users,
            held,
            barred,
            asking: Lists::default(),
            denied: Lists::default(),
            reviewing: Lists::default(),
        };
        for (at, (_, role)) in roles.iter().enumerate() {
            let (allow, deny) = (&role.allow, &role.deny.request);
            for text in &allow.request.roles {
                rights.asking.add(at, &text.value);
            }
            for text in &deny.roles {
                rights.denied.add(at, &text.value);
            }
            for text in &allow.review.roles {
                rights.reviewing.add(at, &text.value);
            }
            if !deny.claims_to_roles.is_empty() {
                rights.denied.others.push(at);
            }
            if !allow.review.claims_to_roles.is_empty() {
                rights.reviewing.others.push(at);
            }
        }
        rights
    }

    fn holders(&self, role: usize) -> &[usize] {
        self.held.get(role).map_or(&[], Vec::as_slice)
    }

    fn reviewers_of_anything(&self) -> Vec<usize> {
        let reviews = |role: &Role| {
            let review = &role.allow.review;
            !(review.roles.is_empty() && review.claims_to_roles.is_empty())
        };
        let roles = self
            .roles
            .iter()
            .enumerate()
            .filter(|(_, (_, role))| reviews(role));
        let mut found: Vec<usize> = roles
            .flat_map(|(at, _)| self.holders(at).iter().copied())
            .collect();
        found.sort_unstable();
        found.dedup();
        found
    }

    /// Up to two users who may perhaps review.
    fn reviewers(&self, name: &str, steps: &mut Steps) -> Vec<usize> {
        let mut found: Vec<usize> = Vec::new();
        let lists = self.reviewing.accepting(name, steps);
        for list in lists.iter().chain(&self.reviewing.others) {
            for user in self.holders(*list) {
                if !found.contains(user) {
                    found.push(*user);
                }
                if found.len() == 2 {
                    return found;
                }
            }
        }
        found
    }

    /// Some of the users who may surely ask.
    fn askers(&self, name: &str, steps: &mut Steps) -> Vec<usize> {
        let lists = self.asking.accepting(name, steps);
        if lists.is_empty() {
            return Vec::new();
        }
        let denying = self.denied.accepting(name, steps);
        let bars = |user: &usize| {
            denying
                .iter()
                .chain(&self.denied.others)
                .any(|list| self.holders(*list).contains(user))
        };
        let locked = |user: &usize| self.users.get(*user).is_none_or(|(_, user)| user.locked);
        let users = lists
            .iter()
            .flat_map(|list| self.holders(*list))
            .take(MOST_ASKERS);
        users
            .filter(|user| !bars(user) && !locked(user) && !self.barred.contains(user))
            .copied()
            .collect()
    }
}
