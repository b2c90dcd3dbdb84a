//! Where policy stands with a request: how far approval has come while that counts, else what settled it.

use postern_core::api::requests::{Phase, RequestView};

use crate::load::sentence;

/// Whether approvals are what matters: it waits for them, or they gave it.
pub fn counts(request: &RequestView) -> bool {
    !matches!(
        request.phase,
        Phase::Denied | Phase::Expired | Phase::Withdrawn
    ) || request.resolution.is_none()
}

/// In words: `1 of 2 approvals.`, or `rita denied` as the service says it, since names keep their case.
pub fn text(request: &RequestView) -> String {
    match &request.resolution {
        Some(resolution) if !counts(request) => resolution.text.clone(),
        _ => sentence(&request.progress.text),
    }
}

#[cfg(test)]
mod tests {
    use postern_core::{api::requests::ResolutionView, small_map::SmallMap};

    use super::*;
    use crate::pages::example;

    #[test]
    fn what_refused_it_stands_in_place_of_the_approvals_it_never_got() {
        let cases = [
            (Phase::Pending, None, "0 of 2 approvals."),
            (Phase::Active, Some("bob approved"), "0 of 2 approvals."),
            (Phase::Denied, Some("rita denied"), "rita denied"),
            (
                Phase::Expired,
                Some("nobody decided in time"),
                "nobody decided in time",
            ),
            (
                Phase::Withdrawn,
                Some("alice took it back"),
                "alice took it back",
            ),
        ];
        for (phase, settled, said) in cases {
            let request = RequestView {
                phase,
                resolution: settled.map(|text| ResolutionView {
                    text: text.into(),
                    by: None,
                    reason: String::new(),
                    at: example::now(),
                    annotations: SmallMap::default(),
                }),
                ..example::request()
            };
            assert_eq!(text(&request), said);
            assert_eq!(counts(&request), said.contains("approvals"));
        }
    }
}
