//! Tries inputs on a target: `postern-fuzz TARGET FILE…`. Guided by coverage it is libFuzzer that tries
//! them, on the target named in `POSTERN_FUZZ_TARGET`, after its seeds were written to `POSTERN_FUZZ_SEEDS`.
#![cfg_attr(feature = "coverage", no_main)]

use postern_fuzz::Target;

#[cfg(feature = "coverage")]
#[expect(clippy::panic, reason = "what has no target to drive can only stop")]
mod guided {
    use std::{env, path::Path, sync::LazyLock};

    use super::Target;

    static TARGET: LazyLock<&Target> = LazyLock::new(|| {
        let name = env::var("POSTERN_FUZZ_TARGET").unwrap_or_default();
        Target::named(&name)
            .unwrap_or_else(|| panic!("POSTERN_FUZZ_TARGET names no target: `{name}`"))
    });

    fn prepare() {
        if let Some(folder) = env::var_os("POSTERN_FUZZ_SEEDS") {
            let written = TARGET.write_seeds(Path::new(&folder));
            written.unwrap_or_else(|error| panic!("cannot write the seeds: {error}"));
        }
    }

    libfuzzer_sys::fuzz_target!(init: prepare(), |input: &[u8]| TARGET.check(input));
}

#[cfg(not(feature = "coverage"))]
#[expect(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a command line speaks through both"
)]
fn main() -> std::process::ExitCode {
    use std::{env, fs, process::ExitCode};

    let mut arguments = env::args().skip(1);
    let name = arguments.next().unwrap_or_default();
    let Some(target) = Target::named(&name) else {
        let names: Vec<&str> = postern_fuzz::TARGETS
            .iter()
            .map(|target| target.name)
            .collect();
        eprintln!(
            "postern-fuzz TARGET FILE…: the targets are {}",
            names.join(", ")
        );
        return ExitCode::FAILURE;
    };
    for file in arguments {
        match fs::read(&file) {
            Ok(input) => target.check(&input),
            Err(error) => {
                eprintln!("cannot read {file}: {error}");
                return ExitCode::FAILURE;
            }
        }
        println!("{file}: as it should be");
    }
    ExitCode::SUCCESS
}
