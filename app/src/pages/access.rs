//! The page of what one may use: active grants, static roles, and what came before.

use crate::view::prelude::*;
use postern_core::api::{
    endpoint::{AssumeRequest, DropRequest},
    identity::GrantView,
    requests::{NewCredential, Note},
};

use crate::{
    api::{self, Answer},
    browser,
    components::{
        badge::{Tone, badge},
        button::{Look, busy_button, button, link_button},
        countdown::countdown,
        dialog::dialog,
        icon::Icon,
        message::{Kind, message},
        sentence::{role, role_list},
        states::{empty, sign_in_again},
        times,
        trace::spoken,
    },
    model::Program,
    pages::{credential::credential, requests},
    route::Route,
};
use model::{Command, Model, Msg};

pub mod model;

type Page = Program<Model>;

/// The page.
pub fn page() -> AnyView {
    browser::title("Access");
    let page = Program::start(Model::default(), vec![], run);
    // Told apart by what they are, so that the clock's ticks do not draw them anew.
    let active = memo(move || page.session.active_grants());
    let later = memo(move || {
        let now = page.session.clock.now();
        let mut grants = page.session.grants();
        grants.retain(|grant| grant.access_starts.is_some_and(|starts| starts > now));
        grants
    });
    view! {
        <main id="main" class="page">
            <div class="page-head">
                <h1 tabindex="-1">"Access"</h1>
                {link_button(Look::Primary, Some(Icon::Plus), "Request access", &Route::Ask(vec![]))}
            </div>
            <div class="columns">
                <div class="stack">
                    {move || page.read(|model| grants(page, model, &active.get(), &later.get()))}
                    <h2 class="access-title">"History"</h2>
                    {requests::list(requests::model::Part::History)}
                </div>
                <div class="stack">{move || held(page)}</div>
            </div>
            {move || page.read(|model| question(page, model))}
        </main>
    }
    .into_any()
}

fn run(page: Page, command: Command) {
    match command {
        Command::Assume(id) => {
            let assumed = id.clone();
            let then = page.on(|answer| Msg::Assumed(assumed, answer));
            api::call::<AssumeRequest>(&[&id], &[], &NewCredential::default(), then);
        }
        Command::Drop(id) => {
            let dropped = id.clone();
            let then =
                page.on(|answer: Answer<DropRequest>| Msg::Dropped(dropped, answer.map(|_| ())));
            api::call::<DropRequest>(&[&id], &[], &Note::default(), then);
        }
        Command::SayDropped => {
            page.session.read_me();
            page.session.say("Dropped. The access has ended.", false);
        }
    }
}

fn grants(page: Page, model: &Model, active: &[GrantView], later: &[GrantView]) -> AnyView {
    if active.is_empty() && later.is_empty() {
        return view! {
            <div class="card">
                {empty(
                    Icon::Key,
                    "Nothing is active",
                    "You have what your own roles give. For more, ask; what is approved appears here with the time it has left.",
                    link_button(Look::Default, Some(Icon::Plus), "Request access", &Route::Ask(vec![])),
                )}
            </div>
        }
        .into_any();
    }
    let active = active
        .iter()
        .map(|grant| grant_card(page, model, grant))
        .collect_view();
    let later = later.iter().map(scheduled).collect_view();
    view! { {active} {later} }.into_any()
}

fn grant_card(page: Page, model: &Model, grant: &GrantView) -> AnyView {
    let id = grant.request.clone();
    let given = model.credentials.get(&id).map(credential);
    let refused = model.refused.as_ref().filter(|(of, _)| *of == id).map(|(_, failure)| {
        view! { <div class="card-part" role="alert">{message(Kind::Bad, view! { {spoken(&failure.text())} {sign_in_again(failure.wants_sign_in())} })}</div> }
    });
    let token = if model.busy.as_ref() == Some(&id) {
        busy_button(Look::Default, "One moment…")
    } else {
        let id = id.clone();
        let words = if given.is_some() {
            "New token"
        } else {
            "Get a token"
        };
        button(Look::Default, Some(Icon::Key), words, move || {
            page.send(Msg::Assume(id.clone()))
        })
    };
    let drop = {
        let id = id.clone();
        button(Look::Danger, Some(Icon::LogOut), "Drop", move || {
            page.send(Msg::Drop(id.clone()))
        })
    };
    let extend = link_button(
        Look::Default,
        Some(Icon::Refresh),
        "Extend",
        &Route::Again(id.clone()),
    );
    let details = link_button(Look::Ghost, None, "Details", &Route::Request(id));
    view! {
        <section class="card" aria-label="Active access">
            <div class="card-part">
                <p class="status-line">
                    {badge(Some(Icon::Key), "Active", Tone::GoodSolid)}
                    <span>{role_list(&grant.roles)}</span>
                    <span class="small muted">"approved " {times::ago(grant.approved)}</span>
                </p>
                {countdown(grant.access_starts.unwrap_or(grant.approved), grant.access_expires)}
            </div>
            {refused}
            {given}
            <div class="card-foot buttons">{token} {extend} {drop} {details}</div>
        </section>
    }
    .into_any()
}

fn scheduled(grant: &GrantView) -> AnyView {
    view! {
        <section class="card" aria-label="Approved access">
            <div class="card-part status-line">
                {badge(Some(Icon::CircleCheck), "Approved", Tone::Good)}
                <span>{role_list(&grant.roles)}</span>
                <span class="small muted">"begins " {grant.access_starts.map(times::moment)}</span>
                <span class="grow"></span>
                {link_button(Look::Default, None, "Details", &Route::Request(grant.request.clone()))}
            </div>
        </section>
    }
    .into_any()
}

/// What one has anyway.
fn held(page: Page) -> AnyView {
    let me = page.session.me.read();
    let Some(me) = me.ready() else {
        return ().into_any();
    };
    let roles = me.roles.iter().map(role).collect_view();
    let traits = me
        .traits
        .iter()
        .map(|(name, values)| {
            let values: Vec<&str> = values.iter().map(String::as_str).collect();
            view! { <div><dt><code>{name.to_owned()}</code></dt><dd>{values.join(", ")}</dd></div> }
        })
        .collect_view();
    let traits = (!me.traits.is_empty()).then(|| {
        view! {
            <div class="card-part">
                <h3 class="part-title">"From your identity provider"</h3>
                <dl class="facts">{traits}</dl>
            </div>
        }
    });
    view! {
        <section class="card">
            <header class="card-head"><h2>"Always yours"</h2></header>
            <div class="card-part"><span class="roles">{roles}</span></div>
            {traits}
        </section>
    }
    .into_any()
}

fn question(page: Page, model: &Model) -> AnyView {
    let Some(id) = model.dropping.clone() else {
        return ().into_any();
    };
    dialog(
        "Drop this access?",
        view! {
            <p class="small muted">
                "It ends now, and what was issued is not renewed. To have it back you must ask again."
            </p>
        },
        view! {
            {button(Look::Ghost, None, "Cancel", move || page.send(Msg::Keep))}
            {button(Look::DangerSolid, None, "Drop access", move || page.send(Msg::DropNow(id.clone())))}
        },
        move || page.send(Msg::Keep),
    )
}
