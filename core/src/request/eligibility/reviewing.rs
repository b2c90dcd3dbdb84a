//! Whether a user may review a request: never their own, deny first, then every role allowed (V).

use alloc::{
    collections::{BTreeMap, BTreeSet},
    string::{String, ToString},
    vec,
    vec::Vec,
};

use super::{
    absence::Absence,
    entry::{Failure, LiveEntry, Side, gather, missing},
};
use crate::{
    policy::{
        compiled::{CompiledRole, Condition},
        decision::{Act, Bearing, Decision, Finding, Outcome, Step},
        matcher::Matcher,
        name::{RoleName, UserName},
        predicate::{Context, Request, Reviewer},
        role::Text,
        set::Policy,
        subject::Subject,
    },
    request::{access_request::AccessRequest, ask::Ask},
    yaml::span::Span,
};

/// A request as reviewing sees it, whether it exists yet or not.
#[derive(Clone, Copy, Debug)]
pub struct Prospect<'a> {
    /// Who asks.
    pub requester: &'a UserName,
    /// The roles asked for, wildcard expanded; a later narrowing does not count (V4).
    pub roles: &'a BTreeSet<RoleName>,
    /// Why.
    pub reason: &'a str,
    /// System annotations.
    pub annotations: &'a BTreeMap<String, Vec<String>>,
}

impl<'a> From<&'a AccessRequest> for Prospect<'a> {
    fn from(request: &'a AccessRequest) -> Self {
        Self {
            requester: request.requester(),
            roles: request.roles_asked(),
            reason: request.reason(),
            annotations: request.annotations(),
        }
    }
}

impl<'a> Prospect<'a> {
    /// What would be reviewed if this were asked.
    #[must_use]
    pub fn of(
        ask: &'a Ask,
        roles: &'a BTreeSet<RoleName>,
        annotations: &'a BTreeMap<String, Vec<String>>,
    ) -> Self {
        Self {
            requester: &ask.requester,
            roles,
            reason: &ask.reason,
            annotations,
        }
    }
}

/// What a user's roles say about reviews, gathered once for any number of requests.
#[derive(Debug)]
pub struct ReviewRights<'a> {
    policy: &'a Policy,
    subject: &'a Subject,
    held: Vec<HeldRole<'a>>,
}

#[derive(Debug)]
struct HeldRole<'a> {
    name: &'a RoleName,
    compiled: &'a CompiledRole,
    allow: Vec<LiveEntry>,
    deny: Vec<LiveEntry>,
}

/// One side of one role: patterns that stand under one condition.
struct Block<'b> {
    holder: &'b RoleName,
    entries: &'b [LiveEntry],
    condition: &'b Condition,
    text: &'b Text,
}

impl<'a> ReviewRights<'a> {
    /// Gathers what the user's roles say.
    ///
    /// # Errors
    /// A held role that does not exist (V2), or a pattern that cannot be read: then nothing can be
    /// decided.
    pub fn of(policy: &'a Policy, subject: &'a Subject) -> Result<Self, Failure> {
        let mut held = Vec::with_capacity(subject.roles.len());
        for name in &subject.roles {
            let compiled = policy.role(name).ok_or_else(|| missing(subject, name))?;
            let gather = |patterns, side| gather(policy, subject, name, patterns, side);
            held.push(HeldRole {
                name,
                compiled,
                deny: gather(&compiled.deny_review, Side::Deny)?,
                allow: gather(&compiled.allow_review, Side::Allow)?,
            });
        }
        Ok(Self {
            policy,
            subject,
            held,
        })
    }

    /// Whether any role lets the user review anything at all (V3).
    #[must_use]
    pub fn has_directives(&self) -> bool {
        self.held.iter().any(|held| !held.allow.is_empty())
    }

    /// Whether the user may review such a request, and why.
    #[must_use]
    pub fn may_review(&self, prospect: &Prospect<'_>) -> Decision {
        let refuse = |finding| Decision {
            outcome: Outcome::Deny,
            because: vec![Step {
                bearing: Bearing::Refuses,
                finding,
                place: None,
            }],
        };
        let user = self.subject.name.clone();
        if self.subject.locked {
            return refuse(Finding::Locked { user });
        }
        if user == *prospect.requester {
            return refuse(Finding::OwnRequest { user });
        }
        if !self.has_directives() {
            return refuse(Finding::NoReviewRoles { user });
        }
        self.weigh(prospect).unwrap_or_else(Into::into)
    }

    /// Every pattern that has a say about this request, with its place: those of blocks whose condition holds. None
    /// where the user is locked or asked for it, or where nothing can be decided.
    pub(crate) fn patterns(&self, prospect: &Prospect<'_>) -> Vec<(&Matcher, Span)> {
        if self.subject.locked || self.subject.name == *prospect.requester {
            return Vec::new();
        }
        let mut patterns = Vec::new();
        for side in [Side::Deny, Side::Allow] {
            let Ok(blocks) = self.blocks(side, prospect, &mut Vec::new()) else {
                return Vec::new();
            };
            let entries = blocks.iter().flat_map(|block| block.entries);
            patterns.extend(entries.map(|entry| (&entry.matcher, entry.span)));
        }
        patterns
    }

    /// The same decision, with what would have to be otherwise for roles that nothing allows: for one
    /// answer, not for each of many users.
    #[must_use]
    pub fn explained(&self, mut decision: Decision) -> Decision {
        let refusals = decision.because.iter();
        let absences: Vec<Step> = refusals.flat_map(|step| self.absence(step)).collect();
        decision.because.extend(absences);
        decision
    }

    fn weigh(&self, prospect: &Prospect<'_>) -> Result<Decision, Failure> {
        let mut passed_over = Vec::new();
        let denying = self.blocks(Side::Deny, prospect, &mut passed_over)?;
        for role in prospect.roles {
            for block in &denying {
                if let Some(step) = self.step(block, role, Side::Deny) {
                    return Ok(Decision {
                        outcome: Outcome::Deny,
                        because: vec![step],
                    });
                }
            }
        }
        let allowing = self.blocks(Side::Allow, prospect, &mut passed_over)?;
        let (mut allowed, mut refused) = (Vec::new(), Vec::new());
        for role in prospect.roles {
            match allowing
                .iter()
                .find_map(|block| self.step(block, role, Side::Allow))
            {
                Some(step) => allowed.push(step),
                None => refused.push(Step {
                    bearing: Bearing::Refuses,
                    finding: Finding::NothingAllows {
                        act: Act::Review,
                        holders: self.subject.roles.clone(),
                        role: role.clone(),
                    },
                    place: None,
                }),
            }
        }
        let outcome = if refused.is_empty() {
            Outcome::Allow
        } else {
            Outcome::Deny
        };
        let mut because = refused;
        because.extend(allowed);
        because.extend(passed_over);
        Ok(Decision { outcome, because })
    }

    /// What would have to be otherwise for a role that nothing allows to be allowed.
    fn absence(&self, refusal: &Step) -> Vec<Step> {
        let Finding::NothingAllows { role, .. } = &refusal.finding else {
            return Vec::new();
        };
        let absence = Absence {
            policy: self.policy,
            subject: self.subject,
            act: Act::Review,
            role,
        };
        let held = self.held.iter();
        absence.steps(held.map(|held| {
            let entries = held.allow.as_slice();
            (held.name, entries, &held.compiled.allow_review)
        }))
    }

    /// The blocks of one side that stand for this request. Every condition is evaluated, so that the
    /// answer does not depend on an order (V8); a block without patterns says nothing (V7).
    fn blocks<'b>(
        &'b self,
        side: Side,
        prospect: &Prospect<'_>,
        passed_over: &mut Vec<Step>,
    ) -> Result<Vec<Block<'b>>, Failure> {
        let context = self.context(prospect);
        let mut blocks = Vec::new();
        for held in &self.held {
            let (role, compiled) = (&held.compiled.role, held.compiled);
            let block = match side {
                Side::Allow => Block {
                    holder: held.name,
                    entries: &held.allow,
                    condition: &compiled.allow_review_condition,
                    text: &role.allow.review.condition,
                },
                Side::Deny => Block {
                    holder: held.name,
                    entries: &held.deny,
                    condition: &compiled.deny_review_condition,
                    text: &role.deny.review.condition,
                },
            };
            if block.entries.is_empty() {
                continue;
            }
            let holds = match block.condition {
                None => Ok(true),
                Some(Ok(predicate)) => predicate.evaluate(&context).map_err(|error| error.message),
                Some(Err(error)) => Err(error.message.to_string()),
            };
            let place = || self.policy.place(block.holder, block.text.span);
            match holds {
                Ok(true) => blocks.push(block),
                Ok(false) => passed_over.push(Step {
                    bearing: Bearing::NoMatch,
                    finding: Finding::ConditionFails {
                        holder: block.holder.clone(),
                        predicate: block.text.value.clone(),
                    },
                    place: place(),
                }),
                Err(problem) => {
                    return Err(Failure(vec![Step {
                        bearing: Bearing::Refuses,
                        finding: Finding::BadPredicate {
                            holder: Some(block.holder.clone()),
                            predicate: block.text.value.clone(),
                            problem,
                        },
                        place: place(),
                    }]));
                }
            }
        }
        Ok(blocks)
    }

    fn step(&self, block: &Block<'_>, role: &RoleName, side: Side) -> Option<Step> {
        let accepting = block
            .entries
            .iter()
            .find(|entry| entry.matcher.accepts(role.as_str()))?;
        let (act, entry) = (Act::Review, accepting.entry.clone());
        let (holder, role) = (block.holder.clone(), role.clone());
        let (bearing, finding) = match side {
            Side::Allow => (
                Bearing::Holds,
                Finding::Allows {
                    act,
                    holder,
                    role,
                    entry,
                },
            ),
            Side::Deny => (
                Bearing::Refuses,
                Finding::Denies {
                    act,
                    holder,
                    role,
                    entry,
                },
            ),
        };
        Some(Step {
            bearing,
            finding,
            place: self.policy.place(block.holder, accepting.span),
        })
    }

    fn context<'b>(&'b self, prospect: &'b Prospect<'_>) -> Context<'b> {
        context(self.subject, prospect)
    }
}

/// What conditions look at: the reviewer as they are now, the request as it was asked (V4).
pub(crate) fn context<'b>(subject: &'b Subject, prospect: &'b Prospect<'_>) -> Context<'b> {
    Context {
        reviewer: Reviewer {
            roles: subject.roles.iter().map(RoleName::as_str).collect(),
            traits: &subject.traits,
        },
        request: Request {
            roles: prospect.roles.iter().map(RoleName::as_str).collect(),
            reason: prospect.reason,
            system_annotations: prospect.annotations,
        },
        review: None,
    }
}
