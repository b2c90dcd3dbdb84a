//! A pattern compiled for the engine that runs it, in time linear in the text (R15).

use alloc::{boxed::Box, sync::Arc};
use core::panic::{RefUnwindSafe, UnwindSafe};

use regex_automata::{
    nfa::thompson::{
        Compiler, Config,
        pikevm::{Cache, PikeVM},
    },
    util::{captures, pool::Pool},
};
use regex_syntax::hir::Look;

use super::re2::{self, Captures, tree::Node};

/// A compiled pattern. Cheap to clone.
#[derive(Clone, Debug)]
pub(super) struct Program(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    engine: PikeVM,
    /// No text of fewer bytes holds a match, nor a longer one if there is a bound.
    lengths: (usize, Option<usize>),
    /// What searching needs beside the program, kept from search to search.
    caches: Pool<Cache, NewCache>,
}

type NewCache = Box<dyn Fn() -> Cache + Send + Sync + UnwindSafe + RefUnwindSafe>;

/// Why a pattern does not compile.
pub(super) enum Unable {
    /// It takes more bytes than it may.
    TooBig,
    /// The engine does not know what it asks for.
    Unsupported,
}

impl Program {
    /// Compiles a pattern into no more than so many bytes.
    pub(super) fn new(root: &Node, captures: Captures, bytes: usize) -> Result<Self, Unable> {
        let hir = re2::hir(root, captures);
        let properties = hir.properties();
        let shortest = properties.minimum_len().unwrap_or_default();
        let whole = properties.look_set_prefix().contains(Look::Start)
            && properties.look_set_suffix().contains(Look::End);
        let longest = properties.maximum_len().filter(|_| whole);
        let program = Compiler::new()
            .configure(Config::new().nfa_size_limit(Some(bytes)))
            .build_from_hir(&hir)
            .map_err(|error| match error.size_limit() {
                Some(_) => Unable::TooBig,
                None => Unable::Unsupported,
            })?;
        let engine = PikeVM::new_from_nfa(program).map_err(|_| Unable::Unsupported)?;
        let new_cache: NewCache = {
            let engine = engine.clone();
            Box::new(move || engine.create_cache())
        };
        let caches = Pool::new(new_cache);
        Ok(Self(Arc::new(Inner {
            engine,
            lengths: (shortest, longest),
            caches,
        })))
    }

    /// Whether the pattern is found anywhere in the text.
    pub(super) fn is_found(&self, text: &str) -> bool {
        let (shortest, longest) = self.0.lengths;
        if text.len() < shortest || longest.is_some_and(|longest| text.len() > longest) {
            return false;
        }
        // Not the engine's own yes or no: it ends at the first `\B` inside a character, which counts for nothing.
        self.0.engine.find(&mut self.0.caches.get(), text).is_some()
    }

    /// Every place where it is found, one after another, from left to right.
    pub(super) fn each<'t>(&self, text: &'t str, mut see: impl FnMut(Found<'t>)) {
        let mut cache = self.0.caches.get();
        for captures in self.0.engine.captures_iter(&mut cache, text) {
            see(Found { text, captures });
        }
    }
}

/// A place where a pattern is found, with its groups.
#[derive(Debug)]
pub struct Found<'t> {
    text: &'t str,
    captures: captures::Captures,
}

impl<'t> Found<'t> {
    /// Where it is, in bytes.
    pub(super) fn range(&self) -> core::ops::Range<usize> {
        self.captures.get_group(0).map_or(0..0, |span| span.range())
    }

    /// The text of a group, if the group is there and took part; 0 is the whole match.
    #[must_use]
    pub fn group(&self, number: usize) -> Option<&'t str> {
        self.text.get(self.captures.get_group(number)?.range())
    }
}
