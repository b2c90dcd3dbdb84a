use super::*;
use crate::policy::name::{RoleName, UserName};
use crate::yaml::{diagnostic::Severity, span::Span};

#[test]
fn what_is_wrong_stands_at_its_line_and_column_in_characters() {
    let text = "kind: role\nversion: v7\nmetadata: {name: \"d\u{e9}v\"}\nspec:\n  alow: {}\n";
    let inspection = check(text);
    let finding = inspection.findings.first().unwrap();
    assert_eq!(
        (finding.severity, finding.rule.as_str()),
        (Severity::Error, "schema/unknown-field")
    );
    assert_eq!((finding.line, finding.column), (5, 3));
    assert_eq!((finding.end_line, finding.end_column), (5, 7));
    let start = u32::try_from(text.find("alow").unwrap()).unwrap();
    assert_eq!(finding.diagnostic.span(), Span::new(start, start + 4));
    assert_eq!(inspection.findings.len(), 1);
}

#[test]
fn who_and_what_a_text_speaks_of_is_listed_in_its_order() {
    let inspection = check(
        "kind: role\nversion: v7\nmetadata: {name: dba}\n---\n\
         kind: role\nversion: v7\nmetadata: {name: admin}\n---\n\
         kind: user\nversion: v2\nmetadata: {name: bob}\nspec: {roles: [admin]}\n",
    );
    assert_eq!(inspection.findings, []);
    assert_eq!(inspection.documents, 3);
    let names: Vec<&str> = inspection.roles.iter().map(RoleName::as_str).collect();
    assert_eq!(names, ["dba", "admin"]);
    assert_eq!(inspection.users, [UserName::verbatim("bob")]);
}
