//! Reading documents: strict, with places, never failing.
use alloc::{format, string::String, vec::Vec};

use super::*;
use crate::policy::{role::RequestAccess, schema};

const ROLE: &str = "\
kind: role
version: v7
metadata: {name: employee, description: one of us}
spec:
  options: {request_access: reason, request_prompt: Why?, max_session_ttl: 8h}
  allow:
    logins: [ana]
    request:
      roles: [common, 'dev-*']
      claims_to_roles: [{claim: groups, value: admins, roles: ['*']}]
      annotations: {team: ['{{external.team}}']}
      thresholds: [{name: two, approve: 2, deny: 1, filter: 'equals(review.reason, \"x\")'}]
      max_duration: 1d
      reason: {mode: required, prompt: Ticket}
    review_requests: {roles: [common], where: '', preview_as_roles: [common]}
    rules: [{resources: [role], verbs: [read]}]
  deny:
    request: {roles: [admin], thresholds: []}
    rules: [{resources: [user], verbs: ['*'], where: 'x'}]
";

fn strict(text: &str) -> Reading {
    read(text, &ReadBudget::PRODUCT)
}

#[test]
fn a_role_is_read_field_by_field() {
    let reading = strict(ROLE);
    assert_eq!(reading.diagnostics, []);
    let role = reading.roles().next().unwrap();
    let texts =
        |texts: &[Text]| -> Vec<String> { texts.iter().map(|text| text.value.clone()).collect() };
    assert_eq!(role.name.as_str(), "employee");
    assert_eq!(role.description, "one of us");
    assert_eq!(role.options.request_access.value, RequestAccess::Reason);
    assert_eq!(role.options.request_prompt.value, "Why?");
    assert_eq!(
        role.options.max_session_ttl.unwrap().value.as_secs(),
        8 * 3600
    );
    let request = &role.allow.request;
    assert_eq!(texts(&request.roles), ["common", "dev-*"]);
    assert_eq!(request.claims_to_roles[0].claim.value, "groups");
    assert_eq!(texts(&request.claims_to_roles[0].roles), ["*"]);
    assert_eq!(texts(&request.annotations["team"]), ["{{external.team}}"]);
    assert_eq!(request.thresholds[0].approve.unwrap().get(), 2);
    assert_eq!(
        request.thresholds[0].filter.value,
        "equals(review.reason, \"x\")"
    );
    assert_eq!(request.max_duration.unwrap().value.as_secs(), 86_400);
    assert!(request.reason.required);
    assert_eq!(request.reason.prompt.value, "Ticket");
    assert_eq!(texts(&role.allow.review.roles), ["common"]);
    assert_eq!(texts(&role.allow.logins), ["ana"]);
    assert_eq!(texts(&role.allow.rules[0].verbs), ["read"]);
    assert_eq!(texts(&role.deny.request.roles), ["admin"]);
    assert!(!role.deny.request.has_thresholds);
    assert_eq!(role.deny.rules[0].condition.value, "x");
}

#[test]
fn every_text_knows_the_document_the_field_and_the_line_it_stands_in() {
    let text = format!(
        "# first\n{ROLE}---\nkind: user\nversion: v2\nmetadata: {{name: erin}}\nspec:\n  roles: [employee]\n  traits: {{groups: [dev, ops]}}\n"
    );
    let reading = strict(&text);
    let role = reading.roles().next().unwrap();
    let place = reading.place(role.allow.request.roles[1].span).unwrap();
    assert_eq!(
        (
            place.kind.as_str(),
            place.name.as_str(),
            place.field.as_str(),
            place.line,
            place.column
        ),
        ("role", "employee", "spec.allow.request.roles[1]", 10, 23)
    );
    let user = reading.users().next().unwrap();
    assert_eq!(user.traits.get("groups"), ["dev", "ops"]);
    let place = reading.place(user.roles[0].span).unwrap();
    assert_eq!(
        (place.name.as_str(), place.field.as_str()),
        ("erin", "spec.roles[0]")
    );
    assert_eq!(reading.place(Span::new(0, 0)), None);
}

#[test]
fn thresholds_left_out_are_the_standard_one() {
    let with = |request: &str| {
        let text = format!(
            "kind: role\nversion: v7\nmetadata: {{name: x}}\nspec: {{allow: {{request: {request}}}}}\n"
        );
        strict(&text)
            .roles()
            .next()
            .unwrap()
            .allow
            .request
            .thresholds
            .len()
    };
    assert_eq!(with("{roles: [a]}"), 1);
    assert_eq!(with("{search_as_roles: [a]}"), 1);
    assert_eq!(with("{roles: []}"), 0);
    assert_eq!(with("{roles: [a], thresholds: [{}, {approve: 1}]}"), 2);
}

#[test]
fn the_reference_matches_names_in_any_case_and_passes_over_what_it_does_not_know() {
    let text = r#"{"Kind":"role","VERSION":"v5","metadata":{"Name":"r"},
        "spec":{"ALLOW":{"request":{"Roles":["a"],"rolez":1}},"options":{"request_access":"bogus"}}}"#;
    let role = load_role(text, &ReadBudget::PRODUCT).unwrap();
    assert_eq!(role.name.as_str(), "r");
    assert_eq!(role.allow.request.roles[0].value, "a");
    assert_eq!(role.options.request_access.value, RequestAccess::Optional);
    assert!(strict(text).has_errors());
}

#[test]
fn a_broken_document_does_not_hide_the_others() {
    let reading = strict(&format!("kind: role\nspec: {{\n---\n{ROLE}"));
    let names: Vec<&str> = reading.roles().map(|role| role.name.as_str()).collect();
    assert_eq!(names, ["", "employee"]);
    assert_eq!(reading.diagnostics.len(), 1, "{:?}", reading.diagnostics);
}

#[test]
fn help_says_where_a_field_belongs_and_what_was_meant() {
    let cases = [
        (
            "allow: {thresholds: []}",
            "`thresholds` belongs in `spec.allow.request`",
        ),
        (
            "deny: {max_session_ttl: 1h}",
            "`max_session_ttl` belongs in `spec.options`",
        ),
        ("logins: [a]", "`logins` belongs in `spec.allow`"),
        ("allow: {requets: {}}", "did you mean `request`?"),
        (
            "allow: {reviewRequests: {}}",
            "did you mean `review_requests`?",
        ),
        (
            "colour: red",
            "the fields here are `options`, `allow` or `deny`",
        ),
    ];
    for (spec, help) in cases {
        let reading = strict(&format!(
            "kind: role\nversion: v7\nmetadata: {{name: x}}\nspec: {{{spec}}}\n"
        ));
        assert_eq!(reading.diagnostics.len(), 1, "{spec}");
        assert_eq!(reading.diagnostics[0].help.as_deref(), Some(help), "{spec}");
    }
}

/// Fixes, applied, leave nothing of the finding that offered them.
#[test]
fn fixes_cure_what_they_are_offered_for() {
    let specs = [
        "allow: {requets: {roles: [a]}}",
        "allow: {request: {roles: a}}",
        "allow: {request: {roles: [yes, 7]}}",
        "allow: {request: {roles: [*-admin]}}",
        "allow: {request: {roles: [*]}}",
        "allow: {logins: [{{external.x}}]}",
        "allow: {rules: [{resources: [acess_request], verbs: [raed]}]}",
        "options: {request_access: resaon}",
        "options: {max_session_ttl: 0}",
    ];
    for spec in specs {
        let text = format!("kind: role\nversion: v7\nmetadata: {{name: x}}\nspec: {{{spec}}}\n");
        for finding in strict(&text).diagnostics {
            if finding.severity == Severity::Info || finding.rule == "matcher/too-broad" {
                continue;
            }
            let fix = finding
                .fixes
                .first()
                .unwrap_or_else(|| panic!("{spec}: {finding:?}"));
            let mut cured = text.clone();
            for edit in fix.edits.iter().rev() {
                cured.replace_range(edit.span.start as usize..edit.span.end as usize, &edit.text);
            }
            let left = strict(&cured).diagnostics;
            assert!(
                !left.iter().any(|other| other.rule == finding.rule
                    && other.span().start == finding.span().start),
                "{cured}: {left:?}"
            );
        }
    }
}

#[test]
fn no_field_stands_twice_in_a_table() {
    fn check(fields: &'static [schema::Field]) -> usize {
        let mut count = fields.len();
        for (index, field) in fields.iter().enumerate() {
            assert!(
                fields
                    .iter()
                    .skip(index + 1)
                    .all(|other| other.name != field.name),
                "{}",
                field.name
            );
            let mut shape = &field.shape;
            while let schema::Shape::List(inner) | schema::Shape::Map(inner) = shape {
                shape = inner;
            }
            if let schema::Shape::Object(inner) = shape {
                count += check(inner);
            }
        }
        count
    }
    let fields: usize = schema::KINDS.iter().map(|kind| check(kind.fields)).sum();
    assert!(fields > 250, "{fields}");
}

mod any_text {
    use proptest::prelude::*;

    use super::*;

    /// Reads by every standard; every place is within the text and between characters, and every
    /// fix can be made.
    fn check(text: &str) {
        for standard in [Standard::Load, Standard::Store, Standard::Strict] {
            let reading = read_by(text, &ReadBudget::PRODUCT, standard);
            let within = |span: Span| {
                let range = span.start as usize..span.end as usize;
                assert!(text.get(range).is_some(), "{span:?} is not within {text:?}");
            };
            for finding in &reading.diagnostics {
                finding.labels.iter().for_each(|label| within(label.span));
                let edits = finding.fixes.iter().flat_map(|fix| &fix.edits);
                edits.for_each(|edit| within(edit.span));
                assert!(!finding.message.is_empty());
            }
            for role in reading.roles() {
                within(role.span);
                for text in role
                    .allow
                    .request
                    .roles
                    .iter()
                    .chain(&role.deny.request.roles)
                {
                    within(text.span);
                    assert!(reading.place(text.span).is_some());
                }
            }
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(500) })]

        #[test]
        fn any_text_is_read(text in "\\PC{0,200}") {
            check(&text);
        }

        /// A role with a piece cut out and another put in.
        #[test]
        fn any_slip_of_the_pen_is_read(
            at in 0..ROLE.len(),
            cut in 0..30_usize,
            put in prop::sample::select(alloc::vec![
                "", "\n", "  ", "\t", "'", "\"", "[", "]", "{", "}", ":", ": ", "- ", "*", "!", "&a", "é", "\u{1f600}",
                "0", "yes", "null", "|\n", ">-\n  x\n", "---\n", "{{", "}}", "\\", "^(", "$", "#", "[[[[", "roles",
            ]),
        ) {
            let end = (at + cut).min(ROLE.len());
            let mut text = String::from(ROLE);
            text.replace_range(at..end, put);
            check(&text);
        }
    }
}
