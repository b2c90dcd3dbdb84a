//! Whom a provider has spoken of becomes a user of the cluster: a local one that is linked to the
//! identity, or one known by the provider's own key; then their session begins.

use postern_core::{
    policy::{
        claims::{ClaimMapping, ClaimWarning, map_to_names},
        connector::Connector,
        name::{RoleName, UserName},
        set::Policy,
        traits::Traits,
        user::User,
    },
    request::timestamp::Timestamp,
};
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::{bearer, message::Reply, people, record::Record, session, turn::Turn};
use crate::{
    error::{Error, Fault, Refused, refuse},
    http::problem::Code,
    store::{
        bearers,
        identities::{self, Told},
    },
};

/// What a provider says about somebody, checked.
#[derive(Debug, Serialize, Deserialize)]
pub struct Verified {
    /// The connector that they came through.
    pub connector: String,
    /// Who says so.
    pub issuer: String,
    /// What the issuer calls them, for ever.
    pub subject: String,
    /// What they are called, or why not.
    pub username: Result<String, Box<Refused>>,
    /// What is said of them.
    pub traits: Traits,
    /// When the session has to end at the latest.
    pub not_after: Option<Timestamp>,
}

/// Signs somebody in.
pub(super) fn sign_in(turn: &Turn<'_>, verified: &Verified) -> Result<Reply, Error> {
    let Some(connector) = people::connector(&turn.policy, &verified.connector)
        .filter(|connector| connector.issuer_url.value == verified.issuer)
    else {
        return refuse(
            Code::UnknownConnector,
            "the connector was changed while you signed in; begin again",
        );
    };
    let name = match linked(&turn.policy, verified)? {
        Some(user) => local(turn, verified, user)?,
        None => foreign(turn, verified, connector)?,
    };
    let (_, session) = session::begin(
        turn,
        &name,
        verified.not_after,
        json!({ "connector": verified.connector, "subject": verified.subject }),
    )?;
    Ok(Reply {
        session,
        ..Reply::default()
    })
}

fn record<'a>(turn: &'a Turn<'_>, user: &'a UserName) -> Record<'a> {
    Record::by_call(turn.sql, turn.envelope, &turn.policy, user, turn.now)
}

/// The local user whom a document links to the identity.
fn linked<'p>(policy: &'p Policy, verified: &Verified) -> Result<Option<&'p User>, Error> {
    let mut users = policy.users().filter(|user| {
        user.oidc_identities.iter().any(|(connector, subject)| {
            connector.value == verified.connector && subject.value == verified.subject
        })
    });
    match (users.next(), users.next()) {
        (user, None) => Ok(user),
        (_, Some(_)) => refuse(
            Code::NameTaken,
            "the policy links your identity to several users; ask whoever owns the policy to leave one",
        ),
    }
}

fn local(turn: &Turn<'_>, verified: &Verified, user: &User) -> Result<UserName, Error> {
    if user.locked {
        return refuse(Code::Locked, "your user is locked; ask an administrator");
    }
    // Who was known by the provider's name until a document linked them is one person with one name.
    if let Some(former) = identities::name_of(turn.sql, &verified.issuer, &verified.subject)? {
        bearers::rename(turn.sql, &former, &user.name, turn.now)?;
        identities::forget(turn.sql, &verified.issuer, &verified.subject)?;
        let record = record(turn, &user.name).by_postern_itself();
        bearer::give_up(turn, &record, &former, "the identity was linked to a user")?;
    }
    Ok(user.name.clone())
}

fn foreign(turn: &Turn<'_>, verified: &Verified, connector: &Connector) -> Result<UserName, Error> {
    let name = name(verified)?;
    let is_taken = turn.policy.user(&name).is_some()
        || identities::is_anothers(turn.sql, name.as_str(), &verified.issuer, &verified.subject)?;
    if is_taken {
        return refuse(
            Code::NameTaken,
            format!("{name} is somebody else here; ask whoever owns the policy"),
        );
    }
    let Mapped { roles, dropped } = roles(&turn.policy, connector, &verified.traits)?;
    if roles.is_empty() {
        return refuse(
            Code::NoRoleHere,
            "the provider knows you, and the policy gives you no role; ask whoever owns the policy",
        );
    }
    let record = record(turn, &name).by_postern_itself();
    let before = identities::name_of(turn.sql, &verified.issuer, &verified.subject)?;
    let told = Told {
        issuer: &verified.issuer,
        subject: &verified.subject,
        connector: &verified.connector,
        name: name.as_str(),
        roles: &serde_json::to_string(&roles).map_err(Fault::from)?,
        traits: &serde_json::to_string(&verified.traits).map_err(Fault::from)?,
    };
    identities::save(turn.sql, told, turn.now)?;
    match before {
        Some(former) if former != name => {
            bearers::rename(turn.sql, &former, &name, turn.now)?;
            bearer::give_up(turn, &record, &former, "the provider renamed the person")?;
            record.audit("user-renamed", name.as_str(), json!({ "from": former }))?;
        }
        _ => {}
    }
    if !dropped.is_empty() {
        record.audit("roles-dropped", name.as_str(), json!({ "roles": dropped }))?;
    }
    Ok(name)
}

/// `<connector>:<what the provider calls them>`.
fn name(verified: &Verified) -> Result<UserName, Error> {
    let username = verified
        .username
        .as_ref()
        .map_err(|refused| Error::Refused(refused.clone()))?;
    UserName::parse(&format!("{}:{username}", verified.connector)).or_else(|problem| {
        refuse(
            Code::NoUsableName,
            format!("the provider's name for you cannot be used: {problem}"),
        )
    })
}

/// What a connector gives somebody.
#[derive(Debug, Default, PartialEq, Eq)]
struct Mapped {
    roles: Vec<RoleName>,
    /// Mapped to, and not there.
    dropped: Vec<String>,
}

/// The roles that the claims give (C11).
fn roles(policy: &Policy, connector: &Connector, traits: &Traits) -> Result<Mapped, Error> {
    let mappings = connector.claims_to_roles.iter().map(ClaimMapping::from);
    let names = map_to_names(mappings, traits, policy.budget());
    for warning in &names.warnings {
        if let ClaimWarning::Unreadable { mapping, .. } = warning {
            return refuse(
                Code::CannotEvaluate,
                format!(
                    "the pattern of claims_to_roles[{mapping}] on this connector cannot be read, so nobody signs in through it; tell whoever owns the policy"
                ),
            );
        }
    }
    let mut mapped = Mapped::default();
    for name in names.names {
        let role = RoleName::verbatim(name);
        if policy.role(&role).is_some() {
            mapped.roles.push(role);
        } else {
            mapped.dropped.push(role.into());
        }
    }
    Ok(mapped)
}

#[cfg(test)]
mod tests {
    use postern_core::{
        policy::{budget::Budget, reading, settings::Settings},
        yaml::budget::ReadBudget,
    };

    use super::*;

    fn policy(value: &str) -> Policy {
        let text = format!(
            "kind: role\nversion: v7\nmetadata: {{name: dev}}\nspec: {{}}\n---\n\
             kind: oidc\nversion: v3\nmetadata: {{name: idp}}\nspec:\n  claims_to_roles:\n  \
             - {{claim: groups, value: '{value}', roles: [dev, gone, dev]}}\n"
        );
        let reading = reading::read(&text, &ReadBudget::PRODUCT);
        Policy::new(vec![reading], Settings::default(), Budget::PRODUCT)
    }

    fn mapped(value: &str, group: &str) -> Result<Mapped, Error> {
        let policy = policy(value);
        let traits = [("groups".to_owned(), vec![group.to_owned()])];
        let connector = people::connector(&policy, "idp").expect("is there");
        roles(&policy, connector, &traits.into_iter().collect())
    }

    #[test]
    fn roles_that_are_not_there_are_dropped_and_an_unreadable_pattern_refuses() {
        let both = Mapped {
            roles: vec![RoleName::verbatim("dev")],
            dropped: vec!["gone".into()],
        };
        assert_eq!(mapped("d*", "dev"), Ok(both));
        assert_eq!(mapped("d*", "Dev"), Ok(Mapped::default()), "letter case");
        assert_eq!(mapped("d*", "ops"), Ok(Mapped::default()));
        assert!(
            matches!(mapped("^(d$", "dev"), Err(Error::Refused(refused)) if refused.code == Code::CannotEvaluate)
        );
    }
}
