//! Every rule whose findings anything of Postern shows, in the order of names. Each has a page,
//! `docs/rules/GROUP/NAME.md`, which is its documentation and its test.

use crate::yaml::diagnostic::Severity;

/// What a finding may be about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rule {
    /// Its stable name.
    pub name: &'static str,
    /// How much its findings usually matter.
    pub severity: Severity,
    /// What it finds, in a sentence without a full stop.
    pub summary: &'static str,
}

/// Whether there is a rule of that name.
#[must_use]
pub fn is_rule(name: &str) -> bool {
    RULES.binary_search_by(|rule| rule.name.cmp(name)).is_ok()
}

const fn rule(name: &'static str, severity: Severity, summary: &'static str) -> Rule {
    Rule {
        name,
        severity,
        summary,
    }
}

/// All of them, in the order of names.
pub const RULES: &[Rule] = &[
    rule(
        "annotation/unknown-trait",
        Severity::Info,
        "a template takes a trait that no user of the text has",
    ),
    rule(
        "claims/capture-group-out-of-range",
        Severity::Warning,
        "a role name refers to a group that the claim's pattern does not have",
    ),
    rule(
        "claims/never-matches",
        Severity::Info,
        "a claim's pattern matches no value that a user of the text has",
    ),
    rule(
        "integration/hears-nothing",
        Severity::Error,
        "an integration's list of events is empty",
    ),
    rule(
        "integration/no-user",
        Severity::Error,
        "an integration maps an account to something that is no user's name",
    ),
    rule(
        "integration/other-name",
        Severity::Error,
        "an integration's name is not the one in its address",
    ),
    rule(
        "integration/secret-name",
        Severity::Error,
        "an integration's reference names no secret",
    ),
    rule(
        "integration/unsafe-target",
        Severity::Error,
        "an integration would call an address that Postern does not call",
    ),
    rule(
        "lint/silencer-without-reason",
        Severity::Warning,
        "a silencer does not say why",
    ),
    rule(
        "lint/unknown-rule",
        Severity::Warning,
        "a silencer names no rule",
    ),
    rule(
        "lint/unused-silencer",
        Severity::Warning,
        "a silencer silences nothing",
    ),
    rule(
        "matcher/budget",
        Severity::Error,
        "a pattern is larger than what is run",
    ),
    rule(
        "matcher/dead-by-deny",
        Severity::Warning,
        "an allowed name is denied by the same role",
    ),
    rule(
        "matcher/glob-in-regexp-function",
        Severity::Warning,
        "a glob stands where a regular expression is read",
    ),
    rule(
        "matcher/half-anchored-regex",
        Severity::Warning,
        "a pattern has `^` or `$` and not both, so it is no regular expression",
    ),
    rule(
        "matcher/no-existing-role",
        Severity::Info,
        "a name or glob accepts no role of the text",
    ),
    rule(
        "matcher/not-a-pattern",
        Severity::Warning,
        "a pattern stands where only exact names are read",
    ),
    rule(
        "matcher/overlapping-affixes",
        Severity::Info,
        "a glob's beginning and end would have to share letters to accept a role",
    ),
    rule(
        "matcher/shadowed",
        Severity::Info,
        "an allowed name is accepted by another entry of the same list",
    ),
    rule(
        "matcher/syntax",
        Severity::Error,
        "a pattern cannot be read",
    ),
    rule(
        "matcher/too-broad",
        Severity::Warning,
        "a pattern accepts every role",
    ),
    rule(
        "matcher/unanchored-alternation",
        Severity::Warning,
        "the anchors of a regular expression belong to single alternatives",
    ),
    rule(
        "matcher/unsupported-syntax",
        Severity::Error,
        "a pattern uses what RE2 does not have",
    ),
    rule(
        "matcher/whitespace",
        Severity::Warning,
        "a pattern begins or ends with white space",
    ),
    rule(
        "monitoring/approves-further-roles",
        Severity::Warning,
        "a rule approves requests that ask for more than it names",
    ),
    rule(
        "policy/not-a-part",
        Severity::Error,
        "a document stands in the policy that is no part of it",
    ),
    rule(
        "predicate/always-fails",
        Severity::Error,
        "a condition fails whenever it is evaluated",
    ),
    rule(
        "predicate/always-false",
        Severity::Warning,
        "a condition never holds",
    ),
    rule(
        "predicate/always-true",
        Severity::Warning,
        "a condition always holds",
    ),
    rule(
        "predicate/syntax",
        Severity::Error,
        "a condition cannot be read",
    ),
    rule(
        "predicate/unknown-name",
        Severity::Error,
        "a condition names something that does not exist",
    ),
    rule(
        "predicate/wrong-arity",
        Severity::Error,
        "a function has too many arguments or too few",
    ),
    rule(
        "predicate/wrong-type",
        Severity::Error,
        "a condition puts together what does not fit",
    ),
    rule(
        "request/max-duration-over-ttl",
        Severity::Info,
        "access may last longer than a credential for it",
    ),
    rule(
        "request/never-used",
        Severity::Warning,
        "terms of asking stand where nothing can be asked for",
    ),
    rule(
        "request/prompt-without-reason",
        Severity::Info,
        "a role asks for a reason and makes none necessary",
    ),
    rule(
        "request/reason-mode-ignored",
        Severity::Warning,
        "a reason is required for patterns, where only names count",
    ),
    rule(
        "request/suggested-reviewer-cannot-review",
        Severity::Warning,
        "a suggested reviewer may review nothing",
    ),
    rule(
        "request/unknown-role",
        Severity::Warning,
        "an exact name names no role of the text",
    ),
    rule(
        "review/nobody-can-review",
        Severity::Warning,
        "a role may be asked for, and nobody may review it",
    ),
    rule(
        "review/only-the-requester",
        Severity::Warning,
        "the only reviewer of a role is who may ask for it",
    ),
    rule(
        "review/single-reviewer",
        Severity::Info,
        "a single person may review requests for a role",
    ),
    rule(
        "schema/bare-wildcard",
        Severity::Error,
        "`*` stands where names are granted",
    ),
    rule(
        "schema/deny-has-no-effect-field",
        Severity::Warning,
        "a field under `deny` denies nothing",
    ),
    rule(
        "schema/deprecated",
        Severity::Info,
        "a field is kept for old documents only",
    ),
    rule(
        "schema/duplicate-name",
        Severity::Error,
        "two documents have the same kind and name",
    ),
    rule(
        "schema/duration",
        Severity::Error,
        "a duration cannot be read",
    ),
    rule(
        "schema/enum",
        Severity::Error,
        "a word is none of those that a field accepts",
    ),
    rule(
        "schema/invalid-name",
        Severity::Error,
        "a document's name cannot be used",
    ),
    rule(
        "schema/kube-kind",
        Severity::Error,
        "a role names Kubernetes objects that its version cannot name",
    ),
    rule(
        "schema/lenient-bool",
        Severity::Warning,
        "a word is taken for `false`",
    ),
    rule(
        "schema/literal-secret",
        Severity::Error,
        "a secret is written into the document",
    ),
    rule(
        "schema/max-duration",
        Severity::Error,
        "a duration is longer than what is accepted",
    ),
    rule(
        "schema/missing-field",
        Severity::Error,
        "a field that is needed is missing or empty",
    ),
    rule(
        "schema/missing-name",
        Severity::Error,
        "a document has no name",
    ),
    rule(
        "schema/shift-order",
        Severity::Error,
        "a shift ends before it starts",
    ),
    rule(
        "schema/unknown-field",
        Severity::Error,
        "there is no such field",
    ),
    rule(
        "schema/unknown-kind",
        Severity::Error,
        "there is no such kind of document",
    ),
    rule(
        "schema/unknown-word",
        Severity::Warning,
        "a word is probably misspelt",
    ),
    rule(
        "schema/version",
        Severity::Error,
        "a document's version is missing or not known",
    ),
    rule(
        "schema/wildcard-key",
        Severity::Error,
        "the label name `*` has another value than `*`",
    ),
    rule(
        "schema/wrong-kind",
        Severity::Error,
        "a document is not of the kind that belongs here",
    ),
    rule(
        "schema/wrong-type",
        Severity::Error,
        "a value is of another type than its field",
    ),
    rule(
        "template/never-expands",
        Severity::Warning,
        "a template gives no value, whoever asks",
    ),
    rule(
        "template/syntax",
        Severity::Error,
        "a template cannot be read",
    ),
    rule(
        "template/unknown-function",
        Severity::Error,
        "a template calls a function that does not exist",
    ),
    rule(
        "template/unknown-namespace",
        Severity::Warning,
        "a template names a namespace other than `external` and `internal`",
    ),
    rule(
        "test/broken",
        Severity::Error,
        "a policy test cannot be run",
    ),
    rule(
        "test/contradiction",
        Severity::Error,
        "a policy test expects something that it never comes to",
    ),
    rule(
        "test/failed",
        Severity::Error,
        "something else came of a policy test than it expects",
    ),
    rule(
        "threshold/duplicate",
        Severity::Warning,
        "a threshold settles by the same counts as another",
    ),
    rule(
        "threshold/undeniable",
        Severity::Warning,
        "no threshold of a role can deny",
    ),
    rule(
        "threshold/unreachable-approval",
        Severity::Warning,
        "a threshold asks for more approvals than there are reviewers",
    ),
    rule(
        "threshold/zero",
        Severity::Warning,
        "a threshold can never approve or never deny",
    ),
    rule(
        "yaml/alias",
        Severity::Error,
        "an anchor or alias stands in a document",
    ),
    rule(
        "yaml/ambiguous-scalar",
        Severity::Error,
        "a text without quotes is something else to some readers",
    ),
    rule(
        "yaml/budget",
        Severity::Error,
        "a text is larger or deeper than what is read",
    ),
    rule(
        "yaml/duplicate-key",
        Severity::Error,
        "a field stands twice in one mapping",
    ),
    rule("yaml/syntax", Severity::Error, "a text is not YAML"),
    rule(
        "yaml/tab",
        Severity::Error,
        "a tab stands where YAML wants spaces",
    ),
    rule(
        "yaml/tag",
        Severity::Error,
        "a YAML tag stands in a document",
    ),
    rule(
        "yaml/too-large",
        Severity::Error,
        "a document is larger than what is stored",
    ),
];
