//! The life of a request, told twice: whatever happens in whatever order, the core and a naive model of
//! the rules agree about who is refused and why, what state follows, what is granted, and until when. And
//! what holds in any such life (`laws`).
#![expect(
    clippy::indexing_slicing,
    clippy::unwrap_used,
    reason = "a test: what is not as expected fails it"
)]

mod asking;
mod laws;
mod model;
mod real;
mod script;
mod world;

use std::cell::RefCell;

use proptest::{prelude::*, test_runner::TestRunner};

use crate::{model::Life, real::Cluster, script::Story};

/// What a request looks like from outside.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Seen {
    pub(crate) state: String,
    pub(crate) phase: String,
    pub(crate) is_hidden: bool,
    pub(crate) roles: Vec<String>,
    /// End of the wait, begin and end of access, longest credential, next timer.
    pub(crate) clocks: [Option<i64>; 5],
    pub(crate) reviewers: Vec<String>,
}

impl Seen {
    fn of(life: &Life<'_>) -> Self {
        let strings = |names: Vec<&'static str>| names.into_iter().map(String::from).collect();
        Self {
            state: format!("{:?}", life.state).to_lowercase(),
            phase: life.phase().into(),
            is_hidden: life.is_hidden,
            roles: strings(life.roles.iter().copied().collect()),
            clocks: [
                Some(life.wait_ends),
                Some(life.starts),
                Some(life.ends),
                Some(life.session),
                life.due(),
            ],
            reviewers: strings(life.reviews.iter().map(|said| said.speech.by).collect()),
        }
    }
}

/// So many cases, or as many as `PROPTEST_CASES` says if that is more; nothing is written beside the sources.
fn quietly(cases: u32) -> ProptestConfig {
    let usual = ProptestConfig::default();
    let more = std::env::var_os("PROPTEST_CASES").map_or(0, |_| usual.cases);
    ProptestConfig {
        cases: cases.max(more),
        failure_persistence: None,
        ..usual
    }
}

/// How often each outcome came about, so that a story that never gets anywhere is noticed.
#[derive(Default)]
struct Reached(std::collections::BTreeMap<String, usize>);

impl Reached {
    fn note(&mut self, outcome: String) {
        *self.0.entry(outcome).or_default() += 1;
    }
}

#[test]
fn the_core_and_a_naive_model_tell_the_same_story() {
    let reached = RefCell::new(Reached::default());
    let told = TestRunner::new(quietly(800)).run(&script::story(), |story| {
        tell(&story, &mut reached.borrow_mut())
    });
    if let Err(failure) = told {
        panic!("{failure}");
    }
    let reached = reached.into_inner().0;
    let missed: Vec<&&str> = WORTH_REACHING
        .iter()
        .filter(|outcome| !reached.contains_key(**outcome))
        .collect();
    assert!(
        missed.is_empty(),
        "no story reached {missed:?}, only {reached:?}"
    );
}

/// What stories must come to now and then: states, and refusals of each sort.
const WORTH_REACHING: &[&str] = &[
    "pending",
    "approved",
    "denied",
    "expired",
    "withdrawn",
    "revoked",
    "dropped",
    "ended",
    "given",
    "already-approved",
    "already-denied",
    "already-hidden",
    "already-reviewed",
    "cannot-evaluate",
    "cannot-review",
    "deny-instead",
    "forbidden",
    "narrowed-denial",
    "not-requester",
    "nothing-due",
    "nothing-left",
    "own-request",
    "reason-required",
    "reason-too-long",
    "role-not-in-request",
    "role-not-requestable",
    "session-too-long",
    "starts-after-expiry",
    "withdraw-instead",
];

fn tell(story: &Story, reached: &mut Reached) -> Result<(), TestCaseError> {
    let mut cluster = Cluster::new(&story.world);
    let submitted = cluster.submit(&story.wish);
    let mut life = match Life::submit(&story.world, &story.wish) {
        Ok(life) => life,
        Err(code) => {
            prop_assert_eq!(submitted, Err(code));
            reached.note(code.into());
            return Ok(());
        }
    };
    prop_assert_eq!(submitted, Ok(()));
    prop_assert_eq!(cluster.seen(), Seen::of(&life));
    for op in &story.ops {
        let expected = life.live(op);
        prop_assert_eq!(&cluster.live(op), &expected, "{:?}", op);
        reached.note(match expected {
            Err(code) => code.into(),
            Ok(Some(_)) => "given".into(),
            Ok(None) => Seen::of(&life).state,
        });
        prop_assert_eq!(cluster.seen(), Seen::of(&life), "{:?}", op);
    }
    prop_assert_eq!(cluster.replayed(), Seen::of(&life));
    Ok(())
}
