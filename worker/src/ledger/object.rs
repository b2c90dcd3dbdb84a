//! The object that keeps a cluster: bytes to messages, one turn each, then what follows from it.

use std::rc::Rc;

use postern_core::request::timestamp::Timestamp;
use wasm_bindgen::{JsValue, prelude::wasm_bindgen};
use worker::{
    DurableObject, Env, Error as RuntimeError, Request, Response, Result, State, WebSocket,
    WebSocketIncomingMessage, durable_object,
};

use super::{
    alarm,
    caller::Authentication,
    checkpoint, client,
    courier::Courier,
    memory::Memory,
    message::{Answered, Envelope, Message, Outcome, Reply},
    outbox, prepared,
    rate::Allowance,
    restore::{self, Step},
    stream::{self, News},
    turn::Turn,
};
use crate::{
    clock,
    config::{Cluster, key_encryption_key},
    credentials::{keys, seal::Kek},
    error::{Error, Fault, Refused},
    http::problem::Code,
    promise,
    store::{self, events, sql::Sql},
};

/// How often one place can try the bootstrap secret in a minute.
const BOOTSTRAPS: u32 = 10;

/// One cluster's storage and decisions.
#[durable_object]
#[derive(Clone)]
pub struct Ledger {
    state: Rc<State>,
    env: Env,
    sql: Sql,
    memory: Rc<Memory>,
}

impl DurableObject for Ledger {
    fn new(state: State, env: Env) -> Self {
        Self {
            sql: Sql::new(state.storage()),
            memory: Rc::default(),
            state: Rc::new(state),
            env,
        }
    }

    async fn fetch(&self, request: Request) -> Result<Response> {
        #[cfg(feature = "trap")]
        if let Some(answer) = crate::trap::in_object(&request, &self.state, &self.sql).await {
            return answer;
        }
        if let Some(text) = request.headers().get(client::ENVELOPE_HEADER)? {
            return match self.open_socket(client::decode(&text)?).await {
                Ok(response) => Ok(response),
                Err(error) => Response::from_json(&Answered {
                    outcome: Outcome::of(Err(error)),
                    allowance: None,
                }),
            };
        }
        Response::error("calls come as messages", 404)
    }

    async fn alarm(&self) -> Result<Response> {
        let now = clock::now();
        // It has gone off: none is set any more.
        self.memory.note_armed(None);
        if let Err(error) = self.wake(now).await {
            // The runtime would repeat a failed alarm six times and then forget it: re-arm instead.
            alarm::log(&error);
            alarm::set_in(&self.state, alarm::RETRY).await?;
        }
        Response::empty()
    }

    async fn websocket_message(
        &self,
        socket: WebSocket,
        message: WebSocketIncomingMessage,
    ) -> Result<()> {
        #[cfg(feature = "trap")]
        if crate::trap::in_message(&socket, &message)? {
            return Ok(());
        }
        drop(message);
        socket.close(Some(1003), Some("nothing is expected here"))
    }

    async fn websocket_close(
        &self,
        socket: WebSocket,
        _code: usize,
        _reason: String,
        _was_clean: bool,
    ) -> Result<()> {
        // The other side may be gone already, which is what closing wants.
        let _ = socket.close::<&str>(Some(1000), None);
        Ok(())
    }

    async fn websocket_error(&self, _socket: WebSocket, _error: RuntimeError) -> Result<()> {
        Ok(())
    }
}

#[wasm_bindgen]
impl Ledger {
    /// One message, as text both ways: counted, done, answered. What it gives is the answer or, where
    /// something has to be awaited, the promise of one; it fails where the text is none of ours.
    #[wasm_bindgen(js_name = answer)]
    #[must_use]
    pub fn answer(&self, envelope: String) -> JsValue {
        let ledger = self.clone();
        promise::begin(async move {
            let broken = |fault: Fault| JsValue::from_str(&fault.0);
            let mut envelope: Envelope =
                serde_json::from_str(&envelope).map_err(|error| broken(error.into()))?;
            let mut allowance = None;
            let outcome = Outcome::of(ledger.done(&mut envelope, &mut allowance).await);
            ledger.memory.tally().count(&outcome);
            let answered = Answered { outcome, allowance };
            answered.to_text().map(JsValue::from).map_err(broken)
        })
    }
}

impl Ledger {
    /// One message: a turn, then the alarm and those who watch.
    async fn done(
        &self,
        envelope: &mut Envelope,
        allowance: &mut Option<Allowance>,
    ) -> std::result::Result<Reply, Error> {
        if !envelope.message.only_reads() {
            // Before anything is looked at, which others may change meanwhile.
            self.memory.gathering().join().await?;
        }
        let now = clock::now();
        // From here on the cluster is what its configuration and its own settings make it.
        envelope.cluster = self.memory.open(&self.sql, Some(&envelope.cluster), now)?;
        let envelope = &*envelope;
        if let Message::Restore(step) = &envelope.message {
            return self.restore(step, envelope, allowance).await;
        }
        restore::check_none(&self.sql, now)?;
        outbox::resume(&self.sql, &self.memory, now)?;
        let (who, quota) = match envelope.message {
            Message::Bootstrap { .. } => (bootstraps(envelope), BOOTSTRAPS),
            _ => (self.who(envelope, now)?, envelope.cluster.calls_per_minute),
        };
        self.allow(&who, quota, allowance)?;
        let needs_key = match envelope.message {
            // The public halves are in the open; only the first one has to be made.
            Message::Keys => store::keys::all(&self.sql)?.is_empty(),
            ref message => message.signs(),
        };
        if needs_key {
            self.unlock(&envelope.cluster).await?;
        }
        let prepared = prepared::prepare(&self.sql, &self.env, envelope).await;
        // Time stood still while nothing was awaited; after opening a key it may have moved on.
        let now = clock::now();
        let news = News {
            before: events::last(&self.sql)?,
            ended_session: envelope.message.ends_session(),
            ..News::default()
        };
        let turn = Turn::begin(&self.sql, &self.memory, envelope, now)?.with(prepared);
        let run = || {
            let reply = turn.run()?;
            #[cfg(feature = "trap")]
            crate::trap::at_the_end(envelope)?;
            Ok(reply)
        };
        let reply = if envelope.message.only_reads() {
            run()?
        } else {
            self.sql.turn(run)?
        };
        if envelope.message.changes_settings() {
            self.memory.forget_settings();
        }
        self.follow_up(&news).await?;
        match reply.refused {
            Some(refused) => Err(Error::Refused(refused)),
            None => Ok(reply),
        }
    }

    /// A step of a restore. Only the last one is followed up: until then nothing that was read counts.
    async fn restore(
        &self,
        step: &Step,
        envelope: &Envelope,
        allowance: &mut Option<Allowance>,
    ) -> std::result::Result<Reply, Error> {
        if matches!(step, Step::Begin { .. }) {
            self.allow(&bootstraps(envelope), BOOTSTRAPS, allowance)?;
        }
        if step.is_last() {
            restore::fits_key(self.unlock(&envelope.cluster).await)?;
        }
        let now = clock::now();
        let reply = self
            .sql
            .turn(|| restore::run(&self.sql, envelope, step, now))?;
        if step.is_last() {
            self.memory.forget_settings();
            let before = events::last(&self.sql)?;
            self.follow_up(&News {
                before,
                ..News::default()
            })
            .await?;
        }
        Ok(reply)
    }

    /// Counts a call, and refuses it where there were too many.
    fn allow(
        &self,
        who: &str,
        quota: u32,
        allowance: &mut Option<Allowance>,
    ) -> std::result::Result<(), Error> {
        let counted = self.memory.count(who, quota, clock::now());
        *allowance = Some(counted);
        if counted.left.is_none() {
            let detail = format!("wait {} s", counted.reset_s);
            return Err(Refused::new(Code::TooManyRequests, detail).into());
        }
        Ok(())
    }

    /// Whatever is due: the clock first, then what it and others left to be told, which nobody here waits for.
    async fn wake(&self, now: Timestamp) -> std::result::Result<(), Error> {
        let cluster = self.memory.open(&self.sql, None, now)?;
        if restore::is_under_way(&self.sql)? {
            // What is due will be when it has ended, which sets the alarm anew.
            return Ok(());
        }
        outbox::resume(&self.sql, &self.memory, now)?;
        let news = alarm::run(&self.sql, &self.memory, &cluster, now)?;
        if checkpoint::due(&self.sql, now)?.is_some_and(|due| due <= now) {
            match self.unlock(&cluster).await.map(|()| self.memory.key()) {
                Ok(Some(key)) => checkpoint::tell(&self.sql, &cluster, &key, now)?,
                Ok(None) => checkpoint::put_off(&self.sql, now)?,
                Err(error) => {
                    alarm::log(&error);
                    checkpoint::put_off(&self.sql, now)?;
                }
            }
        }
        self.courier(cluster).send_due(clock::now())?;
        self.follow_up(&news).await
    }

    /// What carries the outbox to the outside.
    fn courier(&self, cluster: Cluster) -> Courier {
        Courier {
            state: Rc::clone(&self.state),
            env: self.env.clone(),
            sql: self.sql.clone(),
            memory: Rc::clone(&self.memory),
            cluster: Rc::new(cluster),
        }
    }

    /// Whose calls are counted together: a user's, a token's, or those from one place.
    fn who(&self, envelope: &Envelope, now: Timestamp) -> std::result::Result<String, Error> {
        let caller = match &envelope.credential {
            Some(credential) => Authentication::find(
                &self.sql,
                envelope.cluster.session_limits(),
                credential,
                now,
            )?,
            None => None,
        };
        Ok(caller.map_or_else(|| format!("source {}", envelope.source), |by| by.key()))
    }

    /// Opens the signing key, once per life of the object.
    async fn unlock(&self, cluster: &Cluster) -> std::result::Result<(), Error> {
        let newest = store::keys::newest(&self.sql)?.map(|row| row.kid);
        let known = self.memory.key().map(|key| key.kid.clone());
        if known.is_none() || known != newest {
            let kek = Kek::read(key_encryption_key(&self.env).as_deref())?;
            let key = keys::open(&self.sql, cluster, &kek, clock::now()).await?;
            self.memory.keep_key(key);
        }
        Ok(())
    }

    /// Tells those who watch what is new, and sets the alarm.
    async fn follow_up(&self, news: &News) -> std::result::Result<(), Error> {
        let writes = self.sql.writes();
        if self.memory.is_followed_up(writes) && !news.is_without_events() {
            return Ok(());
        }
        let now = clock::now();
        stream::push(&self.state, &self.sql, &self.memory, news, now);
        alarm::arm(&self.sql, &self.memory, now).await?;
        // Not what was written during the wait: whoever wrote it follows it up.
        self.memory.note_followed_up(writes);
        Ok(())
    }

    async fn open_socket(&self, mut envelope: Envelope) -> std::result::Result<Response, Error> {
        let now = clock::now();
        envelope.cluster = self.memory.open(&self.sql, Some(&envelope.cluster), now)?;
        restore::check_none(&self.sql, now)?;
        let turn = Turn::begin(&self.sql, &self.memory, &envelope, now)?;
        let caller = turn.caller()?;
        let Message::Stream { since } = envelope.message else {
            return Err(Fault::new("a socket was asked for by another message").into());
        };
        stream::open(&self.state, &self.sql, &self.memory, caller, since, now)
    }
}

/// Who tries the bootstrap secret, for counting.
fn bootstraps(envelope: &Envelope) -> String {
    format!("bootstrap {}", envelope.source)
}
