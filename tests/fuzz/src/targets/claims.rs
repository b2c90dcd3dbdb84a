//! Claims: any mapping of any values gives names and matchers that agree with each other (C).

use postern_core::policy::{
    budget::Budget,
    claims::{ClaimMapping, ClaimWarning, Origin, map_to_matchers, map_to_names},
    traits::Traits,
};

use crate::{
    input::{Input, joined},
    sample::{Samples, items, text},
    span::within,
};

pub(super) fn check(input: &mut Input<'_>) {
    let pattern = input.text();
    let roles = [input.text(), input.text()];
    let values: Vec<String> = input.take(4).collect();
    let mapping = || ClaimMapping {
        claim: "groups",
        value: &pattern,
        roles: roles.iter().map(String::as_str).collect(),
    };
    let traits: Traits = [("groups".to_owned(), values.clone())]
        .into_iter()
        .collect();
    let known = |origin: &Origin| {
        assert_eq!(origin.mapping, 0);
        assert!(origin.role < roles.len() && values.contains(&origin.value));
    };
    let mapped = map_to_names([mapping()], &traits, &Budget::PRODUCT);
    for warning in &mapped.warnings {
        match warning {
            ClaimWarning::Unreadable { error, .. } => {
                within(&pattern, &error.span);
                assert!(mapped.names.is_empty(), "what is unreadable gives nothing");
            }
            ClaimWarning::LetterCase(origin) => known(origin),
        }
    }
    match map_to_matchers([mapping()], &traits, &Budget::PRODUCT) {
        Ok(matchers) => {
            assert_eq!(matchers.warnings, mapped.warnings);
            let mut names: Vec<&str> = Vec::new();
            for (matcher, origin) in &matchers.matchers {
                known(origin);
                if !names.contains(&matcher.text()) {
                    names.push(matcher.text());
                }
            }
            assert_eq!(names, mapped.names);
        }
        Err(error) => {
            known(&error.origin);
            within(&error.text, &error.error.span);
            assert!(mapped.names.contains(&error.text));
        }
    }
}

pub(super) fn seeds(samples: &Samples) -> Vec<Vec<u8>> {
    let cases = samples.cases("claims_to_roles");
    let mappings = cases.flat_map(|case| {
        let traits = case.get("traits").and_then(|traits| traits.as_object());
        let values = traits.into_iter().flatten();
        let values = values.flat_map(|(_, values)| items(Some(values)));
        let values: Vec<&str> = values.filter_map(|value| value.as_str()).collect();
        items(case.get("mappings")).map(move |mapping| {
            let roles = items(mapping.get("roles")).filter_map(|role| role.as_str());
            let roles = roles.chain(["", ""]).take(2);
            let pattern = [text(mapping, "value")].into_iter();
            joined(pattern.chain(roles).chain(values.iter().copied()))
        })
    });
    mappings.collect()
}
