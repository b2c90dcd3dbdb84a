//! The policy in force, in the playground's editor: what is wrong with a change, what it would do to people,
//! and the save.

pub mod model;

use postern_core::api::{
    difference::{PolicyDiff, UserChange},
    endpoint::{DiffPolicy, ReadPolicy, WritePolicy, YAML},
    identity::Me,
    policy::Finding,
};

use self::model::{Policy, Refusal, Save, consequences, fate};
use super::playground::{
    bench::Bench,
    editor, explain,
    model::message::{Kept, Msg},
    problems, tools,
};
use crate::{
    api, browser,
    components::{
        button::{Look, busy_button, button},
        dialog::dialog,
        icon::Icon,
        message::{Kind, message},
        sentence::role,
        states::{failed, skeleton},
        trace::spoken,
    },
    load::{Failure, Load},
    session::Session,
    view::prelude::*,
};

/// Under which name what is not saved yet is kept in this browser.
pub const DRAFT: &str = "postern-policy-draft";

/// Whether somebody has a use for the page.
pub fn is_for(me: &Me) -> bool {
    me.may.read_policy
}

/// The page: what is in force is read first, the editor comes with it.
pub fn page() -> AnyView {
    browser::title("Policy");
    let policy = RwSignal::new(Policy::default());
    let failure: RwSignal<Option<Failure>> = RwSignal::new(None);
    let read = move || {
        failure.set(None);
        api::get::<ReadPolicy>(&[], &[], move |answer| match answer {
            Ok(view) => policy.update(|policy| policy.read(view)),
            Err(why) => failure.set(Some(why)),
        });
    };
    read();
    let is_read = memo(move || policy.read().in_force.is_some());
    view! {
        {move || if is_read.get() {
            workbench(policy)
        } else {
            view! {
                <main id="main" class="page">
                    <h1 tabindex="-1">"Policy"</h1>
                    {move || match failure.get() {
                        Some(why) => failed("The policy could not be loaded", &why, read),
                        None => skeleton(6),
                    }}
                </main>
            }
            .into_any()
        }}
    }
    .into_any()
}

fn workbench(policy: RwSignal<Policy>) -> AnyView {
    let session = Session::here();
    let text =
        policy.with_untracked(|policy| policy.in_force.as_ref().map(|view| view.text.clone()));
    let bench = Bench::begin(DRAFT, Kept::of(text.unwrap_or_default()));
    let pane = bench.part(|model| model.pane);
    let may_write = matches!(&*session.me.read_untracked(), Load::Ready(me) if me.may.write_policy);
    view! {
        <main id="main" class="playground" data-pane=move || super::playground::shown(pane.get())>
            {head(policy, bench, may_write)}
            {tools::tools(bench, Look::Default)}
            {tools::tabs(bench)}
            {editor::editor(bench)}
            {problems::problems(bench)}
            {explain::explain(bench)}
            {super::playground::status(bench)}
        </main>
        {move || ask(session, policy, bench)}
    }
    .into_any()
}

/// What is in force, since when and by whom; and the save.
fn head(policy: RwSignal<Policy>, bench: Bench, may_write: bool) -> AnyView {
    let changed =
        memo(move || bench.read(|model| policy.read().is_changed(model.folder.all().as_str())));
    let about = move || {
        let policy = policy.read();
        let view = policy.in_force.as_ref()?;
        let by = view
            .author
            .as_ref()
            .map_or_else(String::new, |author| format!(" by {author}"));
        let digest: String = view.digest.chars().take(12).collect();
        Some(view! {
            <p class="policy-about">
                {if changed.get() { "Changed, not saved. In force: " } else { "In force: " }}
                <code>{digest}</code>{by}
            </p>
        })
    };
    let save = move || {
        may_write.then(|| {
            view! {
                <span hidden=move || !changed.get()>
                    {button(Look::Default, Some(Icon::Undo), "Discard changes", move || discard(policy, bench))}
                </span>
                {move || if policy.read().save == Save::Weighing {
                    busy_button(Look::Primary, "Save policy")
                } else {
                    button(Look::Primary, None, "Save policy", move || weigh(policy, bench))
                }}
            }
        })
    };
    view! {
        <div class="policy-head">
            <h1 tabindex="-1">"Policy"</h1>
            {about}
            <span class="grow"></span>
            {save}
        </div>
    }
    .into_any()
}

fn whole(bench: Bench) -> String {
    bench.peek(|model| model.folder.all().as_str().to_owned())
}

fn discard(policy: RwSignal<Policy>, bench: Bench) {
    let text =
        policy.with_untracked(|policy| policy.in_force.as_ref().map(|view| view.text.clone()));
    if let Some(text) = text {
        bench.send(Msg::Replace(
            Kept::of(text),
            "Your changes were put aside.".into(),
        ));
    }
}

/// Asks what the save would change.
fn weigh(policy: RwSignal<Policy>, bench: Bench) {
    policy.update(|policy| policy.save = Save::Weighing);
    api::send_text::<DiffPolicy>(YAML, None, whole(bench), move |answer| {
        policy.update(|policy| policy.weighed(answer));
    });
}

/// Saves what was weighed.
fn save(session: Session, policy: RwSignal<Policy>, bench: Bench, diff: PolicyDiff) {
    let tag =
        policy.with_untracked(|policy| policy.in_force.as_ref().map(|view| view.digest.clone()));
    policy.update(|policy| policy.save = Save::Sent(Box::new(diff)));
    api::send_text::<WritePolicy>(YAML, tag, whole(bench), move |answer| {
        let is_saved = policy.try_update(|policy| policy.saved(answer));
        if is_saved == Some(true) {
            session.say("The policy is in force.", false);
        }
    });
}

/// What is asked before the save, and what came of it.
fn ask(session: Session, policy: RwSignal<Policy>, bench: Bench) -> AnyView {
    let cancel = move || policy.update(|policy| policy.save = Save::Idle);
    let close = move || button(Look::Default, None, "Close", cancel);
    let state = policy.read().save.clone();
    let (title, body, foot) = match state {
        Save::Idle | Save::Weighing => return ().into_any(),
        Save::Weighed(diff) if !diff.ok => {
            let body = message(
                Kind::Bad,
                "It has errors. Each is marked at its place, and listed under Problems.",
            );
            ("The policy cannot be saved yet", body, close())
        }
        Save::Weighed(diff) | Save::Sent(diff) => {
            let body = weighed(&diff);
            let is_sent = matches!(policy.read().save, Save::Sent(_));
            let go = if is_sent {
                busy_button(Look::Primary, "Save and put in force")
            } else {
                let put = move || save(session, policy, bench, (*diff).clone());
                button(Look::Primary, None, "Save and put in force", put)
            };
            let foot = view! { {button(Look::Ghost, None, "Cancel", cancel)} {go} };
            ("Save this policy?", body, foot.into_any())
        }
        Save::Refused(refusal) => {
            let (body, foot) = refused(policy, bench, refusal, close);
            ("The policy was not saved", body, foot)
        }
    };
    dialog(title, body, foot, cancel)
}

fn weighed(diff: &PolicyDiff) -> AnyView {
    let documents = diff.documents.iter().map(|document| {
        let (kind, name) = (document.kind.clone(), document.name.clone());
        view! { <li><span class="muted">{fate(document.change)}" "{kind}" "</span><code>{name}</code></li> }
    });
    let people = diff.users.iter().map(person).collect_view();
    view! {
        <p>{consequences(diff)}</p>
        {diff.truncated.then(|| view! { <p class="muted">"There is more than is listed here."</p> })}
        <div class="policy-impact">
            <ul>{documents.collect_view()}</ul>
            <ul>{people}</ul>
        </div>
    }
    .into_any()
}

fn person(change: &UserChange) -> AnyView {
    let lines = [
        ("may newly request", &change.may_request),
        ("may no longer request", &change.no_longer_request),
        ("may newly review", &change.may_review),
        ("may no longer review", &change.no_longer_review),
    ];
    let lines = lines
        .into_iter()
        .filter(|(_, roles)| !roles.is_empty())
        .map(|(words, roles)| {
            let roles = roles
                .iter()
                .map(|name| view! { {role(name)} " " })
                .collect_view();
            view! { <li>{words}" "{roles}</li> }
        });
    view! { <li><strong>{change.user.to_string()}</strong><ul>{lines.collect_view()}</ul></li> }
        .into_any()
}

fn refused(
    policy: RwSignal<Policy>,
    bench: Bench,
    refusal: Refusal,
    close: impl Fn() -> AnyView,
) -> (AnyView, AnyView) {
    match refusal {
        Refusal::Stale => {
            let theirs = move || {
                api::get::<ReadPolicy>(&[], &[], move |answer| {
                    if let Ok(view) = answer {
                        let text = view.text.clone();
                        policy.update(|policy| policy.read(view));
                        bench.send(Msg::Replace(
                            Kept::of(text),
                            "This is what is in force now.".into(),
                        ));
                    }
                });
            };
            let body = message(
                Kind::Wait,
                "Somebody else saved a policy meanwhile. Look at theirs first: what you wrote is put aside, and can be brought back.",
            );
            let foot = view! { {close()} {button(Look::Primary, None, "Look at theirs", theirs)} };
            (body, foot.into_any())
        }
        Refusal::Findings(detail, findings) => {
            let rows = findings.iter().map(found).collect_view();
            let body = view! { {message(Kind::Bad, spoken(&crate::load::sentence(&detail)))} <ul class="policy-findings">{rows}</ul> };
            (body.into_any(), close())
        }
        Refusal::Failed(failure) => (message(Kind::Bad, failure.text()), close()),
    }
}

fn found(finding: &Finding) -> AnyView {
    let place = format!("{}:{}", finding.line, finding.column);
    view! { <li><span class="place">{place}</span>" "{spoken(&finding.diagnostic.message)}</li> }
        .into_any()
}
