//! The clock's turn: whatever is due happens through the same path as any command. Its own failures
//! are caught, logged and tried again; one bad request never stops the others.

use postern_core::{
    policy::duration::Duration,
    request::{command::Command, decide::decide, refusal::Refusal, timestamp::Timestamp},
};
use worker::State;

use super::{memory::Memory, record::Record, stream::News};
use crate::{
    config::Cluster,
    error::{Error, Fault},
    log,
    store::{
        events, requests,
        sql::Sql,
        timers::{self, Kind, Timer},
    },
};

/// How many timers one alarm deals with; the next alarm follows at once if there are more.
const BATCH: u32 = 100;
/// When to try again what failed.
pub const RETRY: Duration = timers::PUT_OFF;
/// How soon an alarm may follow; a due timer is never waited for longer than this.
const SOONEST: Duration = Duration::from_ms(1);

/// Lets everything happen that is due.
///
/// # Errors
/// What the database says. What fails for one request is logged and put off.
pub fn run(sql: &Sql, memory: &Memory, cluster: &Cluster, now: Timestamp) -> Result<News, Error> {
    let mut news = News {
        before: events::last(sql)?,
        ..News::default()
    };
    for timer in timers::due(sql, now, BATCH)? {
        let result = sql.turn(|| expire(sql, memory, cluster, timer, now));
        if let Err(error) = result {
            log(&error);
            sql.turn(|| Ok(timers::put_off(sql, timer, now)?))?;
        } else if timer.kind == Kind::Start {
            news.begun.push(timer.id);
        }
    }
    Ok(news)
}

/// One timer.
fn expire(
    sql: &Sql,
    memory: &Memory,
    cluster: &Cluster,
    timer: Timer,
    now: Timestamp,
) -> Result<(), Error> {
    timers::set(sql, timer, None)?;
    let Some(request) = requests::load(sql, timer.id)? else {
        return Ok(());
    };
    match timer.kind {
        // Nothing changes when access begins; those who watch are told by the push that follows.
        Kind::Start => {
            let policy = memory.policy(sql)?;
            Record::by_clock(sql, cluster, &policy, now).tell_start(&request)?;
            Ok(())
        }
        Kind::Expiry => {
            match decide(&request, Command::Timer, now) {
                Ok(happened) => {
                    let policy = memory.policy(sql)?;
                    Record::by_clock(sql, cluster, &policy, now).append(request, &happened)?;
                }
                // Too early, or nothing left to do: what is due next is set anew.
                Err(Refusal::Timer { next }) => timers::set(sql, timer, next)?,
                Err(refusal) => return Err(Fault::new(format!("timer: {refusal}")).into()),
            }
            Ok(())
        }
    }
}

/// Sets the object's one alarm at the earliest timer or delivery, unless it stands there already.
///
/// # Errors
/// What the database or the runtime says.
pub async fn arm(sql: &Sql, memory: &Memory, now: Timestamp) -> Result<(), Error> {
    let due = [
        timers::earliest(sql)?,
        super::outbox::earliest(sql, memory)?,
        super::checkpoint::due(sql, now)?,
    ];
    let due = due.into_iter().flatten().min();
    if due == memory.armed() {
        return Ok(());
    }
    if let Some(due) = due {
        let wait = due.since(now).max(SOONEST);
        sql.storage().set_alarm(wait.as_ms()).await?;
    }
    memory.note_armed(due);
    Ok(())
}

/// Sets the alarm so much later, whatever storage says.
///
/// # Errors
/// What the runtime says.
pub async fn set_in(state: &State, wait: Duration) -> worker::Result<()> {
    state.storage().set_alarm(wait.as_ms()).await
}

/// Logs what went wrong.
pub fn log(error: &Error) {
    log::failure("alarm", error.message());
}
