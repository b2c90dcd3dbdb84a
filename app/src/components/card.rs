//! Cards: a panel with a head and sections.

use leptos::prelude::*;

/// A card with a title and, at its right, a fact.
pub fn card(title: &str, fact: impl IntoView + 'static, body: impl IntoView + 'static) -> AnyView {
    view! {
        <section class="card">
            <header class="card-head">
                <h2>{title.to_owned()}</h2>
                <div class="card-fact">{fact.into_any()}</div>
            </header>
            {body.into_any()}
        </section>
    }
    .into_any()
}
