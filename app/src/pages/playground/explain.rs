//! Who may ask for what: the question, the answer in words, and how it was decided.

use crate::view::prelude::*;
use postern_core::{
    api::inspection::{Asker, PlacedStep, Said, Tone},
    policy::name::{RoleName, UserName},
};

use super::{
    bench::Bench,
    matches,
    model::{Check, Pane, Picked, message::Msg},
    tools,
};
use crate::{
    components::{
        icon::{Icon, icon},
        trace::{self, spoken},
    },
    letters, words,
};

/// The inspector.
pub fn explain(bench: Bench) -> AnyView {
    let beside = bench.part(|model| model.beside);
    view! {
        <section class="explain" aria-label="Inspector">
            <div class="pane-head">
                {tools::tab(bench, Pane::Explain)}
                {tools::tab(bench, Pane::Matches)}
            </div>
            {move || match beside.get() {
                Pane::Matches => matches::matches(bench),
                _ => explanation(bench),
            }}
        </section>
    }
    .into_any()
}

fn explanation(bench: Bench) -> AnyView {
    let answer = bench.part(|model| model.explanation.clone());
    let verdict = move || {
        let answer = answer.get();
        answer.map(|answer| answer.verdict.iter().map(said).collect_view())
    };
    view! {
        {question(bench)}
        <div class="pane-scroll">
            <div class="verdict" role="status">{verdict}</div>
            {move || match answer.get() {
                Some(answer) if answer.steps.is_empty() => ().into_any(),
                Some(answer) => steps(bench, answer.steps),
                None => nothing(bench),
            }}
        </div>
    }
    .into_any()
}

fn question(bench: Bench) -> AnyView {
    let users = bench.part(|model| model.users());
    let holders = bench.part(|model| model.holders());
    let asker = bench.part(|model| model.asker.clone());
    let role = bench.part(|model| model.role.clone());
    let roles = bench.part(|model| model.inspection.roles.clone());
    let option = move |who: Asker, name: String| {
        let value = value_of(&who);
        let picked = move || asker.get().as_ref() == Some(&who);
        view! { <option value=value prop:selected=picked>{name}</option> }
    };
    let user_options = move || {
        let users = users.get().into_iter();
        users
            .map(|user| option(Asker::User(user.clone()), user.to_string()))
            .collect_view()
    };
    let holder_options = move || {
        let roles = holders.get().into_iter();
        roles
            .map(|role| option(Asker::HolderOf(role.clone()), format!("a holder of {role}")))
            .collect_view()
    };
    view! {
        <div class="question">
            <label for="question-asker">"As"</label>
            <span class="select">
                <select
                    id="question-asker"
                    class="input"
                    on:change=move |event| {
                        if let Some(asker) = asker_of(&event_target_value(&event)) {
                            bench.send(Msg::Ask(asker));
                        }
                    }
                >
                    <optgroup label="Users">{user_options}</optgroup>
                    <optgroup label="Anybody who holds">{holder_options}</optgroup>
                </select>
                {icon(Icon::ChevronsUpDown)}
            </span>
            <label for="question-role">"request"</label>
            <input
                id="question-role"
                class="input mono"
                type="text"
                list="question-roles"
                placeholder="a role"
                autocomplete="off"
                autocapitalize="off"
                spellcheck="false"
                prop:value=move || role.get()
                on:input=move |event| bench.send(Msg::Want(event_target_value(&event)))
            />
            <datalist id="question-roles">
                {move || roles.get().into_iter().map(|role| view! { <option value=role.to_string()></option> }).collect_view()}
            </datalist>
        </div>
    }
    .into_any()
}

/// Who asks, as the value of an option.
fn value_of(asker: &Asker) -> String {
    match asker {
        Asker::User(user) => format!("user:{user}"),
        Asker::HolderOf(role) => format!("role:{role}"),
    }
}

fn asker_of(value: &str) -> Option<Asker> {
    match value.split_once(':')? {
        ("user", name) => Some(Asker::User(UserName::verbatim(name))),
        ("role", name) => Some(Asker::HolderOf(RoleName::verbatim(name))),
        _ => None,
    }
}

fn said(said: &Said) -> AnyView {
    let (tone, mark) = match said.tone {
        Tone::Good => ("good", Icon::CircleCheck),
        Tone::Bad => ("bad", Icon::CircleX),
        Tone::Depends => ("depends", Icon::Message),
        Tone::Note => ("note", Icon::Info),
    };
    let text = letters::capital(&said.text);
    view! { <p class="said" data-tone=tone>{icon(mark)}<span>{spoken(&text)}</span></p> }.into_any()
}

fn steps(bench: Bench, steps: Vec<PlacedStep>) -> AnyView {
    let picked = bench.part(|model| model.picked);
    let title = words::count(steps.len(), "step", "steps");
    let rows = steps
        .into_iter()
        .enumerate()
        .map(|(at, placed)| {
            let here = move || picked.get() == Some(Picked::Step(at));
            let row = trace::row(&placed.step);
            let row = match placed.span {
                Some(_) => view! {
                    <button
                        type="button"
                        class="step-go"
                        aria-current=move || here().then_some("true")
                        on:click=move |_| bench.send(Msg::Pick(Picked::Step(at)))
                    >
                        {row}
                    </button>
                }
                .into_any(),
                None => view! { <div class="step-go">{row}</div> }.into_any(),
            };
            view! {
                <li
                    class="step"
                    data-verdict=trace::name(placed.step.verdict)
                    data-picked=move || here().then_some("")
                >
                    {row}
                </li>
            }
        })
        .collect_view();
    view! {
        <div class="decided">
            <h2>"How it was decided, " {title}</h2>
            <p class="only-wide">"pick a step to see its line"</p>
        </div>
        <ol class="trace">{rows}</ol>
    }
    .into_any()
}

fn nothing(bench: Bench) -> AnyView {
    let waiting = bench.read(|model| !matches!(model.check, Check::Done | Check::Failed(_)));
    if waiting {
        return ().into_any();
    }
    view! { <p class="pane-part muted">"Choose who asks, and for which role."</p> }.into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_option_s_value_says_who_asks() {
        for asker in [
            Asker::User(UserName::verbatim("a:b")),
            Asker::HolderOf(RoleName::verbatim("dba")),
        ] {
            assert_eq!(asker_of(&value_of(&asker)), Some(asker));
        }
        assert_eq!(asker_of("other:x"), None);
        assert_eq!(asker_of(""), None);
    }
}
