//! The fields of `kind: role`, the same in every version (O1).

use super::{
    Field, KIND, Kind, Language, METADATA, ROLE_NAMES, SUB_KIND, Shape, TEMPLATES, TEXTS, VERSION,
    field,
};

/// `kind: role`.
pub const ROLE: Kind = Kind {
    name: "role",
    noun: "role",
    versions: &["v3", "v4", "v5", "v6", "v7", "v8", "v9"],
    fields: &[
        KIND,
        SUB_KIND,
        VERSION,
        METADATA,
        field("spec", Shape::Object(SPEC)),
    ],
};

const SPEC: &[Field] = &[
    field("options", Shape::Object(OPTIONS)),
    field("allow", Shape::Object(CONDITIONS)),
    field("deny", Shape::Object(CONDITIONS)),
];

const BOOL: Shape = Shape::LenientBool;
const ON_FAILURE: Shape = Shape::Word(&["strict", "best_effort"]);
const FOREIGN: Shape = Shape::Predicate(Language::Foreign);
const LABELS: Shape = Shape::Labels(false);
const STRICT_LABELS: Shape = Shape::Labels(true);
const GRANTED: Shape = Shape::List(&Shape::GrantedName);

/// The most an `allow.request.max_duration` may be, in days (Y5).
const MAX_DURATION_DAYS: i64 = 14;

const OPTIONS: &[Field] = &[
    field(
        "request_access",
        Shape::OurWord(&["optional", "always", "reason"]),
    ),
    field("request_prompt", Shape::Text),
    field("max_session_ttl", Shape::Duration(None)),
    field("mfa_verification_interval", Shape::Duration(None)),
    field("client_idle_timeout", Shape::Duration(None)),
    field("disconnect_expired_cert", BOOL),
    field("forward_agent", BOOL),
    field("port_forwarding", BOOL).instead("ssh_port_forwarding"),
    field(
        "ssh_port_forwarding",
        Shape::Object(&[
            field("local", Shape::Object(ENABLED)),
            field("remote", Shape::Object(ENABLED)),
        ]),
    ),
    field("ssh_file_copy", BOOL),
    field("permit_x11_forwarding", BOOL),
    field("max_connections", Shape::Count),
    field("max_sessions", Shape::Count),
    field("max_kubernetes_connections", Shape::Count),
    field(
        "enhanced_recording",
        Shape::List(&Shape::Word(&["command", "disk", "network"])),
    ),
    field(
        "record_session",
        Shape::Object(&[
            field("default", ON_FAILURE),
            field("ssh", ON_FAILURE),
            field("desktop", BOOL),
        ]),
    ),
    field("cert_format", Shape::Word(&["standard", "oldssh"])),
    field(
        "cert_extensions",
        Shape::List(&Shape::Object(CERT_EXTENSION)),
    ),
    field("create_host_user", BOOL).instead("create_host_user_mode"),
    field(
        "create_host_user_mode",
        Shape::Choice {
            words: &["off", "keep", "insecure-drop", "drop"],
            most: 4,
            on: false,
        },
    ),
    field("create_host_user_default_shell", Shape::Text),
    field("create_db_user", BOOL),
    field(
        "create_db_user_mode",
        Shape::Choice {
            words: &["off", "keep", "best_effort_drop"],
            most: 3,
            on: false,
        },
    ),
    field("create_desktop_user", BOOL),
    field("desktop_clipboard", BOOL),
    field("desktop_directory_sharing", BOOL),
    field(
        "web_terminal_clipboard_mode",
        Shape::Choice {
            words: &["unrestricted", "no-copy"],
            most: 2,
            on: false,
        },
    ),
    field(
        "device_trust_mode",
        Shape::Word(&["off", "optional", "required", "required-for-humans"]),
    ),
    field(
        "require_session_mfa",
        Shape::Choice {
            words: &[
                "hardware_key",
                "hardware_key_touch",
                "hardware_key_pin",
                "hardware_key_touch_and_pin",
            ],
            most: 5,
            on: true,
        },
    ),
    field("pin_source_ip", BOOL),
    field("lock", ON_FAILURE),
    field(
        "idp",
        Shape::Object(&[field("saml", Shape::Object(ENABLED))]),
    ),
];

const ENABLED: &[Field] = &[field("enabled", BOOL)];

const CERT_EXTENSION: &[Field] = &[
    field(
        "type",
        Shape::Choice {
            words: &["ssh"],
            most: 0,
            on: false,
        },
    )
    .required(),
    field(
        "mode",
        Shape::Choice {
            words: &["extension"],
            most: 0,
            on: false,
        },
    )
    .required(),
    field("name", Shape::Text).required(),
    field("value", Shape::Text).required(),
];

/// What `spec.allow` and `spec.deny` both hold.
const CONDITIONS: &[Field] = &[
    field("request", Shape::Object(REQUEST)),
    field("review_requests", Shape::Object(REVIEW)),
    field("rules", Shape::List(&Shape::Object(RULE))),
    field(
        "impersonate",
        Shape::Object(&[
            field("users", TEMPLATES),
            field("roles", TEMPLATES),
            field("where", FOREIGN).rejected_in_deny(),
        ]),
    ),
    // Written into every role by some tools; only `default` was ever of use.
    field("namespaces", TEXTS),
    field("logins", GRANTED),
    field("node_labels", STRICT_LABELS),
    field("node_labels_expression", FOREIGN),
    field("app_labels", STRICT_LABELS),
    field("app_labels_expression", FOREIGN),
    field("app_resources", Shape::List(&Shape::Object(APP_RESOURCE))).rejected_in_deny(),
    field("app_resources_expressions", TEXTS).rejected_in_deny(),
    field("beam_labels", LABELS),
    field("beam_labels_expression", FOREIGN),
    field("cluster_labels", LABELS),
    field("cluster_labels_expression", FOREIGN),
    field("db_labels", STRICT_LABELS),
    field("db_labels_expression", FOREIGN),
    field("db_names", TEMPLATES),
    field("db_users", TEMPLATES),
    field("db_roles", GRANTED),
    field(
        "db_permissions",
        Shape::List(&Shape::Object(&[
            field("permissions", GRANTED),
            field("match", LABELS),
        ])),
    ),
    field("db_service_labels", LABELS),
    field("db_service_labels_expression", FOREIGN),
    field("aws_role_arns", GRANTED),
    field("azure_identities", GRANTED),
    field("gcp_service_accounts", GRANTED),
    field(
        "account_assignments",
        Shape::List(&Shape::Object(&[
            field("account", Shape::Text),
            field("permission_set", Shape::Text),
        ])),
    ),
    field(
        "github_permissions",
        Shape::List(&Shape::Object(&[field("orgs", TEMPLATES)])),
    ),
    field("group_labels", STRICT_LABELS),
    field("group_labels_expression", FOREIGN),
    field("host_groups", TEMPLATES),
    field("host_sudoers", TEMPLATES),
    field("desktop_groups", TEMPLATES),
    field("join_sessions", Shape::List(&Shape::Object(JOIN_SESSIONS))).ignored_in_deny(),
    field(
        "require_session_join",
        Shape::List(&Shape::Object(REQUIRE_SESSION_JOIN)),
    )
    .ignored_in_deny(),
    field("kubernetes_groups", TEMPLATES),
    field("kubernetes_users", TEMPLATES),
    field("kubernetes_labels", STRICT_LABELS),
    field("kubernetes_labels_expression", FOREIGN),
    field(
        "kubernetes_resources",
        Shape::List(&Shape::Object(KUBERNETES_RESOURCE)),
    ),
    field("linux_desktop_labels", LABELS),
    field("linux_desktop_labels_expression", FOREIGN),
    field("linux_desktop_logins", TEMPLATES),
    field("windows_desktop_labels", STRICT_LABELS),
    field("windows_desktop_labels_expression", FOREIGN),
    field("windows_desktop_logins", TEMPLATES),
    field("mcp", Shape::Object(&[field("tools", TEMPLATES)])),
    field(
        "spiffe",
        Shape::List(&Shape::Object(&[
            field("path", Shape::Text).required(),
            field("dns_sans", TEXTS),
            field("ip_sans", TEXTS),
        ])),
    ),
    field("workload_identity_labels", STRICT_LABELS),
    field("workload_identity_labels_expression", FOREIGN),
];

const REQUEST: &[Field] = &[
    field("roles", Shape::List(&Shape::Matcher)),
    field(
        "claims_to_roles",
        Shape::List(&Shape::Object(CLAIM_TO_ROLES)),
    ),
    field("search_as_roles", ROLE_NAMES),
    field("annotations", Shape::Map(&Shape::List(&Shape::Annotation))),
    field("suggested_reviewers", TEXTS).ignored_in_deny(),
    field(
        "thresholds",
        Shape::List(&Shape::Object(&[
            field("name", Shape::Text),
            field("approve", Shape::Count),
            field("deny", Shape::Count),
            field("filter", Shape::Predicate(Language::Filter)),
        ])),
    )
    .rejected_in_deny(),
    field("max_duration", Shape::Duration(Some(MAX_DURATION_DAYS))).ignored_in_deny(),
    field(
        "reason",
        Shape::Object(&[
            field("mode", Shape::Word(&["required", "optional"])),
            field("prompt", Shape::Text),
        ]),
    )
    .ignored_in_deny(),
    field(
        "kubernetes_resources",
        Shape::List(&Shape::Object(&[
            field("kind", Shape::Text).required(),
            field("api_group", Shape::Text),
        ])),
    ),
];

const REVIEW: &[Field] = &[
    field("roles", Shape::List(&Shape::Matcher)),
    field(
        "claims_to_roles",
        Shape::List(&Shape::Object(CLAIM_TO_ROLES)),
    ),
    field("where", Shape::Predicate(Language::Where)),
    field("preview_as_roles", ROLE_NAMES),
    field("submit_for_users", TEXTS),
];

const CLAIM_TO_ROLES: &[Field] = &[
    field("claim", Shape::Text).required(),
    field("value", Shape::ClaimValue).required(),
    field("roles", Shape::List(&Shape::ClaimRole)).required(),
];

const RULE: &[Field] = &[
    field("resources", Shape::List(&Shape::OpenWord(RESOURCES))).always_required(),
    field("verbs", Shape::List(&Shape::OpenWord(VERBS))).always_required(),
    field("where", FOREIGN),
    field("actions", TEXTS),
];

const RESOURCES: &[&str] = &[
    "*",
    "access_graph",
    "access_list",
    "access_list_member",
    "access_monitoring_rule",
    "access_plugin_data",
    "access_request",
    "app",
    "app_server",
    "audit",
    "audit_query",
    "auth_connector",
    "auth_server",
    "bot",
    "cert_authority",
    "cluster_audit_config",
    "cluster_auth_preference",
    "cluster_config",
    "cluster_maintenance_config",
    "cluster_name",
    "cluster_networking_config",
    "db",
    "db_server",
    "device",
    "event",
    "github",
    "instance",
    "integration",
    "key",
    "kube_cluster",
    "kube_server",
    "lock",
    "login_rule",
    "network_restrictions",
    "node",
    "oidc",
    "okta_import_rule",
    "proxy",
    "remote_cluster",
    "role",
    "saml",
    "scoped_token",
    "security_report",
    "session",
    "session_recording_config",
    "session_tracker",
    "settings",
    "ssh_session",
    "token",
    "trusted_cluster",
    "user",
    "user_login_state",
    "workload_identity",
];

const VERBS: &[&str] = &[
    "*",
    "connect",
    "create",
    "delete",
    "list",
    "read",
    "readnosecrets",
    "rotate",
    "submit",
    "update",
    "use",
    "watch",
];

const SESSION_KINDS: Shape = Shape::List(&Shape::OpenWord(&[
    "ssh", "k8s", "db", "app", "desktop", "*",
]));
const SESSION_MODES: Shape = Shape::List(&Shape::Word(&["observer", "moderator", "peer"]));

const JOIN_SESSIONS: &[Field] = &[
    field("name", Shape::Text).required(),
    field("roles", TEXTS).required(),
    field("kinds", SESSION_KINDS).required(),
    field("modes", SESSION_MODES).required(),
];

const REQUIRE_SESSION_JOIN: &[Field] = &[
    field("name", Shape::Text),
    field("filter", FOREIGN),
    field("kinds", SESSION_KINDS),
    field("count", Shape::Count),
    field("modes", SESSION_MODES),
    field("on_leave", Shape::Word(&["terminate", "pause"])),
];

const KUBERNETES_RESOURCE: &[Field] = &[
    field("kind", Shape::Text).required(),
    field("name", Shape::Text).required(),
    field("namespace", Shape::Text),
    field(
        "verbs",
        Shape::List(&Shape::Word(&[
            "*",
            "get",
            "create",
            "update",
            "patch",
            "delete",
            "list",
            "watch",
            "deletecollection",
            "exec",
            "portforward",
        ])),
    ),
    field("api_group", Shape::Text),
];

const APP_RESOURCE: &[Field] = &[
    field("allow_all", Shape::Bool),
    field("paths", TEXTS),
    field(
        "methods",
        Shape::List(&Shape::Word(&[
            "GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE",
        ])),
    ),
    field("where", FOREIGN),
    field("allow_code", Shape::Text),
    field("allow_reason", Shape::Text),
    field("deny_code_hint", Shape::Text),
    field("deny_reason_hint", Shape::Text),
    field("allow_encoded", Shape::List(&Shape::Word(&["/"]))),
];
