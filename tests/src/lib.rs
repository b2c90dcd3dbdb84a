//! Runs recorded cases of the policy language against the core: natively from `tests/conformance`, and as
//! a wasm module from `tests/wasm`.

pub mod conformance;
