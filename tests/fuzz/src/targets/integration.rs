//! Integrations: a document without errors says what it must, and no address that may be called leads inside.

use std::net::{Ipv4Addr, Ipv6Addr};

use postern_core::{
    policy::{
        integration::{TOOLS, is_name},
        reading::{Standard, read_by},
    },
    yaml::budget::ReadBudget,
};
use postern_worker::integrations::target::{Limits, check as check_target};

use crate::{
    input::{Input, joined},
    sample::Samples,
    span::{bytes, placed, within},
};

pub(super) fn check(input: &mut Input<'_>) {
    let [text, url] = [input.text(), input.text()];
    let reading = read_by(&text, &ReadBudget::PRODUCT, Standard::Strict);
    reading.diagnostics.iter().for_each(|finding| placed(&text, finding));
    for integration in reading.integrations() {
        within(&text, &bytes(integration.span));
        reaches_outside_only(&integration.url.value);
        if reading.has_errors() {
            continue;
        }
        assert!(is_name(&integration.name), "{:?}", integration.name);
        assert!(TOOLS.contains(&integration.tool.value.as_str()));
        for secret in [&integration.secret.value, &integration.callback_secret.value] {
            assert!(secret.is_empty() || secret.starts_with("secret://"), "{secret}");
        }
        for user in integration.users.values() {
            within(&text, &bytes(user.span));
        }
    }
    reaches_outside_only(&url);
}

/// What may be called is public, and stays what it is when it is read again.
fn reaches_outside_only(text: &str) {
    let Ok(url) = check_target(text, Limits::default()) else {
        return;
    };
    assert_eq!(url.scheme(), "https", "{text}");
    assert!(url.username().is_empty() && url.password().is_none() && url.fragment().is_none());
    let again = check_target(url.as_str(), Limits::default());
    assert_eq!(again.as_ref(), Ok(&url), "{text}");
    let host = url.host_str().unwrap_or_default();
    let inner = host.trim_start_matches('[').trim_end_matches(']');
    if let Ok(address) = inner.parse::<Ipv4Addr>() {
        is_public(address, text);
    } else if let Ok(address) = inner.parse::<Ipv6Addr>() {
        assert!(!address.is_loopback() && !address.is_unspecified() && !address.is_multicast());
        assert!(!address.is_unique_local() && !address.is_unicast_link_local(), "{text}");
        if let Some(mapped) = address.to_ipv4_mapped() {
            is_public(mapped, text);
        }
    } else {
        assert!(host.contains('.') && !host.ends_with('.'), "{text}");
        for ending in [".localhost", ".local", ".internal", ".lan", ".home.arpa"] {
            assert!(!host.ends_with(ending), "{text}");
        }
    }
    // A host that is on no list is not called.
    let hosts = ["hooks.example.com".to_owned()];
    let limits = Limits {
        hosts: Some(&hosts),
        loopback: false,
    };
    assert_eq!(check_target(text, limits).is_ok(), host == "hooks.example.com", "{text}");
}

fn is_public(address: Ipv4Addr, text: &str) {
    assert!(!address.is_private() && !address.is_loopback() && !address.is_link_local(), "{text}");
    assert!(!address.is_multicast() && !address.is_broadcast() && !address.is_unspecified(), "{text}");
}

pub(super) fn seeds(samples: &Samples) -> Vec<Vec<u8>> {
    let hook = "kind: integration\nversion: v1\nmetadata: {name: siem}\nspec:\n  type: webhook\n  url: https://siem.example/in\n  events: [request.created, access.started]\n  secret: secret://siem\n  callback_secret: secret://back\n  users: {U1: alice}\n  disabled: false\n";
    let urls = [
        "https://hooks.example.com:8443/a?b=c",
        "https://0x7f.1/",
        "https://[::ffff:10.0.0.1]/",
        "https://2130706433/",
        "https://a.localhost/",
        "https://example.com%2e/",
        "https://user@example.com/#x",
        "https://xn--nxasmq6b.example/",
    ];
    let seeds = urls.iter().map(|url| joined([hook, *url]));
    let others = samples.documents().map(|text| joined([text]));
    seeds.chain(others).collect()
}
