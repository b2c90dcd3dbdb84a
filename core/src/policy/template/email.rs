//! Email addresses as RFC 5322 writes them, read for the part before the `@` (I11).
//!
//! This follows the address parser of Go's standard library, display names, comments, groups and
//! bare quoted strings included; of the address only what comes before its first `@` is kept.

use alloc::string::String;
use core::net::IpAddr;

/// Why a text is no single address, for people.
pub(in crate::policy) type Complaint = &'static str;

/// The local part of the one address that `text` must be: `bob` of `Bob <bob@example.org>`.
///
/// # Errors
/// What keeps the text from being one address.
pub(in crate::policy) fn local_part(text: &str) -> Result<String, Complaint> {
    let mut reader = Reader { rest: text };
    let address = reader.address(Groups::Allowed)?;
    reader.skip_comments()?;
    if !reader.rest.is_empty() {
        return Err("more than one address");
    }
    let local = address.ok_or("an empty group of addresses")?;
    // A quoted local part may itself hold an `@`, and the first one counts.
    Ok(local.split('@').next().unwrap_or_default().into())
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Groups {
    Allowed,
    Refused,
}

#[derive(Clone, Copy)]
struct Reader<'a> {
    rest: &'a str,
}

impl<'a> Reader<'a> {
    /// An address, or a group of at most one; gives the local part.
    fn address(&mut self, groups: Groups) -> Result<Option<String>, Complaint> {
        self.skip_space();
        if self.rest.is_empty() {
            return Err("no address");
        }
        let before = *self;
        if let Ok(local) = self.plain_address() {
            self.skip_space();
            if self.take('(') {
                let comment = self.comment()?;
                if comment.split([' ', '\t']).any(is_unreadable_word) {
                    return Err("a name in an unknown character set");
                }
            }
            return Ok(Some(local));
        }
        *self = before;
        if !self.rest.starts_with('<') {
            self.display_name()?;
        }
        self.skip_space();
        if groups == Groups::Allowed && self.take(':') {
            return self.group();
        }
        if !self.take('<') {
            return Err("no `@`, and no address in angle brackets");
        }
        let local = self.plain_address()?;
        if !self.take('>') {
            return Err("an angle bracket that is not closed");
        }
        Ok(Some(local))
    }

    /// The members of a group, after its colon.
    fn group(&mut self) -> Result<Option<String>, Complaint> {
        self.skip_space();
        if self.take(';') {
            self.skip_comments()?;
            return Ok(None);
        }
        let mut first = None;
        loop {
            self.skip_space();
            let address = self.address(Groups::Refused)?;
            if first.is_some() {
                // The rest is not looked at: it can only be another reason to refuse.
                return Err("a group of several addresses");
            }
            first = address;
            self.skip_comments()?;
            if self.take(';') {
                self.skip_comments()?;
                return Ok(first);
            }
            if !self.take(',') {
                return Err("a group that is not closed");
            }
        }
    }

    /// `local@domain`; gives the local part, unquoted.
    fn plain_address(&mut self) -> Result<String, Complaint> {
        self.skip_space();
        let local = if self.rest.starts_with('"') {
            let quoted = self.quoted()?;
            if quoted.is_empty() {
                return Err("an empty name before the `@`");
            }
            quoted
        } else {
            self.dotted()?.into()
        };
        if !self.take('@') {
            return Err("no `@`");
        }
        self.skip_space();
        if self.take('[') {
            self.domain_literal()?;
        } else {
            self.dotted()?;
        }
        Ok(local)
    }

    /// One or more words before an address in angle brackets. What they say is of no interest.
    fn display_name(&mut self) -> Result<(), Complaint> {
        let mut words = 0_usize;
        loop {
            if words > 0 {
                self.skip_comments()?;
            }
            self.skip_space();
            if self.rest.is_empty() {
                return Ok(());
            }
            let word = if self.rest.starts_with('"') {
                self.quoted().map(drop)
            } else {
                self.atom().and_then(|word| {
                    if is_unreadable_word(word) {
                        Err("a name in an unknown character set")
                    } else {
                        Ok(())
                    }
                })
            };
            match word {
                Ok(()) => words = words.saturating_add(1),
                // Whatever follows the words is for the caller to judge.
                Err(_) if words > 0 => return Ok(()),
                Err(complaint) => return Err(complaint),
            }
        }
    }

    /// `"…"`, without quotes and backslashes.
    fn quoted(&mut self) -> Result<String, Complaint> {
        let mut value = String::new();
        let mut escaped = false;
        let mut characters = self.rest.chars();
        characters.next();
        loop {
            let Some(next) = characters.next() else {
                return Err("a quoted name that is not closed");
            };
            match next {
                '"' if !escaped => {
                    self.rest = characters.as_str();
                    return Ok(value);
                }
                '\\' if !escaped => escaped = true,
                next if is_visible(next) || matches!(next, ' ' | '\t') => {
                    value.push(next);
                    escaped = false;
                }
                _ => return Err("a control character in a quoted name"),
            }
        }
    }

    /// Letters and dots, with no dot at an end or beside another.
    fn dotted(&mut self) -> Result<&'a str, Complaint> {
        let before = *self;
        let atom = self.atom()?;
        if atom.starts_with('.') || atom.ends_with('.') || atom.contains("..") {
            *self = before;
            return Err("a dot at an end or beside another");
        }
        Ok(atom)
    }

    fn atom(&mut self) -> Result<&'a str, Complaint> {
        let length = self
            .rest
            .find(|next| !is_atom(next))
            .unwrap_or(self.rest.len());
        match self.rest.split_at_checked(length) {
            Some((atom, rest)) if !atom.is_empty() => {
                self.rest = rest;
                Ok(atom)
            }
            _ => Err("a character that no address holds"),
        }
    }

    /// `127.0.0.1]`, after the opening bracket.
    fn domain_literal(&mut self) -> Result<(), Complaint> {
        let (inside, rest) = self
            .rest
            .split_once(']')
            .ok_or("a bracket that is not closed")?;
        self.rest = rest;
        inside
            .parse::<IpAddr>()
            .map(drop)
            .map_err(|_| "no IP address between the brackets")
    }

    /// The inside of a comment, after its opening parenthesis.
    fn comment(&mut self) -> Result<&'a str, Complaint> {
        let mut depth = 1_usize;
        let mut escaped = false;
        for (at, next) in self.rest.char_indices() {
            match next {
                _ if escaped => escaped = false,
                '\\' => escaped = true,
                '(' => depth = depth.saturating_add(1),
                ')' => depth = depth.saturating_sub(1),
                _ => {}
            }
            if depth == 0 {
                let inside = self.rest.get(..at).unwrap_or_default();
                self.rest = self.rest.get(at.saturating_add(1)..).unwrap_or_default();
                return Ok(inside);
            }
        }
        Err("a comment that is not closed")
    }

    fn skip_comments(&mut self) -> Result<(), Complaint> {
        self.skip_space();
        while self.take('(') {
            self.comment()?;
            self.skip_space();
        }
        Ok(())
    }

    fn skip_space(&mut self) {
        self.rest = self.rest.trim_start_matches([' ', '\t']);
    }

    fn take(&mut self, character: char) -> bool {
        let rest = self.rest.strip_prefix(character);
        self.rest = rest.unwrap_or(self.rest);
        rest.is_some()
    }
}

fn is_visible(character: char) -> bool {
    matches!(character, '!'..='~') || !character.is_ascii()
}

fn is_atom(character: char) -> bool {
    let special = matches!(
        character,
        '(' | ')' | '<' | '>' | '[' | ']' | ':' | ';' | '@' | '\\' | ',' | '"'
    );
    is_visible(character) && !special
}

/// Whether `word` is an encoded word, `=?charset?q?text?=`, in a character set that the reference
/// does not know. It refuses the address for that, though the name plays no part here.
fn is_unreadable_word(word: &str) -> bool {
    let Some(inside) = word
        .strip_prefix("=?")
        .and_then(|rest| rest.strip_suffix("?="))
    else {
        return false;
    };
    let parts: alloc::vec::Vec<&str> = inside.split('?').collect();
    let [charset, "q" | "Q" | "b" | "B", _] = parts.as_slice() else {
        return false;
    };
    let known = ["utf-8", "iso-8859-1", "us-ascii"];
    !charset.is_empty() && !known.iter().any(|name| name.eq_ignore_ascii_case(charset))
}

#[cfg(test)]
mod tests {
    use super::local_part;

    #[test]
    fn reads_the_part_before_the_at_sign() {
        let cases = [
            ("bob@example.org", "bob"),
            ("Bob <bob@example.org>", "bob"),
            ("<bob@x>", "bob"),
            ("< bob@x>", "bob"),
            (" bob@x ", "bob"),
            ("\tbob@ x", "bob"),
            ("bob@x (Bob)", "bob"),
            ("bob@x (Bob (the builder) \\) of x)", "bob"),
            ("bob@x(=?utf-8?q?B?=)", "bob"),
            ("First Last <fl@x.y>", "fl"),
            ("First (middle) Last <fl@x.y> (c)", "fl"),
            ("J. R. R. <jrr@x>", "jrr"),
            (".J.. <j@x>", "j"),
            ("\"Last, First\" <fl@x.y>", "fl"),
            ("\"\" <fl@x.y>", "fl"),
            ("=?utf-8?q?J=C3=B6rg?= <j@x>", "j"),
            ("=?bogus?x?a?= <j@x>", "j"),
            ("\"john doe\"@x", "john doe"),
            ("\"a\\\"b\"@x", "a\"b"),
            ("\"a@b\"@x", "a"),
            ("\"@\"@x", ""),
            ("x+tag@example.com", "x+tag"),
            ("a.b@c", "a.b"),
            ("ü@x", "ü"),
            ("日本@日本", "日本"),
            ("a@[127.0.0.1]", "a"),
            ("a@[::1]", "a"),
            ("g: a@b.c;", "a"),
            ("g:a@b.c ; (c)", "a"),
            ("g: Bob <bob@x>;", "bob"),
            ("it's/fine=yes!@x", "it's/fine=yes!"),
        ];
        for (text, local) in cases {
            assert_eq!(local_part(text).as_deref(), Ok(local), "{text}");
        }
    }

    #[test]
    fn refuses_what_is_not_one_address() {
        let cases = [
            "",
            " ",
            "nope",
            "not an address",
            "@x",
            "a@",
            "a@b@c",
            "a @b",
            "a b@c",
            ".a@b",
            "a.@b",
            "a..b@c",
            "a@.b",
            "a@b.",
            "a@b, c@d",
            "a@b c@d",
            "a@b >",
            "<a@b",
            "<a@b >",
            "<>",
            "a@b (c",
            "a@b (c\\)",
            "Bob bob@x",
            "\"\"@x",
            "\"a@x",
            "\"a\nb\"@x",
            "\"a\"b@x",
            "a@[1.2.3]",
            "a@[01.2.3.4]",
            "a@[IPv6:::1]",
            "a@[127.0.0.1",
            "a@b\n",
            "\nb@c",
            "a\u{7f}@b",
            "a\\b@c",
            "g:;",
            "g: a@b, c@d;",
            "g: a@b",
            "g: h: a@b;;",
            "g: a@b; c@d",
            "=?bogus?q?a?= <j@x>",
            "a@b (=?bogus?q?a?=)",
        ];
        for text in cases {
            assert!(local_part(text).is_err(), "{text:?}");
        }
    }
}
