//! Runner of the family `interpolation`: what does a template give for a user's traits (I)?

use postern_core::policy::{
    budget::Budget,
    template::{Template, TemplateErrorKind},
    traits::Traits,
};

use super::case::{Case, Verdict, strings};

/// Decides one case.
pub(crate) fn run(case: &Case) -> Verdict {
    let expected: Result<Vec<&str>, &str> = match case.get("error").as_str() {
        Some(kind) => Err(kind),
        None => Ok(strings(case.get("values"))),
    };
    let Ok(traits) = serde_json::from_value::<Traits>(case.get("traits").clone()) else {
        return Verdict::fail(&expected, &"traits that do not read");
    };
    let got = Template::parse(case.text("template"), &Budget::REFERENCE)
        .and_then(|template| template.expand(&traits));
    let got = match &got {
        Ok(values) => Ok(values.iter().map(String::as_str).collect()),
        Err(error) => Err(match error.kind {
            TemplateErrorKind::Syntax => "other",
            TemplateErrorKind::BadParameter | TemplateErrorKind::UnknownFunction => "bad_parameter",
            TemplateErrorKind::NotFound => "not_found",
        }),
    };
    Verdict::compare(&expected, &got)
}
