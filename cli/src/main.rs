//! `postern`, the command line: reads the arguments and calls the command they name.
#![expect(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a command line speaks through both"
)]

mod audit;

use std::process::ExitCode;

use lexopt::prelude::*;

const USAGE: &str = "\
postern audit verify FILE [--keys FILE]   check an exported audit log without asking anybody

  FILE          an export (`/api/v1/audit/export.jsonl`), or - for standard input
  --keys FILE   the cluster's public keys (`/.well-known/jwks.json`), to check the signature of the
                checkpoint that the export ends with

Exit codes: 0 it holds; 1 it does not, or cannot be read; 2 the arguments make no sense.";

fn main() -> ExitCode {
    match dispatch() {
        Ok(code) => code,
        Err(Failure::Usage(problem)) => {
            eprintln!("error: {problem}\n\n{USAGE}");
            ExitCode::from(2)
        }
        Err(Failure::Other(error)) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

/// Why a command did not do what it was asked.
enum Failure {
    /// The arguments make no sense.
    Usage(String),
    /// Anything else.
    Other(anyhow::Error),
}

impl From<lexopt::Error> for Failure {
    fn from(error: lexopt::Error) -> Self {
        Self::Usage(error.to_string())
    }
}

impl From<anyhow::Error> for Failure {
    fn from(error: anyhow::Error) -> Self {
        Self::Other(error)
    }
}

fn dispatch() -> Result<ExitCode, Failure> {
    let mut arguments = lexopt::Parser::from_env();
    let mut words = Vec::new();
    let mut keys = None;
    while let Some(argument) = arguments.next()? {
        match argument {
            Long("keys") => keys = Some(arguments.value()?),
            Long("help") | Short('h') => {
                println!("{USAGE}");
                return Ok(ExitCode::SUCCESS);
            }
            Long("version") | Short('V') => {
                println!("postern {}", postern_core::VERSION);
                return Ok(ExitCode::SUCCESS);
            }
            Value(word) => words.push(word.string()?),
            other => return Err(other.unexpected().into()),
        }
    }
    match words.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        ["audit", "verify", file] => Ok(audit::verify(file, keys.as_deref().map(AsRef::as_ref))?),
        [] => Err(Failure::Usage("name a command".into())),
        _ => Err(Failure::Usage(format!(
            "there is no command `{}`",
            words.join(" ")
        ))),
    }
}
