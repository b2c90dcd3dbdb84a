//! Addresses: any trait's value has a local part or is refused, by the template that asks for it (I11).

use postern_core::policy::{
    budget::Budget,
    template::{Template, TemplateErrorKind},
    traits::Traits,
};

use crate::{
    input::Input,
    sample::{Samples, items},
};

const LOCAL: &str = "{{email.local(external.email)}}";

pub(super) fn check(input: &mut Input<'_>) {
    let address = input.text();
    let traits: Traits = [("email".to_owned(), vec![address.clone()])]
        .into_iter()
        .collect();
    let template = Template::parse(LOCAL, &Budget::PRODUCT);
    let template = template.unwrap_or_else(|error| unreachable!("{error:?}"));
    let given = template.expand(&traits);
    if let Some(local) = plain_local(&address) {
        assert_eq!(given, Ok(vec![local.to_owned()]), "{address:?}");
        return;
    }
    match given {
        Ok(values) => {
            let [local] = values.as_slice() else {
                unreachable!("one value of one address, not {values:?}");
            };
            assert!(!local.contains('@'), "{address:?}");
            assert!(local.len() < address.len(), "{address:?}");
        }
        Err(error) => assert_ne!(error.kind, TemplateErrorKind::Syntax),
    }
}

/// What the rule says of the plainest addresses: words of letters and digits with one `@` between.
fn plain_local(address: &str) -> Option<&str> {
    let is_word = |word: &str| !word.is_empty() && word.bytes().all(|b| b.is_ascii_alphanumeric());
    let (local, domain) = address.split_once('@')?;
    (is_word(local) && is_word(domain)).then_some(local)
}

pub(super) fn seeds(samples: &Samples) -> Vec<Vec<u8>> {
    let cases = samples.cases("interpolation");
    let emails = cases.filter_map(|case| case.get("traits")?.get("email"));
    let emails = emails.flat_map(|values| items(Some(values)));
    let emails = emails.filter_map(|value| value.as_str().map(str::as_bytes));
    emails.map(<[u8]>::to_vec).collect()
}
