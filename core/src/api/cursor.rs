//! Where a page of what has a moment and an id ended: opaque to callers, 48 hexadecimal digits.

use alloc::{
    format,
    string::{String, ToString as _},
};

use super::endpoint::parameter::CURSOR_DIGITS;
use crate::request::{id::RequestId, timestamp::Timestamp};

/// Where something stands in such a list: when it was made, and its id, which is a UUID.
pub type Position = (Timestamp, RequestId);

/// How many of the digits are the moment.
const MOMENT_DIGITS: usize = 16;

/// The position as it is handed out.
#[must_use]
pub fn encode((created, id): Position) -> String {
    let id = id.to_string().replace('-', "");
    format!("{:016x}{id}", created.as_ms())
}

/// The position that a cursor names; none if it is no cursor. A moment beyond those that can be written is the last
/// of them: whoever makes a cursor up finds nothing there.
#[must_use]
pub fn decode(cursor: &str) -> Option<Position> {
    let is_digit = |byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f');
    if cursor.len() != CURSOR_DIGITS || !cursor.bytes().all(is_digit) {
        return None;
    }
    let (ms, id) = cursor.split_at_checked(MOMENT_DIGITS)?;
    // A moment before 1970 is written as the two's complement.
    let ms = u64::from_str_radix(ms, 16).ok()?.cast_signed();
    let id = u128::from_str_radix(id, 16).ok()?;
    Some((
        Timestamp::from_ms(ms),
        RequestId::from_bytes(id.to_be_bytes()),
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn positions_come_back_and_other_texts_are_none() {
        let id = RequestId::from_bytes([0xab; 16]);
        for ms in [0, 1, -1, 1_767_225_600_000, i64::MIN, i64::MAX] {
            let position = (Timestamp::from_ms(ms), id);
            assert_eq!(decode(&encode(position)), Some(position), "{ms}");
        }
        let good = encode((Timestamp::from_ms(7), id));
        let others = [
            String::new(),
            good.to_uppercase(),
            format!("{good}0"),
            format!("+{}", good.get(1..).unwrap_or_default()),
            "é".repeat(24),
        ];
        for text in others {
            assert_eq!(decode(&text), None, "{text}");
        }
    }
}
