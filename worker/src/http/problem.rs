//! A failure as a problem document, and the page that explains its code. Statuses come from one list
//! (`code.rs`) and from nowhere else.

use postern_core::api::problem::{MEDIA_TYPE, Problem};
pub mod code;

pub use self::code::{Code, Kind};
use super::answer::Answer;
use crate::error::{Error, Refused};

/// The address that explains a code.
#[must_use]
pub fn page_path(code: Code) -> String {
    format!("/problems/{}", code.kind().code)
}

/// A failure as an answer; a fault's message stays in the log.
#[must_use]
pub fn answer(error: &Error, request_id: &str) -> Answer {
    let internal;
    let refused = match error {
        Error::Refused(refused) => refused,
        Error::Fault(_) => {
            internal = Refused::new(
                Code::Internal,
                "try again; if it stays, report this request id",
            );
            &internal
        }
    };
    let kind = refused.code.kind();
    let problem = Problem {
        request_id: request_id.into(),
        errors: refused.errors.clone(),
        explanation: refused.explanation.clone(),
        findings: refused.findings.clone(),
        current: refused.current.as_ref().map(|current| current.body.clone()),
        ..Problem::new(kind.status, kind.code, kind.title, refused.detail.clone())
    };
    let body = serde_json::to_vec(&problem).unwrap_or_default();
    let answer = Answer::new(kind.status)
        .header("content-type", MEDIA_TYPE)
        .body(body);
    match &refused.current {
        Some(current) => answer.header("etag", format!("\"{}\"", current.etag)),
        None => answer,
    }
}

/// The page that explains a code; `None` for codes there are none of.
#[must_use]
pub fn page(code: &str) -> Option<Answer> {
    let Kind {
        code,
        status,
        title,
        meaning,
        remedy,
    } = Code::named(code)?.kind();
    let html = document(
        title,
        &format!(
            "<h1>{title}</h1>\n<p>{meaning}</p>\n<h2>What to do</h2>\n<p>{remedy}</p>\n\
             <p><code>{code}</code>, HTTP status {status}</p>\n<p><a href=\"/\">To Postern</a></p>\n"
        ),
    );
    Some(
        Answer::new(200)
            .header("content-type", "text/html; charset=utf-8")
            .body(html.into_bytes()),
    )
}

/// A small page. Both texts are HTML already.
pub(super) fn document(title: &str, body: &str) -> String {
    format!(
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width\">\n<meta name=\"color-scheme\" content=\"light dark\">\n\
         <title>{title} · Postern</title>\n</head>\n<body>\n<main>\n{body}</main>\n</body>\n</html>\n"
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::Fault;

    #[test]
    fn every_code_is_unique_kebab_case_and_has_a_page() {
        let mut seen = std::collections::BTreeSet::new();
        for code in Code::ALL {
            let kind = code.kind();
            assert!(seen.insert(kind.code), "{} twice", kind.code);
            assert!(
                kind.code
                    .bytes()
                    .all(|b| b.is_ascii_lowercase() || b == b'-'),
                "{}",
                kind.code
            );
            assert!((400..600).contains(&kind.status));
            let page = page(kind.code).expect("a page");
            let html = String::from_utf8(page.body.into_bytes()).expect("UTF-8");
            assert!(html.contains(kind.meaning) && html.contains(kind.remedy));
            // Texts stand in HTML as they are.
            for text in [kind.title, kind.meaning, kind.remedy] {
                assert!(!text.contains(['<', '>', '&']), "{text}");
            }
        }
        assert!(page("no-such-code").is_none());
    }

    #[test]
    fn a_fault_tells_its_id_and_nothing_else() {
        let fault = Error::Fault(Fault::new("no such table: requests"));
        let answer = answer(&fault, "id-1");
        let text = String::from_utf8(answer.body.into_bytes()).expect("UTF-8");
        assert_eq!(answer.status, 500);
        assert!(text.contains("id-1") && !text.contains("table"));
    }
}
