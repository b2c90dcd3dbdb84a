//! What fields mean, in a sentence each: shown where they are completed and where the pointer rests.

/// The meaning of the field at a path such as `role.spec.allow.request.roles`.
pub(crate) fn meaning(path: &str) -> Option<&'static str> {
    let found = MEANINGS
        .iter()
        .find(|(known, _)| match known.strip_prefix('*') {
            Some(end) => path.ends_with(end),
            None => *known == path,
        });
    found.map(|(_, meaning)| *meaning)
}

/// By path; `*` stands for whatever comes before. The first that fits counts.
pub(crate) const MEANINGS: &[(&str, &str)] = &[
    (
        "*.metadata.name",
        "The name by which everything else refers to this document.",
    ),
    (
        "*.metadata.description",
        "One line for people. Requesters and reviewers see it beside the role.",
    ),
    (
        "*.metadata.expires",
        "From this moment on the document counts no more.",
    ),
    (
        "*.metadata",
        "What the document is called, and what is said about it.",
    ),
    ("*.kind", "Which kind of document this is."),
    ("*.version", "Which version of its kind it is written in."),
    (
        "role.spec.options",
        "How access by this role works: how long, whether it asks by itself.",
    ),
    ("role.spec.allow", "What whoever holds this role may do."),
    (
        "role.spec.deny",
        "What whoever holds this role may not do, whatever else allows it.",
    ),
    (
        "role.spec.options.request_access",
        "Whether signing in with this role asks for more: `optional` leaves it to the user, `always` asks at once, `reason` asks at once and wants a reason.",
    ),
    (
        "role.spec.options.request_prompt",
        "What is said to the user above the field for the reason.",
    ),
    (
        "role.spec.options.max_session_ttl",
        "How long access with this role lasts at most. The shortest of all roles held counts.",
    ),
    (
        "*.request.roles",
        "Which roles may be requested: names, globs such as `dev-*`, expressions such as `^prod-.*$`, or `{{regexp.match(\"…\")}}`.",
    ),
    ("*.request.claims_to_roles.claim", "The trait to look at."),
    (
        "*.request.claims_to_roles.value",
        "What the trait must hold: a value, a glob, or an expression from `^` to `$`.",
    ),
    (
        "*.request.claims_to_roles.roles",
        "What may then be requested; `$1` is what the first group of the value matched.",
    ),
    (
        "*.request.claims_to_roles",
        "Which roles may be requested because of a trait that the identity provider gave.",
    ),
    (
        "*.request.search_as_roles",
        "Roles, by exact name, that may be requested after a search among resources.",
    ),
    (
        "*.request.annotations",
        "Words that go with every request by this role, for integrations to read.",
    ),
    (
        "*.request.suggested_reviewers",
        "Who is proposed as a reviewer. They still need a role that lets them review.",
    ),
    (
        "*.request.thresholds.name",
        "What this threshold is called in messages.",
    ),
    (
        "*.request.thresholds.approve",
        "How many approvals settle the request; 1 where nothing is said.",
    ),
    (
        "*.request.thresholds.deny",
        "How many denials settle it; 1 where nothing is said.",
    ),
    (
        "*.request.thresholds.filter",
        "Which reviews count for this threshold, as a predicate over `reviewer`, `review` and `request`.",
    ),
    (
        "*.request.thresholds",
        "How many must agree. Any one threshold of this role is enough; every requested role must reach one of its own.",
    ),
    (
        "*.request.max_duration",
        "How long what was requested may be held, at most 14 days. The session's length still counts for a single credential.",
    ),
    (
        "*.request.reason.mode",
        "`required` refuses a request without a reason; `optional` is what holds otherwise.",
    ),
    (
        "*.request.reason.prompt",
        "What is said to the user above the field for the reason.",
    ),
    (
        "*.request.reason",
        "Whether a reason must be given, and how it is asked for.",
    ),
    (
        "*.request.kubernetes_resources.kind",
        "Which kind of Kubernetes resource.",
    ),
    (
        "*.request.kubernetes_resources.api_group",
        "Of which group of the Kubernetes API.",
    ),
    (
        "*.request.kubernetes_resources",
        "Which kinds of Kubernetes resources may be requested. Postern keeps it and does not use it.",
    ),
    (
        "*.allow.request",
        "What whoever holds this role may ask for, and on which terms.",
    ),
    (
        "*.deny.request",
        "What whoever holds this role may never ask for.",
    ),
    (
        "*.review_requests.roles",
        "Requests for which roles may be reviewed: names, globs, expressions.",
    ),
    (
        "*.review_requests.claims_to_roles.claim",
        "The trait to look at.",
    ),
    (
        "*.review_requests.claims_to_roles.value",
        "What the trait must hold: a value, a glob, or an expression from `^` to `$`.",
    ),
    (
        "*.review_requests.claims_to_roles.roles",
        "Requests for which roles may then be reviewed; `$1` is what the first group of the value matched.",
    ),
    (
        "*.review_requests.claims_to_roles",
        "Requests for which roles may be reviewed because of a trait.",
    ),
    (
        "*.review_requests.where",
        "Under which condition, as a predicate over `reviewer` and `request`.",
    ),
    (
        "*.review_requests.preview_as_roles",
        "Roles, by exact name, whose resources a reviewer may look at. Postern keeps it and does not use it.",
    ),
    (
        "*.review_requests.submit_for_users",
        "For whom a reviewer may ask in their place. Postern keeps it and does not use it.",
    ),
    (
        "*.allow.review_requests",
        "Whose requests may be approved or denied.",
    ),
    (
        "*.deny.review_requests",
        "Whose requests may never be reviewed.",
    ),
    (
        "*.rules.resources",
        "Kinds of documents that the rule speaks of; `*` is all of them.",
    ),
    (
        "*.rules.verbs",
        "What may be done with them; `*` is everything.",
    ),
    (
        "*.allow.rules",
        "What may be read and changed in the cluster itself: roles, users, requests, the audit log.",
    ),
    (
        "*.deny.rules",
        "What may not be read or changed, whatever else allows it.",
    ),
    (
        "*.allow.logins",
        "The accounts an SSH certificate lets its holder use; `{{internal.logins}}` takes them from a trait.",
    ),
    (
        "*.deny.logins",
        "Accounts that no certificate of this user's ever names.",
    ),
    (
        "user.spec.roles",
        "The roles that the user always holds, by exact name.",
    ),
    (
        "user.spec.traits",
        "What is known of the user; `{{internal.NAME}}` and `{{external.NAME}}` read it.",
    ),
    (
        "oidc.spec.issuer_url",
        "The provider's address, exactly as it names itself.",
    ),
    (
        "oidc.spec.client_id",
        "By which name the provider knows this cluster.",
    ),
    (
        "oidc.spec.client_secret",
        "A reference to a secret that is kept apart, as in `secret://NAME`; none for public clients.",
    ),
    (
        "oidc.spec.redirect_url",
        "Where the provider sends people back to: this cluster's `/auth/callback`.",
    ),
    ("oidc.spec.claims_to_roles.claim", "The claim to look at."),
    ("oidc.spec.claims_to_roles.value", "What it must hold."),
    (
        "oidc.spec.claims_to_roles.roles",
        "The roles that follow; `$1` is what the first group of the value matched.",
    ),
    (
        "oidc.spec.claims_to_roles",
        "Which roles follow from which claims.",
    ),
    ("oidc.spec.display", "What the sign-in button says."),
    (
        "access_monitoring_rule.spec.subjects",
        "What the rule looks at: `access_request`.",
    ),
    (
        "access_monitoring_rule.spec.condition",
        "When it acts, as an expression over `access_request`.",
    ),
    (
        "access_monitoring_rule.spec.desired_state",
        "`reviewed` lets it review.",
    ),
    (
        "access_monitoring_rule.spec.automatic_review",
        "The review that it gives.",
    ),
    ("access_monitoring_rule.spec.notification", "Who is told."),
    (
        "access_monitoring_rule.spec.schedules",
        "At which times it acts; always, where nothing is said.",
    ),
    ("integration.spec.type", "Which tool is told."),
    ("integration.spec.url", "Where events are sent."),
    (
        "integration.spec.events",
        "Of what it is told; of everything, where nothing is said.",
    ),
    (
        "integration.spec.secret",
        "What signs the calls: a reference such as `secret://NAME`.",
    ),
    ("integration.spec.users", "Who of the tool is who here."),
];
