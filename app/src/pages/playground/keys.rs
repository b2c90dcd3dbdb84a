//! What Tab and Enter write in the editor: indentation by two spaces, as role files have it.

use postern_core::yaml::span::Span;

use super::text::Text;

/// A key that the editor answers itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stroke {
    /// Tab: further in.
    Indent,
    /// Shift and Tab: further out.
    Outdent,
    /// Enter: a new line, as far in as this one.
    Break,
}

/// A part of the text to replace, and what is selected afterwards.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Replacement {
    /// What goes.
    pub span: Span,
    /// What comes.
    pub text: String,
    /// What is selected then, in bytes of the new text.
    pub selected: Span,
}

const STEP: &str = "  ";

/// What the key does with this selection; nothing where there is nothing to do.
pub fn stroke(text: &Text, selected: Span, stroke: Stroke) -> Option<Replacement> {
    match stroke {
        Stroke::Break => Some(line_break(text, selected)),
        Stroke::Indent if selected.start == selected.end => {
            let column = text.position(selected.start).column - 1;
            let come = STEP.get((column % 2) as usize..).unwrap_or(STEP);
            Some(insert(selected, come.to_owned()))
        }
        Stroke::Indent => lines(text, selected, |line| {
            if line.trim().is_empty() {
                line.to_owned()
            } else {
                format!("{STEP}{line}")
            }
        }),
        Stroke::Outdent => lines(text, selected, |line| {
            let spaces = line.len() - line.trim_start_matches(' ').len();
            line.get(spaces.min(STEP.len())..)
                .unwrap_or_default()
                .to_owned()
        }),
    }
}

fn insert(span: Span, text: String) -> Replacement {
    let end = span.start + u32::try_from(text.len()).unwrap_or_default();
    Replacement {
        span,
        text,
        selected: Span::new(end, end),
    }
}

fn line_break(text: &Text, selected: Span) -> Replacement {
    let line = text.line(text.position(selected.start).line);
    let before = text.slice(Span::new(line.start, selected.start));
    let indent = before.len() - before.trim_start_matches(' ').len();
    let opens = before.trim_end().ends_with(':');
    let mut come = String::from("\n");
    come.extend(std::iter::repeat_n(' ', indent));
    if opens {
        come.push_str(STEP);
    }
    insert(selected, come)
}

/// Changes every line that the selection touches.
fn lines(text: &Text, selected: Span, change: impl Fn(&str) -> String) -> Option<Replacement> {
    let first = text.position(selected.start).line;
    let mut last = text.position(selected.end).line;
    // A selection up to a line's beginning does not touch that line.
    if last > first && text.line(last).start == selected.end {
        last -= 1;
    }
    let span = text.line(first).join(text.line(last));
    let changed: Vec<String> = text.slice(span).split('\n').map(change).collect();
    let come = changed.join("\n");
    if come == text.slice(span) {
        return None;
    }
    let selected = if selected.start == selected.end {
        let grown = i64::try_from(come.len()).ok()? - i64::from(span.end - span.start);
        let at = (i64::from(selected.start) + grown).max(i64::from(span.start));
        let at = u32::try_from(at).ok()?;
        Span::new(at, at)
    } else {
        Span::new(span.start, span.start + u32::try_from(come.len()).ok()?)
    };
    Some(Replacement {
        span,
        text: come,
        selected,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `|` marks the selection's ends.
    fn marked(text: &str) -> (Text, Span) {
        let ends: Vec<u32> = text
            .match_indices('|')
            .enumerate()
            .map(|(n, (at, _))| u32::try_from(at - n).unwrap())
            .collect();
        let span = Span::new(ends[0], *ends.last().unwrap());
        (Text::new(&text.replace('|', "")), span)
    }

    #[test]
    fn keys_keep_lines_in_step() {
        for (before, key, after) in [
            ("|", Stroke::Indent, Some("  |")),
            ("a|b", Stroke::Indent, Some("a |b")),
            ("ab|", Stroke::Indent, Some("ab  |")),
            ("a\n|b\n\nc|\nd", Stroke::Indent, Some("a\n|  b\n\n  c|\nd")),
            ("|a\n|b", Stroke::Indent, Some("|  a|\nb")),
            ("   a|", Stroke::Outdent, Some(" a|")),
            ("a|", Stroke::Outdent, None),
            ("|  a\nb|", Stroke::Outdent, Some("|a\nb|")),
            ("|   a", Stroke::Outdent, Some("| a")),
            ("  roles:|", Stroke::Break, Some("  roles:\n    |")),
            ("  - a|b", Stroke::Break, Some("  - a\n  |b")),
            ("a|b|", Stroke::Break, Some("a\n|")),
        ] {
            let (text, selected) = marked(before);
            let result = stroke(&text, selected, key).map(|replacement| {
                let mut new = text.replaced(replacement.span, &replacement.text);
                let Span { start, end } = replacement.selected;
                new.insert(end as usize, '|');
                if start != end {
                    new.insert(start as usize, '|');
                }
                new
            });
            assert_eq!(result.as_deref(), after, "{before:?} {key:?}");
        }
    }
}
