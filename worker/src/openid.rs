//! Signing in through an OpenID provider: what is asked of it, and what of its answers is believed.
//! Nothing here knows the ledger; nothing outside knows how a token is checked.

pub mod claims;
pub mod exchange;
pub mod fetch;
pub mod keys;
pub mod provider;
pub mod return_to;
mod signature;
pub mod token;
