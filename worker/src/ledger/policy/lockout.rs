//! Whether somebody could change a policy once it is in force: somebody who can sign in, not a service.

use postern_core::policy::{
    access,
    connector::Connector,
    name::{RoleName, UserName},
    set::Policy,
    subject::Subject,
    traits::Traits,
    user::User,
};

use crate::{
    error::{Error, refuse},
    http::problem::Code,
};

/// Refuses a policy that nobody could change afterwards. `is_locked` tells whom the ledger locks.
pub(super) fn check(policy: &Policy, is_locked: impl Fn(&UserName) -> bool) -> Result<(), Error> {
    if someone_could_update(policy, &is_locked, cfg!(feature = "demo")) {
        Ok(())
    } else {
        refuse(
            Code::Lockout,
            "with this, nobody who can sign in could change the policy again; keep a user with an identity at a provider, or a connector whose claims give roles, whose static roles allow update on role",
        )
    }
}

/// Whether a user who can sign in may update roles. In demo builds everybody can sign in.
fn someone_could_update(
    policy: &Policy,
    is_locked: &impl Fn(&UserName) -> bool,
    is_demo: bool,
) -> bool {
    let may = |subject: &Subject| access::check(policy, subject, "role", "update").is_allowed();
    let user = |user: &User| {
        (is_demo || can_sign_in(policy, user)) && !is_locked(&user.name) && may(&user.into())
    };
    policy.users().any(user)
        || policy
            .connectors()
            .flat_map(whoever_claims)
            .any(|subject| may(&subject))
}

/// Whether a connector of the policy knows the user.
fn can_sign_in(policy: &Policy, user: &User) -> bool {
    user.oidc_identities.iter().any(|(connector, _)| {
        policy
            .connectors()
            .any(|known| known.name == connector.value)
    })
}

/// Users that a connector could let in: for each mapping, somebody with just its roles.
fn whoever_claims(connector: &Connector) -> impl Iterator<Item = Subject> {
    connector.claims_to_roles.iter().map(|mapping| Subject {
        name: UserName::verbatim(format!("{}:", connector.name)),
        roles: mapping
            .roles
            .iter()
            .map(|role| RoleName::verbatim(role.value.clone()))
            .collect(),
        traits: Traits::default(),
        locked: false,
    })
}

#[cfg(test)]
mod tests {
    use postern_core::{
        policy::{budget::Budget, reading, settings::Settings},
        yaml::budget::ReadBudget,
    };

    use super::*;

    const OWNER: &str = "kind: role\nversion: v7\nmetadata: {name: owner}\nspec: {allow: {rules: [{resources: [role], verbs: [update]}]}}\n";
    const CORP: &str = "kind: oidc\nversion: v3\nmetadata: {name: corp}\nspec:\n  issuer_url: https://id.example\n  client_id: postern\n  client_secret: secret://corp\n  redirect_url: https://postern.example/auth/callback\n  claims_to_roles:\n    - {claim: groups, value: staff, roles: [ROLE]}\n";

    fn user(spec: &str) -> String {
        format!("kind: user\nversion: v2\nmetadata: {{name: olga}}\nspec: {{{spec}}}\n")
    }

    fn policy(documents: &[&str]) -> Policy {
        let readings = documents
            .iter()
            .map(|text| {
                let reading = reading::read(text, &ReadBudget::PRODUCT);
                assert!(!reading.has_errors(), "{:?}", reading.diagnostics);
                reading
            })
            .collect();
        Policy::new(readings, Settings::default(), Budget::PRODUCT)
    }

    #[test]
    fn only_who_can_sign_in_counts() {
        let service = user("roles: [owner]");
        let person = user("roles: [owner], oidc_identities: [{connector_id: corp, username: o}]");
        let locked = user(
            "roles: [owner], oidc_identities: [{connector_id: corp, username: o}], status: {is_locked: true}",
        );
        let powerless = user("roles: [], oidc_identities: [{connector_id: corp, username: o}]");
        let (gives, gives_none) = (CORP.replace("ROLE", "owner"), CORP.replace("ROLE", "gone"));
        let nobody = |_: &UserName| false;
        let cases = [
            ("a service account", vec![OWNER, &service], false, true),
            ("no such connector", vec![OWNER, &person], false, true),
            ("an identity", vec![OWNER, &person, &gives_none], true, true),
            ("locked", vec![OWNER, &locked, &gives_none], false, false),
            (
                "no role",
                vec![OWNER, &powerless, &gives_none],
                false,
                false,
            ),
            ("claims", vec![OWNER, &gives], true, true),
            ("claims to nothing", vec![OWNER, &gives_none], false, false),
            ("nobody at all", vec![OWNER], false, false),
        ];
        for (what, documents, deployed, demo) in cases {
            let policy = policy(&documents);
            assert_eq!(
                someone_could_update(&policy, &nobody, false),
                deployed,
                "{what}"
            );
            assert_eq!(
                someone_could_update(&policy, &nobody, true),
                demo,
                "{what}, demo"
            );
        }
        let policy = policy(&[OWNER, &person, &gives_none]);
        assert!(!someone_could_update(&policy, &|_: &UserName| true, false));
    }
}
