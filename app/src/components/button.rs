//! Buttons, and links that look like them.

use crate::view::prelude::*;

use super::icon::{Icon, icon};
use crate::route::Route;

/// How a button looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Look {
    /// The one main action of a view.
    Primary,
    /// Any other action.
    Default,
    /// Without an edge.
    Ghost,
    /// Ends something; asks first.
    Danger,
    /// Ends something, inside the dialog that asked.
    DangerSolid,
}

impl Look {
    const fn as_str(self) -> &'static str {
        match self {
            Self::Primary => "primary",
            Self::Default => "default",
            Self::Ghost => "ghost",
            Self::Danger => "danger",
            Self::DangerSolid => "danger-solid",
        }
    }
}

/// A button with its icon and words.
pub fn button(look: Look, mark: Option<Icon>, words: &str, press: impl Fn() + 'static) -> AnyView {
    drawn(look, mark, words, None, Box::new(press))
}

/// The same in the size for decisions, with the key that presses it.
pub fn keyed_button(
    look: Look,
    mark: Option<Icon>,
    words: &str,
    key: Option<&'static str>,
    press: impl Fn() + 'static,
) -> AnyView {
    drawn(look, mark, words, key, Box::new(press))
}

/// Compiled once, whatever is done when the button is pressed.
fn drawn(
    look: Look,
    mark: Option<Icon>,
    words: &str,
    key: Option<&'static str>,
    press: Box<dyn Fn()>,
) -> AnyView {
    view! {
        <button type="button" class="button" data-look=look.as_str() on:click=move |_| press()>
            {mark.map(icon)}
            <span>{words.to_owned()}</span>
            {key.map(|key| view! { <kbd class="key only-wide" aria-hidden="true">{key}</kbd> })}
        </button>
    }
    .into_any()
}

/// A button whose work is under way: it stays where it is and says so.
pub fn busy_button(look: Look, words: &str) -> AnyView {
    view! {
        <button type="button" class="button" data-look=look.as_str() aria-disabled="true" data-busy="">
            {icon(Icon::Spinner)}
            <span>{words.to_owned()}</span>
        </button>
    }
    .into_any()
}

/// A button of one icon, with its name for those who do not see it.
pub fn icon_button(mark: Icon, name: &str, press: impl Fn() + 'static) -> AnyView {
    icon_drawn(mark, name, Box::new(press))
}

fn icon_drawn(mark: Icon, name: &str, press: Box<dyn Fn()>) -> AnyView {
    view! {
        <button
            type="button"
            class="button"
            data-look="icon"
            aria-label=name.to_owned()
            title=name.to_owned()
            on:click=move |_| press()
        >
            {icon(mark)}
        </button>
    }
    .into_any()
}

/// A link that looks like a button.
pub fn link_button(look: Look, mark: Option<Icon>, words: &str, to: &Route) -> AnyView {
    view! {
        <a class="button" data-look=look.as_str() href=to.href()>
            {mark.map(icon)}
            <span>{words.to_owned()}</span>
        </a>
    }
    .into_any()
}
