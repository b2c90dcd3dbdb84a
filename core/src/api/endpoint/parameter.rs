//! Query parameters and path segments: what each is called, means and may be. The worker checks calls by
//! these, and the API's document is made of them.

use alloc::{
    format,
    string::{String, ToString},
};

use crate::{
    policy::name::{RoleName, UserName},
    request::{id::RequestId, timestamp::Timestamp},
};

/// A part of an address that the caller fills in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Parameter {
    /// Its name.
    pub name: &'static str,
    /// What it does, in one sentence.
    pub about: &'static str,
    /// What it may be.
    pub value: Value,
    /// Whether it must be given.
    pub required: bool,
}

/// What a parameter may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Value {
    /// `true` or `false`.
    Flag,
    /// A whole number within these bounds, both included.
    Number {
        /// The least.
        least: u64,
        /// The most.
        most: u64,
        /// What stands where none is given.
        usual: u64,
    },
    /// Some text, not empty.
    Text {
        /// How many characters it has at most.
        most: usize,
    },
    /// Exactly one of these words.
    OneOf(&'static [&'static str]),
    /// A role's name.
    Role,
    /// A user's name.
    User,
    /// A moment, as RFC 3339 writes it.
    Moment,
    /// The id of a request.
    Id,
    /// Where a page ended: so many hexadecimal digits.
    Cursor {
        /// How many.
        digits: usize,
    },
}

/// The largest number that JSON's readers agree about.
const MOST_EXACT: u64 = (1 << 53) - 1;

impl Value {
    /// Whether a text is such a value.
    ///
    /// # Errors
    /// What it may be.
    pub fn check(self, text: &str) -> Result<(), String> {
        let fits = match self {
            Self::Flag => matches!(text, "true" | "false"),
            Self::Number { least, most, .. } => {
                text.bytes().all(|byte| byte.is_ascii_digit())
                    && text
                        .parse()
                        .is_ok_and(|number: u64| (least..=most).contains(&number))
            }
            Self::Text { most } => (1..=most).contains(&text.chars().count()),
            Self::OneOf(words) => words.contains(&text),
            Self::Role => return RoleName::parse(text).map(drop).map_err(|it| it.to_string()),
            Self::User => return UserName::parse(text).map(drop).map_err(|it| it.to_string()),
            Self::Moment => return Timestamp::parse(text).map(drop),
            Self::Id => return RequestId::parse(text).map(drop).map_err(Into::into),
            Self::Cursor { digits } => {
                let is_digit = |byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f');
                text.len() == digits && text.bytes().all(is_digit)
            }
        };
        if fits { Ok(()) } else { Err(self.words()) }
    }

    fn words(self) -> String {
        match self {
            Self::Flag => "it is `true` or `false`".into(),
            Self::Number { least, most, .. } => {
                format!("it is a number from {least} to {most}")
            }
            Self::Text { most } => format!("it has 1 to {most} characters"),
            Self::OneOf(words) => format!("it is one of {}", words.join(", ")),
            Self::Cursor { .. } => "it is none that a page gave".into(),
            Self::Role | Self::User => "it is a name".into(),
            Self::Moment => "it is a time, like 2026-01-31T14:05:00Z".into(),
            Self::Id => "it is an id".into(),
        }
    }
}

const fn optional(name: &'static str, about: &'static str, value: Value) -> Parameter {
    Parameter {
        name,
        about,
        value,
        required: false,
    }
}

/// How many items a page has at most.
pub const LIMIT: Parameter = limit(50);
/// How many rows a page of the audit log has at most.
pub const AUDIT_LIMIT: Parameter = limit(100);

/// How many tokens a page has at most; nobody has more.
pub const TOKEN_LIMIT: Parameter = limit(100);

const fn limit(usual: u64) -> Parameter {
    let value = Value::Number {
        least: 1,
        most: 200,
        usual,
    };
    optional("limit", "How many items the page has at most.", value)
}

/// How many digits the cursor of the list of requests has.
pub const CURSOR_DIGITS: usize = 48;
/// Where the page before ended.
pub const CURSOR: Parameter = optional(
    "cursor",
    "Where the page before ended: its `next_cursor`.",
    Value::Cursor {
        digits: CURSOR_DIGITS,
    },
);
/// The last row that is known.
pub const AFTER: Parameter = optional(
    "after",
    "Only what comes after this number.",
    Value::Number {
        least: 0,
        most: MOST_EXACT,
        usual: 0,
    },
);
/// The row that the page before ended with, newest first.
pub const BEFORE: Parameter = optional(
    "before",
    "Only what comes before this number, newest first; the number after the newest row's, or a larger one, begins with the newest.",
    SEQ.value,
);
/// Which row of the audit log.
pub const SEQ: Parameter = Parameter {
    required: true,
    ..optional(
        "seq",
        "The number of the row.",
        Value::Number {
            least: 1,
            most: MOST_EXACT,
            usual: 1,
        },
    )
};
/// Where the page of versions before ended.
pub const VERSION_CURSOR: Parameter = optional(
    "cursor",
    "Where the page before ended: its `next_cursor`.",
    SEQ.value,
);
/// Whose.
pub const USER: Parameter = optional(
    "user",
    "Whose; the caller's where nobody is named.",
    Value::User,
);
/// Whose tokens.
pub const TOKENS_OF: Parameter = optional(
    "user",
    "Whose; where nobody is named, everybody's for whoever may list them, else the caller's.",
    Value::User,
);
/// Done by this user.
pub const ACTOR: Parameter = optional(
    "actor",
    "Only what this user did.",
    Value::Text { most: 256 },
);
/// Of this kind.
pub const ACTION: Parameter = optional(
    "action",
    "Only what is called so, for example `request-approved`.",
    Value::Text { most: 64 },
);
/// Done to this.
pub const SUBJECT: Parameter = optional(
    "subject",
    "Only what was done to this: the id of a request, a user's name, a digest.",
    Value::Text { most: 256 },
);
/// The last event that is known.
pub const SINCE: Parameter = optional(
    "since",
    "The number of the last event that is known; later ones are told first.",
    AFTER.value,
);
/// Which connector to sign in through.
pub const CONNECTOR: Parameter = optional(
    "connector",
    "The connector to sign in through; not needed behind Cloudflare Access.",
    Value::Text { most: 256 },
);
/// Where to go after signing in.
pub const RETURN_TO: Parameter = optional(
    "return_to",
    "The path of this site to go to afterwards; anything else is taken as `/`.",
    Value::Text { most: 2048 },
);
/// Say what would happen, store nothing.
pub const DRY_RUN: Parameter = optional(
    "dry_run",
    "With `true`, say what would happen and store nothing; the answer then has status 200.",
    Value::Flag,
);
/// The role that is asked about.
pub const ROLE_ASKED: Parameter = Parameter {
    required: true,
    ..optional("role", "The role to ask about.", Value::Role)
};
/// In this phase.
pub const STATE: Parameter = optional(
    "state",
    "Only those in this phase; `approved` is scheduled and active together.",
    Value::OneOf(&[
        "pending",
        "approved",
        "scheduled",
        "active",
        "denied",
        "expired",
        "withdrawn",
        "revoked",
        "dropped",
        "ended",
    ]),
);
/// With this role among those asked for.
pub const ROLE: Parameter = optional("role", "Only those that ask for this role.", Value::Role);
/// By this user.
pub const REQUESTER: Parameter = optional("requester", "Only those by this user.", Value::User);
/// Reviewed by this user.
pub const REVIEWER: Parameter = optional(
    "reviewer",
    "Only those that this user has reviewed.",
    Value::User,
);
/// Only those that wait for the caller.
pub const NEEDS: Parameter = optional(
    "needs",
    "With `me`, only those that wait for a review of the caller's.",
    Value::OneOf(&["me"]),
);
/// With this text in them.
pub const TEXT: Parameter = optional(
    "q",
    "Only those with this text in the id, the requester, a role or the reason.",
    Value::Text { most: 512 },
);
/// Only what was taken out of the lists.
pub const HIDDEN: Parameter = optional(
    "hidden",
    "With `true`, only those that were taken out of the lists; for whoever may delete requests.",
    Value::Flag,
);
/// Created after this moment.
pub const CREATED_AFTER: Parameter = optional(
    "created_after",
    "Only those made after this moment.",
    Value::Moment,
);
/// Created before this moment.
pub const CREATED_BEFORE: Parameter = optional(
    "created_before",
    "Only those made before this moment.",
    Value::Moment,
);

/// What `{name}` in a path stands for; `None` for names that no path has.
#[must_use]
pub fn segment(name: &str) -> Option<Parameter> {
    let (name, about, value) = match name {
        "id" => ("id", "The id of a request.", Value::Id),
        "uuid" => ("uuid", "The id of a session or a token.", Value::Id),
        "name" => ("name", "The document's name.", Value::Text { most: 256 }),
        "secret" => (
            "secret",
            "The NAME of `secret://NAME`: a–z, 0–9 and `-`.",
            Value::Text { most: 64 },
        ),
        "integration" => (
            "integration",
            "The integration's name: a–z, 0–9 and `-`.",
            Value::Text { most: 64 },
        ),
        "delivery" => (
            "delivery",
            "The id of a delivery.",
            Value::Text { most: 64 },
        ),
        "digest" => (
            "digest",
            "The digest of a policy.",
            Value::Cursor { digits: 64 },
        ),
        _ => return None,
    };
    Some(Parameter {
        required: true,
        ..optional(name, about, value)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_what_they_say() {
        let cursor = "0123456789abcdef".repeat(3);
        let long = "é".repeat(512);
        let cases: [(Value, &[&str], &[&str]); 8] = [
            (Value::Flag, &["true", "false"], &["", "1", "True"]),
            (
                LIMIT.value,
                &["1", "200", "0007"],
                &["", "0", "201", "+1", "-1", "1.0", "ten"],
            ),
            (TEXT.value, &["x", &long], &["", &"x".repeat(513)]),
            (
                STATE.value,
                &["approved", "ended"],
                &["", "Pending", "approvd"],
            ),
            (Value::Role, &["dba", "*"], &["", " dba", "d\nba"]),
            (Value::User, &["alice"], &["", "@automatic-review"]),
            (Value::Moment, &["2026-01-31T14:05:00Z"], &["", "tomorrow"]),
            (CURSOR.value, &[&cursor], &["", "x", &cursor.to_uppercase()]),
        ];
        for (value, good, bad) in cases {
            for text in good {
                assert_eq!(value.check(text), Ok(()), "{text:?}");
            }
            for text in bad {
                assert!(value.check(text).is_err(), "{value:?} {text:?}");
            }
        }
    }
}
