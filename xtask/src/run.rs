//! `cargo xtask run`: builds the demo, serves it with storage on disk, and says where and for whom.

mod server;

use std::{
    fs,
    net::{SocketAddr, TcpListener, TcpStream},
    process::ExitCode,
    sync::mpsc,
    time::{Duration, Instant},
};

use anyhow::{Context, Result, bail};

use self::server::Server;
pub(crate) use self::server::quiet;
use crate::{
    build::{self, Variant},
    machine,
    workspace::Workspace,
};

/// How long the runtime may take until it answers.
const PATIENCE: Duration = Duration::from_secs(60);

/// How often to look whether the runtime still lives.
const HEARTBEAT: Duration = Duration::from_millis(500);

/// What was asked for on the command line.
pub(crate) struct Options {
    pub(crate) port: u16,
    /// Forget what was stored.
    pub(crate) fresh: bool,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            port: 8787,
            fresh: false,
        }
    }
}

enum Event {
    /// Somebody wants this to end.
    Stop,
    /// The worker answers; with what there is to say about it.
    Ready(String),
    /// The worker does not answer.
    Failed(anyhow::Error),
    /// The runtime ended without being asked to.
    Gone,
}

/// Serves until interrupted.
///
/// # Errors
/// When something is missing, does not build, or does not start.
pub(crate) fn run(workspace: &Workspace, options: &Options) -> Result<ExitCode> {
    free(options.port)?;
    machine::prepare(workspace)?;
    let built = build::build(workspace, Variant::Demo)?;
    if options.fresh && workspace.state().exists() {
        fs::remove_dir_all(workspace.state()).context("cannot remove .postern")?;
    }

    let (tell, events) = mpsc::channel();
    let stop = tell.clone();
    // A second signal while stopping finds nobody listening, and changes nothing.
    ctrlc::set_handler(move || drop(stop.send(Event::Stop)))
        .context("cannot listen for signals")?;
    let mut server = Server::start(workspace, &built.configuration, options.port)?;
    let port = options.port;
    let probe = tell.clone();
    std::thread::spawn(move || {
        let outcome = await_answer(port).map_or_else(Event::Failed, Event::Ready);
        drop(probe.send(outcome));
    });

    let mut is_ready = false;
    loop {
        let event = match events.recv_timeout(HEARTBEAT) {
            Ok(event) => event,
            // wrangler stays when the runtime under it is killed: then nobody listens any more.
            Err(_) if server.has_ended()? || (is_ready && !listens(port)) => Event::Gone,
            Err(_) => continue,
        };
        match event {
            Event::Ready(words) => {
                is_ready = true;
                println!("{words}");
            }
            Event::Stop => {
                server.stop()?;
                println!("Stopped. What was stored is kept in .postern/");
                return Ok(ExitCode::SUCCESS);
            }
            Event::Failed(error) => {
                server.stop()?;
                return Err(error);
            }
            Event::Gone => {
                server.stop()?;
                bail!("the runtime has ended; what it said is above, and what it stored is kept");
            }
        }
    }
}

/// Whether somebody accepts connections there.
fn listens(port: u16) -> bool {
    let address = SocketAddr::from(([127, 0, 0, 1], port));
    TcpStream::connect_timeout(&address, Duration::from_secs(1)).is_ok()
}

/// Refuses a port that is taken, before minutes go into building.
fn free(port: u16) -> Result<()> {
    TcpListener::bind(("127.0.0.1", port))
        .map(drop)
        .with_context(|| {
            format!("port {port} of this machine cannot be used; choose another with --port N")
        })
}

/// Waits for the worker's first answer, and then tells who can sign in.
fn await_answer(port: u16) -> Result<String> {
    let address = format!("http://localhost:{port}");
    let started = Instant::now();
    loop {
        let answer = minreq::get(format!("{address}/healthz"))
            .with_timeout(10)
            .send();
        match answer {
            Ok(answer) if answer.status_code == 200 => break,
            _ if started.elapsed() < PATIENCE => std::thread::sleep(Duration::from_millis(100)),
            Ok(answer) => bail!(
                "the worker is not well: /healthz answers {}",
                answer.status_code
            ),
            Err(error) => return Err(error).context("the worker does not answer"),
        }
    }
    let mut words = format!("\nPostern is at {address}\n");
    let answer = minreq::get(format!("{address}/auth/demo"))
        .with_timeout(30)
        .send()?;
    if answer.status_code == 200 {
        words += "\nWho can sign in:\n";
        let answer: serde_json::Value = serde_json::from_slice(answer.as_bytes())?;
        for user in answer
            .get("users")
            .and_then(|users| users.as_array())
            .into_iter()
            .flatten()
        {
            let field = |name| {
                user.get(name)
                    .and_then(|text| text.as_str())
                    .unwrap_or_default()
            };
            words += &format!("  {:<8} {}\n", field("name"), field("about"));
        }
    }
    words += "\nPress Ctrl-C to stop. What is stored is kept in .postern/; --fresh forgets it.\n";
    Ok(words)
}
