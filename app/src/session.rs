//! What every page shares: who is signed in, the server's clock, where one is, the line to the server,
//! and what was just said.

use crate::view::prelude::*;
use postern_core::{
    api::{
        endpoint::{ListRequests, ReadMe, SignOut},
        identity::{GrantView, Me},
        stream::Change,
    },
    request::timestamp::Timestamp,
};

use crate::{
    api,
    browser::{self, file, history, socket},
    clock::Clock,
    load::{Failure, Load},
    order,
    pages::policy,
    route::Route,
};

/// How often to look for changes while the stream is down, in milliseconds.
const POLL_MS: i32 = 5_000;
/// How long a toast stays, in milliseconds.
const TOAST_MS: i32 = 8_000;

/// What every page shares. Handed down as a context.
#[derive(Clone, Copy)]
pub struct Session {
    /// Who is signed in; failed with 401 where nobody is.
    pub me: RwSignal<Load<Me>>,
    /// How many requests wait for the reader.
    pub waiting: RwSignal<usize>,
    /// The server's clock.
    pub clock: Clock,
    /// Where one is.
    pub route: RwSignal<Route>,
    /// The line to the server.
    pub link: RwSignal<Link>,
    /// The newest change.
    pub changed: RwSignal<Changed>,
    /// What was just said, at the foot of the page.
    pub toast: RwSignal<Option<Toast>>,
    /// What lies over the page.
    pub overlay: RwSignal<Option<Overlay>>,
    /// The session ended by itself or elsewhere while the page was open.
    pub ended: RwSignal<bool>,
}

/// What can lie over any page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Overlay {
    /// Where to go, by name.
    Palette,
    /// The keys, and what this is.
    Help,
}

/// The line to the server.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Link {
    /// Changes come by themselves.
    Live,
    /// The page asks now and then.
    Polling,
    /// Nobody answers, since then.
    Offline(Timestamp),
}

/// A change of something shown: which, and a number that tells it from the one before.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Changed {
    number: u64,
    /// The request that changed; nothing where it may be any.
    pub request: Option<String>,
}

/// A sentence at the foot of the page, for a while.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Toast {
    /// What it says.
    pub text: String,
    /// Whether something went wrong; then it stays until it is closed.
    pub failed: bool,
}

impl Session {
    /// Begins: reads who is signed in, and opens the stream once somebody is.
    pub fn start() -> Self {
        let session = Self {
            me: RwSignal::new(Load::Waiting),
            waiting: RwSignal::new(0),
            clock: Clock::start(),
            route: RwSignal::new(Route::read(&history::address())),
            link: RwSignal::new(Link::Polling),
            changed: RwSignal::new(Changed::default()),
            toast: RwSignal::new(None),
            overlay: RwSignal::new(None),
            ended: RwSignal::new(false),
        };
        provide_context(session);
        history::on_pop(move || session.route.set(Route::read(&history::address())));
        history::on_follow(move |address| {
            history::push(&address);
            session.route.set(Route::read(&address));
        });
        let mut was = None;
        watch(move |_| {
            let who = session.me.read().ready().map(|me| me.user.to_string());
            if was != who && who.is_some() {
                session.listen();
            }
            was = who;
        });
        browser::every(POLL_MS, move || session.poll());
        session.read_me();
        session
    }

    /// The session of this page.
    pub fn here() -> Self {
        expect_context()
    }

    /// Who is signed in, untracked.
    pub fn user(self) -> Option<String> {
        let me = self.me.read_untracked();
        me.ready().map(|me| me.user.to_string())
    }

    /// Whether this is the person who is signed in.
    pub fn is_me(self, name: &str) -> bool {
        let me = self.me.read();
        me.ready().is_some_and(|me| me.user.as_str() == name)
    }

    /// The approved access that is scheduled or active.
    pub fn grants(self) -> Vec<GrantView> {
        let me = self.me.read();
        me.ready().map(|me| me.grants.clone()).unwrap_or_default()
    }

    /// The approved access that has begun and not ended, the next to end first.
    pub fn active_grants(self) -> Vec<GrantView> {
        let now = self.clock.now();
        let mut grants = self.grants();
        grants.retain(|grant| {
            grant.access_expires > now && grant.access_starts.is_none_or(|starts| starts <= now)
        });
        order::by_key(grants, |grant| [grant.access_expires.as_ms(), 0, 0])
    }

    /// Goes somewhere in the application.
    pub fn go(self, route: Route) {
        history::push(&route.href());
        self.route.set(route);
    }

    /// Changes the address without a step that Back would undo.
    pub fn adjust(self, route: Route) {
        history::replace(&route.href());
        self.route.set(route);
    }

    /// Says a sentence at the foot of the page.
    pub fn say(self, text: impl Into<String>, failed: bool) {
        let toast = Toast {
            text: text.into(),
            failed,
        };
        self.toast.set(Some(toast.clone()));
        if !failed {
            browser::after(TOAST_MS, move || self.fade(toast));
        }
    }

    /// Takes a sentence away, unless it is being read or another stands in its place.
    fn fade(self, toast: Toast) {
        if self.toast.get_untracked().as_ref() != Some(&toast) {
            return;
        }
        if browser::is_there(".toast:is(:hover, :focus-within)") {
            browser::after(TOAST_MS, move || self.fade(toast));
        } else {
            self.toast.set(None);
        }
    }

    /// Takes in who is signed in now.
    pub fn enter(self, me: Me) {
        self.clock.set(me.now);
        self.me.set(Load::Ready(me));
        self.ended.set(false);
        self.count_waiting();
    }

    /// Reads who is signed in.
    pub fn read_me(self) {
        api::get::<ReadMe>(&[], &[], move |answer| match answer {
            Ok(me) => {
                self.answered();
                self.enter(me);
            }
            Err(Failure::Unreachable) => self.lost(),
            Err(failure) => {
                if failure.is_signed_out() && self.user().is_some() {
                    self.ended.set(true);
                    self.overlay.set(None);
                }
                self.me.write().take(Err(failure));
            }
        });
    }

    /// Ends the session. A policy that was not saved yet is not left to whoever comes next.
    pub fn sign_out(self) {
        self.sign_out_to(Route::Home.href(), || file::forget(policy::DRAFT));
    }

    /// Ends the session and leads through sign-in back to where one is.
    pub fn sign_in_again(self) {
        self.sign_out_to(history::address(), || {});
    }

    fn sign_out_to(self, address: String, last: fn()) {
        api::call::<SignOut>(&[], &[], &(), move |answer| match answer {
            Err(Failure::Unreachable) => {
                self.say("You are still signed in. The server did not answer.", true);
            }
            // A full load: nothing of the last person's stays in memory.
            _ => {
                last();
                history::leave(&address);
            }
        });
    }

    fn listen(self) {
        let who = self.user();
        socket::listen(move |heard| {
            if self.user() != who {
                return false;
            }
            match heard {
                socket::Heard::Change(change) => self.hear(change),
                socket::Heard::Lost => {
                    if self.link.get_untracked() == Link::Live {
                        self.link.set(Link::Polling);
                    }
                }
            }
            true
        });
    }

    fn hear(self, change: Change) {
        let was_live = self.link.get_untracked() == Link::Live;
        match change {
            Change::Hello { now, .. } => {
                self.clock.set(now);
                self.link.set(Link::Live);
                // What happened while the line was down is read anew.
                if !was_live {
                    self.change(None);
                }
            }
            Change::Request { id, now, .. } => {
                self.clock.set(now);
                self.change(Some(id));
            }
            Change::Policy { now, .. } => {
                self.clock.set(now);
                self.change(None);
            }
            Change::SignedOut => self.read_me(),
        }
    }

    fn change(self, request: Option<String>) {
        let mut changed = self.changed.write();
        changed.number += 1;
        changed.request = request;
        drop(changed);
        self.read_me();
    }

    fn poll(self) {
        let signed_in = self.me.read_untracked().ready().is_some();
        if !browser::is_online() {
            self.lost();
        } else if signed_in && self.link.get_untracked() != Link::Live {
            self.change(None);
        }
    }

    /// Looks now, where the page is offline.
    pub fn try_now(self) {
        self.change(None);
    }

    fn lost(self) {
        if !matches!(self.link.get_untracked(), Link::Offline(_)) {
            self.link.set(Link::Offline(self.clock.glance()));
        }
        self.me.write().take(Err(Failure::Unreachable));
    }

    fn answered(self) {
        if matches!(self.link.get_untracked(), Link::Offline(_)) {
            self.link.set(Link::Polling);
        }
    }

    fn count_waiting(self) {
        let me = self.me.read_untracked();
        let reviews = me.ready().is_some_and(|me| me.may.review);
        drop(me);
        if !reviews {
            self.waiting.set(0);
            return;
        }
        api::get::<ListRequests>(&[], &[("needs", "me")], move |answer| {
            if let Ok(page) = answer {
                self.waiting.set(page.items.len());
            }
        });
    }
}
