//! Facts: a name and what it is, one under the other.

use crate::view::prelude::*;

/// One fact.
pub type Fact = (&'static str, AnyView);

/// The facts, in order.
pub fn facts(all: Vec<Fact>) -> AnyView {
    let rows = all
        .into_iter()
        .map(|(name, value)| view! { <div><dt>{name}</dt><dd>{value}</dd></div> })
        .collect_view();
    view! { <dl class="facts">{rows}</dl> }.into_any()
}
