//! Approving with changes, in place of the actions: fewer roles, less time, and what that comes to.

use crate::view::prelude::*;
use postern_core::{
    api::requests::RequestView,
    policy::{duration::Duration, name::RoleName},
};

use super::{
    Page,
    actions::{approve, note},
    model::{
        Model, Msg,
        changes::{Changes, lengths},
        ends,
    },
};
use crate::{
    components::{
        button::{Look, button, icon_button},
        chips::{Chip, chips},
        field::field_error,
        icon::{Icon, icon},
        sentence::{role, role_list},
        times,
    },
    words,
};

/// The panel.
pub(super) fn narrow(
    page: Page,
    model: &Model,
    request: &RequestView,
    changes: &Changes,
) -> AnyView {
    let roles = (request.roles.len() > 1).then(|| roles(page, request, changes));
    view! {
        <div id="decide-changes" class="card-foot decide-changes" tabindex="-1">
            <div class="decide-line">
                <h2>"Approve with changes"</h2>
                {icon_button(Icon::X, "Close", move || page.send(Msg::ChangesOpened(false)))}
            </div>
            <div class="decide-choices">
                {roles}
                <div>
                    {how_long(page, request, changes)}
                    <p class="label decide-label" aria-hidden="true">
                        "Note " <span class="muted">{request.requester.to_string()} " sees this"</span>
                    </p>
                    {note(page, model, request, "decide-note")}
                </div>
            </div>
            <div class="decide-foot">
                {result(request, changes)}
                <div class="buttons decide-actions" data-size="large">
                    {button(Look::Ghost, None, "Cancel", move || page.send(Msg::ChangesOpened(false)))}
                    {approve(page, model, &changes.words(request))}
                </div>
            </div>
        </div>
    }
    .into_any()
}

fn roles(page: Page, request: &RequestView, changes: &Changes) -> AnyView {
    let row = |name: &RoleName| {
        let has = changes.has(name);
        let ticked = name.clone();
        view! {
            <label class="decide-role">
                <input
                    type="checkbox"
                    class="tick"
                    prop:checked=has
                    on:change=move |event| {
                        page.send(Msg::Ticked(ticked.clone(), event_target_checked(&event)));
                    }
                />
                <span class="grow">{role(name)}</span>
                <span class="small muted">{(!has).then_some("left out")}</span>
            </label>
        }
    };
    let rows = request.roles.iter().map(row).collect_view();
    view! {
        <fieldset aria-describedby="decide-roles-error">
            <legend class="label">"Roles to grant"</legend>
            <div class="decide-roles">{rows}</div>
            {field_error("decide-roles", changes.complaint.map(Into::into))}
        </fieldset>
    }
    .into_any()
}

fn how_long(page: Page, request: &RequestView, changes: &Changes) -> AnyView {
    let asked = Duration::from_secs(i64::try_from(request.access_s).unwrap_or(i64::MAX));
    let now = page.session.clock.glance();
    let mut all: Vec<Option<Duration>> = lengths(request, now).into_iter().map(Some).collect();
    // What was picked stays, even when its time has nearly run out.
    if !all.contains(&changes.length) {
        all.insert(0, changes.length);
    }
    all.retain(Option::is_some);
    all.push(None);
    let shown = all
        .iter()
        .map(|length| Chip {
            words: match length {
                Some(length) => words::length(*length),
                None => format!("{}, as asked", words::length(asked)),
            },
            picked: *length == changes.length,
            over: false,
        })
        .collect();
    let pick = StoredValue::new(all);
    view! {
        <p class="label" aria-hidden="true">"For how long"</p>
        {chips("decide-length", "For how long", shown, move |at| {
            let length = pick.with_value(|all| all.get(at).copied().flatten());
            page.send(Msg::LengthPicked(length));
        })}
        <p class="hint" id="decide-length-hint">
            "Counted from when it was asked, " {times::ago(request.created)} ". You can shorten, not lengthen."
        </p>
    }
    .into_any()
}

/// `erin gets common and dev-web until 16:07`.
fn result(request: &RequestView, changes: &Changes) -> AnyView {
    let left = changes.left(request);
    if left.is_empty() {
        return ().into_any();
    }
    let until = ends(request, changes.length);
    let open = request
        .progress
        .needed
        .saturating_sub(request.progress.approvals)
        > 1;
    let first = open.then_some("Once others approve too, ");
    view! {
        <p class="decide-result small" role="status">
            {icon(Icon::ArrowRight)}
            <span>
                {first}
                {request.requester.to_string()} " gets " {role_list(&left)}
                " until " <b>{times::when(until)}</b>
            </span>
        </p>
    }
    .into_any()
}
