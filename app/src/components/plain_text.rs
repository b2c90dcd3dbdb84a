//! What people wrote: plain text, in which only web addresses become links.

use crate::view::prelude::*;

/// A piece of what was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Piece<'a> {
    /// As it is.
    Text(&'a str),
    /// A web address.
    Link(&'a str),
}

/// Takes the text apart at web addresses (`https://…`, `http://…`), which end at white space; marks that
/// close a sentence do not belong to them.
pub fn pieces(text: &str) -> Vec<Piece<'_>> {
    let mut out = Vec::new();
    let mut rest = text;
    while let Some(at) = first_address(rest) {
        let (before, from) = rest.split_at(at);
        let end = from.find(char::is_whitespace).unwrap_or(from.len());
        let (address, _) = from.split_at(end);
        let address =
            address.trim_end_matches(['.', ',', ';', ':', '!', '?', ')', ']', '>', '"', '\'']);
        if !before.is_empty() {
            out.push(Piece::Text(before));
        }
        out.push(Piece::Link(address));
        rest = from.strip_prefix(address).unwrap_or_default();
    }
    if !rest.is_empty() {
        out.push(Piece::Text(rest));
    }
    out
}

/// Where an address begins that has something behind `//`.
fn first_address(text: &str) -> Option<usize> {
    text.match_indices("http").map(|(at, _)| at).find(|at| {
        let (_, from) = text.split_at(*at);
        from.strip_prefix("https://")
            .or_else(|| from.strip_prefix("http://"))
            .is_some_and(|host| {
                host.starts_with(|c: char| c.is_ascii_alphanumeric() || !c.is_ascii())
            })
    })
}

/// The text with its links, which tell the other side nothing about where they were followed.
pub fn plain_text(text: &str) -> AnyView {
    pieces(text)
        .into_iter()
        .map(|piece| match piece {
            Piece::Text(text) => text.to_owned().into_any(),
            Piece::Link(address) => view! {
                <a href=address.to_owned() target="_blank" rel="noopener noreferrer nofollow">
                    {address.to_owned()}
                </a>
            }
            .into_any(),
        })
        .collect_view()
        .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;
    use Piece::{Link, Text};

    #[test]
    fn only_web_addresses_become_links() {
        let cases: [(&str, &[Piece<'_>]); 6] = [
            ("", &[]),
            ("INC-1: lag", &[Text("INC-1: lag")]),
            (
                "see https://t.example/1.",
                &[Text("see "), Link("https://t.example/1"), Text(".")],
            ),
            (
                "http://a b http://",
                &[Link("http://a"), Text(" b http://")],
            ),
            (
                "javascript:alert(1) https:///x",
                &[Text("javascript:alert(1) https:///x")],
            ),
            (
                "(https://a/é)",
                &[Text("("), Link("https://a/é"), Text(")")],
            ),
        ];
        for (text, expected) in cases {
            assert_eq!(pieces(text), expected, "{text}");
        }
    }
}
