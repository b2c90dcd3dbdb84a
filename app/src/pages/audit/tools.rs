//! The filters above the timeline.

use crate::view::prelude::*;

use super::{
    Page,
    action::ACTIONS,
    filter::{AuditFilter, Since},
    model::{Model, Msg},
};
use crate::{
    browser::Event,
    components::{
        button::{Look, button, link_button},
        icon::{Icon, icon},
    },
    letters::capital,
    route::Route,
    words,
};

/// The filters, and what came new.
pub(super) fn tools(page: Page, model: &Model) -> AnyView {
    let filter = &model.draft;
    let new = (!model.fresh.is_empty()).then(|| {
        let count = words::count(model.fresh.len(), "new entry", "new entries");
        let more = if model.is_fresh_full { " or more" } else { "" };
        button(
            Look::Default,
            Some(Icon::ChevronUp),
            &format!("{count}{more}"),
            move || page.send(Msg::NewShown),
        )
    });
    let clear = model.filter.is_set().then(|| {
        link_button(
            Look::Ghost,
            Some(Icon::X),
            "Clear filters",
            &Route::Audit(AuditFilter::default()),
        )
    });
    view! {
        <div class="audit-tools" role="search" aria-label="Filters">
            {text(page, filter, "Done by a person", "Person", &filter.by, |filter, value| filter.by = value)}
            {text(page, filter, "Done to a request, a person or a thing", "Request id or name", &filter.about, |filter, value| filter.about = value)}
            {kinds(page, filter)}
            {times(page, filter)}
            {clear}
            <span class="audit-new" role="status">{new}</span>
        </div>
    }
    .into_any()
}

fn set(page: Page, filter: &AuditFilter, change: impl FnOnce(&mut AuditFilter)) {
    let mut filter = filter.clone();
    change(&mut filter);
    page.send(Msg::Filtered(filter));
}

/// A text that is taken over when it is left or Enter is pressed: the server compares it as a whole.
fn text(
    page: Page,
    filter: &AuditFilter,
    label: &'static str,
    hint: &'static str,
    value: &str,
    change: fn(&mut AuditFilter, String),
) -> AnyView {
    let (draft, filter) = (filter.clone(), filter.clone());
    view! {
        <label class="search">
            {icon(Icon::Search)}
            <span class="unseen">{label}</span>
            <input
                type="search"
                placeholder=hint
                autocomplete="off"
                autocapitalize="off"
                spellcheck="false"
                prop:value=value.to_owned()
                on:input=move |event: Event| {
                    let mut filter = draft.clone();
                    change(&mut filter, event_target_value(&event));
                    page.send(Msg::Drafted(filter));
                }
                on:change=move |event: Event| {
                    let value = event_target_value(&event).trim().to_owned();
                    set(page, &filter, |filter| change(filter, value));
                }
            />
        </label>
    }
    .into_any()
}

fn kinds(page: Page, filter: &AuditFilter) -> AnyView {
    let mut groups: Vec<(&str, Vec<AnyView>)> = Vec::new();
    for action in ACTIONS {
        let picked = action.word == filter.action;
        let option =
            view! { <option value=action.word prop:selected=picked>{action.label}</option> };
        match groups.last_mut() {
            Some((group, options)) if *group == action.group => options.push(option),
            _ => groups.push((action.group, vec![option])),
        }
    }
    let groups = groups
        .into_iter()
        .map(|(group, options)| view! { <optgroup label=capital(group)>{options}</optgroup> })
        .collect_view();
    // What the address asks for is on the list, even where the page has no name for it.
    let known = ACTIONS.iter().any(|action| action.word == filter.action);
    let other = (!known && !filter.action.is_empty()).then(|| {
        let word = filter.action.clone();
        view! { <option value=word.clone() prop:selected=true>{word}</option> }
    });
    let any = filter.action.is_empty();
    let filter = filter.clone();
    view! {
        <label class="select">
            <span class="unseen">"Kind"</span>
            <select class="input" on:change=move |event: Event| {
                let value = event_target_value(&event);
                set(page, &filter, |filter| filter.action = value);
            }>
                <option value="" prop:selected=any>"Any kind"</option>
                {other}
                {groups}
            </select>
            {icon(Icon::ChevronDown)}
        </label>
    }
    .into_any()
}

fn times(page: Page, filter: &AuditFilter) -> AnyView {
    let options = Since::ALL
        .iter()
        .map(|since| {
            let picked = *since == filter.since;
            view! { <option value=since.as_str() prop:selected=picked>{since.label()}</option> }
        })
        .collect_view();
    let filter = filter.clone();
    view! {
        <label class="select">
            <span class="unseen">"Time"</span>
            <select class="input" on:change=move |event: Event| {
                let value = event_target_value(&event);
                set(page, &filter, |filter| filter.since = Since::read(&value));
            }>{options}</select>
            {icon(Icon::ChevronDown)}
        </label>
    }
    .into_any()
}
