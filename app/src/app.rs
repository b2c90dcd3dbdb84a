//! The application: the frame around the page, and which page it is.

use crate::view::prelude::*;
use postern_core::{api::identity::Me, policy::role::RequestAccess};

use crate::{
    banners,
    browser::{self, storage},
    components::{
        button::{Look, link_button},
        icon::Icon,
        states::{failed, notice},
    },
    frame,
    load::Load,
    overlay,
    pages::{self, audit::filter::AuditFilter},
    route::{ReviewFilter, Route},
    session::Session,
};

/// The mark that sign-in has led to the form; its value tells one session from another.
const LED: &str = "postern-led";

/// What stands in the frame: the page, without what only its address says.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Stage {
    /// Not known yet who is here.
    Waiting,
    /// The server cannot be asked.
    Unreachable,
    /// Nobody is signed in.
    SignIn,
    /// A page, for somebody.
    Page(Route, String),
}

/// The pages of one module; none for what another one shows.
pub type Pages = fn(Session, Route, String) -> Option<AnyView>;

/// Everything.
pub fn app(pages: Pages) -> AnyView {
    let session = Session::start();
    let stage = memo(move || stage(session));
    let mut before = None;
    watch(move |_| {
        let now = stage.get();
        // Not on the first page: the browser puts the focus there itself.
        if before
            .take()
            .is_some_and(|before| before != now && before != Stage::Waiting)
        {
            browser::focus("h1");
        }
        before = Some(now);
    });
    view! {
        <a class="skip" href="#main">"Skip to the content"</a>
        {frame::header(session)}
        {banners::banners(session)}
        {move || show(session, stage.get(), pages)}
        {frame::toast(session)}
        {overlay::overlay(session)}
    }
    .into_any()
}

fn stage(session: Session) -> Stage {
    let me = session.me.read();
    match &*me {
        Load::Waiting => Stage::Waiting,
        Load::Failed(failure) if failure.is_signed_out() => Stage::SignIn,
        Load::Failed(_) => Stage::Unreachable,
        Load::Ready(me) => {
            let route = match session.route.get() {
                Route::Review(_) => Route::Review(ReviewFilter::default()),
                Route::Audit(_) => Route::Audit(AuditFilter::default()),
                route => route,
            };
            Stage::Page(route, me.user.to_string())
        }
    }
}

fn show(session: Session, stage: Stage, pages: Pages) -> AnyView {
    match stage {
        Stage::Waiting => view! { <main id="main" class="page"></main> }.into_any(),
        Stage::SignIn => pages::sign_in::page(),
        Stage::Unreachable => unreachable(session),
        Stage::Page(route, me) => {
            let href = route.href();
            pages(session, route, me).unwrap_or_else(|| {
                // The document comes anew, with the module that shows it.
                browser::history::leave(&href);
                ().into_any()
            })
        }
    }
}

/// The pages for those who ask, review and use what they got.
pub fn requests(session: Session, route: Route, me: String) -> Option<AnyView> {
    Some(match route {
        Route::Home => home(session),
        Route::Ask(roles) => pages::ask::page(roles),
        Route::Again(id) => pages::ask::page_like(id),
        Route::Requests => pages::requests::page(),
        Route::Request(id) => pages::status::page(id),
        Route::Review(_) => pages::review::page(),
        Route::Decide(id) => pages::decide::page(id, me),
        Route::Access => pages::access::page(),
        Route::Audit(_) | Route::Settings(..) | Route::Policy | Route::Playground => return None,
        Route::Lost => lost(),
    })
}

/// The pages for those who look after the cluster.
pub fn administration(_: Session, route: Route, _: String) -> Option<AnyView> {
    match route {
        Route::Audit(_) => Some(pages::audit::page()),
        Route::Settings(place, name) => Some(pages::settings::page(place, name)),
        _ => None,
    }
}

/// The policy in force, in the editor.
pub fn policy(_: Session, route: Route, _: String) -> Option<AnyView> {
    (route == Route::Policy).then(pages::policy::page)
}

/// The form, once for each sign-in of those whose roles say so (W6) and who hold nothing more; Review for
/// whoever may; else what one may use.
fn home(session: Session) -> AnyView {
    let me = session.me.read_untracked();
    let to = match me.ready() {
        Some(me) if asks_at_once(me) && storage::mark(LED, &me.session_expires.to_string()) => {
            Route::Ask(vec!["*".into()])
        }
        Some(me) if me.may.review => Route::Review(ReviewFilter::default()),
        _ => Route::Access,
    };
    browser::after(0, move || session.adjust(to));
    view! { <main id="main" class="page"></main> }.into_any()
}

/// Whether sign-in leads straight to asking (W6), because nothing is there to be used yet.
fn asks_at_once(me: &Me) -> bool {
    me.request_access != RequestAccess::Optional && me.grants.is_empty()
}

fn lost() -> AnyView {
    browser::title("Not found");
    view! {
        <main id="main" class="page">
            {notice(
                Icon::CircleX,
                "Not found",
                "There is no such page",
                "The address may be mistyped, or from another version of Postern.",
                link_button(Look::Default, None, "Your access", &Route::Access),
            )}
        </main>
    }
    .into_any()
}

fn unreachable(session: Session) -> AnyView {
    browser::title("Not connected");
    view! {
        <main id="main" class="page">
            <h1 tabindex="-1" class="unseen">"Postern"</h1>
            {move || {
                let me = session.me.read();
                match &*me {
                    Load::Failed(failure) => view! {
                        <div class="card">
                            {failed("Postern could not be reached", failure, move || session.read_me())}
                        </div>
                    }
                    .into_any(),
                    _ => ().into_any(),
                }
            }}
        </main>
    }
    .into_any()
}
