//! Where a sign-in leads back to: a path of this site, whatever was asked for.

/// The longest path that is kept, in bytes.
const LONGEST: usize = 2048;

/// The path, if it is one of this site and no step of signing in; else `/`.
///
/// Browsers read `//host`, `/\host` and either with a tab or newline in between as another site, so
/// only printable ASCII without a backslash passes.
#[must_use]
pub fn local(wanted: Option<&str>) -> &str {
    match wanted {
        Some(path) if is_local(path) => path,
        _ => "/",
    }
}

fn is_local(path: &str) -> bool {
    let is_plain = |byte: u8| byte.is_ascii_graphic() && byte != b'\\';
    path.len() <= LONGEST
        && path.starts_with('/')
        && !path.starts_with("//")
        && !path.starts_with("/auth/")
        && path.bytes().all(is_plain)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_leads_to_another_site() {
        let long = format!("/{}", "x".repeat(LONGEST));
        let good = ["/", "/requests/1?a=b&c=%2F", "/review?text=a%20b", "/a//b"];
        for path in good {
            assert_eq!(local(Some(path)), path);
        }
        let bad = [
            "",
            "//evil.example",
            "/\\evil.example",
            "\\/evil.example",
            "/a\\b",
            "https://evil.example",
            "javascript:alert(1)",
            "evil.example",
            "/\t/evil.example",
            "/\n/evil.example",
            "/a\r\nset-cookie: x",
            " /a",
            "/é",
            "/auth/login",
            long.as_str(),
        ];
        for path in bad {
            assert_eq!(local(Some(path)), "/", "{path:?}");
        }
        assert_eq!(local(None), "/");
    }
}
