//! System annotations: what the requester's roles attach to a request (A).

use alloc::{
    collections::{BTreeMap, BTreeSet},
    string::String,
};

use super::{eligibility::requesting::RequestRights, review::Annotations};
use crate::{
    ordered,
    policy::{name::RoleName, template::Template, traits::Traits},
};

/// The annotations of a request for these roles. A value is attached only if one of the roles is
/// allowed by the very role that declares it (A2); a denied value is taken away whoever declared it
/// (A3, A6). A template that gives nothing is skipped, and the others stay (A1).
#[must_use]
pub fn annotations(rights: &RequestRights<'_>, roles: &BTreeSet<RoleName>) -> Annotations {
    let traits = &rights.subject().traits;
    let mut values: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for compiled in rights.allowing_any(roles) {
        for (key, templates) in &compiled.annotations {
            values
                .entry(key.clone())
                .or_default()
                .extend(expand(templates, traits));
        }
    }
    for compiled in rights.held_roles() {
        for (key, templates) in &compiled.denied_annotations {
            if let Some(values) = values.get_mut(key) {
                for denied in expand(templates, traits) {
                    values.remove(&denied);
                }
            }
        }
    }
    ordered::map(
        values
            .into_iter()
            .filter(|(_, values)| !values.is_empty())
            .map(|(key, values)| (key, values.into_iter().collect())),
    )
}

fn expand<'t>(templates: &'t [Template], traits: &'t Traits) -> impl Iterator<Item = String> + 't {
    templates
        .iter()
        .filter_map(|template| template.expand(traits).ok())
        .flatten()
}
