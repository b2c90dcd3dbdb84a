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
        admission::{admit, admit_resolver},
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

use super::refusal::Reader;

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
        policy, subject, ..
    } = reader;
    if subject.name == *request.requester() || see_all(reader) {
        return true;
    }
    !is_barred(policy, subject)
        && (request.reviewed_by(&subject.name)
            || eligibility::can_review(policy, subject, &Prospect::from(request)))
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
        review: review(reader, request, now),
        resolve: match admit_resolver(reader.policy, reader.subject) {
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
        },
        withdraw: command(Command::Withdraw { by: by() }, "you can take this back"),
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
        drop: command(Command::Drop { by: by() }, "you can give this access back"),
        assume: assume(reader, request, now),
    }
}

fn review(reader: Reader<'_>, request: &AccessRequest, now: Timestamp) -> Permission {
    let proposal = Proposal::new(Verdict::Approve, "");
    match admit(reader.policy, reader.subject, request, proposal) {
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
        why: Vec::new(),
    }
}

fn refused(reader: Reader<'_>, text: String, because: &[decision::Step]) -> Permission {
    Permission {
        allowed: false,
        text: reader.sentence(text, because),
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
