//! Which names of a sorted catalogue a list of matchers accepts, without asking each matcher about
//! each name: what a matcher requires of a name becomes a look-up or a range (M2–M11, M17).

pub mod bits;
pub mod catalogue;
pub mod selection;

mod lookups;
mod outline;
mod sketch;
#[cfg(test)]
pub(crate) mod tests;
mod text;
