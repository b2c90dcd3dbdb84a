//! The policy set: roles, users and connectors that hold together, compiled, under one digest.

use alloc::{
    collections::BTreeMap,
    format,
    string::{String, ToString},
    vec::Vec,
};

use sha2::{Digest, Sha256};

use super::{
    budget::{Budget, Remaining},
    compiled::CompiledRole,
    connector::Connector,
    digest::PolicyDigest,
    monitoring::CompiledRule,
    name::{RoleName, UserName},
    place::Place,
    reading::{Document, Reading, Resource},
    role::Role,
    settings::Settings,
    subject::Subject,
    user::User,
};
use crate::yaml::span::Span;

/// Everything that decisions rest on. It never changes; another policy is another value.
#[derive(Debug)]
pub struct Policy {
    readings: Vec<Reading>,
    roles: BTreeMap<RoleName, Held<CompiledRole>>,
    users: BTreeMap<UserName, Held<User>>,
    connectors: BTreeMap<String, Held<Connector>>,
    rules: BTreeMap<String, Held<CompiledRule>>,
    settings: Settings,
    budget: Budget,
    digest: PolicyDigest,
}

/// Something read, and which text it stands in.
#[derive(Debug)]
struct Held<T> {
    value: T,
    reading: usize,
}

impl Policy {
    /// The policy that these texts are. Of two documents with the same kind and name the later one
    /// counts. Nothing is checked here: what is broken makes decisions fail closed.
    #[must_use]
    pub fn new(readings: Vec<Reading>, settings: Settings, budget: Budget) -> Self {
        let mut roles = BTreeMap::new();
        let mut users = BTreeMap::new();
        let mut connectors = BTreeMap::new();
        let mut rules = BTreeMap::new();
        let mut manifest = BTreeMap::new();
        let remaining = Remaining::of(&budget);
        for (reading, texts) in readings.iter().enumerate() {
            for document in &texts.documents {
                match &document.resource {
                    Some(Resource::Role(role)) => {
                        let value = CompiledRole::new(role.clone(), &remaining);
                        roles.insert(role.name.clone(), Held { value, reading });
                    }
                    Some(Resource::User(user)) => {
                        let value = user.clone();
                        users.insert(user.name.clone(), Held { value, reading });
                    }
                    Some(Resource::Connector(connector)) => {
                        let value = connector.clone();
                        connectors.insert(connector.name.clone(), Held { value, reading });
                    }
                    Some(Resource::Rule(rule)) => {
                        let value = CompiledRule::new(rule.clone(), &remaining);
                        rules.insert(rule.name.clone(), Held { value, reading });
                    }
                    // Who is told of decisions has no part in them, so the digest stays.
                    Some(Resource::Integration(_)) => continue,
                    // A test decides nothing; the digest names it as it names a comment.
                    Some(Resource::Test(_) | Resource::Kept) | None => {}
                }
                manifest.insert(title(document), hash_of(texts, document));
            }
        }
        let digest = digest(&manifest, &settings, &budget);
        Self {
            readings,
            roles,
            users,
            connectors,
            rules,
            settings,
            budget,
            digest,
        }
    }

    /// The text that it is made of, where it is one; the first of several.
    #[must_use]
    pub fn text(&self) -> Option<&Reading> {
        self.readings.first()
    }

    /// The role of this name.
    #[must_use]
    pub fn role(&self, name: &RoleName) -> Option<&CompiledRole> {
        self.roles.get(name).map(|held| &held.value)
    }

    /// All roles, in name order.
    pub fn roles(&self) -> impl Iterator<Item = &Role> {
        self.roles.values().map(|held| &held.value.role)
    }

    /// The same, compiled.
    pub fn compiled_roles(&self) -> impl Iterator<Item = &CompiledRole> {
        self.roles.values().map(|held| &held.value)
    }

    /// The user of this name, if a document says who they are.
    #[must_use]
    pub fn user(&self, name: &UserName) -> Option<&User> {
        self.users.get(name).map(|held| &held.value)
    }

    /// All users that documents speak of, in name order.
    pub fn users(&self) -> impl Iterator<Item = &User> {
        self.users.values().map(|held| &held.value)
    }

    /// The same, as decisions see them.
    pub fn subjects(&self) -> impl Iterator<Item = Subject> {
        self.users().map(Subject::from)
    }

    /// The user of this name as decisions see them.
    #[must_use]
    pub fn subject(&self, name: &UserName) -> Option<Subject> {
        self.user(name).map(Subject::from)
    }

    /// All connectors, in name order.
    pub fn connectors(&self) -> impl Iterator<Item = &Connector> {
        self.connectors.values().map(|held| &held.value)
    }

    /// All access monitoring rules, in name order.
    pub fn rules(&self) -> impl Iterator<Item = &CompiledRule> {
        self.rules.values().map(|held| &held.value)
    }

    /// Where `span` of the rule's document stands.
    #[must_use]
    pub fn place_in_rule(&self, rule: &str, span: Span) -> Option<Place> {
        let held = self.rules.get(rule)?;
        self.readings.get(held.reading)?.place(span)
    }

    /// The cluster's settings.
    #[must_use]
    pub const fn settings(&self) -> &Settings {
        &self.settings
    }

    /// How much work patterns may ask for.
    #[must_use]
    pub const fn budget(&self) -> &Budget {
        &self.budget
    }

    /// The name of exactly this policy: it covers every document, the settings, the budget and the
    /// version of this crate.
    #[must_use]
    pub const fn digest(&self) -> &PolicyDigest {
        &self.digest
    }

    /// Where `span` of the role's document stands.
    #[must_use]
    pub fn place(&self, role: &RoleName, span: Span) -> Option<Place> {
        let held = self.roles.get(role)?;
        self.readings.get(held.reading)?.place(span)
    }
}

/// Kind and name, the key of a stored document.
fn title(document: &Document) -> (String, String) {
    let text = |text: &Option<super::role::Text>| {
        text.as_ref()
            .map(|text| text.value.clone())
            .unwrap_or_default()
    };
    (text(&document.kind), text(&document.name))
}

/// SHA-256 of the text a document stands in: the whole text where it is alone there, so that the
/// hash is that of the stored bytes.
fn hash_of(texts: &Reading, document: &Document) -> [u8; 32] {
    let text = match texts.documents.as_slice() {
        [_] => texts.source.text(),
        _ => texts.source.slice(document.span),
    };
    Sha256::digest(text.as_bytes()).into()
}

/// The digest of a manifest. Every part is preceded by its length, so that no two manifests run
/// together into the same bytes.
fn digest(
    manifest: &BTreeMap<(String, String), [u8; 32]>,
    settings: &Settings,
    budget: &Budget,
) -> PolicyDigest {
    let mut hasher = Sha256::new();
    let mut part = |bytes: &[u8]| {
        hasher.update(u64::try_from(bytes.len()).unwrap_or(u64::MAX).to_be_bytes());
        hasher.update(bytes);
    };
    part(crate::VERSION.as_bytes());
    part(if settings.self_resolution {
        b"self-resolution"
    } else {
        b""
    });
    part(settings.credential_ceiling.to_string().as_bytes());
    let Budget {
        pattern_bytes,
        compiled_bytes,
        policy_bytes,
        nested_groups,
    } = budget;
    let bounds = format!("{pattern_bytes} {compiled_bytes} {policy_bytes} {nested_groups}");
    part(bounds.as_bytes());
    for ((kind, name), hash) in manifest {
        part(kind.as_bytes());
        part(name.as_bytes());
        part(hash);
    }
    PolicyDigest::from_bytes(hasher.finalize().into())
}

#[cfg(test)]
mod tests {
    use alloc::{string::ToString, vec, vec::Vec};

    use super::*;
    use crate::{
        policy::{
            duration::Duration,
            fixtures::{policy, policy_with},
            reading::{Standard, read_by},
        },
        yaml::budget::ReadBudget,
    };

    const ONE: &str = "kind: role\nversion: v7\nmetadata: {name: one}\nspec: {}\n";
    const TWO: &str = "kind: role\nversion: v7\nmetadata: {name: two}\nspec: {}\n";

    fn of(texts: &[&str]) -> Policy {
        let readings = texts
            .iter()
            .map(|text| read_by(text, &ReadBudget::PRODUCT, Standard::Load))
            .collect();
        Policy::new(readings, Settings::default(), Budget::PRODUCT)
    }

    #[test]
    fn the_digest_names_exactly_one_policy() {
        let digest = of(&[ONE, TWO]).digest().clone();
        assert_eq!(of(&[TWO, ONE]).digest(), &digest, "the order of documents");
        let longer = Settings {
            credential_ceiling: Duration::from_hours(2),
            ..Settings::default()
        };
        let own = Settings {
            self_resolution: true,
            ..Settings::default()
        };
        let renamed = TWO.replace("two", "too");
        let commented = [TWO, "# changed"].concat();
        let readings = |budget| {
            let readings =
                [ONE, TWO].map(|text| read_by(text, &ReadBudget::PRODUCT, Standard::Load));
            Policy::new(readings.into(), Settings::default(), budget)
        };
        let others = [
            of(&[ONE]),
            of(&[ONE, &renamed]),
            of(&[ONE, &commented]),
            readings(Budget::REFERENCE),
            policy_with(&[ONE, "---\n", TWO].concat(), longer),
            policy_with(&[ONE, "---\n", TWO].concat(), own),
        ];
        let mut digests: Vec<_> = others
            .iter()
            .map(|other| other.digest().to_string())
            .collect();
        digests.push(digest.to_string());
        digests.sort();
        digests.dedup();
        assert_eq!(digests.len(), others.len() + 1);
        assert_eq!(readings(Budget::PRODUCT).digest(), &digest);
    }

    #[test]
    fn of_two_documents_of_one_name_the_later_counts() {
        let policy = policy(
            &[
                ONE,
                "---\n",
                &ONE.replace("spec: {}", "spec: {options: {request_prompt: why}}"),
            ]
            .concat(),
        );
        let role = policy.role(&RoleName::verbatim("one")).expect("is there");
        assert_eq!(role.role.options.request_prompt.value, "why");
        let place = policy.place(&role.role.name, role.role.options.request_prompt.span);
        let place = place.expect("a place");
        assert_eq!(
            (place.field.as_str(), place.line),
            ("spec.options.request_prompt", 9)
        );
        assert_eq!(policy.roles().count(), 1);
        assert_eq!(
            vec![policy.users().count(), policy.connectors().count()],
            [0, 0]
        );
    }
}
