//! Checks text that is itself in a language: matchers, templates, predicates. A finding points at
//! the character inside the text.

use alloc::format;

use super::{
    Standard,
    check::{At, Reader, Side},
};
use crate::{
    policy::schema::Shape,
    yaml::{
        diagnostic::{Diagnostic, Severity},
        findings::Findings,
        node::{Node, Scalar},
    },
};

impl Reader<'_> {
    pub(super) fn language(
        &self,
        node: &Node,
        scalar: &Scalar,
        shape: &Shape,
        at: &At,
        findings: &mut Findings,
    ) {
        if self.standard != Standard::Strict {
            return;
        }
        match shape {
            Shape::Matcher | Shape::ClaimValue | Shape::ClaimRole => {
                pattern_slips(node, &scalar.text, findings);
                if *shape == Shape::Matcher {
                    too_broad(node, &scalar.text, at, findings);
                }
            }
            Shape::RoleName if scalar.text.contains(['*', '{']) || scalar.text.starts_with('^') => {
                findings.push(
                    Diagnostic::new(
                        "matcher/not-a-pattern",
                        Severity::Warning,
                        node.span,
                        format!(
                            "`{}` takes exact names only: this is no pattern here",
                            at.field
                        ),
                    )
                    .help("write each role's name"),
                );
            }
            _ => {}
        }
    }
}

/// Patterns that hardly mean what they say.
fn pattern_slips(node: &Node, text: &str, findings: &mut Findings) {
    let warn = |rule, message: alloc::string::String, help: &str| {
        Diagnostic::new(rule, Severity::Warning, node.span, message).help(help)
    };
    let (begins, ends) = (text.starts_with('^'), text.ends_with('$') && text.len() > 1);
    if text.contains("{{") {
        return;
    }
    if begins != ends {
        let lacks = if begins {
            "begins with `^` and does not end with `$`"
        } else {
            "ends with `$` and does not begin with `^`"
        };
        findings.push(warn(
            "matcher/half-anchored-regex",
            format!("`{text}` {lacks}, so it is no regular expression: only `*` is special in it"),
            "write both `^` and `$`, or neither",
        ));
    } else if begins && splits_at_top(text) {
        findings.push(warn(
            "matcher/unanchored-alternation",
            format!(
                "in `{text}` the `^` belongs to the first alternative only and the `$` to the last"
            ),
            "put the alternatives into parentheses: `^(a|b)$`",
        ));
    }
    if text.trim() != text {
        findings.push(warn(
            "matcher/whitespace",
            format!("`{text}` begins or ends with white space, which counts"),
            "remove it",
        ));
    }
}

/// Whether a `|` stands outside every group and class.
fn splits_at_top(text: &str) -> bool {
    let (mut depth, mut class) = (0_u32, false);
    let mut characters = text.chars();
    while let Some(character) = characters.next() {
        match character {
            '\\' => {
                characters.next();
            }
            '[' => class = true,
            ']' => class = false,
            '(' if !class => depth += 1,
            ')' if !class => depth = depth.saturating_sub(1),
            '|' if !class && depth == 0 => return true,
            _ => {}
        }
    }
    false
}

fn too_broad(node: &Node, text: &str, at: &At, findings: &mut Findings) {
    if at.side == Side::Allow && matches!(text, "*" | "**" | "^.*$" | "^.+$") {
        findings.push(
            Diagnostic::new(
                "matcher/too-broad",
                Severity::Warning,
                node.span,
                format!("`{text}` accepts every role, those that will be written tomorrow too"),
            )
            .help("name the roles, or a prefix such as `dev-*`"),
        );
    }
}
