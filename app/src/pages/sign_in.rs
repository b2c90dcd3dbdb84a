//! The page for whoever is not signed in: what this is, a story to try, and the people who can.

use crate::view::prelude::*;
use postern_core::api::{
    endpoint::{BeginLogin, DemoSignIn, DemoUsers, Endpoint, ListWaysIn},
    identity::{self, ConnectorView, DemoUser},
};

use crate::{
    api,
    browser::{self, history},
    components::{
        avatar::{Stance, avatar},
        badge::{Tone, badge},
        icon::{Icon, icon},
        message::{Kind, message},
        sentence::role,
        states::{failed, skeleton},
    },
    letters::capital,
    load::Load,
    model::Program,
    route::with_query,
    session::Session,
};
use model::{Command, Model, Msg};

pub mod model;

/// The page.
pub fn page() -> AnyView {
    browser::title("Sign in");
    let session = Session::here();
    let page = Program::start(
        Model::default(),
        vec![Command::LoadWays, Command::LoadPeople],
        run,
    );
    view! {
        <main id="main" class="sign-in">
            <div class="sign-in-about">
                <h1 tabindex="-1">"Access when you need it, gone when you don’t"</h1>
                <p class="sign-in-lead">
                    "Ask for a role, say why and for how long. Somebody approves. It ends by itself."
                </p>
                {move || page.read(|model| model.is_demo().then(story))}
            </div>
            <div class="sign-in-cards">
                {move || session.ended.get().then(|| message(
                    Kind::Info,
                    view! {
                        <strong>"Your session has ended. "</strong>
                        "Sign in again, and this page opens where you were."
                    },
                ))}
                {move || page.read(|model| ways(page, model))}
                {move || page.read(|model| model.is_demo().then(|| people(page, model)))}
            </div>
        </main>
    }
    .into_any()
}

fn run(page: Program<Model>, command: Command) {
    match command {
        Command::LoadWays => api::get::<ListWaysIn>(&[], &[], page.on(Msg::Offered)),
        Command::LoadPeople => api::get::<DemoUsers>(&[], &[], page.on(Msg::Loaded)),
        Command::Enter(user) => {
            let body = identity::DemoSignIn { user };
            api::call::<DemoSignIn>(&[], &[], &body, page.on(Msg::Entered));
        }
        Command::Proceed(me) => {
            let session = page.session;
            session.enter(*me);
            browser::focus("h1");
        }
    }
}

fn story() -> AnyView {
    let step = |n: u8, what: AnyView, then: &'static str| {
        view! {
            <li>
                <span class="sign-in-number" aria-hidden="true">{n}</span>
                <span>{what}<br /><span class="muted">{then}</span></span>
            </li>
        }
    };
    let dba = postern_core::policy::name::RoleName::verbatim("dba");
    view! {
        <h2>"Try the story"</h2>
        <ol class="sign-in-story">
            {step(1, view! { "Sign in as alice and ask for " {role(&dba)} "." }.into_any(), "She says why, and waits.")}
            {step(2, "Open a private window as bob.".into_any(), "He reads her reason and approves.")}
            {step(3, "Watch alice’s page change.".into_any(), "She takes a token that lasts one hour at most.")}
        </ol>
        <p class="sign-in-note muted">
            {icon(Icon::Lock)}
            "No password here: demo sign-in works on this computer only."
        </p>
    }
    .into_any()
}

/// The identity providers; nothing where the demo has none.
fn ways(page: Program<Model>, model: &Model) -> AnyView {
    let body = match &model.ways {
        Load::Failed(failure) => failed("The ways to sign in could not be listed", failure, move || {
            page.send(Msg::Retry)
        }),
        Load::Ready(_) if model.is_closed() => view! {
            <div class="card-part">
                {message(
                    Kind::Wait,
                    "There is no way to sign in yet. Whoever runs Postern adds a connector to the policy.",
                )}
            </div>
        }
        .into_any(),
        Load::Ready(ways) if !ways.is_empty() => ways.iter().map(way).collect_view().into_any(),
        _ => return ().into_any(),
    };
    view! {
        <section class="card sign-in-ways" aria-labelledby="ways">
            <header class="card-head">
                <h2 id="ways">"Sign in with"</h2>
            </header>
            {body}
        </section>
    }
    .into_any()
}

fn way(way: &ConnectorView) -> AnyView {
    // Back to where one is now.
    let here = history::address();
    let query = [
        ("connector", way.name.as_str()),
        ("return_to", here.as_str()),
    ];
    view! {
        <a class="sign-in-person" href=with_query(&BeginLogin::path(&[]), query) data-leave="">
            {icon(Icon::Key)}
            <b class="grow">{way.display.clone()}</b>
            {icon(Icon::ArrowRight)}
        </a>
    }
    .into_any()
}

fn people(page: Program<Model>, model: &Model) -> AnyView {
    let body = match &model.people {
        Load::Waiting => skeleton(6),
        Load::Failed(failure) => failed("The people could not be listed", failure, move || {
            page.send(Msg::Retry)
        }),
        Load::Ready(people) => people
            .iter()
            .map(|person| row(page, model, person))
            .collect_view()
            .into_any(),
    };
    let refused = model.refused.as_ref().map(|failure| {
        let text = failure.text();
        view! {
            <div class="card-part" role="alert">
                {message(Kind::Bad, view! { <strong>"You are not signed in. "</strong>{text} })}
            </div>
        }
    });
    view! {
        <section class="card sign-in-people" aria-labelledby="people">
            <header class="card-head">
                <h2 id="people">"Sign in as"</h2>
                {badge(Some(Icon::Flask), "Demo cluster", Tone::Wait)}
            </header>
            {refused}
            {body}
        </section>
    }
    .into_any()
}

fn row(page: Program<Model>, model: &Model, person: &DemoUser) -> AnyView {
    let name = person.name.clone();
    let busy = model.entering.as_ref() == Some(&name);
    let roles = person.roles.iter().map(role).collect_view();
    view! {
        <button
            type="button"
            class="sign-in-person"
            data-busy=busy.then_some("")
            on:click=move |_| page.send(Msg::Picked(name.clone()))
        >
            {avatar(person.name.as_str(), Stance::Acted)}
            <span class="grow">
                <b>{person.name.to_string()}</b>
                " "
                <span class="roles">{roles}</span>
                <span class="sign-in-does">{capital(&person.about)}</span>
            </span>
            {icon(if busy { Icon::Spinner } else { Icon::ArrowRight })}
        </button>
    }
    .into_any()
}
