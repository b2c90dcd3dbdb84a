//! Under the header: that the page is offline, and which access is active, with the time it has left, a way
//! to ask for more of it, and a way to give it back.

use crate::view::prelude::*;
use postern_core::{
    api::{endpoint::DropRequest, identity::GrantView, requests::Note},
    request::timestamp::Timestamp,
};

use crate::{
    api::{self, Answer},
    components::{
        button::{Look, busy_button, button, link_button},
        countdown::{bar, digits},
        dialog::dialog,
        icon::{Icon, icon},
        sentence::role_list,
        times,
    },
    route::Route,
    session::{Link, Session},
    words,
};

/// What is under way with the grants in the banner.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
enum Dropping {
    /// Nothing.
    #[default]
    No,
    /// It is asked whether this one is to be dropped.
    Asked(GrantView),
    /// It is being dropped; the request it follows from.
    Busy(String),
}

/// At most two: offline first, then what is active.
pub fn banners(session: Session) -> AnyView {
    let active = memo(move || session.active_grants());
    let dropping = RwSignal::new(Dropping::No);
    view! {
        {move || match session.link.get() {
            Link::Offline(since) => offline(session, since),
            _ => ().into_any(),
        }}
        {move || match active.get().as_slice() {
            [] => ().into_any(),
            [one] => single(session, dropping, one),
            several => collapsed(session, dropping, several),
        }}
        {move || match dropping.get() {
            Dropping::Asked(grant) => question(session, dropping, &grant),
            _ => ().into_any(),
        }}
    }
    .into_any()
}

fn offline(session: Session, since: Timestamp) -> AnyView {
    if session.me.read().ready().is_none() {
        return ().into_any();
    }
    view! {
        <div class="banner" data-kind="wait" role="status">
            {icon(Icon::CloudOff)}
            <p class="grow">
                <b>"You are offline. "</b>
                "This page shows how things stood at " {times::when(since)} ", " {times::ago(since)}
                ". Deciding waits until you are back."
            </p>
            {button(Look::Default, None, "Try now", move || session.try_now())}
        </div>
    }
    .into_any()
}

fn single(session: Session, dropping: RwSignal<Dropping>, grant: &GrantView) -> AnyView {
    let ends = grant.access_expires;
    let verb = match grant.roles.len() {
        1 => " is active",
        _ => " are active",
    };
    let to = Route::Request(grant.request.clone());
    let href = to.href();
    // The grant's own page counts down in large letters.
    let own = memo(move || session.route.get() == to);
    view! {
        <aside class="banner" data-kind="good" data-own=move || own.get().then_some("") aria-label="Active access">
            {icon(Icon::Key)}
            <p class="grow">
                <a class="banner-link" href=href>{role_list(&grant.roles)} <b>{verb}</b></a>
                " until " {times::when(ends)}
            </p>
            {left(ends)}
            <span class="buttons only-wide">{ways(dropping, grant)}</span>
            {bar(grant.access_starts.unwrap_or(grant.approved), ends)}
        </aside>
    }
    .into_any()
}

/// Several grants in one line, which opens to all of them.
fn collapsed(session: Session, dropping: RwSignal<Dropping>, grants: &[GrantView]) -> AnyView {
    let Some(first) = grants.first() else {
        return ().into_any();
    };
    let ends = first.access_expires;
    let own = memo(move || session.route.get() == Route::Access);
    let rows = grants
        .iter()
        .map(|grant| {
            let to = Route::Request(grant.request.clone());
            view! {
                <li>
                    <a class="grow banner-link" href=to.href()>{role_list(&grant.roles)}</a>
                    {left(grant.access_expires)}
                    <span class="buttons">{ways(dropping, grant)}</span>
                </li>
            }
        })
        .collect_view();
    view! {
        <aside class="banner" data-kind="good" data-own=move || own.get().then_some("") aria-label="Active access">
            <details class="banner-all">
                <summary>
                    {icon(Icon::Key)}
                    <span class="grow">
                        <b>{words::count(grants.len(), "grant is", "grants are")} " active"</b>
                        ", the next until " {times::when(ends)}
                    </span>
                    {left(ends)}
                    {icon(Icon::ChevronDown)}
                </summary>
                <ul>{rows}</ul>
            </details>
            {bar(first.access_starts.unwrap_or(first.approved), ends)}
        </aside>
    }
    .into_any()
}

fn left(ends: Timestamp) -> AnyView {
    view! { <span><span class="unseen">"Time left: "</span>{digits(ends)} <span class="muted">" left"</span></span> }
        .into_any()
}

/// Ask for the same again, or give it back.
fn ways(dropping: RwSignal<Dropping>, grant: &GrantView) -> AnyView {
    let again = Route::Again(grant.request.clone());
    let busy = Dropping::Busy(grant.request.clone());
    let grant = grant.clone();
    let drop = move || match dropping.get() == busy {
        true => busy_button(Look::Default, "Dropping…"),
        false => {
            let grant = grant.clone();
            button(Look::Default, Some(Icon::LogOut), "Drop", move || {
                dropping.set(Dropping::Asked(grant.clone()));
            })
        }
    };
    view! {
        {link_button(Look::Default, Some(Icon::Refresh), "Extend", &again)}
        {drop}
    }
    .into_any()
}

fn question(session: Session, dropping: RwSignal<Dropping>, grant: &GrantView) -> AnyView {
    let id = grant.request.clone();
    let keep = move || dropping.set(Dropping::No);
    let drop = move || {
        dropping.set(Dropping::Busy(id.clone()));
        let then = move |answer: Answer<DropRequest>| {
            dropping.set(Dropping::No);
            match answer {
                Ok(_) => {
                    session.say("Dropped. The access has ended.", false);
                    session.read_me();
                }
                Err(failure) => {
                    session.say(format!("It was not dropped. {}", failure.text()), true);
                }
            }
        };
        api::call::<DropRequest>(&[&id], &[], &Note::default(), then);
    };
    dialog(
        "Drop this access?",
        view! {
            <p>{role_list(&grant.roles)} ", until " {times::moment(grant.access_expires)}</p>
            <p class="small muted">
                "It ends now, and what was issued is not renewed. To have it back you must ask again."
            </p>
        },
        view! {
            {button(Look::Ghost, None, "Cancel", keep)}
            {button(Look::DangerSolid, None, "Drop access", drop)}
        },
        keep,
    )
}
