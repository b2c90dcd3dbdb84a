//! What one may use now: tokens taken up, and access given back.

use postern_core::{api::requests::Credential, small_map::SmallMap};

use crate::{load::Failure, model};

/// The state of the page. The grants themselves are the session's.
#[derive(Debug, Default)]
pub struct Model {
    /// What was issued on this page, by request; kept nowhere else.
    pub credentials: SmallMap<Credential>,
    /// A grant that is asked about before it is dropped.
    pub dropping: Option<String>,
    /// A request with which something is under way.
    pub busy: Option<String>,
    /// What was refused, by request.
    pub refused: Option<(String, Failure)>,
}

/// What may happen.
#[derive(Debug)]
pub enum Msg {
    /// A token is wanted.
    Assume(String),
    /// It came, or not.
    Assumed(String, Result<Credential, Failure>),
    /// Access is to be given back; asks first.
    Drop(String),
    /// It is not.
    Keep,
    /// It is.
    DropNow(String),
    /// It was, or not.
    Dropped(String, Result<(), Failure>),
}

/// What is to be done.
#[derive(Debug, PartialEq, Eq)]
pub enum Command {
    /// Take up the access.
    Assume(String),
    /// Give it back.
    Drop(String),
    /// Say that it was given back.
    SayDropped,
}

impl model::Model for Model {
    type Msg = Msg;
    type Command = Command;

    fn update(&mut self, msg: Msg) -> Vec<Command> {
        match msg {
            Msg::Assume(_) | Msg::DropNow(_) if self.busy.is_some() => {}
            Msg::Assume(id) => {
                self.refused = None;
                self.busy = Some(id.clone());
                return vec![Command::Assume(id)];
            }
            Msg::Assumed(id, answer) => {
                self.busy = None;
                match answer {
                    Ok(credential) => {
                        self.credentials.insert(id, credential);
                    }
                    Err(failure) => self.refused = Some((id, failure)),
                }
            }
            Msg::Drop(id) => self.dropping = Some(id),
            Msg::Keep => self.dropping = None,
            Msg::DropNow(id) => {
                self.refused = None;
                self.dropping = None;
                self.busy = Some(id.clone());
                return vec![Command::Drop(id)];
            }
            Msg::Dropped(id, answer) => {
                self.busy = None;
                match answer {
                    Ok(()) => {
                        self.credentials.remove(&id);
                        return vec![Command::SayDropped];
                    }
                    Err(failure) => self.refused = Some((id, failure)),
                }
            }
        }
        vec![]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Model as _;

    #[test]
    fn dropping_asks_first_and_is_done_once() {
        let mut model = Model::default();
        let id = || "r1".to_owned();
        assert_eq!(model.update(Msg::Drop(id())), []);
        assert_eq!(model.dropping, Some(id()));
        assert_eq!(model.update(Msg::Keep), []);
        assert_eq!(model.dropping, None);
        assert_eq!(model.update(Msg::DropNow(id())), [Command::Drop(id())]);
        assert_eq!(model.update(Msg::DropNow(id())), []);
        let failed = Msg::Dropped(id(), Err(Failure::Unreachable));
        assert_eq!(model.update(failed), []);
        assert_eq!(model.refused, Some((id(), Failure::Unreachable)));
        model.update(Msg::DropNow(id()));
        let done = Msg::Dropped(id(), Ok(()));
        assert_eq!(model.update(done), [Command::SayDropped]);
    }
}
