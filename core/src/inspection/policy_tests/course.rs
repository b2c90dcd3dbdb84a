//! The course of one test: the asking, what rules make of it, who may review, each review, and what it gives in the
//! end; each step compared with what the test expects of it.

use alloc::{
    collections::BTreeSet,
    format,
    string::{String, ToString as _},
    vec::Vec,
};

use super::{
    Bench,
    judgement::{Judgement, Said, Unfit, names_of, set},
};
use crate::{
    api::{policy_test::Unmet, requests::State},
    inspection::trial::Trial,
    ordered,
    policy::{
        duration::Duration,
        name::{RoleName, UserName},
        policy_test::{ExpectedGrant, Person, PolicyTest, REFUSED, TestReview},
        role::Text,
        subject::Subject,
        timestamp::Timestamp,
    },
    request::{
        access_request::AccessRequest,
        ask::Ask,
        eligibility::{may_review, reviewing::Prospect},
        progress::Progress,
        proof::AdmittedReview,
        refusal::ReviewRefusal,
        review::{Annotations, Proposal, Verdict},
    },
};

/// When a test happens that does not say when: a Monday at noon.
const NOON_MS: i64 = 1_767_614_400_000;

/// One test while it runs.
pub(super) struct Course<'c, 'b> {
    bench: &'c mut Bench<'b>,
    test: &'c PolicyTest,
    judgement: Judgement<'b>,
}

impl<'c, 'b> Course<'c, 'b> {
    /// Runs the test, and says what was not met.
    ///
    /// # Errors
    /// Why it cannot be run.
    pub(super) fn run(bench: &'c mut Bench<'b>, test: &'c PolicyTest) -> Result<Vec<Unmet>, Unfit> {
        let judgement = Judgement::new(bench.reading);
        let mut course = Self {
            bench,
            test,
            judgement,
        };
        course.follow()?;
        Ok(course.judgement.into_unmet())
    }

    fn follow(&mut self) -> Result<(), Unfit> {
        let test = self.test;
        let trial = Trial {
            policy: self.bench.policy,
            requester: self.person(&test.requester, "somebody")?,
            now: moment(&test.at)?.unwrap_or(Timestamp::from_ms(NOON_MS)),
        };
        let Some(request) = self.ask(&trial)? else {
            return Ok(());
        };
        let request = self.rules(&trial, request);
        let expected = &test.expect.state;
        if !expected.value.is_empty() && expected.value != word(&request) {
            self.judgement.unmet(
                expected.span,
                format!("`{}` before anybody reviews it", expected.value),
                standing(&request),
                &[],
            );
        }
        self.reviewers(&trial, &request)?;
        if test.reviews.len() > self.bench.budget.reviews {
            let most = self.bench.budget.reviews;
            return Err(Unfit(format!("it gives more than {most} reviews")));
        }
        let mut request = request;
        for (at, review) in test.reviews.iter().enumerate() {
            request = self.review(&trial, request, at, review)?;
        }
        if let Some(expected) = &test.grant {
            self.grant(&trial, &request, expected);
        }
        Ok(())
    }

    /// The request, if it is made as it should be.
    fn ask(&mut self, trial: &Trial<'_>) -> Result<Option<AccessRequest>, Unfit> {
        let (test, wanted) = (self.test, &self.test.request);
        if wanted.roles.len() > self.bench.budget.roles {
            let most = self.bench.budget.roles;
            return Err(Unfit(format!("it asks for more than {most} roles")));
        }
        let ask = Ask {
            reason: wanted.reason.value.clone(),
            max_duration: length(&wanted.max_duration)?,
            starts_at: moment(&wanted.starts_at)?,
            ..Ask::new(trial.requester.name.clone(), names(&wanted.roles))
        };
        let names = if ask.is_wildcard() {
            self.bench.policy.roles().count()
        } else {
            ask.roles.len()
        };
        self.bench.spend(&trial.requester, names)?;
        let asked: BTreeSet<RoleName> = ordered::set(ask.roles.iter().cloned());
        let made = trial.ask(ask);
        let roles = match &made {
            Ok(made) => made.request.roles_asked(),
            Err(_) => &asked,
        };
        self.bench
            .exercised
            .requested(self.bench.policy, &trial.requester, roles);
        let refused = made
            .as_ref()
            .err()
            .map(|refusal| Said::new(refusal.code(), refusal, refusal.because()));
        let outcome = &test.expect.outcome;
        match (made, refused) {
            (Ok(made), _) if test.expect.is_allowed() => Ok(Some(made.request)),
            (Ok(made), _) => {
                self.judgement.unmet(
                    outcome.span,
                    "a refused request".into(),
                    format!("it is allowed, and stands at {}", standing(&made.request)),
                    &[],
                );
                Ok(None)
            }
            (Err(_), Some(said)) if test.expect.is_allowed() => {
                self.judgement.unmet(
                    outcome.span,
                    "an allowed request".into(),
                    format!("it is refused with {}", said.words()),
                    &said.because,
                );
                Ok(None)
            }
            (Err(_), said) => {
                if let Some(said) = said {
                    self.judgement.refusal(&test.expect.refusal, &said);
                }
                Ok(None)
            }
        }
    }

    /// The request with the review of a rule, where one gives one.
    fn rules(&mut self, trial: &Trial<'_>, request: AccessRequest) -> AccessRequest {
        let automatic = trial.rules(&request, self.bench.zones);
        let review = automatic.ok().and_then(|automatic| automatic.review);
        match review {
            Some(review) => self.reviewed(trial, &request, &review).unwrap_or(request),
            None => request,
        }
    }

    fn reviewed(
        &mut self,
        trial: &Trial<'_>,
        request: &AccessRequest,
        review: &AdmittedReview,
    ) -> Result<AccessRequest, ReviewRefusal> {
        let reviewed = trial.reviewed(request, review)?;
        self.bench.exercised.counted(
            self.bench.policy,
            &trial.requester,
            request,
            review.counts(),
        );
        Ok(reviewed)
    }

    /// Whether those may review it that should.
    fn reviewers(&mut self, trial: &Trial<'_>, request: &AccessRequest) -> Result<(), Unfit> {
        let (test, policy) = (self.test, self.bench.policy);
        let expect = &test.expect;
        let exactly = expect
            .reviewers
            .as_ref()
            .map(|names| names.value.as_slice());
        let named = exactly.unwrap_or_default().iter();
        let others = expect
            .reviewers_include
            .iter()
            .chain(&expect.reviewers_exclude);
        let mut named = named.chain(others).peekable();
        if named.peek().is_none() && exactly.is_none() {
            return Ok(());
        }
        for name in named {
            self.user(name)?;
        }
        for subject in policy.subjects() {
            self.bench.spend(&subject, request.roles_asked().len())?;
            self.bench.exercised.reviewable(policy, &subject, request);
        }
        let reviewers = trial.reviewers(request);
        let may: BTreeSet<&str> = ordered::set(reviewers.iter().map(UserName::as_str));
        if let Some(expected) = &expect.reviewers {
            let wanted = set(&expected.value);
            if wanted != may {
                let first = wanted.symmetric_difference(&may).next().copied();
                let because = self.may_review(first.unwrap_or_default(), request);
                self.judgement.unmet(
                    expected.span,
                    format!("these may review it, and no others: {}", names_of(&wanted)),
                    format!("these may: {}", names_of(&may)),
                    &because,
                );
            }
        }
        let lists = [
            (&expect.reviewers_include, true),
            (&expect.reviewers_exclude, false),
        ];
        for (names, should) in lists {
            for name in names {
                let does = may.contains(name.value.as_str());
                if does != should {
                    let because = self.may_review(&name.value, request);
                    let words = |may| {
                        let not = if may { "may" } else { "may not" };
                        format!("`{}` {not} review it", name.value)
                    };
                    self.judgement
                        .unmet(name.span, words(should), words(does), &because);
                }
            }
        }
        Ok(())
    }

    fn may_review(
        &self,
        name: &str,
        request: &AccessRequest,
    ) -> Vec<crate::policy::decision::Step> {
        let policy = self.bench.policy;
        let subject = policy.subject(&UserName::verbatim(name));
        let decision =
            subject.map(|subject| may_review(policy, &subject, &Prospect::from(request)));
        decision
            .map(|decision| decision.because)
            .unwrap_or_default()
    }

    /// The request after a review, as it was where that is refused.
    fn review(
        &mut self,
        trial: &Trial<'_>,
        request: AccessRequest,
        at: usize,
        review: &TestReview,
    ) -> Result<AccessRequest, Unfit> {
        let reviewer = self.person(&review.by, &format!("somebody {}", at.saturating_add(1)))?;
        self.bench.spend(&reviewer, request.roles_asked().len())?;
        let proposal = Proposal {
            verdict: match review.verdict.value.as_str() {
                "approve" => Verdict::Approve,
                _ => Verdict::Deny,
            },
            reason: review.reason.value.clone(),
            roles: review
                .roles
                .as_ref()
                .map(|roles| ordered::set(names(roles))),
            max_duration: length(&review.max_duration)?,
            starts_at: None,
            annotations: Annotations::new(),
        };
        self.bench
            .exercised
            .reviewable(self.bench.policy, &reviewer, &request);
        let tried = trial
            .admit(&request, &reviewer, proposal)
            .and_then(|admitted| self.reviewed(trial, &request, &admitted))
            .map_err(|refusal| Said::new(refusal.code(), &refusal, refusal.because()));
        let expected = &review.expect;
        match tried {
            Err(said) => {
                if expected.value == REFUSED {
                    self.judgement.refusal(&review.refusal, &said);
                } else {
                    self.judgement.unmet(
                        expected.span,
                        format!("`{}` after this review", expected.value),
                        format!("the review is refused with {}", said.words()),
                        &said.because,
                    );
                }
                Ok(request)
            }
            Ok(reviewed) => {
                if expected.value != word(&reviewed) {
                    let wanted = match expected.value.as_str() {
                        REFUSED => "that this review is refused".into(),
                        state => format!("`{state}` after this review"),
                    };
                    self.judgement
                        .unmet(expected.span, wanted, standing(&reviewed), &[]);
                }
                Ok(reviewed)
            }
        }
    }

    /// What it gives in the end, beside what it should.
    fn grant(&mut self, trial: &Trial<'_>, request: &AccessRequest, expected: &ExpectedGrant) {
        let grant = match trial.assume(request) {
            Ok(grant) => grant,
            Err(refusal) => {
                let said = Said::new(refusal.code(), &refusal, refusal.because());
                self.judgement.unmet(
                    expected.span,
                    "a grant".into(),
                    format!("none, with {}", said.words()),
                    &said.because,
                );
                return;
            }
        };
        if let Some(roles) = &expected.roles {
            let carried = ordered::set(grant.roles.iter().map(RoleName::as_str));
            self.judgement
                .same("the roles carried", roles.span, &roles.value, &carried);
        }
        if let Some(logins) = &expected.logins {
            let given = ordered::set(grant.logins.iter().map(String::as_str));
            self.judgement
                .same("the logins", logins.span, &logins.value, &given);
        }
        let begins = trial.now.max(request.lifetime().access_starts);
        let lengths = [
            ("access", expected.access, request.lifetime().access()),
            (
                "a credential",
                expected.credential,
                grant.not_after.since(begins),
            ),
        ];
        for (what, expected, came) in lengths {
            if let Some(expected) = expected
                && expected.value != came
            {
                let words = |length: Duration| format!("{what} lasts {}", length.words());
                self.judgement
                    .unmet(expected.span, words(expected.value), words(came), &[]);
            }
        }
    }

    fn person(&self, person: &Person, stand_in: &str) -> Result<Subject, Unfit> {
        match person {
            Person::User(name) => self.user(name),
            Person::Anybody { roles, traits } => Ok(Subject {
                name: self.nobodys(stand_in),
                roles: names(roles),
                traits: traits.clone(),
                locked: false,
            }),
        }
    }

    /// A name like this one that no user of the text has.
    fn nobodys(&self, like: &str) -> UserName {
        let mut name = UserName::verbatim(like);
        while self.bench.policy.user(&name).is_some() {
            name = UserName::verbatim(format!("{name}'"));
        }
        name
    }

    fn user(&self, name: &Text) -> Result<Subject, Unfit> {
        let subject = self
            .bench
            .policy
            .subject(&UserName::verbatim(name.value.as_str()));
        subject.ok_or_else(|| Unfit(format!("there is no user `{}` in this text", name.value)))
    }
}

fn names(texts: &[Text]) -> Vec<RoleName> {
    let texts = texts.iter();
    texts
        .map(|text| RoleName::verbatim(text.value.as_str()))
        .collect()
}

/// A moment; none where nothing is written.
fn moment(text: &Text) -> Result<Option<Timestamp>, Unfit> {
    if text.value.is_empty() {
        return Ok(None);
    }
    Timestamp::parse(&text.value).map(Some).map_err(Unfit)
}

/// A length of time as requests read it; none where nothing is written.
fn length(text: &Text) -> Result<Option<Duration>, Unfit> {
    if text.value.is_empty() {
        return Ok(None);
    }
    Duration::parse_saturating(&text.value)
        .map(Some)
        .map_err(Unfit)
}

/// Where a request is, in a test's word.
fn word(request: &AccessRequest) -> &'static str {
    match request.state().into() {
        State::Pending => "pending",
        State::Approved => "approved",
        State::Denied => "denied",
        State::Expired => "expired",
        State::Withdrawn => "withdrawn",
        State::Revoked => "revoked",
        State::Dropped => "dropped",
        State::Ended => "ended",
    }
}

/// The same, with how far it has come.
fn standing(request: &AccessRequest) -> String {
    match word(request) {
        "pending" => format!("`pending`: {}", Progress::of(request).words()),
        state => ["`", state, "`"].concat().to_string(),
    }
}
