//! Policies for tests, out of YAML.

use alloc::vec;

use super::{
    budget::Budget,
    name::UserName,
    reading::{Standard, read_by},
    set::Policy,
    settings::Settings,
    subject::Subject,
};
use crate::yaml::budget::ReadBudget;

/// The policy of one text of any number of documents.
pub(crate) fn policy(text: &str) -> Policy {
    policy_with(text, Settings::default())
}

/// The same, with settings.
pub(crate) fn policy_with(text: &str, settings: Settings) -> Policy {
    let reading = read_by(text, &ReadBudget::PRODUCT, Standard::Load);
    assert!(!reading.has_errors(), "{:?}", reading.diagnostics);
    Policy::new(vec![reading], settings, Budget::PRODUCT)
}

/// A user whom a document speaks of.
pub(crate) fn subject(policy: &Policy, name: &str) -> Subject {
    policy
        .subject(&UserName::verbatim(name))
        .expect("a user of the policy")
}

/// What the mission's own documents say, and who holds it.
pub(crate) const MISSION: &str = r#"
kind: role
version: v5
metadata: {name: contractor}
spec:
  allow:
    request:
      roles: ['dba']
---
kind: role
version: v5
metadata: {name: dba}
spec:
  options: {max_session_ttl: 1h}
  allow: {logins: [postgres]}
---
kind: role
version: v5
metadata: {name: admin}
spec:
  allow:
    review_requests:
      roles: ['dba']
    rules:
      - resources: [access_request]
        verbs: [list, read, update, delete]
---
kind: role
version: v5
metadata: {name: contractor-guarded}
spec:
  allow:
    request: {roles: ['*']}
  deny:
    request: {roles: ['admin']}
---
kind: role
version: v3
metadata: {name: employee}
spec:
  allow:
    request:
      roles: ['common', 'dev-*']
      claims_to_roles:
        - claim: groups
          value: admins
          roles: ['*']
      annotations:
        foo: ['bar']
        groups: ['{{external.groups}}']
  options:
    request_access: reason
    request_prompt: Please provide your ticket ID
---
kind: role
version: v5
metadata: {name: common}
spec: {}
---
kind: role
version: v5
metadata: {name: dev-web}
spec: {}
---
kind: role
version: v5
metadata: {name: dev-db}
spec: {}
---
kind: role
version: v5
metadata: {name: reviewer}
spec:
  allow:
    review_requests: {roles: ['common', 'dev-*']}
---
kind: user
version: v2
metadata: {name: alice}
spec: {roles: [contractor]}
---
kind: user
version: v2
metadata: {name: cara}
spec: {roles: [contractor-guarded]}
---
kind: user
version: v2
metadata: {name: erin}
spec:
  roles: [employee]
  traits: {groups: [dev]}
---
kind: user
version: v2
metadata: {name: gus}
spec:
  roles: [employee]
  traits: {groups: [admins]}
---
kind: user
version: v2
metadata: {name: bob}
spec: {roles: [admin]}
---
kind: user
version: v2
metadata: {name: rita}
spec: {roles: [reviewer]}
---
kind: user
version: v2
metadata: {name: mia}
spec: {roles: [contractor, gone]}
"#;
