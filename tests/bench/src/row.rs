//! One line of the table: what something costs here and elsewhere, and whether that is what it should be.

use serde::{Deserialize, Serialize};

/// What was measured.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Row {
    /// What it is, and what the ratio is of.
    pub title: String,
    /// What Postern takes.
    pub ours: f64,
    /// What the other way takes, or may be taken.
    pub other: f64,
    /// What both are counted in.
    #[serde(default)]
    pub unit: Unit,
    /// The number that matters.
    pub ratio: f64,
    /// What it should be, if that was ever said.
    #[serde(default)]
    pub goal: Option<Goal>,
    /// What else there is to know.
    #[serde(default)]
    pub note: Option<String>,
}

/// What is counted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Unit {
    /// Time.
    #[default]
    Seconds,
    /// Space.
    Bytes,
    /// Instructions of the processor.
    Instructions,
}

/// A bound on a ratio.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Goal {
    /// No more than this.
    AtMost(f64),
    /// No less than this.
    AtLeast(f64),
}

impl Goal {
    /// Whether the ratio is good enough.
    #[must_use]
    pub fn is_met(self, ratio: f64) -> bool {
        match self {
            Self::AtMost(most) => ratio <= most,
            Self::AtLeast(least) => ratio >= least,
        }
    }
}

impl std::fmt::Display for Goal {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::AtMost(most) => write!(f, "≤ {most}"),
            Self::AtLeast(least) => write!(f, "≥ {least}"),
        }
    }
}

impl Row {
    /// A row whose ratio says how many times the other's cost this is.
    pub fn cost(title: impl Into<String>, (ours, other): (f64, f64), goal: Option<Goal>) -> Self {
        Self {
            title: title.into(),
            ours,
            other,
            unit: Unit::Seconds,
            ratio: ours / other,
            goal,
            note: None,
        }
    }

    /// A row whose ratio says how many times faster than the other this is.
    pub fn gain(title: impl Into<String>, (ours, other): (f64, f64), goal: Option<Goal>) -> Self {
        Self {
            ratio: other / ours,
            ..Self::cost(title, (ours, other), goal)
        }
    }

    /// Whether it is what it should be.
    #[must_use]
    pub fn is_good(&self) -> bool {
        self.goal.is_none_or(|goal| goal.is_met(self.ratio))
    }
}

impl Unit {
    /// An amount of it in a few characters.
    #[must_use]
    pub fn show(self, amount: f64) -> String {
        match (self, amount) {
            (Self::Seconds, ..1e-6) => format!("{:.1} ns", amount * 1e9),
            (Self::Seconds, ..1e-3) => format!("{:.1} µs", amount * 1e6),
            (Self::Seconds, _) => format!("{:.1} ms", amount * 1e3),
            (Self::Bytes, _) => format!("{:.0} KiB", amount / 1024.0),
            (Self::Instructions, _) => format!("{amount:.0}"),
        }
    }
}
