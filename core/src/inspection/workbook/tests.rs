//! A workbook says of every text what reading all of it says, whatever stood there before.
use alloc::{
    format,
    string::{String, ToString},
    vec::Vec,
};

use proptest::prelude::*;

use super::*;

/// Documents and pieces of documents, sound and broken, and what can be mistaken for their ends.
const PIECES: [&str; 52] = [
    "kind: role\nversion: v7\nmetadata: {name: dba}\nspec: {allow: {request: {roles: ['a-*']}}}\n",
    "kind: role\nversion: v7\nmetadata:\n  name: dba\nspec:\n  alow: {}\n",
    "kind: user\nversion: v2\nmetadata: {name: bob}\nspec: {roles: [dba]}\n",
    "kind: node\nversion: v2\nmetadata: {name: bob}\n",
    "---\n",
    "---\n",
    "---\r\n",
    "---\r",
    "# postern: allow(matcher/too-broad) fine\n",
    "x: 1 # postern: allow(schema/unknown-field) no\n",
    "  # postern: allow()\n",
    "---\nkind: role\nversion: v7\nmetadata: {name: all}\nspec: {allow: {request: {roles: ['*', dba, nobody], thresholds: [{approve: 3}]}}} # postern: allow(matcher/too-broad) so be it\n",
    "---\nkind: user\nversion: v2\nmetadata: {name: eve}\nspec: {roles: [all, gone]}\n",
    "---\nkind: oidc\nversion: v3\nmetadata: {name: sso}\nspec: {}\n",
    "--- \n",
    "---\t\n",
    "--- # here\n",
    "--- a\n",
    "--- |\n",
    "--- |\n---\n text\n",
    "----\n",
    "...\n",
    "# ---\n",
    "\t# a tab\n",
    "a: 'it is\n",
    "a: \"x\n---\n y\"\n",
    "b'\n",
    "a: [1,\n",
    "]\n",
    "a: {b:\n",
    "}\n",
    "a: |\n  ---\n  x\n",
    "a: |\n---\n",
    "a: >-\n\n  x\n\n",
    "  x: 1\n",
    "x: 1\n",
    "a:\n",
    "- \n",
    "-\n",
    "? a\n",
    "%YAML 1.2\n",
    "%TAG ! tag:x,2000:\n",
    "a: !x y\n",
    "a: *b\n",
    "a: &b c\n",
    "a: é\u{1f600}\n",
    "\u{feff}",
    "\u{85}",
    "\u{2028}---\n",
    "\r",
    "\n",
    "x",
];

fn assert_same(workbook: &mut Workbook, text: &str) {
    assert_eq!(workbook.check(text.to_string()), check(text), "{text:?}");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(500))]

    #[test]
    fn an_edited_text_is_checked_as_if_it_were_new(
        first in prop::collection::vec(prop::sample::select(&PIECES[..]), 0..12),
        edits in prop::collection::vec(
            (any::<prop::sample::Index>(), 0..40_usize, prop::sample::select(&PIECES[..])), 1..6,
        ),
    ) {
        let mut text = first.concat();
        let mut workbook = Workbook::default();
        assert_same(&mut workbook, &text);
        for (place, length, piece) in edits {
            let bounds: Vec<usize> =
                (0..=text.len()).filter(|at| text.is_char_boundary(*at)).collect();
            let at = place.index(bounds.len());
            let end = (at + length / 2).min(bounds.len() - 1);
            text.replace_range(bounds[at]..bounds[end], piece);
            assert_same(&mut workbook, &text);
        }
    }
}

fn role(name: &str, spec: &str) -> String {
    format!("---\nkind: role\nversion: v7\nmetadata: {{name: {name}}}\nspec: {{{spec}}}\n")
}

#[test]
fn only_what_changed_is_read_again() {
    let roles: Vec<String> = (0..9).map(|at| role(&format!("r{at}"), "")).collect();
    let mut workbook = Workbook::default();
    assert_same(&mut workbook, &roles.concat());
    // What a page says is told apart by a mark that reading it anew would wipe off.
    for page in &mut workbook.pages {
        page.facts[0].user = Some(crate::policy::name::UserName::verbatim("kept"));
    }
    let mut edited = roles;
    edited[4] = role("r4", "alow: {}");
    let inspection = workbook.check(edited.concat());
    assert_eq!((inspection.users.len(), inspection.findings.len()), (8, 1));
    // The one behind it begins as the new one does: where the edit ends cannot be told.
    edited.insert(2, role("new", ""));
    let inspection = workbook.check(edited.concat());
    assert_eq!((inspection.users.len(), inspection.findings.len()), (7, 1));
}

#[test]
fn the_bounds_of_one_text_hold_for_all_pages_together() {
    let budget = ReadBudget::PRODUCT;
    let mut workbook = Workbook::default();
    let empty = "--- a\n".repeat(budget.documents);
    let wrong = role("one", "alow: {}").repeat(budget.diagnostics);
    let many = (0..budget.nodes / 20_000)
        .map(|_| format!("---\na: [{}]\n", "x, ".repeat(20_000)))
        .collect::<String>();
    let long = "#".repeat(budget.bytes as usize);
    for text in [empty, wrong, many, long] {
        let more = [text.as_str(), "\n--- b\n"].concat();
        assert_same(&mut workbook, &text);
        assert_same(&mut workbook, &more);
        assert_same(&mut workbook, &text);
    }
}

/// What patterns take together is bounded over all documents, and it matters which comes first.
#[test]
fn the_budget_of_all_patterns_is_kept_over_documents() {
    let role = |n: usize| {
        let patterns: Vec<String> = (0..40)
            .map(|m| format!("'^{n:03}{m:03}a{{1000}}$'"))
            .collect();
        let patterns = patterns.join(", ");
        format!(
            "---\nkind: role\nversion: v7\nmetadata: {{name: r{n}}}\nspec: {{allow: {{request: {{roles: [{patterns}]}}}}}}\n"
        )
    };
    let mut text = String::new();
    let mut workbook = Workbook::default();
    let mut over = false;
    for n in 0..40 {
        text.push_str(&role(n));
        let told = workbook.check(text.clone());
        if !told.findings.is_empty() || n % 13 == 0 {
            assert_eq!(told, check(&text), "{n} roles");
            over |= !told.findings.is_empty();
        }
        if over {
            break;
        }
    }
    assert!(over, "the budget was never reached");
}
