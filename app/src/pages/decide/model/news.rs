//! What others did to a request while it was being read.

use postern_core::{
    api::requests::{Phase, RequestView, ReviewView, Verdict},
    request::timestamp::Timestamp,
};

use crate::words;

/// One piece of news: information, never an error.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct News {
    /// Who did what: `bob approved`.
    pub text: String,
    /// When.
    pub at: Timestamp,
    /// What follows, as a sentence.
    pub then: String,
}

impl News {
    /// What happened between two readings that the reader has not done.
    pub fn between(known: &RequestView, now: &RequestView, me: &str) -> Option<Self> {
        let review = now
            .reviews
            .iter()
            .rfind(|review| review.author.as_str() != me && !known.reviews.contains(review));
        let settled = now
            .resolution
            .as_ref()
            .filter(|_| known.resolution != now.resolution)
            .filter(|resolution| resolution.by.as_ref().is_none_or(|by| by.as_str() != me));
        let (text, at) = match (review, settled) {
            (Some(review), _) => (said(review), review.at),
            (None, Some(resolution)) => (resolution.text.clone(), resolution.at),
            (None, None) => return None,
        };
        Some(Self {
            text,
            at,
            then: then(now),
        })
    }
}

fn said(review: &ReviewView) -> String {
    let verb = match review.verdict {
        Verdict::Approve => "approved",
        Verdict::Deny => "denied",
    };
    format!("{} {verb}", review.by())
}

fn then(request: &RequestView) -> String {
    let progress = &request.progress;
    match request.phase {
        Phase::Pending if progress.needed > progress.approvals => {
            let missing = usize::try_from(progress.needed - progress.approvals).unwrap_or_default();
            let said = words::count_said(missing, "approval is", "approvals are");
            format!("{said} still needed.")
        }
        Phase::Pending => String::new(),
        _ => "Nothing is left to decide.".into(),
    }
}
