//! What the settings' pages do with what happens.

use postern_core::{
    api::settings::EffectiveSettings, policy::name::UserName, request::timestamp::Timestamp,
};

use super::*;
use crate::model::Model as _;

fn secret(name: &str) -> SecretView {
    SecretView {
        name: name.into(),
        set_by: UserName::verbatim("olga"),
        set_at: Timestamp::from_ms(0),
    }
}

fn token(id: &str) -> TokenView {
    TokenView {
        id: id.into(),
        name: "report".into(),
        owner: UserName::verbatim("olga"),
        maker: UserName::verbatim("olga"),
        scopes: vec![],
        created: Timestamp::from_ms(0),
        expires: Timestamp::from_ms(1),
        used: None,
    }
}

fn cluster(version: u64) -> Things {
    Things::Cluster(Box::new(SettingsView {
        version,
        author: None,
        since: None,
        settings: ClusterSettings {
            session_idle: Some("1h".into()),
            ..ClusterSettings::default()
        },
        effective: EffectiveSettings {
            audiences: vec![],
            credential_ceiling_s: 3_600,
            self_resolution: false,
            session_idle_s: 3_600,
            session_max_s: 7_200,
        },
    }))
}

#[test]
fn what_cannot_be_taken_back_is_asked_and_done_once() {
    let mut model = Model::of(Place::Keys, String::new());
    model.update(Msg::Ask(Question::Rotate));
    model.update(Msg::Cancel);
    assert_eq!(model.question, None);
    assert_eq!(model.update(Msg::Send), [], "nothing is asked");
    model.update(Msg::Ask(Question::Rotate));
    assert_eq!(model.update(Msg::Send), [Command::Do(Act::Rotate)]);
    assert_eq!(model.update(Msg::Send), [], "it is under way");
    model.update(Msg::Cancel);
    assert_eq!(model.question, Some(Question::Rotate));
    model.update(Msg::Done(Act::Rotate, Err(Failure::Unreachable)));
    assert_eq!(model.refused, Some(Failure::Unreachable));
    model.update(Msg::Send);
    let after = model.update(Msg::Done(Act::Rotate, Ok(None)));
    assert_eq!(
        after,
        [Command::Say(Act::Rotate.said()), Command::Load(None)]
    );
    assert_eq!(model.question, None);
}

#[test]
fn what_is_wrong_is_said_when_it_is_sent() {
    let mut model = Model::of(Place::People, String::new());
    model.update(Msg::Ask(Question::Lock("erin".into())));
    assert_eq!(model.problem(Field::Reason), None);
    assert_eq!(
        model.update(Msg::Send),
        [Command::Focus(Field::Reason.id())]
    );
    assert!(model.problem(Field::Reason).is_some());
    model.update(Msg::Typed(Field::Reason, "lost laptop".into()));
    assert_eq!(model.problem(Field::Reason), None);
    let lock = Act::Lock("erin".into(), model.form.lock());
    assert_eq!(model.update(Msg::Send), [Command::Do(lock)]);
}

#[test]
fn a_value_is_forgotten_once_it_is_set_or_given_up() {
    let mut model = Model::of(Place::Secrets, String::new());
    let fill = |model: &mut Model| {
        model.update(Msg::Ask(Question::SetSecret(Some("hook".into()))));
        model.update(Msg::Typed(Field::Value, "s3cret".into()));
    };
    fill(&mut model);
    model.update(Msg::Cancel);
    assert!(model.form.value.is_empty());
    fill(&mut model);
    let set = Act::SetSecret("hook".into());
    assert_eq!(model.update(Msg::Send), [Command::Do(set.clone())]);
    model.update(Msg::Done(set, Ok(None)));
    assert!(model.form.value.is_empty());
    model.update(Msg::Loaded(Ok((
        Things::Secrets(vec![secret("hook")]),
        None,
    ))));
    assert!(model.things.ready().is_some());
}

#[test]
fn a_new_token_is_shown_until_it_is_taken() {
    let mut model = Model::of(Place::Tokens, String::new());
    model.update(Msg::Ask(Question::NewToken));
    assert_eq!(model.form.life, "30d");
    model.update(Msg::Typed(Field::Name, "report".into()));
    model.update(Msg::Ticked("audit:read".into(), true));
    let Some(new) = model.form.token() else {
        panic!("it is complete");
    };
    let act = Act::CreateToken(new);
    assert_eq!(model.update(Msg::Send), [Command::Do(act.clone())]);
    let issued = IssuedToken {
        token: token("t1"),
        secret: "pst_x".into(),
    };
    model.update(Msg::Done(act, Ok(Some(issued))));
    assert!(model.issued.is_some());
    model.update(Msg::Taken);
    assert!(model.issued.is_none());
}

#[test]
fn lists_grow_by_their_next_page() {
    let mut model = Model::of(Place::Tokens, String::new());
    let page = Things::Tokens(vec![token("t1")]);
    model.update(Msg::Loaded(Ok((page, Some("c".into())))));
    assert_eq!(model.update(Msg::Refresh), [], "a long list stays");
    assert_eq!(
        model.update(Msg::MoreAsked),
        [Command::Load(Some("c".into()))]
    );
    assert_eq!(model.update(Msg::MoreAsked), []);
    let page = Things::Tokens(vec![token("t2")]);
    model.update(Msg::MoreLoaded(Ok((page, None))));
    let all = Things::Tokens(vec![token("t1"), token("t2")]);
    assert_eq!(model.things, Load::Ready(all));
}

#[test]
fn ending_the_own_session_leaves() {
    let mut model = Model::of(Place::Sessions, String::new());
    let other = Act::EndSession("s2".into(), false);
    assert!(model.update(Msg::Done(other, Ok(None))).len() > 1);
    let own = Act::EndSession("s1".into(), true);
    assert_eq!(model.update(Msg::Done(own, Ok(None))), [Command::Leave]);
    let all = Msg::Done(Act::EndSessions, Ok(None));
    assert_eq!(model.update(all), [Command::Leave]);
}

#[test]
fn settings_are_written_over_the_version_that_was_read() {
    let mut model = Model::of(Place::Cluster, String::new());
    model.update(Msg::Loaded(Ok((cluster(3), None))));
    assert_eq!(model.form.idle, "1h");
    model.update(Msg::Typed(Field::Idle, "2x".into()));
    assert_eq!(model.update(Msg::Refresh), [], "what is typed stays");
    assert_eq!(model.update(Msg::Send), [Command::Focus(Field::Idle.id())]);
    model.update(Msg::Typed(Field::Idle, "2h".into()));
    let act = Act::WriteSettings(3, model.form.cluster());
    assert_eq!(model.update(Msg::Send), [Command::Do(act)]);
}

#[test]
fn only_the_text_that_is_open_is_shown() {
    let mut model = Model::of(Place::People, String::new());
    assert_eq!(
        model.update(Msg::Opened("erin".into())),
        [Command::ReadText("erin".into())]
    );
    model.update(Msg::TextCame("alice".into(), Ok("other".into())));
    assert_eq!(model.opened, Some(("erin".into(), Load::Waiting)));
    model.update(Msg::TextCame("erin".into(), Ok("kind: user".into())));
    assert_eq!(
        model.opened,
        Some(("erin".into(), Load::Ready("kind: user".into())))
    );
    model.update(Msg::Opened("erin".into()));
    assert_eq!(model.opened, None);
}
