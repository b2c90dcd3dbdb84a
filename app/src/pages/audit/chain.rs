//! The check of the chain in the browser: page by page, with the core's own verifier, up to a checkpoint.

use postern_core::{
    api::audit::{AuditPage, Checkpoint},
    audit::{Broken, Chain},
    request::timestamp::Timestamp,
};

use crate::load::Failure;

/// How far the check is.
#[derive(Debug, Default)]
pub enum Check {
    /// Nobody has asked for it.
    #[default]
    Unasked,
    /// It is not known yet how far the log goes.
    Begun,
    /// Under way.
    Running(Box<Running>),
    /// Cancelled; up to this entry everything holds.
    Stopped(u64),
    /// Everything holds.
    Whole {
        /// The checkpoint it was checked up to.
        upto: Checkpoint,
        /// When that was known.
        at: Timestamp,
    },
    /// Here it does not.
    Broken(Broken),
    /// The log could not be read.
    Failed(Failure),
}

/// A check that is under way.
#[derive(Debug)]
pub struct Running {
    chain: Chain,
    /// How far it goes.
    pub goal: Checkpoint,
}

impl Running {
    /// The number of the last entry that holds.
    pub fn done(&self) -> u64 {
        self.chain.head().map_or(0, |(seq, _)| seq)
    }
}

impl Check {
    /// A check up to a checkpoint.
    pub fn upto(goal: Checkpoint) -> Self {
        Self::Running(Box::new(Running {
            chain: Chain::default(),
            goal,
        }))
    }

    /// Whether it is under way.
    pub const fn is_running(&self) -> bool {
        matches!(self, Self::Begun | Self::Running(_))
    }

    /// Takes in the next page of the log; the number to read on from, where there is more to check.
    pub fn take(&mut self, page: &AuditPage, now: Timestamp) -> Option<u64> {
        let Self::Running(running) = self else {
            return None;
        };
        let goal = running.goal.clone();
        let before = running.done();
        for row in page.items.iter().filter(|row| row.seq <= goal.seq) {
            let begins = running.chain.head().is_none() && row.seq != 1;
            let held = if begins {
                Err(missing(1, "the log does not begin with its first entry"))
            } else {
                running.chain.next(row)
            };
            if let Err(broken) = held {
                *self = Self::Broken(broken);
                return None;
            }
        }
        let (done, hash) = match running.chain.head() {
            Some((seq, hash)) => (seq, hash.to_owned()),
            None => (0, String::new()),
        };
        if done < goal.seq && done > before {
            return Some(done);
        }
        *self = if done < goal.seq {
            Self::Broken(missing(
                done + 1,
                "the log ends here, and the cluster signed that it goes on",
            ))
        } else if hash == goal.hash {
            Self::Whole {
                upto: goal,
                at: now,
            }
        } else {
            Self::Broken(missing(
                done,
                "the cluster signed another hash for this entry",
            ))
        };
        None
    }
}

fn missing(seq: u64, why: &str) -> Broken {
    Broken {
        seq,
        what: String::new(),
        why: why.into(),
    }
}

#[cfg(test)]
mod tests {
    use postern_core::api::audit::AuditRow;

    use super::{super::entry::tests::rows, *};

    fn now() -> Timestamp {
        Timestamp::from_ms(0)
    }

    fn log() -> Vec<AuditRow> {
        rows(&[
            ("session-began", Some("alice"), "alice", "{}"),
            ("request-submitted", Some("alice"), "r1", "{}"),
            ("request-expired", None, "r1", "{}"),
            ("session-ended", Some("alice"), "alice", "{}"),
        ])
    }

    fn goal(row: &AuditRow) -> Checkpoint {
        Checkpoint {
            cluster: "sample".into(),
            epoch: 1,
            seq: row.seq,
            hash: row.hash.clone(),
            at: now(),
            token: String::new(),
        }
    }

    fn page(items: &[AuditRow]) -> AuditPage {
        AuditPage {
            items: items.to_vec(),
            next_after: None,
            next_before: None,
        }
    }

    fn broken(log: &[AuditRow], goal: Checkpoint) -> (u64, String) {
        let mut check = Check::upto(goal);
        assert_eq!(check.take(&page(log), now()), None);
        match check {
            Check::Broken(broken) => (broken.seq, broken.why),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn a_whole_log_is_whole_page_by_page() {
        let log = log();
        let mut check = Check::upto(goal(&log[2]));
        assert_eq!(check.take(&page(&log[..2]), now()), Some(2));
        assert!(check.is_running());
        // What came after the checkpoint is not its business.
        assert_eq!(check.take(&page(&log[2..]), now()), None);
        assert!(matches!(check, Check::Whole { upto, .. } if upto.seq == 3));
    }

    #[test]
    fn the_first_broken_entry_is_named() {
        let whole = log();
        let mut changed = log();
        changed[1].body = changed[1].body.replace("alice", "erin!");
        assert_eq!(broken(&changed, goal(&whole[3])).0, 2);
        let mut shorter = log();
        shorter.remove(2);
        assert_eq!(broken(&shorter, goal(&whole[3])).0, 3);
        assert_eq!(broken(&whole[1..], goal(&whole[3])).0, 1);
        let (seq, why) = broken(&[], goal(&whole[3]));
        assert_eq!(seq, 1);
        assert!(why.contains("ends here"), "{why}");
        let other = Checkpoint {
            hash: whole[2].hash.clone(),
            ..goal(&whole[3])
        };
        let (seq, why) = broken(&whole, other);
        assert_eq!(seq, 4);
        assert!(why.contains("another hash"), "{why}");
    }
}
