//! What a body of the right shape must also be, as the API's document says: how long, how many, what goes
//! with what. Looked at before the ledger is asked, so that the same body is always told the same.

use std::collections::BTreeMap;

use postern_core::{
    api::{
        credentials::{MOST_NAME_CHARACTERS, MOST_SCOPES, NewToken},
        life::{CredentialLife, LifeProblem, SessionLife},
        locks::NewLock,
        requests::{NewRequest, NewResolution, NewReview, Note, Verdict},
        settings::{ClusterSettings, MOST_AUDIENCE_CHARACTERS, MOST_AUDIENCES},
        simulation::{MOST_REVIEWS, NewSimulation},
    },
    policy::{duration::Duration, name::UserName},
    request::{
        ask::{MAX_REASON_BYTES, MOST_ANNOTATION_BYTES, MOST_ANNOTATIONS},
        form::MAX_ROLES,
    },
};
use serde::de::DeserializeOwned;

use super::{body, call::Call, problem::Code};
use crate::error::{Error, Refused};

/// A body that has bounds.
pub(super) trait Bounded {
    /// Refuses what is out of bounds, with its place.
    fn check(&self) -> Result<(), Error>;
}

/// A body as JSON, within its bounds.
///
/// # Errors
/// A refusal that points to what does not fit.
pub(super) fn json<T: DeserializeOwned + Bounded>(call: &Call, bytes: &[u8]) -> Result<T, Error> {
    let body: T = body::json(call, bytes)?;
    body.check()?;
    Ok(body)
}

/// The same, where nothing at all means the default.
///
/// # Errors
/// As [`json`].
pub(super) fn optional_json<T: DeserializeOwned + Bounded + Default>(
    call: &Call,
    bytes: &[u8],
) -> Result<T, Error> {
    let body: T = body::optional_json(call, bytes)?;
    body.check()?;
    Ok(body)
}

impl Bounded for NewRequest {
    fn check(&self) -> Result<(), Error> {
        if self.roles.is_empty() {
            return misfit(Code::NoRoles, "/roles", "name a role");
        }
        count(self.roles.len(), "/roles")?;
        reason(self.reason.as_deref())?;
        count(self.suggested_reviewers.len(), "/suggested_reviewers")?;
        for (at, name) in self.suggested_reviewers.iter().enumerate() {
            if let Err(problem) = UserName::parse(name) {
                let pointer = format!("/suggested_reviewers/{at}");
                return misfit(Code::InvalidBody, &pointer, &problem.to_string());
            }
        }
        duration(self.max_duration.as_deref())
    }
}

impl Bounded for NewReview {
    fn check(&self) -> Result<(), Error> {
        let narrows = self.roles.is_some() || self.max_duration.is_some();
        if self.verdict == Verdict::Deny && narrows {
            let pointer = self.roles.as_ref().map_or("/max_duration", |_| "/roles");
            return misfit(Code::NarrowedDenial, pointer, "leave it out, or approve");
        }
        count(self.roles.as_ref().map_or(0, Vec::len), "/roles")?;
        reason(self.reason.as_deref())?;
        duration(self.max_duration.as_deref())?;
        annotations(&self.annotations)
    }
}

impl Bounded for NewResolution {
    fn check(&self) -> Result<(), Error> {
        if self.verdict == Verdict::Deny && self.roles.is_some() {
            return misfit(Code::RolesOnDenial, "/roles", "leave it out, or approve");
        }
        count(self.roles.as_ref().map_or(0, Vec::len), "/roles")?;
        reason(self.reason.as_deref())?;
        annotations(&self.annotations)
    }
}

impl Bounded for Note {
    fn check(&self) -> Result<(), Error> {
        reason(self.reason.as_deref())
    }
}

impl Bounded for NewLock {
    fn check(&self) -> Result<(), Error> {
        if self.reason.trim().is_empty() {
            return misfit(Code::InvalidBody, "/reason", "say why");
        }
        reason(Some(&self.reason))
    }
}

impl Bounded for NewToken {
    fn check(&self) -> Result<(), Error> {
        let name = self.name.as_str();
        let fits = (1..=MOST_NAME_CHARACTERS).contains(&name.chars().count());
        if !fits || name.trim() != name || name.chars().any(char::is_control) {
            let detail = format!(
                "say in 1 to {MOST_NAME_CHARACTERS} characters what the token is for, without spaces around it"
            );
            return misfit(Code::InvalidBody, "/name", &detail);
        }
        if !(1..=MOST_SCOPES).contains(&self.scopes.len()) {
            let detail = format!("name 1 to {MOST_SCOPES} scopes");
            return misfit(Code::InvalidBody, "/scopes", &detail);
        }
        Ok(())
    }
}

impl Bounded for ClusterSettings {
    fn check(&self) -> Result<(), Error> {
        let fits = |text: &String| {
            let length = text.chars().count();
            (1..=MOST_AUDIENCE_CHARACTERS).contains(&length) && !text.chars().any(char::is_control)
        };
        let audiences = self.audiences.as_deref().unwrap_or_default();
        if audiences.len() > MOST_AUDIENCES || !audiences.iter().all(fits) {
            let detail = format!(
                "name at most {MOST_AUDIENCES}, each of 1 to {MOST_AUDIENCE_CHARACTERS} characters and no control characters"
            );
            return misfit(Code::InvalidBody, "/audiences", &detail);
        }
        let ceiling = self
            .credential_ceiling
            .as_deref()
            .map(CredentialLife::parse);
        life("/credential_ceiling", ceiling)?;
        for (pointer, text) in [
            ("/session_idle", &self.session_idle),
            ("/session_max", &self.session_max),
        ] {
            life(pointer, text.as_deref().map(SessionLife::parse))?;
        }
        Ok(())
    }
}

fn life<T>(pointer: &str, read: Option<Result<T, LifeProblem>>) -> Result<(), Error> {
    match read {
        Some(Err(problem)) => misfit(Code::InvalidBody, pointer, &problem.to_string()),
        _ => Ok(()),
    }
}

impl Bounded for NewSimulation {
    fn check(&self) -> Result<(), Error> {
        if self.reviews.len() > MOST_REVIEWS {
            let detail = format!("name at most {MOST_REVIEWS}");
            return misfit(Code::InvalidBody, "/reviews", &detail);
        }
        self.request
            .check()
            .map_err(|error| within(error, "/request"))?;
        for (at, one) in self.reviews.iter().enumerate() {
            let place = format!("/reviews/{at}/review");
            one.review.check().map_err(|error| within(error, &place))?;
        }
        Ok(())
    }
}

/// What is wrong with a part of a body, with its place in the whole.
fn within(error: Error, place: &str) -> Error {
    match error {
        Error::Refused(refused) => {
            let mut whole = Refused::new(refused.code, format!("{place}{}", refused.detail));
            for field in refused.errors {
                whole = whole.field(format!("{place}{}", field.pointer), field.detail);
            }
            whole.into()
        }
        fault @ Error::Fault(_) => fault,
    }
}

fn misfit<T>(code: Code, pointer: &str, detail: &str) -> Result<T, Error> {
    Err(
        Refused::new(code, format!("{pointer} does not fit: {detail}"))
            .field(pointer, detail)
            .into(),
    )
}

fn reason(text: Option<&str>) -> Result<(), Error> {
    match text {
        Some(text) if text.len() > MAX_REASON_BYTES => {
            let over = text.len() - MAX_REASON_BYTES;
            let detail = format!("shorten it by {over} bytes");
            misfit(Code::ReasonTooLong, "/reason", &detail)
        }
        _ => Ok(()),
    }
}

fn count(names: usize, pointer: &str) -> Result<(), Error> {
    if names <= MAX_ROLES {
        Ok(())
    } else {
        let detail = format!("name at most {MAX_ROLES}");
        misfit(Code::InvalidBody, pointer, &detail)
    }
}

fn duration(text: Option<&str>) -> Result<(), Error> {
    match text.map(Duration::parse_saturating) {
        Some(Err(problem)) => misfit(Code::InvalidBody, "/max_duration", &problem),
        _ => Ok(()),
    }
}

fn annotations(annotations: &BTreeMap<String, Vec<String>>) -> Result<(), Error> {
    let bytes: usize = annotations
        .iter()
        .map(|(key, values)| key.len() + values.iter().map(String::len).sum::<usize>())
        .sum();
    if annotations.contains_key("") {
        misfit(Code::InvalidBody, "/annotations", "a key cannot be empty")
    } else if annotations.len() > MOST_ANNOTATIONS || bytes > MOST_ANNOTATION_BYTES {
        let detail =
            format!("at most {MOST_ANNOTATIONS} keys and {MOST_ANNOTATION_BYTES} bytes in all");
        misfit(Code::InvalidBody, "/annotations", &detail)
    } else {
        Ok(())
    }
}
