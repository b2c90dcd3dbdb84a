//! Rules between the documents of one text. They hold where the text is a whole policy: with roles, and
//! with users or connectors; who the users are is known only where no connector brings others.

use alloc::{format, string::String, vec::Vec};

use super::{
    affixes,
    directory::{Names, Plain, Steps},
    finding, people,
};
use crate::{
    policy::{
        reading::Resource,
        role::{ClaimToRoles, Role, Text},
        spelling::nearest,
        user::User,
    },
    yaml::{
        diagnostic::{Applicability, Diagnostic, Edit, Fix, Severity},
        findings::Findings,
        span::Span,
    },
};

/// How many findings between documents there are at most, and for how many a near name is looked for.
const MOST: usize = 100;
const MOST_GUESSES: usize = 4;

/// A document that is acted on.
pub(crate) struct Part<'d> {
    /// Where its name stands.
    pub(crate) name: Span,
    /// What it says.
    pub(crate) resource: &'d Resource,
    /// How many approvals its thresholds without a filter ask for, and where.
    pub(crate) approvals: &'d [(u32, Span)],
    /// How far down the text the places begin that are counted in it.
    pub(crate) base: u32,
}

/// All documents by kind.
pub(super) struct Whole<'d> {
    pub(super) roles: Vec<(&'d Part<'d>, &'d Role)>,
    pub(super) users: Vec<(&'d Part<'d>, &'d User)>,
    /// Whether a rule reviews requests by itself.
    pub(super) reviews_by_rule: bool,
}

/// Findings with places of the whole text, as many as are shown.
pub(super) struct Report<'f> {
    findings: &'f mut Findings,
    left: usize,
    guesses: usize,
}

impl Report<'_> {
    pub(super) fn push(&mut self, part: &Part<'_>, finding: Diagnostic) {
        if self.left > 0 {
            self.left -= 1;
            self.findings.push(finding.moved(part.base));
        }
    }

    /// The finding, with the name that was perhaps meant.
    fn guess(
        &mut self,
        finding: Diagnostic,
        text: &Text,
        names: &Names<'_>,
        else_help: &str,
    ) -> Diagnostic {
        let meant = (self.guesses > 0).then(|| {
            self.guesses -= 1;
            nearest(&text.value, names.all().iter().copied())
        });
        match meant.flatten() {
            Some(meant) => finding.help(format!("did you mean `{meant}`?")).fix(Fix {
                title: format!("change to `{meant}`"),
                applicability: Applicability::Likely,
                edits: alloc::vec![Edit {
                    span: text.span,
                    text: String::from(meant),
                }],
            }),
            None => finding.help(else_help),
        }
    }
}

/// Reports what documents say of each other that is not so.
pub(crate) fn across(parts: &[Part<'_>], findings: &mut Findings) {
    let (mut roles, mut users) = (Vec::new(), Vec::new());
    let (mut connected, mut reviews_by_rule) = (false, false);
    for part in parts {
        match part.resource {
            Resource::Role(role) => roles.push((part, role)),
            Resource::User(user) => users.push((part, user)),
            Resource::Connector(_) => connected = true,
            Resource::Rule(rule) => {
                reviews_by_rule |= rule.review.as_ref().is_some_and(|review| review.approves);
            }
            _ => {}
        }
    }
    if roles.is_empty() || (users.is_empty() && !connected) {
        return;
    }
    let whole = Whole {
        roles,
        users,
        reviews_by_rule,
    };
    let mut report = Report {
        findings,
        left: MOST,
        guesses: MOST_GUESSES,
    };
    let mut steps = Steps::new();
    whole.names(&mut steps, &mut report);
    if !connected {
        people::check(&whole, &mut steps, &mut report);
        whole.traits(&mut steps, &mut report);
    }
}

impl Whole<'_> {
    /// Names of roles that there are not.
    fn names(&self, steps: &mut Steps, report: &mut Report<'_>) {
        let names = Names::new(self.roles.iter().map(|(_, role)| role.name.as_str()));
        let unknown = |part: &Part<'_>, text: &Text, report: &mut Report<'_>| {
            if !text.value.is_empty() && !names.has(&text.value) {
                let found = finding(
                    "request/unknown-role",
                    Severity::Warning,
                    text.span,
                    format!("there is no role `{}` here", text.value),
                );
                let found = report.guess(found, text, &names, "add the role, or remove its name");
                report.push(part, found);
            }
        };
        for (part, user) in &self.users {
            for text in &user.roles {
                unknown(part, text, report);
            }
        }
        for (part, role) in &self.roles {
            let (asks, reviews) = (&role.allow.request, &role.allow.review);
            for text in asks.search_as_roles.iter().chain(&reviews.preview_as_roles) {
                unknown(part, text, report);
            }
            for text in asks.roles.iter().chain(&reviews.roles) {
                let accepts = match Plain::of(&text.value) {
                    Plain::Literal(name) => names.has(name),
                    Plain::Glob(glob) => names.any(&glob, steps),
                    Plain::Other => true,
                };
                if !accepts {
                    let found = finding(
                        "matcher/no-existing-role",
                        Severity::Info,
                        text.span,
                        format!("`{}` accepts no role that there is here", text.value),
                    );
                    let found = report.guess(found, text, &names, "add the role, or remove this");
                    report.push(part, found);
                }
            }
            affixes::check(part, role, &names, steps, report);
            self.durations(part, role, report);
        }
    }

    /// Access that outlives the credentials for it (L1, L6).
    fn durations(&self, part: &Part<'_>, role: &Role, report: &mut Report<'_>) {
        let Some(most) = role.allow.request.max_duration else {
            return;
        };
        let asked = role
            .allow
            .request
            .roles
            .first()
            .filter(|_| role.allow.request.roles.len() == 1);
        let Some(asked) = asked else { return };
        let requested = self
            .roles
            .iter()
            .find(|(_, other)| other.name.as_str() == asked.value);
        let life = requested.and_then(|(_, other)| other.options.max_session_ttl);
        if let Some(life) = life.filter(|life| life.value.as_secs() > 0 && life.value < most.value)
        {
            report.push(
                part,
                finding(
                    "request/max-duration-over-ttl",
                    Severity::Info,
                    most.span,
                    format!(
                        "access lasts up to {} and a credential with `{}` up to {} (L1, L6)",
                        most.value, asked.value, life.value
                    ),
                )
                .help("whoever has it must take a new credential meanwhile; lower one of them if that is not meant"),
            );
        }
    }

    /// Traits that nobody has, and values of them.
    fn traits(&self, steps: &mut Steps, report: &mut Report<'_>) {
        let known = Names::new(
            self.users
                .iter()
                .flat_map(|(_, user)| user.traits.iter().map(|(name, _)| name)),
        );
        if known.all().is_empty() {
            return;
        }
        for (part, role) in &self.roles {
            let (asks, reviews) = (&role.allow.request, &role.allow.review);
            let texts = asks
                .annotations
                .values()
                .flatten()
                .chain(&role.allow.logins);
            for text in texts {
                let name = trait_of(&text.value).filter(|name| !known.has(name));
                if let Some(name) = name {
                    report.push(
                        part,
                        finding(
                            "annotation/unknown-trait",
                            Severity::Info,
                            text.span,
                            format!(
                                "no user here has a trait `{name}`, so this gives nothing (I9)"
                            ),
                        )
                        .help("give somebody the trait, or name another"),
                    );
                }
            }
            for mapping in asks.claims_to_roles.iter().chain(&reviews.claims_to_roles) {
                if !self.claimed(mapping, &known, steps) {
                    report.push(
                        part,
                        finding(
                            "claims/never-matches",
                            Severity::Info,
                            mapping.claim.span.join(mapping.value.span),
                            format!(
                                "no user here has `{}` in a trait `{}`",
                                mapping.value.value, mapping.claim.value
                            ),
                        )
                        .help("check both; letter case counts (C4)"),
                    );
                }
            }
        }
    }

    /// Whether a user may have such a value; true where that was not found out.
    fn claimed(&self, mapping: &ClaimToRoles, known: &Names<'_>, steps: &mut Steps) -> bool {
        if !known.has(&mapping.claim.value) {
            return false;
        }
        let pattern = Plain::of(&mapping.value.value);
        let mut values = self
            .users
            .iter()
            .flat_map(|(_, user)| user.traits.get(&mapping.claim.value));
        values.any(|value| {
            !steps.take()
                || match &pattern {
                    Plain::Literal(text) => value == text,
                    Plain::Glob(glob) => glob.accepts(value),
                    Plain::Other => true,
                }
        })
    }
}

/// The trait that a template names by `external.name`, whatever it passes through.
fn trait_of(text: &str) -> Option<&str> {
    let (_, inside) = text.split_once("{{")?;
    let (_, rest) = inside.split_once("external.")?;
    let end = rest.find(|c: char| !(c.is_ascii_alphanumeric() || c == '_'))?;
    let name = rest.get(..end)?;
    let follows = rest.get(end..)?.trim_start();
    (!name.is_empty() && follows.starts_with(['}', ',', ')'])).then_some(name)
}
