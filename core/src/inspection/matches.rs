//! Which names the pattern at a place of a text accepts: those that there are, and some that there could be.

mod found;
mod likeness;
#[cfg(test)]
mod tests;

use alloc::{
    collections::BTreeSet,
    format,
    string::{String, ToString as _},
    vec,
    vec::Vec,
};

use self::{found::Found, likeness::likenesses};
use super::{alone, policy_tests::place};
use crate::{
    api::inspection::{Expansion, MatchAnswer, Matches, Names, Over, PatternKind},
    ordered,
    policy::{
        budget::Budget,
        claims::{ClaimMapping, map_to_matchers},
        expand::looks_expandable,
        matcher::{Form, Matcher, MatcherError, template::Verdict},
        reading::{Document, Reading, Resource},
        role::ClaimToRoles,
        schema::Shape,
        set::Policy,
        template::Template,
        user::User,
    },
    yaml::node::Scalar,
};

/// How many names a list has at most.
const MOST_NAMES: usize = 50;
/// For how many users it is told what a text gives.
const MOST_USERS: usize = 20;

/// What stands at a byte of the text, and what it accepts. What cannot be read of the text counts as not there.
#[must_use]
pub fn matches(text: &str, offset: u32) -> MatchAnswer {
    let policy = alone(text);
    let found = policy
        .text()
        .and_then(|reading| Some((reading, found::at(reading, offset)?)));
    let Some((reading, found)) = found else {
        return MatchAnswer::Nothing(NOTHING.into());
    };
    let Some(scalar) = found.node.scalar().filter(|_| !found.node.is_null()) else {
        return MatchAnswer::Nothing(NOTHING.into());
    };
    let inquiry = Inquiry {
        reading,
        policy: &policy,
        found: &found,
        scalar,
    };
    match found.shape {
        Shape::Matcher => inquiry.matcher(Matcher::parse),
        Shape::ClaimRole if looks_expandable(&scalar.text) => inquiry.claimed(),
        Shape::ClaimRole => inquiry.matcher(Matcher::parse),
        Shape::ClaimValue => inquiry.values(),
        Shape::Annotation | Shape::Template | Shape::GrantedName => inquiry.filled(),
        Shape::RoleName | Shape::ClaimRoleName => MatchAnswer::Nothing(format!(
            "`{}` is the exact name of a role here, no pattern; {ELSEWHERE}",
            scalar.text
        )),
        _ => MatchAnswer::Nothing(NOTHING.into()),
    }
}

const NOTHING: &str = "there is no pattern here; go to an entry of `roles` under `request` or `review_requests`, to a `value` of `claims_to_roles`, or to a text with `{{…}}`";
const ELSEWHERE: &str =
    "go to an entry of `roles` under `request` or `review_requests` to see what it accepts";

/// A question about one value.
struct Inquiry<'a> {
    reading: &'a Reading,
    policy: &'a Policy,
    found: &'a Found<'a>,
    scalar: &'a Scalar,
}

impl Inquiry<'_> {
    fn empty(&self, over: Over) -> Matches {
        Matches {
            at: place(self.reading, self.found.node.span),
            about: self.found.about(),
            kind: PatternKind::Literal,
            words: String::new(),
            text: self.scalar.text.clone(),
            read_as: None,
            problem: None,
            over,
            accepts: Names::default(),
            others: Names::default(),
            witnesses: Vec::new(),
            near_misses: Vec::new(),
            expansions: Vec::new(),
        }
    }

    /// A matcher over the names of roles.
    fn matcher(
        &self,
        parse: impl FnOnce(&str, &Budget) -> Result<Matcher, MatcherError>,
    ) -> MatchAnswer {
        let names: Vec<&str> = self.policy.roles().map(|role| role.name.as_str()).collect();
        self.compared(parse, Over::Roles, &names)
    }

    /// A pattern over the values of a claim.
    fn values(&self) -> MatchAnswer {
        let claim = self.claim().map(|claim| claim.claim.value.as_str());
        let claim = claim.unwrap_or_default();
        let values = self.policy.users().flat_map(|user| user.traits.get(claim));
        let values: BTreeSet<&str> = ordered::set(values.map(String::as_str));
        let values: Vec<&str> = values.into_iter().collect();
        let mut answer = self.compared(Matcher::glob_or_regex, Over::Values, &values);
        if let MatchAnswer::Found(matches) = &mut answer {
            matches.about = format!("which values of the trait `{claim}` give the roles beside it");
        }
        answer
    }

    fn compared(
        &self,
        parse: impl FnOnce(&str, &Budget) -> Result<Matcher, MatcherError>,
        over: Over,
        names: &[&str],
    ) -> MatchAnswer {
        let mut matches = self.empty(over);
        let matcher = match parse(&self.scalar.text, &Budget::PRODUCT) {
            Ok(matcher) => matcher,
            Err(error) => {
                matches.words =
                    "it cannot be read, so whoever holds its role cannot be decided about".into();
                matches.problem = Some(error.to_string());
                return MatchAnswer::Found(matches.into());
            }
        };
        (matches.kind, matches.words, matches.read_as) = described(&matcher);
        for name in names {
            let list = if matcher.accepts(name) {
                &mut matches.accepts
            } else {
                &mut matches.others
            };
            list.count += 1;
            if list.names.len() < MOST_NAMES {
                list.names.push((*name).into());
            }
        }
        (matches.witnesses, matches.near_misses) = likenesses(&matcher, names.iter().copied());
        MatchAnswer::Found(matches.into())
    }

    /// What a claim gives, with `$1`.
    fn claimed(&self) -> MatchAnswer {
        let Some(claim) = self.claim() else {
            return MatchAnswer::Nothing(NOTHING.into());
        };
        let text = self.scalar.text.as_str();
        self.expanded(
            "what `$1` and its kin stand for is taken from the trait's value; what that gives is an exact name",
            |user| {
                let mapping = ClaimMapping {
                    roles: vec![text],
                    ..ClaimMapping::from(claim)
                };
                let mapped = map_to_matchers([mapping], &user.traits, &Budget::PRODUCT);
                let mapped = mapped.map_err(|error| error.error.to_string())?;
                let matchers = mapped.matchers.iter();
                let names: BTreeSet<&str> = ordered::set(matchers.map(|(matcher, _)| matcher.text()));
                Ok(names.into_iter().map(Into::into).collect())
            },
        )
    }

    /// A text that is filled from traits.
    fn filled(&self) -> MatchAnswer {
        let text = self.scalar.text.as_str();
        if !text.contains("{{") {
            return MatchAnswer::Nothing(format!(
                "`{text}` is given as it is written; with `{{{{external.…}}}}` it would be filled from a trait"
            ));
        }
        match Template::parse(text, &Budget::PRODUCT) {
            Ok(template) => self.expanded(
                "what stands in `{{…}}` is taken from a user's traits, one text for each value",
                |user| template.expand(&user.traits).map_err(|error| error.message),
            ),
            Err(error) => {
                let mut matches = self.empty(Over::Nothing);
                matches.kind = PatternKind::Filled;
                matches.words = "it cannot be read, and gives nothing".into();
                matches.problem = Some(error.message);
                MatchAnswer::Found(matches.into())
            }
        }
    }

    fn expanded(
        &self,
        words: &str,
        expand: impl Fn(&User) -> Result<Vec<String>, String>,
    ) -> MatchAnswer {
        let expansion = |user: &User| {
            let (gives, problem) = match expand(user) {
                Ok(gives) => (gives, None),
                Err(problem) => (Vec::new(), Some(problem)),
            };
            Expansion {
                user: user.name.clone(),
                gives: gives.into_iter().take(MOST_NAMES).collect(),
                problem,
            }
        };
        let matches = Matches {
            kind: PatternKind::Filled,
            words: words.into(),
            expansions: self
                .policy
                .users()
                .take(MOST_USERS)
                .map(expansion)
                .collect(),
            ..self.empty(Over::Nothing)
        };
        MatchAnswer::Found(matches.into())
    }

    /// The entry of `claims_to_roles` that the value is part of.
    fn claim(&self) -> Option<&ClaimToRoles> {
        let at = self.found.node.span;
        let part = |claim: &&ClaimToRoles| {
            claim.value.span == at || claim.roles.iter().any(|role| role.span == at)
        };
        claims(self.found.document).find(part)
    }
}

/// All entries of `claims_to_roles` of a document.
fn claims(document: &Document) -> impl Iterator<Item = &ClaimToRoles> {
    let (role, connector) = match &document.resource {
        Some(Resource::Role(role)) => (Some(role), None),
        Some(Resource::Connector(connector)) => (None, Some(connector)),
        _ => (None, None),
    };
    let of_role = role.into_iter().flat_map(|role| {
        let (allow, deny) = (&role.allow, &role.deny);
        let lists = [
            &allow.request.claims_to_roles,
            &allow.review.claims_to_roles,
            &deny.request.claims_to_roles,
            &deny.review.claims_to_roles,
        ];
        lists.into_iter().flatten()
    });
    let of_connector = connector
        .into_iter()
        .flat_map(|found| &found.claims_to_roles);
    of_role.chain(of_connector)
}

/// Its kind, what that means, and how it is read.
fn described(matcher: &Matcher) -> (PatternKind, String, Option<String>) {
    match matcher.form() {
        Form::Literal => (PatternKind::Literal, "exactly this name".into(), None),
        Form::Glob(_) => (
            PatternKind::Glob,
            "each `*` stands for any text within a line, also for none; all else is itself".into(),
            Some(as_regex(matcher.text())),
        ),
        Form::Regex(_) => (
            PatternKind::Regex,
            "a regular expression (RE2), because it begins with `^` and ends with `$`".into(),
            Some(matcher.text().into()),
        ),
        Form::Template(template) => {
            let mut words = Vec::new();
            if !template.prefix.is_empty() {
                words.push(format!("begins with `{}`", template.prefix));
            }
            if !template.suffix.is_empty() {
                words.push(format!("ends with `{}`", template.suffix));
            }
            let what = match template.verdict {
                Verdict::Match => "holds",
                Verdict::NotMatch => "does not hold",
            };
            words.push(format!("{what} `{}` in what is left", template.regex));
            (
                PatternKind::Template,
                "a regular expression (RE2) that is found anywhere in the middle of a name".into(),
                Some(words.join(", ")),
            )
        }
    }
}

/// A glob as the regular expression that it is.
fn as_regex(glob: &str) -> String {
    let mut regex = String::from("^");
    for c in glob.chars() {
        match c {
            '*' => regex.push_str(".*"),
            '\\' | '.' | '+' | '?' | '(' | ')' | '|' | '[' | ']' | '{' | '}' | '^' | '$' => {
                regex.push('\\');
                regex.push(c);
            }
            c => regex.push(c),
        }
    }
    regex.push('$');
    regex
}
