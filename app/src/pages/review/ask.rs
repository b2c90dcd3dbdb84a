//! Deciding from the list: what is selected, the question before it is done, how far it is, what was refused.

use crate::view::prelude::*;
use postern_core::api::requests::Verdict;

use super::{
    Page,
    model::{Model, Msg, bulk},
};
use crate::{
    browser,
    components::{
        button::{Look, busy_button, button, link_button},
        dialog::dialog,
        field::field_error,
        icon::Icon,
        message::{Kind, message},
        sentence::{Sentence, sentence},
        states::sign_in_again,
        trace::spoken,
    },
    route::Route,
    words,
};

/// So many sentences stand in the question; the rest is counted.
const TOLD: usize = 4;

fn send(page: Page, msg: bulk::Msg) {
    page.send(Msg::Bulk(msg));
}

/// How many are selected, and what can be done with them.
pub(super) fn selected(page: Page, model: &Model) -> AnyView {
    let count = model.picked.as_slice().len();
    if count == 0 {
        return view! { <span class="list-selected" role="status"></span> }.into_any();
    }
    let deny = format!("Deny {}", words::count(count, "request", "requests"));
    view! {
        <span class="list-selected" role="status">
            <b class="figure">{count} " selected"</b>
            {button(Look::Danger, Some(Icon::X), &deny, move || send(page, bulk::Msg::Asked(Verdict::Deny)))}
            {button(Look::Ghost, None, "Clear", move || send(page, bulk::Msg::Cleared))}
        </span>
    }
    .into_any()
}

/// The sentence of a request in the list.
fn said(page: Page, model: &Model, id: &str) -> Option<Sentence> {
    let rows = model.rows.ready()?;
    let row = rows.all().iter().find(|row| row.request.id == id)?;
    let now = page.session.clock.glance();
    Some(Sentence::of(&row.request, now, browser::minutes_east(now)))
}

/// The question, while one is asked, and how far it is, once it was answered.
pub(super) fn ask(page: Page, model: &Model) -> AnyView {
    let Some(bulk) = &model.bulk else {
        return ().into_any();
    };
    let count = bulk.all.unwrap_or(bulk.ids.len());
    let approves = bulk.verdict == Verdict::Approve;
    let requests = words::count(count, "request", "requests");
    let title = match (approves, count) {
        (true, _) => "Approve this request?".to_owned(),
        (false, 1) => "Deny this request?".to_owned(),
        (false, _) => format!("Deny {requests}?"),
    };
    let told = bulk
        .ids
        .iter()
        .take(TOLD)
        .filter_map(|id| said(page, model, id))
        .map(|said| view! { <li>{sentence(&said)}</li> })
        .collect_view();
    let more = bulk.ids.len().saturating_sub(TOLD);
    let more = (more > 0).then(|| view! { <li class="muted">{format!("and {more} more")}</li> });
    let (look, verb) = match (approves, count) {
        (true, _) => (Look::Primary, "Approve request".to_owned()),
        (false, 1) => (Look::DangerSolid, "Deny request".to_owned()),
        (false, _) => (Look::DangerSolid, format!("Deny {requests}")),
    };
    let (cancel, verb) = match (bulk.all, count) {
        (None, _) => (
            "Cancel",
            button(look, None, &verb, move || send(page, bulk::Msg::Confirmed)),
        ),
        (Some(_), 1) => (
            "Cancel",
            busy_button(
                look,
                if approves {
                    "Approving…"
                } else {
                    "Denying…"
                },
            ),
        ),
        (Some(all), _) => {
            let at = all.saturating_sub(bulk.ids.len());
            (
                "Stop",
                busy_button(look, &format!("Denying {at} of {all}…")),
            )
        }
    };
    let body = view! {
        <ul class="list-asked">{told}{more}</ul>
        {reason(page, bulk, approves, count)}
    };
    let foot = view! {
        {button(Look::Ghost, None, cancel, move || send(page, bulk::Msg::Cancelled))}
        {verb}
    };
    dialog(&title, body, foot, move || send(page, bulk::Msg::Left))
}

fn reason(page: Page, bulk: &bulk::Bulk, approves: bool, count: usize) -> AnyView {
    let wrong = bulk.complaint.is_some();
    let label = if approves { "Note" } else { "Why not" };
    let sees = match (approves, count) {
        (true, _) => "optional, the requester sees this",
        (false, 1) => "the requester sees this",
        (false, _) => "every requester sees this",
    };
    view! {
        <div>
            <label class="label" for="list-reason">{label} " " <span class="muted">{sees}</span></label>
            <textarea
                id="list-reason"
                class="input"
                rows="2"
                aria-invalid=wrong.then_some("true")
                aria-describedby=wrong.then_some("list-reason-error")
                prop:value=bulk.reason.clone()
                on:input=move |event| send(page, bulk::Msg::Reasoned(event_target_value(&event)))
            ></textarea>
            {field_error("list-reason", bulk.complaint.clone())}
        </div>
    }
    .into_any()
}

/// What was not decided, and why.
pub(super) fn refusals(page: Page, model: &Model) -> AnyView {
    if model.refusals.is_empty() {
        return ().into_any();
    }
    let rows = model
        .refusals
        .iter()
        .map(|(id, failure)| {
            let said = said(page, model, id).map(|said| sentence(&said));
            view! {
                <li>
                    {said} ". " {spoken(&failure.text())} " "
                    {link_button(Look::Ghost, None, "Open", &Route::Decide(id.clone()))}
                </li>
            }
        })
        .collect_view();
    let helps = model
        .refusals
        .iter()
        .any(|(_, failure)| failure.wants_sign_in());
    view! {
        <div class="list-refusals" role="alert">
            {message(
                Kind::Bad,
                view! { <strong>"Not recorded:"</strong> <ul>{rows}</ul> {sign_in_again(helps)} },
            )}
        </div>
    }
    .into_any()
}
