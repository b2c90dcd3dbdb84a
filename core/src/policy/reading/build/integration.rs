//! `kind: integration`, typed.

use super::Fields;
use crate::{
    policy::integration::{Integration, Topic},
    yaml::span::Span,
};

pub(super) fn integration(span: Span, metadata: Fields<'_>, spec: Fields<'_>) -> Integration {
    Integration {
        name: metadata.string("name"),
        span,
        description: metadata.string("description"),
        tool: spec.text("type"),
        url: spec.text("url"),
        topics: spec
            .texts("events")
            .iter()
            .filter_map(|event| Topic::named(&event.value))
            .collect(),
        secret: spec.text("secret"),
        callback_secret: spec.text("callback_secret"),
        users: spec.named_texts("users"),
        disabled: spec.bool("disabled"),
    }
}
