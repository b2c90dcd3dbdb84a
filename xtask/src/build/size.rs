//! How large the parts are on their way to a browser or to the edge, and how large they may be.

use std::{fmt, process::Command};

use anyhow::{Context, Result, bail};

use super::site::Files;
use crate::command::Run as _;

const KIB: usize = 1024;

/// What each part weighs, compressed.
pub(crate) struct Sizes(Vec<Size>);

struct Size {
    part: &'static str,
    bytes: usize,
    /// What it may weigh at most.
    limit: usize,
}

impl Sizes {
    /// Compares every part with what it may weigh.
    ///
    /// # Errors
    /// When one weighs more.
    pub(crate) fn check(&self) -> Result<()> {
        let over: Vec<_> = self
            .0
            .iter()
            .filter(|size| size.bytes > size.limit)
            .map(|size| size.part)
            .collect();
        if !over.is_empty() {
            bail!("larger than it may be: {}", over.join(", "));
        }
        Ok(())
    }
}

impl fmt::Display for Sizes {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        for size in &self.0 {
            let Size { part, bytes, limit } = size;
            let over = if bytes > limit { "  too large" } else { "" };
            let (weight, limit) = (bytes.div_ceil(KIB), limit / KIB);
            writeln!(out, "{part:<42} {weight:>5} KiB of {limit} KiB{over}")?;
        }
        Ok(())
    }
}

pub(super) fn measure(site: &Files, worker: &Files) -> Result<Sizes> {
    let assets = |name: &str| {
        let prefix = format!("assets/{name}-");
        site.0
            .iter()
            .filter(move |(path, _)| path.starts_with(&prefix))
            .map(|(_, bytes)| bytes)
    };
    Ok(Sizes(vec![
        Size {
            part: "page (wasm, JavaScript, CSS; brotli)",
            bytes: compressed("brotliCompressSync", assets("page"))?,
            limit: 200 * KIB,
        },
        Size {
            part: "playground (wasm, JavaScript, CSS; brotli)",
            bytes: compressed("brotliCompressSync", assets("playground"))?,
            limit: 150 * KIB,
        },
        Size {
            part: "engine (wasm, JavaScript; brotli)",
            bytes: compressed("brotliCompressSync", assets("engine"))?,
            limit: 250 * KIB,
        },
        Size {
            part: "worker (wasm, JavaScript; gzip)",
            bytes: compressed("gzipSync", worker.0.values())?,
            limit: 1536 * KIB,
        },
    ]))
}

/// How many bytes the files are together, each compressed by itself with Node's zlib.
fn compressed<'a>(function: &str, files: impl Iterator<Item = &'a Vec<u8>>) -> Result<usize> {
    let script = format!(
        "const read = require('node:fs').readFileSync(0); \
         console.log(require('node:zlib').{function}(read).length)"
    );
    files
        .map(|bytes| {
            let length = Command::new("node").args(["-e", &script]).pipe(bytes)?;
            String::from_utf8(length)?
                .trim()
                .parse::<usize>()
                .context("node printed no length")
        })
        .sum()
}
