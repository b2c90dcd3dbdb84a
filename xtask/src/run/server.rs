//! wrangler and the runtime under it, in a process group of their own that is ended as a whole.

use std::{
    os::unix::process::CommandExt as _,
    path::Path,
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};

use anyhow::{Context, Result, bail};
use nix::{
    errno::Errno,
    sys::signal::{Signal, killpg},
    unistd::Pid,
};

use crate::workspace::Workspace;

/// How long the group may take to end when asked to, before it is killed.
const GRACE: Duration = Duration::from_secs(5);

/// A running wrangler with everything it started.
pub(crate) struct Server {
    wrangler: Child,
    group: Pid,
}

impl Server {
    /// Starts to serve what was built, on this machine only.
    pub(crate) fn start(workspace: &Workspace, configuration: &Path, port: u16) -> Result<Self> {
        let wrangler = quiet(&mut Command::new(workspace.node_program("wrangler")))
            .current_dir(&workspace.root)
            .arg("dev")
            .arg("--config")
            .arg(configuration)
            .arg("--persist-to")
            .arg(workspace.state())
            .args([
                "--ip",
                "127.0.0.1",
                "--port",
                &port.to_string(),
                "--inspector-port",
                "0",
            ])
            .args(["--show-interactive-dev-session=false", "--log-level=warn"])
            .stdin(Stdio::null())
            .process_group(0)
            .spawn()
            .context("cannot start wrangler")?;
        let group = Pid::from_raw(i32::try_from(wrangler.id())?);
        Ok(Self { wrangler, group })
    }

    /// Whether wrangler has ended, which it does by itself only when something is wrong.
    pub(crate) fn has_ended(&mut self) -> Result<bool> {
        Ok(self.wrangler.try_wait()?.is_some())
    }

    /// Ends the whole group: first asked, then killed. Returns when no process of it is left.
    pub(crate) fn stop(&mut self) -> Result<()> {
        let started = Instant::now();
        let mut signal = Some(Signal::SIGTERM);
        loop {
            // Reaping wrangler matters: an ended process that nobody waited for still counts.
            self.wrangler.try_wait()?;
            match killpg(self.group, signal) {
                Err(Errno::ESRCH) => return Ok(()),
                Err(error) => return Err(error).context("cannot end the runtime"),
                Ok(()) => {}
            }
            signal = match started.elapsed() {
                elapsed if elapsed > 2 * GRACE => bail!("the runtime does not end"),
                elapsed if elapsed > GRACE => Some(Signal::SIGKILL),
                _ => None,
            };
            std::thread::sleep(Duration::from_millis(50));
        }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // Reached without `stop` only on the way out with an error, which is the one to be told.
        drop(self.stop());
    }
}

/// Tells wrangler and what is under it to stay on this machine: no account, no metrics, no look-ups.
pub(crate) fn quiet(command: &mut Command) -> &mut Command {
    command.envs([
        ("CLOUDFLARE_CF_FETCH_ENABLED", "false"),
        ("WRANGLER_HIDE_BANNER", "true"),
        ("WRANGLER_SEND_ERROR_REPORTS", "false"),
        ("WRANGLER_SEND_METRICS", "false"),
    ])
}
