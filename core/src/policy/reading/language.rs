//! Checks text that is itself in a language: matchers, templates, predicates. A finding points at
//! the character inside the text.

use alloc::{format, string::String, vec::Vec};
use core::ops::Range;

use super::{
    Standard,
    check::{At, Reader, Side, edit},
};
use crate::{
    policy::{
        expand::looks_expandable,
        matcher::{Matcher, MatcherError, MatcherErrorKind},
        monitoring::condition::Condition,
        predicate::{Env, Predicate, PredicateErrorKind},
        schema::{Language, Shape},
        template::{Template, TemplateErrorKind},
    },
    yaml::{
        diagnostic::{Diagnostic, Severity},
        findings::Findings,
        node::{Node, Scalar},
        scalar::Decoded,
    },
};

/// What is wrong inside a text.
struct Slip {
    rule: &'static str,
    severity: Severity,
    message: String,
    /// Bytes of the decoded text.
    span: Range<usize>,
    help: Option<String>,
}

impl Reader<'_> {
    pub(super) fn language(
        &self,
        node: &Node,
        scalar: &Scalar,
        shape: &Shape,
        at: &At,
        findings: &mut Findings,
    ) {
        let text = scalar.text.as_str();
        if let Shape::Predicate(language) = shape {
            self.predicate(node, scalar, *language, findings);
        }
        if self.standard != Standard::Strict {
            return;
        }
        match shape {
            Shape::Matcher | Shape::ClaimValue | Shape::ClaimRole => {
                let parsed = match shape {
                    Shape::ClaimValue => self.remaining.compile(text, Matcher::glob_or_regex),
                    Shape::ClaimRole if looks_expandable(text) => Ok(Matcher::literal(text)),
                    _ => self.remaining.compile(text, Matcher::parse),
                };
                match parsed {
                    Err(error) => self.slip(node, scalar, error.into(), findings),
                    Ok(_) => pattern_slips(node, text, findings),
                }
                if let Some(slip) = glob_in_function(text).filter(|_| *shape != Shape::ClaimValue) {
                    self.slip(node, scalar, slip, findings);
                }
                if *shape == Shape::Matcher {
                    too_broad(node, text, at, findings);
                }
            }
            Shape::Annotation => self.template(node, scalar, Severity::Error, findings),
            // The only ones that Postern fills itself; others may know more traits.
            Shape::GrantedName if at.field == "logins" => {
                self.template(node, scalar, Severity::Warning, findings);
            }
            Shape::RoleName if text.contains(['*', '{']) || text.starts_with('^') => {
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

    /// E, Y5. The reference stores what can only fail when it is evaluated (E15); we do not.
    fn predicate(&self, node: &Node, scalar: &Scalar, language: Language, findings: &mut Findings) {
        if self.standard == Standard::Load {
            return;
        }
        let text = scalar.text.as_str();
        let mut constant = None;
        let mut predicate = |env| {
            let Some(predicate) = Predicate::parse_optional(text, env, self.remaining)? else {
                return Ok(Vec::new());
            };
            constant = predicate.constant();
            Ok(predicate.faults())
        };
        let faults = match language {
            Language::Foreign => return,
            Language::Where => predicate(Env::Where),
            Language::Filter => predicate(Env::Filter),
            Language::Condition => Condition::parse_within(text, self.remaining)
                .map(|condition| condition.faults().to_vec()),
        };
        let (rule, errors) = match faults {
            Err(error) => (rule_of(error.kind), alloc::vec![error]),
            Ok(faults) if self.standard == Standard::Strict => ("predicate/always-fails", faults),
            Ok(_) => return,
        };
        for error in errors {
            let slip = Slip {
                rule,
                severity: Severity::Error,
                message: error.message,
                span: error.span,
                help: error.help,
            };
            self.slip(node, scalar, slip, findings);
        }
        if let (Some(holds), Standard::Strict) = (constant, self.standard) {
            let (rule, what, help) = if holds {
                ("predicate/always-true", "holds", "leave the field out")
            } else {
                (
                    "predicate/always-false",
                    "never holds",
                    "compare with a name, not with a string that is written out",
                )
            };
            let message = format!("this {what}, whoever asks and whoever reviews");
            findings.push(Diagnostic::new(rule, Severity::Warning, node.span, message).help(help));
        }
    }

    fn template(&self, node: &Node, scalar: &Scalar, severity: Severity, findings: &mut Findings) {
        let errors = match Template::parse_within(&scalar.text, self.remaining) {
            Err(error) => alloc::vec![error],
            Ok(template) => {
                let faults = template.faults();
                let warned = if let Some(span) = template.unknown_namespace() {
                    Some((
                        "template/unknown-namespace",
                        "traits are named by `external`; any other namespace reads the same",
                        span,
                        "write `external`",
                    ))
                } else if faults.is_empty() && template.never_expands() {
                    Some((
                        "template/never-expands",
                        "this gives no value, whoever asks",
                        0..scalar.text.len(),
                        "name a trait, as in `{{external.groups}}`",
                    ))
                } else {
                    None
                };
                if let Some((rule, message, span, help)) = warned {
                    let slip = Slip {
                        rule,
                        severity: Severity::Warning,
                        message: message.into(),
                        span,
                        help: Some(help.into()),
                    };
                    self.slip(node, scalar, slip, findings);
                }
                faults
            }
        };
        for error in errors {
            let slip = Slip {
                rule: match error.kind {
                    TemplateErrorKind::UnknownFunction => "template/unknown-function",
                    _ => "template/syntax",
                },
                severity,
                message: error.message,
                span: error.span,
                help: error.help,
            };
            self.slip(node, scalar, slip, findings);
        }
    }

    fn slip(&self, node: &Node, scalar: &Scalar, slip: Slip, findings: &mut Findings) {
        let decoded = Decoded::new(self.source, node.span, scalar);
        let span = decoded.span(slip.span.start, slip.span.end);
        let finding = Diagnostic::new(slip.rule, slip.severity, span, slip.message);
        findings.push(
            finding.help(
                slip.help
                    .unwrap_or_else(|| String::from("mend it, or write the text another way")),
            ),
        );
    }
}

impl From<MatcherError> for Slip {
    fn from(error: MatcherError) -> Self {
        Self {
            rule: match error.kind {
                MatcherErrorKind::Syntax => "matcher/syntax",
                MatcherErrorKind::Unsupported => "matcher/unsupported-syntax",
                MatcherErrorKind::OverBudget => "matcher/budget",
            },
            severity: Severity::Error,
            message: error.message,
            span: error.span,
            help: error.help,
        }
    }
}

const fn rule_of(kind: PredicateErrorKind) -> &'static str {
    match kind {
        PredicateErrorKind::Syntax => "predicate/syntax",
        PredicateErrorKind::Name => "predicate/unknown-name",
        PredicateErrorKind::Arity => "predicate/wrong-arity",
        PredicateErrorKind::Type => "predicate/wrong-type",
    }
}

/// `regexp.match("us-*")` is a regular expression, found anywhere, and no glob.
fn glob_in_function(text: &str) -> Option<Slip> {
    if !text.contains('"') {
        return None;
    }
    let call = ["regexp.match(\"", "regexp.not_match(\""]
        .iter()
        .find_map(|call| Some(text.find(call)? + call.len()))?;
    let pattern = text.get(call..)?.split('"').next()?;
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '*');
    (pattern.contains('*') && pattern.chars().all(plain)).then(|| Slip {
        rule: "matcher/glob-in-regexp-function",
        severity: Severity::Warning,
        message: format!(
            "`{pattern}` is a regular expression here, in which `*` repeats the character before it"
        ),
        span: call..call + pattern.len(),
        help: Some(format!(
            "write `{}` for any text",
            pattern.replace('*', ".*")
        )),
    })
}

/// Patterns that hardly mean what they say.
fn pattern_slips(node: &Node, text: &str, findings: &mut Findings) {
    let warn = |rule, message: String, help: &str, cured: String| {
        let quoted = format!("'{}'", cured.replace('\'', "''"));
        Diagnostic::new(rule, Severity::Warning, node.span, message)
            .help(help)
            .fix(edit(&format!("change to `{cured}`"), node.span, quoted))
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
            if begins {
                format!("{text}$")
            } else {
                format!("^{text}")
            },
        ));
    } else if begins && splits_at_top(text) {
        findings.push(warn(
            "matcher/unanchored-alternation",
            format!(
                "in `{text}` the `^` belongs to the first alternative only and the `$` to the last"
            ),
            "put the alternatives into parentheses: `^(a|b)$`",
            format!("^({})$", text.trim_start_matches('^').trim_end_matches('$')),
        ));
    }
    if text.trim() != text {
        findings.push(warn(
            "matcher/whitespace",
            format!("`{text}` begins or ends with white space, which counts"),
            "remove it",
            text.trim().into(),
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
