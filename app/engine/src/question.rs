//! Reads the page's question, an `api::inspection::Question` in JSON. The browser parses it: a parser
//! of the module's own, with all it can say of what is wrong, would be a tenth of the module.

use postern_core::{
    api::inspection::{Asker, Question},
    policy::name::{RoleName, UserName},
};
use wasm_bindgen::prelude::{JsValue, wasm_bindgen};

#[wasm_bindgen]
extern "C" {
    /// What JSON stands for.
    pub(crate) type Json;

    #[wasm_bindgen(catch, js_namespace = JSON)]
    pub(crate) fn parse(text: &str) -> Result<Json, JsValue>;

    #[wasm_bindgen(catch, method, structural, indexing_getter)]
    fn get(this: &Json, field: &str) -> Result<Json, JsValue>;
}

/// The question; `None` if the text holds none.
pub(crate) fn read(text: &str) -> Option<Question> {
    let question = parse(text).ok()?;
    let asker = question.get("asker").ok()?;
    let role = question.get("role").ok()?.as_string()?;
    let asker = match asker.get("user").ok()?.as_string() {
        Some(user) => Asker::User(UserName::parse(&user).ok()?),
        None => {
            let role = asker.get("holder-of").ok()?.as_string()?;
            Asker::HolderOf(RoleName::parse(&role).ok()?)
        }
    };
    Some(Question {
        asker,
        role: RoleName::parse(&role).ok()?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// There is no browser here; the page's own tests ask. This holds the names of the fields.
    #[test]
    fn questions_are_written_as_they_are_read() {
        let role = RoleName::verbatim;
        for (asker, written) in [
            (Asker::User(UserName::verbatim("a")), r#"{"user":"a"}"#),
            (Asker::HolderOf(role("a")), r#"{"holder-of":"a"}"#),
        ] {
            let question = Question {
                asker,
                role: role("b"),
            };
            assert_eq!(
                serde_json::to_string(&question).unwrap(),
                format!(r#"{{"asker":{written},"role":"b"}}"#)
            );
        }
    }
}
