//! Who may ask for what by a text, and what would follow: verdict first, then how it was decided.

use alloc::{format, string::String, vec, vec::Vec};

use super::{alone, asker};
use crate::{
    api::{
        explanation::{Step, StepVerdict},
        inspection::{Explanation, PlacedStep, Question, Said, Tone},
    },
    ordered,
    policy::{
        decision::{self, Outcome},
        name::RoleName,
        reading::Reading,
        set::Policy,
        spelling::listed,
        subject::Subject,
    },
    request::{
        access_request::AccessRequest,
        ask::Ask,
        automatic::reviewing,
        eligibility::{eligible_reviewers, requesting::RequestRights, reviewing::Prospect},
        id::RequestId,
        plan::PlanThreshold,
        refusal::SubmitRefusal,
        submission::{Submitted, submit},
        terms::Circumstances,
        timestamp::Timestamp,
    },
    yaml::span::Span,
};

/// Answers the question by what can be read of the text, errors or not.
#[must_use]
pub fn explain(text: &str, question: &Question) -> Explanation {
    let policy = alone(text);
    let Some(reading) = policy.text() else {
        return Explanation {
            verdict: Vec::new(),
            steps: Vec::new(),
        };
    };
    let inquiry = Inquiry {
        reading,
        policy: &policy,
        role: &question.role,
    };
    match asker::subject(&policy, &question.asker, "anybody") {
        Some(subject) => inquiry.explain(&subject, &asker::words(&question.asker)),
        None => Explanation {
            verdict: vec![said(Tone::Bad, asker::unknown(&question.asker))],
            steps: Vec::new(),
        },
    }
}

/// One question to one policy.
struct Inquiry<'a> {
    reading: &'a Reading,
    policy: &'a Policy,
    role: &'a RoleName,
}

impl Inquiry<'_> {
    fn explain(&self, subject: &Subject, who: &str) -> Explanation {
        let role = self.role;
        let rights = RequestRights::of(self.policy, subject);
        let decision = match &rights {
            Ok(rights) => rights.may_request(role),
            Err(failure) => failure.clone().into(),
        };
        let mut steps: Vec<PlacedStep> = self.holding(subject).into_iter().collect();
        steps.extend(self.placed(&decision.because));
        let may = match decision.outcome {
            Outcome::Allow => said(Tone::Good, format!("{who} may request `{role}`")),
            Outcome::Deny => said(Tone::Bad, format!("{who} may not request `{role}`")),
            Outcome::Failed => said(
                Tone::Bad,
                format!("whether {who} may request `{role}` cannot be decided"),
            ),
        };
        let mut explanation = Explanation {
            verdict: vec![may],
            steps,
        };
        if let (Outcome::Allow, Ok(rights)) = (decision.outcome, &rights) {
            self.follow(rights, &mut explanation);
        }
        explanation
    }

    /// What would follow if it were asked for: what else is required, who decides, how long it lasts.
    fn follow(&self, rights: &RequestRights<'_>, explanation: &mut Explanation) {
        let Explanation { verdict, steps } = explanation;
        let subject = rights.subject();
        let roles = ordered::set([self.role.clone()]);
        let ask = Ask::new(subject.name.clone(), vec![self.role.clone()]).because("-");
        let submitted = submit(
            self.policy,
            subject,
            ask,
            RequestId::from_random([0; 16]),
            &Circumstances::at(Timestamp::from_ms(0)),
        );
        let submitted = match submitted {
            Ok(submitted) => submitted,
            Err(SubmitRefusal::UnknownRole { role }) => {
                let text = format!("but there is no role `{role}` in this text");
                verdict.push(said(Tone::Bad, text));
                return;
            }
            Err(refusal) => {
                verdict.push(said(
                    Tone::Bad,
                    format!("but it would be refused: {refusal}"),
                ));
                steps.extend(self.placed(refusal.because()));
                return;
            }
        };
        let reasons = rights.reason_required(&roles);
        if !reasons.is_empty() {
            let mut prompts: Vec<String> = rights.prompt().map(Into::into).into_iter().collect();
            prompts.extend(rights.prompts_for(&roles));
            let text = if prompts.is_empty() {
                "a reason is required".into()
            } else {
                format!("a reason is required: “{}”", prompts.join("” “"))
            };
            verdict.push(said(Tone::Depends, text));
            steps.extend(self.placed(&reasons));
        }
        for step in reviewing(self.policy, subject, &submitted.request) {
            verdict.push(said(Tone::Depends, step.text()));
            steps.extend(self.placed(&[step]));
        }
        self.approval(&submitted.request, verdict);
        self.duration(&submitted, explanation);
    }

    /// How many must agree, and whether the text has so many: one threshold of each set.
    fn approval(&self, request: &AccessRequest, verdict: &mut Vec<Said>) {
        let prospect = Prospect::from(request);
        let reviewers: Vec<Subject> =
            eligible_reviewers(self.policy, self.policy.subjects(), &prospect).collect();
        let names: Vec<&str> = reviewers
            .iter()
            .map(|reviewer| reviewer.name.as_str())
            .collect();
        let who = match names.as_slice() {
            [] => "nobody".into(),
            names => listed(names, "and"),
        };
        let has_users = self.policy.users().next().is_some();
        let plan = request.plan();
        for set in plan.sets().values().flatten() {
            let thresholds = || set.iter().filter_map(|index| plan.threshold(*index));
            let words: Vec<String> = thresholds().map(PlanThreshold::words).collect();
            let words = words.join(", or ");
            let fewest = thresholds().filter_map(|threshold| threshold.approve).min();
            verdict.push(match fewest {
                None => said(Tone::Bad, format!("but it can never be approved: {words}")),
                Some(_) if !has_users => said(Tone::Note, words),
                Some(needed) if u64::from(needed.get()) > reviewers.len() as u64 => said(
                    Tone::Bad,
                    format!("but it can never be approved: {needed} needed, {who} may review"),
                ),
                Some(_) => said(Tone::Note, format!("{words}; {who} may review")),
            });
        }
    }

    fn duration(&self, submitted: &Submitted, explanation: &mut Explanation) {
        let access = submitted.request.lifetime().access().words();
        let text = format!("once approved, it lasts {access}");
        explanation.verdict.push(said(Tone::Note, text));
        if let Some(cap) = &submitted.cap {
            explanation.steps.push(self.step(Step {
                verdict: StepVerdict::Depends,
                text: cap.words(),
                detail: None,
                place: cap.place.clone(),
            }));
        }
    }

    /// The roles the asker holds, where the text says so.
    fn holding(&self, subject: &Subject) -> Option<PlacedStep> {
        let user = self.policy.user(&subject.name)?;
        let span = user.roles.iter().map(|role| role.span).reduce(Span::join)?;
        let names: Vec<&str> = subject.roles.iter().map(RoleName::as_str).collect();
        Some(PlacedStep {
            step: Step {
                verdict: StepVerdict::Holds,
                text: format!("`{}` holds {}", user.name, listed(&names, "and")),
                detail: None,
                place: self.reading.place(span),
            },
            span: Some(span),
        })
    }

    fn placed(&self, steps: &[decision::Step]) -> Vec<PlacedStep> {
        placed(self.reading, steps)
    }

    fn step(&self, step: Step) -> PlacedStep {
        in_text(self.reading, step)
    }
}

/// The steps of a decision, each with its place in the text.
pub(super) fn placed(reading: &Reading, steps: &[decision::Step]) -> Vec<PlacedStep> {
    let steps = steps.iter().map(Step::from);
    steps.map(|step| in_text(reading, step)).collect()
}

fn in_text(reading: &Reading, step: Step) -> PlacedStep {
    let span = step.place.as_ref().and_then(|place| reading.span(place));
    PlacedStep { step, span }
}

fn said(tone: Tone, text: String) -> Said {
    Said { tone, text }
}
