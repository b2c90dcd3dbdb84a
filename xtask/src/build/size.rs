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
            writeln!(out, "{part:<60} {weight:>5} KiB of {limit} KiB{over}")?;
        }
        Ok(())
    }
}

/// What is asked for when the form for requests is opened the first time: `assets/NAME-…`.
const FIRST_LOAD: &[&str] = &["page", "theme"];

/// What the playground needs: none of it is asked for anywhere else, but for the little that sets the theme.
const PLAYGROUND: &[&str] = &["playground", "engine", "editor", "keep"];

/// What is neither a module, nor a script, nor a style sheet is not weighed with them.
const WEIGHED: &[&str] = &[".wasm", ".js", ".css"];

pub(super) fn measure(site: &Files, worker: &Files) -> Result<Sizes> {
    Ok(Sizes(vec![
        Size {
            part: "first load of a request page (wasm, JavaScript, CSS; brotli)",
            bytes: compressed("brotliCompressSync", assets(site, FIRST_LOAD))?,
            limit: 200 * KIB,
        },
        Size {
            part: "administration: the audit log and settings (brotli)",
            bytes: compressed("brotliCompressSync", assets(site, &["administration"]))?,
            limit: 200 * KIB,
        },
        Size {
            part: "the policy in force, beside engine and editor (brotli)",
            bytes: compressed("brotliCompressSync", assets(site, &["policy"]))?,
            limit: 200 * KIB,
        },
        Size {
            part: "the playground: module, engine, editor (brotli)",
            bytes: compressed("brotliCompressSync", assets(site, PLAYGROUND))?,
            // A first load may weigh 450 KiB more here than on a request page, which may weigh 200; this is less.
            limit: 550 * KIB,
        },
        Size {
            part: "worker (wasm, JavaScript; gzip)",
            bytes: compressed("gzipSync", worker.0.values())?,
            limit: 1536 * KIB,
        },
    ]))
}

/// The assets whose names begin so.
fn assets<'a>(site: &'a Files, names: &'a [&'a str]) -> impl Iterator<Item = &'a Vec<u8>> {
    site.0
        .iter()
        .filter(move |(path, _)| {
            let name = path.strip_prefix("assets/").unwrap_or_default();
            names.iter().any(|stem| {
                let rest = name.strip_prefix(stem);
                rest.is_some_and(|rest| rest.starts_with('-'))
            }) && WEIGHED.iter().any(|ending| name.ends_with(ending))
        })
        .map(|(_, bytes)| bytes)
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_asset_is_weighed_once() {
        let site = Files(
            [
                ("assets/page-1/module_bg.wasm", 1),
                ("assets/page-1/page.js", 2),
                ("assets/page-style-2.css", 4),
                ("assets/theme-3.js", 8),
                ("assets/playground-4/module.js", 16),
                ("assets/playground-style-5.css", 32),
                ("assets/engine-6/worker.js", 64),
                ("assets/editor-7.js", 128),
                ("assets/editor-7.txt", 256),
                ("index.html", 512),
                ("fonts/inter.woff2", 1024),
            ]
            .map(|(path, bytes)| (path.to_owned(), vec![0; bytes]))
            .into(),
        );
        let sum = |names| assets(&site, names).map(Vec::len).sum::<usize>();
        assert_eq!(sum(FIRST_LOAD), 15);
        assert_eq!(sum(PLAYGROUND), 240);
    }
}
