//! The frame around every page: the header with its menu, and what was just said.

use crate::view::prelude::*;
use postern_core::api::identity::Me;

use crate::{
    browser::theme::Theme,
    components::{
        avatar::{Stance, avatar},
        button::{Look, button, icon_button},
        icon::{Icon, icon},
        sentence::role,
    },
    pages::{self, audit::filter::AuditFilter, settings::place::Place},
    route::{ReviewFilter, Route},
    session::{Overlay, Session},
};

/// The bar at the top.
pub fn header(session: Session) -> AnyView {
    view! {
        <header class="frame-header">
            {brand()}
            {move || nav(session)}
            <span class="grow"></span>
            {move || search(session)}
            {theme_button()}
            {move || person(session)}
        </header>
    }
    .into_any()
}

/// The mark and the name.
pub fn brand() -> AnyView {
    view! {
        <a class="brand" href="/" aria-label="Postern, to the start">
            <svg class="icon mark" aria-hidden="true"><use href=Icon::Mark.href() /></svg>
            <span>"Postern"</span>
        </a>
    }
    .into_any()
}

/// The entries for those who have a use for them.
fn entries(me: &Me, waiting: usize) -> Vec<(&'static str, Route, usize)> {
    let mut all = vec![("Requests", Route::Requests, 0)];
    if me.may.review {
        all.push(("Review", Route::Review(ReviewFilter::default()), waiting));
    }
    all.push(("Access", Route::Access, 0));
    if pages::policy::is_for(me) {
        all.push(("Policy", Route::Policy, 0));
    }
    if pages::audit::is_for(me) {
        all.push(("Audit", Route::Audit(AuditFilter::default()), 0));
    }
    // Everybody has sessions and may have tokens.
    all.push(("Settings", Route::Settings(Place::Start, String::new()), 0));
    all
}

/// Whether a place belongs to an entry.
fn belongs(place: &Route, entry: &Route) -> bool {
    matches!(
        (place, entry),
        (
            Route::Requests | Route::Ask(_) | Route::Again(_) | Route::Request(_),
            Route::Requests
        ) | (Route::Review(_) | Route::Decide(_), Route::Review(_))
            | (Route::Access, Route::Access)
            | (Route::Policy, Route::Policy)
            | (Route::Audit(_), Route::Audit(_))
            | (Route::Settings(..), Route::Settings(..))
    )
}

fn nav(session: Session) -> AnyView {
    let me = session.me.read();
    let Some(me) = me.ready() else {
        return view! { <a class="frame-open" href=Route::Playground.href() data-leave="">"Open the playground" {icon(Icon::ArrowRight)}</a> }
            .into_any();
    };
    let links = links(session, me);
    view! { <nav class="frame-nav only-wide" aria-label="Main">{links}</nav> }.into_any()
}

fn links(session: Session, me: &Me) -> AnyView {
    let place = session.route.get();
    let links = entries(me, session.waiting.get())
        .into_iter()
        .map(|(name, to, count)| {
            let here = belongs(&place, &to).then_some("page");
            let count = (count > 0).then(|| {
                view! { <span class="count">{count}<span class="unseen">" wait for you"</span></span> }
            });
            view! { <a class="frame-entry" href=to.href() aria-current=here>{name} {count}</a> }
        })
        .collect_view();
    view! {
        {links}
        <a class="frame-entry" href=Route::Playground.href() data-leave="">"Playground"</a>
    }
    .into_any()
}

/// Opens the palette: by name to every place, role and request.
fn search(session: Session) -> AnyView {
    if session.me.read().ready().is_none() {
        return ().into_any();
    }
    view! {
        <button
            type="button"
            class="frame-search only-wide"
            aria-label="Search or jump to"
            aria-keyshortcuts="Control+K"
            on:click=move |_| session.overlay.set(Some(Overlay::Palette))
        >
            {icon(Icon::Search)}
            <span class="frame-search-words">"Search or jump to"</span>
            <kbd class="key">"Ctrl K"</kbd>
        </button>
    }
    .into_any()
}

/// Light, dark, or as the system has it.
pub fn theme_button() -> AnyView {
    let theme = RwSignal::new(Theme::stored());
    let label = move || {
        let theme = theme.get();
        format!(
            "Theme: {}. Change to {}",
            theme.label(),
            theme.next().label()
        )
    };
    let mark = move || {
        icon(match theme.get() {
            Theme::System => Icon::Monitor,
            Theme::Light => Icon::Sun,
            Theme::Dark => Icon::Moon,
        })
    };
    view! {
        <button
            type="button"
            class="button frame-theme"
            data-look="ghost"
            aria-label=label
            title=label
            on:click=move |_| {
                let next = theme.get_untracked().next();
                next.set();
                theme.set(next);
            }
        >
            {mark}
        </button>
    }
    .into_any()
}

/// Who is signed in, with a menu: on a phone it holds the navigation too.
fn person(session: Session) -> AnyView {
    let me = session.me.read();
    let Some(me) = me.ready() else {
        return ().into_any();
    };
    let name = me.user.to_string();
    let roles = me.roles.iter().map(role).collect_view();
    let waiting = session.waiting.get();
    let review = (me.may.review && waiting > 0).then(|| {
        view! {
            <a class="frame-entry only-phone" href=Route::Review(ReviewFilter::default()).href()>
                "Review " <span class="count">{waiting}</span>
            </a>
        }
    });
    view! {
        {review}
        <button type="button" class="frame-person" popovertarget="person-menu" aria-label=format!("{name}, menu")>
            {avatar(me.user.as_str(), Stance::Yourself)}
            <span class="only-wide">{name.clone()}</span>
            <span class="only-wide">{icon(Icon::ChevronDown)}</span>
            <span class="only-phone">{icon(Icon::Menu)}</span>
        </button>
        <div id="person-menu" class="menu" popover="auto">
            <p class="menu-who"><b>{name}</b><br /><span class="roles">{roles}</span></p>
            <nav class="only-phone menu-nav" aria-label="Main, in the menu">{links(session, me)}</nav>
            <div class="only-phone">{opens(session, Overlay::Palette, Icon::Search, "Search or jump to")}</div>
            {opens(session, Overlay::Help, Icon::Info, "Keys and about")}
            {button(Look::Ghost, Some(Icon::LogOut), "Sign out", move || session.sign_out())}
        </div>
    }
    .into_any()
}

/// An entry of the menu that lays something over the page, and closes the menu.
fn opens(session: Session, overlay: Overlay, mark: Icon, words: &'static str) -> AnyView {
    view! {
        <button
            type="button"
            class="button"
            data-look="ghost"
            popovertarget="person-menu"
            popovertargetaction="hide"
            on:click=move |_| session.overlay.set(Some(overlay))
        >
            {icon(mark)}
            <span>{words}</span>
        </button>
    }
    .into_any()
}

/// What was just said, at the foot of the page.
pub fn toast(session: Session) -> AnyView {
    view! {
        <div class="toasts" role="status">
            {move || session.toast.get().map(|toast| {
                let mark = if toast.failed { Icon::CircleX } else { Icon::CircleCheck };
                view! {
                    <div class="toast" data-failed=toast.failed.then_some("")>
                        {icon(mark)}
                        <p class="grow">{toast.text}</p>
                        {icon_button(Icon::X, "Close", move || session.toast.set(None))}
                    </div>
                }
            })}
        </div>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_place_belongs_to_one_entry() {
        let entries = [
            Route::Requests,
            Route::Review(ReviewFilter::default()),
            Route::Access,
            Route::Audit(AuditFilter::default()),
            Route::Settings(Place::Start, String::new()),
        ];
        for (place, expected) in [
            (Route::Ask(vec![]), Some(0)),
            (Route::Request("x".into()), Some(0)),
            (Route::Decide("x".into()), Some(1)),
            (Route::Access, Some(2)),
            (Route::Settings(Place::Keys, String::new()), Some(4)),
            (Route::Lost, None),
        ] {
            let found: Vec<usize> = entries
                .iter()
                .enumerate()
                .filter(|(_, entry)| belongs(&place, entry))
                .map(|(at, _)| at)
                .collect();
            assert_eq!(found, Vec::from_iter(expected), "{place:?}");
        }
    }
}
