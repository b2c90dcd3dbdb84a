//! Checks one text again and again while somebody types it: what stands in documents that did not
//! change is remembered, and every answer is the one that reading all of it would give.

mod page;
#[cfg(test)]
mod tests;

use alloc::{string::String, vec::Vec};

use self::page::Page;
use super::check;
use crate::{
    api::{inspection::Inspection, policy::Finding},
    policy::{
        budget::Budget,
        lint::{self, silence},
        reading::{Title, across},
    },
    yaml::{budget::ReadBudget, document::MARK, findings::Findings, source::Source},
};

/// A text, and what was read in each of its documents.
#[derive(Debug, Default)]
pub struct Workbook {
    text: String,
    /// From the beginning of the text to its end, none left out.
    pages: Vec<Page>,
}

impl Workbook {
    /// What [`check`] says of the text. Documents that were there in the text before it, between the
    /// same others, are not read again.
    #[must_use]
    pub fn check(&mut self, text: String) -> Inspection {
        if text.len() > ReadBudget::PRODUCT.bytes as usize {
            return check(&text);
        }
        self.turn_to(text);
        self.inspection().unwrap_or_else(|| check(&self.text))
    }

    /// Takes the pages that are still right, and reads the others.
    fn turn_to(&mut self, text: String) {
        let old = core::mem::replace(&mut self.text, text);
        let text = self.text.as_str();
        let same = Same::of(&old, text);
        let mut left = core::mem::take(&mut self.pages).into_iter().peekable();
        let mut source = None;
        let (mut at, mut was) = (0, 0);
        while at < text.len() {
            let place = same.place(at);
            while left.peek().is_some() && place.is_some_and(|place| was < place) {
                was += left.next().map_or(0, |page| page.length);
            }
            let stays = |page: &Page| {
                page.stands_alone && place == Some(was) && same.holds(at, was + page.length)
            };
            let page = left.next_if(stays).inspect(|page| was += page.length);
            let page = page.unwrap_or_else(|| {
                Page::alone(text, at).unwrap_or_else(|| {
                    let source = source.get_or_insert_with(|| Source::new(text));
                    Page::within(source, at)
                })
            });
            at += page.length;
            self.pages.push(page);
        }
    }

    /// What the pages say together; none if that is more than the budget of one text allows.
    fn inspection(&self) -> Option<Inspection> {
        let budget = ReadBudget::PRODUCT;
        let sum = |count: fn(&Page) -> usize| self.pages.iter().map(count).sum::<usize>();
        if sum(|page| page.nodes) > budget.nodes || sum(|page| page.documents) > budget.documents {
            return None;
        }
        // Close to it, it matters which pattern comes first.
        let patterns = Budget::PRODUCT;
        if sum(|page| page.taken) > patterns.policy_bytes - patterns.compiled_bytes {
            return None;
        }
        let (mut form, mut said, mut titles) = (Vec::new(), Vec::new(), Vec::new());
        let (mut parts, mut silencers) = (Vec::new(), Vec::new());
        let mut inspection = Inspection::default();
        let mut begins = Begins::default();
        for page in &self.pages {
            let base = if page.stands_alone {
                begins
            } else {
                Begins::default()
            };
            let moved = |finding: &Finding| finding.moved(base.byte, base.line);
            form.extend(page.form.as_ref()?.iter().map(moved));
            said.extend(page.said.as_ref()?.iter().map(moved));
            for fact in &page.facts {
                if let Some((kind, name, span)) = &fact.title {
                    let place = span.moved(base.byte);
                    titles.push(Title {
                        kind,
                        name,
                        span: place,
                    });
                    parts.extend(fact.resource.as_ref().map(|resource| lint::Part {
                        name: *span,
                        resource,
                        approvals: &fact.approvals,
                        base: base.byte,
                    }));
                }
                inspection.roles.extend(fact.role.clone());
                inspection.users.extend(fact.user.clone());
            }
            silencers.extend(page.silencers.iter().map(|one| one.moved(base.byte)));
            inspection.documents += page.facts.len();
            begins = begins.after(page);
        }
        let mut between = Findings::new(budget.diagnostics);
        across(titles.into_iter(), &mut between);
        lint::across(&parts, &mut between);
        let between = between.into_found()?;
        let mut findings = form;
        findings.append(&mut said);
        if findings.len() + between.len() > budget.diagnostics {
            return None;
        }
        if !(between.is_empty() && silencers.is_empty()) {
            let source = Source::new(self.text.as_str());
            let placed = |finding| Finding::new(finding, &source);
            findings.extend(between.into_iter().map(placed));
            let wrong = silence::apply(&silencers, &mut findings, |found| &found.diagnostic);
            findings.extend(wrong.into_iter().map(placed));
        }
        findings.sort_by_key(|finding| (finding.diagnostic.span().start, finding.severity));
        inspection.findings = findings;
        (inspection.findings.len() <= budget.diagnostics).then_some(inspection)
    }
}

/// Where a page begins.
#[derive(Clone, Copy, Default)]
struct Begins {
    byte: u32,
    line: u32,
}

impl Begins {
    fn after(self, page: &Page) -> Self {
        Self {
            byte: self.byte.saturating_add(page.bytes()),
            line: self.line.saturating_add(page.lines),
        }
    }
}

/// What a text has in common with another: how it begins and how it ends.
struct Same {
    beginning: usize,
    ending: usize,
    old: usize,
    new: usize,
}

impl Same {
    fn of(old: &str, new: &str) -> Self {
        let beginning = shared(old.as_bytes(), new.as_bytes());
        let most = old.len().min(new.len()) - beginning;
        let ending = shared_ending(old.as_bytes(), new.as_bytes()).min(most);
        Self {
            beginning,
            ending,
            old: old.len(),
            new: new.len(),
        }
    }

    /// Where in the old text the same line stood that begins at this byte of the new one.
    fn place(&self, at: usize) -> Option<usize> {
        if at < self.beginning {
            Some(at)
        } else if self.is_ending(at) {
            Some(at + self.old - self.new)
        } else {
            None
        }
    }

    /// Whether all is the same from that line, at this byte of the new text, to what ended at that
    /// byte of the old one, and it ends there in the new text too.
    fn holds(&self, at: usize, old_end: usize) -> bool {
        // Behind the mark of the next document stands what makes it one.
        old_end + MARK.len() < self.beginning || self.is_ending(at)
    }

    /// Whether all is the same from here on. Not from the very first byte that is the same, which may
    /// have been in the middle of a line.
    fn is_ending(&self, at: usize) -> bool {
        at >= self.beginning && at + self.ending > self.new
    }
}

/// How many bytes are the same from the beginning.
fn shared(one: &[u8], other: &[u8]) -> usize {
    let (chunks, others) = (one.as_chunks::<CHUNK>().0, other.as_chunks::<CHUNK>().0);
    let same = chunks.iter().zip(others).take_while(|(a, b)| a == b);
    let whole = same.count() * CHUNK;
    let one = one.get(whole..).unwrap_or_default().iter();
    let other = other.get(whole..).unwrap_or_default();
    whole + one.zip(other).take_while(|(a, b)| a == b).count()
}

/// How many bytes are the same up to the end.
fn shared_ending(one: &[u8], other: &[u8]) -> usize {
    let (chunks, others) = (one.as_rchunks::<CHUNK>().1, other.as_rchunks::<CHUNK>().1);
    let pairs = chunks.iter().rev().zip(others.iter().rev());
    let whole = pairs.take_while(|(a, b)| a == b).count() * CHUNK;
    let one = one.get(..one.len() - whole).unwrap_or_default().iter();
    let other = other.get(..other.len() - whole).unwrap_or_default().iter();
    let pairs = one.rev().zip(other.rev());
    whole + pairs.take_while(|(a, b)| a == b).count()
}

/// What is compared at once.
const CHUNK: usize = 64;

impl Finding {
    /// The same, so many bytes and lines further down.
    fn moved(&self, bytes: u32, lines: u32) -> Self {
        Self {
            line: self.line.saturating_add(lines),
            end_line: self.end_line.saturating_add(lines),
            diagnostic: self.diagnostic.moved(bytes),
            ..self.clone()
        }
    }
}
