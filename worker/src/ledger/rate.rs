//! How often each caller may call: so many calls a minute, counted in memory. A new life of the object
//! begins to count anew, which errs on the caller's side.

use std::collections::BTreeMap;

use postern_core::{policy::duration::Duration, request::timestamp::Timestamp};
use serde::{Deserialize, Serialize};

/// How long calls are counted together.
pub const WINDOW: Duration = Duration::from_secs(60);

/// Calls of the window that runs.
#[derive(Debug)]
pub struct Rates {
    began: Timestamp,
    calls: BTreeMap<String, u32>,
}

/// What a caller has left.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Allowance {
    /// How many calls a window has.
    pub quota: u32,
    /// How many of them are left; `None` where this call was one too many.
    pub left: Option<u32>,
    /// When the next window begins, in whole seconds, at least 1.
    pub reset_s: i64,
}

impl Default for Rates {
    fn default() -> Self {
        Self {
            began: Timestamp::from_ms(0),
            calls: BTreeMap::new(),
        }
    }
}

impl Rates {
    /// Counts a call of this caller's, who may make `quota` of them in a window.
    pub fn count(&mut self, caller: &str, quota: u32, now: Timestamp) -> Allowance {
        if now.since(self.began) >= WINDOW || now < self.began {
            self.began = now;
            self.calls.clear();
        }
        let calls = self.calls.entry(caller.to_owned()).or_default();
        *calls = calls.saturating_add(1);
        Allowance {
            quota,
            left: quota.checked_sub(*calls),
            reset_s: self.began.plus(WINDOW).since(now).as_secs().max(1),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_caller_has_their_own_and_every_window_begins_anew() {
        let mut rates = Rates::default();
        let at = |s| Timestamp::from_ms(1_000_000).plus(Duration::from_secs(s));
        let mut left = |caller, s| rates.count(caller, 2, at(s)).left;
        assert_eq!(left("alice", 0), Some(1));
        assert_eq!(left("alice", 1), Some(0));
        assert_eq!(left("alice", 59), None);
        assert_eq!(left("bob", 59), Some(1));
        assert_eq!(left("alice", 60), Some(1));
        assert_eq!(rates.count("alice", 2, at(90)).reset_s, 30);
    }
}
