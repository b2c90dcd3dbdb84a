//! What the timeline shows; lives in the address.

use postern_core::{policy::duration::Duration, request::timestamp::Timestamp};

/// Which entries. What is empty filters nothing out.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AuditFilter {
    /// Only what is called so.
    pub action: String,
    /// Only what this person did.
    pub by: String,
    /// Only what was done to this: a request, a person, a document.
    pub about: String,
    /// Only what happened since then.
    pub since: Since,
}

/// How far back.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Since {
    /// To the beginning.
    #[default]
    Ever,
    /// A day.
    Day,
    /// A week.
    Week,
    /// Thirty days.
    Month,
}

impl Since {
    /// All of them, in order.
    pub const ALL: [Self; 4] = [Self::Ever, Self::Day, Self::Week, Self::Month];

    /// As it stands in an address.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Ever => "",
            Self::Day => "24h",
            Self::Week => "7d",
            Self::Month => "30d",
        }
    }

    /// As people read it.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Ever => "Any time",
            Self::Day => "Last 24 hours",
            Self::Week => "Last 7 days",
            Self::Month => "Last 30 days",
        }
    }

    /// Reads it; anything else is any time.
    pub fn read(text: &str) -> Self {
        Self::ALL
            .into_iter()
            .find(|since| since.as_str() == text)
            .unwrap_or_default()
    }

    /// The first moment that still counts; none where all do.
    pub fn begins(self, now: Timestamp) -> Option<Timestamp> {
        let hours = match self {
            Self::Ever => return None,
            Self::Day => 24,
            Self::Week => 7 * 24,
            Self::Month => 30 * 24,
        };
        Some(now.plus(Duration::from_secs(-hours * 3_600)))
    }
}

impl AuditFilter {
    /// Everything about one thing.
    pub fn about(subject: &str) -> Self {
        Self {
            about: subject.into(),
            ..Self::default()
        }
    }

    /// Whether something is filtered out.
    pub fn is_set(&self) -> bool {
        *self != Self::default()
    }

    /// From the pairs of an address.
    pub fn read(pairs: impl Iterator<Item = (String, String)>) -> Self {
        let mut filter = Self::default();
        for (name, value) in pairs {
            match name.as_str() {
                "kind" => filter.action = value,
                "by" => filter.by = value,
                "request" => filter.about = value,
                "since" => filter.since = Since::read(&value),
                _ => {}
            }
        }
        filter
    }

    /// As pairs for an address; what is usual is not said.
    pub fn pairs(&self) -> Vec<(&'static str, &str)> {
        [
            ("kind", self.action.as_str()),
            ("by", self.by.as_str()),
            ("request", self.about.as_str()),
            ("since", self.since.as_str()),
        ]
        .into_iter()
        .filter(|(_, value)| !value.is_empty())
        .collect()
    }

    /// As the server takes it. Time is not among it: the page stops reading where the time begins.
    pub fn query(&self) -> Vec<(&'static str, &str)> {
        [
            ("action", self.action.as_str()),
            ("actor", self.by.as_str()),
            ("subject", self.about.as_str()),
        ]
        .into_iter()
        .filter(|(_, value)| !value.is_empty())
        .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_read_back_and_begin_when_they_say() {
        for since in Since::ALL {
            assert_eq!(Since::read(since.as_str()), since);
        }
        assert_eq!(Since::read("nonsense"), Since::Ever);
        let now = Timestamp::from_ms(10 * 86_400_000);
        assert_eq!(Since::Ever.begins(now), None);
        assert_eq!(
            Since::Week.begins(now),
            Some(Timestamp::from_ms(3 * 86_400_000))
        );
    }

    #[test]
    fn the_server_is_asked_for_what_is_set_and_nothing_else() {
        let filter = AuditFilter {
            by: "bob".into(),
            since: Since::Day,
            ..AuditFilter::about("r1")
        };
        assert_eq!(filter.query(), [("actor", "bob"), ("subject", "r1")]);
        assert!(filter.is_set());
        assert!(AuditFilter::default().query().is_empty());
    }
}
