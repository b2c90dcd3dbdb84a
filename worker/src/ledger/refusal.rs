//! What the core refuses, as it is told to the caller. An explanation names only what the reader
//! holds or may read.

use postern_core::{
    api::{explanation::Step, problem::FieldError, scope::Scope},
    policy::{
        access::{self, Access, AccessOutcome},
        decision,
        name::RoleName,
        place::Place,
        set::Policy,
        subject::Subject,
    },
    request::refusal::{AssumeRefusal, Refusal, RefusalKind, SubmitRefusal},
};

use crate::{
    error::{Error, Refused},
    http::problem::Code,
};

/// Who reads an explanation, and under which policy.
#[derive(Clone, Copy)]
pub(super) struct Reader<'a> {
    pub(super) policy: &'a Policy,
    pub(super) subject: &'a Subject,
    /// What a token was made for; `None` for someone who is signed in.
    pub(super) scopes: Option<&'a [Scope]>,
}

impl Reader<'_> {
    /// The steps as far as the reader may know of what they tell.
    pub(super) fn steps(&self, because: &[decision::Step]) -> Vec<Step> {
        because
            .iter()
            .filter(|step| self.may_know(step))
            .map(|step| {
                let mut step = Step::from(step);
                step.place = step.place.filter(|place| self.may_read(place));
                step
            })
            .collect()
    }

    /// Whether a step tells nothing but of roles that the reader holds or may read.
    fn may_know(&self, step: &decision::Step) -> bool {
        step.finding
            .reveals()
            .iter()
            .all(|role| self.may_know_role(role))
    }

    /// Whether the reader holds the role or may read it.
    pub(super) fn may_know_role(&self, role: &RoleName) -> bool {
        self.subject.roles.contains(role) || self.check("role", "read").is_allowed()
    }

    /// Whether the reader holds the role that the place is in, or may read its document.
    pub(super) fn may_read(&self, place: &Place) -> bool {
        match place.kind.as_str() {
            "role" => self.may_know_role(&RoleName::verbatim(place.name.as_str())),
            kind => self.check(kind, "read").is_allowed(),
        }
    }

    /// A refusal's sentence; where it repeats a step that the reader may not know, a general one.
    pub(super) fn sentence(&self, text: String, because: &[decision::Step]) -> String {
        let repeats = because
            .first()
            .is_some_and(|first| !self.may_know(first) && first.text() == text);
        if repeats {
            "the policy cannot be evaluated for this; tell whoever owns it".into()
        } else {
            text
        }
    }

    pub(super) fn submit(&self, refusal: &SubmitRefusal) -> Error {
        let mut refused = self.told(
            refusal.code(),
            refusal.kind(),
            refusal.to_string(),
            refusal.because(),
        );
        refused.errors.push(FieldError {
            pointer: format!("/{}", refusal.field()),
            detail: refusal.to_string(),
        });
        refused.into()
    }

    pub(super) fn command(&self, refusal: &Refusal) -> Error {
        self.told(
            refusal.code(),
            refusal.kind(),
            refusal.to_string(),
            refusal.because(),
        )
        .into()
    }

    pub(super) fn assume(&self, refusal: &AssumeRefusal) -> Error {
        self.told(
            refusal.code(),
            refusal.kind(),
            refusal.to_string(),
            refusal.because(),
        )
        .into()
    }

    /// Whether the reader may use the verb: by their static roles, and by the scopes of their token.
    pub(super) fn check(&self, resource: &str, verb: &str) -> Access {
        if self.lacks_scope(resource, verb) {
            return Access {
                outcome: AccessOutcome::ImplicitDeny,
                because: Vec::new(),
            };
        }
        access::check(self.policy, self.subject, resource, verb)
    }

    fn lacks_scope(&self, resource: &str, verb: &str) -> bool {
        let covers = |scope: &Scope| scope.covers(resource, verb);
        self.scopes.is_some_and(|scopes| !scopes.iter().any(covers))
    }

    /// Refuses where the reader may not use the verb; `what` says what for.
    ///
    /// # Errors
    /// A refusal with the policy's reasons, or with the scope that the token lacks.
    pub(super) fn require(&self, resource: &str, verb: &str, what: &str) -> Result<(), Error> {
        if self.lacks_scope(resource, verb) {
            let detail = format!(
                "this token lacks the scope `{resource}:{verb}`, without which it cannot {what}"
            );
            return Err(Refused::new(Code::ScopeMissing, detail).into());
        }
        let access = self.check(resource, verb);
        if access.is_allowed() {
            Ok(())
        } else {
            Err(self.access(&access, what))
        }
    }

    /// A verb that the reader does not have.
    pub(super) fn access(&self, access: &Access, what: &str) -> Error {
        let mut refused = Refused::new(
            Code::NotAllowed,
            format!("your roles do not let you {what}"),
        );
        refused.explanation = self.steps(&access.because);
        refused.into()
    }

    fn told(
        &self,
        code: &str,
        kind: RefusalKind,
        detail: String,
        because: &[decision::Step],
    ) -> Refused {
        let mut refused = Refused::new(code_of(code, kind), self.sentence(detail, because));
        refused.explanation = self.steps(because);
        refused
    }
}

/// The core's code, or the most general one of its kind where the list does not know it.
fn code_of(code: &str, kind: RefusalKind) -> Code {
    Code::named(code).unwrap_or(match kind {
        RefusalKind::Malformed => Code::InvalidBody,
        RefusalKind::Forbidden => Code::NotAllowed,
        RefusalKind::Conflict => Code::Conflict,
        RefusalKind::NotFound => Code::NotFound,
    })
}
