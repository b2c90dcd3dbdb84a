//! What a user may see of requests, and what they may do about one now, with the reason.

use postern_core::{
    api::requests::{May, Permission},
    policy::{
        access::{self, ACCESS_REQUEST, AccessOutcome},
        decision,
        set::Policy,
        subject::Subject,
    },
    request::{
        access_request::AccessRequest,
        admission::{admit_for, admit_hider, admit_resolver},
        command::{Command, Resolve},
        decide::decide,
        eligibility::{self, reviewing::Prospect},
        grant,
        progress::forecast,
        refusal::Refusal,
        review::{Annotations, Proposal, Verdict},
        timestamp::Timestamp,
    },
};

use super::{refusal::Reader, turn::CLAIMS_TOO_OLD};

/// Whether the user sees everyone's requests (B5).
pub(super) fn see_all(reader: Reader<'_>) -> bool {
    ["list", "read"]
        .iter()
        .all(|verb| reader.check(ACCESS_REQUEST, verb).is_allowed())
}

/// Whether listing or reading is taken away from the user by a rule (V11).
pub(super) fn is_barred(policy: &Policy, subject: &Subject) -> bool {
    ["list", "read"].iter().any(|verb| {
        access::check(policy, subject, ACCESS_REQUEST, verb).outcome == AccessOutcome::ExplicitDeny
    })
}

/// Whether the user may see the request: their own, all, one they may review or have reviewed (V11).
pub(super) fn see(reader: Reader<'_>, request: &AccessRequest) -> bool {
    let Reader {
        policy,
        subject,
        since,
        ..
    } = reader;
    // Under the same name somebody else may have asked or reviewed before.
    let is_own = subject.name == *request.requester() && request.lifetime().created > since;
    let has_reviewed = || {
        let mut reviews = request.reviews().iter();
        reviews.any(|review| review.author == subject.name && review.at > since)
    };
    if is_own || see_all(reader) {
        return true;
    }
    !is_barred(policy, subject)
        && (has_reviewed() || eligibility::can_review(policy, subject, &Prospect::from(request)))
}

/// Everything the reader may do about the request now.
pub(super) fn act(reader: Reader<'_>, request: &AccessRequest, now: Timestamp) -> May {
    let by = || reader.subject.name.clone();
    let told = |result: Result<String, Refusal>| match result {
        Ok(text) => allowed(text),
        Err(refusal) => refused(reader, refusal.to_string(), refusal.because()),
    };
    let command = |command, text: &str| told(decide(request, command, now).map(|_| text.into()));
    May {
        review: fresh(reader, || review(reader, request, now)),
        resolve: fresh(reader, || {
            match admit_resolver(reader.policy, reader.subject) {
                Err(access) => no_verb(reader, &access.because),
                Ok(by) => {
                    // Of an approved request only a narrowing is left: try one.
                    let fewer = request.phase(now).is_granted() && request.roles().len() > 1;
                    let resolve = Resolve {
                        by,
                        on_behalf_of: None,
                        verdict: Verdict::Approve,
                        roles: fewer.then(|| request.roles().iter().take(1).cloned().collect()),
                        reason: String::new(),
                        annotations: Annotations::new(),
                    };
                    let text = if fewer {
                        "you can take roles away as an administrator"
                    } else {
                        "you can settle this as an administrator"
                    };
                    command(Command::Resolve(resolve), text)
                }
            }
        }),
        withdraw: command(
            Command::Withdraw {
                by: by(),
                reason: String::new(),
            },
            "you can take this back",
        ),
        revoke: match admit_resolver(reader.policy, reader.subject) {
            Err(access) => no_verb(reader, &access.because),
            Ok(by) => command(
                Command::Revoke {
                    by,
                    reason: String::new(),
                },
                "you can end this access as an administrator",
            ),
        },
        drop: command(
            Command::Drop {
                by: by(),
                reason: String::new(),
            },
            "you can give this access back",
        ),
        assume: fresh(reader, || assume(reader, request, now)),
        hide: match admit_hider(reader.policy, reader.subject) {
            Err(access) => refused(
                reader,
                "your roles do not let you take requests out of the lists".into(),
                &access.because,
            ),
            Ok(by) => command(
                Command::Hide { by },
                "you can take this out of the lists as an administrator",
            ),
        },
    }
}

/// What the reader may do, as long as what is known of them is fresh enough to act by.
fn fresh(reader: Reader<'_>, permission: impl FnOnce() -> Permission) -> Permission {
    let permission = permission();
    if permission.allowed && !reader.may_act {
        Permission {
            sign_in_again: true,
            ..refused(reader, CLAIMS_TOO_OLD.into(), &[])
        }
    } else {
        permission
    }
}

fn review(reader: Reader<'_>, request: &AccessRequest, now: Timestamp) -> Permission {
    let proposal = Proposal::new(Verdict::Approve, "");
    let requester = reader.people.subject(request.requester());
    match admit_for(
        reader.policy,
        requester.as_ref(),
        reader.subject,
        request,
        proposal,
    ) {
        Err(refusal) => refused(reader, refusal.to_string(), refusal.because()),
        Ok(admitted) => {
            let text =
                forecast(request, Verdict::Approve, admitted.counts()).words(Verdict::Approve);
            match decide(request, Command::Review(admitted), now) {
                Ok(_) => {
                    let prospect = Prospect::from(request);
                    let decision =
                        eligibility::may_review(reader.policy, reader.subject, &prospect);
                    Permission {
                        why: reader.steps(&decision.because),
                        ..allowed(text)
                    }
                }
                Err(refusal) => refused(reader, refusal.to_string(), refusal.because()),
            }
        }
    }
}

fn assume(reader: Reader<'_>, request: &AccessRequest, now: Timestamp) -> Permission {
    let ceiling = reader.policy.settings().credential_ceiling;
    match grant::assume(reader.policy, request, reader.subject, now, ceiling) {
        Ok(_) => allowed("you can take up this access".into()),
        Err(refusal) => refused(reader, refusal.to_string(), refusal.because()),
    }
}

fn allowed(text: String) -> Permission {
    Permission {
        allowed: true,
        text,
        sign_in_again: false,
        why: Vec::new(),
    }
}

fn refused(reader: Reader<'_>, text: String, because: &[decision::Step]) -> Permission {
    Permission {
        allowed: false,
        text: reader.sentence(text, because),
        sign_in_again: false,
        why: reader.steps(because),
    }
}

fn no_verb(reader: Reader<'_>, because: &[decision::Step]) -> Permission {
    refused(
        reader,
        "your roles do not let you settle requests as an administrator".into(),
        because,
    )
}
