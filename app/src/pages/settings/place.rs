//! The parts of the settings: what each is called, where it is, and for whom.

use postern_core::api::identity::Me;

/// A part of the settings.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Place {
    /// Whichever part comes first for who is here.
    #[default]
    Start,
    /// Who there is, and who is locked.
    People,
    /// The ways to sign in.
    Connectors,
    /// Who is told what.
    Integrations,
    /// What programs sign in with.
    Tokens,
    /// Where one is signed in.
    Sessions,
    /// What the cluster signs with.
    Keys,
    /// What `secret://NAME` stands for.
    Secrets,
    /// What the cluster decides for itself.
    Cluster,
}

impl Place {
    /// The parts, in order.
    pub const ALL: [Self; 8] = [
        Self::Tokens,
        Self::Sessions,
        Self::People,
        Self::Connectors,
        Self::Integrations,
        Self::Keys,
        Self::Secrets,
        Self::Cluster,
    ];

    /// As it stands in an address.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Start => "",
            Self::People => "people",
            Self::Connectors => "connectors",
            Self::Integrations => "integrations",
            Self::Tokens => "tokens",
            Self::Sessions => "sessions",
            Self::Keys => "keys",
            Self::Secrets => "secrets",
            Self::Cluster => "cluster",
        }
    }

    /// As people read it.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Start => "Settings",
            Self::People => "People",
            Self::Connectors => "Connectors",
            Self::Integrations => "Integrations",
            Self::Tokens => "Tokens",
            Self::Sessions => "Sessions",
            Self::Keys => "Signing keys",
            Self::Secrets => "Secrets",
            Self::Cluster => "Cluster",
        }
    }

    /// What it is for, in a sentence.
    pub const fn about(self) -> &'static str {
        match self {
            Self::Start => "",
            Self::People => {
                "Who the policy knows or has signed in. A lock ends all they hold at once."
            }
            Self::Connectors => "The identity providers that people sign in through.",
            Self::Integrations => "Tools that are told what happens here, and may answer.",
            Self::Tokens => "What programs sign in with, for as little as they need.",
            Self::Sessions => "Where you are signed in.",
            Self::Keys => "What this cluster signs tokens and checkpoints with.",
            Self::Secrets => {
                "What the policy and integrations call by name. Values are never shown."
            }
            Self::Cluster => {
                "What this cluster decides for itself. What is left empty is as the deployment says."
            }
        }
    }

    /// The part of an address; the first part where none is named.
    pub fn read(text: Option<&str>) -> Option<Self> {
        match text {
            None => Some(Self::Start),
            Some(text) => Self::ALL.into_iter().find(|place| place.as_str() == text),
        }
    }

    /// Its address.
    pub fn href(self) -> String {
        match self {
            Self::Start => "/settings".into(),
            place => format!("/settings/{}", place.as_str()),
        }
    }

    /// Whether one thing in it has an address of its own.
    pub const fn has_details(self) -> bool {
        matches!(self, Self::Integrations)
    }

    /// What the rules must let one do to see it; nothing where it is everybody's.
    const fn rule(self) -> Option<&'static str> {
        match self {
            Self::Start | Self::Tokens | Self::Sessions => None,
            Self::People => Some("user:list"),
            Self::Connectors => Some("oidc:list"),
            Self::Integrations => Some("integration:list"),
            Self::Keys => Some("key:list"),
            Self::Secrets => Some("settings:list"),
            Self::Cluster => Some("settings:read"),
        }
    }

    /// Whether somebody may see it.
    pub fn is_for(self, me: &Me) -> bool {
        self.rule().is_none_or(|rule| may(me, rule))
    }
}

/// Whether the rules let somebody do that, as `resource:verb`.
pub fn may(me: &Me, rule: &str) -> bool {
    me.may.rules.iter().any(|own| own == rule)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_part_has_an_address_of_its_own() {
        for place in Place::ALL {
            assert_eq!(Place::read(Some(place.as_str())), Some(place));
            assert!(!place.about().is_empty());
        }
        assert_eq!(Place::read(None), Some(Place::Start));
        assert_eq!(Place::read(Some("nothing")), None);
    }
}
