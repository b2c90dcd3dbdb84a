//! The naive model's rights: who may ask, on which terms, and who may review (Q, P, T, L, V).

use std::collections::{BTreeMap, BTreeSet};

use crate::{
    model::{DAY, Outcome},
    script::{HOUR, Wish},
    world::{Circumstance, Name, Role, Threshold, User, World, fits},
};

/// What a request is made with; lengths in milliseconds.
pub(crate) struct Terms {
    pub(crate) roles: BTreeSet<Name>,
    pub(crate) wait: i64,
    pub(crate) access: i64,
    pub(crate) session: i64,
    /// For each role asked the sets, one threshold of each of which must be met (T5).
    pub(crate) sets: BTreeMap<Name, Vec<Vec<Threshold>>>,
}

/// What a user's roles say in one policy; none if one of them is not there (Q2, V2).
pub(crate) fn held<'w>(world: &'w World, policy: usize, user: &User) -> Option<Vec<&'w Role>> {
    user.roles
        .iter()
        .map(|name| world.roles[policy].get(name))
        .collect()
}

fn any_fits(patterns: &[Name], role: &str) -> bool {
    patterns.iter().any(|pattern| fits(pattern, role))
}

/// Whether one role's allow side lets the user ask (M, C).
fn lets(role: &Role, user: &User, asked: &str) -> bool {
    let claimed = role.for_ops == Some(asked) && user.teams.contains(&"ops");
    claimed || any_fits(&role.request.allow, asked)
}

/// May this user ask for this role (Q)?
pub(crate) fn may_ask(held: &[&Role], user: &User, asked: &str) -> bool {
    !user.locked
        && !held.iter().any(|role| any_fits(&role.request.deny, asked))
        && held.iter().any(|role| lets(role, user, asked))
}

/// Whether these roles cannot be asked for without a word (P1, P2).
pub(crate) fn needs_reason(held: &[&Role], roles: &BTreeSet<Name>) -> bool {
    let names = |role: &Role| {
        role.reason_for_named && role.request.allow.iter().any(|name| roles.contains(name))
    };
    held.iter().any(|role| role.reason_for_all || names(role))
}

/// May this user review a request for these roles, and if not, why (V)?
pub(crate) fn may_review(
    held: &[&Role],
    reviewer: &User,
    requester: Name,
    asked: &BTreeSet<Name>,
) -> Outcome<()> {
    let has_any = held.iter().any(|role| !role.review.allow.is_empty());
    let no = if has_any {
        "cannot-review"
    } else {
        "cannot-submit-reviews"
    };
    if reviewer.locked || reviewer.name == requester || !has_any {
        return Err(no);
    }
    let of = Circumstance {
        reviewer,
        asked,
        says: "",
    };
    let denying = held.iter().filter(|role| {
        role.no_review_if
            .as_ref()
            .is_none_or(|when| when.holds(&of))
    });
    if denying
        .flat_map(|role| &role.review.deny)
        .any(|pattern| asked.iter().any(|role| fits(pattern, role)))
    {
        return Err(no);
    }
    let allowing = held
        .iter()
        .filter(|role| role.review_if.as_ref().is_none_or(|when| when.holds(&of)));
    let patterns: Vec<Name> = allowing
        .flat_map(|role| role.review.allow.iter().copied())
        .collect();
    if asked.iter().all(|role| any_fits(&patterns, role)) {
        Ok(())
    } else {
        Err(no)
    }
}

/// What a wish comes to (Q10), at moment 0.
pub(crate) fn submit(world: &World, wish: &Wish) -> Outcome<Terms> {
    let user = world.user(wish.by);
    if wish.roles.is_empty() {
        return Err("no-roles");
    }
    let held = held(world, 0, user).ok_or("cannot-evaluate")?;
    if held.iter().any(|role| role.is_broken) {
        return Err("cannot-evaluate");
    }
    let mut roles: BTreeSet<Name> = wish.roles.iter().copied().collect();
    if wish.roles == ["*"] {
        let all = world.roles[0].keys().copied();
        roles = all
            .filter(|role| !user.roles.contains(role) && may_ask(&held, user, role))
            .collect();
        if roles.is_empty() {
            return Err("nothing-requestable");
        }
    }
    if wish.reason.trim().is_empty() && needs_reason(&held, &roles) {
        return Err("reason-required");
    }
    if roles.iter().any(|role| !may_ask(&held, user, role)) {
        return Err("role-not-requestable");
    }
    // T1–T3: each held role that lets the user ask for it has a say.
    let mut sets = BTreeMap::new();
    for role in &roles {
        let concerned = held.iter().filter(|one| lets(one, user, role));
        let plan = concerned.map(|one| match one.thresholds.as_slice() {
            [] => vec![Threshold {
                approve: 1,
                deny: 1,
                filter: None,
            }],
            some => some.to_vec(),
        });
        sets.insert(*role, plan.collect());
    }
    // L1–L4.
    let mut session = 30 * HOUR;
    for role in &roles {
        let target = world.roles[0].get(role).ok_or("unknown-role")?;
        if let Some(hours) = target.session_h.filter(|hours| *hours > 0) {
            session = session.min(hours * HOUR);
        }
    }
    match wish.session {
        Some(wished) if wished > session => return Err("session-too-long"),
        Some(wished) if wished > 0 => session = wished,
        _ => {}
    }
    // L5.
    match wish.access {
        Some(wished) if wished > 14 * DAY => return Err("access-too-long"),
        Some(wished) if wished < 0 => return Err("access-in-past"),
        _ => {}
    }
    // L6, L7: as the reference folds it.
    let mut folded = 0;
    for role in &roles {
        let letting = held.iter().filter(|one| lets(one, user, role));
        let hours = letting
            .filter_map(|one| one.max_duration_h)
            .max()
            .unwrap_or(0);
        if folded == 0 || hours * HOUR < folded {
            folded = hours * HOUR;
        }
    }
    // L8, L9.
    let most = if folded == 0 { session } else { folded };
    let access = match wish.access {
        Some(0) => session.min(most),
        Some(wished) => wished.min(most),
        None => most,
    };
    let access = if wish.access == Some(0) && folded > 0 {
        session
    } else {
        access
    };
    // L11, L12.
    let longest = (7 * DAY).min(access);
    let wait = wish.wait.unwrap_or(longest);
    if wait > longest || wait < 0 {
        return Err("invalid-request-ttl");
    }
    check_start(wish.starts, access)?;
    Ok(Terms {
        roles,
        wait,
        access,
        session: session.min(access),
        sets,
    })
}

/// Whether access may begin then (L12).
pub(crate) fn check_start(starts: Option<i64>, ends: i64) -> Outcome<()> {
    match starts {
        Some(starts) if starts < 0 => Err("starts-before-creation"),
        Some(starts) if starts >= ends => Err("starts-after-expiry"),
        Some(starts) if starts > 7 * DAY => Err("starts-too-late"),
        _ => Ok(()),
    }
}
