//! A pattern compiled for the engine that runs it, in time linear in the text (R15).

use alloc::{boxed::Box, sync::Arc};
use core::panic::{RefUnwindSafe, UnwindSafe};

use regex_automata::{
    nfa::thompson::{
        Compiler, Config, WhichCaptures,
        pikevm::{Cache, PikeVM},
    },
    util::{captures, lazy::Lazy, pool::Pool},
};
use regex_syntax::hir::Look;

use super::re2::{self, Captures, tree::Tree};

/// A pattern that can be run. Cheap to clone.
#[derive(Clone, Debug)]
pub(super) struct Program(Arc<Stage>);

#[derive(Debug)]
enum Stage {
    Compiled(Engine),
    /// Compiled when it is first run: most patterns that are read never are.
    // INVARIANT: it can be compiled, being as light as [`Program::later`] asks for.
    Later(Lazy<Option<Engine>, Later>),
}

type Later = Box<dyn Fn() -> Option<Engine> + Send + Sync + UnwindSafe + RefUnwindSafe>;

#[derive(Debug)]
struct Engine {
    machine: PikeVM,
    /// Whether it tells where it found something.
    places: bool,
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
    pub(super) fn new(tree: &Tree, captures: Captures, bytes: usize) -> Result<Self, Unable> {
        let engine = Engine::new(tree, captures, Some(bytes))?;
        Ok(Self(Arc::new(Stage::Compiled(engine))))
    }

    /// Compiles a pattern when it is first run. It must weigh little ([`re2::weight`]): there is
    /// nobody then to tell that it cannot be compiled.
    pub(super) fn later(tree: &Arc<Tree>, captures: Captures) -> Self {
        let tree = Arc::clone(tree);
        let later: Later = Box::new(move || Engine::new(&tree, captures, None).ok());
        Self(Arc::new(Stage::Later(Lazy::new(later))))
    }

    /// Whether the pattern is found anywhere in the text.
    pub(super) fn is_found(&self, text: &str) -> bool {
        self.engine().is_some_and(|engine| engine.is_found(text))
    }

    /// Every place where it is found, one after another, from left to right.
    pub(super) fn each<'t>(&self, text: &'t str, mut see: impl FnMut(Found<'t>)) {
        let Some(engine) = self.engine() else { return };
        let mut cache = engine.caches.get();
        for captures in engine.machine.captures_iter(&mut cache, text) {
            see(Found { text, captures });
        }
    }

    fn engine(&self) -> Option<&Engine> {
        match &*self.0 {
            Stage::Compiled(engine) => Some(engine),
            Stage::Later(later) => Lazy::get(later).as_ref(),
        }
    }
}

impl Engine {
    fn new(tree: &Tree, captures: Captures, bytes: Option<usize>) -> Result<Self, Unable> {
        let hir = re2::hir(&tree.root, captures);
        let properties = hir.properties();
        let shortest = properties.minimum_len().unwrap_or_default();
        let whole = properties.look_set_prefix().contains(Look::Start)
            && properties.look_set_suffix().contains(Look::End);
        let longest = properties.maximum_len().filter(|_| whole);
        // Inside a character only `\B` can hold, where it counts for nothing. Without it a yes or no
        // needs no places, which take most of the time.
        let places =
            captures == Captures::Kept || properties.look_set().contains(Look::WordAsciiNegate);
        let mut config = Config::new().nfa_size_limit(bytes);
        if !places {
            config = config.utf8(false).which_captures(WhichCaptures::None);
        }
        let program = Compiler::new()
            .configure(config)
            .build_from_hir(&hir)
            .map_err(|error| match error.size_limit() {
                Some(_) => Unable::TooBig,
                None => Unable::Unsupported,
            })?;
        let machine = PikeVM::new_from_nfa(program).map_err(|_| Unable::Unsupported)?;
        let new_cache: NewCache = {
            let machine = machine.clone();
            Box::new(move || machine.create_cache())
        };
        Ok(Self {
            machine,
            places,
            lengths: (shortest, longest),
            caches: Pool::new(new_cache),
        })
    }

    fn is_found(&self, text: &str) -> bool {
        let (shortest, longest) = self.lengths;
        if text.len() < shortest || longest.is_some_and(|longest| text.len() > longest) {
            return false;
        }
        let mut cache = self.caches.get();
        if self.places {
            self.machine.find(&mut cache, text).is_some()
        } else {
            self.machine.is_match(&mut cache, text)
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
