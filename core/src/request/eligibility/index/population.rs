//! Many users at once: which of them may ask for a role. Whoever holds the same role hears the same
//! from it, so each role is asked once, and its holders are a set.

use alloc::{borrow::ToOwned, collections::BTreeMap, string::String, vec::Vec};

use super::RequestIndex;
use crate::policy::{
    index::{bits::Bits, selection::Selection},
    matcher::{Matcher, MatcherKind},
    name::RoleName,
    subject::Subject,
};

/// Users made ready to be asked about, in the order given.
#[derive(Debug)]
pub struct Population<'i, 'p> {
    index: &'i RequestIndex<'p>,
    voices: Vec<Voice<'i>>,
    /// Who may ask for nothing: locked, or nothing can be decided for them (Q2, Q3).
    excluded: Bits,
}

/// Something that allows and denies names, and the users to whom it speaks.
#[derive(Debug)]
struct Voice<'i> {
    says: Says<'i>,
    users: Selection,
}

#[derive(Debug)]
enum Says<'i> {
    /// What a role's document says.
    Role {
        allow: &'i Selection,
        deny: &'i Selection,
    },
    /// A matcher that claims give.
    Allows(Selection),
    /// The same on the side that denies.
    Denies(Selection),
}

impl Says<'_> {
    fn allowed(&self) -> Option<&Selection> {
        match self {
            Self::Role { allow, .. } => Some(allow),
            Self::Allows(names) => Some(names),
            Self::Denies(_) => None,
        }
    }

    fn denied(&self) -> Option<&Selection> {
        match self {
            Self::Role { deny, .. } => Some(deny),
            Self::Denies(names) => Some(names),
            Self::Allows(_) => None,
        }
    }
}

/// A matcher that claims give: whether it denies, whether it is literal, and its text.
type Key = (bool, bool, String);

impl<'i, 'p> Population<'i, 'p> {
    pub(super) fn new(index: &'i RequestIndex<'p>, subjects: &[Subject]) -> Self {
        let nobody = || Bits::none(subjects.len());
        let mut excluded = nobody();
        let mut holders: BTreeMap<usize, Bits> = BTreeMap::new();
        // Whoever holds the same role with the same values of its claims is given the same by it.
        let mut alike: BTreeMap<(usize, Vec<&[String]>), Vec<usize>> = BTreeMap::new();
        for (user, subject) in subjects.iter().enumerate() {
            if subject.locked {
                excluded.insert(user);
                continue;
            }
            for name in &subject.roles {
                let Some((position, said)) = index.said(name) else {
                    excluded.insert(user);
                    break;
                };
                holders.entry(position).or_insert_with(nobody).insert(user);
                if said.has_claims() {
                    let values = said.claims().map(|claim| subject.traits.get(claim));
                    alike
                        .entry((position, values.collect()))
                        .or_default()
                        .push(user);
                }
            }
        }
        let mut claimed: BTreeMap<Key, (Matcher, Bits)> = BTreeMap::new();
        for ((position, _), users) in alike {
            let said = index.roles.get(position).and_then(Option::as_ref);
            let subject = users.first().and_then(|user| subjects.get(*user));
            let claims = said
                .zip(subject)
                .map(|(said, subject)| index.claims(subject, said));
            let Some(Ok(claims)) = claims else {
                users.into_iter().for_each(|user| excluded.insert(user));
                continue;
            };
            let allow = claims.allow.into_iter().map(|matcher| (false, matcher));
            let deny = claims.deny.into_iter().map(|matcher| (true, matcher));
            for (denies, matcher) in allow.chain(deny) {
                let literal = matcher.kind() == MatcherKind::Literal;
                let key = (denies, literal, matcher.text().to_owned());
                let (_, given) = claimed.entry(key).or_insert_with(|| (matcher, nobody()));
                users.iter().for_each(|user| given.insert(*user));
            }
        }
        let roles = holders.into_iter().filter_map(|(position, users)| {
            let said = index.roles.get(position)?.as_ref()?;
            let (allow, deny) = (&said.allow, &said.deny);
            (!allow.is_empty() || !deny.is_empty()).then(|| Voice {
                says: Says::Role { allow, deny },
                users: users.into(),
            })
        });
        let claims = claimed.into_iter().map(|((denies, ..), (matcher, users))| {
            let names = index.catalogue.accepted([&matcher]).into();
            Voice {
                says: if denies {
                    Says::Denies(names)
                } else {
                    Says::Allows(names)
                },
                users: users.into(),
            }
        });
        Self {
            index,
            voices: roles.chain(claims).collect(),
            excluded,
        }
    }

    /// Those who may ask for the role, by their positions in the order given; nobody if there is no
    /// such role (Q4, Q8).
    #[must_use]
    pub fn requesters(&self, role: &RoleName) -> Bits {
        let mut allowed = Bits::none(self.excluded.bound());
        let Some(position) = self.index.catalogue.position(role.as_str()) else {
            return allowed;
        };
        for voice in &self.voices {
            if voice
                .says
                .allowed()
                .is_some_and(|names| names.contains(position))
            {
                voice.users.add_to(&mut allowed);
            }
        }
        for voice in &self.voices {
            if voice
                .says
                .denied()
                .is_some_and(|names| names.contains(position))
            {
                voice.users.take_from(&mut allowed);
            }
        }
        allowed.subtract(&self.excluded);
        allowed
    }
}
