//! What may be asked of a request that exists; each may be refused.

use alloc::{collections::BTreeSet, string::String};

use super::{
    proof::{AdmittedReview, Hider, Resolver},
    review::{Annotations, Verdict},
};
use crate::policy::name::{RoleName, UserName};

/// One wish about one request. What needs a permission holds its proof.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Command {
    /// Give a verdict.
    Review(AdmittedReview),
    /// Decide over the plan's head, or narrow an approval.
    Resolve(Resolve),
    /// Take a pending request back.
    Withdraw {
        /// Who wants that.
        by: UserName,
        /// Why; empty if nothing was said.
        reason: String,
    },
    /// End an approval.
    Revoke {
        /// Who wants that.
        by: Resolver,
        /// Why; empty if nothing was said.
        reason: String,
    },
    /// Give an approval back.
    Drop {
        /// Who wants that.
        by: UserName,
        /// Why; empty if nothing was said.
        reason: String,
    },
    /// Take it out of the lists, once it is over.
    Hide {
        /// Who wants that.
        by: Hider,
    },
    /// Let the clock have its effect.
    Timer,
}

/// An administrator's override (D).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Resolve {
    /// Who decides.
    pub by: Resolver,
    /// Whose decision it is, where an integration carries it.
    pub on_behalf_of: Option<UserName>,
    /// Approve or deny.
    pub verdict: Verdict,
    /// The roles to grant, where fewer; `None` means all (D5).
    pub roles: Option<BTreeSet<RoleName>>,
    /// Why; empty if nothing was said.
    pub reason: String,
    /// For integrations (D7).
    pub annotations: Annotations,
}
