//! The visual nouns, each with its style sheet beside it: functions from data to a view.

pub mod avatar;
pub mod badge;
pub mod button;
pub mod card;
pub mod chips;
pub mod copy;
pub mod countdown;
pub mod dialog;
pub mod facts;
pub mod field;
pub mod icon;
pub mod message;
pub mod pips;
pub mod plain_text;
pub mod sentence;
pub mod states;
pub mod stepper;
pub mod times;
pub mod trace;
