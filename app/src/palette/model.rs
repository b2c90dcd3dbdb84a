//! What the palette finds: places, roles to request, and requests that the server knows.

use postern_core::api::requests::{Capabilities, RequestPage, RequestView};

use crate::{components::icon::Icon, letters::lower, load::Failure, model, route::Route};

/// Something to go to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Its icon.
    pub mark: Icon,
    /// What it is called.
    pub words: String,
    /// The keys that lead there too, parted by spaces.
    pub hint: &'static str,
    /// Where it leads.
    pub go: Go,
}

/// Where an entry leads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Go {
    /// To a place.
    Route(Route),
    /// To the sheet of keys.
    Help,
    /// Out.
    SignOut,
}

/// The state of the palette.
#[derive(Debug, Default)]
pub struct Model {
    /// What is typed.
    pub text: String,
    /// Which entry is picked.
    pub cursor: usize,
    places: Vec<Entry>,
    roles: Vec<Entry>,
    requests: Vec<RequestView>,
    edition: u64,
    /// Where each row leads, in order.
    shown: Vec<Go>,
}

/// What may happen.
#[derive(Debug)]
pub enum Msg {
    /// Something was typed.
    Typed(String),
    /// Nothing has changed for a moment since that edition.
    Settled(u64),
    /// The roles that may be requested.
    Roles(Result<Capabilities, Failure>),
    /// Requests with the words of that edition.
    Found(u64, Result<RequestPage, Failure>),
    /// One down, or one up, of so many.
    Moved(bool, usize),
    /// An entry was clicked.
    Picked(usize),
    /// The picked entry was confirmed.
    Entered,
}

/// What is to be done.
#[derive(Debug, PartialEq, Eq)]
pub enum Command {
    /// Read which roles may be requested.
    LoadRoles,
    /// Wait a moment.
    Wait(u64),
    /// Look requests up.
    Search(u64, String),
    /// Scroll to the picked entry.
    Reveal,
    /// Go there.
    Go(Go),
}

impl Model {
    /// The palette with these places.
    pub fn of(places: Vec<Entry>) -> Self {
        let mut model = Self {
            places,
            ..Self::default()
        };
        model.settle();
        model
    }

    /// What fits what is typed; `say` words a request.
    pub fn found(&self, say: impl Fn(&RequestView) -> String) -> Vec<Entry> {
        let mut all = self.named();
        all.extend(self.requests.iter().map(|request| Entry {
            mark: Icon::Message,
            words: say(request),
            hint: "",
            go: Go::Route(place(request)),
        }));
        all
    }

    /// Places and roles whose names hold every word that is typed.
    fn named(&self) -> Vec<Entry> {
        let text = lower(&self.text);
        let words: Vec<&str> = text.split_whitespace().collect();
        let fits = |entry: &&Entry| {
            let name = lower(&entry.words);
            words.iter().all(|word| name.contains(word))
        };
        // Without a word the places are enough.
        let roles = self.roles.iter().filter(|_| !words.is_empty());
        self.places
            .iter()
            .chain(roles)
            .filter(fits)
            .cloned()
            .collect()
    }

    /// Keeps where each row leads beside the rows.
    fn settle(&mut self) {
        self.shown = self.named().into_iter().map(|entry| entry.go).collect();
        let requests = self
            .requests
            .iter()
            .map(|request| Go::Route(place(request)));
        self.shown.extend(requests);
        self.cursor = self.cursor.min(self.shown.len().saturating_sub(1));
    }

    fn go(&self, at: usize) -> Vec<Command> {
        self.shown
            .get(at)
            .cloned()
            .map(Command::Go)
            .into_iter()
            .collect()
    }
}

/// The page of a request: where it is decided, for whoever may, else where it is followed.
fn place(request: &RequestView) -> Route {
    match request.may.review.allowed {
        true => Route::Decide(request.id.clone()),
        false => Route::Request(request.id.clone()),
    }
}

impl model::Model for Model {
    type Msg = Msg;
    type Command = Command;

    fn update(&mut self, msg: Msg) -> Vec<Command> {
        match msg {
            Msg::Typed(text) => {
                self.text = text;
                self.cursor = 0;
                self.requests.clear();
                self.edition += 1;
                self.settle();
                return vec![Command::Wait(self.edition)];
            }
            Msg::Settled(edition) if edition == self.edition && !self.text.trim().is_empty() => {
                return vec![Command::Search(edition, self.text.trim().into())];
            }
            Msg::Found(edition, Ok(page)) if edition == self.edition => {
                self.requests = page.items;
                self.settle();
            }
            Msg::Roles(Ok(terms)) => {
                let roles = terms.roles.into_iter().filter(|role| !role.held);
                self.roles = roles
                    .map(|role| Entry {
                        mark: Icon::Plus,
                        words: format!("Request {}", role.name),
                        hint: "",
                        go: Go::Route(Route::Ask(vec![role.name.to_string()])),
                    })
                    .collect();
                self.settle();
            }
            // What could not be looked up is not found; the places are.
            Msg::Settled(_) | Msg::Found(..) | Msg::Roles(Err(_)) => {}
            Msg::Moved(_, 0) => {}
            Msg::Moved(down, count) => {
                let step = if down { 1 } else { count - 1 };
                self.cursor = (self.cursor + step) % count;
                return vec![Command::Reveal];
            }
            Msg::Picked(at) => return self.go(at),
            Msg::Entered => return self.go(self.cursor),
        }
        vec![]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{model::Model as _, pages::example};

    fn entry(words: &str, route: Route) -> Entry {
        Entry {
            mark: Icon::Key,
            words: words.into(),
            hint: "",
            go: Go::Route(route),
        }
    }

    fn model() -> Model {
        Model::of(vec![
            entry("Request access", Route::Ask(vec![])),
            entry("Requests", Route::Requests),
            entry("Access", Route::Access),
        ])
    }

    fn words(model: &Model) -> Vec<String> {
        let found = model.found(|request| request.requester.to_string());
        found.into_iter().map(|entry| entry.words).collect()
    }

    #[test]
    fn every_word_must_be_in_the_name() {
        let mut model = model();
        assert_eq!(words(&model).len(), 3);
        model.update(Msg::Typed("acc REQ".into()));
        assert_eq!(words(&model), ["Request access"]);
        model.update(Msg::Typed("nothing".into()));
        assert_eq!(words(&model), [""; 0]);
        assert_eq!(model.update(Msg::Entered), []);
    }

    #[test]
    fn the_cursor_goes_round_and_enter_goes_there() {
        let mut model = model();
        model.update(Msg::Moved(false, 3));
        let there = Command::Go(Go::Route(Route::Access));
        assert_eq!(model.update(Msg::Entered), [there]);
        model.update(Msg::Moved(true, 3));
        assert_eq!(model.cursor, 0);
    }

    #[test]
    fn requests_are_looked_up_once_typing_rests_and_late_answers_are_dropped() {
        let mut model = model();
        let page = || RequestPage {
            items: vec![example::request()],
            next_cursor: None,
        };
        assert_eq!(model.update(Msg::Typed("al".into())), [Command::Wait(1)]);
        assert_eq!(model.update(Msg::Typed("ali".into())), [Command::Wait(2)]);
        assert_eq!(model.update(Msg::Settled(1)), []);
        let search = Command::Search(2, "ali".into());
        assert_eq!(model.update(Msg::Settled(2)), [search]);
        model.update(Msg::Found(1, Ok(page())));
        assert_eq!(words(&model), [""; 0]);
        model.update(Msg::Found(2, Ok(page())));
        assert_eq!(words(&model), ["alice"]);
        let there = Route::Decide(example::request().id);
        assert_eq!(model.update(Msg::Entered), [Command::Go(Go::Route(there))]);
    }
}
