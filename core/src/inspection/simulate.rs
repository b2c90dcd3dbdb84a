//! The life of one request by a text: asked, seen by the rules, reviewed; the same decisions that a cluster makes.

use alloc::{
    format,
    string::{String, ToString as _},
    vec,
    vec::Vec,
};

use super::{alone, asker, trial::Trial};
use crate::{
    api::{
        explanation::Step,
        inspection::Asker,
        requests::{NewReview, Verdict as ApiVerdict},
        simulation::{Attempt, NewSimulation, SimulatedRequest, Simulation},
    },
    ordered,
    policy::{
        decision::{self, Bearing},
        duration::Duration,
        monitoring::schedule::Zones,
        name::RoleName,
        spelling::listed,
    },
    request::{
        access_request::AccessRequest,
        ask::Ask,
        progress::Progress,
        proof::AdmittedReview,
        review::{Proposal, Verdict},
        submission::Submitted,
        timestamp::Timestamp,
    },
};

/// Tries the request out by what can be read of the text, errors or not; all of it happens at `now`, unless it says
/// when.
#[must_use]
pub fn simulate(
    text: &str,
    wanted: &NewSimulation,
    now: Timestamp,
    zones: &dyn Zones,
) -> Simulation {
    let policy = alone(text);
    let Some(requester) = asker::subject(&policy, &wanted.asker, "anybody") else {
        return Simulation {
            attempts: vec![refused(None, asker::unknown(&wanted.asker), &[])],
            request: None,
        };
    };
    let trial = Trial {
        policy: &policy,
        requester,
        now: wanted.at.unwrap_or(now),
    };
    trial.simulate(wanted, zones)
}

impl Trial<'_> {
    fn simulate(&self, wanted: &NewSimulation, zones: &dyn Zones) -> Simulation {
        let (Submitted { request, cap }, asked) = match self.asked(wanted) {
            Ok(made) => made,
            Err(attempt) => {
                return Simulation {
                    attempts: vec![attempt],
                    request: None,
                };
            }
        };
        let mut attempts = vec![asked];
        let mut request = self.seen_by_rules(request, zones, &mut attempts);
        for (at, one) in wanted.reviews.iter().enumerate() {
            let stand_in = format!("somebody {}", at + 1);
            match self.review(&request, &one.by, &stand_in, &one.review) {
                Ok((reviewed, attempt)) => {
                    request = reviewed;
                    attempts.push(attempt);
                }
                Err(attempt) => attempts.push(attempt),
            }
        }
        Simulation {
            attempts,
            request: Some(SimulatedRequest {
                state: request.state().into(),
                roles: request.roles().iter().cloned().collect(),
                access_s: u64::try_from(request.lifetime().access().as_secs()).unwrap_or(0),
                cap: cap.map(|cap| cap.words()),
                conditions: Progress::of(&request).conditions(),
                reviewers: self.reviewers(&request),
            }),
        }
    }

    fn asked(&self, wanted: &NewSimulation) -> Result<(Submitted, Attempt), Attempt> {
        let body = &wanted.request;
        let ask = Ask {
            reason: body.reason.clone().unwrap_or_default(),
            suggested_reviewers: body.suggested_reviewers.clone(),
            max_duration: duration(body.max_duration.as_deref())?,
            starts_at: body.starts_at,
            ..Ask::new(self.requester.name.clone(), body.roles.clone())
        };
        let submitted = self
            .ask(ask)
            .map_err(|refusal| refused(None, refusal.to_string(), refusal.because()))?;
        let names: Vec<&str> = submitted
            .request
            .roles_asked()
            .iter()
            .map(RoleName::as_str)
            .collect();
        let who = asker::words(&wanted.asker);
        let text = format!("{who} asks for {}", listed(&names, "and"));
        let attempt = happened(&submitted.request, text, &[]);
        Ok((submitted, attempt))
    }

    /// What access monitoring rules make of it, where they make something of it.
    fn seen_by_rules(
        &self,
        request: AccessRequest,
        zones: &dyn Zones,
        attempts: &mut Vec<Attempt>,
    ) -> AccessRequest {
        let automatic = match self.rules(&request, zones) {
            Ok(automatic) => automatic,
            Err(refusal) => {
                let text = refusal.to_string();
                attempts.push(refused(Some(&request), text, refusal.because()));
                return request;
            }
        };
        let because = automatic.because;
        let Some(review) = automatic.review else {
            let refusing = because.iter().find(|step| step.bearing == Bearing::Refuses);
            if let Some(step) = refusing {
                attempts.push(refused(Some(&request), step.text(), &because));
            }
            return request;
        };
        let rule = review.rule().unwrap_or_default();
        let text = said(&format!("the rule `{rule}`"), review.proposal().verdict);
        match self.apply(&request, review, text, &because) {
            Ok((reviewed, attempt)) => {
                attempts.push(attempt);
                reviewed
            }
            Err(attempt) => {
                attempts.push(attempt);
                request
            }
        }
    }

    fn review(
        &self,
        request: &AccessRequest,
        by: &Asker,
        stand_in: &str,
        body: &NewReview,
    ) -> Result<(AccessRequest, Attempt), Attempt> {
        let Some(reviewer) = asker::subject(self.policy, by, stand_in) else {
            return Err(refused(Some(request), asker::unknown(by), &[]));
        };
        let proposal = Proposal {
            verdict: match body.verdict {
                ApiVerdict::Approve => Verdict::Approve,
                ApiVerdict::Deny => Verdict::Deny,
            },
            reason: body.reason.clone().unwrap_or_default(),
            roles: body
                .roles
                .as_ref()
                .map(|roles| ordered::set(roles.iter().cloned())),
            max_duration: duration(body.max_duration.as_deref())?,
            starts_at: None,
            annotations: body.annotations.clone(),
        };
        let text = said(&asker::words(by), proposal.verdict);
        match self.admit(request, &reviewer, proposal) {
            Ok(admitted) => self.apply(request, admitted, text, &[]),
            Err(refusal) => {
                let text = refusal.to_string();
                Err(refused(Some(request), text, refusal.because()))
            }
        }
    }

    fn apply(
        &self,
        request: &AccessRequest,
        review: AdmittedReview,
        text: String,
        because: &[decision::Step],
    ) -> Result<(AccessRequest, Attempt), Attempt> {
        match self.reviewed(request, &review) {
            Ok(reviewed) => {
                let attempt = happened(&reviewed, text, because);
                Ok((reviewed, attempt))
            }
            Err(refusal) => Err(refused(
                Some(request),
                refusal.to_string(),
                refusal.because(),
            )),
        }
    }
}

fn said(who: &str, verdict: Verdict) -> String {
    match verdict {
        Verdict::Approve => format!("{who} approves"),
        Verdict::Deny => format!("{who} denies"),
    }
}

/// A length of time as requests read it.
fn duration(text: Option<&str>) -> Result<Option<Duration>, Attempt> {
    text.map(Duration::parse_saturating)
        .transpose()
        .map_err(|problem| refused(None, problem, &[]))
}

fn happened(request: &AccessRequest, text: String, because: &[decision::Step]) -> Attempt {
    Attempt {
        accepted: true,
        ..refused(Some(request), text, because)
    }
}

fn refused(request: Option<&AccessRequest>, text: String, because: &[decision::Step]) -> Attempt {
    Attempt {
        accepted: false,
        text,
        why: because.iter().map(Step::from).collect(),
        state: request.map(|request| request.state().into()),
        progress: request.map_or_else(String::new, |request| Progress::of(request).words()),
    }
}
