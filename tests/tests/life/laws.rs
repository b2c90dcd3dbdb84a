//! What holds in any life of a request, whatever the policy says and whoever does what.

use std::collections::{BTreeMap, BTreeSet};

use postern_core::{
    policy::{
        name::{RoleName, UserName},
        set::Policy,
        subject::Subject,
    },
    request::{
        access_request::AccessRequest,
        admission::admit_resolver,
        command::Command,
        decide::decide,
        eligibility::{may_request, may_review, reviewing::Prospect},
        review::Verdict,
        state::{Phase, RequestState, Settler},
    },
};
use proptest::{collection::vec, prelude::*, sample::Index};

use crate::{
    quietly,
    real::{Cluster, at},
    script::{ASKED, HOUR, Op, Story, story},
    world::{Name, Role, Sides, World, fits},
};

fn names(names: &[Name]) -> BTreeSet<RoleName> {
    names.iter().map(|name| RoleName::verbatim(*name)).collect()
}

fn may_ask(policy: &Policy, subject: &Subject, role: &str) -> bool {
    may_request(policy, subject, &RoleName::verbatim(role)).is_allowed()
}

/// Whether they may review a request of somebody else's for these roles.
fn may_judge(policy: &Policy, subject: &Subject, roles: &[Name]) -> bool {
    let prospect = Prospect {
        requester: &UserName::verbatim("somebody"),
        roles: &names(roles),
        reason: "because",
        annotations: &BTreeMap::new(),
    };
    may_review(policy, subject, &prospect).is_allowed()
}

/// Does everything the story tells, and looks after each step: at the request before it and the one after.
fn watch(
    story: &Story,
    mut look: impl FnMut(&Cluster<'_>, &AccessRequest, &Op) -> Result<(), TestCaseError>,
) -> Result<(), TestCaseError> {
    let mut cluster = Cluster::new(&story.world);
    if cluster.submit(&story.wish).is_err() {
        return Ok(());
    }
    for op in &story.ops {
        let before = cluster.request().clone();
        let _refused = cluster.live(op).is_err();
        look(&cluster, &before, op)?;
    }
    Ok(())
}

/// All facts of a story, and the request they made; none if it was never made.
fn lived(story: &Story) -> Option<Cluster<'_>> {
    let mut cluster = Cluster::new(&story.world);
    cluster.submit(&story.wish).ok()?;
    for op in &story.ops {
        let _refused = cluster.live(op).is_err();
    }
    Some(cluster)
}

/// The same world, with everything that stands in an order in another one.
fn shuffled(world: &World, turn: usize) -> World {
    let mut world = world.clone();
    world.is_backwards = true;
    for user in &mut world.users {
        let turn = turn % user.roles.len().max(1);
        user.roles.rotate_left(turn);
    }
    for role in world.roles.iter_mut().flat_map(BTreeMap::values_mut) {
        role.request.allow.reverse();
        role.request.deny.reverse();
        role.review.allow.reverse();
        role.review.deny.reverse();
        role.thresholds.reverse();
    }
    world
}

/// How far along its life a phase is.
fn rank(phase: Phase) -> u8 {
    match phase {
        Phase::Pending | Phase::Scheduled => 0,
        Phase::Active => 1,
        _ => 2,
    }
}

proptest! {
    #![proptest_config(quietly(100))]

    /// One more denial gives nobody anything, and what it names is out of its holders' reach (Q4, V5).
    #[test]
    fn a_denial_never_gives(story in story(), holder in any::<Index>(), pattern in any::<Index>(), of_reviews: bool) {
        let holder = *holder.get(&["asker", "asker2", "reviewer", "reviewer2", "admin", "a"]);
        let pattern = *pattern.get(&["a", "ab", "b", "c", "*", "a*"]);
        let mut stricter = story.world.clone();
        for roles in &mut stricter.roles {
            if let Some(role) = roles.get_mut(holder) {
                let sides = if of_reviews { &mut role.review } else { &mut role.request };
                sides.deny.push(pattern);
                role.no_review_if = None;
            }
        }
        // The condition of a denial that was there before stands for both.
        let mut story = story;
        for role in story.world.roles.iter_mut().filter_map(|roles| roles.get_mut(holder)) {
            role.no_review_if = None;
        }
        let (before, after) = (Cluster::new(&story.world), Cluster::new(&stricter));
        for user in &story.world.users {
            let subject = before.subject(user.name);
            let holds = user.roles.contains(&holder);
            for role in ASKED {
                let allowed = may_ask(after.policy(), &subject, role);
                prop_assert!(!allowed || may_ask(before.policy(), &subject, role));
                prop_assert!(!allowed || of_reviews || !holds || !fits(pattern, role));
                let judges = may_judge(after.policy(), &subject, &[role]);
                prop_assert!(!judges || may_judge(before.policy(), &subject, &[role]));
                prop_assert!(!judges || !of_reviews || !holds || !fits(pattern, role));
            }
        }
    }

    /// What is carried was approved, what was approved was asked for, and that may be asked for, when it
    /// was asked and when it is used (O2, S9, U3, U6, departures 7).
    #[test]
    fn what_is_carried_was_allowed_all_along(story in story()) {
        let first = Cluster::new(&story.world);
        let requester = first.subject(story.wish.by);
        watch(&story, |cluster, _, _| {
            let request = cluster.request();
            prop_assert!(!request.roles().is_empty());
            prop_assert!(request.roles().is_subset(request.roles_asked()));
            for role in request.roles_asked() {
                prop_assert!(may_ask(first.policy(), &requester, role.as_str()));
            }
            if let RequestState::Approved(resolution) = request.state()
                && matches!(resolution.by, Settler::Reviews { .. })
            {
                for review in request.reviews().iter().filter(|review| review.verdict == Verdict::Approve) {
                    prop_assert!(request.roles().is_subset(&review.roles));
                    let longest = review.max_duration.unwrap_or(request.lifetime().access());
                    prop_assert!(request.lifetime().access() <= longest);
                }
            }
            let subject = cluster.subject(story.wish.by);
            if let Ok(given) = cluster.assume(story.wish.by, HOUR) {
                prop_assert_eq!(request.phase(at(cluster.now)), Phase::Active);
                for role in given.roles.iter().map(|role| RoleName::verbatim(*role)) {
                    if subject.roles.contains(&role) {
                        continue;
                    }
                    prop_assert!(request.roles().contains(&role));
                    prop_assert!(may_ask(cluster.policy(), &subject, role.as_str()));
                }
                prop_assert!(cluster.now <= given.until && given.until <= cluster.now + HOUR);
                prop_assert!(at(given.until) <= request.lifetime().access_expires);
            }
            Ok(())
        })?;
    }

    /// The order of roles that somebody holds, of documents, of patterns and of thresholds changes no
    /// answer (Q1, V6, T5).
    #[test]
    fn no_order_changes_an_answer(story in story(), turn in 1..4usize) {
        let other = shuffled(&story.world, turn);
        let (mut one, mut other) = (Cluster::new(&story.world), Cluster::new(&other));
        let submitted = one.submit(&story.wish);
        prop_assert_eq!(submitted, other.submit(&story.wish));
        if submitted.is_ok() {
            for op in &story.ops {
                prop_assert_eq!(one.live(op), other.live(op), "{:?}", op);
                prop_assert_eq!(one.seen(), other.seen(), "{:?}", op);
            }
        }
    }

    /// Roles and times of a request only ever shrink, what is over stays over, and time alone only brings
    /// the end nearer.
    #[test]
    fn a_life_only_goes_on(story in story(), waits in vec(0..30 * HOUR, 1..6)) {
        watch(&story, |cluster, before, op| {
            let after = cluster.request();
            let now = at(cluster.now);
            prop_assert!(after.roles().is_subset(before.roles()), "{:?}", op);
            prop_assert!(after.lifetime().access_expires <= before.lifetime().access_expires);
            prop_assert_eq!(after.lifetime().pending_expires, before.lifetime().pending_expires);
            prop_assert!(after.reviews().starts_with(before.reviews()));
            prop_assert_eq!(after.version() == before.version(), after == before);
            if before.phase(now).is_final() {
                prop_assert_eq!(after.phase(now), before.phase(now));
            }
            let mut later = cluster.now;
            for wait in &waits {
                let phase = after.phase(at(later));
                later += wait;
                let next = after.phase(at(later));
                prop_assert!(rank(phase) <= rank(next), "{:?} became {:?}", phase, next);
                prop_assert!(!phase.is_final() || phase == next);
            }
            // Whatever is still open ends by itself, once the timer has run.
            if let Some(due) = after.next_timer() {
                prop_assert!(!after.phase(due).is_granted() && after.phase(due) != Phase::Pending);
                let events = decide(after, Command::Timer, due).expect("is due");
                let ended = events.iter().fold(after.clone(), AccessRequest::apply);
                prop_assert_eq!(ended.next_timer(), None);
                prop_assert_eq!(ended.phase(due), after.phase(due));
            }
            Ok(())
        })?;
    }

    /// Any fact of any life can be applied to any other request, in any order and again, and replays.
    #[test]
    fn any_facts_make_a_request(one in story(), other in story(), picks in vec(any::<Index>(), 0..12)) {
        let (Some(one), Some(other)) = (lived(&one), lived(&other)) else { return Ok(()) };
        let strange = other.events();
        let picked = picks.iter().map(|pick| pick.get(&strange).clone());
        let mut history = one.events();
        let mut request = one.request().clone();
        for event in picked {
            let before = request.version();
            request = request.apply(&event);
            history.push(event);
            prop_assert_eq!(request.version(), before + 1);
            let open = matches!(request.state(), RequestState::Pending | RequestState::Approved(_));
            prop_assert_eq!(request.next_timer().is_some(), open);
            for now in [at(0), at(one.now), at(400 * HOUR)] {
                let _decided = decide(&request, Command::Timer, now).is_ok();
                prop_assert!(open || request.phase(now).is_final());
            }
        }
        prop_assert_eq!(AccessRequest::replay(&history), Some(request));
    }

    /// What somebody may do follows from what they hold: roles that they do not hold, other people and what
    /// these hold change nothing (O2).
    #[test]
    fn only_what_is_held_counts(story in story(), is_broken: bool) {
        let cluster = Cluster::new(&story.world);
        for user in &story.world.users {
            let mut elsewhere = story.world.clone();
            let strange = Role {
                request: Sides { allow: vec!["*"], deny: vec!["a"] },
                review: Sides { allow: vec!["*"], deny: vec!["b"] },
                is_broken,
                administers: true,
                ..Role::default()
            };
            for (name, role) in &mut elsewhere.roles[0] {
                if !user.roles.contains(name) {
                    *role = strange.clone();
                }
            }
            elsewhere.users.retain(|other| other.name == user.name);
            let other = Cluster::new(&elsewhere);
            let subject = cluster.subject(user.name);
            for role in ASKED {
                let decided = |policy| (may_ask(policy, &subject, role), may_judge(policy, &subject, &[role]));
                prop_assert_eq!(decided(cluster.policy()), decided(other.policy()));
            }
        }
    }

    /// Who is locked may do nothing, whatever they hold.
    #[test]
    fn who_is_locked_may_nothing(mut story in story()) {
        for user in &mut story.world.users {
            user.locked = user.name != "di";
        }
        let cluster = Cluster::new(&story.world);
        for user in story.world.users.iter().filter(|user| user.locked) {
            let subject = cluster.subject(user.name);
            prop_assert!(ASKED.iter().all(|role| !may_ask(cluster.policy(), &subject, role)));
            prop_assert!(!may_judge(cluster.policy(), &subject, &["a"]));
            prop_assert!(admit_resolver(cluster.policy(), &subject).is_err());
        }
    }
}
