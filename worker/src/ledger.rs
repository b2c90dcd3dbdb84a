//! One cluster's storage and decisions: the object, and the isolate's way to it.

pub mod alarm;
pub mod assume;
pub mod audit;
mod automatic;
mod bootstrap;
mod callback;
pub mod caller;
pub mod capability;
mod checkpoint;
pub mod client;
mod courier;
pub mod credential;
mod deliveries;
#[cfg(feature = "demo")]
pub mod demo;
pub mod identity;
mod integrations;
mod keys;
pub mod listing;
pub mod may;
pub mod memory;
pub mod message;
pub mod object;
mod outbox;
pub mod policy;
mod prepared;
pub mod rate;
pub mod record;
pub mod refusal;
pub mod requests;
mod secrets;
mod session;
mod settings;
pub mod stream;
mod tokens;
pub mod turn;
pub mod view;
