//! What an approval is worth: signed tokens, and the keys they are signed with.

pub mod keys;
pub mod token;
