//! Casbin: a line of policy for each matcher, with `regexMatch` for all of them.

use anyhow::Result;
use casbin::{CoreApi as _, DefaultModel, Enforcer, MemoryAdapter, MgmtApi as _};
use postern_bench::sample::Written;

const MODEL: &str = "
[request_definition]
r = sub, obj

[policy_definition]
p = sub, obj, eft

[policy_effect]
e = some(where (p.eft == allow)) && !some(where (p.eft == deny))

[matchers]
m = r.sub == p.sub && regexMatch(r.obj, p.obj)
";

pub(crate) struct Casbin(Enforcer);

impl Casbin {
    pub(crate) fn new(written: &[&Written]) -> Result<Self> {
        let runtime = tokio::runtime::Builder::new_current_thread().build()?;
        runtime.block_on(async {
            let model = DefaultModel::from_str(MODEL).await?;
            let mut enforcer = Enforcer::new(model, MemoryAdapter::default()).await?;
            for written in written {
                let effect = if written.denies { "deny" } else { "allow" };
                let literal = || format!("^{}$", regex::escape(&written.matcher));
                let pattern = written.regex.clone().unwrap_or_else(literal);
                enforcer
                    .add_policy(vec!["u".into(), pattern, effect.into()])
                    .await?;
            }
            Ok(Self(enforcer))
        })
    }

    pub(crate) fn allows(&self, role: &str) -> Result<bool> {
        Ok(self.0.enforce(("u", role))?)
    }
}
