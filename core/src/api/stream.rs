//! Live changes, one JSON text per WebSocket message, from the server to the page.

use alloc::string::String;

use serde::{Deserialize, Serialize};

use crate::request::timestamp::Timestamp;

/// Something changed that the caller may see. It names what, never how: the page reads it anew.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "kebab-case")]
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
