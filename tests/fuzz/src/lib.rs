//! What a fuzzer feeds to Postern's core, and what must hold whatever it feeds: one file a target. Built
//! plainly this replays inputs; `cargo xtask fuzz` builds it to be guided by coverage.

mod input;
pub mod sample;
mod span;
mod targets;

use std::{fs, io, path::Path};

pub use self::targets::TARGETS;
use self::{input::Input, sample::Samples};

/// Something that takes text from outside, with what is known to hold for it.
#[derive(Clone, Copy, Debug)]
pub struct Target {
    /// Its name, which is also that of its file and of the folder of its regressions.
    pub name: &'static str,
    check: fn(&mut Input<'_>),
    seeds: fn(&Samples) -> Vec<Vec<u8>>,
}

impl Target {
    /// The target of this name.
    #[must_use]
    pub fn named(name: &str) -> Option<&'static Self> {
        TARGETS.iter().find(|target| target.name == name)
    }

    /// Tries one input.
    ///
    /// # Panics
    /// When something does not hold that should.
    pub fn check(&self, input: &[u8]) {
        (self.check)(&mut Input::new(input));
    }

    /// Inputs to begin with, out of the recorded cases.
    #[must_use]
    pub fn seeds(&self, samples: &Samples) -> Vec<Vec<u8>> {
        (self.seeds)(samples)
    }

    /// Writes what to begin with to a folder, one file each.
    ///
    /// # Errors
    /// When the samples cannot be read or the folder cannot be written.
    pub fn write_seeds(&self, folder: &Path) -> io::Result<()> {
        fs::create_dir_all(folder)?;
        for (number, seed) in self.seeds(&Samples::read()?).iter().enumerate() {
            fs::write(folder.join(number.to_string()), seed)?;
        }
        Ok(())
    }
}
