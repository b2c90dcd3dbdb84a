//! What is wrong, as a list: each a button that goes there, with its cure beside it.

use crate::view::prelude::*;
use postern_core::yaml::diagnostic::{Diagnostic, Severity, page_of};

use super::{
    bench::Bench,
    editor::sign,
    model::{Check, Pane, Picked, message::Msg},
    tests, tools,
};
use crate::{
    browser::engine::Failure,
    components::{
        button::{Look, button},
        icon::{Icon, icon},
        message::{Kind, message},
        trace::spoken,
    },
    letters, words,
};

/// One row as shown.
#[derive(Clone, PartialEq)]
struct Row {
    finding: Diagnostic,
    place: String,
}

/// The list, with what it says above it.
pub fn problems(bench: Bench) -> AnyView {
    let under = bench.part(|model| model.under);
    view! {
        <section class="problems" aria-label="Problems and tests">
            <div class="pane-head">
                {tools::tab(bench, Pane::Problems)}
                {tools::tab(bench, Pane::Tests)}
                <span class="grow"></span>
                {move || tally(bench)}
            </div>
            <div role="status" class="unseen">{move || said(bench)}</div>
            {move || (under.get() == Pane::Tests).then(|| tests::tests(bench))}
            {move || (under.get() == Pane::Problems).then(|| list(bench))}
        </section>
    }
    .into_any()
}

fn list(bench: Bench) -> AnyView {
    let failure = bench.part(|model| match model.check {
        Check::Failed(failure) => Some(failure),
        _ => None,
    });
    let refused = bench.part(|model| model.refused.clone());
    let rows = bench.part(|model| {
        model
            .findings()
            .map(|finding| Row {
                finding: finding.clone(),
                place: model.folder.place(finding.span().start),
            })
            .collect::<Vec<_>>()
    });
    let picked = bench.part(|model| model.picked);
    let clean = bench.part(|model| model.check == Check::Done && model.findings().next().is_none());
    view! {
            <div class="pane-scroll">
                {move || failure.get().map(|failure| failed(bench, failure))}
                {move || refused.get().map(|text| {
                    view! { <div class="pane-part" role="alert">{message(Kind::Bad, text)}</div> }
                })}
                {move || clean.get().then(|| view! {
                    <p class="pane-part problems-none">{icon(Icon::CircleCheck)} "Nothing is wrong with this text"</p>
                })}
                <ul>
                    {move || {
                        let rows = rows.get();
                        rows.into_iter().enumerate().map(|(at, row)| shown(bench, at, row, picked)).collect_view()
                    }}
                </ul>
            </div>
    }
    .into_any()
}

fn shown(bench: Bench, at: usize, row: Row, picked: Memo<Option<Picked>>) -> AnyView {
    let Row { finding, place } = row;
    let here = move || picked.get() == Some(Picked::Finding(at));
    let page = page_of(&finding.rule);
    let label = format!("{}: what it means, in a new tab", finding.rule);
    let fixes = finding
        .fixes
        .iter()
        .enumerate()
        .map(|(fix, it)| {
            view! {
                <button
                    type="button"
                    class="button problem-fix"
                    data-look="default"
                    on:click=move |_| bench.send(Msg::Mend(at, fix))
                >
                    {icon(Icon::Wrench)}
                    <span>{spoken(&letters::capital(&it.title))}</span>
                </button>
            }
        })
        .collect_view();
    view! {
        <li class="problem" data-picked=move || here().then_some("")>
            <button
                type="button"
                class="problem-go"
                aria-current=move || here().then_some("true")
                on:click=move |_| bench.send(Msg::Pick(Picked::Finding(at)))
            >
                {sign(finding.severity)}
                <span class="problem-text">
                    <span><span class="unseen">{word(finding.severity)}": "</span>{spoken(&finding.message)}</span>
                    {finding.help.as_deref().map(|help| view! { <span class="muted">{spoken(help)}</span> })}
                </span>
                <span class="place">{place}</span>
            </button>
            {fixes}
            <div class="problem-rule">
                <a href=page target="_blank" rel="noopener" aria-label=label>{finding.rule.into_owned()}</a>
            </div>
        </li>
    }
    .into_any()
}

fn failed(bench: Bench, failure: Failure) -> AnyView {
    view! {
        <div class="pane-part" role="alert">
            {message(Kind::Bad, failure.text())}
            <div class="buttons">
                {button(Look::Default, Some(Icon::Refresh), "Check again", move || bench.send(Msg::Retry))}
            </div>
        </div>
    }
    .into_any()
}

/// How many there are, as a pill.
pub fn pill(bench: Bench) -> AnyView {
    let count = bench.read(|model| model.findings().count());
    view! { <span class="count" data-quiet="">{count}</span> }.into_any()
}

/// How many of each, with their signs.
fn tally(bench: Bench) -> AnyView {
    let counts = [Severity::Error, Severity::Warning, Severity::Info].map(|severity| {
        let count = bench.read(|model| model.count(severity));
        (count > 0).then(|| {
            view! { <span class="tally" aria-hidden="true">{sign(severity)} {count}</span> }
        })
    });
    counts.collect_view().into_any()
}

/// The same in words, for those who hear it.
pub fn said(bench: Bench) -> String {
    let (errors, warnings, rest, done) = bench.read(|model| {
        (
            model.count(Severity::Error),
            model.count(Severity::Warning),
            model.count(Severity::Info) + model.count(Severity::Hint),
            model.check == Check::Done,
        )
    });
    match (errors, warnings, rest) {
        (0, 0, 0) if done => "Nothing is wrong".into(),
        (0, 0, 0) => String::new(),
        _ => [
            (errors, "error", "errors"),
            (warnings, "warning", "warnings"),
            (rest, "remark", "remarks"),
        ]
        .into_iter()
        .filter(|(count, ..)| *count > 0)
        .map(|(count, one, many)| words::count(count, one, many))
        .collect::<Vec<_>>()
        .join(", "),
    }
}

const fn word(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Info => "for information",
        Severity::Hint => "hint",
    }
}
