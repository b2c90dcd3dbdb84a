//! `kind: policy_test`, typed.

use alloc::vec::Vec;

use super::{Fields, plain};
use crate::{
    policy::{
        policy_test::{Expectation, ExpectedGrant, Person, PolicyTest, TestRequest, TestReview},
        role::Text,
    },
    yaml::span::{Span, Spanned},
};

pub(super) fn policy_test(span: Span, metadata: Fields<'_>, spec: Fields<'_>) -> PolicyTest {
    let (request, expect) = (spec.object("request"), spec.object("expect"));
    PolicyTest {
        name: metadata.text("name"),
        span,
        description: metadata.string("description"),
        requester: person(spec, "requester"),
        at: spec.text("at"),
        request: TestRequest {
            roles: request.texts("roles"),
            reason: request.text("reason"),
            max_duration: request.text("max_duration"),
            starts_at: request.text("starts_at"),
        },
        expect: Expectation {
            outcome: expect.text("outcome"),
            refusal: expect.text("refusal"),
            state: expect.text("state"),
            reviewers: listed(expect, "reviewers"),
            reviewers_include: expect.texts("reviewers_include"),
            reviewers_exclude: expect.texts("reviewers_exclude"),
        },
        reviews: spec
            .objects("reviews")
            .map(|(_, fields)| review(fields))
            .collect(),
        grant: spec
            .get("grant")
            .filter(|node| !node.is_null())
            .map(|node| grant(node.span, spec.object("grant"))),
    }
}

fn person(fields: Fields<'_>, name: &str) -> Person {
    let inline = fields
        .get(name)
        .is_some_and(|node| node.entries().is_some());
    if inline {
        let fields = fields.object(name);
        Person::Anybody {
            roles: fields.texts("roles"),
            traits: plain(fields.lists("traits")),
        }
    } else {
        Person::User(fields.text(name))
    }
}

fn review(fields: Fields<'_>) -> TestReview {
    TestReview {
        by: person(fields, "by"),
        verdict: fields.text("verdict"),
        reason: fields.text("reason"),
        roles: listed(fields, "roles").map(|roles| roles.value),
        max_duration: fields.text("max_duration"),
        expect: fields.text("expect"),
        refusal: fields.text("refusal"),
    }
}

fn grant(span: Span, fields: Fields<'_>) -> ExpectedGrant {
    ExpectedGrant {
        span,
        roles: listed(fields, "roles"),
        logins: listed(fields, "logins"),
        access: fields.duration("access"),
        credential: fields.duration("credential"),
    }
}

/// A list that may be absent; an empty one says something.
fn listed(fields: Fields<'_>, name: &str) -> Option<Spanned<Vec<Text>>> {
    let node = fields.get(name).filter(|node| !node.is_null())?;
    Some(Spanned::new(fields.texts(name), node.span))
}
