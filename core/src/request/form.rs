//! The rules of the form that asks for roles: what can be said before anything is sent. Works on the
//! brief the caller was given, without the policy, so the page can run it without the engine.

use alloc::{format, string::String, vec::Vec};

use super::timestamp::Timestamp;
use crate::{
    policy::{duration::Duration, name::RoleName},
    small_set::SmallSet,
};

/// What may be asked for, and on which terms.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Brief {
    /// Each role that may be requested.
    pub offers: Vec<Offer>,
    /// The role that demands a reason for every request (P1).
    pub reason_required_by: Option<RoleName>,
    /// The prompt for any request (P4).
    pub prompt: Option<String>,
    /// The longest reason, in bytes (P5).
    pub reason_max_bytes: usize,
}

/// One role that may be requested.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Offer {
    /// Its name.
    pub role: RoleName,
    /// The longest access, if asked for alone.
    pub longest: Duration,
    /// Asking for it needs a reason (P2).
    pub reason_required: bool,
    /// What to write in the reason.
    pub prompts: Vec<String>,
}

/// What a person has filled in.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Form {
    /// The roles ticked.
    pub roles: SmallSet<RoleName>,
    /// For how long.
    pub length: Length,
    /// From when.
    pub start: Start,
    /// Why, as typed.
    pub reason: String,
}

/// For how long.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Length {
    /// Nothing picked: [`Brief::usual_length`] stands.
    #[default]
    Usual,
    /// One of the lengths on offer.
    Picked(Duration),
    /// Typed by hand.
    Typed(String),
}

/// From when.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Start {
    /// With the approval.
    #[default]
    WhenApproved,
    /// At a moment; `None` until one was written.
    Later(Option<Timestamp>),
}

/// A part of the form that a problem belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Field {
    /// Which roles.
    Roles,
    /// How long.
    Length,
    /// From when.
    Start,
    /// Why.
    Reason,
}

/// What is to be put right before sending.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldProblem {
    /// Where.
    pub field: Field,
    /// What to do, in a sentence for people.
    pub text: String,
}

/// The most roles one request may name.
pub const MAX_ROLES: usize = 64;
/// The length that is offered first, where the policy allows it.
pub const USUAL: Duration = Duration::from_hours(4);

impl Brief {
    /// The offers for the roles that are ticked.
    pub fn picked<'a>(&'a self, form: &'a Form) -> impl Iterator<Item = &'a Offer> {
        self.offers
            .iter()
            .filter(|offer| form.roles.contains(&offer.role))
    }

    /// The longest access for what is ticked, and the role that caps it; `None` while nothing is.
    #[must_use]
    pub fn longest<'a>(&'a self, form: &'a Form) -> Option<(Duration, &'a RoleName)> {
        self.picked(form)
            .min_by_key(|offer| offer.longest)
            .map(|offer| (offer.longest, &offer.role))
    }

    /// What to write in the reason: the general prompt first, each once.
    #[must_use]
    pub fn prompts<'a>(&'a self, form: &'a Form) -> Vec<&'a str> {
        let mut prompts: Vec<&str> = self.prompt.as_deref().into_iter().collect();
        for prompt in self.picked(form).flat_map(|offer| &offer.prompts) {
            if !prompts.contains(&prompt.as_str()) {
                prompts.push(prompt);
            }
        }
        prompts
    }

    /// The role on whose account a reason is needed (P1, P2).
    #[must_use]
    pub fn reason_required_by<'a>(&'a self, form: &'a Form) -> Option<&'a RoleName> {
        self.reason_required_by.as_ref().or_else(|| {
            self.picked(form)
                .find(|offer| offer.reason_required)
                .map(|offer| &offer.role)
        })
    }

    /// The length that stands while nobody picks one: [`USUAL`], or less where policy allows less.
    #[must_use]
    pub fn usual_length(&self, form: &Form) -> Duration {
        match self.longest(form) {
            Some((longest, _)) => longest.min(USUAL),
            None => USUAL,
        }
    }

    /// For how long the form asks.
    ///
    /// # Errors
    /// What is wrong with the length that was typed.
    pub fn length(&self, form: &Form) -> Result<Duration, String> {
        match &form.length {
            Length::Usual => Ok(self.usual_length(form)),
            Length::Picked(length) => Ok(*length),
            Length::Typed(text) => {
                let text: String = text.chars().filter(|c| !c.is_whitespace()).collect();
                match Duration::parse(&text) {
                    Ok(length) if length > Duration::ZERO => Ok(length),
                    _ => Err("Write how long, for example 45m or 1h30m.".into()),
                }
            }
        }
    }

    /// Everything to be put right, in the order of the form.
    #[must_use]
    pub fn check(&self, form: &Form, now: Timestamp) -> Vec<FieldProblem> {
        let mut problems = Vec::new();
        let mut problem = |field, text: String| problems.push(FieldProblem { field, text });
        if form.roles.as_slice().is_empty() {
            problem(Field::Roles, "Pick at least one role.".into());
        } else if form.roles.as_slice().len() > MAX_ROLES {
            problem(Field::Roles, format!("Pick at most {MAX_ROLES} roles."));
        }
        match (self.length(form), self.longest(form)) {
            (Err(text), _) => problem(Field::Length, text),
            (Ok(length), Some((longest, role))) if length > longest => problem(
                Field::Length,
                format!("Ask for at most {longest}: {role} allows no more."),
            ),
            _ => {}
        }
        match form.start {
            Start::Later(None) => problem(Field::Start, "Pick when access should begin.".into()),
            Start::Later(Some(start)) if start <= now => {
                problem(Field::Start, "Pick a time that is still to come.".into());
            }
            _ => {}
        }
        let reason = form.reason.trim();
        if reason.is_empty() {
            if self.reason_required_by(form).is_some() {
                let prompt = self.prompts(form).first().copied().unwrap_or_default();
                let text = match prompt {
                    "" => "Write why you need it.".into(),
                    prompt => format!("Write why you need it: {prompt}"),
                };
                problem(Field::Reason, text);
            }
        } else if form.reason.len() > self.reason_max_bytes {
            let over = form.reason.len() - self.reason_max_bytes;
            problem(
                Field::Reason,
                format!("Shorten the reason by {over} bytes."),
            );
        }
        problems
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::{borrow::ToOwned, vec};

    fn name(text: &str) -> RoleName {
        RoleName::verbatim(text)
    }

    fn brief() -> Brief {
        let offer = |role: &str, hours, reason_required, prompt: &str| Offer {
            role: name(role),
            longest: Duration::from_hours(hours),
            reason_required,
            prompts: vec![prompt.to_owned()],
        };
        Brief {
            offers: vec![
                offer("common", 8, false, "Ticket"),
                offer("dba", 1, true, "Which database"),
            ],
            reason_required_by: None,
            prompt: Some("Ticket".into()),
            reason_max_bytes: 10,
        }
    }

    fn form(roles: &[&str], length: &str, reason: &str) -> Form {
        Form {
            roles: roles.iter().map(|role| name(role)).collect(),
            length: match length {
                "" => Length::Usual,
                text => Length::Typed(text.into()),
            },
            start: Start::WhenApproved,
            reason: reason.into(),
        }
    }

    #[test]
    fn what_is_missing_is_said_at_its_field() {
        use Field::{Length, Reason, Roles};
        let cases: [(&[&str], &str, &str, &[Field]); 9] = [
            (&["common"], "", "", &[]),
            (&[], "", "", &[Roles]),
            (&["dba"], "", "", &[Reason]),
            (&["dba"], "", "  ", &[Reason]),
            (&["dba"], "", "T-1", &[]),
            (&["common", "dba"], "2h", "T-1", &[Length]),
            (&["common"], "2 h", "", &[]),
            (&["common"], "soon", "", &[Length]),
            (&["common"], "1h", "eleven byte", &[Reason]),
        ];
        for (roles, length, reason, expected) in cases {
            let found: Vec<Field> = brief()
                .check(&form(roles, length, reason), Timestamp::from_ms(0))
                .iter()
                .map(|problem| problem.field)
                .collect();
            assert_eq!(found, expected, "{roles:?} {length:?} {reason:?}");
        }
    }

    #[test]
    fn a_start_must_be_written_and_still_to_come() {
        let now = Timestamp::from_ms(1_000);
        for (start, good) in [
            (Start::WhenApproved, true),
            (Start::Later(None), false),
            (Start::Later(Some(now)), false),
            (Start::Later(Some(now.plus(Duration::from_secs(1)))), true),
        ] {
            let form = Form {
                start,
                ..form(&["common"], "", "")
            };
            assert_eq!(brief().check(&form, now).is_empty(), good, "{start:?}");
        }
    }

    #[test]
    fn terms_follow_the_strictest_role_ticked() {
        let brief = brief();
        let both = form(&["common", "dba"], "", "");
        assert_eq!(
            brief.longest(&both),
            Some((Duration::from_hours(1), &name("dba")))
        );
        assert_eq!(brief.length(&both), Ok(Duration::from_hours(1)));
        assert_eq!(brief.prompts(&both), ["Ticket", "Which database"]);
        assert_eq!(brief.reason_required_by(&both), Some(&name("dba")));
        let none = form(&[], "", "");
        assert_eq!(brief.longest(&none), None);
        assert_eq!(brief.length(&none), Ok(USUAL));
        assert_eq!(brief.prompts(&none), ["Ticket"]);
    }
}
