//! What an approval is worth: signed tokens, and the keys they are signed with. And whatever else has
//! to stay secret at rest.

pub mod keys;
pub mod seal;
pub mod secret;
pub mod token;
