//! Every spelling of an inner address that is known to have fooled someone, and the public ones beside it.

use super::*;

fn fits(text: &str) -> bool {
    check(text, Limits::default()).is_ok()
}

#[test]
fn public_https_addresses_may_be_called() {
    for text in [
        "https://siem.example.com/in",
        "https://siem.example.com:8443/in?a=b",
        "https://SIEM.Example.com",
        "https://93.184.216.34/in",
        "https://[2606:2800:220:1:248:1893:25c8:1946]/",
        "https://xn--bcher-kva.example/",
        "https://172.32.0.1/",
        "https://100.128.0.1/",
        "https://localhost.example.com/",
        "https://notlocal.example/",
    ] {
        assert!(fits(text), "{text}: {:?}", check(text, Limits::default()));
    }
}

#[test]
fn other_schemes_ports_and_credentials_are_refused() {
    for text in [
        "http://siem.example.com/",
        "ftp://siem.example.com/",
        "file:///etc/passwd",
        "data:text/plain,x",
        "javascript:alert(1)",
        "//siem.example.com/",
        "siem.example.com",
        "",
        "https://",
        "https:///in",
        "https://user@siem.example.com/",
        "https://user:pass@siem.example.com/",
        "https://:pass@siem.example.com/",
        "https://127.0.0.1#@siem.example.com/",
        "https://siem.example.com/#part",
        "https://siem.example.com:22/",
        "https://siem.example.com:25/",
        "https://siem.example.com:80/",
        "https://siem.example.com:99999/",
        "https://siem.example.com\\@127.0.0.1/",
        "https://siem.example.com\n.evil/",
        " https://siem.example.com/",
        "https://siem.exa mple.com/",
        "https://siem.example.com\t/",
    ] {
        assert!(!fits(text), "{text:?}");
    }
    assert!(!fits(&format!(
        "https://siem.example.com/{}",
        "x".repeat(2048)
    )));
}

#[test]
fn inner_ipv4_in_every_spelling() {
    for host in [
        "127.0.0.1",
        "127.1",
        "127.0.1",
        "2130706433",
        "0x7f000001",
        "0x7f.1",
        "0X7F.0.0.1",
        "017700000001",
        "0177.0.0.1",
        "00000177.0.0.1",
        "%31%32%37.0.0.1",
        "127.0.0.1.",
        "127.255.255.254",
        "0",
        "0.0.0.0",
        "0.1.2.3",
        "10.0.0.1",
        "10.1",
        "0xa.0.0.1",
        "167772161",
        "172.16.0.1",
        "172.31.255.255",
        "192.168.1.1",
        "192.168.257",
        "3232235777",
        "169.254.169.254",
        "0xa9fea9fe",
        "2852039166",
        "0251.0376.0251.0376",
        "169.254.43518",
        "100.64.0.1",
        "100.127.255.255",
        "100.100.100.200",
        "168.63.129.16",
        "192.0.0.192",
        "192.0.2.1",
        "192.88.99.1",
        "198.18.0.1",
        "198.19.255.255",
        "198.51.100.1",
        "203.0.113.1",
        "224.0.0.1",
        "239.255.255.255",
        "240.0.0.1",
        "255.255.255.255",
        "１２７.0.0.1",
        "127。0。0。1",
        "①②⑦.0.0.1",
    ] {
        assert!(!fits(&format!("https://{host}/")), "{host}");
        assert!(!fits(&format!("https://{host}:8443/")), "{host}");
    }
}

#[test]
fn inner_ipv6_in_every_spelling() {
    for host in [
        "::1",
        "::",
        "0:0:0:0:0:0:0:1",
        "0000:0000:0000:0000:0000:0000:0000:0001",
        "::ffff:127.0.0.1",
        "::ffff:7f00:1",
        "::ffff:10.0.0.1",
        "::ffff:93.184.216.34",
        "::127.0.0.1",
        "::7f00:1",
        "64:ff9b::7f00:1",
        "64:ff9b::169.254.169.254",
        "64:ff9b:1::a9fe:a9fe",
        "2002:7f00:1::",
        "2001::1",
        "2001:0:7f00:1::",
        "2001:db8::1",
        "2001:10::1",
        "2001:20::1",
        "3fff::1",
        "100::1",
        "fe80::1",
        "fe80::a9fe:a9fe",
        "fec0::1",
        "fc00::1",
        "fd00:ec2::254",
        "fdff::1",
        "ff02::1",
        "5f00::1",
    ] {
        assert!(!fits(&format!("https://[{host}]/")), "{host}");
    }
    assert!(!fits("https://[fe80::1%25eth0]/"), "zones");
    assert!(!fits("https://::1/"), "without brackets");
}

#[test]
fn inner_names_are_refused() {
    for host in [
        "localhost",
        "LOCALHOST",
        "localhost.",
        "a.localhost",
        "printer.local",
        "metadata.google.internal",
        "metadata",
        "kubernetes.default.svc.cluster.local",
        "intranet",
        "wiki.corp",
        "router.home.arpa",
        "router.lan",
        "db.internal.",
        "siem.example.com.",
        "x.test",
        "x.invalid",
        "ｌｏｃａｌｈｏｓｔ",
        "lo\u{ad}calhost",
        "%6c%6f%63%61%6c%68%6f%73%74",
        "аpple.com",
        "bücher.example",
    ] {
        assert!(!fits(&format!("https://{host}/")), "{host}");
    }
}

#[test]
fn a_list_of_hosts_is_exact() {
    let hosts = ["siem.example.com".to_owned(), "*.hooks.example".to_owned()];
    let limits = Limits {
        hosts: Some(&hosts),
        loopback: false,
    };
    for (text, expected) in [
        ("https://siem.example.com/", true),
        ("https://SIEM.example.com/", true),
        ("https://a.hooks.example/", true),
        ("https://a.b.hooks.example/", true),
        ("https://hooks.example/", false),
        ("https://.hooks.example/", false),
        ("https://evilhooks.example/", false),
        ("https://siem.example.com.evil.example/", false),
        ("https://xsiem.example.com/", false),
        ("https://93.184.216.34/", false),
    ] {
        assert_eq!(check(text, limits).is_ok(), expected, "{text}");
    }
    let none = Limits {
        hosts: Some(&[]),
        loopback: false,
    };
    assert!(
        check("https://siem.example.com/", none).is_err(),
        "an empty list is nobody"
    );
}

#[test]
fn loopback_only_where_it_is_configured() {
    let limits = Limits {
        hosts: None,
        loopback: true,
    };
    for text in [
        "http://127.0.0.1:4000/in",
        "http://localhost:4000/",
        "http://[::1]:4000/",
    ] {
        assert!(check(text, limits).is_ok(), "{text}");
        assert!(!fits(text), "{text}");
    }
    for text in [
        "http://10.0.0.1/",
        "http://siem.example.com/",
        "https://169.254.169.254/",
        "http://0.0.0.0:4000/",
        "ftp://127.0.0.1/",
        "http://user@127.0.0.1/",
    ] {
        assert!(check(text, limits).is_err(), "{text}");
    }
}
