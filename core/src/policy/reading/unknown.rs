//! What an unknown name was probably meant to be: a neighbour that is spelled almost the same, or
//! the same name elsewhere.

use alloc::{format, string::String, vec::Vec};

use crate::policy::schema::{Field, Shape};

/// The known name that `found` is most likely a slip of, if one is near enough.
pub(super) fn likeliest<'a>(found: &str, known: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    // Long names are no slips, and comparing them would cost time.
    if found.len() > 64 {
        return None;
    }
    let folded = fold(found);
    let most = (folded.chars().count() / 3).clamp(1, 3);
    known
        .map(|name| (distance(&folded, &fold(name)), name))
        .filter(|(distance, name)| *distance <= most && *distance < name.len())
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, name)| name)
}

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
        Shape::Object(fields) => (Some(fields), ""),
        Shape::List(Shape::Object(fields)) => (Some(fields), "[]"),
        _ => (None, ""),
    }
}

/// `` `a`, `b` or `c` ``
pub(super) fn among(words: &[&str]) -> String {
    let quoted: Vec<String> = words.iter().map(|word| format!("`{word}`")).collect();
    match quoted.split_last() {
        None => String::new(),
        Some((last, [])) => last.clone(),
        Some((last, first)) => format!("{} or {last}", first.join(", ")),
    }
}

/// Lower case, without what people forget: `max-Duration` and `maxDuration` are `maxduration`.
fn fold(name: &str) -> String {
    name.chars()
        .filter(|c| !matches!(c, '_' | '-' | ' '))
        .map(|c| c.to_ascii_lowercase())
        .collect()
}

/// How many insertions, deletions, replacements and swaps of neighbours turn one into the other.
fn distance(one: &str, other: &str) -> usize {
    let other: Vec<char> = other.chars().collect();
    let mut before: Vec<usize> = Vec::new();
    let mut row: Vec<usize> = (0..=other.len()).collect();
    let mut last = None;
    for (index, character) in one.chars().enumerate() {
        let mut next = Vec::with_capacity(row.len());
        next.push(index + 1);
        for (column, candidate) in other.iter().enumerate() {
            let at = |row: &[usize], column: usize| row.get(column).copied().unwrap_or(usize::MAX);
            let mut cost = (at(&row, column) + usize::from(character != *candidate))
                .min(at(&row, column + 1).saturating_add(1))
                .min(at(&next, column).saturating_add(1));
            let swapped =
                column > 0 && last == Some(*candidate) && other.get(column - 1) == Some(&character);
            if swapped {
                cost = cost.min(at(&before, column - 1).saturating_add(1));
            }
            next.push(cost);
        }
        last = Some(character);
        before = core::mem::replace(&mut row, next);
    }
    row.last().copied().unwrap_or_default()
}
