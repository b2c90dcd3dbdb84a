//! Who asks for what, and the question that is put to the engine.

use postern_core::{
    api::inspection::{Asker, Explanation, Inspection, Question},
    policy::name::{RoleName, UserName},
};

use super::{Picked, Playground, message::Command};

impl Playground {
    /// The users who may be chosen: those of the text, and the one chosen before they went.
    pub fn users(&self) -> Vec<UserName> {
        let mut users = self.inspection.users.clone();
        if let Some(Asker::User(user)) = &self.asker
            && !users.contains(user)
        {
            users.push(user.clone());
        }
        users
    }

    /// The roles whose holders may be chosen.
    pub fn holders(&self) -> Vec<RoleName> {
        let mut roles = self.inspection.roles.clone();
        if let Some(Asker::HolderOf(role)) = &self.asker
            && !roles.contains(role)
        {
            roles.push(role.clone());
        }
        roles
    }

    /// Somebody, where nobody was chosen or only an example chose and the text is another one now: the first
    /// user, else whoever holds the first role.
    pub(super) fn choose_asker(&mut self) {
        let Inspection { users, roles, .. } = &self.inspection;
        let is_there = match &self.asker {
            Some(Asker::User(user)) => self.is_chosen || users.contains(user),
            Some(Asker::HolderOf(role)) => self.is_chosen || roles.contains(role),
            None => false,
        };
        if is_there || users.is_empty() && roles.is_empty() {
            return;
        }
        if self.asker.is_some() && !roles.iter().any(|role| role.as_str() == self.role) {
            self.role.clear();
        }
        let user = users.first().cloned().map(Asker::User);
        self.asker = user.or_else(|| roles.first().cloned().map(Asker::HolderOf));
    }

    pub(super) fn asked_anew(&mut self) -> Vec<Command> {
        let mut commands = self.ask_question();
        commands.push(self.keep());
        commands
    }

    pub(super) fn ask_question(&mut self) -> Vec<Command> {
        self.question = self.question.wrapping_add(1);
        let mut commands = vec![];
        if matches!(self.picked, Some(Picked::Step(_))) {
            self.picked = None;
            commands.push(Command::Tint(None));
        }
        let Some(question) = self.asked() else {
            self.explanation = None;
            return commands;
        };
        commands.push(Command::Explain(
            self.question,
            self.folder.all().as_str().into(),
            question,
        ));
        commands
    }

    /// The same with lines as they are in each file.
    pub(super) fn placed(&self, mut explanation: Explanation) -> Explanation {
        for step in &mut explanation.steps {
            if let (Some(place), Some(span)) = (&mut step.step.place, step.span) {
                place.line = self.folder.position(span.start).line;
            }
        }
        explanation
    }

    pub(super) fn asked(&self) -> Option<Question> {
        Some(Question {
            asker: self.asker.clone()?,
            role: RoleName::parse(self.role.trim()).ok()?,
        })
    }

    pub(super) fn take_question(&mut self, question: Option<Question>) {
        self.asker = question.as_ref().map(|question| question.asker.clone());
        self.role = question.map_or_else(String::new, |question| question.role.to_string());
        self.is_chosen = false;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pages::playground::model::message::Msg;

    #[test]
    fn who_an_example_asked_about_goes_with_its_text() {
        let user = |name: &str| Asker::User(UserName::verbatim(name));
        let mut page = Playground::default();
        page.take_question(Some(Question {
            asker: user("alice"),
            role: RoleName::verbatim("dba"),
        }));
        // Nothing can be read yet: nobody else is there.
        page.choose_asker();
        assert_eq!(page.asker, Some(user("alice")));
        page.inspection.users = vec![UserName::verbatim("ana")];
        page.inspection.roles = vec![RoleName::verbatim("web")];
        page.choose_asker();
        assert_eq!(
            (page.asker.clone(), page.role.as_str()),
            (Some(user("ana")), "")
        );
        // Whom a person chose stays.
        page.update(Msg::Ask(user("bob")));
        page.choose_asker();
        assert_eq!(page.asker, Some(user("bob")));
    }
}
