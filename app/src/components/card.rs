//! Cards: a panel with a head and sections.

use crate::view::prelude::*;

/// A card with a title and, at its right, a fact.
pub fn card(title: &str, fact: impl IntoView + 'static, body: impl IntoView + 'static) -> AnyView {
    drawn(title, fact.into_any(), body.into_any())
}

fn drawn(title: &str, fact: AnyView, body: AnyView) -> AnyView {
    view! {
        <section class="card">
            <header class="card-head">
                <h2>{title.to_owned()}</h2>
                <div class="card-fact">{fact}</div>
            </header>
            {body}
        </section>
    }
    .into_any()
}
