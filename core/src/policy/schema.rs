//! Which fields a document may have, and what may stand in each: tables, one file per kind, that
//! reading checks documents against and the editor completes from.

pub mod connector;
pub mod integration;
pub mod monitoring;
pub mod policy_test;
pub mod role;
pub mod user;

/// One kind of document.
#[derive(Debug, PartialEq, Eq)]
pub struct Kind {
    /// What `kind:` says.
    pub name: &'static str,
    /// What a person calls it.
    pub noun: &'static str,
    /// The versions that are read, newest last.
    pub versions: &'static [&'static str],
    /// The fields of the document itself.
    pub fields: &'static [Field],
}

impl Kind {
    /// The kind that `kind: name` means.
    #[must_use]
    pub fn named(name: &str) -> Option<&'static Self> {
        KINDS.iter().copied().find(|known| known.name == name)
    }
}

/// One field of a mapping.
#[derive(Debug, PartialEq, Eq)]
pub struct Field {
    /// Its exact name.
    pub name: &'static str,
    /// What may stand there.
    pub shape: Shape,
    /// Whether it must be there, and not be empty.
    pub needed: Needed,
    /// What it does under `spec.deny`.
    pub denying: Denying,
    /// What to write instead, if it is only kept for old documents.
    pub instead: Option<&'static str>,
}

/// Whether a field must be there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Needed {
    /// It may be left out.
    No,
    /// We demand it; the reference stores the document and trips over it later.
    Strictly,
    /// The reference demands it too.
    Always,
}

/// What a field does under `spec.deny`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Denying {
    /// It denies.
    Effective,
    /// It is read and has no effect.
    Ignored,
    /// It makes the role invalid (Y5).
    Rejected,
}

/// What may stand in a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    /// Any text.
    Text,
    /// A matcher over role names (M).
    Matcher,
    /// A pattern over the values of a claim (C1).
    ClaimValue,
    /// What a claim maps to in a role: a matcher, or text with `$1` (C9).
    ClaimRole,
    /// What a claim maps to in a connector: a role's name, perhaps with `$1` (C11).
    ClaimRoleName,
    /// An annotation's value: text with `{{…}}` (A).
    Annotation,
    /// Text with `{{…}}` over traits.
    Template,
    /// The same, where a bare `*` is refused under `spec.allow`.
    GrantedName,
    /// An exact role name: neither pattern nor template.
    RoleName,
    /// A predicate.
    Predicate(Language),
    /// A reference to a secret that is kept elsewhere: `secret://NAME`. What stands here instead is
    /// never repeated in a finding.
    SecretReference,
    /// A length of time (L14), at most as many days, if any.
    Duration(Option<i64>),
    /// RFC 3339.
    Timestamp,
    /// `HH:MM`.
    TimeOfDay,
    /// `true` or `false`.
    Bool,
    /// A boolean, or one of the words the reference takes for one.
    LenientBool,
    /// One of these words.
    Word(&'static [&'static str]),
    /// One of these words; the reference passes over others in silence (Y7).
    OurWord(&'static [&'static str]),
    /// Usually one of these words.
    OpenWord(&'static [&'static str]),
    /// One of these words, a number up to the second value, or a boolean.
    Choice {
        /// The words.
        words: &'static [&'static str],
        /// The largest number.
        most: u32,
        /// Whether `true` is accepted; `false` always is.
        on: bool,
    },
    /// A whole number from 0 to 4,294,967,295.
    Count,
    /// A whole number.
    Integer,
    /// These fields.
    Object(&'static [Field]),
    /// Text, or these fields.
    TextOr(&'static [Field]),
    /// A list of these.
    List(&'static Shape),
    /// One of these, or a list of them.
    OneOrMore(&'static Shape),
    /// Free names, each with one of these.
    Map(&'static Shape),
    /// Resource labels: free names with one or more values. `true`: the name `*` is allowed only
    /// with the value `*` under `spec.allow`.
    Labels(bool),
    /// Whatever the system that wrote it put there.
    Opaque,
}

/// The language of a predicate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Language {
    /// `review_requests.where` (E2).
    Where,
    /// `thresholds[].filter` (E2).
    Filter,
    /// The condition of an access monitoring rule.
    Condition,
    /// One that Postern does not evaluate.
    Foreign,
}

/// An optional field.
pub(crate) const fn field(name: &'static str, shape: Shape) -> Field {
    Field {
        name,
        shape,
        needed: Needed::No,
        denying: Denying::Effective,
        instead: None,
    }
}

impl Field {
    pub(crate) const fn required(mut self) -> Self {
        self.needed = Needed::Strictly;
        self
    }

    pub(crate) const fn always_required(mut self) -> Self {
        self.needed = Needed::Always;
        self
    }

    pub(crate) const fn ignored_in_deny(mut self) -> Self {
        self.denying = Denying::Ignored;
        self
    }

    pub(crate) const fn rejected_in_deny(mut self) -> Self {
        self.denying = Denying::Rejected;
        self
    }

    pub(crate) const fn instead(mut self, what: &'static str) -> Self {
        self.instead = Some(what);
        self
    }
}

impl Shape {
    /// What belongs here, for a message: `a list of texts`.
    #[must_use]
    pub const fn describe(&self) -> &'static str {
        match self {
            Self::Text | Self::OpenWord(_) | Self::Annotation | Self::Template | Self::Opaque => {
                "text"
            }
            Self::Matcher | Self::ClaimRole => "a role name or pattern",
            Self::ClaimValue => "a claim value or pattern",
            Self::ClaimRoleName | Self::RoleName => "a role name",
            Self::GrantedName => "a name",
            Self::SecretReference => "a reference such as `secret://NAME`",
            Self::Predicate(_) => "an expression, as text",
            Self::Duration(_) => "a duration such as `1h30m`, as text",
            Self::Timestamp => "a time such as `2026-01-31T12:00:00Z`",
            Self::TimeOfDay => "a time of day such as `\"09:00\"`",
            Self::Bool | Self::LenientBool => "`true` or `false`",
            Self::Word(_) | Self::OurWord(_) | Self::Choice { .. } => "a word",
            Self::Count => "a whole number, 0 or more",
            Self::Integer => "a whole number",
            Self::Object(_) | Self::Map(_) | Self::Labels(_) => "a mapping",
            Self::TextOr(_) => "a name or a mapping",
            Self::List(inner) => match inner {
                Self::Object(_) => "a list of mappings",
                _ => "a list of texts",
            },
            Self::OneOrMore(_) => "text or a list of texts",
        }
    }
}

/// What every kind has around its `spec`; kind and version are judged as the header is read.
pub(crate) const KIND: Field = field("kind", Shape::Opaque);
pub(crate) const SUB_KIND: Field = field("sub_kind", Shape::Text);
pub(crate) const VERSION: Field = field("version", Shape::Opaque);
pub(crate) const METADATA: Field = field("metadata", Shape::Object(METADATA_FIELDS));

const METADATA_FIELDS: &[Field] = &[
    field("name", Shape::Text),
    field("description", Shape::Text),
    field("labels", Shape::Map(&Shape::Text)),
    field("expires", Shape::Timestamp),
    field("revision", Shape::Text),
    field("namespace", Shape::Text),
    field("id", Shape::Integer),
];

pub(crate) const TEXTS: Shape = Shape::List(&Shape::Text);
pub(crate) const ROLE_NAMES: Shape = Shape::List(&Shape::RoleName);
pub(crate) const TEMPLATES: Shape = Shape::List(&Shape::Template);

/// The kinds that are read.
pub const KINDS: &[&Kind] = &[
    &role::ROLE,
    &user::USER,
    &connector::OIDC,
    &monitoring::ACCESS_MONITORING_RULE,
    &integration::INTEGRATION,
    &policy_test::POLICY_TEST,
];

/// Kinds of the same systems that are not read, so that a document of one is no mistake.
pub const OTHER_KINDS: &[&str] = &[
    "access_list",
    "app",
    "auth_server",
    "autoupdate_config",
    "autoupdate_version",
    "bot",
    "cert_authority",
    "cluster_auth_preference",
    "cluster_maintenance_config",
    "cluster_networking_config",
    "db",
    "device",
    "dynamic_windows_desktop",
    "github",
    "installer",
    "kube_cluster",
    "lock",
    "login_rule",
    "namespace",
    "network_restrictions",
    "node",
    "okta_import_rule",
    "plugin",
    "provision_token",
    "remote_cluster",
    "saml",
    "saml_idp_service_provider",
    "session_recording_config",
    "token",
    "trusted_cluster",
    "ui_config",
    "user_group",
    "windows_desktop",
    "workload_identity",
];
