//! One request as its requester follows it: what it came to, taking it up, giving it back.

use postern_core::api::requests::{Credential, RequestView};

use crate::{
    load::{Failure, Load},
    model,
};

/// The state of the page.
#[derive(Debug)]
pub struct Model {
    /// Which request.
    pub id: String,
    /// The request as last read.
    pub request: Load<RequestView>,
    /// What taking it up gave; kept nowhere else.
    pub credential: Option<Credential>,
    /// An act that waits for a yes.
    pub asking: Option<Act>,
    /// An act that is under way.
    pub busy: Option<Act>,
    /// An act that was refused, and why.
    pub refused: Option<(Act, Failure)>,
}

/// What one may do with a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Act {
    /// Take it back while it waits.
    Withdraw,
    /// Give the access back.
    Drop,
    /// End somebody's access.
    Revoke,
    /// Take the access up.
    Assume,
    /// Take it out of the lists.
    Hide,
}

/// What may happen.
#[derive(Debug)]
pub enum Msg {
    /// The request was read.
    Loaded(Result<RequestView, Failure>),
    /// Something changed: this request, another, or nobody knows what.
    Changed(Option<String>),
    /// To be read again.
    Reload,
    /// An act was asked for.
    Asked(Act),
    /// And taken back.
    Cancelled,
    /// An act is to be done.
    Do(Act),
    /// It was done, or not.
    Done(Act, Result<RequestView, Failure>),
    /// The access was taken up, or not.
    Assumed(Result<Credential, Failure>),
}

/// What is to be done.
#[derive(Debug, PartialEq, Eq)]
pub enum Command {
    /// Read the request.
    Load,
    /// Do this.
    Do(Act),
    /// Say that it was done.
    Say(Act),
}

impl Model {
    /// The page of a request.
    pub fn of(id: String) -> Self {
        Self {
            id,
            request: Load::Waiting,
            credential: None,
            asking: None,
            busy: None,
            refused: None,
        }
    }

    /// Whether the reader may do this now.
    pub fn may(&self, act: Act) -> bool {
        self.request.ready().is_some_and(|request| {
            let may = &request.may;
            match act {
                Act::Withdraw => may.withdraw.allowed,
                Act::Drop => may.drop.allowed,
                Act::Revoke => may.revoke.allowed,
                Act::Assume => may.assume.allowed,
                Act::Hide => may.hide.allowed,
            }
        })
    }

    fn take(&mut self, request: RequestView) {
        // An answer that was overtaken by a newer one is dropped.
        if self
            .request
            .ready()
            .is_none_or(|known| known.version <= request.version)
        {
            self.request = Load::Ready(request);
        }
        if !self.may(Act::Assume) {
            self.credential = None;
        }
    }
}

impl model::Model for Model {
    type Msg = Msg;
    type Command = Command;

    fn update(&mut self, msg: Msg) -> Vec<Command> {
        match msg {
            Msg::Loaded(Ok(request)) => self.take(request),
            Msg::Loaded(Err(failure)) => self.request.take(Err(failure)),
            Msg::Changed(Some(id)) if id != self.id => {}
            Msg::Changed(_) | Msg::Reload => return vec![Command::Load],
            Msg::Asked(act) => self.asking = Some(act),
            Msg::Cancelled => self.asking = None,
            Msg::Do(_) if self.busy.is_some() => {}
            Msg::Do(act) => {
                self.asking = None;
                self.refused = None;
                self.busy = Some(act);
                return vec![Command::Do(act)];
            }
            Msg::Done(act, answer) => {
                self.busy = None;
                match answer {
                    Ok(request) => {
                        self.take(request);
                        return vec![Command::Say(act)];
                    }
                    Err(failure) => {
                        self.refused = Some((act, failure));
                        return vec![Command::Load];
                    }
                }
            }
            Msg::Assumed(answer) => {
                self.busy = None;
                match answer {
                    Ok(credential) => self.credential = Some(credential),
                    Err(failure) => {
                        self.refused = Some((Act::Assume, failure));
                        return vec![Command::Load];
                    }
                }
            }
        }
        vec![]
    }
}

#[cfg(test)]
mod tests {
    use postern_core::api::requests::Token;

    use super::*;
    use crate::{model::Model as _, pages::example};

    fn shown() -> Model {
        let mut request = example::request();
        request.may.assume.allowed = true;
        let mut model = Model::of(request.id.clone());
        model.update(Msg::Loaded(Ok(request)));
        model
    }

    #[test]
    fn only_its_own_changes_are_read() {
        let mut model = shown();
        let own = model.id.clone();
        assert_eq!(model.update(Msg::Changed(Some("another".into()))), []);
        assert_eq!(model.update(Msg::Changed(Some(own))), [Command::Load]);
        assert_eq!(model.update(Msg::Changed(None)), [Command::Load]);
    }

    #[test]
    fn an_older_answer_does_not_undo_a_newer_one() {
        let mut model = shown();
        let mut newer = example::request();
        newer.version = 5;
        model.update(Msg::Loaded(Ok(newer.clone())));
        model.update(Msg::Loaded(Ok(example::request())));
        assert_eq!(model.request.ready(), Some(&newer));
    }

    #[test]
    fn one_act_at_a_time_and_a_refusal_is_kept_beside_what_is_so() {
        let mut model = shown();
        model.update(Msg::Asked(Act::Drop));
        assert_eq!(model.update(Msg::Do(Act::Drop)), [Command::Do(Act::Drop)]);
        assert_eq!(model.asking, None);
        assert_eq!(model.update(Msg::Do(Act::Withdraw)), []);
        let failed = Msg::Done(Act::Drop, Err(Failure::Unreachable));
        assert_eq!(model.update(failed), [Command::Load]);
        assert_eq!(model.refused, Some((Act::Drop, Failure::Unreachable)));
    }

    #[test]
    fn a_token_goes_with_the_access() {
        let mut model = shown();
        let expires_at = example::now();
        model.update(Msg::Assumed(Ok(Credential {
            request_id: model.id.clone(),
            roles: vec![],
            logins: vec![],
            expires_at,
            token: Token {
                value: "secret".into(),
                audience: String::new(),
                expires_at,
            },
        })));
        assert!(model.credential.is_some());
        let mut dropped = example::request();
        dropped.version = 9;
        model.update(Msg::Done(Act::Drop, Ok(dropped)));
        assert!(model.credential.is_none());
    }
}
