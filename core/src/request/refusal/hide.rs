//! Why a request is not taken out of the lists.

use core::fmt;

/// Why taking a request out of the lists was refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HideRefusal {
    /// It is undecided: deny it instead.
    DenyInstead,
    /// It is approved: revoke it instead.
    RevokeInstead,
    /// It is hidden already.
    Hidden,
}

impl HideRefusal {
    /// The stable code, in kebab case.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::DenyInstead => "deny-instead",
            Self::RevokeInstead => "revoke-instead",
            Self::Hidden => "already-hidden",
        }
    }
}

impl fmt::Display for HideRefusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::DenyInstead => {
                "this request is not decided yet; deny it, then it can be taken out of the lists"
            }
            Self::RevokeInstead => {
                "this request is approved; revoke it, then it can be taken out of the lists"
            }
            Self::Hidden => "this request is out of the lists already",
        })
    }
}
