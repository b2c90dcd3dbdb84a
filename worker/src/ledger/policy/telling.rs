//! What the outside is told of another policy: that it is in force, and whom it locks. Nothing of its text.

use postern_core::{
    policy::{integration::Topic, name::UserName, set::Policy},
    request::timestamp::Timestamp,
};
use serde_json::json;

use super::super::record::Record;
use crate::{error::Fault, integrations::notice::Notice};

/// Tells that `new` is in force in place of `old`.
pub(super) fn tell(
    record: &Record<'_>,
    old: &Policy,
    new: &Policy,
    now: Timestamp,
) -> Result<(), Fault> {
    let actor = record.actor();
    let digest = new.digest().as_str();
    record.tell(Topic::PolicyChanged, || {
        Ok(Notice {
            subject: digest.into(),
            at: now,
            data: json!({ "actor": actor, "digest": digest, "previous": old.digest().as_str() }),
        })
    })?;
    let locked = new
        .users()
        .filter(|user| user.locked && old.user(&user.name).is_none_or(|before| !before.locked));
    for user in locked {
        tell_locked(record, &user.name, now)?;
    }
    Ok(())
}

/// Tells that a user is locked.
pub(in crate::ledger) fn tell_locked(
    record: &Record<'_>,
    user: &UserName,
    now: Timestamp,
) -> Result<(), Fault> {
    record.tell(Topic::UserLocked, || {
        Ok(Notice {
            subject: user.as_str().into(),
            at: now,
            data: json!({ "actor": record.actor(), "user": user }),
        })
    })
}
