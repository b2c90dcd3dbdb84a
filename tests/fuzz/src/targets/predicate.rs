//! Predicates: any text is one or is refused; a `where` is also a `filter`, with the same answer (E).

use std::collections::BTreeMap;

use postern_core::policy::{
    budget::Budget,
    predicate::{Context, Env, Predicate, Request, Review, Reviewer},
    traits::Traits,
};

use crate::{
    input::{Input, joined},
    sample::{Samples, items, text},
    span::within,
};

pub(super) fn check(input: &mut Input<'_>) {
    let written = input.text();
    let parsed = [Env::Where, Env::Filter].map(|env| {
        let parsed = Predicate::parse(&written, env, &Budget::PRODUCT);
        if let Err(error) = &parsed {
            within(&written, &error.span);
        }
        parsed.ok()
    });
    let [first, second, reason] = [input.text(), input.text(), input.text()];
    let lists: BTreeMap<String, Vec<String>> = ["team", "teams", "k", ""]
        .into_iter()
        .map(|key| (key.to_owned(), vec![first.clone(), second.clone()]))
        .collect();
    let traits: Traits = lists.clone().into_iter().collect();
    let context = |with_review: bool| Context {
        reviewer: Reviewer {
            roles: vec![&first, &second],
            traits: &traits,
        },
        request: Request {
            roles: vec![&second],
            reason: &reason,
            system_annotations: &lists,
        },
        review: with_review.then_some(Review {
            reason: &reason,
            annotations: &lists,
        }),
    };
    let answers = parsed.each_ref().map(|predicate| {
        predicate.as_ref().map(|predicate| {
            for fault in predicate.faults() {
                within(&written, &fault.span);
            }
            let answer = predicate.evaluate(&context(true));
            if let Err(error) = &answer {
                within(&written, &error.span);
            }
            answer
        })
    });
    if let [Some(narrow), wide] = answers {
        assert_eq!(Some(&narrow), wide.as_ref());
        let alone = parsed[0].as_ref().map(|predicate| predicate.evaluate(&context(false)));
        assert_eq!(Some(narrow), alone, "a `where` looks at no review");
    }
}

pub(super) fn seeds(samples: &Samples) -> Vec<Vec<u8>> {
    let cases = samples.cases("where");
    cases
        .map(|case| {
            let request = case.get("request");
            let roles = items(request.and_then(|request| request.get("roles")));
            let roles = roles.filter_map(|role| role.as_str());
            let parts = [text(case, "expr")].into_iter();
            joined(parts.chain(roles.take(2)).chain(["please"]))
        })
        .collect()
}
