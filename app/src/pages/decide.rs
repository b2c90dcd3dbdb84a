//! One request, to decide in ten seconds: the sentence, the evidence, where policy stands, the actions.

use crate::view::prelude::*;
use postern_core::api::{
    endpoint::{ListRequests, ReadRequest, ResolveRequest, RevokeRequest, SubmitReview},
    requests::{RequestView, Verdict},
};

use crate::{
    api, browser,
    components::{
        button::icon_button,
        copy::copy_link,
        icon::{Icon, icon},
        sentence::Sentence,
        states::{failed, skeleton},
    },
    load::Load,
    model::Program,
    pages::status::{gone, hide},
    route::{ReviewFilter, Route},
};
use model::{Act, Command, Decision, Model, Msg, Step};

mod actions;
mod ask;
mod evidence;
pub mod model;
mod narrow;
mod side;

type Page = Program<Model>;

/// The page of a request, for the one who reads it.
pub fn page(id: String, me: String) -> AnyView {
    browser::title("Review");
    let first = vec![Command::Load, Command::LoadQueue];
    let page = Program::start(Model::of(id, me), first, run);
    let changed = page.session.changed;
    watch(move |first| {
        let request = changed.read().request.clone();
        if !first {
            page.send(Msg::Changed(request));
        }
    });
    watch(move |_| {
        if let Some(title) = page.read(|model| Some(said(page, model.request.ready()?).text())) {
            browser::title(&title);
        }
    });
    let _keys = StoredValue::new_local(browser::on_key(move |key| {
        let msg = pressed(key);
        let is_mine = msg.is_some();
        if let Some(msg) = msg {
            page.send(msg);
        }
        is_mine
    }));
    view! {
        <main id="main" class="page decide">
            {move || page.read(|model| way(page, model))}
            {move || page.read(|model| body(page, model))}
        </main>
    }
    .into_any()
}

fn pressed(key: &str) -> Option<Msg> {
    match key {
        "a" => Some(Msg::Asked(Act::Approve)),
        "d" => Some(Msg::Asked(Act::Deny)),
        "j" => Some(Msg::Stepped(Step::On)),
        "k" => Some(Msg::Stepped(Step::Back)),
        "Escape" => Some(Msg::Escaped),
        _ => None,
    }
}

fn run(page: Page, command: Command) {
    let id = page.peek(|model| model.id.clone());
    match command {
        Command::Load => api::get::<ReadRequest>(&[&id], &[], page.on(Msg::Loaded)),
        Command::LoadQueue => {
            let query = [("needs", "me"), ("limit", "100")];
            api::get::<ListRequests>(&[], &query, page.on(Msg::Queued));
        }
        Command::LoadPast(requester) => {
            let query = [("requester", requester.as_str()), ("limit", "100")];
            api::get::<ListRequests>(&[], &query, page.on(Msg::Past));
        }
        Command::Send(act, decision) => {
            let id = [id.as_str()];
            let then = page.on(move |answer| Msg::Answered(act, answer));
            match decision {
                Decision::Review(body) => api::call::<SubmitReview>(&id, &[], &body, then),
                Decision::Resolve(body) => api::call::<ResolveRequest>(&id, &[], &body, then),
                Decision::Revoke(body) => api::call::<RevokeRequest>(&id, &[], &body, then),
                Decision::Hide => hide(id.concat(), then),
            }
        }
        Command::Say(text) => {
            page.session.read_me();
            page.session.say(text, false);
        }
        Command::Focus(selector) => browser::focus(selector),
        Command::Open(route) => page.session.go(route),
    }
}

/// The sentence of the request, as of now.
fn said(page: Page, request: &RequestView) -> Sentence {
    let now = page.session.clock.glance();
    Sentence::of(request, now, browser::minutes_east(now))
}

/// The verb of a verdict, in the past.
const fn past(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Approve => "approved",
        Verdict::Deny => "denied",
    }
}

/// Back to the list, and from one request to the next.
fn way(page: Page, model: &Model) -> AnyView {
    let place = match (model.queue.position(&model.id), model.queue.count()) {
        (Some((at, all)), _) => format!("{at} of {all}"),
        (None, 0) => String::new(),
        (None, all) => format!("{all} waiting"),
    };
    let step = |mark, name, to: bool, step| {
        to.then(|| icon_button(mark, name, move || page.send(Msg::Stepped(step))))
    };
    view! {
        <nav class="decide-way" aria-label="Way through the list">
            <a href=Route::Review(ReviewFilter::default()).href()>{icon(Icon::ArrowLeft)} "Review"</a>
            <span class="small muted figure">{place}</span>
            <span class="grow"></span>
            {copy_link(&Route::Decide(model.id.clone()))}
            {step(Icon::ChevronUp, "Previous request", model.queue.before(&model.id).is_some(), Step::Back)}
            {step(Icon::ChevronDown, "Next request", model.queue.after(&model.id).is_some(), Step::On)}
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
            <h1 tabindex="-1" class="unseen">"Review"</h1>
            <div class="card">
                {failed("The request could not be loaded", failure, move || page.send(Msg::Reload))}
            </div>
        }
        .into_any(),
        Load::Ready(request) => view! {
            <div class="columns">
                <article class="card">
                    {evidence::head(page, request)}
                    {evidence::reason(request)}
                    {match &model.changes {
                        Some(_) => evidence::folded(model, request),
                        None => evidence::whole(page, model, request),
                    }}
                    {actions::actions(page, model, request)}
                </article>
                <div class="stack">{side::side(page, model, request)}</div>
            </div>
            {ask::ask(page, model, request)}
        }
        .into_any(),
    }
}
