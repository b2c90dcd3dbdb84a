//! Badges: what state a request is in, and other short facts. A word and an icon, never colour alone.

use crate::view::prelude::*;
use postern_core::api::requests::Phase;

use super::icon::{Icon, icon};

/// The kind of news a badge brings.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tone {
    /// Waits, or warns.
    Wait,
    /// Went well.
    Good,
    /// The only filled one: in force now.
    GoodSolid,
    /// Refused, or dangerous.
    Bad,
    /// Refused, without a ground.
    BadEdge,
    /// Over.
    Off,
    /// A plain fact.
    Plain,
}

impl Tone {
    const fn as_str(self) -> &'static str {
        match self {
            Self::Wait => "wait",
            Self::Good => "good",
            Self::GoodSolid => "good-solid",
            Self::Bad => "bad",
            Self::BadEdge => "bad-edge",
            Self::Off => "off",
            Self::Plain => "plain",
        }
    }
}

/// The word, icon and tone of a phase.
pub const fn of_phase(phase: Phase) -> (&'static str, Icon, Tone) {
    match phase {
        Phase::Pending => ("Pending", Icon::Clock, Tone::Wait),
        Phase::Scheduled => ("Approved", Icon::CircleCheck, Tone::Good),
        Phase::Active => ("Active", Icon::Key, Tone::GoodSolid),
        Phase::Denied => ("Denied", Icon::CircleX, Tone::Bad),
        Phase::Revoked => ("Revoked", Icon::Ban, Tone::BadEdge),
        Phase::Expired => ("Expired", Icon::TimerOff, Tone::Off),
        Phase::Withdrawn => ("Withdrawn", Icon::Undo, Tone::Off),
        Phase::Dropped => ("Dropped", Icon::LogOut, Tone::Off),
        Phase::Ended => ("Ended", Icon::CircleMinus, Tone::Off),
    }
}

/// A badge.
pub fn badge(mark: Option<Icon>, words: impl Into<String>, tone: Tone) -> AnyView {
    view! {
        <span class="badge" data-tone=tone.as_str()>
            {mark.map(icon)}
            {words.into()}
        </span>
    }
    .into_any()
}

/// The badge of a phase.
pub fn phase_badge(phase: Phase) -> AnyView {
    let (word, mark, tone) = of_phase(phase);
    badge(Some(mark), word, tone)
}
