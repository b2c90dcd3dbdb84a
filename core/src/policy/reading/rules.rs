//! What fields demand of each other.

mod test;

use alloc::{
    collections::{BTreeMap, btree_map::Entry},
    format,
    vec::Vec,
};

use super::{Standard, Title, fields::Fields};
use crate::{
    policy::{
        budget::Budget, integration::is_name, monitoring::condition::Condition, role::Text,
        schema::Kind, spelling::listed,
    },
    yaml::{
        diagnostic::{Diagnostic, Severity},
        findings::Findings,
        node::Node,
        span::Span,
    },
};

/// Rules within one document.
pub(super) fn document(
    kind: &Kind,
    root: &Node,
    version: Option<&str>,
    standard: Standard,
    whole: bool,
    findings: &mut Findings,
) {
    let spec = Fields::new(Some(root), standard).object("spec");
    match kind.name {
        "role" => {
            for side in ["allow", "deny"] {
                let fields = spec.object(side);
                impersonation(fields, side, standard, findings);
                if standard == Standard::Strict {
                    kubernetes(fields, version, findings);
                }
            }
            if standard == Standard::Strict && whole {
                request(spec.object("allow").object("request"), findings);
            }
        }
        "access_monitoring_rule" if whole => monitoring(spec, findings),
        "integration" if whole => {
            let metadata = Fields::new(Some(root), standard).object("metadata");
            integration(metadata.text("name"), spec, findings);
        }
        "policy_test" if whole => test::expectations(spec, findings),
        _ => {}
    }
}

/// Rules between the documents of one text.
pub(crate) fn across<'d>(titles: impl Iterator<Item = Title<'d>>, findings: &mut Findings) {
    let mut seen: BTreeMap<(&str, &str), Span> = BTreeMap::new();
    for Title { kind, name, span } in titles {
        // Names first: they differ, and kinds hardly do.
        match seen.entry((name, kind)) {
            Entry::Vacant(entry) => {
                entry.insert(span);
            }
            Entry::Occupied(first) => findings.push(
                Diagnostic::new(
                    "schema/duplicate-name",
                    Severity::Error,
                    span,
                    format!("there are two documents of kind `{kind}` named `{name}`"),
                )
                .label(*first.get(), "the first one")
                .help("rename one of them, or remove it"),
            ),
        }
    }
}

fn error(rule: &'static str, span: Span, message: impl Into<alloc::string::String>) -> Diagnostic {
    Diagnostic::new(rule, Severity::Error, span, message)
}

fn warning(
    rule: &'static str,
    span: Span,
    message: impl Into<alloc::string::String>,
) -> Diagnostic {
    Diagnostic::new(rule, Severity::Warning, span, message)
}

fn impersonation(side: Fields<'_>, name: &str, standard: Standard, findings: &mut Findings) {
    let fields = side.object("impersonate");
    if let Some(first) = fields.texts("users").first()
        && fields.texts("roles").is_empty()
        && standard >= Standard::Store
    {
        findings.push(
            error(
                "schema/missing-field",
                first.span,
                format!("`{name}.impersonate` names users and no roles"),
            )
            .help("add `roles:` beside `users:`"),
        );
    }
}

/// A name that fits into an address, and something to be told.
fn integration(name: Text, spec: Fields<'_>, findings: &mut Findings) {
    if !name.value.is_empty() && !is_name(&name.value) {
        findings.push(
            error(
                "schema/invalid-name",
                name.span,
                format!("`{}` cannot stand in an address", name.value),
            )
            .help("an integration's name has 1 to 64 of a–z, 0–9 and `-`"),
        );
    }
    let is_empty = |node: &Node| node.items().is_some_and(<[_]>::is_empty);
    if spec.get("events").is_some_and(is_empty)
        && let Some(key) = spec.key_span("events")
    {
        findings.push(
            error(
                "integration/hears-nothing",
                key,
                "`events` names nothing that this integration would be told of",
            )
            .help("name events, remove the field for all of them, or write `disabled: true`"),
        );
    }
}

/// Terms of asking that can never apply (T1, T6).
fn request(fields: Fields<'_>, findings: &mut Findings) {
    let asks = ["roles", "claims_to_roles", "search_as_roles"]
        .iter()
        .any(|name| fields.get(name).is_some_and(|node| !node.is_null()));
    if !asks {
        for name in ["thresholds", "max_duration", "reason"] {
            if let Some(key) = fields.key_span(name) {
                findings.push(
                    warning(
                        "request/never-used",
                        key,
                        format!(
                            "`{name}` has no effect: this block allows nothing to be requested"
                        ),
                    )
                    .help("add `roles:` beside it"),
                );
            }
        }
    }
    let undeniable = fields.objects("thresholds").next().is_some()
        && fields
            .objects("thresholds")
            .all(|(_, threshold)| threshold.get("deny").is_none_or(is_zero));
    if let (true, Some(key)) = (undeniable, fields.key_span("thresholds")) {
        findings.push(
            warning(
                "threshold/undeniable",
                key,
                "no threshold here has `deny`, so no review can ever deny a request (T6)",
            )
            .help("add `deny: 1` to one of them"),
        );
    }
    let mut seen = Vec::new();
    for (node, threshold) in fields.objects("thresholds") {
        let counts = (
            threshold.count("approve"),
            threshold.count("deny"),
            threshold.string("filter"),
        );
        if seen.len() < MOST_COMPARED {
            if let Some((_, first)) = seen.iter().find(|(other, _)| *other == counts) {
                findings.push(
                    warning(
                        "threshold/duplicate",
                        node.span.beginning(),
                        "this settles by the same counts and filter as another",
                    )
                    .label(*first, "the first one")
                    .help("remove one of them, or change its counts or filter"),
                );
            } else {
                seen.push((counts, node.span.beginning()));
            }
        }
        for (name, what) in [("approve", "approve"), ("deny", "deny")] {
            if undeniable && name == "deny" {
                continue;
            }
            if threshold.get(name).is_none_or(is_zero) {
                findings.push(
                    warning(
                        "threshold/zero",
                        node.span.beginning(),
                        format!(
                            "without `{name}` no review can ever {what} through this threshold"
                        ),
                    )
                    .help(format!("add `{name}: 1`")),
                );
            }
        }
    }
}

/// How many thresholds of a role are compared with each other.
const MOST_COMPARED: usize = 64;

/// How many approvals the thresholds of a role without a filter ask for, and where (T6).
pub(super) fn approvals(root: &Node) -> Vec<(u32, Span)> {
    let root = Fields::new(Some(root), Standard::Strict);
    let request = root.object("spec").object("allow").object("request");
    let asked = request.objects("thresholds").filter_map(|(_, threshold)| {
        let unfiltered = threshold.string("filter").is_empty();
        let count = threshold.count("approve").filter(|_| unfiltered)?;
        Some((count.get(), threshold.get("approve")?.span))
    });
    asked.collect()
}

fn is_zero(node: &Node) -> bool {
    node.scalar()
        .is_none_or(|scalar| matches!(scalar.text.as_str(), "" | "0"))
}

const V7_KINDS: &[&str] = &[
    "*",
    "certificatesigningrequest",
    "clusterrole",
    "clusterrolebinding",
    "configmap",
    "cronjob",
    "daemonset",
    "deployment",
    "ingress",
    "job",
    "kube_node",
    "kube_role",
    "namespace",
    "persistentvolume",
    "persistentvolumeclaim",
    "pod",
    "replicaset",
    "rolebinding",
    "secret",
    "service",
    "serviceaccount",
    "statefulset",
];

/// What kinds of Kubernetes objects each version of a role may name.
fn kubernetes(side: Fields<'_>, version: Option<&str>, findings: &mut Findings) {
    let wanted: &[&str] = match version {
        Some("v3" | "v4" | "v5" | "v6") => &["pod"],
        Some("v7") => V7_KINDS,
        _ => return,
    };
    let version = version.unwrap_or_default();
    let lists = [side, side.object("request")];
    for (_, resource) in lists
        .iter()
        .flat_map(|fields| fields.objects("kubernetes_resources"))
    {
        let kind = resource.text("kind");
        if !kind.value.is_empty() && !wanted.contains(&kind.value.as_str()) {
            findings.push(
                error(
                    "schema/kube-kind",
                    kind.span,
                    format!(
                        "`{}` is no kind that a role of version {version} can name",
                        kind.value
                    ),
                )
                .help(format!("{} is accepted", listed(wanted, "or"))),
            );
        }
        let group = resource.text("api_group");
        if !group.value.is_empty() {
            findings.push(
                error(
                    "schema/kube-kind",
                    group.span,
                    format!("a role of version {version} cannot name an API group"),
                )
                .help("remove it, or write `version: v8`"),
            );
        }
    }
}

/// What makes an access monitoring rule act at all, and what makes it approve too much.
fn monitoring(spec: Fields<'_>, findings: &mut Findings) {
    let given = |name: &str| spec.get(name).filter(|node| !node.is_null());
    let subjects: Vec<Text> = spec.texts("subjects");
    let about_requests = subjects
        .iter()
        .find(|subject| subject.value == "access_request");
    let review = given("automatic_review");
    if let (Some(subject), None, None) = (about_requests, given("notification"), review) {
        findings.push(
            error(
                "schema/missing-field",
                subject.span,
                "the rule does nothing",
            )
            .help("add `notification:` or `automatic_review:`"),
        );
    }
    if let (Some(review), None) = (review, given("desired_state")) {
        findings.push(
            warning(
                "request/never-used",
                review.span.beginning(),
                "an automatic review happens only with `desired_state: reviewed`",
            )
            .help("add `desired_state: reviewed`"),
        );
    }
    for (_, schedule) in spec.named_objects("schedules") {
        for (_, shift) in schedule.object("time").objects("shifts") {
            let (start, end) = (shift.text("start"), shift.text("end"));
            // Both are `HH:MM`, or are reported as something else.
            if !end.value.is_empty() && start.value >= end.value {
                findings.push(
                    error(
                        "schema/shift-order",
                        end.span,
                        format!("the shift ends at `{}`, before it starts", end.value),
                    )
                    .help(
                        "a shift lies within one day: split it at midnight, as `23:59` and `00:00`",
                    ),
                );
            }
        }
    }
    let condition = spec.text("condition");
    let approves = spec.object("automatic_review").string("decision") == "APPROVED";
    let read = Condition::parse(&condition.value, &Budget::PRODUCT);
    if approves && read.is_ok_and(|read| read.admits_further_roles()) {
        findings.push(
            warning(
                "monitoring/approves-further-roles",
                condition.span,
                "this also approves requests that ask for further roles",
            )
            .help("bound what may be asked for: `contains_all(set(\"…\"), access_request.spec.roles)`"),
        );
    }
}
