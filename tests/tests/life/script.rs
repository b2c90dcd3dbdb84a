//! What may happen to a request, in any order, and how such stories and their worlds are made up.

use std::collections::{BTreeMap, BTreeSet};

use proptest::{collection::vec, option, prelude::*, sample::select};

use crate::world::{Condition, Name, Role, Sides, Threshold, User, World};

pub(crate) const HOUR: i64 = 3_600_000;
/// Roles that are asked for.
pub(crate) const ASKED: [Name; 4] = ["a", "ab", "b", "c"];
const USERS: [Name; 4] = ["alice", "bob", "cy", "di"];
const HELD: [Name; 9] = [
    "a",
    "asker",
    "asker2",
    "reviewer",
    "reviewer2",
    "admin",
    "b",
    "reviewer",
    "gone",
];

/// A world, what is asked in it, and what happens then.
#[derive(Clone, Debug)]
pub(crate) struct Story {
    pub(crate) world: World,
    pub(crate) wish: Wish,
    pub(crate) ops: Vec<Op>,
}

/// What is asked for; lengths and moments in milliseconds from the creation.
#[derive(Clone, Debug)]
pub(crate) struct Wish {
    pub(crate) by: Name,
    pub(crate) roles: Vec<Name>,
    pub(crate) reason: Name,
    pub(crate) access: Option<i64>,
    pub(crate) starts: Option<i64>,
    pub(crate) session: Option<i64>,
    pub(crate) wait: Option<i64>,
}

/// A verdict as somebody puts it.
#[derive(Clone, Debug)]
pub(crate) struct Speech {
    pub(crate) by: Name,
    pub(crate) approve: bool,
    pub(crate) says: String,
    pub(crate) roles: Option<BTreeSet<Name>>,
    pub(crate) access: Option<i64>,
    pub(crate) starts: Option<i64>,
}

#[derive(Clone, Debug)]
pub(crate) enum Op {
    Wait(i64),
    /// Time goes on until so near to one of the request's moments.
    Until(Moment, i64),
    Review(Speech),
    /// A verdict is admitted, and does not arrive yet.
    Admit(Speech),
    /// One that was admitted arrives, maybe again.
    Arrive(prop::sample::Index),
    Resolve(Resolve),
    Withdraw(Name),
    Revoke(Name),
    Drop(Name),
    /// Out of the lists.
    Hide(Name),
    Timer,
    Assume(Name, i64),
    /// The other policy comes into force.
    Edit,
}

/// What an administrator decides.
#[derive(Clone, Debug)]
pub(crate) struct Resolve {
    pub(crate) by: Name,
    pub(crate) on_behalf_of: Option<Name>,
    pub(crate) approve: bool,
    pub(crate) roles: Option<BTreeSet<Name>>,
    pub(crate) says: String,
}

#[derive(Clone, Copy, Debug)]
pub(crate) enum Moment {
    WaitEnds,
    AccessStarts,
    AccessEnds,
}

fn patterns() -> impl Strategy<Value = Vec<Name>> {
    vec(
        select(vec!["a", "b", "ab", "c", "*", "a*", "*b", "none"]),
        0..3,
    )
}

fn few_patterns() -> impl Strategy<Value = Vec<Name>> {
    prop_oneof![9 => Just(Vec::new()), 1 => patterns()]
}

// Boxed, because strategies made of strategies take more stack than a test's thread has.
fn condition() -> impl Strategy<Value = Condition> {
    let leaf = prop_oneof![
        select(vec!["reviewer", "reviewer2", "admin"]).prop_map(Condition::ReviewerHolds),
        select(vec!["ops", "dev"]).prop_map(Condition::ReviewerIsIn),
        select(&ASKED[..]).prop_map(Condition::Asks),
    ];
    leaf.prop_recursive(2, 4, 2, |inner| {
        prop_oneof![
            inner.clone().prop_map(|inner| Condition::Not(inner.into())),
            (inner.clone(), inner)
                .prop_map(|(one, other)| Condition::Either(one.into(), other.into())),
        ]
    })
    .boxed()
}

fn threshold() -> impl Strategy<Value = Threshold> {
    let filter = prop_oneof![
        3 => Just(None),
        2 => condition().prop_map(Some),
        1 => Just(Some(Condition::SaysYes)),
    ];
    (select(vec![1, 1, 1, 2, 2, 3, 0]), 0..3u32, filter)
        .prop_map(|(approve, deny, filter)| Threshold {
            approve,
            deny,
            filter,
        })
        .boxed()
}

fn hours() -> impl Strategy<Value = Option<i64>> {
    prop_oneof![2 => Just(None), 1 => select(vec![0, 1, 2, 8, 48, 200]).prop_map(Some)]
}

fn rarely() -> impl Strategy<Value = bool> {
    prop::bool::weighted(0.1)
}

fn asker() -> impl Strategy<Value = Role> {
    let sides = (
        prop_oneof![1 => patterns(), 4 => Just(vec!["*"])],
        few_patterns(),
    );
    let claim = option::weighted(0.2, select(&ASKED[..]));
    let plan = prop_oneof![1 => Just(Vec::new()), 3 => vec(threshold(), 1..3)];
    (
        sides,
        prop::bool::weighted(0.02),
        claim,
        plan,
        hours(),
        rarely(),
        rarely(),
    )
        .prop_map(
            |((allow, deny), is_broken, for_ops, thresholds, max_duration_h, named, all)| Role {
                request: Sides { allow, deny },
                is_broken,
                for_ops,
                thresholds,
                max_duration_h,
                reason_for_named: named,
                reason_for_all: all,
                ..Role::default()
            },
        )
        .boxed()
}

fn reviewer() -> impl Strategy<Value = Role> {
    let allow = prop_oneof![1 => patterns(), 6 => Just(vec!["*"])];
    let [one, other] = [(); 2].map(|()| option::weighted(0.15, condition()));
    (allow, few_patterns(), one, other)
        .prop_map(|(allow, deny, review_if, no_review_if)| Role {
            review: Sides { allow, deny },
            review_if,
            no_review_if,
            ..Role::default()
        })
        .boxed()
}

fn policy() -> impl Strategy<Value = BTreeMap<Name, Role>> {
    let target = hours().prop_map(|session_h| Role {
        session_h,
        ..Role::default()
    });
    let targets = vec(target, ASKED.len());
    (targets, [asker(), asker()], [reviewer(), reviewer()])
        .prop_map(|(targets, askers, reviewers)| {
            let mut roles: BTreeMap<Name, Role> = ASKED.into_iter().zip(targets).collect();
            roles.extend(["asker", "asker2"].into_iter().zip(askers));
            roles.extend(["reviewer", "reviewer2"].into_iter().zip(reviewers));
            let admin = Role {
                administers: true,
                ..Role::default()
            };
            roles.insert("admin", admin);
            roles
        })
        .boxed()
}

fn user(name: Name) -> impl Strategy<Value = User> {
    let always: &[Name] = match name {
        "alice" => &["asker"],
        "di" => &["admin", "reviewer"],
        _ => &["reviewer"],
    };
    let more = vec(
        prop_oneof![12 => select(&HELD[..8]), 1 => select(&HELD[..])],
        0..4,
    );
    let teams = vec(select(vec!["ops", "dev"]), 0..2);
    (more, teams, prop::bool::weighted(0.04))
        .prop_map(move |(mut roles, teams, locked)| {
            roles.extend(always);
            User {
                name,
                roles,
                teams,
                locked,
            }
        })
        .boxed()
}

fn world() -> impl Strategy<Value = World> {
    let edit = (asker(), reviewer(), any::<bool>());
    (policy(), edit, USERS.map(user), rarely())
        .prop_map(|(before, edit, users, self_resolution)| {
            let (asker, reviewer, removes) = edit;
            let mut after = before.clone();
            after.insert("asker", asker);
            after.insert("reviewer2", reviewer);
            if removes {
                after.remove("c");
            }
            World {
                roles: [before, after],
                users: users.into(),
                self_resolution,
                is_backwards: false,
            }
        })
        .boxed()
}

fn length() -> impl Strategy<Value = Option<i64>> {
    let length = select(vec![
        -HOUR,
        0,
        1,
        HOUR / 2,
        HOUR,
        8 * HOUR,
        100 * HOUR,
        200 * HOUR,
        400 * HOUR,
    ]);
    option::weighted(0.15, length)
}

fn reason() -> impl Strategy<Value = Name> {
    select(vec!["", "  ", "yes", "because", "because", "because"])
}

fn wish() -> impl Strategy<Value = Wish> {
    let by = prop_oneof![9 => Just("alice"), 1 => select(&USERS[..])];
    let names = select(&ASKED[..]);
    let roles = prop_oneof![
        1 => Just(vec!["*"]),
        1 => vec(select(vec!["a", "nowhere"]), 0..3),
        18 => vec(names, 1..4),
    ];
    (
        by,
        roles,
        reason(),
        [length(), length(), length(), length()],
    )
        .prop_map(
            |(by, roles, reason, [access, starts, session, wait])| Wish {
                by,
                roles,
                reason,
                access,
                starts,
                session,
                wait,
            },
        )
        .boxed()
}

fn says() -> impl Strategy<Value = String> {
    let long = "x".repeat(4097);
    prop_oneof![30 => reason().prop_map(String::from), 1 => Just(long)]
}

fn subset() -> impl Strategy<Value = Option<BTreeSet<Name>>> {
    let names = vec(select(vec!["a", "b", "ab", "c"]), 0..4);
    option::weighted(0.3, names.prop_map(|names| names.into_iter().collect()))
}

fn speech() -> impl Strategy<Value = Speech> {
    let approve = prop::bool::weighted(0.7);
    (
        select(vec!["bob", "bob", "cy", "cy", "di", "alice"]),
        approve,
        says(),
        subset(),
        length(),
        length(),
    )
        .prop_map(|(by, approve, says, roles, access, starts)| Speech {
            by,
            approve,
            says,
            roles,
            access,
            starts,
        })
        .boxed()
}

fn op() -> impl Strategy<Value = Op> {
    let who = || select(vec!["alice", "bob", "di", "di"]);
    let moments = select(vec![
        Moment::WaitEnds,
        Moment::AccessStarts,
        Moment::AccessEnds,
    ]);
    let resolve = (
        who(),
        option::weighted(0.2, who()),
        prop::bool::weighted(0.7),
        subset(),
        says(),
    );
    prop_oneof![
        2 => select(vec![0, 1, HOUR / 2, HOUR, 20 * HOUR]).prop_map(Op::Wait),
        2 => (moments, -1..2i64).prop_map(|(moment, beside)| Op::Until(moment, beside)),
        8 => speech().prop_map(Op::Review),
        2 => speech().prop_map(Op::Admit),
        2 => any::<prop::sample::Index>().prop_map(Op::Arrive),
        2 => resolve.prop_map(|(by, on_behalf_of, approve, roles, says)| Op::Resolve(Resolve {
            by, on_behalf_of, approve, roles, says,
        })),
        1 => who().prop_map(Op::Withdraw),
        1 => who().prop_map(Op::Revoke),
        1 => who().prop_map(Op::Drop),
        2 => who().prop_map(Op::Hide),
        2 => Just(Op::Timer),
        3 => (prop_oneof![3 => Just("alice"), 1 => who()], select(vec![HOUR, 40 * HOUR]))
            .prop_map(|(by, ceiling)| Op::Assume(by, ceiling)),
        1 => Just(Op::Edit),
    ]
    .boxed()
}

/// Any story.
pub(crate) fn story() -> impl Strategy<Value = Story> {
    (world(), wish(), vec(op(), 1..20)).prop_map(|(world, wish, ops)| Story { world, wish, ops })
}
