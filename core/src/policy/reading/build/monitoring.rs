//! `kind: access_monitoring_rule`, typed.

use alloc::{string::String, vec::Vec};

use super::Fields;
use crate::{
    policy::monitoring::{
        AutomaticReview, MonitoringRule, Notification,
        schedule::{Schedule, Shift, Weekday},
    },
    yaml::span::Span,
};

pub(super) fn rule(span: Span, metadata: Fields<'_>, spec: Fields<'_>) -> MonitoringRule {
    let subjects = spec.texts("subjects");
    MonitoringRule {
        name: metadata.string("name"),
        span,
        description: metadata.string("description"),
        about_requests: subjects
            .iter()
            .any(|subject| subject.value == "access_request"),
        condition: spec.text("condition"),
        review: review(spec),
        notification: notification(spec.object("notification")),
        schedules: spec
            .named_objects("schedules")
            .map(|(name, fields)| schedule(name.into(), fields.object("time")))
            .collect(),
    }
}

fn review(spec: Fields<'_>) -> Option<AutomaticReview> {
    let fields = spec.object("automatic_review");
    let decision = fields.text("decision");
    let acts = spec.string("desired_state") == "reviewed"
        && fields.string("integration") == "builtin"
        && matches!(decision.value.as_str(), "APPROVED" | "DENIED");
    acts.then(|| AutomaticReview {
        approves: decision.value == "APPROVED",
        reason: fields.text("reason"),
        span: decision.span,
    })
}

fn notification(fields: Fields<'_>) -> Option<Notification> {
    let name = fields.text("name");
    (!name.value.is_empty()).then(|| Notification {
        name,
        recipients: fields.texts("recipients"),
    })
}

fn schedule(name: String, time: Fields<'_>) -> Schedule {
    let shifts: Vec<Shift> = time
        .objects("shifts")
        .filter_map(|(_, shift)| {
            Some(Shift {
                weekday: Weekday::parse(&shift.string("weekday"))?,
                start: minute(&shift.string("start"))?,
                end: minute(&shift.string("end"))?,
            })
        })
        .collect();
    Schedule {
        name,
        zone: time.text("timezone"),
        shifts,
    }
}

/// Minutes from midnight of `HH:MM`.
fn minute(text: &str) -> Option<u16> {
    let (hours, minutes) = text.split_once(':')?;
    let (hours, minutes): (u16, u16) = (hours.parse().ok()?, minutes.parse().ok()?);
    (hours < 24 && minutes < 60).then_some(hours * 60 + minutes)
}
