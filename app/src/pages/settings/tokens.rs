//! Machine tokens and sessions.

use crate::view::prelude::*;
use postern_core::api::{
    credentials::{IssuedToken, SessionView, TokenView},
    identity::Me,
};

use super::{
    Page,
    model::{Model, Msg, Question},
    place::may,
    row, rows,
};
use crate::{
    components::{
        badge::{Tone, badge},
        button::{Look, button, keyed_button},
        copy::copy_line,
        icon::Icon,
        times,
    },
    words,
};

/// Whose tokens are listed, and making one.
pub(super) fn head(page: Page, model: &Model, me: &Me) -> AnyView {
    let mine = model.mine;
    let whose = may(me, "token:list").then(|| {
        view! {
            <div class="segments" role="group" aria-label="Whose tokens">
                {whose(page, "Everybody’s", !mine, false)}
                {whose(page, "Mine", mine, true)}
            </div>
        }
    });
    view! {
        <div class="buttons">
            {whose}
            {keyed_button(Look::Primary, Some(Icon::Plus), "New token", None, move || {
                page.send(Msg::Ask(Question::NewToken));
            })}
        </div>
    }
    .into_any()
}

fn whose(page: Page, words: &'static str, is_picked: bool, mine: bool) -> AnyView {
    view! {
        <button
            type="button"
            class="segment"
            aria-pressed=if is_picked { "true" } else { "false" }
            on:click=move |_| page.send(Msg::MineAsked(mine))
        >{words}</button>
    }
    .into_any()
}

/// The tokens, and the one that was just made.
pub(super) fn tokens(page: Page, model: &Model, me: &Me, all: &[TokenView]) -> AnyView {
    let now = page.session.clock.glance();
    let list = all
        .iter()
        .map(|token| {
            let is_own = token.owner == me.user;
            let scopes: Vec<&str> = token.scopes.iter().map(|scope| scope.as_str()).collect();
            let over = token.expires <= now;
            let title = view! {
                <b>{token.name.clone()}</b>
                {over.then(|| badge(Some(Icon::TimerOff), "Expired", Tone::Off))}
                {(!is_own).then(|| view! { <span class="muted">"of "{token.owner.to_string()}</span> })}
            };
            let used = match token.used {
                Some(used) => view! { "used " {times::ago(used)} }.into_any(),
                None => "never used".into_any(),
            };
            let ends = if over { "ended " } else { "ends " };
            let facts = vec![
                view! { "May " <code>{words::names(&scopes)}</code> },
                view! { {ends} {times::when(token.expires)} },
                used,
                view! { "made " {times::ago(token.created)} {(token.maker != token.owner).then(|| format!(" by {}", token.maker))} },
            ];
            let (id, name) = (token.id.clone(), token.name.clone());
            let revoke = (is_own || may(me, "token:delete")).then(|| {
                button(Look::Danger, Some(Icon::Ban), "Revoke", move || {
                    page.send(Msg::Ask(Question::Revoke(id.clone(), name.clone())));
                })
            });
            row(title, facts, revoke.into_any(), ().into_any())
        })
        .collect_view();
    view! {
        {model.issued.as_ref().map(|issued| just_made(page, issued))}
        {rows(
            "Tokens",
            list,
            Icon::Key,
            "There are no tokens",
            "A program that calls the API needs one. Make it for as little as the program does.",
            ().into_any(),
        )}
    }
    .into_any()
}

/// The secret, the only time that it is shown.
fn just_made(page: Page, issued: &IssuedToken) -> AnyView {
    view! {
        <section class="card settings-issued" aria-label="The new token">
            <div class="card-part">
                <h2>"Copy the secret of " {issued.token.name.clone()} " now"</h2>
                <p class="small muted">"It is shown this once and kept nowhere. Send it as Authorization: Bearer."</p>
                {copy_line("Copy secret", issued.secret.clone(), false)}
                <div class="buttons">
                    {button(Look::Default, Some(Icon::Check), "I have it", move || page.send(Msg::Taken))}
                </div>
            </div>
        </section>
    }
    .into_any()
}

/// Ends all of them.
pub(super) fn sessions_head(page: Page) -> AnyView {
    button(
        Look::Danger,
        Some(Icon::LogOut),
        "Sign out everywhere",
        move || {
            page.send(Msg::Ask(Question::EndSessions));
        },
    )
}

/// Where the reader is signed in.
pub(super) fn sessions(page: Page, all: &[SessionView]) -> AnyView {
    let list = all
        .iter()
        .map(|session| {
            let title = view! {
                <b>{browser_of(&session.agent)}</b>
                {session.current.then(|| badge(Some(Icon::CircleCheck), "This one", Tone::Good))}
            };
            let mut facts = vec![view! { "seen " {times::ago(session.seen)} }];
            if !session.source.is_empty() {
                facts.push(view! { "from " {session.source.clone()} });
            }
            facts.push(view! { "signed in " {times::ago(session.created)} });
            facts.push(view! { "ends " {times::when(session.expires)} });
            let (id, current) = (session.id.clone(), session.current);
            let end = button(Look::Default, Some(Icon::LogOut), "Sign out", move || {
                page.send(Msg::Ask(Question::EndSession(id.clone(), current)));
            });
            row(title, facts, end, ().into_any())
        })
        .collect_view();
    rows(
        "Sessions",
        list,
        Icon::Monitor,
        "No session is in force",
        "You are here by another way, such as a gateway in front of Postern.",
        ().into_any(),
    )
}

/// A browser as people know it: the name and system that its own text holds.
fn browser_of(agent: &str) -> String {
    // The first that fits counts: most of them call themselves by several names.
    let find = |names: &[(&str, &'static str)]| {
        let found = names.iter().find(|(part, _)| agent.contains(part));
        found.map(|(_, name)| *name)
    };
    let name = find(&[
        ("Edg/", "Edge"),
        ("OPR/", "Opera"),
        ("Firefox/", "Firefox"),
        ("Chrome/", "Chrome"),
        ("Safari/", "Safari"),
        ("postern", "Postern’s command line"),
    ]);
    let system = find(&[
        ("Android", "Android"),
        ("iPhone", "iPhone"),
        ("iPad", "iPad"),
        ("Windows", "Windows"),
        ("Mac OS", "macOS"),
        ("Linux", "Linux"),
    ]);
    match (name, system) {
        (Some(name), Some(system)) => format!("{name} on {system}"),
        (Some(name), None) => name.into(),
        _ if agent.is_empty() => "An unknown browser".into(),
        _ => agent.chars().take(60).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn browsers_are_named_as_people_know_them() {
        let chrome = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0 Safari/537.36";
        assert_eq!(browser_of(chrome), "Chrome on Linux");
        let phone = "Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) Version/17.0 Mobile/15E148 Safari/604.1";
        assert_eq!(browser_of(phone), "Safari on iPhone");
        assert_eq!(browser_of(""), "An unknown browser");
        assert_eq!(browser_of("curl/8"), "curl/8");
    }
}
