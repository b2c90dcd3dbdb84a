//! Templates, rule by rule (I1–I14).

use alloc::{borrow::ToOwned, format, string::ToString, vec, vec::Vec};

use proptest::prelude::*;

use super::{Template, TemplateError, TemplateErrorKind};
use crate::policy::{budget::Budget, traits::Traits};

fn traits() -> Traits {
    let entries: [(&str, &[&str]); 14] = [
        ("g", &["x"]),
        ("groups", &["admins", "devs", "admins"]),
        ("team-name", &["sre"]),
        ("1", &["one"]),
        ("type", &["kind"]),
        ("a.b", &["dotted"]),
        ("é", &["accent"]),
        ("logins", &["root"]),
        ("email", &["Bob <bob@x>", "\"john doe\"@x"]),
        ("bad", &["a@b", ""]),
        ("servers", &["dev-1", "prod"]),
        ("mixed", &["", "x", ""]),
        ("blank", &["", ""]),
        ("empty", &[]),
    ];
    entries
        .iter()
        .map(|(name, values)| {
            (
                (*name).to_owned(),
                values.iter().map(ToString::to_string).collect(),
            )
        })
        .collect()
}

fn expand(text: &str) -> Result<Vec<alloc::string::String>, TemplateError> {
    Template::parse(text, &Budget::PRODUCT)?.expand(&traits())
}

#[test]
fn gives_one_value_for_each_of_the_trait() {
    let cases: &[(&str, &str, &[&str])] = &[
        ("I1", "plain", &["plain"]),
        ("I1", " trail ", &[" trail "]),
        ("I1", "{a}", &["{a}"]),
        ("I1", "}", &["}"]),
        ("I2", "  pre- {{external.g}} -suf  ", &["pre- x -suf"]),
        ("I2", "\u{a0}\u{2003}a{{external.g}}b\u{2003}\n", &["axb"]),
        ("I3", "{{external[\"g\"]}}", &["x"]),
        ("I3", "{{external[`team-name`]}}", &["sre"]),
        ("I3", "{{external[\"1\"]}}", &["one"]),
        ("I3", "{{external[\"type\"]}}", &["kind"]),
        ("I3", "{{external[\"a.b\"]}}", &["dotted"]),
        ("I3", "{{external.é}}", &["accent"]),
        ("I3", "{{ external . g }}", &["x"]),
        ("I3", "{{(external.g)}}", &["x"]),
        ("I4", "{{foo.g}}", &["x"]),
        ("I4", "{{External.g}}", &["x"]),
        ("I4", "{{traits[\"g\"]}}", &["x"]),
        ("I5", "{{internal.logins}}", &["root"]),
        ("I5", "{{internal[\"logins\"]}}", &["root"]),
        (
            "I6",
            "a-{{external.groups}}-b",
            &["a-admins-b", "a-devs-b", "a-admins-b"],
        ),
        (
            "I7",
            "{{regexp.replace(email.local(external.email), \"o\", \"0\")}}",
            &["b0b", "j0hn d0e"],
        ),
        ("I7", "{{email.local(\"a@b\")}}", &["a"]),
        (
            "I7",
            "{{regexp.replace((\"dev\"), (`d`), \"D\",)}}",
            &["Dev"],
        ),
        ("I8", "{{\"literal\"}}", &["literal"]),
        ("I8", "p{{`a\tb`}}s", &["pa\tbs"]),
        ("I9", "{{external.mixed}}", &["x"]),
        (
            "I11",
            "{{email.local(external.email)}}",
            &["bob", "john doe"],
        ),
        (
            "I12",
            "{{regexp.replace(external.servers, \"^dev-(.*)$\", \"$1\")}}",
            &["1"],
        ),
        (
            "I12",
            "{{regexp.replace(external.groups, \"[ds]\", \"_\")}}",
            &["a_min_", "_ev_", "a_min_"],
        ),
        (
            "I12",
            "{{regexp.replace(external.g, \"\", \"-\")}}",
            &["-x-"],
        ),
        (
            "I13",
            "{{regexp.replace(external.g, \"(.)\", \"$1$$\")}}",
            &["x$"],
        ),
        (
            "I13",
            "{{regexp.replace(external.g, \"(.)\", \"$1a.\")}}",
            &["."],
        ),
        (
            "I13",
            "{{regexp.replace(external.g, \"(.)\", \"$01.\")}}",
            &["."],
        ),
        (
            "I13",
            "{{regexp.replace(external.g, \"(?P<n>.)\", \"$n-$\")}}",
            &["x-$"],
        ),
        (
            "I14",
            "{{regexp.replace(external.servers, \"\\\\d\", \"N\")}}",
            &["dev-N"],
        ),
        (
            "I14",
            "{{regexp.replace(external.servers, `-\\d`, \"\")}}",
            &["dev"],
        ),
        (
            "I14",
            "{{regexp.replace(\"aa\", \"^a\\x7b2\\x7d$\", \"b\")}}",
            &["b"],
        ),
    ];
    for (rule, text, values) in cases {
        assert_eq!(
            expand(text).as_deref(),
            Ok(&*values.iter().map(ToString::to_string).collect::<Vec<_>>()),
            "{rule} {text}"
        );
    }
}

#[test]
fn says_why_there_is_no_value() {
    use TemplateErrorKind::{BadParameter, NotFound, Syntax, UnknownFunction};
    let cases = [
        ("I1", "{{external.g}} {{external.g}}", BadParameter),
        ("I1", "a}}", BadParameter),
        ("I1", "{{external.g", BadParameter),
        ("I1", "}}{{", BadParameter),
        ("I1", "{{}}", BadParameter),
        ("I1", "{{ }}", Syntax),
        ("I1", "{{{external.g}}}", BadParameter),
        ("I1", "a}{{external.g}}", BadParameter),
        ("I3", "{{external.team-name}}", BadParameter),
        ("I3", "{{external.1}}", Syntax),
        ("I3", "{{external.type}}", Syntax),
        ("I3", "{{external['g']}}", BadParameter),
        ("I3", "{{external['groups']}}", Syntax),
        ("I3", "{{external[0]}}", BadParameter),
        ("I3", "{{external[\"a\"+\"b\"]}}", BadParameter),
        ("I3", "{{external\n.g}}", Syntax),
        ("I4", "{{g}}", BadParameter),
        ("I4", "{{a.b.c}}", Syntax),
        ("I5", "{{internal.groups}}", BadParameter),
        ("I5", "{{internal[\"groups\"]}}", BadParameter),
        ("I5", "{{email.local(internal.email)}}", BadParameter),
        (
            "I7",
            "{{regexp.replace(external.g, external.g, \"\")}}",
            BadParameter,
        ),
        (
            "I7",
            "{{regexp.replace(external.g, \"x\", external.g)}}",
            BadParameter,
        ),
        ("I7", "{{regexp.replace(external.g, \"x\")}}", BadParameter),
        ("I7", "{{email.local()}}", BadParameter),
        (
            "I7",
            "{{email.local(external.email, external.email)}}",
            BadParameter,
        ),
        ("I7", "{{email.domain(external.email)}}", UnknownFunction),
        ("I7", "{{regexp.match(\"a\")}}", BadParameter),
        ("I7", "{{external.g()}}", UnknownFunction),
        ("I7", "{{(external).g}}", BadParameter),
        ("I7", "{{external.g[0]}}", BadParameter),
        ("I7", "{{external.g[1:2]}}", BadParameter),
        ("I7", "{{external.g.(string)}}", BadParameter),
        ("I7", "{{!external.g}}", BadParameter),
        ("I7", "{{external.g || external.g}}", BadParameter),
        ("I7", "{{external.g, external.g}}", Syntax),
        ("I8", "{{1}}", BadParameter),
        ("I8", "{{true}}", BadParameter),
        ("I8", "{{'c'}}", BadParameter),
        ("I9", "", NotFound),
        ("I9", "{{\"\"}}", NotFound),
        ("I9", "a{{external.empty}}b", NotFound),
        ("I9", "a{{external.blank}}b", NotFound),
        (
            "I9",
            "{{regexp.replace(external.g, \"y\", \"\")}}",
            NotFound,
        ),
        (
            "I9",
            "{{regexp.replace(external.g, \".*\", \"\")}}",
            NotFound,
        ),
        ("I10", "{{external.missing}}", NotFound),
        (
            "I10",
            "{{regexp.replace(external.missing, \"(\", \"\")}}",
            NotFound,
        ),
        (
            "I10",
            "{{regexp.replace(external.g, \"(\", \"\")}}",
            BadParameter,
        ),
        (
            "I10",
            "{{regexp.replace(external.empty, \"(\", \"\")}}",
            BadParameter,
        ),
        ("I11", "{{email.local(external.bad)}}", BadParameter),
        ("I11", "{{email.local(external.groups)}}", BadParameter),
        ("I11", "{{email.local(\"\")}}", BadParameter),
        ("I11", "{{email.local(external.missing)}}", NotFound),
        (
            "I14",
            "{{regexp.replace(external.g, \"\\d\", \"\")}}",
            Syntax,
        ),
        ("M13", "{{\"\\x80\"}}", BadParameter),
        (
            "M14",
            "{{regexp.replace(external.g, \"x{1}\", \"\")}}",
            BadParameter,
        ),
    ];
    for (rule, text, kind) in cases {
        let error = expand(text).expect_err(text);
        assert_eq!(error.kind, kind, "{rule} {text}: {}", error.message);
        assert!(
            text.get(error.span.clone()).is_some(),
            "{rule} {text}: {error:?}"
        );
    }
}

#[test]
fn errors_point_into_the_whole_text_and_help() {
    let cases = [
        (
            "é-{{external.team-name}}",
            "external.team-name",
            "write `external[\"team-name\"]`",
        ),
        (
            "x{{external.type}}",
            "type",
            "write `[\"type\"]` instead of `.type`",
        ),
        ("{{groups}}", "groups", "write `external.groups`"),
        ("{{a.b.c}}", "a.b.c", "write `a[\"b.c\"]`"),
        ("a{{external.x", "{{", "close them with `}}`"),
    ];
    for (text, part, help) in cases {
        let error = expand(text).expect_err(text);
        assert_eq!(
            text.get(error.span.clone()),
            Some(part),
            "{text}: {error:?}"
        );
        assert_eq!(error.help.as_deref(), Some(help), "{text}");
    }
    let error = expand("né{{ email.local(external.bad) }}").expect_err("an empty address");
    assert_eq!(
        "né{{ email.local(external.bad) }}".get(error.span),
        Some("email.local(external.bad)")
    );
}

#[test]
fn tells_what_it_reads_and_what_is_broken() {
    let read = |text: &str| Template::parse(text, &Budget::PRODUCT).unwrap();
    assert_eq!(read("plain").trait_name(), None);
    assert_eq!(read("{{\"a\"}}").trait_name(), None);
    assert_eq!(
        read("{{email.local(foo[\"mail\"])}}").trait_name(),
        Some("mail")
    );
    assert!(read("{{external.g}}").faults().is_empty());

    let text = "p{{regexp.replace(regexp.replace(external.g, \"\\x29\", \"\"), \"a)\", \"\")}}";
    let faults = read(text).faults();
    let named: Vec<_> = faults
        .iter()
        .map(|fault| text.get(fault.span.clone()))
        .collect();
    assert_eq!(named, vec![Some("\\x29"), Some(")")], "{faults:?}");
}

proptest! {
    /// I6: what a trait holds is inserted, never read.
    #[test]
    fn values_are_inserted_verbatim(value in ".{1,20}", before in "[a-z ]{0,4}", after in "[a-z ]{0,4}") {
        let traits: Traits = [("t".to_owned(), vec![value.clone()])].into_iter().collect();
        let template = Template::parse(&format!("{before}{{{{external.t}}}}{after}"), &Budget::PRODUCT).unwrap();
        let expected = format!("{}{value}{}", before.trim_start(), after.trim_end());
        prop_assert_eq!(template.expand(&traits).unwrap(), vec![expected]);
    }

    #[test]
    fn no_text_and_no_value_makes_it_panic(
        pieces in prop::collection::vec(
            prop::sample::select(vec![
                "{{", "}}", "{", "}", "external.", "internal", "g", "[", "]", "(", ")", "\"g\"", "\"(\"",
                "email.local(", "regexp.replace(", ",", " ", "-", "\n", "é", ".",
            ]),
            0..14,
        ),
        value in ".{0,12}",
    ) {
        let text = pieces.concat();
        let traits: Traits = [("g".to_owned(), vec![value])].into_iter().collect();
        let result = Template::parse(&text, &Budget::PRODUCT).and_then(|read| read.expand(&traits));
        if let Err(error) = result {
            prop_assert!(text.get(error.span.clone()).is_some(), "{:?}", error);
        }
    }

    #[test]
    fn no_address_makes_it_panic(value in "[ -~\té\"@<>():;,.\\[\\]]{0,24}") {
        let traits: Traits = [("g".to_owned(), vec![value])].into_iter().collect();
        let template = Template::parse("{{email.local(external.g)}}", &Budget::PRODUCT).unwrap();
        if let Ok(values) = template.expand(&traits) {
            prop_assert!(values.iter().all(|value| !value.is_empty()));
        }
    }
}

/// Each call doubles what it is given.
#[test]
fn what_grows_without_bound_is_refused() {
    let calls = |times: usize| {
        let (calls, arguments) = ("regexp.replace(", ", \"(.*)\", \"$1$1\")");
        let text = format!(
            "{{{{{}external.g{}}}}}",
            calls.repeat(times),
            arguments.repeat(times)
        );
        expand(&text).map(|values| values.iter().map(alloc::string::String::len).collect())
    };
    assert_eq!(calls(10), Ok(vec![1024]));
    let problem = calls(40).expect_err("too long");
    assert_eq!(problem.kind, TemplateErrorKind::BadParameter);
    assert_eq!(
        problem.message,
        "replacing makes more than 65536 bytes of it"
    );
}
