//! What stands above the list: its parts, and the filters.

use crate::view::prelude::*;

use postern_core::small_set::SmallSet;

use super::{
    Page,
    model::{Model, Msg},
};
use crate::{
    browser::Event,
    components::icon::{Icon, icon},
    route::{AGES, Choice, ORDERS, OUTCOMES, ReviewFilter, Route, Segment},
};

/// The parts and the filters.
pub(super) fn tools(page: Page, model: &Model) -> AnyView {
    let filter = &model.filter;
    let parts = Segment::ALL
        .iter()
        .map(|segment| part(page, filter, *segment))
        .collect_view();
    let (roles, people) = match model.rows.ready() {
        Some(rows) => rows.names(),
        None => Default::default(),
    };
    let open = model.filters_open;
    let with = {
        let filter = filter.clone();
        move |set: fn(&mut ReviewFilter, String), value: String| {
            let mut filter = filter.clone();
            set(&mut filter, value);
            page.send(Msg::Filtered(filter));
        }
    };
    let (by_role, by_person, by_text) = (with.clone(), with.clone(), with.clone());
    let (by_outcome, by_age, by_order) = (with.clone(), with.clone(), with);
    let decided = filter.segment == Segment::Decided;
    let outcome = decided.then(|| {
        choice(
            "Outcome",
            "Any outcome",
            &filter.outcome,
            listed(&OUTCOMES),
            move |value| {
                by_outcome(|filter, value| filter.outcome = value, value);
            },
        )
    });
    let usual = if decided {
        "Last decided first"
    } else {
        "By deadline"
    };
    view! {
        <div class="list-tools">
            <nav class="segments" aria-label="Parts of the list">{parts}</nav>
            <button
                type="button"
                class="button only-phone"
                data-look="icon"
                aria-label="Filters"
                aria-expanded=if open { "true" } else { "false" }
                aria-controls="list-filters"
                on:click=move |_| page.send(Msg::FiltersOpened(!open))
            >
                {icon(Icon::Sliders)}
            </button>
            <div id="list-filters" class="list-filters" role="search" data-open=open.then_some("")>
                {outcome}
                {choice("Role", "Any role", &filter.role, named(roles, &filter.role), move |value| {
                    by_role(|filter, value| filter.role = value, value);
                })}
                {choice("Requester", "Anyone", &filter.requester, named(people, &filter.requester), move |value| {
                    by_person(|filter, value| filter.requester = value, value);
                })}
                {choice("Age", "Any age", &filter.age, listed(&AGES), move |value| {
                    by_age(|filter, value| filter.age = value, value);
                })}
                {choice("Order", usual, &filter.order, listed(&ORDERS), move |value| {
                    by_order(|filter, value| filter.order = value, value);
                })}
                <label class="search">
                    {icon(Icon::Search)}
                    <span class="unseen">"Filter by text"</span>
                    <input
                        id="list-text"
                        type="search"
                        placeholder="Filter by text"
                        autocomplete="off"
                        spellcheck="false"
                        prop:value=filter.text.clone()
                        on:input=move |event| {
                            by_text(|filter, value| filter.text = value, event_target_value(&event));
                        }
                    />
                    <kbd class="key only-wide" aria-hidden="true">"/"</kbd>
                </label>
            </div>
        </div>
    }
    .into_any()
}

/// A part as a link, so that it can be opened, kept and gone back from. The other filters stay.
fn part(page: Page, filter: &ReviewFilter, segment: Segment) -> AnyView {
    let to = Route::Review(ReviewFilter {
        segment,
        ..filter.clone()
    });
    let waits = page.session.waiting.get();
    let count = (segment == Segment::NeedsMe && waits > 0)
        .then(|| view! { <span class="count">{waits}</span> });
    let here = (filter.segment == segment).then_some("page");
    view! { <a class="segment" href=to.href() aria-current=here>{segment.label()} {count}</a> }
        .into_any()
}

/// A value, and what it is called.
type Named = (String, String);

/// Choices as the address knows them.
fn listed(choices: &[Choice]) -> Vec<Named> {
    let named = choices.iter();
    named
        .map(|(value, label)| ((*value).into(), (*label).into()))
        .collect()
}

/// Names, with the one that is picked: what the address asks for is on the list, even where no row has it.
fn named(names: SmallSet<&str>, picked: &str) -> Vec<Named> {
    let other = (!picked.is_empty() && !names.as_slice().contains(&picked)).then_some(picked);
    let all = names.as_slice().iter().copied().chain(other);
    all.map(|name| (name.into(), name.into())).collect()
}

fn choice(
    label: &'static str,
    any: &'static str,
    picked: &str,
    choices: Vec<Named>,
    pick: impl Fn(String) + 'static,
) -> AnyView {
    let options = choices
        .into_iter()
        .map(|(value, label)| {
            let is_picked = value == picked;
            view! { <option value=value prop:selected=is_picked>{label}</option> }
        })
        .collect_view();
    view! {
        <label class="select">
            <span class="unseen">{label}</span>
            <select class="input" on:change=move |event: Event| pick(event_target_value(&event))>
                <option value="" prop:selected=picked.is_empty()>{any}</option>
                {options}
            </select>
            {icon(Icon::ChevronDown)}
        </label>
    }
    .into_any()
}
