//! How a cluster deals with the outside: whom its integrations may call, and how patiently.

use postern_core::policy::duration::Duration;
use serde::{Deserialize, Serialize};

use crate::integrations::target::Limits;

/// How long a receiver may take where the configuration says nothing.
const DEFAULT_TIMEOUT: Duration = Duration::from_secs(15);
/// What no configuration may exceed (Standard Webhooks: 15 to 30 s).
const LONGEST_TIMEOUT: Duration = Duration::from_secs(30);
/// How long a replaced secret counts beside the new one where the configuration says nothing.
const DEFAULT_OVERLAP: Duration = Duration::from_hours(24);
/// How often a checkpoint of the audit log is told where the configuration says nothing.
const DEFAULT_CHECKPOINT: Duration = Duration::from_hours(24);
/// It is told no more often, or each would be news for the next.
const SHORTEST_CHECKPOINT: Duration = Duration::from_secs(60);
/// How long a second of waiting lasts.
const SECOND: Duration = Duration::from_secs(1);

/// The part of a cluster's configuration about integrations.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Integrations {
    /// The only hosts that may be called, where there is a list; `*.example.com` is everything below.
    #[serde(default)]
    pub hosts: Option<Vec<String>>,
    /// How long a receiver may take, as the policy writes durations.
    #[serde(default)]
    pub timeout: Option<String>,
    /// How long a replaced secret counts beside the new one.
    #[serde(default)]
    pub rotation_overlap: Option<String>,
    /// How often a checkpoint of the audit log is told, where there is anything new.
    #[serde(default)]
    pub checkpoint_every: Option<String>,
    /// This machine itself may be called, over http too. Refused outside builds for demos and tests.
    #[serde(default)]
    pub loopback: bool,
    /// How long a second of waiting lasts between attempts. Refused outside builds for demos and tests.
    #[serde(default)]
    pub retry_unit: Option<String>,
}

impl Integrations {
    /// Whether it can be used as it is.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn check(&self) -> Result<(), String> {
        let duration = |name: &str, text: &Option<String>, most: Duration| match text {
            Some(text) => match Duration::parse(text) {
                Ok(length) if length >= Duration::ZERO && length <= most => Ok(()),
                Ok(_) => Err(format!("{name} is at most {most}")),
                Err(problem) => Err(format!("{name}: {problem}")),
            },
            None => Ok(()),
        };
        duration("timeout", &self.timeout, LONGEST_TIMEOUT)?;
        duration(
            "rotation_overlap",
            &self.rotation_overlap,
            Duration::from_hours(30 * 24),
        )?;
        duration(
            "checkpoint_every",
            &self.checkpoint_every,
            Duration::from_hours(30 * 24),
        )?;
        duration("retry_unit", &self.retry_unit, SECOND)?;
        if !cfg!(feature = "demo") && (self.loopback || self.retry_unit.is_some()) {
            return Err("loopback and retry_unit are for builds for demos and tests only".into());
        }
        Ok(())
    }

    /// Whom integrations may call.
    #[must_use]
    pub fn limits(&self) -> Limits<'_> {
        Limits {
            hosts: self.hosts.as_deref(),
            loopback: cfg!(feature = "demo") && self.loopback,
        }
    }

    /// How long a receiver may take.
    #[must_use]
    pub fn timeout(&self) -> Duration {
        parsed(&self.timeout, DEFAULT_TIMEOUT)
    }

    /// How long a replaced secret counts beside the new one.
    #[must_use]
    pub fn rotation_overlap(&self) -> Duration {
        parsed(&self.rotation_overlap, DEFAULT_OVERLAP)
    }

    /// How often a checkpoint of the audit log is told.
    #[must_use]
    pub fn checkpoint_every(&self) -> Duration {
        let shortest = if cfg!(feature = "demo") {
            Duration::ZERO
        } else {
            SHORTEST_CHECKPOINT
        };
        parsed(&self.checkpoint_every, DEFAULT_CHECKPOINT).max(shortest)
    }

    /// How long a second of waiting lasts.
    #[must_use]
    pub fn retry_unit(&self) -> Duration {
        if cfg!(feature = "demo") {
            parsed(&self.retry_unit, SECOND)
        } else {
            SECOND
        }
    }
}

fn parsed(text: &Option<String>, otherwise: Duration) -> Duration {
    text.as_deref()
        .and_then(|text| Duration::parse(text).ok())
        .unwrap_or(otherwise)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_cannot_be_used_says_so() {
        let of = |text: &str| serde_json::from_str::<Integrations>(text).expect("reads");
        assert_eq!(of("{}").check(), Ok(()));
        assert_eq!(of("{}").timeout(), DEFAULT_TIMEOUT);
        assert_eq!(of(r#"{"timeout":"5s","hosts":[]}"#).check(), Ok(()));
        for text in [
            r#"{"timeout":"31s"}"#,
            r#"{"timeout":"soon"}"#,
            r#"{"rotation_overlap":"800h"}"#,
            r#"{"retry_unit":"1h"}"#,
        ] {
            assert!(of(text).check().is_err(), "{text}");
        }
        for text in [r#"{"loopback":true}"#, r#"{"retry_unit":"1ms"}"#] {
            assert_eq!(of(text).check().is_ok(), cfg!(feature = "demo"), "{text}");
        }
        assert_eq!(
            of(r#"{"loopback":true}"#).limits().loopback,
            cfg!(feature = "demo")
        );
    }
}
