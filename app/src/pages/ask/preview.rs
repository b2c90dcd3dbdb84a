//! What would come of the form: the sentence, who has to agree, and the only primary button.

use crate::view::prelude::*;
use postern_core::{
    api::requests::{RequestView, Reviewers},
    request::form::Start,
};

use super::{
    Page,
    model::{Model, Msg},
};
use crate::{
    browser,
    components::{
        avatar::{Stance, avatar},
        button::{Look, busy_button, button},
        facts::facts,
        icon::{Icon, icon},
        message::{Kind, message},
        sentence::{Sentence, sentence},
        times,
        trace::{spoken, trace},
    },
    load::{self, Failure},
    words,
};

/// The preview, live.
pub fn preview(page: Page, model: &Model) -> AnyView {
    let body = if model.form.roles.as_slice().is_empty() {
        view! { <div class="card-part muted">"Pick a role to see what happens next."</div> }
            .into_any()
    } else {
        outcome(page, model)
    };
    let (mark, live) = match &model.preview {
        Some(Ok(_)) => (Icon::Zap, "live"),
        _ => (Icon::Clock, "draft"),
    };
    let note = match &model.preview {
        Some(Ok(_)) => "The server was asked. Reviewers decide.",
        _ => "Computed on this page. The server decides.",
    };
    view! {
        <aside class="card ask-preview" aria-label="Preview">
            <header class="card-head">
                <h2>"Preview"</h2>
                <div class="card-fact">{icon(mark)}{live}</div>
            </header>
            {body}
            <div class="card-part ask-submit">
                <div class="only-wide">{submit(page, model)}</div>
                <p class="small muted">{note}</p>
            </div>
        </aside>
    }
    .into_any()
}

/// The button that sends it.
pub fn submit(page: Page, model: &Model) -> AnyView {
    if model.sending {
        busy_button(Look::Primary, "Requesting…")
    } else {
        button(Look::Primary, None, "Request access", move || {
            page.send(Msg::Submit(page.session.clock.glance()));
        })
    }
}

fn outcome(page: Page, model: &Model) -> AnyView {
    let now = page.session.clock.glance();
    let from = match model.form.start {
        Start::Later(Some(start)) => {
            format!(
                "from {}",
                words::when(start, now, browser::minutes_east(start))
            )
        }
        _ => "from now".into(),
    };
    let said = Sentence {
        who: page.session.user().unwrap_or_default(),
        verb: "wants",
        roles: model.form.roles.as_slice().to_vec(),
        tail: model
            .brief
            .length(&model.form)
            .ok()
            .map(|length| ("for", words::length(length))),
        from,
    };
    let below = match &model.preview {
        Some(Ok(request)) => answered(request),
        Some(Err(failure)) => refused(failure),
        None => guessed(model),
    };
    view! {
        <div class="card-part ask-say">{sentence(&said)}</div>
        {below}
    }
    .into_any()
}

/// What the server says would happen.
fn answered(request: &RequestView) -> AnyView {
    let needed = request.progress.needed;
    let count = request.reviewers.count;
    let head = if needed == 0 {
        request.progress.text.clone()
    } else {
        let reviewers = if count == 1 { "reviewer" } else { "reviewers" };
        format!("Waits for {needed} of {count} {reviewers}")
    };
    let stuck = (needed == 0 || count < needed).then(|| {
        message(
            Kind::Wait,
            "As the policy stands, too few people can approve this.",
        )
    });
    let starts = match request.access_starts {
        Some(starts) => times::when(starts),
        None => "once approved".into_any(),
    };
    let lasts = view! { "until " {times::when(request.access_expires)} " at most" }.into_any();
    let expires = view! { "expires at " {times::when(request.pending_expires)} }.into_any();
    view! {
        <div class="card-part ask-who">
            <h3>{icon(Icon::Users)}{head}</h3>
            {people(&request.reviewers)}
            <p class="muted">"You cannot review your own request."</p>
            {stuck}
        </div>
        <div class="card-part">
            {facts(vec![("Starts", starts), ("Lasts", lasts), ("If nobody acts", expires)])}
        </div>
    }
    .into_any()
}

/// Who can review, by name where that may be known.
fn people(reviewers: &Reviewers) -> AnyView {
    match &reviewers.names {
        Some(names) => names
            .iter()
            .map(|name| view! { <p class="ask-person">{avatar(name.as_str(), Stance::Acted)}{name.to_string()}</p> })
            .collect_view()
            .into_any(),
        None => ().into_any(),
    }
}

/// What the server would refuse, and why.
fn refused(failure: &Failure) -> AnyView {
    let why = match failure {
        Failure::Problem(problem) => trace(&problem.explanation),
        _ => ().into_any(),
    };
    view! {
        <div class="card-part">
            {message(
                Kind::Wait,
                view! { <strong>"This would be refused. "</strong>{spoken(&failure.text())}{why} },
            )}
        </div>
    }
    .into_any()
}

/// What can be said before the server was asked: who must agree, from the terms.
fn guessed(model: &Model) -> AnyView {
    let picked = model.capabilities.ready().into_iter().flat_map(|terms| {
        terms
            .roles
            .iter()
            .filter(|role| model.form.roles.contains(&role.name))
    });
    let mut lines: Vec<&str> = Vec::new();
    for line in picked.flat_map(|role| &role.thresholds) {
        if !lines.contains(&line.as_str()) {
            lines.push(line);
        }
    }
    let lines = lines
        .into_iter()
        .map(|line| view! { <p>{spoken(&load::sentence(line))}</p> })
        .collect_view();
    view! { <div class="card-part ask-who"><h3>{icon(Icon::Users)}"Waits for approval"</h3>{lines}</div> }
        .into_any()
}
