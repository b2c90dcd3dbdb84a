//! Who counts, and until when.

use postern_core::{
    policy::{budget::Budget, reading, settings::Settings},
    yaml::budget::ReadBudget,
};

use super::*;

const CONNECTOR: &str =
    "kind: oidc\nversion: v3\nmetadata: {name: idp}\nspec: {issuer_url: 'https://idp.example'}\n";

fn policy(text: &str) -> Rc<Policy> {
    let reading = reading::read(text, &ReadBudget::PRODUCT);
    Rc::new(Policy::new(
        vec![reading],
        Settings::default(),
        Budget::PRODUCT,
    ))
}

fn row(subject: &str, name: &str, day: i64) -> Identity {
    Identity {
        issuer: "https://idp.example".into(),
        subject: subject.into(),
        connector: "idp".into(),
        name: name.into(),
        roles: r#"["r"]"#.into(),
        traits: "{}".into(),
        signed_in_ms: day * 86_400_000,
        version: 1,
    }
}

fn names(people: &People, day: i64) -> Vec<String> {
    people
        .subjects(Timestamp::from_ms(day * 86_400_000))
        .map(|subject| subject.name.to_string())
        .collect()
}

#[test]
fn who_signed_in_counts_until_the_policy_says_otherwise() {
    let ana = UserName::verbatim("idp:ana");
    let with = |text: &str| {
        let mut people = People::of(policy(text));
        people.take(row("1", "idp:ana", 0)).expect("reads");
        people
    };
    let people = with(CONNECTOR);
    assert!(people.subject(&ana).is_some());
    assert_eq!(names(&people, 29), ["idp:ana"]);
    assert!(names(&people, 30).is_empty(), "not for ever");
    assert!(people.subject(&ana).is_some(), "a requester stays known");

    let user = |spec: &str, name: &str| {
        format!(
            "{CONNECTOR}---\nkind: user\nversion: v2\nmetadata: {{name: '{name}'}}\nspec: {spec}\n"
        )
    };
    let gone = with("");
    assert!(gone.subject(&ana).is_none(), "the connector is gone");
    let other = with(&CONNECTOR.replace("idp.example", "other.example"));
    assert!(other.subject(&ana).is_none(), "the connector is another");
    let linked = with(&user(
        "{oidc_identities: [{connector_id: idp, user_id: '1'}]}",
        "ann",
    ));
    assert!(linked.subject(&ana).is_none(), "one person, one name");
    assert_eq!(names(&linked, 0), ["ann"]);
    let same = with(&user("{}", "idp:ana"));
    assert!(same.subject(&ana).is_some_and(|user| user.roles.is_empty()));
    assert_eq!(names(&same, 0), ["idp:ana"], "once");
    assert_eq!(same.told(&ana), None);
}

#[test]
fn a_name_follows_the_key() {
    let mut people = People::of(policy(CONNECTOR));
    for (subject, name) in [
        ("1", "idp:ana"),
        ("1", "idp:ann"),
        ("2", "idp:ana"),
        ("1", "idp:anne"),
        ("3", "idp:cy"),
        ("3", "\nhttps://idp.example\n3"),
    ] {
        people.take(row(subject, name, 0)).expect("reads");
    }
    assert_eq!(names(&people, 0), ["idp:ana", "idp:anne"]);
}

#[test]
fn the_next_change_is_the_first_lock_or_absence_that_ends() {
    let mut people = People::of(policy(CONNECTOR));
    people.take(row("1", "idp:ana", 2)).expect("reads");
    let day = |day: i64| Timestamp::from_ms(day * 86_400_000);
    people.locked = Rc::new(
        [
            (UserName::verbatim("x"), Some(day(5))),
            (UserName::verbatim("y"), None),
        ]
        .into(),
    );
    assert_eq!(people.next_change(day(0)), Some(day(5)));
    assert_eq!(people.next_change(day(5)), Some(day(32)));
    assert_eq!(people.next_change(day(32)), None);
}
