//! One entry: a line, which opens in place to show the whole of it.

use crate::view::prelude::*;

use super::{
    Page,
    entry::{Entry, Part, short_hash},
    filter::AuditFilter,
    model::{Model, Msg},
};
use crate::{
    browser,
    components::{
        copy::copy_id,
        facts::{Fact, facts},
        icon::{Icon, icon},
        plain_text::plain_text,
        times,
    },
    route::Route,
    words,
};

/// The entry as an item of the list.
pub(super) fn row(page: Page, model: &Model, entry: &Entry) -> AnyView {
    let seq = entry.row.seq;
    let is_open = model.open == Some(seq);
    let (mark, group, tone) = match entry.action() {
        Some(action) => (action.mark, action.group, tone(action.mark)),
        None => (Icon::Info, "other", "plain"),
    };
    let at = entry.at();
    let clock = format!(
        "{}:{:02}",
        words::clock(at, browser::minutes_east(at)),
        at.as_secs().rem_euclid(60)
    );
    let id = format!("entry-{seq}");
    let chevron = if is_open {
        Icon::ChevronUp
    } else {
        Icon::ChevronDown
    };
    view! {
        <li data-open=is_open.then_some("")>
            <button
                type="button"
                class="audit-row"
                aria-expanded=if is_open { "true" } else { "false" }
                aria-controls=is_open.then(|| id.clone())
                on:click=move |_| page.send(Msg::Opened(seq))
            >
                <time class="audit-time" datetime=at.to_string()>{clock}</time>
                <span class="audit-mark" data-tone=tone>{icon(mark)}</span>
                <span class="audit-say">{parts(entry)}</span>
                <span class="audit-kind">{group}</span>
                <code class="audit-hash"><span class="unseen">"Hash "</span>{short_hash(&entry.row.hash)}</code>
                {icon(chevron)}
            </button>
            {is_open.then(|| whole(entry, id))}
        </li>
    }
    .into_any()
}

const fn tone(mark: Icon) -> &'static str {
    match mark {
        Icon::CircleCheck | Icon::Key => "good",
        Icon::CircleX | Icon::Ban | Icon::Triangle | Icon::Lock => "bad",
        _ => "plain",
    }
}

fn parts(entry: &Entry) -> AnyView {
    let mut roles = 0;
    entry
        .sentence()
        .into_iter()
        .map(|part| match part {
            Part::Words(text) => text.into_any(),
            Part::Person(name) => view! { <b>{name}</b> }.into_any(),
            Part::Name(name) => view! { <code>{name}</code> }.into_any(),
            Part::Role(name) => {
                roles += 1;
                let gap = (roles > 1).then_some(" ");
                view! { {gap} <code class="role">{name}</code> }.into_any()
            }
        })
        .collect_view()
        .into_any()
}

/// All that the entry says.
fn whole(entry: &Entry, id: String) -> AnyView {
    let said = &entry.said;
    let mut first: Vec<Fact> = vec![("When", times::moment(entry.at()))];
    let mut push = |name, value: AnyView| first.push((name, value));
    if !entry.note().is_empty() {
        push("Note", plain_text(entry.note()));
    }
    push(
        "By",
        match &said.actor {
            Some(actor) => follow(
                actor,
                AuditFilter {
                    by: actor.clone(),
                    ..AuditFilter::default()
                },
            ),
            None => "Postern itself".into_any(),
        },
    );
    if entry.is_about_request() {
        let request = Route::Request(said.subject.clone());
        push(
            "Request",
            view! {
                <a href=request.href()>{words::short_id(&said.subject)}</a>
                " · "
                {follow("all about it", AuditFilter::about(&said.subject))}
            },
        );
    } else if !said.subject.is_empty() {
        push(
            "Done to",
            follow(&said.subject, AuditFilter::about(&said.subject)),
        );
    }
    if !said.source.is_empty() {
        push("From", said.source.clone().into_any());
    }
    if let Some(token) = &said.token {
        push("With token", copy_id(token));
    }
    let mut second: Vec<Fact> = vec![("Entry", entry.row.seq.to_string().into_any())];
    if let Some(policy) = &said.policy {
        second.push(("Policy", copy_id(policy)));
    }
    if !said.request_id.is_empty() {
        second.push(("Call", copy_id(&said.request_id)));
    }
    if !entry.core.is_empty() {
        second.push(("Written by", format!("core {}", entry.core).into_any()));
    }
    second.push(("Hash", copy_id(&entry.row.hash)));
    second.push(("Previous", copy_id(&entry.row.prev_hash)));
    let particulars = entry.particulars();
    let particulars = (!particulars.is_empty()).then(|| {
        view! {
            <pre class="audit-data" tabindex="0" role="region" aria-label="Particulars">{particulars}</pre>
        }
    });
    view! {
        <div class="audit-whole" id=id>
            <div class="audit-facts">{facts(first)}{facts(second)}</div>
            {particulars}
        </div>
    }
    .into_any()
}

fn follow(words: &str, filter: AuditFilter) -> AnyView {
    view! { <a href=Route::Audit(filter).href()>{words.to_owned()}</a> }.into_any()
}
