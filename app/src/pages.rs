//! The pages, each with its model beside it.

pub mod access;
pub mod ask;
pub mod audit;
pub mod credential;
pub mod decide;
pub mod playground;
pub mod policy;
pub mod requests;
pub mod review;
pub mod settings;
pub mod sign_in;
pub mod standing;
pub mod status;

#[cfg(test)]
pub mod example;
