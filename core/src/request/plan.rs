//! Who must agree: thresholds in sets, fixed when a request is created (T).

use alloc::{collections::BTreeMap, format, string::String, vec::Vec};
use core::num::NonZeroU32;

use serde::{Deserialize, Serialize};

use crate::policy::name::RoleName;

/// The most distinct thresholds one request may have (T7).
pub const MAX_THRESHOLDS: usize = 4096;

/// Counts that settle a request, of the reviews that its filter accepts.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct PlanThreshold {
    /// What people call it; may be empty.
    pub name: String,
    /// The predicate a review must satisfy to count; empty means every review does.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub filter: String,
    /// So many approvals approve; `None` never does (T6).
    pub approve: Option<NonZeroU32>,
    /// So many denials deny; `None` never does (T6).
    pub deny: Option<NonZeroU32>,
}

impl PlanThreshold {
    /// What applies where a role names none: one approval approves, one denial denies (T3).
    #[must_use]
    pub fn standard() -> Self {
        Self {
            name: "default".into(),
            filter: String::new(),
            approve: Some(NonZeroU32::MIN),
            deny: Some(NonZeroU32::MIN),
        }
    }

    /// In words: `2 approvals from reviewers where contains(…), 1 denial refuses`.
    #[must_use]
    pub fn words(&self) -> String {
        let count = |n: NonZeroU32, one: &str, many: &str| {
            format!("{n} {}", if n.get() == 1 { one } else { many })
        };
        let approve = self.approve.map_or_else(
            || "can never approve".into(),
            |n| count(n, "approval", "approvals"),
        );
        let deny = self.deny.map_or_else(
            || "no number of denials refuses".into(),
            |n| {
                let verb = if n.get() == 1 { "refuses" } else { "refuse" };
                format!("{} {verb}", count(n, "denial", "denials"))
            },
        );
        if self.filter.is_empty() {
            format!("{approve}, {deny}")
        } else {
            format!("{approve}, {deny}, counting reviews where {}", self.filter)
        }
    }
}

/// Which threshold of a plan.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ThresholdIndex(u16);

impl ThresholdIndex {
    /// Its place in [`Plan::thresholds`], counted from 0.
    #[must_use]
    pub const fn position(self) -> usize {
        self.0 as usize
    }
}

/// Thresholds of which any one must be met.
pub type ThresholdSet = Vec<ThresholdIndex>;

/// Why a plan cannot grow.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TooManyThresholds;

/// All thresholds of a request, and for each role the sets that must all be met (T5).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Plan {
    thresholds: Vec<PlanThreshold>,
    sets: BTreeMap<RoleName, Vec<ThresholdSet>>,
}

impl Plan {
    /// Adds a set for `role`; equal thresholds share an index (T4), none at all is the default (T3).
    ///
    /// # Errors
    /// [`TooManyThresholds`] beyond [`MAX_THRESHOLDS`] distinct ones (T7).
    pub fn add_set(
        &mut self,
        role: &RoleName,
        thresholds: impl IntoIterator<Item = PlanThreshold>,
    ) -> Result<(), TooManyThresholds> {
        let mut set = ThresholdSet::new();
        for threshold in thresholds {
            set.push(self.index_of(threshold)?);
        }
        if set.is_empty() {
            set.push(self.index_of(PlanThreshold::standard())?);
        }
        self.sets.entry(role.clone()).or_default().push(set);
        Ok(())
    }

    fn index_of(&mut self, threshold: PlanThreshold) -> Result<ThresholdIndex, TooManyThresholds> {
        let known = self.thresholds.iter().position(|known| *known == threshold);
        let position = known.unwrap_or(self.thresholds.len());
        if position >= MAX_THRESHOLDS {
            return Err(TooManyThresholds);
        }
        if known.is_none() {
            self.thresholds.push(threshold);
        }
        u16::try_from(position)
            .map(ThresholdIndex)
            .map_err(|_| TooManyThresholds)
    }

    /// The distinct thresholds, in the order found.
    #[must_use]
    pub fn thresholds(&self) -> &[PlanThreshold] {
        &self.thresholds
    }

    /// Each threshold with its index.
    pub fn indexed(&self) -> impl Iterator<Item = (ThresholdIndex, &PlanThreshold)> {
        (0..).map(ThresholdIndex).zip(&self.thresholds)
    }

    /// One threshold; none where the index is not of this plan.
    #[must_use]
    pub fn threshold(&self, index: ThresholdIndex) -> Option<&PlanThreshold> {
        self.thresholds.get(index.position())
    }

    /// For each role as asked, its sets.
    #[must_use]
    pub const fn sets(&self) -> &BTreeMap<RoleName, Vec<ThresholdSet>> {
        &self.sets
    }
}
