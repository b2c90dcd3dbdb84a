//! Builds, runs, tests and measures Postern: `cargo xtask run`, `cargo xtask test`. Everything it needs beyond
//! Rust, a C linker and Node it installs itself, pinned by the lock files.
#![expect(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a command line speaks through both"
)]

mod bench;
mod build;
mod command;
mod deploy;
mod fuzz;
mod guards;
mod machine;
mod run;
mod screens;
mod test;
mod workspace;

use std::process::{Command, ExitCode};

use anyhow::{Result, bail};
use lexopt::prelude::*;

use crate::{build::Variant, command::Run as _, workspace::Workspace};

const USAGE: &str = "\
cargo xtask run [--port N] [--fresh]   build, and serve the sample cluster on this machine
cargo xtask build [deploy|demo|test]   build what is deployed, what `run` serves, or what the tests drive;
                                       print its sizes; with --worker build the worker alone
cargo xtask deploy --clusters FILE [--domains] [--dry-run] [--name NAME]
                                       build what is deployed and deploy it with wrangler; docs/deploy.md
cargo xtask bench [QUESTION]…          measure the core's answers beside other ways to get them, natively and
                                       as a wasm module in Node; print ratios
cargo xtask bench --instructions       count the processor's instructions for one answer (with valgrind)
cargo xtask bench --peers              the same questions put to cedar-policy, casbin and regorus
cargo xtask bench --service [QUESTION]…
                                       calls of the service on the runtime, beside a bare worker; questions: rows,
                                       growth, soak
cargo xtask bench --load [PAGE]…        the first load of sign-in, form and playground in Chromium, on a line and a
                                       processor made slow
cargo xtask fuzz [--minutes N] [TARGET]…
                                       feed the core's parsers what coverage suggests, ten minutes each; the
                                       targets are the files of tests/fuzz/src/targets
cargo xtask guards [NAME]…              take each guard against a threat away, one at a time in a copy of the sources, and
                                       say whether its tests fail then; the guards are those of tests/guards
cargo xtask screens [NAME]…            take the pictures of docs/screens from the sample cluster, in Chromium
cargo xtask openapi                    write the API's document anew, after a change of what the API is
cargo xtask test [--only PART]…        check everything; parts: format, lints, host, build, wasm, worker,
                                       contract, browser, fuzz

  --port N     listen on another port than 8787
  --fresh      forget what is stored under .postern/ first
  --minutes N  fuzz each target for so long";

fn main() -> ExitCode {
    match dispatch() {
        Ok(code) => code,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn dispatch() -> Result<ExitCode> {
    let mut arguments = lexopt::Parser::from_env();
    let task = match arguments.next()? {
        Some(Value(task)) => task.string()?,
        None | Some(Long("help") | Short('h')) => {
            println!("{USAGE}");
            return Ok(ExitCode::SUCCESS);
        }
        Some(other) => return Err(other.unexpected().into()),
    };
    let workspace = Workspace::locate()?;
    match task.as_str() {
        "build" => {
            let mut variant = Variant::Deploy;
            let mut worker_only = false;
            while let Some(argument) = arguments.next()? {
                match argument {
                    Long("worker") => worker_only = true,
                    Value(name) => variant = name.parse()?,
                    other => return Err(other.unexpected().into()),
                }
            }
            machine::prepare(&workspace)?;
            if worker_only {
                build::worker(&workspace, variant)?;
                return Ok(ExitCode::SUCCESS);
            }
            let built = build::build(&workspace, variant)?;
            let sizes = built.sizes()?;
            print!("{sizes}");
            sizes.check()?;
        }
        "deploy" => {
            let mut options = deploy::Options::default();
            while let Some(argument) = arguments.next()? {
                match argument {
                    Long("clusters") => options.clusters = Some(arguments.value()?.into()),
                    Long("domains") => options.domains = true,
                    Long("dry-run") => options.dry_run = true,
                    Long("name") => options.name = Some(arguments.value()?.string()?),
                    other => return Err(other.unexpected().into()),
                }
            }
            machine::prepare(&workspace)?;
            deploy::deploy(&workspace, &options)?;
        }
        "bench" => {
            let mut kind = bench::Kind::Times;
            let mut questions = Vec::new();
            while let Some(argument) = arguments.next()? {
                match argument {
                    Long("instructions") => kind = bench::Kind::Instructions,
                    Long("peers") => kind = bench::Kind::Peers,
                    Long("service") => kind = bench::Kind::Service,
                    Long("load") => kind = bench::Kind::Load,
                    Value(question) => questions.push(question.string()?),
                    other => return Err(other.unexpected().into()),
                }
            }
            bench::bench(&workspace, kind, &questions)?;
        }
        "fuzz" => {
            let mut options = fuzz::Options::default();
            while let Some(argument) = arguments.next()? {
                match argument {
                    Long("minutes") => options.minutes = arguments.value()?.parse()?,
                    Value(target) => options.targets.push(target.string()?),
                    other => return Err(other.unexpected().into()),
                }
            }
            return fuzz::fuzz(&workspace, &options);
        }
        "guards" => {
            let mut named = Vec::new();
            while let Some(argument) = arguments.next()? {
                match argument {
                    Value(name) => named.push(name.string()?),
                    other => return Err(other.unexpected().into()),
                }
            }
            return guards::guards(&workspace, &named);
        }
        "screens" => {
            let mut names = Vec::new();
            while let Some(argument) = arguments.next()? {
                match argument {
                    Value(name) => names.push(name.string()?),
                    other => return Err(other.unexpected().into()),
                }
            }
            screens::screens(&workspace, &names)?;
        }
        "openapi" => {
            if let Some(other) = arguments.next()? {
                return Err(other.unexpected().into());
            }
            Command::new("cargo")
                .args(["run", "--quiet", "--package", "postern-contract"])
                .current_dir(&workspace.root)
                .run()?;
        }
        "run" => {
            let mut options = run::Options::default();
            while let Some(argument) = arguments.next()? {
                match argument {
                    Long("port") => options.port = arguments.value()?.parse()?,
                    Long("fresh") => options.fresh = true,
                    other => return Err(other.unexpected().into()),
                }
            }
            return run::run(&workspace, &options);
        }
        "test" => {
            let mut only = Vec::new();
            while let Some(argument) = arguments.next()? {
                match argument {
                    Long("only") => only.push(arguments.value()?.parse()?),
                    other => return Err(other.unexpected().into()),
                }
            }
            return test::test(&workspace, &only);
        }
        other => bail!("there is no task `{other}`\n\n{USAGE}"),
    }
    Ok(ExitCode::SUCCESS)
}
