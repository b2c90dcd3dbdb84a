//! The settings: a list of parts, and the part that is open.

use crate::view::prelude::*;
use postern_core::api::identity::Me;

use crate::{
    browser,
    components::{
        button::{Look, busy_button, button, link_button},
        icon::Icon,
        message::{Kind, message},
        states::{empty, failed, notice, skeleton},
        trace::spoken,
    },
    load::Load,
    model::Program,
    route::Route,
    session::{Link, Session},
};
use model::{Model, Msg, Things};
use place::Place;

mod call;
mod cluster;
mod dialogs;
mod fields;
pub mod form;
mod integrations;
pub mod model;
mod people;
pub mod place;
mod tokens;

type Page = Program<Model>;

/// The page of one part, and of the thing of this name in it.
pub fn page(place: Place, name: String) -> AnyView {
    let session = Session::here();
    if place == Place::Start {
        browser::after(0, move || {
            session.adjust(Route::Settings(Place::Tokens, String::new()));
        });
        return view! { <main id="main" class="page"></main> }.into_any();
    }
    let title = match name.as_str() {
        "" => place.label().to_owned(),
        name => name.to_owned(),
    };
    browser::title(&format!("{title} · Settings"));
    let is_allowed = {
        let me = session.me.read_untracked();
        me.ready().is_some_and(|me| place.is_for(me))
    };
    if !is_allowed {
        return forbidden(session, place);
    }
    let page = Program::start(
        Model::of(place, name.clone()),
        vec![model::Command::Load(None)],
        call::run,
    );
    watch(move |first| {
        session.changed.track();
        if !first {
            page.send(Msg::Refresh);
        }
    });
    let about = if name.is_empty() { place.about() } else { "" };
    view! {
        <main id="main" class="page settings">
            {move || nav(session, place)}
            <div class="settings-body">
                <div class="page-head">
                    <div>
                        <h1 tabindex="-1">{title}</h1>
                        {(!about.is_empty()).then(|| view! { <p class="muted">{about}</p> })}
                    </div>
                    {move || page.read(|model| with_me(page, |me| head(page, model, me)))}
                </div>
                {move || page.read(refused)}
                {move || page.read(|model| body(page, model))}
                {move || page.read(|model| dialogs::dialogs(page, model))}
            </div>
        </main>
    }
    .into_any()
}

/// The parts that are for who is here.
fn nav(session: Session, here: Place) -> AnyView {
    let me = session.me.read();
    let Some(me) = me.ready() else {
        return ().into_any();
    };
    let links = Place::ALL
        .into_iter()
        .filter(|place| place.is_for(me))
        .map(|place| {
            let to = Route::Settings(place, String::new());
            let current = (place == here).then_some("page");
            view! { <a class="settings-place" href=to.href() aria-current=current>{place.label()}</a> }
        })
        .collect_view();
    view! { <nav class="settings-nav" aria-label="Settings">{links}</nav> }.into_any()
}

fn forbidden(session: Session, place: Place) -> AnyView {
    view! {
        <main id="main" class="page settings">
            {move || nav(session, place)}
            <div class="settings-body">
                {notice(
                    Icon::Lock,
                    "Not for you",
                    place.label(),
                    "Your roles do not let you see this. Whoever manages the policy can change that.",
                    link_button(
                        Look::Default,
                        None,
                        "Your tokens",
                        &Route::Settings(Place::Tokens, String::new()),
                    ),
                )}
            </div>
        </main>
    }
    .into_any()
}

/// Draws something for whoever is here.
fn with_me(page: Page, draw: impl FnOnce(&Me) -> AnyView) -> AnyView {
    let me = page.session.me.read();
    me.ready().map_or_else(|| ().into_any(), draw)
}

/// What can be begun here.
fn head(page: Page, model: &Model, me: &Me) -> AnyView {
    match model.place {
        Place::Tokens => tokens::head(page, model, me),
        Place::Sessions => tokens::sessions_head(page),
        Place::Integrations if !model.name.is_empty() => integrations::head(page, model, me),
        Place::Keys => cluster::keys_head(page, me),
        Place::Secrets => cluster::secrets_head(page, me),
        _ => ().into_any(),
    }
}

/// Why something was refused that no dialog asked for.
fn refused(model: &Model) -> AnyView {
    let failure = model.refused.as_ref().filter(|_| model.question.is_none());
    failure
        .map(|failure| {
            let id =
                (!failure.id().is_empty()).then(|| format!(" Id for support: {}", failure.id()));
            view! {
                <div class="settings-refused" role="alert">
                    {message(Kind::Bad, view! { {spoken(&failure.text())} {id} })}
                </div>
            }
        })
        .into_any()
}

fn body(page: Page, model: &Model) -> AnyView {
    let things = match &model.things {
        Load::Waiting => return view! { <div class="card">{skeleton(4)}</div> }.into_any(),
        Load::Failed(failure) => {
            let what = match failure.status() {
                403 => "This is not for you",
                404 => "There is no such thing, or no longer",
                _ => "This could not be loaded",
            };
            return view! {
                <div class="card">{failed(what, failure, move || page.send(Msg::Reload))}</div>
            }
            .into_any();
        }
        Load::Ready(things) => things,
    };
    let stale = match page.session.link.get() {
        Link::Offline(since) => Some(view! {
            <p class="small muted settings-stale">"As of " {crate::components::times::when(since)}</p>
        }),
        _ => None,
    };
    let list = with_me(page, |me| match things {
        Things::People(users, locks, seen) => people::people(page, model, me, (users, locks, seen)),
        Things::Connectors(all) => people::connectors(page, model, all),
        Things::Integrations(all) => integrations::list(all),
        Things::Integration(one, told) => integrations::one(page, model, me, one, told),
        Things::Tokens(all) => tokens::tokens(page, model, me, all),
        Things::Sessions(all) => tokens::sessions(page, all),
        Things::Keys(all) => cluster::keys(all),
        Things::Secrets(all) => cluster::secrets(page, me, all),
        Things::Cluster(view) => cluster::cluster(page, model, me, view),
    });
    let more = model.next.is_some().then(|| {
        view! {
            <div class="list-more">
                {button(Look::Default, None, "Load older ones", move || page.send(Msg::MoreAsked))}
            </div>
        }
    });
    view! { {stale} {list} {more} }.into_any()
}

/// A card of rows, or what stands there without any.
fn rows(
    label: &str,
    rows: Vec<AnyView>,
    mark: Icon,
    what: &str,
    why: &'static str,
    way: AnyView,
) -> AnyView {
    if rows.is_empty() {
        return view! { <div class="card">{empty(mark, what, why, way)}</div> }.into_any();
    }
    view! { <ul class="card settings-list" aria-label=label.to_owned()>{rows}</ul> }.into_any()
}

/// One thing of a list: what it is, facts in small letters, and what can be done with it.
fn row(title: AnyView, facts: Vec<AnyView>, acts: AnyView, below: AnyView) -> AnyView {
    let facts = facts
        .into_iter()
        .map(|fact| view! { <span>{fact}</span> })
        .collect_view();
    view! {
        <li class="settings-row">
            <div class="settings-main">
                <p class="settings-title">{title}</p>
                <p class="settings-facts">{facts}</p>
            </div>
            <div class="buttons">{acts}</div>
            {below}
        </li>
    }
    .into_any()
}

/// A button that asks or does something; it says so while that is under way.
fn act_button(
    look: Look,
    mark: Icon,
    words: &str,
    is_busy: bool,
    press: impl Fn() + 'static,
) -> AnyView {
    if is_busy {
        busy_button(look, "One moment…")
    } else {
        button(look, Some(mark), words, press)
    }
}
