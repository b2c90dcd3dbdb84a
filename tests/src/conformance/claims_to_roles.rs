//! Runner of the family `claims_to_roles`: what do a user's traits give (C)?

use std::collections::BTreeSet;

use postern_core::policy::{
    budget::Budget,
    claims::{ClaimMapping, map_to_matchers, map_to_names},
    traits::Traits,
};
use serde_json::Value;

use super::case::{Case, Verdict, strings};

/// Everything a case records.
#[derive(Debug, PartialEq)]
struct Answer<'a> {
    names: Vec<String>,
    warnings: u64,
    /// How many matchers, and which of the roles they accept; `None` if one is no matcher.
    matchers: Option<(u64, BTreeSet<&'a str>)>,
}

/// Decides one case.
pub(crate) fn run(case: &Case) -> Verdict {
    let available = strings(case.get("roles_available"));
    let expected = Answer {
        names: strings(case.get("mapped_roles"))
            .into_iter()
            .map(str::to_owned)
            .collect(),
        warnings: case.get("warnings").as_u64().unwrap_or_default(),
        matchers: (case.get("matchers_error") != &Value::Bool(true)).then(|| {
            (
                case.get("matcher_count").as_u64().unwrap_or_default(),
                strings(case.get("matched")).into_iter().collect(),
            )
        }),
    };
    let Ok(traits) = serde_json::from_value::<Traits>(case.get("traits").clone()) else {
        return Verdict::fail(&expected, &"traits that do not read");
    };
    let mapped = map_to_names(mappings(case), &traits, &Budget::REFERENCE);
    let matchers = map_to_matchers(mappings(case), &traits, &Budget::REFERENCE).ok();
    let got = Answer {
        names: mapped.names,
        warnings: mapped.warnings.len() as u64,
        matchers: matchers.map(|mapped| {
            let accepted = available
                .iter()
                .copied()
                .filter(|role| mapped.matchers.iter().any(|(one, _)| one.accepts(role)));
            (mapped.matchers.len() as u64, accepted.collect())
        }),
    };
    Verdict::compare(&expected, &got)
}

fn mappings(case: &Case) -> impl Iterator<Item = ClaimMapping<'_>> {
    case.get("mappings")
        .as_array()
        .into_iter()
        .flatten()
        .map(|entry| ClaimMapping {
            claim: text(entry, "claim"),
            value: text(entry, "value"),
            roles: entry.get("roles").map(strings).unwrap_or_default(),
        })
}

fn text<'a>(entry: &'a Value, key: &str) -> &'a str {
    entry.get(key).and_then(Value::as_str).unwrap_or_default()
}
