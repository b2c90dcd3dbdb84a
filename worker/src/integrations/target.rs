//! Where Postern may call: public hosts over https, and nothing inside. Pure, and checked when an
//! integration is written and again before each call.

use std::net::{Ipv4Addr, Ipv6Addr};

use url::{Host, Url};

/// Endings of names that lead into private networks, or nowhere (RFC 6761, RFC 8375 and what clouds use).
const INNER_NAMES: [&str; 12] = [
    "localhost",
    "local",
    "localdomain",
    "internal",
    "intranet",
    "lan",
    "home",
    "corp",
    "private",
    "home.arpa",
    "test",
    "invalid",
];
/// The longest address, in bytes.
const LONGEST: usize = 2048;

/// What a cluster lets its integrations call.
#[derive(Clone, Copy, Debug, Default)]
pub struct Limits<'a> {
    /// Only these hosts, where there is a list; `*.example.com` stands for everything below.
    pub hosts: Option<&'a [String]>,
    /// This machine itself, over http too. Only builds for demos and tests can have it.
    pub loopback: bool,
}

/// The address as the runtime will read it, if it may be called.
///
/// # Errors
/// Why not, for whoever wrote it.
pub fn check(text: &str, limits: Limits<'_>) -> Result<Url, String> {
    if text.len() > LONGEST {
        return Err(format!("an address has at most {LONGEST} bytes"));
    }
    // The parser would silently take these out; then what is checked is not what was written.
    if text
        .chars()
        .any(|c| c.is_control() || c.is_whitespace() || c == '\\')
    {
        return Err("an address has no spaces, backslashes or control characters".into());
    }
    // Letters of other alphabets can look like ours: whoever means them writes them out.
    if !text.is_ascii() {
        return Err("an address is ASCII: write other letters of a host's name as `xn--…`".into());
    }
    let url = Url::parse(text).map_err(|error| format!("this is no address: {error}"))?;
    let host = url.host().ok_or("the address names no host")?;
    let is_loopback = limits.loopback && is_loopback(&host);
    match url.scheme() {
        "https" => {}
        "http" if is_loopback => {}
        _ => return Err("only https addresses are called".into()),
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Err("an address carries no user and no password".into());
    }
    if url.fragment().is_some() {
        return Err("an address to call has no `#` part".into());
    }
    if is_loopback {
        return Ok(url);
    }
    if !matches!(url.port(), None | Some(443 | 8443 | 1024..)) {
        return Err("the port is one of a service that does not speak https".into());
    }
    match &host {
        Host::Ipv4(address) => check_ipv4(*address)?,
        Host::Ipv6(address) => check_ipv6(*address)?,
        Host::Domain(name) => check_name(name)?,
    }
    if let Some(hosts) = limits.hosts {
        let name = host.to_string();
        if !hosts.iter().any(|pattern| covers(pattern, &name)) {
            return Err(format!(
                "`{name}` is not among the hosts that this cluster's integrations may call"
            ));
        }
    }
    Ok(url)
}

fn is_loopback(host: &Host<&str>) -> bool {
    match host {
        Host::Ipv4(address) => address.is_loopback(),
        Host::Ipv6(address) => address.is_loopback(),
        Host::Domain(name) => *name == "localhost",
    }
}

fn covers(pattern: &str, name: &str) -> bool {
    match pattern.strip_prefix("*.") {
        Some(parent) => name
            .strip_suffix(parent)
            .is_some_and(|start| start.len() > 1 && start.ends_with('.')),
        None => pattern == name,
    }
}

fn check_name(name: &str) -> Result<(), String> {
    if name.ends_with('.') {
        return Err("the host's name does not end in a dot".into());
    }
    let is_below = |ending: &str| {
        name.strip_suffix(ending)
            .is_some_and(|start| start.is_empty() || start.ends_with('.'))
    };
    if !name.contains('.') || INNER_NAMES.iter().any(|ending| is_below(ending)) {
        return Err(format!("`{name}` is a name of an inner network"));
    }
    Ok(())
}

fn check_ipv4(address: Ipv4Addr) -> Result<(), String> {
    let [a, b, c, _] = address.octets();
    let is_inner = address.is_private()
        || address.is_loopback()
        || address.is_link_local()
        || address.is_broadcast()
        || address.is_documentation()
        || address.is_multicast()
        || a == 0
        || a >= 240
        // Carrier-grade NAT, protocol assignments, 6to4 relays, benchmarks.
        || (a == 100 && (64..128).contains(&b))
        || (a == 192 && b == 0 && c == 0)
        || (a == 192 && b == 88 && c == 99)
        || (a == 198 && (b == 18 || b == 19))
        // Clouds answer for a machine's own metadata here too.
        || address == Ipv4Addr::new(168, 63, 129, 16);
    inner(is_inner, address)
}

fn check_ipv6(address: Ipv6Addr) -> Result<(), String> {
    let segments = address.segments();
    let [first, second, third, ..] = segments;
    let [.., high, low] = segments;
    let [a, b] = high.to_be_bytes();
    let [c, d] = low.to_be_bytes();
    let embedded = Ipv4Addr::new(a, b, c, d);
    // v4-mapped, v4-compatible, NAT64 (well-known and local), 6to4, Teredo: they lead to an IPv4 address,
    // and none is needed where that could be written.
    let carries_ipv4 = address.to_ipv4().is_some()
        || (first, second) == (0x64, 0xff9b)
        || first == 0x2002
        || (first, second) == (0x2001, 0);
    if carries_ipv4 {
        return Err(format!(
            "`{address}` stands for an IPv4 address ({embedded}, or another): write that itself"
        ));
    }
    // Everything outside of global unicast (2000::/3): loopback, ULA, link-local, site-local, multicast.
    let is_inner = first & 0xe000 != 0x2000
        || (first == 0x2001 && second < 0x0200)
        || (first, second) == (0x2001, 0x0db8)
        || (first == 0x3fff && second < 0x1000)
        || (first, second, third) == (0x2620, 0x004f, 0x8000);
    inner(is_inner, address)
}

fn inner(is_inner: bool, address: impl std::fmt::Display) -> Result<(), String> {
    if is_inner {
        Err(format!("`{address}` is not a public address"))
    } else {
        Ok(())
    }
}

#[cfg(test)]
mod tests;
