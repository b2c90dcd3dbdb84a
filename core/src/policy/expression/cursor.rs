//! The place in the tokens that reading has come to, and what to say when it can go no further.

use alloc::{format, string::String, vec::Vec};
use core::ops::Range;

use super::{
    ExpressionError,
    lex::{Kind, Token},
};

const BREAK_HELP: &str = "break the line after an operator, a comma or `(`, never before";

pub(super) struct Cursor {
    tokens: Vec<Token>,
    at: usize,
}

impl Cursor {
    pub(super) fn new(tokens: Vec<Token>) -> Self {
        Self { tokens, at: 0 }
    }

    pub(super) fn peek(&self) -> &Kind {
        self.tokens
            .get(self.at)
            .map_or(&Kind::End, |token| &token.kind)
    }

    pub(super) fn is(&self, symbol: &str) -> bool {
        matches!(self.peek(), Kind::Symbol(next) if *next == symbol)
    }

    pub(super) fn span(&self) -> Range<usize> {
        self.tokens
            .get(self.at)
            .or(self.tokens.last())
            .map_or(0..0, |token| token.span.clone())
    }

    pub(super) fn advance(&mut self) {
        self.at = self.at.saturating_add(1);
    }

    /// Reads the bracket that closes the one at byte `opening`; returns the byte after it.
    pub(super) fn close(
        &mut self,
        bracket: &str,
        opening: usize,
    ) -> Result<usize, ExpressionError> {
        if self.is(bracket) {
            let end = self.span().end;
            self.advance();
            return Ok(end);
        }
        if !matches!(self.peek(), Kind::End) && !self.is_final_break() {
            return Err(self.unexpected(&format!("`{bracket}`")));
        }
        let open = if bracket == "]" { "[" } else { "(" };
        let span = opening..opening.saturating_add(1);
        Err(
            ExpressionError::syntax(format!("this `{open}` is not closed"), span)
                .with_help(format!("close it with `{bracket}`")),
        )
    }

    /// Whether the next token is the break that stands for the end of the text.
    pub(super) fn is_final_break(&self) -> bool {
        let after = self.tokens.get(self.at.saturating_add(1));
        matches!(self.peek(), Kind::Break)
            && matches!(after.map(|token| &token.kind), Some(Kind::End))
    }

    /// The error for text that goes on after a whole expression.
    pub(super) fn after_expression(&self) -> ExpressionError {
        let before = self
            .at
            .checked_sub(1)
            .and_then(|before| self.tokens.get(before));
        if let Some(Token {
            kind: Kind::Break,
            span,
        }) = before
        {
            let message = "a line break ends the expression here, and more text follows";
            return ExpressionError::syntax(message, span.clone()).with_help(BREAK_HELP);
        }
        let message = format!("the expression is complete before {}", self.describe());
        ExpressionError::syntax(message, self.span()).with_help(match self.peek() {
            Kind::Name(word) if word == "and" => "write `&&`",
            Kind::Name(word) if word == "or" => "write `||`",
            Kind::Symbol("=") => "write `==`",
            Kind::Symbol(";" | ",") => "write one expression, and nothing after it",
            Kind::Symbol(")" | "]") => "there is no bracket open that it could close",
            _ => "join two conditions with `&&` or `||`",
        })
    }

    /// The error for a token that cannot stand where `wanted` belongs.
    pub(super) fn unexpected(&self, wanted: &str) -> ExpressionError {
        if matches!(self.peek(), Kind::Break) && !self.is_final_break() {
            let message = format!("a line break cannot stand here, where {wanted} belongs");
            return ExpressionError::syntax(message, self.span()).with_help(BREAK_HELP);
        }
        let message = format!("{wanted} belongs here, not {}", self.describe());
        let error = ExpressionError::syntax(message, self.span());
        match self.peek() {
            Kind::Symbol("&&" | "||" | "==" | "!=") => {
                error.with_help("an operator needs a value on both sides")
            }
            Kind::Symbol("=") => error.with_help("write `==`"),
            _ => error,
        }
    }

    /// The next token in words.
    fn describe(&self) -> String {
        match self.peek() {
            Kind::Name(name) => format!("`{name}`"),
            Kind::Keyword(word) => format!("the reserved word `{word}`"),
            Kind::Symbol(symbol) => format!("`{symbol}`"),
            Kind::Text(_) => "a string".into(),
            Kind::Number(_) => "a number".into(),
            Kind::Character => "a quoted character".into(),
            Kind::Break if !self.is_final_break() => "a line break".into(),
            Kind::Break | Kind::End => "the end".into(),
        }
    }
}
