//! Expressions: any text is read or refused, and every node knows its place inside its parent's (M12).

use std::ops::Range;

use postern_core::policy::expression::{Expression, Literal, Node, parse};

use crate::{
    input::Input,
    sample::{Samples, text},
    span::within,
};

pub(super) fn check(input: &mut Input<'_>) {
    let written = input.text();
    match parse(&written) {
        Ok(expression) => visit(&written, &expression, &(0..written.len())),
        Err(error) => within(&written, &error.span),
    }
}

fn visit(text: &str, expression: &Expression, parent: &Range<usize>) {
    let inside = |span: &Range<usize>| {
        within(text, span);
        assert!(parent.start <= span.start && span.end <= parent.end);
    };
    inside(&expression.span);
    let below = |inner: &Expression| visit(text, inner, &expression.span);
    match &expression.node {
        Node::Name(name) => assert_eq!(text.get(expression.span.clone()), Some(name.as_str())),
        Node::Text(literal) => decoded(text, literal),
        Node::Parenthesized(inner) => below(inner),
        Node::Select {
            base, name_span, ..
        } => {
            inside(name_span);
            below(base);
        }
        Node::Index { base, key } => {
            below(base);
            below(key);
        }
        Node::Call {
            function,
            arguments,
        } => {
            below(function);
            arguments.iter().for_each(below);
        }
        Node::Unary { operand, .. } => below(operand),
        Node::Chain { first, rest } => {
            below(first);
            for link in rest {
                inside(&link.operator_span);
                below(&link.operand);
            }
        }
        Node::Number(_) | Node::Character | Node::Foreign(_) => {}
    }
}

/// Every byte of a value points at what wrote it, in order.
fn decoded(text: &str, literal: &Literal) {
    let mut before = literal.span().start;
    for at in 0..=literal.as_bytes().len() {
        let place = literal.source_offset(at);
        assert!(before <= place && place < literal.span().end);
        before = place;
    }
    match literal.as_str() {
        Ok(value) => {
            for (at, character) in value.char_indices() {
                within(text, &literal.source_span(at..at + character.len_utf8()));
            }
        }
        Err(error) => within(text, &error.span),
    }
}

pub(super) fn seeds(samples: &Samples) -> Vec<Vec<u8>> {
    let predicates = samples.cases("where").map(|case| text(case, "expr"));
    let templates = samples.cases("interpolation");
    let templates = templates.map(|case| text(case, "template"));
    let matchers = samples.cases("matcher").map(|case| text(case, "expr"));
    let between = templates.chain(matchers).filter_map(|text| {
        let (_, rest) = text.split_once("{{")?;
        Some(rest.split_once("}}")?.0)
    });
    let all = predicates.chain(between);
    all.map(|text| text.as_bytes().to_vec()).collect()
}
