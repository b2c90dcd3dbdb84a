//! How long a request waits, when access begins and ends, how long a credential lives, and which
//! rule set each limit (L).

use alloc::{collections::BTreeSet, format, string::String};

use super::{
    ask::Ask,
    eligibility::requesting::RequestRights,
    lifetime::{Lifetime, MAX_ACCESS, MAX_CREDENTIAL, MAX_PENDING},
    refusal::SubmitRefusal,
    timestamp::Timestamp,
};
use crate::policy::{compiled::CompiledRole, duration::Duration, name::RoleName, place::Place};

/// What a request gets, and why not more.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Terms {
    /// The clocks.
    pub lifetime: Lifetime,
    /// What set the end of access; `None` where the requester did.
    pub cap: Option<Cap>,
}

/// A limit on access, and the rule that sets it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cap {
    /// The limit, counted from creation.
    pub limit: Duration,
    /// The rule.
    pub rule: CapRule,
    /// Where the policy says so.
    pub place: Option<Place>,
}

/// A rule that limits access.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CapRule {
    /// `max_session_ttl` of a requested role (L1).
    SessionTtl {
        /// The requested role.
        role: RoleName,
    },
    /// `max_duration` of a held role (L6).
    MaxDuration {
        /// The held role that says so.
        holder: RoleName,
    },
    /// No rule of the policy: a certificate never lives longer (L1).
    Standard,
}

impl Cap {
    /// In words: `` `dba` lasts at most 1 h (`max_session_ttl`) ``.
    #[must_use]
    pub fn words(&self) -> String {
        let limit = self.limit.words();
        match &self.rule {
            CapRule::SessionTtl { role } => {
                format!("`{role}` lasts at most {limit} (`max_session_ttl`)")
            }
            CapRule::MaxDuration { holder } => {
                format!("`{holder}` gives at most {limit} (`max_duration`)")
            }
            CapRule::Standard => {
                format!("access lasts at most {limit} where no role says otherwise")
            }
        }
    }
}

/// When a request is made, and what is known of the certificate it is made with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Circumstances {
    /// Now.
    pub now: Timestamp,
    /// What is left of the requester's certificate; Postern has none (departures 10).
    pub identity_remaining: Option<Duration>,
    /// Read the wished time as the longest there is, as the reference does when it only tries (L8).
    /// Ours tries with the wish itself.
    pub reference_dry_run: bool,
}

impl Circumstances {
    /// A request made at `now`.
    #[must_use]
    pub const fn at(now: Timestamp) -> Self {
        Self {
            now,
            identity_remaining: None,
            reference_dry_run: false,
        }
    }
}

/// The terms on which these roles, which the requester may ask for, can be had.
///
/// # Errors
/// A role that does not exist, or a wish that no rule permits.
pub fn terms(
    rights: &RequestRights<'_>,
    ask: &Ask,
    roles: &BTreeSet<RoleName>,
    circumstances: &Circumstances,
) -> Result<Terms, SubmitRefusal> {
    let created = circumstances.now;
    let session = session(rights, ask, roles, circumstances)?;
    let session_ttl = session.1;
    let wanted = wanted_access(ask, circumstances)?;
    let folded = max_duration(rights, roles);
    let (access, cap) = access(rights, session, folded, wanted);
    let session_ttl = session_ttl.min(access);
    let pending = pending(ask, access)?;
    let lifetime = Lifetime {
        created,
        pending_expires: created.plus(pending),
        access_starts: ask.starts_at.unwrap_or(created),
        access_expires: created.plus(access),
        session_ttl,
    };
    if let Some(starts) = ask.starts_at {
        lifetime.check_start(starts).map_err(SubmitRefusal::Start)?;
    }
    Ok(Terms { lifetime, cap })
}

/// The rule that limits one credential, and its longest life (L1–L4).
fn session(
    rights: &RequestRights<'_>,
    ask: &Ask,
    roles: &BTreeSet<RoleName>,
    circumstances: &Circumstances,
) -> Result<(Cap, Duration), SubmitRefusal> {
    let mut cap = Cap {
        limit: MAX_CREDENTIAL,
        rule: CapRule::Standard,
        place: None,
    };
    for name in roles {
        let compiled = rights
            .policy()
            .role(name)
            .ok_or_else(|| SubmitRefusal::UnknownRole { role: name.clone() })?;
        let Some(ttl) = &compiled.role.options.max_session_ttl else {
            continue;
        };
        // Nothing, less than nothing and `never` all mean the longest there is (L2).
        if ttl.value > Duration::ZERO && ttl.value < cap.limit {
            cap = Cap {
                limit: ttl.value,
                rule: CapRule::SessionTtl { role: name.clone() },
                place: rights.policy().place(name, ttl.span),
            };
        }
    }
    let positive = |duration: &Duration| *duration > Duration::ZERO;
    let identity = circumstances.identity_remaining.filter(positive);
    let longest = identity.map_or(cap.limit, |identity| identity.min(cap.limit));
    match ask.session_ttl.filter(positive) {
        Some(asked) if asked > longest => Err(SubmitRefusal::SessionTooLong { longest }),
        Some(asked) => Ok((cap, asked)),
        None => Ok((cap, longest)),
    }
}

/// How long access is wanted (L5).
fn wanted_access(
    ask: &Ask,
    circumstances: &Circumstances,
) -> Result<Option<Duration>, SubmitRefusal> {
    match ask.max_duration {
        _ if circumstances.reference_dry_run => Ok(Some(MAX_ACCESS)),
        Some(wanted) if wanted > MAX_ACCESS => Err(SubmitRefusal::AccessTooLong {
            longest: MAX_ACCESS,
        }),
        Some(wanted) if wanted < Duration::ZERO => Err(SubmitRefusal::AccessNegative),
        wanted => Ok(wanted),
    }
}

/// The access that `max_duration` gives, and the held role that decides it (L6, L7).
///
/// The reference folds over the roles in name order and takes the first, whatever it is, as long as
/// what it has is nothing: so a role without `max_duration` takes it away from those that sort before
/// it, and not from those after. Kept, because the cases hold it (L7).
fn max_duration<'a>(
    rights: &RequestRights<'a>,
    roles: &BTreeSet<RoleName>,
) -> Option<(Duration, &'a CompiledRole)> {
    let mut folded: Option<(Duration, &CompiledRole)> = None;
    for role in roles {
        let mut largest: Option<(Duration, &CompiledRole)> = None;
        for holder in rights.allowing(role) {
            let Some(duration) = &holder.role.allow.request.max_duration else {
                continue;
            };
            if duration.value > largest.map_or(Duration::ZERO, |(most, _)| most) {
                largest = Some((duration.value, holder));
            }
        }
        let this = largest.map_or(Duration::ZERO, |(most, _)| most);
        if folded.is_none_or(|(least, _)| this < least) {
            folded = largest;
        }
    }
    folded
}

/// How long access lasts, and the rule that says so unless the requester wanted it shorter (L8, L9).
fn access(
    rights: &RequestRights<'_>,
    (session_cap, session_ttl): (Cap, Duration),
    folded: Option<(Duration, &CompiledRole)>,
    wanted: Option<Duration>,
) -> (Duration, Option<Cap>) {
    let most = folded.map_or(session_ttl, |(most, _)| most);
    match wanted {
        Some(wanted) if wanted < most && wanted > Duration::ZERO => return (wanted, None),
        // Wanting no time at all is the same as wanting nothing beyond one session.
        Some(wanted) if wanted < most => return (session_ttl, Some(session_cap)),
        _ => {}
    }
    match folded {
        Some((most, holder)) => {
            let name = holder.role.name.clone();
            let max_duration = holder.role.allow.request.max_duration.as_ref();
            let place = max_duration.and_then(|text| rights.policy().place(&name, text.span));
            let cap = Cap {
                limit: most,
                rule: CapRule::MaxDuration { holder: name },
                place,
            };
            (most, Some(cap))
        }
        None => (
            session_ttl,
            (session_ttl == session_cap.limit).then_some(session_cap),
        ),
    }
}

/// How long the request waits for a decision (L11).
fn pending(ask: &Ask, access: Duration) -> Result<Duration, SubmitRefusal> {
    let longest = MAX_PENDING.min(access);
    match ask.pending_ttl {
        None => Ok(longest),
        Some(asked) if asked > longest || asked < Duration::ZERO => {
            Err(SubmitRefusal::PendingTime { longest })
        }
        Some(asked) => Ok(asked),
    }
}
