//! `postern audit verify`: whether an exported audit log is what was written, row by row.

mod checkpoint;

use std::{
    fs::File,
    io::{self, BufRead, BufReader},
    path::Path,
    process::ExitCode,
};

use anyhow::{Context, Result, bail};
use postern_core::{
    api::audit::{Checkpoint, ExportLine},
    audit::Chain,
};

use self::checkpoint::Keys;

/// Checks the log in `file`, and says in words what holds or which event does not.
///
/// # Errors
/// When a file cannot be read, or holds something else.
pub(crate) fn verify(file: &str, keys: Option<&Path>) -> Result<ExitCode> {
    let keys = keys.map(Keys::read).transpose()?;
    let lines: Box<dyn BufRead> = match file {
        "-" => Box::new(BufReader::new(io::stdin())),
        path => Box::new(BufReader::new(
            File::open(path).with_context(|| format!("cannot read {path}"))?,
        )),
    };
    match check(lines, keys.as_ref())? {
        Ok(words) => {
            println!("{words}");
            Ok(ExitCode::SUCCESS)
        }
        Err(words) => {
            println!("BROKEN: {words}");
            Ok(ExitCode::FAILURE)
        }
    }
}

/// What holds, or what is broken.
fn check(lines: impl BufRead, keys: Option<&Keys>) -> Result<Result<String, String>> {
    let mut chain = Chain::default();
    let mut last: Option<Checkpoint> = None;
    for (line, number) in lines.split(b'\n').zip(1_u64..) {
        let line = line.with_context(|| format!("cannot read line {number}"))?;
        let next = chain.head().map_or(1, |(seq, _)| seq + 1);
        if last.is_some() {
            return Ok(Err(format!(
                "line {number} follows the checkpoint that ends a log"
            )));
        }
        let Ok(read) = serde_json::from_slice(&line) else {
            return Ok(Err(format!(
                "event {next} cannot be read: line {number} is no row of an audit log"
            )));
        };
        match read {
            ExportLine::Row(row) => {
                if let Err(broken) = chain.next(&row) {
                    return Ok(Err(format!("{broken} (line {number})")));
                }
            }
            ExportLine::Checkpoint(checkpoint) => last = Some(checkpoint),
        }
    }
    let (Some((seq, hash)), Some(first)) = (chain.head(), chain.first()) else {
        bail!("there is no event in it: is this an export of an audit log?");
    };
    let mut words = format!("{} events hold, from {first} to {seq}", seq - first + 1);
    if first > 1 {
        words += &format!("; what came before {first} is not in this file");
    }
    let Some(checkpoint) = last else {
        return Ok(Err(format!(
            "{words}, but the file ends without a checkpoint: it was cut off"
        )));
    };
    if (checkpoint.seq, checkpoint.hash.as_str()) != (seq, hash) {
        return Ok(Err(format!(
            "{words}, but the checkpoint speaks of event {} with another hash",
            checkpoint.seq
        )));
    }
    match keys {
        None => {
            words += "\nThe checkpoint's signature was not checked: give the cluster's public keys with --keys";
        }
        Some(keys) => match keys.verify(&checkpoint) {
            Ok(kid) => {
                words += &format!(
                    "\nSigned by {} at {} with the key {kid}",
                    checkpoint.cluster, checkpoint.at
                );
            }
            Err(problem) => return Ok(Err(format!("the checkpoint is not genuine: {problem}"))),
        },
    }
    Ok(Ok(words))
}

#[cfg(test)]
mod tests;
