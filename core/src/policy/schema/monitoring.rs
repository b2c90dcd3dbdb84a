//! The fields of `kind: access_monitoring_rule`.

use super::{Field, KIND, Kind, Language, METADATA, SUB_KIND, Shape, TEXTS, VERSION, field};

/// `kind: access_monitoring_rule`.
pub const ACCESS_MONITORING_RULE: Kind = Kind {
    name: "access_monitoring_rule",
    noun: "access monitoring rule",
    versions: &["v1"],
    fields: &[
        KIND,
        SUB_KIND,
        VERSION,
        METADATA,
        field("spec", Shape::Object(SPEC)).required(),
    ],
};

const SPEC: &[Field] = &[
    field(
        "subjects",
        Shape::List(&Shape::OpenWord(&["access_request"])),
    )
    .required(),
    field("condition", Shape::Predicate(Language::Condition)).required(),
    field("desired_state", Shape::Word(&["reviewed"])),
    field("states", TEXTS),
    field(
        "automatic_review",
        Shape::Object(&[
            field("integration", Shape::OpenWord(&["builtin"])).required(),
            field("decision", Shape::Word(&["APPROVED", "DENIED"])).required(),
            field("reason", Shape::Text),
        ]),
    ),
    field(
        "notification",
        Shape::Object(&[
            field(
                "name",
                Shape::OpenWord(&[
                    "email",
                    "discord",
                    "slack",
                    "slack-default",
                    "pagerduty",
                    "jira",
                    "mattermost",
                    "msteams",
                    "opsgenie",
                    "servicenow",
                    "datadog",
                ]),
            )
            .required(),
            field("recipients", TEXTS),
        ]),
    ),
    field(
        "schedules",
        Shape::Map(&Shape::Object(&[field(
            "time",
            Shape::Object(&[
                field("timezone", Shape::Text),
                field("shifts", Shape::List(&Shape::Object(SHIFT))).required(),
            ]),
        )
        .required()])),
    ),
];

const SHIFT: &[Field] = &[
    field(
        "weekday",
        Shape::Word(&[
            "Sunday",
            "Monday",
            "Tuesday",
            "Wednesday",
            "Thursday",
            "Friday",
            "Saturday",
        ]),
    )
    .required(),
    field("start", Shape::TimeOfDay).required(),
    field("end", Shape::TimeOfDay).required(),
];
