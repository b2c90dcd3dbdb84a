//! What one role says that has no effect: within its own document.

use alloc::{format, string::String, vec::Vec};

use super::finding;
use crate::{
    policy::{
        budget::Budget,
        expand::{Replacement, looks_expandable},
        matcher::{Form, Matcher, MatcherKind},
        role::{ClaimToRoles, RequestAccess, Role, Text},
    },
    yaml::{
        diagnostic::{Applicability, Edit, Fix, Severity},
        findings::Findings,
        source::Source,
        span::Span,
    },
};

/// How often a matcher of one document is tried on a name; what is beyond is not looked at.
const MOST_TRIES: usize = 20_000;

/// Reports what has no effect in a role.
pub(in crate::policy) fn role(role: &Role, source: &Source, findings: &mut Findings) {
    let (asks, reviews) = (&role.allow.request, &role.allow.review);
    let mut tries = MOST_TRIES;
    let lists = [
        (&asks.roles, &role.deny.request.roles, asks.reason.required),
        (&reviews.roles, &role.deny.review.roles, false),
    ];
    for (at, (allowed, denied, named)) in lists.into_iter().enumerate() {
        let unconditional = at == 0 || role.deny.review.condition.value.is_empty();
        let denied: &[Text] = if unconditional { denied } else { &[] };
        useless(allowed, denied, named, source, &mut tries, findings);
    }
    if asks.reason.required
        && !asks.roles.is_empty()
        && asks.claims_to_roles.is_empty()
        && asks.roles.iter().all(|text| !is_literal(&text.value))
        && let Some(first) = asks.roles.first()
    {
        findings.push(
            finding(
                "request/reason-mode-ignored",
                Severity::Warning,
                first.span,
                "`reason.mode` holds for role names that are written out, and these are patterns (P2)",
            )
            .help("write the names out, or set `request_access: reason`"),
        );
    }
    let prompt = &asks.reason.prompt;
    if !prompt.value.is_empty()
        && !asks.reason.required
        && role.options.request_access.value != RequestAccess::Reason
    {
        findings.push(
            finding(
                "request/prompt-without-reason",
                Severity::Info,
                prompt.span,
                "this role asks for a reason and makes none necessary (P1, P2)",
            )
            .help("add `mode: required`, if a reason must be given"),
        );
    }
    let claims = [
        &asks.claims_to_roles,
        &reviews.claims_to_roles,
        &role.deny.request.claims_to_roles,
        &role.deny.review.claims_to_roles,
    ];
    for mappings in claims {
        self::claims(mappings, findings);
    }
}

/// References to groups that the pattern of a claim does not have (C3, C6).
pub(in crate::policy) fn claims(mappings: &[ClaimToRoles], findings: &mut Findings) {
    for mapping in mappings {
        let Ok(pattern) = Matcher::glob_or_regex(&mapping.value.value, &Budget::PRODUCT) else {
            continue;
        };
        let groups = match pattern.form() {
            Form::Literal => 0,
            Form::Glob(_) => mapping.value.value.matches('*').count(),
            Form::Regex(pattern) => pattern.tree().groups.len(),
            Form::Template(_) => continue,
        };
        for role in mapping
            .roles
            .iter()
            .filter(|role| looks_expandable(&role.value))
        {
            let most = Replacement::parse(&role.value).most();
            if let Some(most) = most.filter(|most| *most > groups) {
                findings.push(
                    finding(
                        "claims/capture-group-out-of-range",
                        Severity::Warning,
                        role.span,
                        format!(
                            "`${most}` is always empty: the groups of `{}` are {groups} (C3, C6)",
                            mapping.value.value
                        ),
                    )
                    .help("each `*` is a group, and so is each `(…)` between `^` and `$`"),
                );
            }
        }
    }
}

fn is_literal(text: &str) -> bool {
    Matcher::parse(text, &Budget::PRODUCT)
        .is_ok_and(|matcher| matcher.kind() == MatcherKind::Literal)
}

/// Entries of a list that another one covers, or that a denial of the same role takes away (Q4, V5).
fn useless(
    allowed: &[Text],
    denied: &[Text],
    // Whether a name that is written out counts beside a pattern that accepts it (P2).
    named: bool,
    source: &Source,
    tries: &mut usize,
    findings: &mut Findings,
) {
    if allowed.len() < 2 && denied.is_empty() {
        return;
    }
    let mut order: Vec<(&str, usize)> = Vec::with_capacity(allowed.len());
    order.extend(allowed.iter().map(|text| text.value.as_str()).zip(0..));
    order.sort_unstable();
    let mut twice = Vec::new();
    for pair in order.windows(2) {
        if let [(one, _), (other, at)] = pair
            && one == other
        {
            twice.push(*at);
        }
    }
    let patterns = |texts: &[Text]| -> Vec<(Matcher, Span)> {
        let read = |text: &Text| {
            Some((
                Matcher::parse(&text.value, &Budget::PRODUCT).ok()?,
                text.span,
            ))
        };
        texts.iter().filter_map(read).collect()
    };
    let denials = patterns(denied);
    let mut all = patterns(allowed);
    all.retain(|(matcher, _)| matcher.kind() != MatcherKind::Literal);
    for (at, text) in allowed.iter().enumerate() {
        let literal = is_literal(&text.value);
        let mut covers = |matcher: &Matcher| {
            *tries = tries.saturating_sub(1);
            *tries > 0
                && (matcher.text() == text.value || (literal && matcher.accepts(&text.value)))
        };
        let name = &text.value;
        if let Some((matcher, span)) = denials.iter().find(|(matcher, _)| covers(matcher)) {
            findings.push(
                finding(
                    "matcher/dead-by-deny",
                    Severity::Warning,
                    text.span,
                    format!(
                        "`{name}` has no effect: `{}` denies it (Q4)",
                        matcher.text()
                    ),
                )
                .label(*span, "denied here")
                .help("remove one of them"),
            );
            continue;
        }
        let by = if twice.contains(&at) {
            Some(String::from("the list names it twice"))
        } else if literal && !named {
            let other = all.iter().find(|(matcher, _)| covers(matcher));
            other.map(|(matcher, _)| format!("`{}` accepts it too", matcher.text()))
        } else {
            None
        };
        if let Some(by) = by {
            let diagnostic = finding(
                "matcher/shadowed",
                Severity::Info,
                text.span,
                format!("`{name}` adds nothing: {by}"),
            )
            .help("remove it");
            findings.push(match removal(source, allowed, at) {
                Some(span) => diagnostic.fix(Fix {
                    title: String::from("remove it"),
                    applicability: Applicability::Safe,
                    edits: alloc::vec![Edit {
                        span,
                        text: String::new(),
                    }],
                }),
                None => diagnostic,
            });
        }
    }
}

/// What to cut so that an element of a list is gone and the others stay: its line, or what separates
/// it from its neighbour.
fn removal(source: &Source, list: &[Text], at: usize) -> Option<Span> {
    let own = list.get(at)?.span;
    let text = source.text();
    let start = text
        .get(..own.start as usize)?
        .rfind('\n')
        .map_or(0, |end| end + 1);
    let before = text.get(start..own.start as usize)?;
    let after = text.get(own.end as usize..)?;
    if before.trim() == "-" {
        let line = after.find('\n').map_or(after.len(), |end| end + 1);
        let end = own.end.saturating_add(u32::try_from(line).ok()?);
        return Some(Span::new(u32::try_from(start).ok()?, end));
    }
    if let Some(previous) = at.checked_sub(1).and_then(|before| list.get(before)) {
        let between = source.slice(Span::new(previous.span.end, own.start));
        return (between.trim() == ",").then(|| Span::new(previous.span.end, own.end));
    }
    let next = list.get(at + 1)?.span;
    let between = source.slice(Span::new(own.end, next.start));
    (between.trim() == ",").then(|| Span::new(own.start, next.start))
}
