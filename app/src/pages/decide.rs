//! The page that decides one request: everything in one view, in the order in which one decides.

use leptos::prelude::*;
use postern_core::api::{
    endpoint::{ListRequests, ReadRequest, ResolveRequest, SubmitReview},
    requests::{Phase, RequestView, Verdict},
};

use crate::{
    api, browser,
    components::{
        badge::phase_badge,
        button::icon_button,
        icon::{Icon, icon},
        sentence::{Sentence, of_request},
        states::{failed, skeleton},
        times,
        trace::spoken,
    },
    load::Load,
    model::Program,
    pages::status::gone,
    route::{ReviewFilter, Route},
};
use model::{Changes, Command, Mode, Model, Msg, Standing};

pub mod act;
pub mod evidence;
pub mod model;

type Page = Program<Model>;

/// The page of a request.
pub fn page(id: String, me: String) -> AnyView {
    browser::title("Review");
    let page = Program::start(Model::of(id, me), vec![Command::Load], run);
    let changed = page.session.changed;
    Effect::new(move |before: Option<()>| {
        let request = changed.read().request.clone();
        if before.is_some() {
            page.send(Msg::Changed(request));
        }
    });
    Effect::new(move |_| {
        let now = page.session.clock.glance();
        if let Some(title) = page.read(|model| {
            let request = model.request.ready()?;
            Some(Sentence::of(request, now, browser::minutes_east(now)).text())
        }) {
            browser::title(&title);
        }
    });
    let keys = StoredValue::new_local(browser::on_key(move |key| press(page, key)));
    on_cleanup(move || keys.dispose());
    view! {
        <main id="main" class="page decide">
            {move || page.read(|model| crumbs(page, model))}
            {move || page.read(|model| body(page, model))}
        </main>
    }
    .into_any()
}

fn run(page: Page, command: Command) {
    let id = page.peek(|model| model.id.clone());
    match command {
        Command::Load => {
            page.task(async move { Msg::Loaded(api::get::<ReadRequest>(&[&id], &[]).await) });
            page.task(async {
                let waiting = api::get::<ListRequests>(&[], &[("needs", "me")]).await;
                Msg::Queued(waiting.map(|page| page.items).unwrap_or_default())
            });
        }
        Command::Review(body) => page.task(async move {
            let answer = api::call::<SubmitReview>(&[&id], &[], &body).await;
            Msg::Decided(body.verdict, answer)
        }),
        Command::Resolve(body) => page.task(async move {
            let answer = api::call::<ResolveRequest>(&[&id], &[], &body).await;
            Msg::Decided(body.verdict, answer)
        }),
        Command::Say(text) => {
            page.session.read_me();
            page.session.say(text, false);
        }
        Command::AskReason => browser::focus("#deny-reason"),
    }
}

fn press(page: Page, key: &str) {
    let deciding = page.peek(|model| model.standing() != Standing::None && model.busy.is_none());
    match key {
        "a" if deciding => page.send(Msg::Mode(Mode::Approving)),
        "d" if deciding => page.send(Msg::Mode(Mode::Denying)),
        "j" => step(page, 1),
        "k" => step(page, -1),
        "Escape" => page.send(Msg::Mode(Mode::Reading)),
        _ => {}
    }
}

/// Goes along the queue; at its end, back to the list.
fn step(page: Page, by: isize) {
    let next = page.peek(|model| model.neighbour(by).map(str::to_owned));
    match next {
        Some(id) => page.session.go(Route::Decide(id)),
        None if by > 0 => page.session.go(Route::Review(ReviewFilter::default())),
        None => {}
    }
}

fn crumbs(page: Page, model: &Model) -> AnyView {
    let place = model.place().map(|(at, all)| format!("{at} of {all}"));
    view! {
        <nav class="crumbs" aria-label="Place in the list">
            <a href=Route::Review(ReviewFilter::default()).href()>{icon(Icon::ArrowLeft)}"Review"</a>
            <span class="small muted figure">{place}</span>
            {icon_button(Icon::ChevronUp, "Previous request", move || step(page, -1))}
            {icon_button(Icon::ChevronDown, "Next request", move || step(page, 1))}
        </nav>
    }
    .into_any()
}

fn body(page: Page, model: &Model) -> AnyView {
    match &model.request {
        Load::Waiting => view! {
            <h1 tabindex="-1" class="unseen">"Review"</h1>
            <div class="card">{skeleton(4)}</div>
        }
        .into_any(),
        Load::Failed(failure) if failure.status() == 404 => gone(),
        Load::Failed(failure) => view! {
            <h1 tabindex="-1">"Review"</h1>
            <div class="card">{failed("The request could not be loaded", failure, move || page.send(Msg::Reload))}</div>
        }
        .into_any(),
        Load::Ready(request) => shown(page, model, request),
    }
}

fn shown(page: Page, model: &Model, request: &RequestView) -> AnyView {
    let now = page.session.clock.glance();
    let changing = matches!(model.mode, Mode::Changing(_));
    view! {
        <div class="columns">
            <article class="card decide-card">
                <div class="card-part">
                    <p class="status-line">{phase_badge(request.phase)} <span class="small muted">{deadline(request)}</span></p>
                    <h1 tabindex="-1">{of_request(request, now)}</h1>
                </div>
                {evidence::reason(request)}
                {if changing { evidence::folded(request) } else { evidence::whole(request) }}
                {act::act(page, model, request)}
            </article>
            <div class="stack">{evidence::side(page, model, request)}</div>
        </div>
        {act::bar(page, model)}
        {act::question(page, model, request)}
    }
    .into_any()
}

fn deadline(request: &RequestView) -> AnyView {
    match (request.phase, &request.resolution) {
        (Phase::Pending, _) => view! {
            "expires in " {times::left(request.pending_expires)} ", " {times::moment(request.pending_expires)}
        }
        .into_any(),
        (_, Some(by)) => view! { {spoken(&by.text)} " " {times::ago(by.at)} }.into_any(),
        (_, None) => ().into_any(),
    }
}

/// The verb of a verdict, in the past.
const fn past(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Approve => "approved",
        Verdict::Deny => "denied",
    }
}

/// Approving with changes begins with nothing changed.
fn change() -> Msg {
    Msg::Mode(Mode::Changing(Changes::default()))
}
