//! Signing in: who can, and who is about to.

use postern_core::{
    api::identity::{DemoUser, DemoUsers, Me},
    policy::name::UserName,
};

use crate::{
    load::{Failure, Load},
    model,
};

/// The state of the page.
#[derive(Debug, Default)]
pub struct Model {
    /// The people of the sample cluster.
    pub people: Load<Vec<DemoUser>>,
    /// Who is being signed in.
    pub entering: Option<UserName>,
    /// Why the last try failed.
    pub refused: Option<Failure>,
}

/// What may happen.
#[derive(Debug)]
pub enum Msg {
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
    /// Read who can sign in.
    Load,
    /// Sign somebody in.
    Enter(UserName),
    /// Go on as this person.
    Proceed(Box<Me>),
}

impl model::Model for Model {
    type Msg = Msg;
    type Command = Command;

    fn update(&mut self, msg: Msg) -> Vec<Command> {
        match msg {
            Msg::Loaded(answer) => {
                self.people.take(answer.map(|people| people.users));
                vec![]
            }
            Msg::Retry => {
                self.people = Load::Waiting;
                vec![Command::Load]
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
