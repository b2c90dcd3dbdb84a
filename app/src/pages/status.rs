//! The page of one request: where it stands, who decided and who can, and how to use it.

use crate::view::prelude::*;
use postern_core::api::{
    endpoint::{
        AssumeRequest, DropRequest, HideRequest, ReadRequest, RevokeRequest, WithdrawRequest,
    },
    requests::{NewCredential, Note, Phase, RequestView},
};

use crate::{
    api::{self, Answer},
    browser,
    components::{
        badge::{Tone, badge, phase_badge},
        button::{Look, busy_button, button, link_button},
        copy::copy_link,
        dialog::dialog,
        icon::Icon,
        message::{Kind, message},
        sentence::{Sentence, of_request, sentence},
        states::{failed, notice, sign_in_again, skeleton},
        stepper::stepper,
        times,
        trace::{spoken, trace},
    },
    load::{Failure, Load},
    model::Program,
    route::Route,
};
use model::{Act, Command, Model, Msg};

pub mod cards;
pub use cards::{people_left, review};
pub mod model;

type Page = Program<Model>;

/// The page of a request.
pub fn page(id: String) -> AnyView {
    browser::title("Request");
    let page = Program::start(Model::of(id), vec![Command::Load], run);
    let changed = page.session.changed;
    watch(move |first| {
        let request = changed.read().request.clone();
        if !first {
            page.send(Msg::Changed(request));
        }
    });
    watch(move |_| {
        let now = page.session.clock.glance();
        if let Some(title) = page.read(|model| {
            let request = model.request.ready()?;
            Some(Sentence::of(request, now, browser::minutes_east(now)).text())
        }) {
            browser::title(&title);
        }
    });
    view! {
        <main id="main" class="page status">
            {move || page.read(|model| body(page, model))}
        </main>
    }
    .into_any()
}

fn run(page: Page, command: Command) {
    let id = page.peek(|model| model.id.clone());
    match command {
        Command::Load => api::get::<ReadRequest>(&[&id], &[], page.on(Msg::Loaded)),
        Command::Do(Act::Assume) => {
            let body = NewCredential::default();
            api::call::<AssumeRequest>(&[&id], &[], &body, page.on(Msg::Assumed));
        }
        Command::Do(Act::Hide) => hide(id, page.on(|answer| Msg::Done(Act::Hide, answer))),
        Command::Do(act) => {
            let (id, body) = ([id.as_str()], Note::default());
            let then = page.on(move |answer| Msg::Done(act, answer));
            match act {
                Act::Withdraw => api::call::<WithdrawRequest>(&id, &[], &body, then),
                Act::Revoke => api::call::<RevokeRequest>(&id, &[], &body, then),
                Act::Drop | Act::Assume | Act::Hide => {
                    api::call::<DropRequest>(&id, &[], &body, then)
                }
            }
        }
        Command::Say(act) => {
            page.session.read_me();
            page.session.say(
                match act {
                    Act::Withdraw => "Withdrawn. Nobody needs to decide any more.",
                    Act::Drop => "Dropped. The access has ended.",
                    Act::Revoke => "Revoked. The access has ended.",
                    Act::Assume => "Assumed.",
                    Act::Hide => "Hidden. It is out of the lists; the audit log keeps it.",
                },
                false,
            );
        }
    }
}

/// Takes a request out of the lists, and hands on how it stands then.
pub fn hide(id: String, then: impl FnOnce(Answer<ReadRequest>) + 'static) {
    let again = id.clone();
    api::get::<HideRequest>(&[&id], &[], move |answer| match answer {
        Ok(()) => api::get::<ReadRequest>(&[&again], &[], then),
        Err(failure) => then(Err(failure)),
    });
}

fn body(page: Page, model: &Model) -> AnyView {
    match &model.request {
        Load::Waiting => view! {
            <h1 tabindex="-1" class="unseen">"Request"</h1>
            <div class="card">{skeleton(3)}</div>
        }
        .into_any(),
        Load::Failed(failure) if failure.status() == 404 => gone(),
        Load::Failed(failure) => view! {
            <h1 tabindex="-1">"Request"</h1>
            <div class="card">{failed("The request could not be loaded", failure, move || page.send(Msg::Reload))}</div>
        }
        .into_any(),
        Load::Ready(request) => shown(page, model, request),
    }
}

/// No such request, or none for these eyes: the same.
pub fn gone() -> AnyView {
    notice(
        Icon::CircleX,
        "Not found",
        "There is no such request",
        "It may have been mistyped, or it is not for you to see.",
        link_button(Look::Default, None, "Your requests", &Route::Requests),
    )
}

fn shown(page: Page, model: &Model, request: &RequestView) -> AnyView {
    let now = page.session.clock.glance();
    let actions = actions(page, model, request);
    let bar = actions_bar(page, model, request);
    view! {
        <div class="page-head status-head">
            <div>
                <p class="status-line">
                    {phase_badge(request.phase)}
                    {request.hidden.then(|| badge(Some(Icon::EyeOff), "Hidden from the lists", Tone::Off))}
                    <span class="small muted">{line(request)}</span>
                </p>
                <h1 tabindex="-1">{of_request(request, now)}</h1>
            </div>
            <div class="buttons only-wide">{actions}</div>
        </div>
        {refusal(model)}
        <div class="status-stepper">{stepper(cards::steps(page, request))}</div>
        <div class="columns">
            <div class="stack">
                <div class="status-use">{cards::use_it(page, model, request)}</div>
                {cards::reviews(page, request)}
            </div>
            <div class="stack">
                {cards::time_left(request)}
                {cards::details(request)}
            </div>
        </div>
        <div class="bar">{bar}</div>
        {question(page, model, request)}
    }
    .into_any()
}

/// The line beside the badge.
fn line(request: &RequestView) -> AnyView {
    match request.phase {
        Phase::Pending => {
            view! { {times::left(request.pending_expires)} " until it expires" }.into_any()
        }
        _ => match &request.resolution {
            Some(resolution) => {
                view! { {spoken(&resolution.text)} " " {times::ago(resolution.at)} }.into_any()
            }
            None => ().into_any(),
        },
    }
}

fn actions(page: Page, model: &Model, request: &RequestView) -> AnyView {
    let mut grants = page.session.grants();
    grants.retain(|grant| grant.access_expires > page.session.clock.glance());
    // Where this is all that is held, the banner offers the same.
    let told = matches!(grants.as_slice(), [one] if one.request == request.id);
    let acts = (!told || request.phase != Phase::Active).then(|| acts(page, model, request));
    view! { {link(request)} {acts} }.into_any()
}

fn actions_bar(page: Page, model: &Model, request: &RequestView) -> AnyView {
    view! { {acts(page, model, request)} {link(request)} }.into_any()
}

fn link(request: &RequestView) -> AnyView {
    copy_link(&Route::Request(request.id.clone()))
}

fn acts(page: Page, model: &Model, request: &RequestView) -> AnyView {
    let act = |act: Act, mark, words: &str| {
        let look = match act {
            Act::Hide => Look::Default,
            _ => Look::Danger,
        };
        let shown = model.may(act);
        shown.then(|| match model.busy {
            Some(busy) if busy == act => busy_button(look, words),
            _ => button(look, Some(mark), words, move || page.send(Msg::Asked(act))),
        })
    };
    let over = !matches!(
        request.phase,
        Phase::Pending | Phase::Scheduled | Phase::Active
    );
    let mine = page.session.is_me(request.requester.as_str());
    let again = match (mine, over, request.phase) {
        (true, true, _) => Some((Icon::History, "Ask again")),
        (true, _, Phase::Active) => Some((Icon::Refresh, "Extend")),
        _ => None,
    };
    let again = again.map(|(mark, words)| {
        let to = Route::Again(request.id.clone());
        link_button(Look::Default, Some(mark), words, &to)
    });
    let decide = (model
        .request
        .ready()
        .is_some_and(|request| request.may.review.allowed))
    .then(|| {
        link_button(
            Look::Primary,
            Some(Icon::Users),
            "Review",
            &Route::Decide(request.id.clone()),
        )
    });
    view! {
        {act(Act::Withdraw, Icon::Undo, "Withdraw")}
        {act(Act::Drop, Icon::LogOut, "Drop")}
        {act(Act::Revoke, Icon::Ban, "Revoke")}
        {act(Act::Hide, Icon::EyeOff, "Hide")}
        {again}
        {decide}
    }
    .into_any()
}

fn refusal(model: &Model) -> AnyView {
    let Some((act, failure)) = &model.refused else {
        return ().into_any();
    };
    let what = match act {
        Act::Withdraw => "It was not withdrawn. ",
        Act::Drop => "It was not dropped. ",
        Act::Revoke => "It was not revoked. ",
        Act::Assume => "No token was issued. ",
        Act::Hide => "It was not hidden. ",
    };
    let why = match failure {
        Failure::Problem(problem) => trace(&problem.explanation),
        _ => ().into_any(),
    };
    view! {
        <div class="status-refusal" role="alert">
            {message(Kind::Bad, view! { <strong>{what}</strong>{spoken(&failure.text())}{why}{sign_in_again(failure.wants_sign_in())} })}
        </div>
    }
    .into_any()
}

fn question(page: Page, model: &Model, request: &RequestView) -> AnyView {
    let Some(act) = model.asking else {
        return ().into_any();
    };
    let (title, words, then) = match act {
        Act::Withdraw => (
            "Withdraw this request?",
            "Withdraw request",
            "Nobody can approve it then. You can ask again at any time.",
        ),
        Act::Drop => (
            "Drop this access?",
            "Drop access",
            "It ends now, and what was issued is not renewed. To have it back you must ask again.",
        ),
        Act::Hide => (
            "Hide this request?",
            "Hide request",
            "It leaves everybody’s lists and cannot be put back. Its address and the audit log keep it.",
        ),
        _ => (
            "Revoke this access?",
            "Revoke access",
            "It ends now. To have it back, it must be asked for again.",
        ),
    };
    let now = page.session.clock.glance();
    let said = Sentence::of(request, now, browser::minutes_east(now));
    dialog(
        title,
        view! { <p>{sentence(&said)}</p><p class="small muted">{then}</p> },
        view! {
            {button(Look::Ghost, None, "Cancel", move || page.send(Msg::Cancelled))}
            {button(Look::DangerSolid, None, words, move || page.send(Msg::Do(act)))}
        },
        move || page.send(Msg::Cancelled),
    )
}
