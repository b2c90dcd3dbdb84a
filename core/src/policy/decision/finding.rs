//! What can be found when a decision is looked into: one variant a fact, with everything that the
//! sentence about it says.

use alloc::{string::String, vec::Vec};

use crate::policy::name::{RoleName, UserName};

/// An entry of a list of matchers: written there, or given by a claim.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// The pattern's text.
    pub pattern: String,
    /// Where it came from.
    pub source: EntrySource,
}

/// Where a pattern came from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum EntrySource {
    /// Written in `roles`.
    Written,
    /// Given by `claims_to_roles`, because a trait has a value that matches.
    Claim {
        /// The trait's name.
        claim: String,
    },
}

/// Some people, whose names may be left out.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct People {
    /// How many.
    pub count: usize,
    /// Who, as people read it; empty where that is not told.
    pub names: Vec<String>,
}

/// What was asked about: asking for a role, or reviewing a request for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Act {
    /// Asking for it.
    Request,
    /// Reviewing a request for it.
    Review,
}

/// What was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Finding {
    /// A held role allows the role asked for (Q, V6).
    Allows {
        /// Asking or reviewing.
        act: Act,
        /// The role that says so.
        holder: RoleName,
        /// The role it is about.
        role: RoleName,
        /// By which entry.
        entry: Entry,
    },
    /// A held role denies the role asked for (Q4, V5).
    Denies {
        /// Asking or reviewing.
        act: Act,
        /// The role that says so.
        holder: RoleName,
        /// The role it is about.
        role: RoleName,
        /// By which entry.
        entry: Entry,
    },
    /// No held role allows it (default deny).
    NothingAllows {
        /// Asking or reviewing.
        act: Act,
        /// The roles held.
        holders: Vec<RoleName>,
        /// The role nothing allows.
        role: RoleName,
    },
    /// A held role allows others, not this one.
    AllowsOthers {
        /// Asking or reviewing.
        act: Act,
        /// The role looked at.
        holder: RoleName,
        /// The role it is about.
        role: RoleName,
        /// The patterns it allows.
        patterns: Vec<String>,
    },
    /// A held role says nothing about asking or reviewing.
    SaysNothing {
        /// Asking or reviewing.
        act: Act,
        /// The role looked at.
        holder: RoleName,
    },
    /// Of all entries that do not accept the role, this one is most like its name.
    NearestEntry {
        /// Asking or reviewing.
        act: Act,
        /// The role that has it.
        holder: RoleName,
        /// The role it is about.
        role: RoleName,
        /// The entry.
        entry: Entry,
    },
    /// A held role would allow the role by a trait that the user does not have, or not with such a
    /// value (C1, C4).
    TraitDoesNotGive {
        /// Asking or reviewing.
        act: Act,
        /// The role that has the mapping.
        holder: RoleName,
        /// The role it is about.
        role: RoleName,
        /// The trait's name.
        claim: String,
        /// The pattern that one of its values would have to match.
        wanted: String,
        /// The values it has; `None` if there is no such trait.
        values: Option<Vec<String>>,
    },
    /// Roles that are not held allow asking for it.
    OthersAllow {
        /// Those roles.
        roles: Vec<RoleName>,
        /// The role they allow.
        role: RoleName,
    },
    /// A held role has no document (Q2, V2).
    MissingRole {
        /// Whose role.
        user: UserName,
        /// The role.
        role: RoleName,
    },
    /// A pattern cannot be read, so nothing can be decided (Q3).
    BadPattern {
        /// The role that has it.
        holder: RoleName,
        /// Its text.
        pattern: String,
        /// What is wrong with it.
        problem: String,
    },
    /// A predicate cannot be read or evaluated, so nothing can be decided (V8, S5).
    BadPredicate {
        /// The role that has it; none where a request's plan does.
        holder: Option<RoleName>,
        /// Its text.
        predicate: String,
        /// What is wrong with it.
        problem: String,
    },
    /// A block's `where` does not hold here, so the block is passed over.
    ConditionFails {
        /// The role that has it.
        holder: RoleName,
        /// Its text.
        predicate: String,
    },
    /// The user is locked, and may do nothing.
    Locked {
        /// Who.
        user: UserName,
    },
    /// Nobody reviews their own request (V1).
    OwnRequest {
        /// Whose.
        user: UserName,
    },
    /// No role held lets its holder review anything (V3).
    NoReviewRoles {
        /// Whose roles.
        user: UserName,
    },
    /// A role of that name does not exist (Q8).
    UnknownRole {
        /// The name.
        role: RoleName,
    },
    /// A reason is required for every request of whoever holds this role (P1).
    ReasonForAll {
        /// The role that says so.
        holder: RoleName,
    },
    /// A reason is required for this role (P2).
    ReasonForRole {
        /// The role that says so.
        holder: RoleName,
        /// The role it is about.
        role: RoleName,
    },
    /// A rule gives the verb on the resource (B1).
    RuleAllows {
        /// The role that has it.
        holder: RoleName,
        /// The resource asked about.
        resource: String,
        /// The verb asked about.
        verb: String,
    },
    /// A rule takes the verb on the resource away (B2).
    RuleDenies {
        /// The role that has it.
        holder: RoleName,
        /// The resource asked about.
        resource: String,
        /// The verb asked about.
        verb: String,
    },
    /// No rule gives it.
    NoRuleAllows {
        /// The roles held.
        holders: Vec<RoleName>,
        /// The resource asked about.
        resource: String,
        /// The verb asked about.
        verb: String,
    },
    /// An access monitoring rule is about the request, and reviews it.
    RuleReviews {
        /// The rule.
        rule: String,
        /// Whether it approves; else it denies.
        approves: bool,
        /// Only within its schedules, which were not looked at.
        scheduled: bool,
    },
    /// An access monitoring rule is not about the request: its condition does not hold, or it is not
    /// in force at this hour.
    RuleDoesNotApply {
        /// The rule.
        rule: String,
        /// Whether that is for its schedules.
        by_schedule: bool,
    },
    /// Whether an access monitoring rule is about the request cannot be told.
    RuleUndecided {
        /// The rule.
        rule: String,
        /// What is wrong.
        problem: String,
    },
    /// A rule would approve, and somebody denied already.
    DeniedBefore {
        /// The rule.
        rule: String,
        /// Who denied.
        by: UserName,
    },
    /// A threshold has so many approvals, and is not met (S6).
    AwaitsApprovals {
        /// The roles that wait for it.
        roles: Vec<RoleName>,
        /// What it is called; may be empty.
        threshold: String,
        /// The predicate a review must satisfy to count; empty means every review does.
        filter: String,
        /// Approvals counted.
        approvals: u32,
        /// Approvals needed; `None` where no number is enough (T6).
        needed: Option<u32>,
        /// Whose approvals these are.
        by: People,
    },
    /// So many more approvals of these people would meet it.
    WouldApprove {
        /// Approvals missing.
        missing: Option<u32>,
        /// Whose would count.
        people: People,
    },
    /// More approvals are missing than there are people whose approval would count.
    TooFewLeft {
        /// Approvals missing; `None` where no number is enough (T6).
        missing: Option<u32>,
        /// Whose would count.
        people: People,
    },
    /// A review was given that no threshold's filter accepts (S5).
    CountsForNothing {
        /// Whose, as people read it.
        by: String,
    },
    /// A rule has a `where` that Postern does not evaluate: it allows nothing, and denies.
    RuleCondition {
        /// The role that has it.
        holder: RoleName,
        /// Its text.
        predicate: String,
    },
}

impl Finding {
    /// The roles whose documents, or whose holders, this tells about: who may know neither is not
    /// told it. A role that was asked for is known by its asking.
    #[must_use]
    pub fn reveals(&self) -> &[RoleName] {
        match self {
            Self::Allows { holder, .. }
            | Self::Denies { holder, .. }
            | Self::AllowsOthers { holder, .. }
            | Self::NearestEntry { holder, .. }
            | Self::TraitDoesNotGive { holder, .. }
            | Self::SaysNothing { holder, .. }
            | Self::BadPattern { holder, .. }
            | Self::BadPredicate {
                holder: Some(holder),
                ..
            }
            | Self::ConditionFails { holder, .. }
            | Self::MissingRole { role: holder, .. }
            | Self::ReasonForAll { holder }
            | Self::ReasonForRole { holder, .. }
            | Self::RuleAllows { holder, .. }
            | Self::RuleDenies { holder, .. }
            | Self::RuleCondition { holder, .. } => core::slice::from_ref(holder),
            Self::NothingAllows { holders, .. }
            | Self::OthersAllow { roles: holders, .. }
            | Self::NoRuleAllows { holders, .. } => holders,
            Self::BadPredicate { holder: None, .. }
            | Self::Locked { .. }
            | Self::OwnRequest { .. }
            | Self::NoReviewRoles { .. }
            | Self::UnknownRole { .. }
            | Self::RuleReviews { .. }
            | Self::RuleDoesNotApply { .. }
            | Self::RuleUndecided { .. }
            | Self::DeniedBefore { .. }
            | Self::AwaitsApprovals { .. }
            | Self::WouldApprove { .. }
            | Self::TooFewLeft { .. }
            | Self::CountsForNothing { .. } => &[],
        }
    }
}
