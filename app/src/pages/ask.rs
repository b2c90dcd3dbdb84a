//! The page that asks for roles: what, how long, why, and what would come of it.

use crate::view::prelude::*;
use postern_core::{
    api::{
        endpoint::{ExplainRole, ListRequests, ReadCapabilities, ReadRequest, SubmitRequest},
        explanation::StepVerdict,
        requests::{RequestView, RequestableRole, RoleAnswer},
    },
    request::form::Field,
};

use crate::{
    api, browser,
    components::{
        badge::{Tone, badge},
        button::{Look, link_button},
        field::error_summary,
        icon::{Icon, icon},
        message::{Kind, message},
        sentence::{role, role_list},
        states::{empty, failed, sign_in_again, skeleton},
        times,
        trace::{place, spoken, trace},
    },
    load::{Load, sentence},
    model::Program,
    route::Route,
    words,
};
use model::{Command, Model, Msg};

pub mod model;
pub mod preview;
pub mod terms;

type Page = Program<Model>;

/// How many of the newest requests are read; those that are over are offered again.
const NEWEST: &str = "20";
/// How long the form must rest before the server is asked, in milliseconds.
const REST_MS: i32 = 350;

/// The page, with these roles to be ticked.
pub fn page(wanted: Vec<String>) -> AnyView {
    form(Model::asking_for(wanted), None)
}

/// The page, filled in like an earlier request.
pub fn page_like(id: String) -> AnyView {
    form(Model::default(), Some(id))
}

fn form(model: Model, like: Option<String>) -> AnyView {
    browser::title("Request access");
    let page = Program::start(model, vec![Command::Load], run);
    if let Some(id) = like {
        api::get::<ReadRequest>(&[&id], &[], page.on(Msg::Like));
    }
    let me = page.session.user().unwrap_or_default();
    let newest = [("requester", me.as_str()), ("limit", NEWEST)];
    api::get::<ListRequests>(&[], &newest, page.on(Msg::Recent));
    let _keys = StoredValue::new_local(browser::on_key(|key| {
        let is_search = key == "/";
        if is_search {
            browser::focus("#roles");
        }
        is_search
    }));
    let changed = page.session.changed;
    watch(move |first| {
        // What others do to requests changes no terms; a new policy does.
        if changed.read().request.is_none() && !first {
            page.send(Msg::Reload);
        }
    });
    view! {
        <main id="main" class="page ask">
            <div class="page-head ask-title">
                <h1 tabindex="-1">"Request access"</h1>
                {move || page.read(|model| recent(page, model))}
            </div>
            {move || page.read(|model| body(page, model))}
        </main>
    }
    .into_any()
}

fn run(page: Page, command: Command) {
    match command {
        Command::Load => api::get::<ReadCapabilities>(&[], &[], page.on(Msg::Loaded)),
        Command::Wait(edition) => browser::after(REST_MS, move || {
            page.send(Msg::Settled(edition, page.session.clock.glance()));
        }),
        Command::Preview(edition, body) => {
            let then = page.on(move |answer| Msg::Previewed(edition, answer));
            api::call::<SubmitRequest>(&[], &[("dry_run", "true")], &body, then);
        }
        Command::Explain(name) => {
            let asked = name.clone();
            let then = page.on(|answer| Msg::Explained(asked, answer));
            api::get::<ExplainRole>(&[], &[("role", &name)], then);
        }
        Command::Submit(body) => {
            api::call::<SubmitRequest>(&[], &[], &body, page.on(Msg::Submitted));
        }
        Command::Open(id) => page.session.go(Route::Request(id)),
        Command::ShowProblems => browser::focus(".error-summary"),
        Command::SayUnread => page.session.say(
            "The earlier request could not be read, so the form is empty.",
            true,
        ),
    }
}

/// The newest requests, each a way to make it again.
fn recent(page: Page, model: &Model) -> AnyView {
    let recent = model.recent();
    if recent.is_empty() {
        return ().into_any();
    }
    let now = page.session.clock.glance();
    let rows = recent
        .into_iter()
        .map(|request| {
            let again = Route::Again(request.id.clone());
            view! {
                <li>
                    <a class="recent-row" href=again.href()>
                        <span>{role_list(&request.requested_roles)}</span>
                        <span class="small muted">{words::ago(request.created, now)} " · " {reason(request)}</span>
                    </a>
                </li>
            }
        })
        .collect_view();
    view! {
        <button type="button" class="button" data-look="default" popovertarget="recent">
            {icon(Icon::History)}
            <span class="only-wide">"Repeat a recent request"</span>
            <span class="only-phone">"Repeat"</span>
        </button>
        <div id="recent" class="menu recent" popover="auto">
            <ul aria-label="Recent requests">{rows}</ul>
        </div>
    }
    .into_any()
}

fn reason(request: &RequestView) -> String {
    match request.reason.as_str() {
        "" => "no reason given".into(),
        reason => reason.into(),
    }
}

fn body(page: Page, model: &Model) -> AnyView {
    let terms = match &model.capabilities {
        Load::Waiting => return view! { <div class="card">{skeleton(4)}</div> }.into_any(),
        Load::Failed(failure) => {
            return view! {
                <div class="card">
                    {failed("What you may request could not be loaded", failure, move || page.send(Msg::Reload))}
                </div>
            }
            .into_any();
        }
        Load::Ready(terms) => terms,
    };
    if terms.roles.is_empty() {
        return nothing(page);
    }
    view! {
        {summary(page, model)}
        <div class="columns ask-columns">
            <div class="card ask-form">
                {what(page, model)}
                {terms::how_long(page, model)}
                {terms::why(page, model)}
            </div>
            {preview::preview(page, model)}
        </div>
        <div class="bar">{preview::submit(page, model)}</div>
    }
    .into_any()
}

/// Nothing may be requested at all.
fn nothing(page: Page) -> AnyView {
    let me = page.session.me.read();
    let held = me
        .ready()
        .map(|me| me.roles.iter().map(role).collect_view());
    view! {
        <div class="card">
            {empty(
                Icon::DoorClosed,
                "Your roles allow no requests",
                view! { "You hold " {held} ", and nothing in that lets you ask for more. Ask whoever manages the policy." },
                link_button(Look::Default, Some(Icon::Key), "See what you hold", &Route::Access),
            )}
        </div>
    }
    .into_any()
}

/// What is to be put right, or why the server refused.
fn summary(page: Page, model: &Model) -> AnyView {
    let now = page.session.clock.glance();
    if model.tried {
        let problems = model.problems(now);
        if !problems.is_empty() {
            let problems = problems
                .into_iter()
                .map(|problem| (id(problem.field), problem.text))
                .collect();
            return error_summary(problems);
        }
    }
    let Some(failure) = &model.refused else {
        return ().into_any();
    };
    let (errors, why) = match failure {
        crate::load::Failure::Problem(problem) => (
            problem
                .errors
                .iter()
                .map(|error| view! { <li>{spoken(&sentence(&error.detail))}</li> })
                .collect_view(),
            trace(&problem.explanation),
        ),
        _ => (vec![], ().into_any()),
    };
    view! {
        <div class="error-summary" tabindex="-1" role="alert">
            {message(
                Kind::Bad,
                view! {
                    <strong>"Your request was not made. "</strong>
                    {spoken(&failure.text())}
                    <ul>{errors}</ul>
                    {why}
                    {sign_in_again(failure.wants_sign_in())}
                },
            )}
        </div>
    }
    .into_any()
}

/// The id of a field's control.
const fn id(field: Field) -> &'static str {
    match field {
        Field::Roles => "roles",
        Field::Length => "length",
        Field::Start => "start",
        Field::Reason => "reason",
    }
}

/// The head of a numbered section.
fn section_head(number: u8, title: &'static str, fact: String) -> AnyView {
    view! {
        <div class="ask-head">
            <span class="sign-in-number" aria-hidden="true">{number}</span>
            <h2>{title}</h2>
            <span class="small muted figure">{fact}</span>
        </div>
    }
    .into_any()
}

fn what(page: Page, model: &Model) -> AnyView {
    let picked = match model.form.roles.as_slice().len() {
        0 => String::new(),
        n => format!("{n} selected"),
    };
    let all = model
        .capabilities
        .ready()
        .map_or(0, |terms| terms.roles.len());
    let error = model.problem(Field::Roles, page.session.clock.glance());
    let found = model.found();
    let group = |head: &'static str, held: bool| {
        let rows = found
            .iter()
            .filter(|offer| offer.held == held)
            .map(|offer| offer_row(page, model, offer))
            .collect_view();
        (!rows.is_empty()).then(|| {
            view! { <div role="group" aria-label=head><p class="group-head" aria-hidden="true">{head}</p>{rows}</div> }
        })
    };
    view! {
        <section class="ask-part">
            {section_head(1, "What", picked)}
            <label class="search">
                {icon(Icon::Search)}
                <span class="unseen">"Search roles by name"</span>
                <input
                    type="search"
                    id="roles"
                    autocomplete="off"
                    spellcheck="false"
                    placeholder=format!("Search {}", words::count(all, "role", "roles"))
                    aria-describedby="roles-error"
                    aria-invalid=error.is_some().then_some("true")
                    prop:value=model.search.clone()
                    on:input=move |event| page.send(Msg::Searched(event_target_value(&event)))
                />
                <kbd class="key only-wide" aria-hidden="true">"/"</kbd>
            </label>
            {crate::components::field::field_error("roles", error)}
            <div class="picker">
                {group("You can request", false)}
                {group("You hold already", true)}
                {model.missing().map(|name| missing(page, model, name))}
            </div>
        </section>
    }
    .into_any()
}

fn offer_row(page: Page, model: &Model, offer: &RequestableRole) -> AnyView {
    let picked = model.form.roles.contains(&offer.name);
    let longest = postern_core::policy::duration::Duration::from_secs(
        i64::try_from(offer.longest_s).unwrap_or(i64::MAX),
    );
    let fact = match offer.active_until {
        _ if offer.held => badge(None, "Held", Tone::Plain),
        Some(until) => view! {
            <span class="badge" data-tone="good">"Active until " {times::when(until)}</span>
        }
        .into_any(),
        None => format!("Up to {}", words::length(longest)).into_any(),
    };
    let name = offer.name.clone();
    view! {
        <label class="offer" data-picked=picked.then_some("") data-held=offer.held.then_some("")>
            <input
                type="checkbox"
                class="tick"
                prop:checked=picked || offer.held
                disabled=offer.held
                on:change=move |event| {
                    page.send(Msg::Ticked(name.clone(), event_target_checked(&event)));
                }
            />
            <span class="offer-name">{role(&offer.name)}</span>
            <span class="offer-about">{offer.description.clone()}</span>
            <span class="offer-fact">{fact}</span>
        </label>
    }
    .into_any()
}

/// A name that was searched for and is not on offer: why, and where the policy says so.
fn missing(page: Page, model: &Model, name: &str) -> AnyView {
    let answer = match model.answers.get(name) {
        None | Some(Load::Waiting) => view! { <p class="muted">"Looking it up…"</p> }.into_any(),
        Some(Load::Failed(failure)) => view! { <p>{failure.text()}</p> }.into_any(),
        Some(Load::Ready(answer)) => why_not(page, answer),
    };
    view! {
        <p class="group-head">"Found by name"</p>
        <div class="offer offer-missing">
            {icon(Icon::Lock)}
            <span class="offer-name"><code class="role">{name.to_owned()}</code></span>
            <span class="offer-about"></span>
            <span class="offer-fact">{badge(Some(Icon::Ban), "Not requestable", Tone::Off)}</span>
            <div class="offer-why message" data-kind="neutral" role="status"><div>{answer}</div></div>
        </div>
    }
    .into_any()
}

fn why_not(page: Page, answer: &RoleAnswer) -> AnyView {
    // The step that refuses, or else the last one that can be pointed at.
    let step = answer
        .why
        .iter()
        .find(|step| step.verdict == StepVerdict::Refuses && step.place.is_some())
        .or_else(|| answer.why.iter().rfind(|step| step.place.is_some()));
    let place = step.and_then(|step| step.place.as_ref()).map(place);
    let whom = model::whom_to_ask(answer, |name| page.session.is_me(name));
    view! {
        <p>{spoken(&sentence(&answer.text))} " " {place}</p>
        <p class="muted">"Need it anyway? Ask " {whom} "."</p>
    }
    .into_any()
}
