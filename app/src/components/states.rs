//! What a list or card shows when there is nothing to show: empty, on its way, failed.

use crate::view::prelude::*;

use super::{
    button::{Look, button},
    copy::copy_id,
    icon::{Icon, icon},
    message::{Kind, message},
};
use crate::{load::Failure, session::Session};

/// Nothing here: what is so, why, and ways on.
pub fn empty(
    mark: Icon,
    what: &str,
    why: impl IntoView + 'static,
    ways: impl IntoView + 'static,
) -> AnyView {
    empty_drawn(mark, what, why.into_any(), ways.into_any())
}

fn empty_drawn(mark: Icon, what: &str, why: AnyView, ways: AnyView) -> AnyView {
    view! {
        <div class="empty">
            <svg class="icon icon-large" aria-hidden="true"><use href=mark.href() /></svg>
            <p class="empty-what">{what.to_owned()}</p>
            <p>{why}</p>
            <div class="buttons">{ways}</div>
        </div>
    }
    .into_any()
}

/// On its way: bars in the shape of rows, which appear only after a moment.
pub fn skeleton(rows: usize) -> AnyView {
    let bars = (0..rows)
        .map(|_| view! { <div class="skeleton-row"><i></i><span><i></i><i></i></span></div> })
        .collect_view();
    view! {
        <div class="skeleton" aria-busy="true">
            <span class="unseen">"Loading"</span>
            {bars}
        </div>
    }
    .into_any()
}

/// It did not come: what, why, try again, and the id to ask about.
pub fn failed(what: &str, failure: &Failure, retry: impl Fn() + 'static) -> AnyView {
    failed_drawn(what, failure, Box::new(retry))
}

fn failed_drawn(what: &str, failure: &Failure, retry: Box<dyn Fn()>) -> AnyView {
    let id = failure.id().to_owned();
    let text = failure.text();
    let what = what.to_owned();
    view! {
        <div class="failed" role="alert">
            {message(Kind::Bad, view! { <strong>{what}</strong><br />{text} })}
            <div class="buttons">
                {button(Look::Default, Some(Icon::Refresh), "Try again", retry)}
                {sign_in_again(failure.wants_sign_in())}
                {(!id.is_empty())
                    .then(|| view! { <span class="small muted">"Id for support "{copy_id(&id)}</span> })}
            </div>
        </div>
    }
    .into_any()
}

/// The way out where what is known of the reader is too old to act by: sign in again, and come back here.
pub fn sign_in_again(helps: bool) -> AnyView {
    let session = Session::here();
    let way = helps.then(|| {
        button(
            Look::Default,
            Some(Icon::LogIn),
            "Sign in again",
            move || {
                session.sign_in_again();
            },
        )
    });
    view! { {way} }.into_any()
}

/// A whole page instead of another: a title, what is so, and ways on.
pub fn notice(
    mark: Icon,
    tag: &str,
    title: &str,
    text: impl IntoView + 'static,
    ways: impl IntoView + 'static,
) -> AnyView {
    view! {
        <div class="notice">
            <p class="notice-tag">{icon(mark)}{tag.to_owned()}</p>
            <h1 tabindex="-1">{title.to_owned()}</h1>
            <p class="notice-text">{text.into_any()}</p>
            <div class="buttons">{ways.into_any()}</div>
        </div>
    }
    .into_any()
}
