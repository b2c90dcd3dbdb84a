//! Expression to source: which trait is read and which functions it passes through (I3–I8).

use alloc::{borrow::ToOwned, boxed::Box, format, string::String};
use core::ops::Range;

use super::{TemplateError, TemplateErrorKind, source::Source};
use crate::policy::{
    budget::Remaining,
    expand::Replacement,
    expression::{self, Expression, ExpressionErrorKind, Infix, Link, Literal, Node},
    matcher::{pattern::Replacer, re2::LetterCase},
};

type Checked<T> = Result<T, TemplateError>;

/// The trait names that `internal` knows (I5).
const INTERNAL: [&str; 11] = [
    "logins",
    "windows_logins",
    "kubernetes_groups",
    "kubernetes_users",
    "db_names",
    "db_users",
    "db_roles",
    "aws_role_arns",
    "azure_identities",
    "gcp_service_accounts",
    "jwt",
];

const VARIABLE: &str = "name a trait, as in `external.groups` or `external[\"team-name\"]`";
const FUNCTIONS: &str =
    "there is `email.local(list)` and `regexp.replace(list, \"pattern\", \"replacement\")`";

/// Reads what stands between the braces of a template, which begins at byte `inside` of the whole.
pub(super) fn source(text: &str, inside: usize, remaining: &Remaining) -> Checked<Source> {
    let checker = Checker {
        text,
        inside,
        remaining,
    };
    if text.is_empty() {
        return Err(checker.error("there is nothing between the braces", 0..0, Some(VARIABLE)));
    }
    match expression::parse(text) {
        Ok(expression) => checker.list(&expression),
        Err(error) => Err(TemplateError {
            kind: match error.kind {
                ExpressionErrorKind::Syntax => TemplateErrorKind::Syntax,
                ExpressionErrorKind::Unsupported => TemplateErrorKind::BadParameter,
            },
            message: error.message,
            span: checker.place(error.span),
            help: error.help,
        }),
    }
}

struct Checker<'a> {
    text: &'a str,
    inside: usize,
    remaining: &'a Remaining,
}

impl Checker<'_> {
    /// A place in the expression as a place in the whole template.
    fn place(&self, span: Range<usize>) -> Range<usize> {
        span.start.saturating_add(self.inside)..span.end.saturating_add(self.inside)
    }

    fn error(&self, message: &str, span: Range<usize>, help: Option<&str>) -> TemplateError {
        TemplateError {
            kind: TemplateErrorKind::BadParameter,
            message: message.to_owned(),
            span: self.place(span),
            help: help.map(ToOwned::to_owned),
        }
    }

    /// A list of values: a trait, a call, or a string as a list of one (I7).
    fn list(&self, expression: &Expression) -> Checked<Source> {
        let span = expression.span.clone();
        match &expression.node {
            Node::Parenthesized(inner) => self.list(inner),
            Node::Text(literal) => Ok(Source::Literal {
                value: self.text(literal)?,
                span: self.place(span),
            }),
            Node::Name(_) | Node::Select { .. } => self.selected(expression),
            Node::Index { base, key } => self.indexed(base, key, span),
            Node::Call {
                function,
                arguments,
            } => self.call(function, arguments, span),
            Node::Chain { first, rest } => Err(self.operator(first, rest, &span)),
            Node::Number(_) => Err(self.error("a number is no value here", span, Some(VARIABLE))),
            Node::Character => Err(self.error(
                "single quotes do not make a string here",
                span,
                Some("write it in double quotes"),
            )),
            Node::Unary { .. } => {
                Err(self.error("a template has no operators", span, Some(VARIABLE)))
            }
            Node::Foreign(what) => Err(self.error(
                &format!("{what} has no meaning in a template"),
                span,
                Some(VARIABLE),
            )),
        }
    }

    /// `namespace.name` (I3, I4).
    fn selected(&self, expression: &Expression) -> Checked<Source> {
        let span = expression.span.clone();
        match expression.path().as_deref() {
            Some([namespace, name]) => self.variable(namespace, name, span),
            Some([name]) => Err(self.error(
                &format!("`{name}` alone names no trait"),
                span,
                Some(&format!("write `external.{name}`")),
            )),
            Some([namespace, rest @ ..]) => Err(TemplateError {
                kind: TemplateErrorKind::Syntax,
                ..self.error(
                    "a trait's name has two parts here",
                    span,
                    Some(&format!("write `{namespace}[\"{}\"]`", rest.join("."))),
                )
            }),
            _ => Err(self.error(
                "only a plain name can be selected from",
                span,
                Some(VARIABLE),
            )),
        }
    }

    /// `namespace["name"]` (I3).
    fn indexed(&self, base: &Expression, key: &Expression, span: Range<usize>) -> Checked<Source> {
        let Node::Name(namespace) = &base.bare().node else {
            let what = "only one value can be taken from brackets, and this is a list already";
            return Err(self.error(what, span, Some(VARIABLE)));
        };
        let Node::Text(name) = &key.bare().node else {
            return Err(self.error(
                "a trait's name in brackets is a string",
                key.span.clone(),
                Some("write it in double quotes"),
            ));
        };
        self.variable(namespace, &self.text(name)?, span)
    }

    /// Every namespace reads the same traits; `internal` knows a few of them only (I4, I5).
    fn variable(&self, namespace: &str, name: &str, span: Range<usize>) -> Checked<Source> {
        if namespace == "internal" && !INTERNAL.contains(&name) {
            return Err(self.error(
                &format!("`internal` has no trait `{name}`"),
                span,
                Some(&format!(
                    "write `external[\"{name}\"]`; `internal` has {}",
                    INTERNAL.join(", ")
                )),
            ));
        }
        Ok(Source::Trait {
            name: name.to_owned(),
            namespaced: matches!(namespace, "external" | "internal"),
            span: self.place(span),
        })
    }

    fn call(
        &self,
        function: &Expression,
        arguments: &[Expression],
        span: Range<usize>,
    ) -> Checked<Source> {
        let path = function.path();
        match (path.as_deref(), arguments) {
            (Some(["email", "local"]), [list]) => {
                let list = Box::new(self.list(list)?);
                Ok(Source::EmailLocal {
                    list,
                    span: self.place(span),
                })
            }
            (Some(["regexp", "replace"]), [list, pattern, replacement]) => {
                let list = Box::new(self.list(list)?);
                let pattern = self.pattern(self.literal(pattern)?)?;
                let replacement = self.text(self.literal(replacement)?)?;
                let replacement = Replacement::parse(&replacement);
                Ok(Source::Replace {
                    list,
                    pattern,
                    replacement,
                    span: self.place(span),
                })
            }
            (Some(["email", "local"]), _) => Err(self.arity("email.local", "one", arguments, span)),
            (Some(["regexp", "replace"]), _) => {
                Err(self.arity("regexp.replace", "three", arguments, span))
            }
            (Some(["regexp", "match" | "not_match"]), _) => Err(self.error(
                "a template inserts values and does not match names",
                function.span.clone(),
                Some(FUNCTIONS),
            )),
            (Some(path), _) => Err(TemplateError {
                kind: TemplateErrorKind::UnknownFunction,
                ..self.error(
                    &format!("there is no function `{}` here", path.join(".")),
                    function.span.clone(),
                    Some(FUNCTIONS),
                )
            }),
            (None, _) => Err(self.error(
                "only a plain name can be called",
                function.span.clone(),
                Some(FUNCTIONS),
            )),
        }
    }

    fn arity(
        &self,
        name: &str,
        wanted: &str,
        arguments: &[Expression],
        span: Range<usize>,
    ) -> TemplateError {
        let plural = if wanted == "one" { "" } else { "s" };
        let message = format!(
            "`{name}` takes {wanted} argument{plural}, not {}",
            arguments.len()
        );
        self.error(&message, span, Some(FUNCTIONS))
    }

    /// A pattern or a replacement, which must be written out (I7).
    fn literal<'e>(&self, expression: &'e Expression) -> Checked<&'e Literal> {
        match &expression.bare().node {
            Node::Text(literal) => Ok(literal),
            _ => Err(self.error(
                "a string belongs here",
                expression.span.clone(),
                Some("patterns and replacements are written out, in double quotes or backquotes"),
            )),
        }
    }

    fn text(&self, literal: &Literal) -> Checked<String> {
        literal
            .as_str()
            .map(ToOwned::to_owned)
            .map_err(|error| self.error(&error.message, error.span, error.help.as_deref()))
    }

    /// Compiles a pattern; one that does not compile is kept as its error (I10).
    fn pattern(
        &self,
        literal: &Literal,
    ) -> Checked<Result<Box<Replacer>, crate::policy::matcher::MatcherError>> {
        let text = self.text(literal)?;
        let exact = |text: &str, budget: &_| Replacer::regex(text, LetterCase::Exact, budget);
        Ok(self
            .remaining
            .compile(&text, exact)
            .map(Box::new)
            .map_err(|mut error| {
                error.span = self.place(literal.source_span(error.span));
                error
            }))
    }

    /// The error for `a-b` and its like. A trait's name with a hyphen is the usual cause (I3).
    fn operator(&self, first: &Expression, rest: &[Link], span: &Range<usize>) -> TemplateError {
        let hyphens = rest.iter().all(|link| {
            link.operator == Infix::Other("-")
                && matches!(link.operand.node, Node::Name(_) | Node::Number(_))
        });
        if let (
            true,
            Node::Select {
                base, name_span, ..
            },
        ) = (hyphens, &first.node)
            && let Node::Name(namespace) = &base.node
            && let Some(name) = self.text.get(name_span.start..span.end)
            && !name.contains([' ', '\t', '\n', '\r', '/'])
        {
            return self.error(
                "a name with a hyphen is read as a subtraction",
                span.clone(),
                Some(&format!("write `{namespace}[\"{name}\"]`")),
            );
        }
        let operator = rest
            .first()
            .map_or(span.clone(), |link| link.operator_span.clone());
        self.error("a template has no operators", operator, Some(VARIABLE))
    }
}
