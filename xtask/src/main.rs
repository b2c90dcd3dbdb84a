//! Builds, runs and tests Postern: `cargo xtask run`, `cargo xtask test`.

fn main() {}
