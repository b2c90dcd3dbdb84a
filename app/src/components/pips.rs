//! How far approval has come: one pill for each that is needed, always with the words beside it.

use crate::view::prelude::*;
use postern_core::api::requests::Progress;

/// Above this many, pills no longer help.
const MOST: u32 = 6;

/// The pills; decoration, so the caller writes `1 of 2` beside them.
pub fn pips(progress: &Progress) -> AnyView {
    if progress.needed == 0 || progress.needed > MOST {
        return ().into_any();
    }
    let filled = progress.approvals.min(progress.needed);
    let pills = (0..progress.needed)
        .map(|at| view! { <i data-filled=(at < filled).then_some("")></i> })
        .collect_view();
    view! { <span class="pips" aria-hidden="true">{pills}</span> }.into_any()
}
