//! The first policy of a new deployment: put in force once, by whoever knows the bootstrap secret, within
//! a day of the ledger's first start. After that the policy says who changes it.

use postern_core::{
    policy::{
        duration::Duration,
        name::{BOOTSTRAP, UserName},
    },
    request::timestamp::Timestamp,
};

use super::{message::Reply, policy, turn::Turn};
use crate::{
    error::{Error, Fault, refuse},
    http::problem::Code,
    store::{self, sql::Sql},
};

/// How long after its first start a ledger can be given its first policy.
const OPEN: Duration = Duration::from_hours(24);

/// How a ledger stands towards its first policy.
#[derive(Clone, Copy, Debug)]
struct Standing {
    first_start: Timestamp,
    has_policy: bool,
    is_used: bool,
}

/// Puts the first policy in force. `proof` is the secret's hash, where the call had the right one.
pub(super) fn bootstrap(turn: &Turn<'_>, proof: Option<&str>, text: &str) -> Result<Reply, Error> {
    let proof = admit(turn.sql, proof, turn.now)?;
    let name = UserName::verbatim(BOOTSTRAP);
    let reply = policy::first_by(turn, &name, text)?;
    store::meta::set_bootstrapped_by(turn.sql, proof)?;
    Ok(reply)
}

/// Admits whoever knows the secret, while the ledger is new and nothing has happened in it.
pub(super) fn admit<'a>(
    sql: &Sql,
    proof: Option<&'a str>,
    now: Timestamp,
) -> Result<&'a str, Error> {
    let Some(proof) = proof else {
        return refuse(
            Code::InvalidBootstrapSecret,
            "send the deployment's POSTERN_BOOTSTRAP as `Authorization: Bearer`",
        );
    };
    let standing = Standing {
        first_start: store::meta::first_start(sql)?
            .ok_or_else(|| Fault::new("a ledger that was never started"))?,
        has_policy: store::policy::in_force(sql)?.is_some(),
        is_used: store::meta::bootstrapped_by(sql)?.as_deref() == Some(proof),
    };
    check(standing, now)?;
    Ok(proof)
}

fn check(standing: Standing, now: Timestamp) -> Result<(), Error> {
    if standing.is_used || standing.has_policy {
        return refuse(
            Code::Bootstrapped,
            "sign in as someone whose roles let them change the policy",
        );
    }
    if now >= standing.first_start.plus(OPEN) {
        return refuse(
            Code::BootstrapOver,
            "give the cluster another id, which begins an empty ledger, and call within 24 hours of its first start",
        );
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_ledger_is_open_for_a_day_and_for_one_policy() {
        let start = Timestamp::from_ms(1_000);
        let fresh = Standing {
            first_start: start,
            has_policy: false,
            is_used: false,
        };
        let code = |standing, now| match check(standing, now) {
            Ok(()) => None,
            Err(Error::Refused(refused)) => Some(refused.code),
            Err(Error::Fault(fault)) => panic!("{fault:?}"),
        };
        let day = start.plus(Duration::from_hours(24));
        assert_eq!(code(fresh, start), None);
        assert_eq!(code(fresh, Timestamp::from_ms(day.as_ms() - 1)), None);
        assert_eq!(code(fresh, day), Some(Code::BootstrapOver));
        let has_policy = Standing {
            has_policy: true,
            ..fresh
        };
        let is_used = Standing {
            is_used: true,
            ..fresh
        };
        assert_eq!(code(has_policy, start), Some(Code::Bootstrapped));
        assert_eq!(code(is_used, start), Some(Code::Bootstrapped));
    }
}
