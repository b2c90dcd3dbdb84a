//! The card that says how the chain is, and has it checked.

use crate::view::prelude::*;

use super::{
    Page,
    chain::Check,
    entry::{grouped, short_hash},
    model::{Model, Msg},
};
use crate::{
    components::{
        button::{Look, button},
        icon::{Icon, icon},
        times,
        trace::spoken,
    },
    load::sentence,
};

/// The card.
pub(super) fn status(page: Page, model: &Model) -> AnyView {
    let (tone, mark, title, text) = said(&model.check);
    let act = if model.check.is_running() {
        button(Look::Default, Some(Icon::X), "Cancel", move || {
            page.send(Msg::Cancel);
        })
    } else {
        let words = match model.check {
            Check::Unasked => "Verify",
            _ => "Verify again",
        };
        button(Look::Default, Some(Icon::Refresh), words, move || {
            page.send(Msg::Verify);
        })
    };
    let bar = match &model.check {
        Check::Running(running) => Some(view! {
            <progress
                class="audit-progress"
                aria-label="Entries checked"
                max=running.goal.seq.to_string()
                value=running.done().to_string()
            ></progress>
        }),
        _ => None,
    };
    view! {
        <section class="card card-row audit-chain" data-tone=tone aria-label="The chain">
            {icon(mark)}
            <div class="grow" role="status">
                <p><strong>{title}</strong></p>
                <p class="small muted">{text}</p>
                {bar}
            </div>
            {act}
        </section>
    }
    .into_any()
}

fn said(check: &Check) -> (&'static str, Icon, String, AnyView) {
    match check {
        Check::Unasked => (
            "plain",
            Icon::Link,
            "Each entry carries the hash of the one before it".into(),
            "Verify reads the whole log and computes every hash anew, in this browser.".into_any(),
        ),
        Check::Begun => (
            "plain",
            Icon::Link,
            "Reading how far the log goes".into(),
            ().into_any(),
        ),
        Check::Running(running) => (
            "plain",
            Icon::Link,
            format!(
                "{} of {} entries hold so far",
                grouped(running.done()),
                grouped(running.goal.seq)
            ),
            "Computed in this browser.".into_any(),
        ),
        Check::Stopped(done) => (
            "plain",
            Icon::CircleMinus,
            match done {
                0 => "The check was cancelled".into(),
                done => format!(
                    "The check was cancelled; entries 1 to {} hold",
                    grouped(*done)
                ),
            },
            "What comes after was not looked at.".into_any(),
        ),
        Check::Whole { upto, at } => (
            "good",
            Icon::CircleCheck,
            format!("The chain is whole up to entry {}", grouped(upto.seq)),
            view! {
                "Checked in this browser " {times::ago(*at)} ". Head "
                <code title=upto.hash.clone()>{short_hash(&upto.hash)}</code> "."
            },
        ),
        Check::Broken(broken) => {
            let what = if broken.what.is_empty() {
                String::new()
            } else {
                sentence(&broken.what) + " "
            };
            (
                "bad",
                Icon::CircleX,
                format!("The chain breaks at entry {}", grouped(broken.seq)),
                view! {
                    {what} {spoken(&sentence(&broken.why))}
                    " Keep an export, and compare it with an earlier one."
                },
            )
        }
        Check::Failed(failure) => {
            let id =
                (!failure.id().is_empty()).then(|| format!(" Id for support: {}", failure.id()));
            (
                "bad",
                Icon::CircleX,
                "The log could not be read to its end".into(),
                view! { {failure.text()} {id} },
            )
        }
    }
}
