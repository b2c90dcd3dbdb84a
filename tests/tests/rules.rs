//! Every rule has a page, `docs/rules/GROUP/NAME.md`: what it finds, why it matters, a text that it
//! finds something in, with the place, and the text that is right. Each page is run here.

#![expect(
    clippy::panic,
    clippy::unwrap_used,
    reason = "a table of cases stops at what it cannot read, and says where"
)]

use std::{
    collections::BTreeSet,
    fmt::Write as _,
    fs,
    path::{Path, PathBuf},
};

use postern_core::{
    api::policy::Finding,
    inspection::{check, workbook::Workbook},
    policy::lint::{RULES, Rule},
    yaml::diagnostic::Severity,
};

/// What a page says where its examples are not run: the core cannot find this by itself.
const BY_SERVER: &str = "Only the server finds this.";

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .parent()
        .unwrap()
        .to_path_buf()
}

fn page(rule: &Rule) -> String {
    let path = root().join("docs/rules").join(format!("{}.md", rule.name));
    fs::read_to_string(&path).unwrap_or_else(|_| panic!("{} has no page", rule.name))
}

/// The fenced blocks whose first line begins so: what follows on it, and the text.
fn blocks<'p>(page: &'p str, fence: &str) -> Vec<(&'p str, &'p str)> {
    let parts = page.split("```").skip(1).step_by(2);
    let read = |part: &'p str| {
        let (head, text) = part.split_once('\n')?;
        Some((head.strip_prefix(fence)?.trim(), text))
    };
    parts.filter_map(read).collect()
}

fn word(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "Error",
        Severity::Warning => "Warning",
        Severity::Info => "Info",
        Severity::Hint => "Hint",
    }
}

fn shown(findings: &[Finding]) -> String {
    findings.iter().fold(String::new(), |mut text, one| {
        let _ = write!(
            text,
            "{}:{} {} ({}); ",
            one.line, one.column, one.rule, one.diagnostic.message
        );
        text
    })
}

/// What is wrong with a page, if anything.
fn fault(rule: &Rule, page: &str) -> Option<String> {
    let head = format!(
        "# {}\n\n{}: {}.\n",
        rule.name,
        word(rule.severity),
        rule.summary
    );
    if !page.starts_with(&head) {
        return Some(format!("it must begin with {head:?}"));
    }
    if page.contains(BY_SERVER) {
        return None;
    }
    let (wrong, right) = (blocks(page, "yaml wrong"), blocks(page, "yaml right"));
    if wrong.is_empty() || right.is_empty() {
        return Some("it needs a block `yaml wrong LINE:COLUMN` and one `yaml right`".into());
    }
    for (place, text) in wrong {
        let found = check(text).findings;
        let mut typed = Workbook::default();
        if typed.check(text.into()).findings != found {
            return Some("typed, the wrong text has other findings than read".into());
        }
        let exactly = !found.is_empty()
            && found.iter().all(|one| one.rule == rule.name)
            && found.first().is_some_and(|one| {
                format!("{}:{}", one.line, one.column) == place && one.severity == rule.severity
            });
        if !exactly {
            return Some(format!("at {place}, and found is: {}", shown(&found)));
        }
        for fix in found.iter().flat_map(|one| &one.diagnostic.fixes) {
            let mut cured = text.to_owned();
            for edit in fix.edits.iter().rev() {
                cured.replace_range(edit.span.start as usize..edit.span.end as usize, &edit.text);
            }
            let left = check(&cured).findings;
            if left.iter().filter(|one| one.rule == rule.name).count() >= found.len() {
                return Some(format!("`{}` leaves {}\n{cured}", fix.title, shown(&left)));
            }
        }
    }
    right.into_iter().find_map(|(_, text)| {
        let found = check(text).findings;
        (!found.is_empty()).then(|| format!("in the right text: {}", shown(&found)))
    })
}

#[test]
fn every_rule_does_what_its_page_says() {
    let faults: Vec<String> = RULES
        .iter()
        .filter_map(|rule| Some(format!("{}: {}", rule.name, fault(rule, &page(rule))?)))
        .collect();
    assert!(faults.is_empty(), "\n{}", faults.join("\n"));
}

#[test]
fn the_list_of_rules_is_in_order_and_every_page_is_of_one() {
    assert!(RULES.windows(2).all(|pair| pair[0].name < pair[1].name));
    let folder = root().join("docs/rules");
    let mut pages = BTreeSet::new();
    for group in fs::read_dir(&folder)
        .unwrap()
        .flatten()
        .filter(|entry| entry.path().is_dir())
    {
        for page in fs::read_dir(group.path()).unwrap().flatten() {
            let path = page.path();
            let name = path.strip_prefix(&folder).unwrap().with_extension("");
            pages.insert(name.to_string_lossy().into_owned());
        }
    }
    let names: BTreeSet<String> = RULES.iter().map(|rule| rule.name.to_owned()).collect();
    assert_eq!(pages, names);
}

#[test]
fn the_index_lists_every_rule() {
    let mut table = String::from("| Rule | Severity | Finds that |\n|---|---|---|\n");
    for Rule {
        name,
        severity,
        summary,
    } in RULES
    {
        let severity = word(*severity).to_lowercase();
        let _ = writeln!(table, "| [{name}]({name}.md) | {severity} | {summary} |");
    }
    let index = fs::read_to_string(root().join("docs/rules/README.md")).unwrap();
    assert!(
        index.contains(&table),
        "docs/rules/README.md must hold this table:\n{table}"
    );
}

/// What is written like a rule's name and is none: types of contents, and paths in tests.
const NO_GROUPS: [&str; 3] = ["application", "text", "a"];

#[test]
fn the_sources_name_no_rule_that_is_not_listed_and_all_that_are() {
    fn walk(folder: &Path, found: &mut BTreeSet<String>) {
        for entry in fs::read_dir(folder).unwrap().flatten() {
            let path = entry.path();
            if path.is_dir() {
                if !path.ends_with("tests") {
                    walk(&path, found);
                }
            } else if path.extension().is_some_and(|ending| ending == "rs")
                && !path.ends_with("lint/registry.rs")
                && !path.ends_with("tests.rs")
            {
                let text = fs::read_to_string(&path).unwrap();
                found.extend(
                    text.split('"')
                        .filter(|part| is_name(part))
                        .map(String::from),
                );
            }
        }
    }
    fn is_name(text: &str) -> bool {
        let part = |part: &str| {
            !part.is_empty() && part.chars().all(|c| c.is_ascii_lowercase() || c == '-')
        };
        text.split_once('/')
            .is_some_and(|(group, name)| part(group) && part(name) && !NO_GROUPS.contains(&group))
    }
    let mut named = BTreeSet::new();
    for folder in ["core/src", "worker/src", "app/src", "cli/src"] {
        walk(&root().join(folder), &mut named);
    }
    let listed: BTreeSet<String> = RULES.iter().map(|rule| rule.name.to_owned()).collect();
    assert_eq!(named, listed);
}

const ROLE: &str =
    "kind: role\nversion: v7\nmetadata: {name: all}\nspec:\n  allow:\n    request:\n";

fn rules_of(list: &str) -> Vec<(String, u32)> {
    let text = format!("{ROLE}{list}");
    let found = check(&text).findings;
    assert_eq!(Workbook::default().check(text).findings, found, "{list}");
    found.into_iter().map(|one| (one.rule, one.line)).collect()
}

#[test]
fn a_comment_silences_one_rule_on_one_line_and_no_more() {
    let silent: [&str; 4] = [
        "      roles: ['*'] # postern: allow(matcher/too-broad) it is the admins' own\n",
        "      # postern: allow(matcher/too-broad) it is the admins' own\n      roles: ['*']\n",
        "      roles:\n        # postern: allow(matcher/too-broad) so it is\n        # and more\n\n        - '*'\n",
        "      roles: [a]\n      reason: {prompt: 'x # postern: allow(nothing)', mode: required}\n",
    ];
    for text in silent {
        assert_eq!(rules_of(text), [], "{text}");
    }
    let told = |text: &str, expected: &[(&str, u32)]| {
        let found = rules_of(text);
        let found: Vec<(&str, u32)> = found
            .iter()
            .map(|(rule, line)| (rule.as_str(), *line))
            .collect();
        assert_eq!(found, expected, "{text}");
    };
    told(
        "      roles: ['*'] # postern: allow(matcher/too-broad)\n",
        &[
            ("matcher/too-broad", 7),
            ("lint/silencer-without-reason", 7),
        ],
    );
    told(
        "      roles: ['*'] # postern: allow(matcher/to-broad) why\n",
        &[("matcher/too-broad", 7), ("lint/unknown-rule", 7)],
    );
    told(
        "      roles: ['*'] # postern: allow(matcher/shadowed) why\n",
        &[("matcher/too-broad", 7), ("lint/unused-silencer", 7)],
    );
    told(
        "      rolls: [a] # postern: allow(schema/unknown-field) why\n",
        &[("schema/unknown-field", 7), ("lint/unused-silencer", 7)],
    );
    told(
        "      roles: ['*']\n# postern: allow(matcher/too-broad) why\n---\nkind: user\nversion: v2\nmetadata: {name: u}\n",
        &[("matcher/too-broad", 7), ("lint/unused-silencer", 8)],
    );
}

#[test]
fn the_policy_that_the_deployment_page_begins_with_is_free_of_findings() {
    let page = fs::read_to_string(root().join("docs/deploy.md")).unwrap();
    let policy = blocks(&page, "yaml").into_iter().map(|(_, text)| text);
    let policies: Vec<&str> = policy
        .filter(|text| text.starts_with("kind: oidc"))
        .collect();
    assert_eq!(policies.len(), 1);
    for text in policies {
        let found = check(text).findings;
        assert!(found.is_empty(), "{}", shown(&found));
    }
}
