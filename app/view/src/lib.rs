//! `view!`: markup as Leptos writes it, turned into calls of the page's own `view` module. Leptos gives
//! every view a type of its own, which the browser then has to download; here there is one type.

use proc_macro2::{Span, TokenStream};
use quote::{quote, quote_spanned};
use rstml::{
    Parser, ParserConfig,
    node::{Node, NodeAttribute, NodeBlock, NodeElement},
};
use syn::{Expr, ExprLit, Lit, Stmt, spanned::Spanned};

/// Before each attribute that is written into the text of an element, as the page's `view` module reads it.
const NEXT: &str = "\u{1}";
/// Between the name of such an attribute and its value.
const IS: &str = "\u{2}";

/// Elements that live in the namespace of SVG.
const SVG: [&str; 6] = ["svg", "use", "rect", "path", "circle", "g"];

/// Markup: elements, texts in quotes, and Rust in braces. Attributes are named as in HTML; `on:click` takes
/// what hears an event, `prop:value` sets a property and keeps it so, `var:lines` sets the
/// style variable `--lines`, `mounted` is called once with the
/// element when it stands in the document.
#[proc_macro]
pub fn view(markup: proc_macro::TokenStream) -> proc_macro::TokenStream {
    let parser = Parser::new(ParserConfig::new());
    let (nodes, problems) = parser
        .parse_recoverable(TokenStream::from(markup))
        .split_vec();
    let problems = problems
        .into_iter()
        .map(|problem| problem.emit_as_expr_tokens());
    let written = match nodes.as_slice() {
        [one] => node(one),
        many => {
            let many = many.iter().map(node);
            quote!(crate::view::View::Many(vec![#(#many),*]))
        }
    };
    quote!({ #(#problems;)* #written }).into()
}

/// One node as an expression that is a `View`.
fn node(node: &Node) -> TokenStream {
    match node {
        Node::Element(it) => {
            let element = element(it);
            quote!(crate::view::View::Element(#element))
        }
        Node::Text(text) => {
            let text = text.value_string();
            quote!(crate::view::View::from(#text))
        }
        Node::Block(block) => {
            let expression = unbraced(block);
            quote_spanned!(made_at(block.span())=> crate::view::IntoView::into_any(#expression))
        }
        Node::Fragment(fragment) => {
            let parts = fragment.children.iter().map(self::node);
            quote!(crate::view::View::Many(vec![#(#parts),*]))
        }
        other => syn::Error::new(other.span(), "write texts in quotes, and Rust in braces")
            .to_compile_error(),
    }
}

/// An element as an expression that is an `Element`.
fn element(element: &NodeElement<rstml::Infallible>) -> TokenStream {
    let tag = element.open_tag.name.to_string();
    let mut fixed = Vec::new();
    let mut others = Vec::new();
    for written in &element.open_tag.attributes {
        match attribute(written) {
            Attribute::Fixed(name, value) => fixed.push((name, value)),
            Attribute::Call(call) => others.push(call),
        }
    }
    let mut written = tag.clone();
    for (name, value) in fixed {
        written.extend([NEXT, &name, IS, &value]);
    }
    let begin = if SVG.contains(&tag.as_str()) {
        quote!(svg)
    } else {
        quote!(new)
    };
    let children = element.children.iter().map(child);
    quote!(crate::view::Element::#begin(#written) #(#others)* #(#children)*)
}

/// What puts a node into an element.
fn child(child: &Node) -> TokenStream {
    match child {
        Node::Element(it) => {
            let element = element(it);
            quote!(.element(#element))
        }
        Node::Text(text) => {
            let text = text.value_string();
            quote!(.text(#text))
        }
        other => {
            let view = node(other);
            quote!(.child(#view))
        }
    }
}

/// An attribute as it is written.
enum Attribute {
    /// Always the same: its name and value.
    Fixed(String, String),
    /// The call that sets it.
    Call(TokenStream),
}

fn attribute(attribute: &NodeAttribute) -> Attribute {
    let NodeAttribute::Attribute(attribute) = attribute else {
        let problem = syn::Error::new(attribute.span(), "write an attribute as name=value");
        return Attribute::Call(problem.to_compile_error());
    };
    let name = attribute.key.to_string();
    let value = attribute.value();
    let is_plain = !name.contains(':') && name != "mounted";
    let text = match value {
        None => Some(String::new()),
        Some(Expr::Lit(ExprLit {
            lit: Lit::Str(text),
            ..
        })) => Some(text.value()),
        Some(_) => None,
    };
    if let Some(text) = text.filter(|_| is_plain) {
        return Attribute::Fixed(name, text);
    }
    let value = value.map_or_else(|| quote!(""), |value| quote!(#value));
    let call = match name.split_once(':') {
        Some(("on", event)) => quote!(on(#event, #value)),
        Some(("prop", property)) => quote!(prop(#property, #value)),
        Some(("var", variable)) => {
            let variable = format!("--{variable}");
            quote!(variable(#variable, #value))
        }
        Some(_) => {
            let problem = "there are `on:`, `prop:` and `var:`";
            let problem = syn::Error::new(attribute.key.span(), problem);
            return Attribute::Call(problem.to_compile_error());
        }
        None if name == "mounted" => quote!(mounted(#value)),
        None => quote!(attribute(#name, #value)),
    };
    Attribute::Call(quote_spanned!(made_at(attribute.key.span())=> .#call))
}

/// Points at what was written, yet is known to be made by this macro: lints leave it alone.
fn made_at(span: Span) -> Span {
    Span::call_site().located_at(span)
}

/// A block without its braces, where it is one expression, so that no lint finds them idle.
fn unbraced(block: &NodeBlock) -> TokenStream {
    match block.try_block().map(|block| block.stmts.as_slice()) {
        Some([Stmt::Expr(expression, None)]) => quote!(#expression),
        _ => quote!(#block),
    }
}
