//! The expressions inside matchers, templates and predicates: the part of Go's expression syntax
//! that role files use, read into a tree whose every node knows its place in the text (M12, E1).
//!
//! This module reads; what a name or a call means is for its three users to say.

mod cursor;
mod error;
mod lex;
mod literal;
mod parse;
#[cfg(test)]
mod tests;

use alloc::{boxed::Box, string::String, vec::Vec};
use core::ops::Range;

pub use error::{ExpressionError, ExpressionErrorKind};
pub use literal::Literal;

/// How deeply an expression may nest: parentheses, calls, indexes and prefix operators together.
///
/// Hostile text must end in an error and never in an exhausted stack, on the smallest stack that
/// the code runs on. Chains such as `a || b || c` do not nest, however long.
pub const DEEPEST: usize = 100;

/// An expression, and where it stands in its text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Expression {
    /// What it is.
    pub node: Node,
    /// Its bytes in the text given to [`parse`].
    pub span: Range<usize>,
}

/// The shapes an expression has.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Node {
    /// `external`: a name by itself.
    Name(String),
    /// `"dev"` or `` `dev` ``: a string, with its escapes resolved.
    Text(Literal),
    /// `1` or `1.5`: a number, as written.
    Number(Number),
    /// `'d'`: one character in single quotes. No language here has a use for it.
    Character,
    /// `(x)`: kept, because a parenthesised name cannot be called or selected from.
    Parenthesized(Box<Expression>),
    /// `base.name`.
    Select {
        /// What stands before the dot.
        base: Box<Expression>,
        /// The name after the dot.
        name: String,
        /// Where that name stands.
        name_span: Range<usize>,
    },
    /// `base[key]`.
    Index {
        /// What stands before the bracket.
        base: Box<Expression>,
        /// What stands inside the brackets.
        key: Box<Expression>,
    },
    /// `function(arguments)`. A `...` after the last argument is read and changes nothing (M12).
    Call {
        /// What is called.
        function: Box<Expression>,
        /// With what, in order.
        arguments: Vec<Expression>,
    },
    /// `!x` or `-x`.
    Unary {
        /// Which of the two.
        operator: Prefix,
        /// What follows it.
        operand: Box<Expression>,
    },
    /// `a && b && c`: operators of one precedence, applied from the left.
    Chain {
        /// The leftmost operand.
        first: Box<Expression>,
        /// Each further operator with its right operand; never empty.
        rest: Vec<Link>,
    },
    /// Valid Go that no language here has a use for, in words: "a slice".
    Foreign(&'static str),
}

/// A number as written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Number {
    /// A whole number in plain decimal digits.
    Whole,
    /// A number with a fraction or an exponent.
    Fraction,
    /// Any other way of writing a number, such as `0x10`, `1_000` or `2i`.
    Exotic,
}

/// A prefix operator.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Prefix {
    /// `!`
    Not,
    /// `-`
    Minus,
}

/// An operator and the operand to its right.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Link {
    /// The operator.
    pub operator: Infix,
    /// Where the operator stands.
    pub operator_span: Range<usize>,
    /// Its right operand.
    pub operand: Expression,
}

/// An operator between two operands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Infix {
    /// `||`
    Or,
    /// `&&`
    And,
    /// `==`
    Equal,
    /// `!=`
    NotEqual,
    /// Any other of Go's operators, as written.
    Other(&'static str),
}

impl Expression {
    /// The expression without the parentheses around it, however many.
    #[must_use]
    pub fn bare(&self) -> &Self {
        let mut inner = self;
        while let Node::Parenthesized(next) = &inner.node {
            inner = next;
        }
        inner
    }

    /// The parts of a dotted name such as `request.roles`; `None` for anything else, parenthesised
    /// names included.
    #[must_use]
    pub fn path(&self) -> Option<Vec<&str>> {
        let mut parts = Vec::new();
        let mut inner = self;
        loop {
            match &inner.node {
                Node::Select { base, name, .. } => {
                    parts.push(name.as_str());
                    inner = base;
                }
                Node::Name(name) => {
                    parts.push(name.as_str());
                    parts.reverse();
                    return Some(parts);
                }
                _ => return None,
            }
        }
    }
}

/// Reads one expression, which must be all of `text`.
///
/// # Errors
/// The first place where the text breaks the syntax, or nests deeper than [`DEEPEST`].
///
/// # Examples
/// ```
/// use postern_core::policy::expression::{Node, parse};
///
/// let call = parse(r#"regexp.match("us-*")"#).unwrap();
/// assert!(matches!(call.node, Node::Call { .. }));
/// assert_eq!(parse(r#"regexp.match("us-*""#).unwrap_err().span, 12..13);
/// ```
pub fn parse(text: &str) -> Result<Expression, ExpressionError> {
    parse::parse(text)
}
