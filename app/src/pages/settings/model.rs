//! A part of the settings: what is listed, what is asked before it is done, and what came of it.

use postern_core::api::{
    credentials::{IssuedToken, NewToken, SessionView, TokenView},
    identities::IdentityView,
    integrations::{DeliveryView, IntegrationView},
    locks::{LockView, NewLock},
    policy::DocumentEntry,
    settings::{ClusterSettings, KeyView, SecretView, SettingsView},
};

use super::{
    form::{Field, Form},
    place::Place,
};
use crate::{
    load::{Failure, Load},
    model,
};

/// The state of the page.
#[derive(Default)]
pub struct Model {
    /// Which part.
    pub place: Place,
    /// What is opened in it, where that has an address of its own.
    pub name: String,
    /// Of tokens, only the reader's own.
    pub mine: bool,
    /// What is listed.
    pub things: Load<Things>,
    /// Where the next page begins.
    pub next: Option<String>,
    /// The document that is open in its list, and its text.
    pub opened: Option<(String, Load<String>)>,
    /// What is asked.
    pub question: Option<Question>,
    /// What is filled in.
    pub form: Form,
    /// It was sent, so what is wrong with it is shown.
    pub is_tried: bool,
    /// Something is under way.
    pub busy: Option<Act>,
    /// Why it was refused.
    pub refused: Option<Failure>,
    /// A token that was just made; its secret is kept nowhere else.
    pub issued: Option<IssuedToken>,
}

/// What a part lists.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Things {
    /// Users of the policy, who is locked, and what providers last said of whom.
    People(Vec<DocumentEntry>, Vec<LockView>, Vec<IdentityView>),
    /// Identity providers.
    Connectors(Vec<DocumentEntry>),
    /// Tools.
    Integrations(Vec<IntegrationView>),
    /// One tool, and what it was told.
    Integration(Box<IntegrationView>, Vec<DeliveryView>),
    /// Machine tokens.
    Tokens(Vec<TokenView>),
    /// Sessions.
    Sessions(Vec<SessionView>),
    /// Signing keys.
    Keys(Vec<KeyView>),
    /// Secrets.
    Secrets(Vec<SecretView>),
    /// The cluster's own.
    Cluster(Box<SettingsView>),
}

/// A page of a list, and where the next one begins.
pub type Listed = (Things, Option<String>);

/// What is asked before it is done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Question {
    /// Lock this person?
    Lock(String),
    /// Let them in again?
    Unlock(String),
    /// Make a token?
    NewToken,
    /// Revoke this token, of this name?
    Revoke(String, String),
    /// End this session; is it this one?
    EndSession(String, bool),
    /// Sign out everywhere?
    EndSessions,
    /// Sign with a new key?
    Rotate,
    /// Set a secret; this one, or a new one?
    SetSecret(Option<String>),
    /// Forget this secret?
    DeleteSecret(String),
}

/// What is done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Act {
    /// Lock somebody.
    Lock(String, NewLock),
    /// Let them in again.
    Unlock(String),
    /// Make a token.
    CreateToken(NewToken),
    /// Revoke a token.
    Revoke(String),
    /// End a session; is it this one?
    EndSession(String, bool),
    /// End all of them.
    EndSessions,
    /// Make a new key.
    Rotate,
    /// Set a secret, to the value that the form holds.
    SetSecret(String),
    /// Forget a secret.
    DeleteSecret(String),
    /// Tell an integration something harmless.
    Test(String),
    /// Tell it once more.
    Redeliver(String),
    /// Change the settings of this version.
    WriteSettings(u64, ClusterSettings),
}

impl Act {
    /// What is said when it is done.
    pub fn said(&self) -> String {
        match self {
            Self::Lock(user, _) => format!("{user} is locked."),
            Self::Unlock(user) => format!("{user} may sign in again."),
            Self::CreateToken(_) => "The token is made. Copy its secret now.".into(),
            Self::Revoke(_) => "The token is revoked.".into(),
            Self::EndSession(..) | Self::EndSessions => "Signed out there.".into(),
            Self::Rotate => "A new key signs from now on.".into(),
            Self::SetSecret(name) => format!("{name} is set."),
            Self::DeleteSecret(name) => format!("{name} is forgotten."),
            Self::Test(_) => "The test is on its way. The log below shows how it ends.".into(),
            Self::Redeliver(_) => "It is told once more.".into(),
            Self::WriteSettings(..) => "The settings are in force.".into(),
        }
    }

    /// Whether the reader is signed out by it.
    const fn signs_out(&self) -> bool {
        matches!(self, Self::EndSession(_, true) | Self::EndSessions)
    }
}

/// What may happen.
pub enum Msg {
    /// A list came.
    Loaded(Result<Listed, Failure>),
    /// The next page of it was asked for.
    MoreAsked,
    /// It came.
    MoreLoaded(Result<Listed, Failure>),
    /// To be read again, from nothing.
    Reload,
    /// Something changed: to be read again, and shown as it is until then.
    Refresh,
    /// Only the reader's own tokens, or everybody's.
    MineAsked(bool),
    /// A document is to be opened, or closed.
    Opened(String),
    /// Its text.
    TextCame(String, Result<String, Failure>),
    /// Something is to be asked.
    Ask(Question),
    /// Nothing is done.
    Cancel,
    /// A field was filled in.
    Typed(Field, String),
    /// A scope was ticked, or no longer.
    Ticked(String, bool),
    /// What was asked or filled in is to be done.
    Send,
    /// Something that needs no question is to be done.
    Do(Act),
    /// It was, or not.
    Done(Act, Result<Option<IssuedToken>, Failure>),
    /// The secret was taken.
    Taken,
}

/// What is to be done outside.
#[derive(Debug, PartialEq, Eq)]
pub enum Command {
    /// Read the list, from this cursor on.
    Load(Option<String>),
    /// Read a document of the list.
    ReadText(String),
    /// Do something.
    Do(Act),
    /// Say a sentence.
    Say(String),
    /// Move the focus to what is to be put right.
    Focus(&'static str),
    /// Nobody is signed in any more.
    Leave,
}

impl Model {
    /// A part of the settings.
    pub fn of(place: Place, name: String) -> Self {
        Self {
            place,
            name,
            ..Self::default()
        }
    }

    /// What is wrong with what was filled in.
    pub fn problems(&self) -> Vec<(Field, String)> {
        match &self.question {
            Some(Question::Lock(_)) => self.form.lock_problems(),
            Some(Question::NewToken) => self.form.token_problems(),
            Some(Question::SetSecret(_)) => self.form.secret_problems(),
            None if self.place == Place::Cluster => self.form.cluster_problems(),
            _ => vec![],
        }
    }

    /// What is wrong with a field, once it was tried.
    pub fn problem(&self, field: Field) -> Option<String> {
        if !self.is_tried {
            return None;
        }
        let mut problems = self.problems().into_iter();
        problems.find(|(of, _)| *of == field).map(|(_, text)| text)
    }

    /// What the question, or else the page's own form, is about to do.
    fn act(&self) -> Option<Act> {
        Some(match self.question.clone() {
            Some(Question::Lock(user)) => Act::Lock(user, self.form.lock()),
            Some(Question::Unlock(user)) => Act::Unlock(user),
            Some(Question::NewToken) => Act::CreateToken(self.form.token()?),
            Some(Question::Revoke(id, _)) => Act::Revoke(id),
            Some(Question::EndSession(id, current)) => Act::EndSession(id, current),
            Some(Question::EndSessions) => Act::EndSessions,
            Some(Question::Rotate) => Act::Rotate,
            Some(Question::SetSecret(_)) => Act::SetSecret(self.form.name.clone()),
            Some(Question::DeleteSecret(name)) => Act::DeleteSecret(name),
            None => match self.things.ready() {
                Some(Things::Cluster(view)) => {
                    Act::WriteSettings(view.version, self.form.cluster())
                }
                _ => return None,
            },
        })
    }

    fn begin(&mut self, act: Act) -> Vec<Command> {
        self.refused = None;
        self.busy = Some(act.clone());
        vec![Command::Do(act)]
    }

    fn take(&mut self, (things, next): Listed) {
        self.next = next;
        if let Things::Cluster(view) = &things {
            self.form = Form::of(view);
            self.is_tried = false;
        }
        self.things = Load::Ready(things);
    }

    fn done(&mut self, act: &Act, issued: Option<IssuedToken>) -> Vec<Command> {
        if act.signs_out() {
            return vec![Command::Leave];
        }
        self.question = None;
        // With it goes what was typed, a secret's value among it.
        self.form = Form::default();
        self.is_tried = false;
        if issued.is_some() {
            self.issued = issued;
        }
        vec![Command::Say(act.said()), Command::Load(None)]
    }
}

impl model::Model for Model {
    type Msg = Msg;
    type Command = Command;

    fn update(&mut self, msg: Msg) -> Vec<Command> {
        match msg {
            Msg::Loaded(Ok(listed)) => self.take(listed),
            Msg::Loaded(Err(failure)) => self.things.take(Err(failure)),
            Msg::MoreAsked => {
                if let Some(next) = self.next.take() {
                    return vec![Command::Load(Some(next))];
                }
            }
            Msg::MoreLoaded(Ok((more, next))) => {
                self.next = next;
                if let Some(things) = self.things.ready_mut() {
                    things.extend(more);
                }
            }
            Msg::MoreLoaded(Err(failure)) => self.refused = Some(failure),
            Msg::Reload => {
                self.things = Load::Waiting;
                return vec![Command::Load(None)];
            }
            // What is being filled in is left alone.
            Msg::Refresh => {
                if self.question.is_none() && self.place != Place::Cluster && self.next.is_none() {
                    return vec![Command::Load(None)];
                }
            }
            Msg::MineAsked(mine) => {
                self.mine = mine;
                self.things = Load::Waiting;
                return vec![Command::Load(None)];
            }
            Msg::Opened(name) => {
                if self.opened.as_ref().is_some_and(|(open, _)| *open == name) {
                    self.opened = None;
                } else {
                    self.opened = Some((name.clone(), Load::Waiting));
                    return vec![Command::ReadText(name)];
                }
            }
            Msg::TextCame(name, answer) => {
                if let Some((open, text)) = &mut self.opened
                    && *open == name
                {
                    text.take(answer);
                }
            }
            Msg::Ask(question) => {
                self.form = Form::default();
                match &question {
                    Question::NewToken => self.form.life = "30d".into(),
                    Question::SetSecret(Some(name)) => self.form.name.clone_from(name),
                    _ => {}
                }
                (self.refused, self.is_tried) = (None, false);
                self.question = Some(question);
            }
            Msg::Cancel if self.busy.is_some() => {}
            Msg::Cancel => {
                (self.question, self.refused) = (None, None);
                self.form = match self.things.ready() {
                    Some(Things::Cluster(view)) => Form::of(view),
                    _ => Form::default(),
                };
                self.is_tried = false;
            }
            Msg::Typed(field, text) => self.form.set(field, text),
            Msg::Ticked(scope, ticked) => self.form.tick(&scope, ticked),
            Msg::Send | Msg::Do(_) if self.busy.is_some() => {}
            Msg::Send => {
                self.is_tried = true;
                if let Some((field, _)) = self.problems().first() {
                    return vec![Command::Focus(field.id())];
                }
                if let Some(act) = self.act() {
                    return self.begin(act);
                }
            }
            Msg::Do(act) => return self.begin(act),
            Msg::Done(act, answer) => {
                self.busy = None;
                match answer {
                    Ok(issued) => return self.done(&act, issued),
                    Err(failure) => self.refused = Some(failure),
                }
            }
            Msg::Taken => self.issued = None,
        }
        vec![]
    }
}

impl Things {
    /// Adds the next page of the same list.
    fn extend(&mut self, more: Self) {
        match (self, more) {
            (Self::Tokens(tokens), Self::Tokens(more)) => tokens.extend(more),
            (Self::Integration(_, told), Self::Integration(_, more)) => told.extend(more),
            (Self::People(_, _, seen), Self::People(_, _, more)) => seen.extend(more),
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests;
