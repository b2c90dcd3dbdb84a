//! Texts to begin with: what role files can say, and what goes wrong in them.

use postern_core::{
    api::inspection::{Asker, Example, Question},
    policy::name::{RoleName, UserName},
};

/// All of them, in the order of the menu.
#[must_use]
pub(crate) fn examples() -> Vec<Example> {
    ALL.iter().map(Page::example).collect()
}

struct Page {
    title: &'static str,
    text: &'static str,
    who: Who,
    role: &'static str,
}

enum Who {
    User(&'static str),
    HolderOf(&'static str),
    /// Something is wrong with the text; this role's holder asks.
    Broken(&'static str),
}

impl Page {
    fn example(&self) -> Example {
        let (broken, asker) = match self.who {
            Who::User(name) => (false, Asker::User(UserName::verbatim(name))),
            Who::HolderOf(name) => (false, Asker::HolderOf(RoleName::verbatim(name))),
            Who::Broken(name) => (true, Asker::HolderOf(RoleName::verbatim(name))),
        };
        Example {
            title: self.title.into(),
            broken,
            text: self.text.into(),
            question: Some(Question {
                asker,
                role: RoleName::verbatim(self.role),
            }),
        }
    }
}

const ALL: &[Page] = &[
    Page {
        title: "A contractor asks for dba",
        text: include_str!("../examples/contractor.yaml"),
        who: Who::User("alice"),
        role: "dba",
    },
    Page {
        title: "Everything but admin",
        text: include_str!("../examples/never-admin.yaml"),
        who: Who::User("cara"),
        role: "admin",
    },
    Page {
        title: "Every sign-in with a ticket",
        text: include_str!("../examples/employee.yaml"),
        who: Who::User("erin"),
        role: "dev-web",
    },
    Page {
        title: "Four ways to match names",
        text: include_str!("../examples/names.yaml"),
        who: Who::HolderOf("engineer"),
        role: "ops-beta-prod",
    },
    Page {
        title: "Two approvals",
        text: include_str!("../examples/two-approvals.yaml"),
        who: Who::User("dan"),
        role: "prod-deploy",
    },
    Page {
        title: "Approved by a rule",
        text: include_str!("../examples/fast-lane.yaml"),
        who: Who::User("dan"),
        role: "dev-read",
    },
    Page {
        title: "Policy tests, one of which fails",
        text: include_str!("../examples/policy-tests.yaml"),
        who: Who::User("dan"),
        role: "prod-web",
    },
    Page {
        title: "Misspelled fields",
        text: include_str!("../examples/broken-fields.yaml"),
        who: Who::Broken("employee"),
        role: "common",
    },
    Page {
        title: "A tab and a lost bracket",
        text: include_str!("../examples/broken-indentation.yaml"),
        who: Who::Broken("contractor"),
        role: "dba",
    },
    Page {
        title: "Patterns that mean something else",
        text: include_str!("../examples/broken-patterns.yaml"),
        who: Who::Broken("release"),
        role: "prod-web",
    },
    Page {
        title: "Words that YAML reads differently",
        text: include_str!("../examples/broken-quotes.yaml"),
        who: Who::Broken("night-shift"),
        role: "dba",
    },
    Page {
        title: "The same thing twice",
        text: include_str!("../examples/broken-twice.yaml"),
        who: Who::Broken("contractor"),
        role: "dba",
    },
    Page {
        title: "Approvals that never count",
        text: include_str!("../examples/broken-threshold.yaml"),
        who: Who::Broken("developer"),
        role: "prod-deploy",
    },
];

#[cfg(test)]
mod tests {
    use postern_core::{
        api::policy_test::TestOutcome,
        inspection::{check, explain, test},
        policy::monitoring::schedule::UtcOnly,
        yaml::diagnostic::Severity,
    };

    use super::*;

    #[test]
    fn something_is_wrong_exactly_where_it_should_be() {
        for example in examples() {
            let findings = check(&example.text).findings;
            let serious = findings
                .iter()
                .any(|finding| finding.severity == Severity::Error);
            let amiss = if example.broken {
                findings.is_empty()
            } else {
                serious
            };
            assert!(!amiss, "{}: {findings:#?}", example.title);
        }
        assert!(examples().iter().filter(|example| example.broken).count() >= 4);
    }

    #[test]
    fn tests_pass_but_for_the_one_that_is_to_fail() {
        for example in examples() {
            let report = test(&example.text, &UtcOnly);
            let names = |outcome| -> Vec<&str> {
                let tests = report.tests.iter();
                tests
                    .filter(|test| test.outcome == outcome)
                    .map(|test| test.name.as_str())
                    .collect()
            };
            let (passed, failed): (usize, &[&str]) = match example.text.contains("policy_test") {
                true => (2, &["one lead is enough"]),
                false => (0, &[]),
            };
            assert_eq!(
                names(TestOutcome::Passed).len(),
                passed,
                "{}",
                example.title
            );
            assert_eq!(names(TestOutcome::Failed), failed, "{}", example.title);
            assert_eq!(report.broken, 0, "{}", example.title);
        }
        assert!(
            examples()
                .iter()
                .any(|one| one.text.contains("policy_test"))
        );
    }

    #[test]
    fn every_question_has_an_answer() {
        let answers = [
            "`alice` may request `dba`",
            "`cara` may not request `admin`",
            "`erin` may request `dev-web`",
            "whoever holds `engineer` may not request `ops-beta-prod`",
            "`dan` may request `prod-deploy`",
            "`dan` may request `dev-read`",
            "`dan` may request `prod-web`",
            "whoever holds `employee` may not request `common`",
            "whoever holds `contractor` may not request `dba`",
            "whether whoever holds `release` may request `prod-web` cannot be decided",
            "whoever holds `night-shift` may not request `dba`",
            "whoever holds `contractor` may not request `dba`",
            "whoever holds `developer` may request `prod-deploy`",
        ];
        for (example, answer) in examples().iter().zip(answers) {
            let question = example.question.as_ref().unwrap();
            let explanation = explain(&example.text, question);
            assert_eq!(
                explanation.verdict.first().unwrap().text,
                answer,
                "{}",
                example.title
            );
        }
        assert_eq!(examples().len(), answers.len());
    }
}
