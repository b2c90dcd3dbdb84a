//! The life of a request in four steps, and where it is.

use crate::view::prelude::*;
use postern_core::api::requests::{Phase, RequestView};

use super::{
    badge,
    icon::{Icon, icon},
};

/// How a step stands to now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// Behind.
    Done,
    /// Here.
    Now,
    /// To come.
    Next,
}

/// One step: its name, icon, stage and a fact.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Point {
    /// What it is called.
    pub name: &'static str,
    /// Its icon.
    pub icon: Icon,
    /// How it stands to now.
    pub stage: Stage,
    /// One fact, or nothing.
    pub fact: String,
    /// The kind of news, where the rail ends here early.
    pub end: Option<&'static str>,
}

/// What is known about each step, in words.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PointFacts {
    /// While pending.
    pub pending: String,
    /// On the approval.
    pub approved: String,
    /// While active.
    pub active: String,
    /// On the end.
    pub ended: String,
}

/// The steps of a request. One that was refused ends its rail there and drops the rest.
pub fn points(request: &RequestView, facts: PointFacts) -> Vec<Point> {
    let point = |name, icon, stage, fact| Point {
        name,
        icon,
        stage,
        fact,
        end: None,
    };
    let (pending, approved, active, ended) = match request.phase {
        Phase::Pending => (Stage::Now, Stage::Next, Stage::Next, Stage::Next),
        Phase::Scheduled => (Stage::Done, Stage::Now, Stage::Next, Stage::Next),
        Phase::Active => (Stage::Done, Stage::Done, Stage::Now, Stage::Next),
        _ => (Stage::Done, Stage::Done, Stage::Done, Stage::Now),
    };
    let pending = point("Pending", Icon::Clock, pending, facts.pending);
    let approved = point("Approved", Icon::Check, approved, facts.approved);
    let active = point("Active", Icon::Key, active, facts.active);
    let (word, mark, _) = badge::of_phase(request.phase);
    let end = |tone| Point {
        name: word,
        icon: mark,
        stage: Stage::Now,
        fact: facts.ended.clone(),
        end: Some(tone),
    };
    match request.phase {
        Phase::Denied => vec![pending, end("bad")],
        Phase::Expired | Phase::Withdrawn => vec![pending, end("off")],
        Phase::Revoked => vec![pending, approved, active, end("bad")],
        Phase::Dropped => vec![pending, approved, active, end("off")],
        Phase::Ended => vec![pending, approved, active, end("off")],
        _ => vec![
            pending,
            approved,
            active,
            point("Ended", Icon::Flag, ended, facts.ended),
        ],
    }
}

/// The steps as they are shown.
pub fn stepper(points: Vec<Point>) -> AnyView {
    let rows = points
        .into_iter()
        .map(|point| {
            let (stage, said) = match point.stage {
                Stage::Done => ("done", "done"),
                Stage::Now => ("now", "this is where it is"),
                Stage::Next => ("next", "to come"),
            };
            let mark = match point.stage {
                Stage::Done => Icon::Check,
                _ => point.icon,
            };
            view! {
                <li
                    class="stepper-step"
                    data-stage=stage
                    data-name=point.name
                    data-end=point.end
                    aria-current=(point.stage == Stage::Now).then_some("step")
                >
                    <span class="stepper-dot">{icon(mark)}</span>
                    <span class="stepper-name">{point.name}<span class="unseen">", "{said}</span></span>
                    <span class="stepper-fact">{point.fact}</span>
                </li>
            }
        })
        .collect_view();
    view! { <ol class="stepper card">{rows}</ol> }.into_any()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pages::example;

    #[test]
    fn a_refused_request_drops_the_rest() {
        let cases = [
            (Phase::Pending, "Pending! Approved Active Ended"),
            (Phase::Scheduled, "Pending Approved! Active Ended"),
            (Phase::Active, "Pending Approved Active! Ended"),
            (Phase::Ended, "Pending Approved Active Ended!"),
            (Phase::Revoked, "Pending Approved Active Revoked!"),
            (Phase::Denied, "Pending Denied!"),
            (Phase::Expired, "Pending Expired!"),
            (Phase::Withdrawn, "Pending Withdrawn!"),
        ];
        for (phase, expected) in cases {
            let request = RequestView {
                phase,
                ..example::request()
            };
            let said: Vec<String> = points(&request, PointFacts::default())
                .iter()
                .map(|point| match point.stage {
                    Stage::Now => format!("{}!", point.name),
                    _ => point.name.to_owned(),
                })
                .collect();
            assert_eq!(said.join(" "), expected);
        }
    }
}
