//! Runner of the family `role_validation`: is a role loaded, and is it stored (Y, L2)?

use postern_core::{
    policy::{
        duration::Duration,
        reading::{load_role, store_role},
    },
    yaml::budget::ReadBudget,
};
use serde_json::{Value, json};

use super::case::{Case, Verdict};

/// What a role is cut down to that sets no bound of its own (L2).
const LONGEST_SESSION: Duration = Duration::from_hours(30);

/// Decides one case.
pub(crate) fn run(case: &Case) -> Verdict {
    let text = case.get("role").to_string();
    let budget = ReadBudget::PRODUCT;
    let word = |good: bool| if good { "ok" } else { "error" };
    let got = match load_role(&text, &budget) {
        Err(_) => json!({"load": "error", "upsert": null, "max_session_ttl_s": null}),
        Ok(role) => {
            let ttl = role.options.max_session_ttl;
            json!({
                "load": "ok",
                "upsert": word(store_role(&text, &budget).is_ok()),
                "max_session_ttl_s": ttl.map_or(LONGEST_SESSION, |ttl| ttl.value).as_secs(),
            })
        }
    };
    let expected: Value = ["load", "upsert", "max_session_ttl_s"]
        .into_iter()
        .map(|key| (key.to_owned(), case.get(key).clone()))
        .collect();
    Verdict::compare(&expected, &got)
}
