//! Running other programs, with failures that name the program and its remedy.

use std::{
    io::Write as _,
    process::{Command, Stdio},
};

use anyhow::{Context, Result, bail};

/// What runs another program to its end.
pub(crate) trait Run {
    /// Runs it with this program's own output.
    ///
    /// # Errors
    /// When it cannot start, or ends with anything but success.
    fn run(&mut self) -> Result<()>;

    /// Runs it and returns what it wrote to its standard output.
    ///
    /// # Errors
    /// As [`Run::run`].
    fn read(&mut self) -> Result<Vec<u8>>;

    /// Runs it on `input` and returns what it wrote.
    ///
    /// # Errors
    /// As [`Run::run`].
    fn pipe(&mut self, input: &[u8]) -> Result<Vec<u8>>;
}

impl Run for Command {
    fn run(&mut self) -> Result<()> {
        let status = self.status().with_context(|| cannot_start(self))?;
        if !status.success() {
            bail!("`{}` failed ({status})", line(self));
        }
        Ok(())
    }

    fn read(&mut self) -> Result<Vec<u8>> {
        self.stderr(Stdio::inherit());
        let output = self.output().with_context(|| cannot_start(self))?;
        if !output.status.success() {
            bail!("`{}` failed ({})", line(self), output.status);
        }
        Ok(output.stdout)
    }

    fn pipe(&mut self, input: &[u8]) -> Result<Vec<u8>> {
        self.stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::inherit());
        let mut child = self.spawn().with_context(|| cannot_start(self))?;
        let mut stdin = child
            .stdin
            .take()
            .context("a pipe was asked for and not given")?;
        let output = std::thread::scope(|scope| {
            // Written beside the reading: a program that answers early must not block on a full pipe.
            // One that ends early closes the pipe, and its status says why.
            scope.spawn(move || stdin.write_all(input));
            child.wait_with_output()
        })?;
        if !output.status.success() {
            bail!("`{}` failed ({})", line(self), output.status);
        }
        Ok(output.stdout)
    }
}

/// The command as one would type it.
pub(crate) fn line(command: &Command) -> String {
    let mut words = vec![command.get_program().to_string_lossy()];
    words.extend(
        command
            .get_args()
            .map(|argument| argument.to_string_lossy()),
    );
    words.join(" ")
}

fn cannot_start(command: &Command) -> String {
    format!("cannot start `{}`", command.get_program().to_string_lossy())
}
