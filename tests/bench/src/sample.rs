//! A made-up cluster, the same in every run: role names of four words, and roles that allow and deny
//! some of them by literals (60 %), globs (25 %), and regexes or templates (15 %).

use postern_core::{
    policy::{
        budget::Budget,
        name::{RoleName, UserName},
        reading::{Standard, read_by},
        set::Policy,
        settings::Settings,
        subject::Subject,
        traits::Traits,
    },
    yaml::budget::ReadBudget,
};
use serde::Serialize;
use serde_json::json;

/// A matcher as a role file has it, and the regular expression that means the same.
#[derive(Clone, Debug, Serialize)]
pub struct Written {
    /// As written.
    pub matcher: String,
    /// None for a literal.
    pub regex: Option<String>,
    /// Whether it denies.
    pub denies: bool,
}

/// Names, and the roles that speak of them.
pub struct Cluster {
    /// The catalogue, in order.
    pub names: Vec<String>,
    /// How many users differ in the roles they hold; the others hold what one of these holds.
    pub profiles: usize,
    /// What the roles say that users hold, so many for each profile.
    roles: Vec<(String, Vec<Written>)>,
}

/// How many roles each user holds.
const HELD: usize = 4;

const STAGES: [&str; 4] = ["dev", "prod", "stage", "test"];
const KINDS: [&str; 4] = ["admin", "oncall", "ro", "rw"];
const TEAMS: [&str; 25] = [
    "ads", "auth", "billing", "build", "cart", "chat", "cloud", "data", "edge", "fraud", "geo",
    "growth", "infra", "legal", "mail", "media", "mobile", "orders", "pay", "people", "search",
    "sales", "store", "support", "video",
];
const SERVICES: [&str; 25] = [
    "api", "app", "batch", "cache", "cron", "db1", "db2", "etl", "flags", "gate", "hooks", "jobs",
    "kafka", "lake", "logs", "mesh", "proxy", "queue", "redis", "spark", "sync", "vault", "web",
    "web2", "zone",
];

impl Cluster {
    /// So many names, so many matchers for each user, and so many ways in which users differ.
    #[must_use]
    pub fn new(names: usize, matchers: usize, profiles: usize) -> Self {
        let mut chance = Chance(0x5EED);
        let mut all = Vec::new();
        for stage in STAGES {
            for team in TEAMS {
                for service in SERVICES {
                    let name = |kind| format!("{stage}-{team}-{service}-{kind}");
                    all.extend(KINDS.map(name));
                }
            }
        }
        let step = (all.len() / names).max(1);
        let mut kept: Vec<String> = all.iter().step_by(step).take(names).cloned().collect();
        let roles: Vec<_> = (0..profiles * HELD)
            .map(|at| {
                // A quarter as many denies as allows.
                let written = (at % HELD..matchers).step_by(HELD).map(|each| {
                    let denies = each / HELD % 5 == 4;
                    written(each * 100 / matchers, denies, &all, &mut chance)
                });
                (format!("holder-{at}"), written.collect())
            })
            .collect();
        kept.extend(roles.iter().map(|(name, _)| name.clone()));
        kept.sort();
        Self {
            names: kept,
            profiles,
            roles,
        }
    }

    /// The policy of all its roles.
    #[must_use]
    pub fn policy(&self) -> Policy {
        let readings = self.names.iter().map(|name| {
            let said = self.roles.iter().find(|(role, _)| role == name);
            let side = |denies: bool| -> Vec<&str> {
                let written = said.iter().flat_map(|(_, written)| written);
                let side = written.filter(|written| written.denies == denies);
                side.map(|written| written.matcher.as_str()).collect()
            };
            let document = json!({
                "kind": "role",
                "version": "v7",
                "metadata": { "name": name },
                "spec": {
                    "allow": { "request": { "roles": side(false) } },
                    "deny": { "request": { "roles": side(true) } },
                },
            });
            read_by(&document.to_string(), &ReadBudget::PRODUCT, Standard::Load)
        });
        Policy::new(readings.collect(), Settings::default(), Budget::PRODUCT)
    }

    /// One of the users.
    #[must_use]
    pub fn user(&self, number: usize) -> Subject {
        let first = number % self.profiles * HELD;
        let held = self.roles.iter().skip(first).take(HELD);
        Subject {
            name: UserName::verbatim(format!("user-{number}")),
            roles: held
                .map(|(name, _)| RoleName::verbatim(name.clone()))
                .collect(),
            traits: Traits::default(),
            locked: false,
        }
    }

    /// All that the user's roles say.
    #[must_use]
    pub fn written(&self, user: &Subject) -> Vec<&Written> {
        let roles = self.roles.iter();
        let held = roles.filter(|(name, _)| user.roles.iter().any(|held| held.as_str() == name));
        held.flat_map(|(_, written)| written).collect()
    }

    /// So many of the names, in no order.
    #[must_use]
    pub fn asked(&self, count: usize) -> Vec<RoleName> {
        let mut chance = Chance(0xA5C);
        let asked = (0..count).map(|_| RoleName::verbatim(chance.of(&self.names).clone()));
        asked.collect()
    }
}

/// A matcher of the kind that stands at so many per cent of a list.
fn written(percent: usize, denies: bool, names: &[String], chance: &mut Chance) -> Written {
    let (stage, team) = (*chance.of(&STAGES), *chance.of(&TEAMS));
    let (service, kind) = (*chance.of(&SERVICES), *chance.of(&KINDS));
    let form = chance.below(4);
    let (matcher, regex) = match (percent, form) {
        (..60, _) => (chance.of(names).clone(), None),
        (..85, _) => {
            let glob = match form {
                0 => format!("{stage}-{team}-*"),
                1 => format!("*-{team}-{service}-{kind}"),
                2 => format!("{stage}-{team}-*-{kind}"),
                _ => format!("*-{team}-{service}-*"),
            };
            let regex = format!("^{}$", glob.replace('*', ".*"));
            (glob, Some(regex))
        }
        (_, 0) => same(format!("^{stage}-{team}-(web|api)[0-9]*-{kind}$")),
        (_, 1) => same(format!("^(stage|test)-{team}-.*-{kind}$")),
        (_, 2) => (
            format!(r#"{stage}-{team}-{{{{regexp.match("^db[0-9]+$")}}}}-{kind}"#),
            Some(format!("^{stage}-{team}-db[0-9]+-{kind}$")),
        ),
        _ => same(format!("^[a-z]+-{team}-{service}-[a-z]+$")),
    };
    Written {
        matcher,
        regex,
        denies,
    }
}

fn same(regex: String) -> (String, Option<String>) {
    (regex.clone(), Some(regex))
}

/// Numbers without a pattern, the same in every run.
struct Chance(u64);

impl Chance {
    fn below(&mut self, bound: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 >> 33).unwrap_or_default() % bound
    }

    fn of<'t, T>(&mut self, things: &'t [T]) -> &'t T {
        let at = self.below(things.len());
        #[expect(
            clippy::indexing_slicing,
            reason = "the sample is made of lists that are not empty"
        )]
        &things[at]
    }
}
