//! The table of transitions, the three clocks, narrowing, and the laws of replay.

use alloc::{
    string::{String, ToString},
    vec,
    vec::Vec,
};
use proptest::prelude::*;

use super::*;
use crate::{
    policy::duration::Duration,
    request::{
        fixtures::{admitted, hider, minute, request, resolver, roles, threshold, user},
        review::{Annotations, Proposal},
        state::RequestState,
    },
};

fn resolve(by: &str, verdict: Verdict, named: Option<&[&str]>) -> Command {
    Command::Resolve(Resolve {
        by: resolver(by),
        on_behalf_of: None,
        verdict,
        roles: named.map(roles),
        reason: String::new(),
        annotations: Annotations::new(),
    })
}

fn review(request: &AccessRequest, author: &str, verdict: Verdict) -> Command {
    Command::Review(admitted(request, author, Proposal::new(verdict, "")))
}

fn run(request: AccessRequest, command: Command, now: Timestamp) -> Result<AccessRequest, Refusal> {
    let events = decide(&request, command, now)?;
    assert!(
        !events.is_empty(),
        "a command that is not refused does something"
    );
    Ok(events.iter().fold(request, AccessRequest::apply))
}

fn two_roles() -> AccessRequest {
    request(&[
        ("a", &[threshold("one", 1, 1)]),
        ("b", &[threshold("one", 1, 1)]),
    ])
}

/// The request in each phase, and a moment at which it is there.
fn in_phase(phase: Phase) -> (AccessRequest, Timestamp) {
    let pending = two_roles();
    let approved = || {
        run(
            two_roles(),
            resolve("bob", Verdict::Approve, None),
            minute(1),
        )
        .unwrap()
    };
    let late = |request: AccessRequest, now| run(request, Command::Timer, now).unwrap();
    match phase {
        Phase::Pending => (pending, minute(5)),
        Phase::Scheduled => {
            let mut proposal = Proposal::new(Verdict::Approve, "");
            proposal.starts_at = Some(minute(30));
            let command = Command::Review(admitted(&pending, "bob", proposal));
            (run(pending, command, minute(1)).unwrap(), minute(5))
        }
        Phase::Active => (approved(), minute(5)),
        Phase::Denied => {
            let command = review(&pending, "bob", Verdict::Deny);
            (run(pending, command, minute(1)).unwrap(), minute(5))
        }
        Phase::Expired => (late(pending, minute(60)), minute(61)),
        Phase::Withdrawn => {
            let by = user("alice");
            let request = run(
                pending,
                Command::Withdraw {
                    by,
                    reason: String::new(),
                },
                minute(1),
            )
            .unwrap();
            (request, minute(5))
        }
        Phase::Revoked => {
            let command = Command::Revoke {
                by: resolver("bob"),
                reason: "left the team".into(),
            };
            (run(approved(), command, minute(2)).unwrap(), minute(5))
        }
        Phase::Dropped => {
            let by = user("alice");
            let request = run(
                approved(),
                Command::Drop {
                    by,
                    reason: String::new(),
                },
                minute(2),
            )
            .unwrap();
            (request, minute(5))
        }
        Phase::Ended => (late(approved(), minute(121)), minute(122)),
    }
}

/// Every command, the phases it moves with where it leads, and the codes of all others.
#[test]
fn every_pair_of_phase_and_command_moves_or_refuses() {
    const SETTLED: [&str; 9] = [
        "",
        "already-approved",
        "already-approved",
        "already-denied",
        "expired",
        "withdrawn",
        "revoked",
        "dropped",
        "ended",
    ];
    let table: [(&str, [&str; 3], &str); 16] = [
        // command, outcome when pending, scheduled, active; outcome else (`settled`: by phase; `stays`:
        // something happens and the phase is the same)
        (
            "review-approve",
            ["active", "already-approved", "already-approved"],
            "settled",
        ),
        (
            "review-deny",
            ["denied", "already-approved", "already-approved"],
            "settled",
        ),
        ("review-again", ["already-reviewed"; 3], "already-reviewed"),
        (
            "resolve-approve",
            ["active", "nothing-to-narrow", "nothing-to-narrow"],
            "settled",
        ),
        (
            "resolve-narrow",
            ["active", "scheduled", "active"],
            "settled",
        ),
        ("resolve-nothing", ["nothing-left"; 3], "settled"),
        ("resolve-foreign", ["role-not-in-request"; 3], "settled"),
        (
            "resolve-deny",
            ["denied", "revoke-instead", "revoke-instead"],
            "settled",
        ),
        ("resolve-own", ["own-request"; 3], "own-request"),
        (
            "withdraw",
            ["withdrawn", "drop-instead", "drop-instead"],
            "settled",
        ),
        ("withdraw-other", ["not-requester"; 3], "not-requester"),
        ("revoke", ["deny-instead", "revoked", "revoked"], "settled"),
        (
            "drop",
            ["withdraw-instead", "dropped", "dropped"],
            "settled",
        ),
        (
            "hide",
            ["deny-instead", "revoke-instead", "revoke-instead"],
            "stays",
        ),
        (
            "hide-again",
            ["deny-instead", "revoke-instead", "revoke-instead"],
            "already-hidden",
        ),
        ("timer", ["nothing-due"; 3], "nothing-due"),
    ];
    for (position, phase) in Phase::ALL.into_iter().enumerate() {
        for (name, early, otherwise) in table {
            let (mut request, now) = in_phase(phase);
            assert_eq!(request.phase(now), phase);
            let command = match name {
                "review-approve" => review(&request, "rita", Verdict::Approve),
                "review-deny" => review(&request, "rita", Verdict::Deny),
                "review-again" => {
                    let first = admitted(&request, "rita", Proposal::new(Verdict::Approve, ""));
                    request = request.apply(&Event::Reviewed {
                        review: crate::request::review::Review {
                            author: user("rita"),
                            rule: None,
                            verdict: Verdict::Approve,
                            reason: String::new(),
                            roles: roles(&["a", "b"]),
                            max_duration: None,
                            starts_at: None,
                            annotations: Annotations::new(),
                            counts: vec![],
                            at: now,
                            policy: first.policy().clone(),
                        },
                    });
                    Command::Review(first)
                }
                "resolve-approve" => resolve("bob", Verdict::Approve, None),
                "resolve-narrow" => resolve("bob", Verdict::Approve, Some(&["a"])),
                "resolve-nothing" => resolve("bob", Verdict::Approve, Some(&[])),
                "resolve-foreign" => resolve("bob", Verdict::Approve, Some(&["a", "c"])),
                "resolve-deny" => resolve("bob", Verdict::Deny, None),
                "resolve-own" => resolve("alice", Verdict::Approve, None),
                "withdraw" => Command::Withdraw {
                    by: user("alice"),
                    reason: String::new(),
                },
                "withdraw-other" => Command::Withdraw {
                    by: user("bob"),
                    reason: String::new(),
                },
                "revoke" => Command::Revoke {
                    by: resolver("bob"),
                    reason: String::new(),
                },
                "drop" => Command::Drop {
                    by: user("alice"),
                    reason: String::new(),
                },
                "hide" => Command::Hide { by: hider("bob") },
                "hide-again" => {
                    request = request.apply(&Event::Hidden {
                        at: now,
                        by: user("bob"),
                    });
                    Command::Hide { by: hider("rita") }
                }
                _ => Command::Timer,
            };
            let expected = match (early.get(position), otherwise) {
                (Some(expected), _) => expected,
                (None, "settled") => SETTLED[position],
                (None, "stays") => phase.word(),
                (None, otherwise) => otherwise,
            };
            let before = request.clone();
            match run(request, command, now) {
                Ok(after) => {
                    assert_eq!(after.phase(now).word(), expected, "{phase} + {name}");
                    assert!(after.version() > before.version());
                    assert_eq!(after.is_hidden(), name == "hide", "{phase} + {name}");
                }
                Err(refusal) => {
                    assert_eq!(refusal.code(), expected, "{phase} + {name}: {refusal}");
                    let message = refusal.to_string();
                    assert!(!message.ends_with('.') && !message.is_empty(), "{message}");
                }
            }
        }
    }
}

#[test]
fn clocks_are_read_even_when_no_timer_ran() {
    let pending = two_roles();
    let approved = run(
        two_roles(),
        resolve("bob", Verdict::Approve, None),
        minute(1),
    )
    .unwrap();
    let ms = |request_time: Timestamp, n| request_time.plus(Duration::from_ms(n));
    let cases = [
        (&pending, ms(minute(60), -1), Phase::Pending),
        (&pending, minute(60), Phase::Expired),
        (&approved, minute(60), Phase::Active),
        // Exactly at the end access still holds (U4).
        (&approved, minute(120), Phase::Active),
        (&approved, ms(minute(120), 1), Phase::Ended),
    ];
    for (request, now, phase) in cases {
        assert_eq!(request.phase(now), phase, "{now}");
        let due = request.next_timer().unwrap();
        let expected = (due <= now).then_some(phase);
        let after = run(request.clone(), Command::Timer, now);
        assert_eq!(after.ok().map(|request| request.phase(now)), expected);
    }
    // What the clock ended, nobody decides any more.
    let command = review(&pending, "bob", Verdict::Approve);
    assert_eq!(
        run(pending, command, minute(60)).unwrap_err().code(),
        "expired"
    );
    let by = user("alice");
    assert_eq!(
        run(
            approved,
            Command::Drop {
                by,
                reason: String::new()
            },
            minute(121)
        )
        .unwrap_err()
        .code(),
        "ended"
    );
}

/// One reviewer after another: (author, verdict, roles named, minutes named) and what follows.
#[test]
fn approvals_grant_what_they_all_speak_for() {
    type Step<'a> = (
        &'a str,
        Verdict,
        Option<&'a [&'a str]>,
        Option<i64>,
        &'a str,
    );
    let (yes, no) = (Verdict::Approve, Verdict::Deny);
    let two = |name: &'static str| (name, [threshold("two", 2, 1)]);
    let (a, b) = (two("a"), two("b"));
    let plan: [(&str, &[_]); 2] = [(a.0, &a.1), (b.0, &b.1)];
    let cases: [(&str, &[Step<'_>], &[&str], i64); 9] = [
        (
            "two approvals of everything",
            &[
                ("bob", yes, None, None, "pending"),
                ("rita", yes, None, None, "active"),
            ],
            &["a", "b"],
            120,
        ),
        (
            "the intersection of what they name, and the shortest time",
            &[
                ("bob", yes, Some(&["a", "b"]), Some(90), "pending"),
                ("rita", yes, Some(&["a"]), Some(100), "active"),
            ],
            &["a"],
            90,
        ),
        (
            "nothing in common is refused, and then something in common grants",
            &[
                ("bob", yes, Some(&["a"]), None, "pending"),
                ("rita", yes, Some(&["b"]), None, "nothing-left"),
                ("rita", yes, Some(&["a"]), None, "active"),
            ],
            &["a"],
            120,
        ),
        (
            "naming nothing is refused",
            &[("bob", yes, Some(&[]), None, "nothing-left")],
            &["a", "b"],
            120,
        ),
        (
            "a role that nobody asked for is refused",
            &[("bob", yes, Some(&["a", "c"]), None, "role-not-in-request")],
            &["a", "b"],
            120,
        ),
        (
            "a denial is whole",
            &[
                ("bob", no, Some(&["a"]), None, "narrowed-denial"),
                ("bob", no, None, Some(10), "narrowed-denial"),
                ("bob", no, Some(&["a", "b"]), None, "denied"),
            ],
            &["a", "b"],
            120,
        ),
        (
            "only shorter",
            &[("bob", yes, None, Some(121), "longer-than-asked")],
            &["a", "b"],
            120,
        ),
        (
            "time that is past already is refused (reviews come at minute 10)",
            &[
                ("bob", yes, None, Some(10), "no-time-left"),
                ("bob", yes, None, Some(11), "pending"),
            ],
            &["a", "b"],
            120,
        ),
        (
            "one review each",
            &[
                ("bob", yes, None, None, "pending"),
                ("bob", no, None, None, "already-reviewed"),
            ],
            &["a", "b"],
            120,
        ),
    ];
    for (why, steps, granted, minutes) in cases {
        let mut request = request(&plan);
        for (author, verdict, named, short, expected) in steps {
            let mut proposal = Proposal::new(*verdict, "");
            proposal.roles = named.map(roles);
            proposal.max_duration = short.map(|minutes| Duration::from_secs(60 * minutes));
            let command = Command::Review(admitted(&request, author, proposal));
            match run(request.clone(), command, minute(10)) {
                Ok(after) => {
                    assert_eq!(after.phase(minute(10)).word(), *expected, "{why}");
                    request = after;
                }
                Err(refusal) => assert_eq!(refusal.code(), *expected, "{why}: {refusal}"),
            }
        }
        assert_eq!(request.roles(), &roles(granted), "{why}");
        assert_eq!(request.lifetime().access_expires, minute(minutes), "{why}");
    }
}

#[test]
fn a_role_that_an_approval_left_out_holds_nothing_up() {
    let request = request(&[
        ("a", &[threshold("one", 1, 1)]),
        ("b", &[threshold("two", 2, 2)]),
    ]);
    let mut proposal = Proposal::new(Verdict::Approve, "");
    proposal.roles = Some(roles(&["a"]));
    let command = Command::Review(admitted(&request, "bob", proposal));
    let after = run(request, command, minute(1)).unwrap();
    assert_eq!(after.phase(minute(1)), Phase::Active);
    assert_eq!(after.roles(), &roles(&["a"]));
    assert_eq!(after.roles_asked(), &roles(&["a", "b"]));
}

#[test]
fn narrowing_by_override_is_cumulative() {
    let request = two_roles();
    let request = run(
        request,
        resolve("bob", Verdict::Approve, Some(&["a"])),
        minute(1),
    )
    .unwrap();
    for named in [&["b"][..], &["a", "b"]] {
        let refusal = run(
            request.clone(),
            resolve("bob", Verdict::Approve, Some(named)),
            minute(2),
        );
        assert_eq!(refusal.unwrap_err().code(), "role-not-in-request");
    }
    let denial = resolve("bob", Verdict::Deny, Some(&["a"]));
    assert_eq!(
        run(two_roles(), denial, minute(1)).unwrap_err().code(),
        "roles-on-denial"
    );
}

#[test]
fn nobody_settles_their_own_through_somebody_else() {
    let mut command = Resolve {
        by: resolver("bot"),
        on_behalf_of: Some(user("alice")),
        verdict: Verdict::Approve,
        roles: None,
        reason: String::new(),
        annotations: Annotations::new(),
    };
    let refusal = run(two_roles(), Command::Resolve(command.clone()), minute(1)).unwrap_err();
    assert_eq!(refusal.code(), "own-request");
    // Where the cluster permits it, it is marked.
    command.by = Resolver::new(user("alice"), true);
    command.on_behalf_of = None;
    let request = run(two_roles(), Command::Resolve(command), minute(1)).unwrap();
    let RequestState::Approved(resolution) = request.state() else {
        panic!("approved");
    };
    assert!(matches!(resolution.by, Settler::Override { own: true, .. }));
}

#[test]
fn a_review_admitted_for_another_request_proves_nothing() {
    let admitted = AdmittedReview::new(
        crate::request::id::RequestId::from_random([9; 16]),
        user("bob"),
        Proposal::new(Verdict::Approve, ""),
        vec![],
        crate::request::fixtures::digest(),
    );
    let refusal = run(two_roles(), Command::Review(admitted), minute(1)).unwrap_err();
    assert_eq!(refusal.code(), "other-request");
}

#[derive(Clone, Debug)]
enum Try {
    Review(u8, bool, u8, Option<i64>),
    Resolve(u8, bool, u8),
    Withdraw(u8),
    Revoke(u8),
    Drop(u8),
    Hide(u8),
    Timer,
}

fn tries() -> impl Strategy<Value = Vec<(Try, i64)>> {
    let one = prop_oneof![
        6 => (0..5u8, any::<bool>(), 0..9u8, proptest::option::of(1..150i64))
            .prop_map(|(who, yes, named, short)| Try::Review(who, yes, named, short)),
        2 => (0..3u8, any::<bool>(), 0..9u8).prop_map(|(who, yes, named)| Try::Resolve(who, yes, named)),
        1 => (0..3u8).prop_map(Try::Withdraw),
        1 => (0..3u8).prop_map(Try::Revoke),
        1 => (0..3u8).prop_map(Try::Drop),
        1 => (0..3u8).prop_map(Try::Hide),
        1 => Just(Try::Timer),
    ];
    proptest::collection::vec((one, 0..40i64), 0..12)
}

proptest! {
    /// Whatever is tried in whatever order: what is granted was asked for, it only ever shrinks,
    /// access only ever gets shorter, a final phase stays, and stored facts replay to the same row.
    #[test]
    fn laws_of_any_history(tries in tries()) {
        let names = ["alice", "bob", "rita", "rolf", "cara"];
        let subset = |bits: u8| -> Option<BTreeSet<RoleName>> {
            let all = [(1, "a"), (2, "b"), (4, "c")];
            (bits < 8).then(|| {
                roles(&all.iter().filter(|(bit, _)| bits & bit != 0).map(|(_, name)| *name).collect::<Vec<_>>())
            })
        };
        let start = request(&[
            ("a", &[threshold("two", 2, 2)]),
            ("b", &[threshold("two", 2, 2), threshold("boss", 1, 0)]),
        ]);
        let mut request = start.clone();
        let mut stored: Vec<Event> = vec![];
        let mut now = minute(0);
        for (one, wait) in tries {
            now = now.plus(Duration::from_secs(60 * wait));
            let verdict = |yes| if yes { Verdict::Approve } else { Verdict::Deny };
            let who = |n: u8| names[usize::from(n)];
            let command = match one {
                Try::Review(n, yes, named, short) => {
                    let mut proposal = Proposal::new(verdict(yes), "");
                    proposal.roles = subset(named);
                    proposal.max_duration = short.map(|minutes| Duration::from_secs(60 * minutes));
                    Command::Review(admitted(&request, who(n), proposal))
                }
                Try::Resolve(n, yes, named) => Command::Resolve(Resolve {
                    by: resolver(who(n)),
                    on_behalf_of: None,
                    verdict: verdict(yes),
                    roles: subset(named),
                    reason: String::new(),
                    annotations: Annotations::new(),
                }),
                Try::Withdraw(n) => Command::Withdraw { by: user(who(n)), reason: String::new() },
                Try::Revoke(n) => Command::Revoke { by: resolver(who(n)), reason: String::new() },
                Try::Drop(n) => Command::Drop { by: user(who(n)), reason: String::new() },
                Try::Hide(n) => Command::Hide { by: hider(who(n)) },
                Try::Timer => Command::Timer,
            };
            let before = request.clone();
            let Ok(events) = decide(&request, command, now) else { continue };
            // A request that is over stays over; only the timer may still write that down, and it may be hidden.
            if before.phase(now).is_final() {
                let is_quiet = matches!(
                    events.as_slice(),
                    [Event::Expired { .. } | Event::Ended { .. } | Event::Hidden { .. }]
                );
                prop_assert!(is_quiet);
            }
            request = events.iter().fold(request, AccessRequest::apply);
            prop_assert!(!request.is_hidden() || request.phase(now).is_final());
            prop_assert!(request.roles().is_subset(before.roles()));
            prop_assert!(!request.roles().is_empty());
            prop_assert!(request.lifetime().access_expires <= before.lifetime().access_expires);
            if request.phase(now).is_granted() {
                prop_assert!(request.lifetime().access_expires > now);
            }
            // Stored and read back, a fact is the same fact.
            for event in events {
                let text = serde_json::to_string(&event).unwrap();
                prop_assert_eq!(&serde_json::from_str::<Event>(&text).unwrap(), &event, "{}", text);
                stored.push(event);
            }
        }
        let mut history = vec![Event::Submitted(alloc::boxed::Box::new(start.submission().clone()))];
        history.extend(stored);
        let replayed = AccessRequest::replay(&history).unwrap();
        prop_assert_eq!(&replayed, &request);
        let row = serde_json::to_string(&request).unwrap();
        prop_assert_eq!(serde_json::from_str::<AccessRequest>(&row).unwrap(), request, "{}", row);
    }
}

#[test]
fn every_history_replays_however_odd() {
    let start = two_roles();
    let submitted = Event::Submitted(alloc::boxed::Box::new(start.submission().clone()));
    assert_eq!(
        AccessRequest::replay([&Event::Dropped {
            at: minute(1),
            reason: String::new()
        }]),
        None
    );
    assert_eq!(AccessRequest::replay([]), None);
    assert_eq!(
        AccessRequest::replay([&submitted, &submitted])
            .unwrap()
            .roles(),
        start.roles()
    );
}
