//! What the log calls things, and how people do. In a sentence `%w` is who did it, `%s` the person it was done
//! to, `%i` the short id and `%d` the name of what it was done to, `%r` the roles, `%v` the verdict.

use crate::components::icon::Icon;

/// A kind of entry.
#[derive(Debug, PartialEq, Eq)]
pub struct Action {
    /// Its stable word.
    pub word: &'static str,
    /// What it belongs to.
    pub group: &'static str,
    /// Its icon.
    pub mark: Icon,
    /// As a choice among others.
    pub label: &'static str,
    /// As a sentence.
    pub sentence: &'static str,
}

/// The kind with this word, where the page knows it.
pub fn action(word: &str) -> Option<&'static Action> {
    ACTIONS.iter().find(|action| action.word == word)
}

macro_rules! actions {
    ($(in $group:literal: $($word:literal $mark:ident $label:literal $sentence:literal;)*)*) => {
        /// Every kind that the page knows; those of a group stand together.
        pub static ACTIONS: &[Action] = &[$($(Action {
            word: $word,
            group: $group,
            mark: Icon::$mark,
            label: $label,
            sentence: $sentence,
        },)*)*];
    };
}

actions! {
    in "request":
        "request-submitted" Plus "Asked" "%w asked for %r";
        "request-approved" CircleCheck "Approved" "Request %i was approved for %r";
        "request-denied" CircleX "Denied" "Request %i was denied";
        "request-narrowed" Minus "Narrowed" "%w narrowed request %i to %r";
        "request-withdrawn" Undo "Withdrawn" "%w withdrew request %i";
        "request-expired" TimerOff "Expired" "Request %i expired undecided";
        "request-hidden" CloudOff "Taken out of lists" "%w took request %i out of the lists";
        "request-reopened" Refresh "Reopened" "Request %i waits again";
    in "review":
        "request-reviewed" Message "Reviewed" "%w %v request %i";
        "automatic-review-withheld" Zap "Rule withheld" "A rule did not review request %i";
        "callback-accepted" Link "Decided by a tool" "The tool %d carried a verdict";
    in "grant":
        "request-credential-issued" Key "Token taken" "%w took a token for %r";
        "request-dropped" LogOut "Dropped" "%w gave back what request %i gave";
        "request-revoked" Ban "Revoked" "%w revoked request %i";
        "request-ended" CircleMinus "Ended" "What request %i gave has ended";
    in "sign-in":
        "session-began" ArrowRight "Signed in" "%s signed in";
        "session-ended" LogOut "Signed out" "A session of %s ended";
        "sessions-ended" LogOut "Signed out everywhere" "%w ended every session of %s";
        "name-given-up" Users "Name given up" "The name %s became free";
        "roles-dropped" Minus "Roles not taken over" "%s lost roles that the policy does not have";
    in "people":
        "user-locked" Lock "Locked" "%w locked %s";
        "user-unlocked" Key "Unlocked" "%w unlocked %s";
        "user-removed" Ban "Removed" "%s is no longer in the policy";
        "user-renamed" Users "Renamed" "%s has a new name";
    in "token":
        "token-created" Plus "Token made" "%w made the token %i";
        "token-revoked" Ban "Token revoked" "%w revoked the token %i";
    in "policy":
        "policy-written" Library "Policy saved" "%w put a policy in force";
    in "integration":
        "integration-written" Wrench "Integration saved" "%w saved the integration %d";
        "integration-deleted" Ban "Integration removed" "%w removed the integration %d";
        "integration-tested" Flask "Integration tested" "%w tested the integration %d";
        "integration-stopped" Triangle "Integration stopped" "Postern stopped calling %d";
        "integration-secret-rotated" Refresh "Secret replaced" "%w replaced a secret of %d";
        "delivery-repeated" Refresh "Delivery repeated" "%w repeated a delivery to %d";
    in "cluster":
        "settings-written" Sliders "Settings changed" "%w changed the cluster’s settings";
        "key-rotated" Refresh "Key rotated" "%w made a new signing key";
        "secret-written" Lock "Secret set" "%w set the secret %d";
        "secret-deleted" Ban "Secret removed" "%w removed the secret %d";
        "backup-taken" Download "Backup taken" "%w took a backup";
        "ledger-restored" Upload "Restored" "The ledger was restored from a backup";
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_is_there_once_and_with_its_group() {
        for (at, action) in ACTIONS.iter().enumerate() {
            let same = |other: &&Action| other.word == action.word;
            assert_eq!(ACTIONS.iter().filter(same).count(), 1, "{}", action.word);
            let first = ACTIONS.iter().position(|other| other.group == action.group);
            let of_group = ACTIONS.iter().filter(|other| other.group == action.group);
            assert!(first.unwrap() <= at && at < first.unwrap() + of_group.count());
        }
    }
}
