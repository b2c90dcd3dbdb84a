//! Why nothing allows a role: what comes nearest, which trait would be needed, and which roles that
//! are not held would allow it.

use alloc::{string::String, vec::Vec};

use super::entry::LiveEntry;
use crate::{
    policy::{
        compiled::{CompiledRole, Patterns},
        decision::{Act, Bearing, Entry, Finding, Step},
        matcher::Matcher,
        name::RoleName,
        role::ClaimToRoles,
        set::Policy,
        spelling::{distance, folded},
        subject::Subject,
    },
    yaml::span::Span,
};

/// What is asked about, and of whom.
#[derive(Clone, Copy)]
pub(super) struct Absence<'a> {
    pub(super) policy: &'a Policy,
    pub(super) subject: &'a Subject,
    pub(super) act: Act,
    pub(super) role: &'a RoleName,
}

/// Names and patterns longer than this are not compared, so that the comparison stays cheap.
const LONGEST_COMPARED: usize = 64;
/// How many roles that would allow it are looked for.
const MOST_OTHERS: usize = 16;

impl<'a> Absence<'a> {
    /// The steps that say so; `held` are the roles held with the entries of theirs that stand here.
    pub(super) fn steps<'h>(
        self,
        held: impl Iterator<Item = (&'h RoleName, &'h [LiveEntry], &'h Patterns)>,
    ) -> Vec<Step> {
        let held: Vec<_> = held.collect();
        let mut steps: Vec<Step> = self.nearest(&held).into_iter().collect();
        for (holder, _, patterns) in &held {
            steps.extend(self.ungiven(holder, patterns));
        }
        // Who else may review is told where reviewers are listed.
        if self.act == Act::Request {
            steps.extend(self.others());
        }
        steps
    }

    /// The entry that is most like the role's name, if one is.
    fn nearest(self, held: &[(&RoleName, &[LiveEntry], &Patterns)]) -> Option<Step> {
        let entries = held
            .iter()
            .flat_map(|(holder, entries, _)| entries.iter().map(move |entry| (*holder, entry)));
        let (_, holder, entry) = entries
            .filter_map(|(holder, entry)| {
                let unlike = unlike(self.role.as_str(), &entry.entry.pattern)?;
                Some((unlike, holder, entry))
            })
            .min_by_key(|(unlike, ..)| *unlike)?;
        Some(self.step(holder, entry.span, |absence, holder| {
            Finding::NearestEntry {
                act: absence.act,
                holder,
                role: absence.role.clone(),
                entry: Entry::clone(&entry.entry),
            }
        }))
    }

    /// The mappings of a role that would allow it if the user had another trait.
    fn ungiven(self, holder: &RoleName, patterns: &Patterns) -> Vec<Step> {
        let would_allow = |claim: &&ClaimToRoles| {
            claim.roles.iter().any(|text| {
                Matcher::parse(&text.value, self.policy.budget())
                    .is_ok_and(|matcher| matcher.accepts(self.role.as_str()))
            })
        };
        let claims = patterns.claims.iter().filter(would_allow);
        claims
            .map(|claim| {
                let name = &claim.claim.value;
                let traits = &self.subject.traits;
                self.step(holder, claim.value.span, |absence, holder| {
                    Finding::TraitDoesNotGive {
                        act: absence.act,
                        holder,
                        role: absence.role.clone(),
                        claim: name.clone(),
                        wanted: claim.value.value.clone(),
                        values: traits.contains(name).then(|| traits.get(name).to_vec()),
                    }
                })
            })
            .collect()
    }

    /// The roles not held that would allow asking for it as they are written.
    fn others(self) -> Option<Step> {
        let allows = |compiled: &&CompiledRole| {
            let (allow, deny) = (&compiled.allow_request, &compiled.deny_request);
            let accepts = |patterns: &Patterns| {
                let mut matchers = patterns
                    .written
                    .iter()
                    .filter_map(|one| one.matcher.as_ref().ok());
                matchers.any(|matcher| matcher.accepts(self.role.as_str()))
            };
            !self.subject.roles.contains(&compiled.role.name) && accepts(allow) && !accepts(deny)
        };
        let roles: Vec<RoleName> = self
            .policy
            .compiled_roles()
            .filter(allows)
            .map(|compiled| compiled.role.name.clone())
            .take(MOST_OTHERS)
            .collect();
        (!roles.is_empty()).then(|| Step {
            bearing: Bearing::Depends,
            finding: Finding::OthersAllow {
                roles,
                role: self.role.clone(),
            },
            place: None,
        })
    }

    fn step(
        self,
        holder: &RoleName,
        span: Span,
        finding: impl FnOnce(Self, RoleName) -> Finding,
    ) -> Step {
        Step {
            bearing: Bearing::NoMatch,
            finding: finding(self, holder.clone()),
            place: self.policy.place(holder, span),
        }
    }
}

/// How unlike a name and a pattern are, in letters to change of all; `None` if by more than half.
/// Of a pattern with a star what stands before it counts.
fn unlike(name: &str, pattern: &str) -> Option<(usize, usize)> {
    let plain = pattern.trim_start_matches('^').trim_end_matches('$');
    let (compared, name) = match plain.split_once('*') {
        None => (plain, String::from(name)),
        Some((before, _)) => (before, name.chars().take(before.chars().count()).collect()),
    };
    let longest = compared.chars().count().max(name.chars().count());
    if longest == 0 || longest > LONGEST_COMPARED {
        return None;
    }
    let distance = distance(&folded(name.chars()), &folded(compared.chars()));
    // Thousandths, so that a short word is not nearer only for being short.
    (distance * 2 <= longest).then_some((distance * 1000 / longest, longest))
}

#[cfg(test)]
mod tests {
    use alloc::{string::ToString, vec::Vec};

    use crate::{
        policy::{
            decision::Decision,
            fixtures::{policy, subject},
            name::RoleName,
        },
        request::{
            ask::Ask,
            eligibility::{may_request, may_review, reviewing::Prospect},
        },
    };

    const CLUSTER: &str = r"
kind: role
version: v7
metadata: {name: developer}
spec:
  allow:
    request:
      roles: ['admin-ro', 'dev-*']
      claims_to_roles:
        - {claim: team, value: payments, roles: [ledger]}
        - {claim: absent, value: 'x*', roles: ['ledger*']}
        - {claim: team, value: other, roles: [unrelated]}
    review_requests: {roles: ['admin-*']}
---
kind: role
version: v7
metadata: {name: oncall}
spec: {allow: {request: {roles: ['*']}}, deny: {request: {roles: [ledger]}}}
---
kind: role
version: v7
metadata: {name: bookkeeper}
spec: {allow: {request: {roles: [ledger]}}}
---
{kind: role, version: v7, metadata: {name: admin}, spec: {}}
---
kind: user
version: v2
metadata: {name: ana}
spec: {roles: [developer], traits: {team: [core, ops]}}
";

    fn told(decision: &Decision) -> Vec<(&str, alloc::string::String, alloc::string::String)> {
        let mut told = Vec::new();
        for step in &decision.because {
            let field = step.place.as_ref().map_or("", |place| place.field.as_str());
            told.push((field, step.text(), step.detail().unwrap_or_default()));
        }
        told
    }

    #[test]
    fn what_is_missing_is_told() {
        let policy = policy(CLUSTER);
        let ana = subject(&policy, "ana");
        let decision = may_request(&policy, &ana, &RoleName::verbatim("ledger"));
        let claims = "spec.allow.request.claims_to_roles";
        let expected = [
            (
                "".to_string(),
                "nothing in `developer` allows requesting `ledger`",
                "",
            ),
            (
                "spec.allow.request.roles[0]".into(),
                "`developer` allows others, not `ledger`",
                "`admin-ro` and `dev-*`",
            ),
            (
                alloc::format!("{claims}[0].value"),
                "`developer` would allow requesting `ledger` by the trait `team`, which has no such value",
                "`payments` is wanted, and it is `core` and `ops`",
            ),
            (
                alloc::format!("{claims}[1].value"),
                "`developer` would allow requesting `ledger` by the trait `absent`, which is missing",
                "a value that matches `x*` is wanted",
            ),
            (
                "".into(),
                "`bookkeeper` allows requesting `ledger`, and is not held",
                "",
            ),
        ];
        let told = told(&decision);
        let told: Vec<_> = told
            .iter()
            .map(|(field, text, detail)| ((*field).to_string(), text.as_str(), detail.as_str()))
            .collect();
        assert_eq!(told, expected);
    }

    #[test]
    fn the_nearest_entry_is_told() {
        let policy = policy(CLUSTER);
        let ana = subject(&policy, "ana");
        let cases = [
            (
                "admin",
                Some("the nearest that `developer` allows is `admin-ro`"),
            ),
            (
                "dve-web",
                Some("the nearest that `developer` allows is `dev-*`"),
            ),
            ("something-else", None),
        ];
        for (role, expected) in cases {
            let decision = may_request(&policy, &ana, &RoleName::verbatim(role));
            let told = told(&decision);
            let nearest = told.iter().map(|(_, text, _)| text.as_str());
            let nearest = nearest.rev().find(|text| text.contains("nearest"));
            assert_eq!(nearest, expected, "{role}");
        }
        let ask = Ask::new(crate::policy::name::UserName::verbatim("ben"), Vec::new());
        let roles = [RoleName::verbatim("admin")].into_iter().collect();
        let annotations = crate::request::review::Annotations::new();
        let prospect = Prospect::of(&ask, &roles, &annotations);
        let decision = may_review(&policy, &ana, &prospect);
        let last = told(&decision).pop().expect("a step");
        assert_eq!(last.1, "the nearest that `developer` allows is `admin-*`");
        assert_eq!(last.0, "spec.allow.review_requests.roles[0]");
    }
}
