//! Messages within the page: an icon, a ground, a sentence.

use crate::view::prelude::*;

use super::icon::{Icon, icon};

/// The kind of a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Worth knowing.
    Info,
    /// A warning.
    Wait,
    /// Something failed.
    Bad,
    /// An explanation.
    Neutral,
}

/// A message; its text stands in the colour of text.
pub fn message(kind: Kind, body: impl IntoView + 'static) -> AnyView {
    drawn(kind, body.into_any())
}

fn drawn(kind: Kind, body: AnyView) -> AnyView {
    let (name, mark) = match kind {
        Kind::Info => ("info", Icon::Info),
        Kind::Wait => ("wait", Icon::Triangle),
        Kind::Bad => ("bad", Icon::CircleX),
        Kind::Neutral => ("neutral", Icon::Info),
    };
    view! {
        <div class="message" data-kind=name>
            {icon(mark)}
            <div>{body}</div>
        </div>
    }
    .into_any()
}
