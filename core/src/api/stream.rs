//! What happened: live, one JSON text per WebSocket message from the server to the page, and of one request
//! afterwards. Both count events by the same numbers.

use alloc::{string::String, vec::Vec};

use serde::{Deserialize, Serialize};

use super::requests::TimelineEntry;
use crate::request::timestamp::Timestamp;

/// What happened to one request, a page of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct EventPage {
    /// Oldest first.
    pub items: Vec<RequestEvent>,
    /// Pass as `after` for the next page; absent on the last.
    pub next_after: Option<u64>,
}

/// Something that happened to a request.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct RequestEvent {
    /// Its number, as the live stream tells it: over all requests, they only grow.
    pub seq: u64,
    /// What happened, as in the request's timeline.
    #[serde(flatten)]
    pub entry: TimelineEntry,
}

/// Something changed that the caller may see. It names what, never how: the page reads it anew.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "kebab-case", try_from = "Message")]
pub enum Change {
    /// The connection stands; nothing was missed from here on.
    Hello {
        /// The newest event's number.
        seq: u64,
        /// The server's clock.
        now: Timestamp,
    },
    /// A request came to be or changed.
    Request {
        /// This event's number; they only grow.
        seq: u64,
        /// Which request.
        id: String,
        /// The server's clock.
        now: Timestamp,
    },
    /// The policy in force changed.
    Policy {
        /// This event's number.
        seq: u64,
        /// The new digest.
        digest: String,
        /// The server's clock.
        now: Timestamp,
    },
    /// The session is over: sign in again.
    SignedOut,
}

/// A message as it comes, whatever its type: read as one structure, since reading a tagged choice would
/// first have to keep the whole of any message.
#[derive(Deserialize)]
struct Message {
    #[serde(rename = "type")]
    kind: Kind,
    #[serde(default)]
    seq: Option<u64>,
    #[serde(default)]
    id: Option<String>,
    #[serde(default)]
    digest: Option<String>,
    #[serde(default)]
    now: Option<Timestamp>,
}

#[derive(Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Kind {
    Hello,
    Request,
    Policy,
    SignedOut,
}

impl TryFrom<Message> for Change {
    type Error = &'static str;

    fn try_from(message: Message) -> Result<Self, Self::Error> {
        let seq = message.seq.ok_or("missing field `seq`");
        let now = message.now.ok_or("missing field `now`");
        Ok(match message.kind {
            Kind::Hello => Self::Hello {
                seq: seq?,
                now: now?,
            },
            Kind::Request => Self::Request {
                seq: seq?,
                id: message.id.ok_or("missing field `id`")?,
                now: now?,
            },
            Kind::Policy => Self::Policy {
                seq: seq?,
                digest: message.digest.ok_or("missing field `digest`")?,
                now: now?,
            },
            Kind::SignedOut => Self::SignedOut,
        })
    }
}

#[cfg(test)]
mod tests {
    use alloc::string::ToString;

    use super::*;

    #[test]
    fn what_is_written_reads_back() {
        let (seq, now) = (7, Timestamp::from_ms(1_700_000_000_000));
        let all = [
            Change::Hello { seq, now },
            Change::Request {
                seq,
                id: "0b5f2c1e".into(),
                now,
            },
            Change::Policy {
                seq,
                digest: "sha256:00".into(),
                now,
            },
            Change::SignedOut,
        ];
        for change in all {
            let text = serde_json::to_string(&change).unwrap();
            assert_eq!(serde_json::from_str::<Change>(&text).unwrap(), change);
        }
    }

    #[test]
    fn what_lacks_a_field_says_which() {
        let text = r#"{"type":"request","seq":7,"now":"2026-01-01T00:00:00Z"}"#;
        let problem = serde_json::from_str::<Change>(text).unwrap_err();
        assert!(
            problem.to_string().contains("missing field `id`"),
            "{problem}"
        );
    }
}
