//! A sign-in that failed, as a page: people stand in front of it, not programs.

use crate::{
    error::Error,
    http::{
        answer::Answer,
        call::Call,
        problem::{self, Code},
    },
    openid::return_to::local,
};

/// The page for a failed step of signing in; none for other calls.
#[must_use]
pub fn failure(error: &Error, call: &Call, request_id: &str) -> Option<Answer> {
    let is_step = matches!(call.path.as_str(), "/auth/login" | super::CALLBACK);
    if !is_step || !matches!(call.method.as_str(), "GET" | "HEAD") {
        return None;
    }
    let (code, detail) = match error {
        Error::Refused(refused) => (refused.code, refused.detail.as_str()),
        Error::Fault(_) => (
            Code::Internal,
            "try again; if it stays, report this request id",
        ),
    };
    let kind = code.kind();
    let html = problem::document(
        kind.title,
        &format!(
            "<h1>{}</h1>\n<p>You are not signed in: {}.</p>\n<h2>What to do</h2>\n<p>{}</p>\n\
             <p><a href=\"{}\">Back to the sign-in page</a></p>\n\
             <p><code>{}</code>, request <code>{}</code></p>\n",
            kind.title,
            escaped(detail),
            kind.remedy,
            escaped(&back(call)),
            kind.code,
            escaped(request_id),
        ),
    );
    Some(
        Answer::new(kind.status)
            .header("content-type", "text/html; charset=utf-8")
            .body(html.into_bytes()),
    )
}

/// Where the person was going, as far as the call says.
fn back(call: &Call) -> String {
    let wanted = call.query.iter().find(|(name, _)| name == "return_to");
    local(wanted.map(|(_, path)| path.as_str())).to_owned()
}

/// Text as it can stand anywhere in HTML.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::Refused;

    #[test]
    fn nothing_in_the_page_is_markup_from_outside() {
        let call = Call {
            method: "GET".into(),
            path: "/auth/login".into(),
            query: vec![("return_to".into(), "/x?\"><script>".into())],
            ..Call::default()
        };
        let error = Refused::new(Code::NameTaken, "<img src=x> & 'you' are \"taken\"").into();
        let page = failure(&error, &call, "id-<1>").expect("a page");
        let html = String::from_utf8(page.body.into_bytes()).expect("UTF-8");
        assert!(!html.contains("<script") && !html.contains("<img") && !html.contains("<1>"));
        assert!(html.contains("&lt;img src=x&gt; &amp; &#39;you&#39; are &quot;taken&quot;"));
        assert!(html.contains("name-taken") && page.status == 409);
        let elsewhere = Call {
            path: "/auth/demo".into(),
            ..call
        };
        assert!(failure(&error, &elsewhere, "").is_none());
    }
}
