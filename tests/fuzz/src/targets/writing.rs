//! Canonical form: what has one reads as before, finding by finding, and is written the same again.

use postern_core::{
    policy::{
        reading::{Reading, read},
        writing::write,
    },
    yaml::{budget::ReadBudget, diagnostic::Severity},
};

use crate::{input::Input, sample::Samples};

pub(super) fn check(input: &mut Input<'_>) {
    let text = input.text();
    let before = read(&text, &ReadBudget::PRODUCT);
    let Ok(written) = write(&before) else {
        return;
    };
    let after = read(&written, &ReadBudget::PRODUCT);
    assert_eq!(before.documents.len(), after.documents.len(), "{written}");
    assert_eq!(names(&before), names(&after), "{written}");
    let errors = |reading: &Reading| {
        let findings = reading.diagnostics.iter();
        findings.filter(|finding| finding.severity == Severity::Error).count()
    };
    // The list of findings is bounded, so beyond its bound there is nothing to compare.
    if before.diagnostics.len() < 50 {
        assert_eq!(errors(&before), errors(&after), "{written}");
    }
    assert_eq!(write(&after).as_ref(), Ok(&written));
}

fn names(reading: &Reading) -> Vec<Option<&str>> {
    let documents = reading.documents.iter();
    documents
        .map(|document| document.name.as_ref().map(|name| name.value.as_str()))
        .collect()
}

pub(super) fn seeds(samples: &Samples) -> Vec<Vec<u8>> {
    let documents = samples.documents().map(str::to_owned);
    documents
        .chain(samples.policies())
        .map(String::into_bytes)
        .collect()
}
