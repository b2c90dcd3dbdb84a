//! The page of what was done: the timeline and its filters, and the check of its chain.

use crate::view::prelude::*;
use postern_core::api::{
    endpoint::{Endpoint, ExportAudit, ExportAuditTable, ListAudit, ReadCheckpoint},
    identity::Me,
};

use crate::{
    api::{self, Answer},
    browser,
    components::{
        button::{Look, link_button},
        icon::{Icon, icon},
        states::notice,
    },
    model::Program,
    pages::settings::place::may,
    route::Route,
};
use filter::AuditFilter;
use model::{Command, Model, Msg};

pub mod action;
pub mod chain;
pub mod entry;
pub mod filter;
pub mod model;
mod row;
mod status;
mod timeline;
mod tools;

type Page = Program<Model>;

/// How many entries are shown at once.
const AT_ONCE: &str = "50";
/// How many are read at once to be checked, and how many new ones wait: as many as the server gives.
const MOST: &str = "200";
/// How often to look for new entries, in seconds.
const LOOK_S: i64 = 10;
/// Beyond every number that an entry can have.
const NEWEST: &str = "9007199254740991";

/// Whether somebody may read the log.
pub fn is_for(me: &Me) -> bool {
    may(me, "audit:list") && may(me, "audit:read")
}

/// The page. What it shows is in the address, so it follows that.
pub fn page() -> AnyView {
    browser::title("Audit");
    let session = crate::session::Session::here();
    let is_allowed = {
        let me = session.me.read_untracked();
        me.ready().is_some_and(is_for)
    };
    if !is_allowed {
        return forbidden();
    }
    let filter = filter(&session.route.get_untracked());
    let model = Model::of(filter);
    let first = vec![model.load()];
    let page = Program::start(model, first, run);
    watch(move |first| {
        if let Route::Audit(filter) = &*session.route.read()
            && !first
        {
            page.send(Msg::Routed(filter.clone()));
        }
    });
    watch(move |first| {
        session.changed.track();
        if !first {
            page.send(Msg::Changed);
        }
    });
    // The stream tells of what the reader may see anyway; the log has more, so the page looks by itself too.
    watch(move |first| {
        let is_due = session.clock.now().as_secs() % LOOK_S == 0;
        if is_due && !first {
            page.send(Msg::Changed);
        }
    });
    view! {
        <main id="main" class="page">
            <div class="page-head">
                <div>
                    <h1 tabindex="-1">"Audit"</h1>
                    <p class="muted">"Everything that was asked, decided and used. Entries are never changed."</p>
                </div>
                <div class="buttons">
                    {export(ExportAudit::ENTRY.path, "Export JSONL")}
                    {export(ExportAuditTable::ENTRY.path, "Export CSV")}
                </div>
            </div>
            {move || page.read(|model| status::status(page, model))}
            {move || page.read(|model| tools::tools(page, model))}
            {move || page.read(|model| timeline::timeline(page, model))}
        </main>
    }
    .into_any()
}

fn filter(route: &Route) -> AuditFilter {
    match route {
        Route::Audit(filter) => filter.clone(),
        _ => AuditFilter::default(),
    }
}

fn forbidden() -> AnyView {
    view! {
        <main id="main" class="page">
            {notice(
                Icon::Lock,
                "Not for you",
                "The audit log is not for you",
                "Your roles do not let you read it. What happened to your own requests stands on their pages.",
                link_button(Look::Default, None, "Your requests", &Route::Requests),
            )}
        </main>
    }
    .into_any()
}

/// A link that the browser saves as a file.
fn export(to: &'static str, words: &'static str) -> AnyView {
    view! {
        <a class="button" data-look="default" href=to download="">{icon(Icon::Download)}<span>{words}</span></a>
    }
    .into_any()
}

fn run(page: Page, command: Command) {
    match command {
        Command::Load(edition, filter, before) => {
            let before = before.map_or_else(|| NEWEST.into(), |before| before.to_string());
            let mut query = filter.query();
            query.extend([("before", before.as_str()), ("limit", AT_ONCE)]);
            let then = page.on(move |answer| {
                let now = page.session.clock.glance();
                Msg::Loaded(edition, now, answer)
            });
            api::get::<ListAudit>(&[], &query, then);
        }
        Command::LoadNewer(edition, filter, after) => {
            let after = after.to_string();
            let mut query = filter.query();
            query.extend([("after", after.as_str()), ("limit", MOST)]);
            let then = page.on(move |answer| Msg::NewerLoaded(edition, answer));
            api::get::<ListAudit>(&[], &query, then);
        }
        Command::Adjust(filter) => page.session.adjust(Route::Audit(filter)),
        Command::FocusFirst => browser::focus(".audit-row"),
        Command::ReadCheckpoint(run) => {
            let then = page.on(move |answer| Msg::CheckpointCame(run, answer));
            api::get::<ReadCheckpoint>(&[], &[], then);
        }
        Command::ReadRows(run, after) => {
            let then = page.on(move |answer: Answer<ListAudit>| {
                let now = page.session.clock.glance();
                Msg::RowsCame(run, now, answer)
            });
            let after = after.to_string();
            api::get::<ListAudit>(&[], &[("after", &after), ("limit", MOST)], then);
        }
    }
}
