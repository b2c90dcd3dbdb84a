//! Rego, as regorus runs it: the matchers are data, one rule looks through them.

use anyhow::Result;
use postern_bench::sample::Written;
use regorus::{Engine, Value};
use serde_json::json;

const POLICY: &str = "
package access
import rego.v1

default allow := false

matches(side) if input.role in side.literals
matches(side) if {
    some pattern in side.patterns
    regex.match(pattern, input.role)
}

allow if {
    matches(data.allow)
    not matches(data.deny)
}
";

pub(crate) struct Regorus(Engine);

impl Regorus {
    pub(crate) fn new(written: &[&Written]) -> Result<Self> {
        let side = |denies: bool| {
            let side = || {
                written
                    .iter()
                    .filter(move |written| written.denies == denies)
            };
            let literals = side().filter(|written| written.regex.is_none());
            let literals: Vec<_> = literals.map(|written| &written.matcher).collect();
            let patterns: Vec<_> = side()
                .filter_map(|written| written.regex.as_ref())
                .collect();
            json!({ "literals": literals, "patterns": patterns })
        };
        let mut engine = Engine::new();
        engine.add_policy("access.rego".into(), POLICY.into())?;
        let data = json!({ "allow": side(false), "deny": side(true) });
        engine.add_data(Value::from_json_str(&data.to_string())?)?;
        Ok(Self(engine))
    }

    pub(crate) fn allows(&mut self, role: &str) -> Result<bool> {
        let input = json!({ "role": role });
        self.0.set_input(Value::from_json_str(&input.to_string())?);
        Ok(self.0.eval_rule("data.access.allow".into())? == Value::from(true))
    }
}
