//! The fields of `kind: policy_test`.

use super::{Field, KIND, Kind, METADATA, ROLE_NAMES, Shape, TEXTS, VERSION, field};
use crate::policy::policy_test::{
    AFTER_REVIEW, OUTCOMES, REQUEST_REFUSALS, REVIEW_REFUSALS, STATES, VERDICTS,
};

/// `kind: policy_test`.
pub const POLICY_TEST: Kind = Kind {
    name: "policy_test",
    noun: "policy test",
    versions: &["v1"],
    fields: &[
        KIND,
        VERSION,
        METADATA,
        field("spec", Shape::Object(SPEC)).required(),
    ],
};

const SPEC: &[Field] = &[
    field("requester", Shape::TextOr(PERSON)).required(),
    field("at", Shape::Timestamp),
    field("request", Shape::Object(REQUEST)).required(),
    field("expect", Shape::Object(EXPECT)).required(),
    field("reviews", Shape::List(&Shape::Object(REVIEW))),
    field("grant", Shape::Object(GRANT)),
];

const PERSON: &[Field] = &[
    field("roles", ROLE_NAMES),
    field("traits", Shape::Map(&TEXTS)),
];

const REQUEST: &[Field] = &[
    // Names, or `*` alone.
    field("roles", TEXTS).required(),
    field("reason", Shape::Text),
    field("max_duration", Shape::Duration(None)),
    field("starts_at", Shape::Timestamp),
];

const EXPECT: &[Field] = &[
    field("outcome", Shape::Word(OUTCOMES)).required(),
    field("refusal", Shape::Word(REQUEST_REFUSALS)),
    field("state", Shape::Word(STATES)),
    field("reviewers", TEXTS),
    field("reviewers_include", TEXTS),
    field("reviewers_exclude", TEXTS),
];

const REVIEW: &[Field] = &[
    field("by", Shape::TextOr(PERSON)).required(),
    field("verdict", Shape::Word(VERDICTS)).required(),
    field("reason", Shape::Text),
    field("roles", ROLE_NAMES),
    field("max_duration", Shape::Duration(None)),
    field("expect", Shape::Word(AFTER_REVIEW)).required(),
    field("refusal", Shape::Word(REVIEW_REFUSALS)),
];

const GRANT: &[Field] = &[
    field("roles", ROLE_NAMES),
    field("logins", TEXTS),
    field("access", Shape::Duration(None)),
    field("credential", Shape::Duration(None)),
];
