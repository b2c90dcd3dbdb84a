//! Signing in: who can, and who is about to.

use postern_core::{
    api::identity::{ConnectorView, Connectors, DemoUser, DemoUsers, Me},
    policy::name::UserName,
};

use crate::{
    load::{Failure, Load},
    model,
};

/// The state of the page.
#[derive(Debug, Default)]
pub struct Model {
    /// The identity providers.
    pub ways: Load<Vec<ConnectorView>>,
    /// The people of the sample cluster; nobody where this is no demo.
    pub people: Load<Vec<DemoUser>>,
    /// Who is being signed in.
    pub entering: Option<UserName>,
    /// Why the last try failed.
    pub refused: Option<Failure>,
}

/// What may happen.
#[derive(Debug)]
pub enum Msg {
    /// The ways came.
    Offered(Result<Connectors, Failure>),
    /// The people came.
    Loaded(Result<DemoUsers, Failure>),
    /// To be tried again.
    Retry,
    /// Somebody was picked.
    Picked(UserName),
    /// The answer to that.
    Entered(Result<Me, Failure>),
}

/// What is to be done.
#[derive(Debug, PartialEq, Eq)]
pub enum Command {
    /// Read which ways there are.
    LoadWays,
    /// Read who can sign in.
    LoadPeople,
    /// Sign somebody in.
    Enter(UserName),
    /// Go on as this person.
    Proceed(Box<Me>),
}

impl Model {
    /// Whether this is the demo: there is somebody to be without proving it.
    pub fn is_demo(&self) -> bool {
        !matches!(self.people.ready(), Some(people) if people.is_empty())
    }

    /// Whether nobody can sign in at all.
    pub fn is_closed(&self) -> bool {
        !self.is_demo() && self.ways.ready().is_some_and(Vec::is_empty)
    }
}

impl model::Model for Model {
    type Msg = Msg;
    type Command = Command;

    fn update(&mut self, msg: Msg) -> Vec<Command> {
        match msg {
            Msg::Offered(answer) => {
                self.ways.take(answer.map(|ways| ways.connectors));
                vec![]
            }
            // No such thing: this is no demo.
            Msg::Loaded(Err(failure)) if failure.status() == 404 => {
                self.people = Load::Ready(vec![]);
                vec![]
            }
            Msg::Loaded(answer) => {
                self.people.take(answer.map(|people| people.users));
                vec![]
            }
            Msg::Retry => {
                *self = Self::default();
                vec![Command::LoadWays, Command::LoadPeople]
            }
            Msg::Picked(_) if self.entering.is_some() => vec![],
            Msg::Picked(name) => {
                self.refused = None;
                self.entering = Some(name.clone());
                vec![Command::Enter(name)]
            }
            Msg::Entered(Ok(me)) => vec![Command::Proceed(Box::new(me))],
            Msg::Entered(Err(failure)) => {
                self.entering = None;
                self.refused = Some(failure);
                vec![]
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Model as _;

    #[test]
    fn without_a_demo_there_are_providers_or_no_way_at_all() {
        let mut model = Model::default();
        assert!(model.is_demo() && !model.is_closed(), "not known yet");
        model.update(Msg::Loaded(Err(Failure::Unreadable(404))));
        assert!(!model.is_demo() && !model.is_closed());
        let offered = |names: &[&str]| {
            let connectors = names.iter().map(|name| ConnectorView {
                name: (*name).into(),
                display: (*name).into(),
            });
            Msg::Offered(Ok(Connectors {
                connectors: connectors.collect(),
            }))
        };
        model.update(offered(&["idp"]));
        assert!(!model.is_closed());
        model.update(offered(&[]));
        assert!(model.is_closed());
    }

    #[test]
    fn one_sign_in_at_a_time_and_a_failed_one_can_be_repeated() {
        let bob = UserName::verbatim("bob");
        let mut model = Model::default();
        let enter = vec![Command::Enter(bob.clone())];
        assert_eq!(model.update(Msg::Picked(bob.clone())), enter);
        assert_eq!(model.update(Msg::Picked(bob.clone())), []);
        assert_eq!(model.update(Msg::Entered(Err(Failure::Unreachable))), []);
        assert_eq!(model.refused, Some(Failure::Unreachable));
        assert_eq!(model.update(Msg::Picked(bob)), enter);
        assert_eq!(model.refused, None);
    }
}
