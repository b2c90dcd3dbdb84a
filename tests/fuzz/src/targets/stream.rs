//! YAML: any text becomes trees whose places nest, within budgets however small.

use postern_core::yaml::{
    budget::ReadBudget,
    document::read_stream,
    node::{Content, Node},
    source::Source,
    span::Span,
};

use crate::{
    input::Input,
    sample::Samples,
    span::{bytes, placed, within},
};

const SMALL: ReadBudget = ReadBudget {
    bytes: 1024,
    depth: 4,
    nodes: 40,
    documents: 3,
    scalar_bytes: 20,
    diagnostics: 5,
};

pub(super) fn check(input: &mut Input<'_>) {
    let source = Source::new(input.text());
    for budget in [ReadBudget::PRODUCT, SMALL] {
        let stream = read_stream(&source, &budget);
        assert!(stream.documents.len() <= budget.documents);
        let mut nodes = 0;
        for document in &stream.documents {
            let whole = Span::new(0, document.root.span.end);
            visit(&source, &document.root, whole, 0, &budget, &mut nodes);
        }
        // A document that is given up has a value made up for each key that was still without.
        assert!(nodes <= budget.nodes + budget.depth);
        let findings = stream.findings.into_sorted();
        assert!(findings.len() <= budget.diagnostics + 1);
        findings.iter().for_each(|finding| placed(source.text(), finding));
    }
}

fn visit(
    source: &Source,
    node: &Node,
    parent: Span,
    depth: usize,
    budget: &ReadBudget,
    nodes: &mut usize,
) {
    *nodes += 1;
    within(source.text(), &bytes(node.span));
    assert!(parent.holds(node.span), "{node:?} is not within {parent:?}");
    match &node.content {
        Content::Scalar(scalar) => assert!(scalar.text.len() <= budget.scalar_bytes),
        Content::List(items) => {
            assert!(depth < budget.depth);
            for item in items {
                visit(source, item, node.span, depth + 1, budget, nodes);
            }
        }
        Content::Map(entries) => {
            assert!(depth < budget.depth);
            for entry in entries {
                visit(source, &entry.key, node.span, depth + 1, budget, nodes);
                visit(source, &entry.value, node.span, depth + 1, budget, nodes);
            }
        }
        Content::Unread => {}
    }
}

pub(super) fn seeds(samples: &Samples) -> Vec<Vec<u8>> {
    let mut seeds = super::reading::seeds(samples);
    let texts = [
        "a: |+\n  b\n\n", "- ? a\n  : b\n", "%YAML 1.2\n---\n!!str a\n...\n", "a: &x [1, *x]", "{a: b, ? c}",
        "\u{feff}a: 'b''c'\r\n\tb: \"\\x41\\u00e9\\\n  d\"", ">-\n a\n  b\n\n c\n", "--- a\n--- b\n---\n...\n",
    ];
    seeds.extend(texts.map(|text| text.as_bytes().to_vec()));
    seeds
}
