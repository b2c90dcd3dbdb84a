//! How long and why: the second and third section of the form.

use crate::view::prelude::*;
use postern_core::{
    policy::duration::Duration,
    request::form::{Field, Length, Start},
};

use super::{
    Page,
    model::{LENGTHS, Model, Msg},
    section_head,
};
use crate::{
    browser,
    components::{
        chips::{Chip, chips},
        field::field_error,
        sentence::role,
        trace::{place, spoken},
    },
    load::sentence,
    words,
};

/// So close to the limit the bytes are counted.
const COUNT_WITHIN: usize = 256;

/// What a chip stands for.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Choice {
    Length(Duration),
    Custom,
}

/// The lengths on offer: the usual ones, the longest allowed, and one's own.
fn choices(model: &Model) -> Vec<(Choice, Chip)> {
    let longest = model.brief.longest(&model.form).map(|(longest, _)| longest);
    let custom = matches!(model.form.length, Length::Typed(_));
    let asked = model.brief.length(&model.form).ok().filter(|_| !custom);
    let mut lengths = LENGTHS.to_vec();
    if let Some(longest) = longest.filter(|longest| !LENGTHS.contains(longest)) {
        let place = lengths
            .iter()
            .take_while(|length| **length < longest)
            .count();
        lengths.insert(place, longest);
    }
    let mut all: Vec<(Choice, Chip)> = lengths
        .into_iter()
        .map(|length| {
            let words = words::length(length);
            let chip = Chip {
                words: if longest == Some(length) {
                    format!("{words}, the longest")
                } else {
                    words
                },
                picked: asked == Some(length),
                over: longest.is_some_and(|longest| length > longest),
            };
            (Choice::Length(length), chip)
        })
        .collect();
    all.push((
        Choice::Custom,
        Chip {
            words: "Custom".into(),
            picked: custom,
            over: false,
        },
    ));
    all
}

/// For how long, and from when.
pub fn how_long(page: Page, model: &Model) -> AnyView {
    let now = page.session.clock.glance();
    let error = model.problem(Field::Length, now);
    let all: Vec<Chip> = choices(model).into_iter().map(|(_, chip)| chip).collect();
    let pick = move |at: usize| {
        let choice = page.peek(|model| choices(model).into_iter().nth(at));
        match choice {
            Some((Choice::Length(length), _)) => page.send(Msg::Length(Length::Picked(length))),
            Some((Choice::Custom, _)) => {
                page.send(Msg::Length(Length::Typed(String::new())));
                browser::focus("#length-typed");
            }
            None => {}
        }
    };
    let typed = match &model.form.length {
        Length::Typed(text) => Some(view! {
            <input
                type="text"
                class="input ask-length"
                id="length-typed"
                aria-label="How long, for example 45m or 1h30m"
                placeholder="1h30m"
                autocomplete="off"
                aria-describedby="length-error length-hint"
                prop:value=text.clone()
                on:input=move |event| page.send(Msg::Length(Length::Typed(event_target_value(&event))))
                on:blur=move |_| page.send(Msg::Left(Field::Length))
            />
        }),
        _ => None,
    };
    view! {
        <section class="ask-part">
            {section_head(2, "How long", String::new())}
            {chips("length", "How long", all, pick)}
            {typed}
            {field_error("length", error)}
            <p class="hint" id="length-hint">{ends(page, model)} {cap(model)}</p>
            {start(page, model)}
        </section>
    }
    .into_any()
}

/// When access would end, if it were approved now.
fn ends(page: Page, model: &Model) -> AnyView {
    let Ok(length) = model.brief.length(&model.form) else {
        return ().into_any();
    };
    let start = match model.form.start {
        Start::Later(Some(start)) => Some(start),
        _ => None,
    };
    let clock = page.session.clock;
    let said = memo(move || {
        let now = clock.now();
        let end = start.unwrap_or(now).plus(length);
        format!(
            "Ends {} at the latest. ",
            words::moment(end, now, browser::minutes_east(end))
        )
    });
    view! { <span>{move || said.get()}</span> }.into_any()
}

/// The rule that allows no more, and where it stands.
fn cap(model: &Model) -> AnyView {
    let Some(cap) = model.cap() else {
        return ().into_any();
    };
    view! { <span>{spoken(&sentence(&cap.text))} " " {cap.place.as_ref().map(place)}</span> }
        .into_any()
}

fn start(page: Page, model: &Model) -> AnyView {
    let later = matches!(model.form.start, Start::Later(_));
    let error = model.problem(Field::Start, page.session.clock.glance());
    let when = later.then(|| {
        view! {
            <input
                type="datetime-local"
                class="input ask-start"
                id="start"
                aria-label="When access should begin, in your local time"
                aria-describedby="start-error"
                on:input=move |event| {
                    let at = browser::local_time(&event_target_value(&event));
                    page.send(Msg::Start(Start::Later(at)));
                }
                on:blur=move |_| page.send(Msg::Left(Field::Start))
            />
        }
    });
    view! {
        <fieldset class="choices ask-choices">
            <legend class="unseen">"From when"</legend>
            <label>
                <input type="radio" class="tick" name="start" prop:checked=!later
                    on:change=move |_| page.send(Msg::Start(Start::WhenApproved)) />
                "Start when approved"
            </label>
            <label>
                <input type="radio" class="tick" name="start" prop:checked=later
                    on:change=move |_| page.send(Msg::Start(Start::Later(None))) />
                "Start later"
            </label>
        </fieldset>
        {when}
        {field_error("start", error)}
    }
    .into_any()
}

/// The reason, under the policy's own prompt.
pub fn why(page: Page, model: &Model) -> AnyView {
    let error = model.problem(Field::Reason, page.session.clock.glance());
    let prompts = model.brief.prompts(&model.form);
    let label = match prompts.as_slice() {
        [] => "Reason".to_owned(),
        prompts => prompts.join(" · "),
    };
    let required = match model.brief.reason_required_by(&model.form) {
        Some(by) => view! { <span class="muted">"required by " {role(by)}</span> }.into_any(),
        None => view! { <span class="muted">"optional"</span> }.into_any(),
    };
    let (used, most) = (model.form.reason.len(), model.brief.reason_max_bytes);
    let counter = (used + COUNT_WITHIN > most).then(|| format!(" {used} of {most} bytes."));
    view! {
        <section class="ask-part">
            {section_head(3, "Why", String::new())}
            <label class="label" for="reason">{label} " " {required}</label>
            <textarea
                class="input"
                id="reason"
                rows="3"
                aria-describedby="reason-error reason-hint"
                aria-invalid=error.is_some().then_some("true")
                prop:value=model.form.reason.clone()
                on:input=move |event| page.send(Msg::Reason(event_target_value(&event)))
                on:blur=move |_| page.send(Msg::Left(Field::Reason))
            ></textarea>
            {field_error("reason", error)}
            <p class="hint" id="reason-hint">"Reviewers and the audit log see this." {counter}</p>
        </section>
    }
    .into_any()
}
