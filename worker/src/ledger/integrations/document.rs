//! An integration's document: read strictly, one of it, under the name that the address has.

use postern_core::{
    api::policy::Finding,
    policy::{
        integration::Integration,
        name::UserName,
        reading::{self, Reading},
        role::Text,
    },
    yaml::{
        budget::ReadBudget,
        diagnostic::{Diagnostic, Severity},
        span::Span,
    },
};

use crate::{
    credentials::secret::SecretName,
    error::{Error, Fault, Refused},
    http::problem::Code,
    integrations::target::{self, Limits},
    store::integrations::Stored,
};

/// The longest document, in bytes.
const MOST_BYTES: usize = 64 * 1024;

/// The integration that `text` describes.
///
/// # Errors
/// A refusal with everything that is wrong in it.
pub(super) fn read(text: &str, name: &str, limits: Limits<'_>) -> Result<Integration, Error> {
    let reading = reading::read(text, &ReadBudget::PRODUCT);
    let mut found = reading.diagnostics.clone();
    let whole = reading
        .documents
        .first()
        .map_or_else(Span::default, |document| document.span);
    if text.len() > MOST_BYTES {
        found.push(error(
            "yaml/too-large",
            whole,
            format!("an integration has at most {MOST_BYTES} bytes"),
        ));
    }
    let only = match (reading.documents.len(), reading.integrations().next()) {
        (1, Some(integration)) => Some(integration),
        _ => {
            found.push(error(
                "schema/wrong-kind",
                whole,
                "this must be one document of `kind: integration`".into(),
            ));
            None
        }
    };
    if let Some(integration) = only {
        found.extend(problems(&reading, integration, name, limits));
    }
    let has_errors = found.iter().any(|found| found.severity == Severity::Error);
    match only {
        Some(integration) if !has_errors => Ok(integration.clone()),
        _ => Err(invalid(&reading, found)),
    }
}

/// The stored document, which was without errors when it was written.
///
/// # Errors
/// A fault where it no longer can be read.
pub(in crate::ledger) fn parsed(stored: &Stored) -> Result<Integration, Fault> {
    let reading = reading::read(&stored.text, &ReadBudget::PRODUCT);
    let integration = reading.integrations().next().cloned();
    integration.ok_or_else(|| Fault::new(format!("integration `{}` is not readable", stored.name)))
}

/// What the core cannot know: the address, where it may call, and who is who.
fn problems(
    reading: &Reading,
    integration: &Integration,
    name: &str,
    limits: Limits<'_>,
) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    let title = reading
        .documents
        .first()
        .and_then(|document| document.name.as_ref());
    if let Some(title) = title.filter(|title| title.value != name) {
        let message = format!(
            "it is called `{}`, and its address says `{name}`",
            title.value
        );
        found.push(error("integration/other-name", title.span, message));
    }
    if let Err(problem) = target::check(&integration.url.value, limits) {
        found.push(error(
            "integration/unsafe-target",
            integration.url.span,
            problem,
        ));
    }
    for Text { value, span } in [&integration.secret, &integration.callback_secret] {
        if !value.is_empty()
            && let Err(problem) = SecretName::of_reference(value)
        {
            found.push(error("integration/secret-name", *span, problem));
        }
    }
    for user in integration.users.values() {
        if let Err(problem) = UserName::parse(&user.value) {
            let message = problem.to_string();
            found.push(error("integration/no-user", user.span, message));
        }
    }
    found
}

fn error(rule: &'static str, span: Span, message: String) -> Diagnostic {
    Diagnostic::new(rule, Severity::Error, span, message)
}

fn invalid(reading: &Reading, found: Vec<Diagnostic>) -> Error {
    let mut refused = Refused::new(
        Code::InvalidIntegration,
        "correct what the findings point to; nothing was stored",
    );
    refused.findings = found
        .into_iter()
        .map(|found| Finding::new(found, &reading.source))
        .collect();
    refused.into()
}
