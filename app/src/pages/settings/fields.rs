//! The fields of the settings' forms: a label, a control, a hint, and what is wrong with it.

use crate::view::prelude::*;

use super::{
    Page,
    form::Field,
    model::{Model, Msg},
};
use crate::{browser::Event, components::field::field_error};

/// How a field looks.
pub(super) struct Look {
    /// What stands above it.
    pub(super) label: &'static str,
    /// What stands below it.
    pub(super) hint: &'static str,
    /// `text`, `password` or `lines`.
    pub(super) kind: &'static str,
    /// It may be left empty.
    pub(super) is_optional: bool,
}

/// A field for text.
pub(super) fn text(page: Page, model: &Model, field: Field, value: &str, look: &Look) -> AnyView {
    let id = field.id();
    let problem = model.problem(field);
    let described = format!("{id}-hint {id}-error");
    let invalid = problem.is_some().then_some("true");
    let typed = move |event: Event| page.send(Msg::Typed(field, event_target_value(&event)));
    let control = match look.kind {
        "lines" => view! {
            <textarea
                class="input" id=id rows="3" spellcheck="false"
                aria-describedby=described aria-invalid=invalid
                prop:value=value.to_owned() on:input=typed
            ></textarea>
        },
        kind => view! {
            <input
                class="input" id=id type=kind autocomplete="off" autocapitalize="off" spellcheck="false"
                aria-describedby=described aria-invalid=invalid
                prop:value=value.to_owned() on:input=typed
            />
        },
    };
    let optional = look
        .is_optional
        .then(|| view! { <span class="muted">" optional"</span> });
    view! {
        <div>
            <label class="label" for=id>{look.label}{optional}</label>
            {control}
            {field_error(id, problem)}
            <p class="hint" id=format!("{id}-hint")>{look.hint}</p>
        </div>
    }
    .into_any()
}
