//! Writes the API's document and the list of operations anew: `cargo xtask openapi`.
#![expect(clippy::print_stdout, reason = "it says what it has written")]

use std::fs;

use anyhow::{Context, Result};

fn main() -> Result<()> {
    for (path, text) in postern_contract::files()? {
        let is_current = fs::read_to_string(&path).is_ok_and(|there| there == text);
        if !is_current {
            fs::write(&path, text).with_context(|| format!("cannot write {}", path.display()))?;
            println!("Wrote {}", path.display());
        }
    }
    Ok(())
}
