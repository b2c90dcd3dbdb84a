//! Where a name that is unknown here is known.

use alloc::{string::String, vec::Vec};

use crate::policy::schema::{Field, Shape};

/// Where in `fields` a field of exactly that name stands: `spec.allow.request`. The nearest to
/// `path` where there are several.
pub(super) fn elsewhere(name: &str, path: &str, fields: &'static [Field]) -> Option<String> {
    let mut found = Vec::new();
    search(name, fields, &mut String::new(), &mut found);
    let shared = |place: &String| {
        let same = place.split('.').zip(path.split('.'));
        same.take_while(|(one, other)| one == other).count()
    };
    found
        .into_iter()
        .filter(|place| !place.is_empty())
        .rev()
        .max_by_key(|place| (shared(place), core::cmp::Reverse(place.split('.').count())))
}

fn search(name: &str, fields: &'static [Field], path: &mut String, found: &mut Vec<String>) {
    if fields.iter().any(|field| field.name == name) {
        found.push(path.clone());
    }
    for field in fields {
        if let (Some(inner), suffix) = inner(&field.shape) {
            let length = path.len();
            if length > 0 {
                path.push('.');
            }
            path.push_str(field.name);
            path.push_str(suffix);
            search(name, inner, path, found);
            path.truncate(length);
        }
    }
}

fn inner(shape: &Shape) -> (Option<&'static [Field]>, &'static str) {
    match shape {
        Shape::Object(fields) | Shape::TextOr(fields) => (Some(fields), ""),
        Shape::List(Shape::Object(fields)) => (Some(fields), "[]"),
        _ => (None, ""),
    }
}
