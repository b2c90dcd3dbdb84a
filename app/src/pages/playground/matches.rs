//! What the pattern at the caret accepts: names that there are, and names that there could be.

use postern_core::api::inspection::{Expansion, Likeness, MatchAnswer, Matches, Names, Over};

use super::bench::Bench;
use crate::{
    components::{
        icon::{Icon, icon},
        trace::spoken,
    },
    letters,
    view::prelude::*,
};

/// The pane.
pub fn matches(bench: Bench) -> AnyView {
    let answer = bench.part(|model| model.matches.clone());
    view! {
        <div class="pane-scroll">
            <div role="status">{move || match answer.get() {
                Some(MatchAnswer::Found(matches)) => found(*matches),
                Some(MatchAnswer::Nothing(why)) => view! {
                    <p class="pane-part muted">{spoken(&letters::capital(&why))}</p>
                }
                .into_any(),
                None => view! {
                    <p class="pane-part muted">"Put the caret into a pattern, such as an item of "<code>"roles"</code>"."</p>
                }
                .into_any(),
            }}</div>
        </div>
    }
    .into_any()
}

fn found(matches: Matches) -> AnyView {
    let noun = match matches.over {
        Over::Roles => Some(("Roles of this policy", "roles")),
        Over::Values => Some(("Values that users here have", "values")),
        Over::Nothing => None,
    };
    let names = noun.map(|(title, noun)| {
        let (accepts, others) = (matches.accepts, matches.others);
        let nothing = accepts.count + others.count == 0;
        view! {
            <h2>{title}</h2>
            {nothing.then(|| view! { <p class="muted">"There are no "{noun}" to compare with."</p> })}
            {listed("accepted", Icon::Check, "holds", accepts)}
            {listed("not accepted", Icon::X, "no-match", others)}
        }
    });
    view! {
        <div class="verdict">
            <p class="match-text"><code>{matches.text}</code></p>
            <p>{spoken(&letters::capital(&matches.about))}</p>
            <p class="muted">{spoken(&letters::capital(&matches.words))}</p>
            {matches.read_as.map(|text| view! { <p class="muted">"Read as "<code>{text}</code></p> })}
            {matches.problem.map(|text| view! {
                <p class="said" data-tone="bad">{icon(Icon::CircleX)}<span>{spoken(&letters::capital(&text))}</span></p>
            })}
        </div>
        <div class="pane-part match-parts">
            {names}
            {likenesses("Would also accept", Icon::Check, "holds", matches.witnesses)}
            {likenesses("Would not accept, though it looks so", Icon::X, "no-match", matches.near_misses)}
            {expansions(matches.expansions)}
        </div>
    }
    .into_any()
}

fn listed(what: &'static str, mark: Icon, verdict: &'static str, names: Names) -> AnyView {
    if names.count == 0 {
        return ().into_any();
    }
    let more = names.count.saturating_sub(names.names.len());
    let items = names
        .names
        .into_iter()
        .map(|name| view! { <code>{name}</code> " " });
    view! {
        <p class="match-row" data-verdict=verdict>
            {icon(mark)}
            <span>
                <span class="muted">{names.count}" "{what}": "</span>
                {items.collect_view()}
                {(more > 0).then(|| view! { <span class="muted">"and "{more}" more"</span> })}
            </span>
        </p>
    }
    .into_any()
}

fn likenesses(
    title: &'static str,
    mark: Icon,
    verdict: &'static str,
    names: Vec<Likeness>,
) -> AnyView {
    if names.is_empty() {
        return ().into_any();
    }
    let rows = names.into_iter().map(|it| {
        view! {
            <li class="match-row" data-verdict=verdict>
                {icon(mark)}
                <span><code>{it.name}</code>" "<span class="muted">{spoken(&it.why)}</span></span>
            </li>
        }
    });
    view! { <h2>{title}</h2> <ul>{rows.collect_view()}</ul> }.into_any()
}

fn expansions(expansions: Vec<Expansion>) -> AnyView {
    if expansions.is_empty() {
        return ().into_any();
    }
    let rows = expansions.into_iter().map(|it| {
        let gives = it
            .gives
            .into_iter()
            .map(|name| view! { <code>{name}</code> " " });
        view! {
            <li class="match-row">
                {icon(Icon::ArrowRight)}
                <span>
                    <span class="muted">{it.user.to_string()}": "</span>
                    {gives.collect_view()}
                    {it.problem.map(|why| view! { <span class="muted">{spoken(&why)}</span> })}
                </span>
            </li>
        }
    });
    view! { <h2>"What it gives"</h2> <ul>{rows.collect_view()}</ul> }.into_any()
}
