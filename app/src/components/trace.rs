//! The steps of a decision, each a sentence with its place in the policy.

use crate::view::prelude::*;
use postern_core::{
    api::explanation::{Step, StepVerdict},
    policy::place::Place,
};

use super::icon::{Icon, icon};

/// The steps, in order.
pub fn trace(steps: &[Step]) -> AnyView {
    let rows = steps
        .iter()
        .map(|step| view! { <li class="step" data-verdict=name(step.verdict)>{row(step)}</li> })
        .collect_view();
    view! { <ol class="trace">{rows}</ol> }.into_any()
}

/// One step without its place in a list.
pub fn row(step: &Step) -> AnyView {
    let detail = step
        .detail
        .as_deref()
        .map(|detail| view! { <span class="muted">{spoken(detail)}</span> });
    view! {
        <span class="step-dot">{icon(mark(step.verdict))}</span>
        <span class="step-text">
            <span>{spoken(&step.text)}</span>
            {detail}
        </span>
        {step.place.as_ref().map(place)}
    }
    .into_any()
}

/// Where the policy says so: `contractor:11`.
pub fn place(place: &Place) -> AnyView {
    let whole = format!(
        "{} {}, {}, line {}, column {}",
        place.kind, place.name, place.field, place.line, place.column
    );
    view! { <span class="place" title=whole>{format!("{}:{}", place.name, place.line)}</span> }
        .into_any()
}

/// A sentence of the core's, with what stands in backquotes as code.
pub fn spoken(text: &str) -> AnyView {
    text.split('`')
        .enumerate()
        .map(|(at, part)| match at % 2 {
            0 => part.to_owned().into_any(),
            _ => view! { <code>{part.to_owned()}</code> }.into_any(),
        })
        .collect_view()
        .into_any()
}

/// What a step came to, as the style sheet knows it.
pub const fn name(verdict: StepVerdict) -> &'static str {
    match verdict {
        StepVerdict::Holds => "holds",
        StepVerdict::NotRelevant => "not-relevant",
        StepVerdict::NoMatch => "no-match",
        StepVerdict::Depends => "depends",
        StepVerdict::Refuses => "refuses",
    }
}

const fn mark(verdict: StepVerdict) -> Icon {
    match verdict {
        StepVerdict::Holds => Icon::Check,
        StepVerdict::NotRelevant => Icon::Minus,
        StepVerdict::NoMatch | StepVerdict::Refuses => Icon::X,
        StepVerdict::Depends => Icon::Users,
    }
}
