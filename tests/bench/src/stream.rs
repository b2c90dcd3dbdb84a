//! A made-up policy as somebody types it: one stream of roles of forty lines each, a value a line, with
//! every kind of text that reading checks by a language of its own.

use std::fmt::Write as _;

/// How many lines a document has.
const DOCUMENT: usize = 40;

/// A text of so many lines.
#[must_use]
pub fn lines(count: usize) -> String {
    (0..count / DOCUMENT).fold(String::new(), |mut text, number| {
        // Writing to a `String` cannot fail.
        let _ = write!(text, "{}", document(number));
        text
    })
}

/// A role. No two of them share a pattern.
fn document(number: usize) -> String {
    format!(
        r#"---
# Team {number} asks for what it needs, and two others look at it.
kind: role
version: v7
metadata:
  name: team-{number}
  description: What team {number} may ask for
spec:
  options:
    max_session_ttl: 8h
  allow:
    logins:
      - '{{{{internal.logins}}}}'
      - team{number}
    request:
      roles:
        - dev-{number}-web
        - dev-{number}-api
        - dev-{number}-batch
        - stage-{number}-web
        - stage-{number}-api
        - prod-{number}-web
        - prod-{number}-api
        - 'test-{number}-*'
        - '*-{number}-readonly'
        - '^prod-{number}-(web|api)[0-9]*$'
        - 'team-{{{{regexp.match("^db{number}-[0-9]+$")}}}}'
      annotations:
        ticket:
          - '{{{{external.team}}}}'
      thresholds:
        - name: two
          approve: 2
          deny: 1
          filter: 'contains(reviewer.traits["team"], "t{number}")'
      max_duration: 1d
    review_requests:
      roles:
        - 'team-{number}-*'
      where: 'contains(reviewer.roles, "lead-{number}") && request.reason != ""'
"#
    )
}
