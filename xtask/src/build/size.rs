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
    /// What it should weigh at most.
    goal: usize,
    /// What it may weigh at most until it reaches its goal: lowered whenever it has become lighter, and
    /// never raised.
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
            let Size {
                part, bytes, goal, ..
            } = size;
            let over = if bytes > goal { "  over its goal" } else { "" };
            let (weight, goal) = (bytes.div_ceil(KIB), goal / KIB);
            writeln!(out, "{part:<37} {weight:>5} KiB of {goal} KiB{over}")?;
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
            bytes: compressed("brotliCompressSync", assets("page").chain(assets("style")))?,
            goal: 150 * KIB,
            limit: 290 * KIB,
        },
        Size {
            part: "playground (wasm, JavaScript; brotli)",
            bytes: compressed("brotliCompressSync", assets("playground"))?,
            goal: 150 * KIB,
            limit: 220 * KIB,
        },
        Size {
            part: "engine (wasm, JavaScript; brotli)",
            bytes: compressed("brotliCompressSync", assets("engine"))?,
            goal: 250 * KIB,
            limit: 200 * KIB,
        },
        Size {
            part: "worker (wasm, JavaScript; gzip)",
            bytes: compressed("gzipSync", worker.0.values())?,
            goal: 1536 * KIB,
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
