//! The question before a decision: what would be done to what, and why.

use crate::view::prelude::*;
use postern_core::api::requests::{RequestView, Verdict};

use super::{
    Page,
    model::{Act, Model, Msg, question::Question},
    said,
};
use crate::components::{
    button::{Look, busy_button, button},
    chips::{Chip, chips},
    dialog::dialog,
    field::field_error,
    sentence::sentence,
};

/// The words of a question.
struct Words {
    title: &'static str,
    then: &'static str,
    field: &'static str,
    verb: &'static str,
    busy: &'static str,
    look: Look,
}

const fn words(act: Act) -> Words {
    match act {
        Act::Approve => Words {
            title: "Approve this request?",
            then: "",
            field: "Note",
            verb: "Approve request",
            busy: "Approving…",
            look: Look::Primary,
        },
        Act::Deny => Words {
            title: "Deny this request?",
            then: "",
            field: "Why not",
            verb: "Deny request",
            busy: "Denying…",
            look: Look::DangerSolid,
        },
        Act::Override(verdict) => Words {
            title: "Override the reviewers?",
            then: "This settles the request at once, as an administrator, whatever reviewers have said. It is on record as yours.",
            field: "Why",
            verb: match verdict {
                Verdict::Approve => "Override and approve",
                Verdict::Deny => "Override and deny",
            },
            busy: "Overriding…",
            look: Look::DangerSolid,
        },
        Act::Hide => Words {
            title: "Hide this request?",
            then: "It leaves everybody’s lists and cannot be put back. Its address and the audit log keep it.",
            field: "",
            verb: "Hide request",
            busy: "Hiding…",
            look: Look::DangerSolid,
        },
        Act::Revoke => Words {
            title: "Revoke this access?",
            then: "It ends now. To have it back, it must be asked for again.",
            field: "Why",
            verb: "Revoke access",
            busy: "Revoking…",
            look: Look::DangerSolid,
        },
    }
}

/// The question, while one is asked.
pub(super) fn ask(page: Page, model: &Model, request: &RequestView) -> AnyView {
    let Some(question) = &model.question else {
        return ().into_any();
    };
    let words = words(question.act);
    let verb = match model.busy {
        Some(_) => busy_button(words.look, words.busy),
        None => button(words.look, None, words.verb, move || {
            page.send(Msg::Confirmed)
        }),
    };
    let body = view! {
        <p>{sentence(&said(page, request))}</p>
        {(!words.then.is_empty()).then(|| view! { <p class="small muted">{words.then}</p> })}
        {verdicts(page, question.act)}
        {question.act.takes_reason().then(|| reason(page, request, question, words.field))}
    };
    let foot = view! {
        {button(Look::Ghost, None, "Cancel", move || page.send(Msg::Cancelled))}
        {verb}
    };
    dialog(words.title, body, foot, move || page.send(Msg::Left))
}

/// Which way an override goes.
fn verdicts(page: Page, act: Act) -> AnyView {
    let Act::Override(picked) = act else {
        return ().into_any();
    };
    let all = [(Verdict::Approve, "Approve"), (Verdict::Deny, "Deny")];
    let shown = all
        .iter()
        .map(|(verdict, words)| Chip {
            words: (*words).into(),
            picked: *verdict == picked,
            over: false,
        })
        .collect();
    chips("decide-verdict", "Verdict", shown, move |at| {
        if let Some((verdict, _)) = all.get(at) {
            page.send(Msg::Asked(Act::Override(*verdict)));
        }
    })
}

fn reason(page: Page, request: &RequestView, question: &Question, label: &'static str) -> AnyView {
    let wrong = question.complaint.is_some();
    let optional = (!question.act.needs_reason()).then_some("optional, ");
    view! {
        <div>
            <label class="label" for="decide-reason">
                {label} " " <span class="muted">{optional} {request.requester.to_string()} " sees this"</span>
            </label>
            <textarea
                id="decide-reason"
                class="input"
                rows="2"
                aria-invalid=wrong.then_some("true")
                aria-describedby=wrong.then_some("decide-reason-error")
                prop:value=question.reason.clone()
                on:input=move |event| page.send(Msg::Reasoned(event_target_value(&event)))
            ></textarea>
            {field_error("decide-reason", question.complaint.clone())}
        </div>
    }
    .into_any()
}
