//! What is filled in on the settings' pages, and what is wrong with it.

use postern_core::api::{
    credentials::{MOST_NAME_CHARACTERS, NewToken},
    life::{CredentialLife, LifeProblem, LockLife, SessionLife, TokenLife},
    locks::NewLock,
    scope::Scope,
    settings::{ClusterSettings, MOST_AUDIENCES, SettingsView},
};

/// A field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Field {
    /// What something is called.
    Name,
    /// Why.
    Reason,
    /// For how long.
    Life,
    /// A secret's value.
    Value,
    /// What a token may do.
    Scopes,
    /// Who tokens may be issued for.
    Audiences,
    /// The longest life of a credential.
    Ceiling,
    /// Whether administrators may settle their own requests.
    SelfResolution,
    /// How long a session lives without use.
    Idle,
    /// How long a session lives at most.
    Longest,
}

impl Field {
    /// The id of its control.
    pub const fn id(self) -> &'static str {
        match self {
            Self::Name => "field-name",
            Self::Reason => "field-reason",
            Self::Life => "field-life",
            Self::Value => "field-value",
            Self::Scopes => "field-scopes",
            Self::Audiences => "field-audiences",
            Self::Ceiling => "field-ceiling",
            Self::SelfResolution => "field-self",
            Self::Idle => "field-idle",
            Self::Longest => "field-longest",
        }
    }
}

/// What was filled in. No `Debug`: it may hold a secret.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Form {
    /// What something is called.
    pub name: String,
    /// Why.
    pub reason: String,
    /// For how long.
    pub life: String,
    /// A secret's value.
    pub value: String,
    /// What a token may do.
    pub scopes: Vec<String>,
    /// Who tokens may be issued for, one a line.
    pub audiences: String,
    /// The longest life of a credential.
    pub ceiling: String,
    /// `true`, `false`, or empty for what the deployment says.
    pub self_resolution: String,
    /// How long a session lives without use.
    pub idle: String,
    /// How long a session lives at most.
    pub longest: String,
}

impl Form {
    /// What the settings of a cluster are now.
    pub fn of(view: &SettingsView) -> Self {
        let set = &view.settings;
        Self {
            audiences: set.audiences.clone().unwrap_or_default().join("\n"),
            ceiling: set.credential_ceiling.clone().unwrap_or_default(),
            self_resolution: match set.self_resolution {
                Some(true) => "true".into(),
                Some(false) => "false".into(),
                None => String::new(),
            },
            idle: set.session_idle.clone().unwrap_or_default(),
            longest: set.session_max.clone().unwrap_or_default(),
            ..Self::default()
        }
    }

    /// Takes in what was typed.
    pub fn set(&mut self, field: Field, text: String) {
        match field {
            Field::Name => self.name = text,
            Field::Reason => self.reason = text,
            Field::Life => self.life = text,
            Field::Value => self.value = text,
            Field::Scopes => {}
            Field::Audiences => self.audiences = text,
            Field::Ceiling => self.ceiling = text,
            Field::SelfResolution => self.self_resolution = text,
            Field::Idle => self.idle = text,
            Field::Longest => self.longest = text,
        }
    }

    /// Ticks a scope, or takes the tick away.
    pub fn tick(&mut self, scope: &str, ticked: bool) {
        self.scopes.retain(|own| own != scope);
        if ticked {
            self.scopes.push(scope.into());
        }
    }

    /// What is wrong with a lock.
    pub fn lock_problems(&self) -> Vec<(Field, String)> {
        let mut problems = Vec::new();
        if self.reason.trim().is_empty() {
            problems.push((
                Field::Reason,
                "Say why. The person’s requests end with it.".into(),
            ));
        }
        if let Some(Err(problem)) = optional(&self.life).map(LockLife::parse) {
            problems.push((Field::Life, says(&problem)));
        }
        problems
    }

    /// The lock.
    pub fn lock(&self) -> NewLock {
        NewLock {
            reason: self.reason.trim().into(),
            expires_in: optional(&self.life).and_then(|life| LockLife::parse(life).ok()),
        }
    }

    /// What is wrong with a new token.
    pub fn token_problems(&self) -> Vec<(Field, String)> {
        let mut problems = Vec::new();
        let name = self.name.trim();
        if name.is_empty() {
            problems.push((Field::Name, "Say what the token is for.".into()));
        } else if name.chars().count() > MOST_NAME_CHARACTERS {
            let text = format!("Use at most {MOST_NAME_CHARACTERS} characters.");
            problems.push((Field::Name, text));
        }
        if let Err(problem) = TokenLife::parse(self.life.trim()) {
            problems.push((Field::Life, says(&problem)));
        }
        if self.scopes.is_empty() {
            problems.push((
                Field::Scopes,
                "Pick at least one thing that it may do.".into(),
            ));
        }
        problems
    }

    /// The token that is asked for; nothing while something is wrong with it.
    pub fn token(&self) -> Option<NewToken> {
        let scopes = self.scopes.iter().map(|scope| Scope::parse(scope).ok());
        Some(NewToken {
            name: self.name.trim().into(),
            scopes: scopes.collect::<Option<_>>()?,
            expires_in: TokenLife::parse(self.life.trim()).ok()?,
            owner: None,
        })
    }

    /// What is wrong with a secret.
    pub fn secret_problems(&self) -> Vec<(Field, String)> {
        const LONGEST: usize = 8 * 1024;
        let mut problems = Vec::new();
        let plain = |byte| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'-');
        if !(1..=64).contains(&self.name.len()) || !self.name.bytes().all(plain) {
            let text = "Use 1 to 64 of a–z, 0–9 and the hyphen, for example chat-webhook.";
            problems.push((Field::Name, text.into()));
        }
        if self.value.is_empty() {
            problems.push((Field::Value, "Enter the value.".into()));
        } else if self.value.len() > LONGEST {
            problems.push((Field::Value, "A value has at most 8 KiB.".into()));
        }
        problems
    }

    /// What is wrong with the settings of a cluster.
    pub fn cluster_problems(&self) -> Vec<(Field, String)> {
        let mut problems = Vec::new();
        if lines(&self.audiences).len() > MOST_AUDIENCES {
            let text = format!("Name at most {MOST_AUDIENCES}.");
            problems.push((Field::Audiences, text));
        }
        if let Some(Err(problem)) = optional(&self.ceiling).map(CredentialLife::parse) {
            problems.push((Field::Ceiling, says(&problem)));
        }
        for (field, text) in [(Field::Idle, &self.idle), (Field::Longest, &self.longest)] {
            if let Some(Err(problem)) = optional(text).map(SessionLife::parse) {
                problems.push((field, says(&problem)));
            }
        }
        problems
    }

    /// The settings; what is empty is left to the deployment.
    pub fn cluster(&self) -> ClusterSettings {
        let text = |text: &str| optional(text).map(str::to_owned);
        let audiences = lines(&self.audiences);
        ClusterSettings {
            audiences: (!audiences.is_empty()).then_some(audiences),
            credential_ceiling: text(&self.ceiling),
            self_resolution: match self.self_resolution.as_str() {
                "true" => Some(true),
                "false" => Some(false),
                _ => None,
            },
            session_idle: text(&self.idle),
            session_max: text(&self.longest),
        }
    }
}

fn optional(text: &str) -> Option<&str> {
    Some(text.trim()).filter(|text| !text.is_empty())
}

fn lines(text: &str) -> Vec<String> {
    let lines = text.lines().map(str::trim);
    lines
        .filter(|line| !line.is_empty())
        .map(str::to_owned)
        .collect()
}

/// What is wrong with a length of time, as people say it.
fn says(problem: &LifeProblem) -> String {
    match problem {
        LifeProblem::Spelling => "Write for example 30d, 8h or 1h30m.".into(),
        LifeProblem::Bounds { least, most } => format!("At least {least} and at most {most}."),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fields(problems: Vec<(Field, String)>) -> Vec<Field> {
        problems.into_iter().map(|(field, _)| field).collect()
    }

    #[test]
    fn a_lock_needs_a_reason_and_may_end() {
        let mut form = Form::default();
        assert_eq!(fields(form.lock_problems()), [Field::Reason]);
        form.set(Field::Reason, " lost laptop ".into());
        form.set(Field::Life, "soon".into());
        assert_eq!(fields(form.lock_problems()), [Field::Life]);
        form.set(Field::Life, "8h".into());
        assert!(form.lock_problems().is_empty());
        let lock = form.lock();
        assert_eq!(lock.reason, "lost laptop");
        assert!(lock.expires_in.is_some());
    }

    #[test]
    fn a_token_needs_a_name_a_life_and_a_scope() {
        let mut form = Form::default();
        assert_eq!(
            fields(form.token_problems()),
            [Field::Name, Field::Life, Field::Scopes]
        );
        form.set(Field::Name, "nightly report".into());
        form.set(Field::Life, "400d".into());
        form.tick("audit:read", true);
        form.tick("audit:read", true);
        assert_eq!(fields(form.token_problems()), [Field::Life]);
        form.set(Field::Life, "30d".into());
        assert!(form.token_problems().is_empty());
        let token = form.token().unwrap();
        assert_eq!(token.scopes.len(), 1);
        form.tick("audit:read", false);
        assert_eq!(fields(form.token_problems()), [Field::Scopes]);
    }

    #[test]
    fn a_secret_has_a_plain_name_and_a_value() {
        let mut form = Form::default();
        form.set(Field::Name, "Chat Hook".into());
        assert_eq!(fields(form.secret_problems()), [Field::Name, Field::Value]);
        form.set(Field::Name, "chat-hook".into());
        form.set(Field::Value, "x".repeat(9_000));
        assert_eq!(fields(form.secret_problems()), [Field::Value]);
        form.set(Field::Value, "x".into());
        assert!(form.secret_problems().is_empty());
    }

    #[test]
    fn settings_read_back_and_empty_ones_are_left_out() {
        let mut form = Form::default();
        assert_eq!(form.cluster(), ClusterSettings::default());
        form.set(Field::Audiences, "urn:a\n\n urn:b ".into());
        form.set(Field::SelfResolution, "false".into());
        form.set(Field::Idle, "30s".into());
        form.set(Field::Longest, "12h".into());
        form.set(Field::Ceiling, "31h".into());
        assert_eq!(
            fields(form.cluster_problems()),
            [Field::Ceiling, Field::Idle]
        );
        form.set(Field::Ceiling, "1h".into());
        form.set(Field::Idle, "30m".into());
        assert!(form.cluster_problems().is_empty());
        let settings = form.cluster();
        assert_eq!(
            settings.audiences.as_deref(),
            Some(&["urn:a".to_owned(), "urn:b".into()][..])
        );
        assert_eq!(settings.self_resolution, Some(false));
        let view = SettingsView {
            version: 1,
            author: None,
            since: None,
            settings: settings.clone(),
            effective: postern_core::api::settings::EffectiveSettings {
                audiences: vec![],
                credential_ceiling_s: 0,
                self_resolution: false,
                session_idle_s: 0,
                session_max_s: 0,
            },
        };
        assert_eq!(Form::of(&view).cluster(), settings);
    }
}
