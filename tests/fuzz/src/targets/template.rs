//! Templates: any text is one or is refused, and what it gives is never empty (I).

use postern_core::policy::{
    budget::Budget,
    template::{Template, TemplateErrorKind},
    traits::Traits,
};

use crate::{
    input::{Input, joined},
    sample::{Samples, items, text},
    span::within,
};

/// Names under which templates look for values.
const NAMES: [&str; 6] = ["email", "groups", "logins", "team", "x", ""];

pub(super) fn check(input: &mut Input<'_>) {
    let written = input.text();
    let values: Vec<String> = input.take(8).collect();
    let template = match Template::parse(&written, &Budget::PRODUCT) {
        Ok(template) => template,
        Err(error) => {
            assert_ne!(error.kind, TemplateErrorKind::NotFound);
            return within(&written, &error.span);
        }
    };
    let names = NAMES.into_iter().chain(template.trait_name());
    let traits: Traits = names
        .map(|name| (name.to_owned(), values.clone()))
        .collect();
    for traits in [&traits, &Traits::default()] {
        match template.expand(traits) {
            Ok(given) => {
                assert!(!given.is_empty());
                assert!(given.iter().all(|value| !value.is_empty()));
                if !written.contains("{{") {
                    assert_eq!(given, [written.as_str()]);
                }
            }
            Err(error) => {
                assert_ne!(error.kind, TemplateErrorKind::Syntax);
                within(&written, &error.span);
            }
        }
    }
    for fault in template.faults() {
        within(&written, &fault.span);
    }
}

pub(super) fn seeds(samples: &Samples) -> Vec<Vec<u8>> {
    let cases = samples.cases("interpolation");
    cases
        .map(|case| {
            let traits = case.get("traits").and_then(|traits| traits.as_object());
            let values = traits.into_iter().flatten();
            let values = values.flat_map(|(_, values)| items(Some(values)));
            let values = values.filter_map(|value| value.as_str());
            joined([text(case, "template")].into_iter().chain(values))
        })
        .collect()
}
