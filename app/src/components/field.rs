//! Fields: what is wrong with one, beside it, and what is wrong with all of them, above.

use crate::view::prelude::*;

use super::{
    icon::{Icon, icon},
    message::{Kind, message},
};
use crate::words;

/// What is wrong with the field that `id` names; empty while nothing is.
pub fn field_error(id: &'static str, text: Option<String>) -> AnyView {
    view! {
        <p class="field-error" id=format!("{id}-error")>
            {text.map(|text| view! { {icon(Icon::CircleX)}<span>{text}</span> })}
        </p>
    }
    .into_any()
}

/// All that is to be put right, each a link to its field; takes the focus.
pub fn error_summary(problems: Vec<(&'static str, String)>) -> AnyView {
    let title = words::count_said(problems.len(), "thing to fix", "things to fix");
    let links = problems
        .into_iter()
        .map(|(id, text)| view! { <li><a href=format!("#{id}")>{text}</a></li> })
        .collect_view();
    view! {
        <div class="error-summary" tabindex="-1" role="alert">
            {message(Kind::Bad, view! { <strong>{title}</strong><ul>{links}</ul> })}
        </div>
    }
    .into_any()
}
