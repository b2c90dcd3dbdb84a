//! Documents: any text is read by every standard, every finding has its place, and every fix cures it.

use postern_core::{
    policy::reading::{Reading, Standard, load_role, read, read_by, store_role},
    yaml::{
        budget::ReadBudget,
        diagnostic::{Diagnostic, Fix, Severity},
    },
};

use crate::{
    input::Input,
    sample::Samples,
    span::{bytes, placed, within},
};

/// How many fixes are tried.
const FIXES: usize = 4;
/// Of how many patterns of a role the place is looked up, which takes as long as there are patterns.
const PLACES: usize = 64;

pub(super) fn check(input: &mut Input<'_>) {
    let text = input.text();
    for standard in [Standard::Load, Standard::Store, Standard::Strict] {
        let reading = read_by(&text, &ReadBudget::PRODUCT, standard);
        sound(&text, &reading);
        if standard == Standard::Strict {
            let offered = reading.diagnostics.iter();
            let offered = offered.flat_map(|finding| finding.fixes.iter().map(move |fix| (finding, fix)));
            for (finding, fix) in offered.take(FIXES) {
                cures(&text, finding, fix);
            }
        }
    }
    for role in [load_role, store_role] {
        if let Err(findings) = role(&text, &ReadBudget::PRODUCT) {
            assert!(findings.iter().any(|finding| finding.severity == Severity::Error));
            findings.iter().for_each(|finding| placed(&text, finding));
        }
    }
}

fn sound(text: &str, reading: &Reading) {
    reading.diagnostics.iter().for_each(|finding| placed(text, finding));
    for document in &reading.documents {
        within(text, &bytes(document.span));
    }
    for role in reading.roles() {
        within(text, &bytes(role.span));
        let denied = &role.deny.request.roles;
        let patterns = role.allow.request.roles.iter().chain(denied);
        for pattern in patterns.take(PLACES) {
            within(text, &bytes(pattern.span));
            let place = reading.place(pattern.span);
            assert!(place.is_some(), "{pattern:?} stands nowhere");
        }
    }
}

/// Applied, a fix leaves nothing of the finding that offered it.
fn cures(text: &str, finding: &Diagnostic, fix: &Fix) {
    let mut cured = text.to_owned();
    for edit in fix.edits.iter().rev() {
        cured.replace_range(bytes(edit.span), &edit.text);
    }
    let left = read(&cured, &ReadBudget::PRODUCT);
    sound(&cured, &left);
    // What was taken out may stand there again, because it stood there twice.
    let again = fix.edits.iter().any(|edit| {
        let range = bytes(edit.span);
        let (taken, after) = (text.get(range.clone()), text.get(range.end..));
        let after = after.unwrap_or_default().trim_start();
        edit.text.is_empty() && after.starts_with(taken.unwrap_or_default())
    });
    let same = left.diagnostics.iter().find(|other| {
        other.rule == finding.rule
            && other.message == finding.message
            && other.span().start == finding.span().start
    });
    assert!(again || same.is_none(), "{fix:?} leaves {same:?} in {cured:?}");
}

pub(super) fn seeds(samples: &Samples) -> Vec<Vec<u8>> {
    let documents = samples.documents().map(str::to_owned);
    let policies = samples.policies().step_by(4);
    let validation = samples.cases("role_validation");
    let roles = validation.filter_map(|case| Some(case.get("role")?.to_string()));
    let texts = documents.chain(policies).chain(roles);
    texts.map(String::into_bytes).collect()
}
