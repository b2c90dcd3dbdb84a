//! Integrations: who is told what, and how each telling ended.

use crate::view::prelude::*;
use postern_core::api::{
    identity::Me,
    integrations::{DeliveryView, IntegrationView},
};

use super::{
    Page, act_button,
    model::{Act, Model, Msg, Things},
    place::{Place, may},
    row, rows,
};
use crate::{
    components::{
        badge::{Tone, badge},
        button::{Look, link_button},
        card::card,
        facts::facts,
        icon::Icon,
        message::{Kind, message},
        times,
        trace::spoken,
    },
    letters::capital,
    load::sentence,
    route::Route,
    words,
};

fn state(integration: &IntegrationView) -> AnyView {
    if integration.stopped.is_some() {
        badge(Some(Icon::Triangle), "Stopped", Tone::Bad)
    } else if integration.disabled {
        badge(Some(Icon::CircleMinus), "Disabled", Tone::Off)
    } else {
        badge(Some(Icon::CircleCheck), "Enabled", Tone::Good)
    }
}

fn events(integration: &IntegrationView) -> AnyView {
    match integration.events.as_slice() {
        [] => "Hears of everything".into_any(),
        events => {
            let events: Vec<&str> = events.iter().map(String::as_str).collect();
            view! { "Hears of " {words::names(&events)} }.into_any()
        }
    }
}

/// All of them.
pub(super) fn list(all: &[IntegrationView]) -> AnyView {
    let list = all
        .iter()
        .map(|integration| {
            let to = Route::Settings(Place::Integrations, integration.name.clone());
            let mut facts = vec![
                view! { <code>{integration.url.clone()}</code> },
                events(integration),
            ];
            if !integration.description.is_empty() {
                facts.insert(0, integration.description.clone().into_any());
            }
            row(
                view! { <a href=to.href()><b>{integration.name.clone()}</b></a> {state(integration)} },
                facts,
                link_button(Look::Default, None, "Delivery log", &to),
                ().into_any(),
            )
        })
        .collect_view();
    rows(
        "Integrations",
        list,
        Icon::Zap,
        "Nothing is told yet",
        "Write a document of kind integration with PUT /api/v1/integrations/NAME; it then appears here.",
        ().into_any(),
    )
}

/// The test of one.
pub(super) fn head(page: Page, model: &Model, me: &Me) -> AnyView {
    let back = Route::Settings(Place::Integrations, String::new());
    let is_working = match model.things.ready() {
        Some(Things::Integration(one, _)) => !one.disabled,
        _ => false,
    };
    let act = Act::Test(model.name.clone());
    let test = (is_working && may(me, "integration:update")).then(|| {
        let is_busy = model.busy.as_ref() == Some(&act);
        act_button(
            Look::Primary,
            Icon::Flask,
            "Send a test",
            is_busy,
            move || {
                page.send(Msg::Do(act.clone()));
            },
        )
    });
    view! {
        <div class="buttons">
            {link_button(Look::Ghost, Some(Icon::ArrowLeft), "All integrations", &back)}
            {test}
        </div>
    }
    .into_any()
}

/// One of them, with its log.
pub(super) fn one(
    page: Page,
    model: &Model,
    me: &Me,
    integration: &IntegrationView,
    told: &[DeliveryView],
) -> AnyView {
    let stopped = integration.stopped.as_ref().map(|stopped| {
        let text = sentence(&stopped.reason);
        message(
            Kind::Wait,
            view! { "Postern stopped calling it " {times::ago(stopped.since)} ". " {spoken(&text)} },
        )
    });
    let secrets = integration
        .secrets
        .iter()
        .map(|secret| {
            let from = match &secret.reference {
                Some(reference) => view! { <code>{reference.clone()}</code> },
                None => "made by Postern".into_any(),
            };
            view! { <p>{capital(secret.direction.word())} ", " {from}</p> }
        })
        .collect_view();
    let about = facts(vec![
        ("Address", view! { <code>{integration.url.clone()}</code> }),
        ("Events", events(integration)),
        ("Tool", integration.tool.clone().into_any()),
        ("Signed with", secrets.into_any()),
        (
            "Written",
            view! { "by " {integration.author.to_string()} " " {times::ago(integration.updated)} },
        ),
    ]);
    let may_repeat = may(me, "integration:update");
    let log = told
        .iter()
        .map(|delivery| self::delivery(page, model, may_repeat, delivery))
        .collect_view();
    view! {
        <div class="stack">
            {stopped}
            {card("How it is called", state(integration), view! { <div class="card-part">{about}</div> })}
            <h2>"Delivery log"</h2>
            {rows(
                "Deliveries, newest first",
                log,
                Icon::Inbox,
                "It was told nothing yet",
                "What happens from now on is told and stands here. Send a test to see that it arrives.",
                ().into_any(),
            )}
        </div>
    }
    .into_any()
}

fn delivery(page: Page, model: &Model, may_repeat: bool, delivery: &DeliveryView) -> AnyView {
    let (word, mark, tone) = match delivery.state.as_str() {
        "delivered" => ("Delivered", Icon::CircleCheck, Tone::Good),
        "dead" => ("Given up", Icon::CircleX, Tone::Bad),
        "held" => ("Held back", Icon::CircleMinus, Tone::Off),
        "sending" => ("Sending", Icon::Refresh, Tone::Wait),
        _ => ("Waiting", Icon::Clock, Tone::Wait),
    };
    let mut facts = vec![times::ago(delivery.created)];
    if !delivery.subject.is_empty() {
        let subject = delivery.subject.clone();
        facts.push(view! { <code title=subject.clone()>{words::short_id(&subject)}</code> });
    }
    let tries = delivery.attempts.len();
    if tries > 0 {
        facts.push(words::count(tries, "attempt", "attempts").into_any());
    }
    if let Some(last) = delivery.attempts.last() {
        let ended = match (last.status, last.error.as_str()) {
            (Some(status), "") => format!("answered {status} in {} ms", last.took_ms),
            (Some(status), error) => format!("answered {status}: {error}"),
            (None, error) => error.to_owned(),
        };
        facts.push(ended.into_any());
    }
    if let Some(next) = delivery.next_try {
        facts.push(view! { "tried again " {times::when(next)} });
    }
    let act = Act::Redeliver(delivery.id.clone());
    let repeat = (may_repeat && delivery.state != "sending").then(|| {
        let is_busy = model.busy.as_ref() == Some(&act);
        act_button(
            Look::Default,
            Icon::Refresh,
            "Redeliver",
            is_busy,
            move || {
                page.send(Msg::Do(act.clone()));
            },
        )
    });
    row(
        view! { <code>{delivery.event.clone()}</code> {badge(Some(mark), word, tone)} },
        facts,
        repeat.into_any(),
        ().into_any(),
    )
}
