//! What came of the policy's own tests, and what of it they exercise.

use postern_core::{
    api::policy_test::{
        Coverage, Part, TestOutcome, TestReport, TestResult, TextPlace, Uncovered, Unmet,
    },
    yaml::span::Span,
};

use super::{
    bench::Bench,
    model::{Picked, message::Msg},
};
use crate::{
    components::{
        icon::{Icon, icon},
        trace::{self, spoken},
    },
    letters,
    view::prelude::*,
    words,
};

/// The list.
pub fn tests(bench: Bench) -> AnyView {
    let report = bench.part(|model| model.report.clone());
    view! {
        <div class="pane-scroll">
            <div role="status" class="unseen">{move || report.get().map(|report| said(&report))}</div>
            {move || match report.get() {
                Some(report) if !report.tests.is_empty() => shown(bench, report),
                _ => none(),
            }}
        </div>
    }
    .into_any()
}

/// What came of them in a few words.
pub fn said(report: &TestReport) -> String {
    let TestReport {
        passed,
        failed,
        broken,
        ..
    } = report;
    let failed = failed + broken;
    match (passed, failed) {
        (_, 0) => format!("{} passed", words::count(*passed, "test", "tests")),
        (0, _) => format!("{} failed", words::count(failed, "test", "tests")),
        _ => format!(
            "{failed} of {} failed",
            words::count(passed + failed, "test", "tests")
        ),
    }
}

fn none() -> AnyView {
    view! {
        <div class="pane-part">
            <p>"This policy has no tests."</p>
            <p class="muted">
                "A document with " <code>"kind: policy_test"</code>
                " says what must come of a request. It runs here as you type, and before every save. The gallery has an example."
            </p>
        </div>
    }
    .into_any()
}

fn shown(bench: Bench, report: TestReport) -> AnyView {
    let rows = report.tests.into_iter().map(|test| row(bench, test));
    view! {
        <ul>{rows.collect_view()}</ul>
        {coverage(bench, report.coverage)}
    }
    .into_any()
}

fn row(bench: Bench, test: TestResult) -> AnyView {
    let (mark, grade, word) = match test.outcome {
        TestOutcome::Passed => (Icon::CircleCheck, "passed", "passed"),
        TestOutcome::Failed => (Icon::CircleX, "error", "failed"),
        TestOutcome::Broken => (Icon::Triangle, "warning", "could not be run"),
    };
    let unmet = test.unmet.into_iter().map(|unmet| missed(bench, unmet));
    let unmet = unmet.collect_view();
    view! {
        <li class="problem test">
            {go(bench, &test.at, view! {
                <span class="sign" data-grade=grade>{icon(mark)}</span>
                <span class="problem-text">
                    <span><span class="unseen">{word}": "</span><code>{test.name}</code></span>
                    {test.problem.map(|why| view! { <span class="muted">{spoken(&letters::capital(&why))}</span> })}
                </span>
            }.into_any())}
            {(!unmet.is_empty()).then(|| view! { <ul class="unmet">{unmet}</ul> })}
        </li>
    }
    .into_any()
}

fn missed(bench: Bench, unmet: Unmet) -> AnyView {
    let steps = unmet.why.iter().map(|placed| {
        let row = trace::row(&placed.step);
        let verdict = trace::name(placed.step.verdict);
        let row = match placed.span {
            Some(span) => picks(bench, span, "step-go", row),
            None => view! { <div class="step-go">{row}</div> }.into_any(),
        };
        view! { <li class="step" data-verdict=verdict>{row}</li> }
    });
    let steps = steps.collect_view();
    view! {
        <li>
            {go(bench, &unmet.at, view! {
                <span class="problem-text">
                    <span><span class="muted">"Expected: "</span>{spoken(&unmet.expected)}</span>
                    <span><span class="muted">"Came: "</span>{spoken(&unmet.came)}</span>
                </span>
            }.into_any())}
            {(!steps.is_empty()).then(|| view! { <ol class="trace">{steps}</ol> })}
        </li>
    }
    .into_any()
}

fn coverage(bench: Bench, coverage: Coverage) -> AnyView {
    let Coverage {
        total,
        covered,
        uncovered,
        truncated,
    } = coverage;
    if total == 0 {
        return ().into_any();
    }
    let rows = uncovered
        .into_iter()
        .map(|it| untested(bench, it))
        .collect_view();
    let title = format!("{covered} of {total} matchers and thresholds are exercised");
    view! {
        <div class="pane-part coverage">
            <p><strong>{title}</strong></p>
            {(!rows.is_empty()).then(|| view! { <p class="muted">"No test exercises these:"</p> })}
        </div>
        <ul>{rows}</ul>
        {truncated.then(|| view! { <p class="pane-part muted">"There are more."</p> })}
    }
    .into_any()
}

fn untested(bench: Bench, it: Uncovered) -> AnyView {
    let what = match it.part {
        Part::AllowRequest => " allows requesting ",
        Part::DenyRequest => " denies requesting ",
        Part::AllowReview => " allows reviewing ",
        Part::DenyReview => " denies reviewing ",
        Part::Threshold => " needs ",
    };
    let line = view! {
        <span class="sign" data-grade="hint">{icon(Icon::Minus)}</span>
        <span class="problem-text"><span><code>{it.role}</code>{what}<code>{it.text}</code></span></span>
    };
    view! { <li class="problem">{go(bench, &it.at, line.into_any())}</li> }.into_any()
}

/// Something that leads to a place, which it names.
fn go(bench: Bench, at: &TextPlace, what: AnyView) -> AnyView {
    let span = at.span;
    let place = bench.peek(|model| model.folder.place(span.start));
    let what = view! { {what} <span class="place">{place}</span> };
    picks(bench, span, "problem-go", what.into_any())
}

fn picks(bench: Bench, span: Span, look: &'static str, what: AnyView) -> AnyView {
    view! {
        <button type="button" class=look on:click=move |_| bench.send(Msg::Pick(Picked::Place(span)))>
            {what}
        </button>
    }
    .into_any()
}
