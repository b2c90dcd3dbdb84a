//! People: an initial in a circle, outlined where they have not acted.

use crate::{letters::upper, view::prelude::*};

/// What the circle says about the person.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stance {
    /// They are part of what is told.
    Acted,
    /// They could act.
    Open,
    /// The reader, in the header.
    Yourself,
}

/// A person's circle; their name always stands beside it.
pub fn avatar(name: &str, stance: Stance) -> AnyView {
    let initial: String = name.chars().take(1).collect();
    let initial = upper(&initial);
    let stance = match stance {
        Stance::Acted => "acted",
        Stance::Open => "open",
        Stance::Yourself => "yourself",
    };
    view! { <span class="avatar" data-stance=stance aria-hidden="true">{initial}</span> }.into_any()
}
