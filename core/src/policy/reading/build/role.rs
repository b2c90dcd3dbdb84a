//! `kind: role`, typed (O1).

use alloc::vec::Vec;

use super::{Fields, claims};
use crate::{
    policy::{
        duration::Duration,
        name::RoleName,
        role::{
            AccessRule, Allow, AllowRequest, AllowReview, Deny, DenyRequest, DenyReview, Options,
            ReasonRule, RequestAccess, Role, Threshold,
        },
    },
    yaml::{
        node::Node,
        span::{Span, Spanned},
    },
};

pub(super) fn role(span: Span, metadata: Fields<'_>, spec: Fields<'_>) -> Role {
    Role {
        name: RoleName::verbatim(metadata.string("name")),
        span,
        description: metadata.string("description"),
        options: options(spec.object("options")),
        allow: allow(spec.object("allow")),
        deny: deny(spec.object("deny")),
    }
}

fn options(fields: Fields<'_>) -> Options {
    let access = fields.text("request_access");
    let strategy = match access.value.as_str() {
        "always" => RequestAccess::Always,
        "reason" => RequestAccess::Reason,
        _ => RequestAccess::Optional,
    };
    Options {
        request_access: Spanned::new(strategy, access.span),
        request_prompt: fields.text("request_prompt"),
        // L2: what is no time at all sets no bound.
        max_session_ttl: fields
            .duration("max_session_ttl")
            .filter(|ttl| ttl.value > Duration::ZERO),
    }
}

fn allow(fields: Fields<'_>) -> Allow {
    let request = fields.object("request");
    let reason = request.object("reason");
    let review = fields.object("review_requests");
    Allow {
        request: AllowRequest {
            roles: request.texts("roles"),
            claims_to_roles: claims(request),
            annotations: request.lists("annotations"),
            thresholds: thresholds(request),
            suggested_reviewers: request.texts("suggested_reviewers"),
            search_as_roles: request.texts("search_as_roles"),
            max_duration: request.duration("max_duration"),
            reason: ReasonRule {
                required: reason.string("mode") == "required",
                prompt: reason.text("prompt"),
            },
        },
        review: AllowReview {
            roles: review.texts("roles"),
            claims_to_roles: claims(review),
            condition: review.text("where"),
            preview_as_roles: review.texts("preview_as_roles"),
        },
        rules: rules(fields),
        logins: fields.texts("logins"),
        namespaces: fields.texts("namespaces"),
    }
}

fn deny(fields: Fields<'_>) -> Deny {
    let request = fields.object("request");
    let review = fields.object("review_requests");
    Deny {
        request: DenyRequest {
            roles: request.texts("roles"),
            claims_to_roles: claims(request),
            annotations: request.lists("annotations"),
            search_as_roles: request.texts("search_as_roles"),
            has_thresholds: request.objects("thresholds").next().is_some(),
        },
        review: DenyReview {
            roles: review.texts("roles"),
            claims_to_roles: claims(review),
            condition: review.text("where"),
        },
        rules: rules(fields),
        logins: fields.texts("logins"),
        namespaces: fields.texts("namespaces"),
    }
}

/// Never empty where something is allowed (T3).
fn thresholds(request: Fields<'_>) -> Vec<Threshold> {
    let written: Vec<Threshold> = request
        .objects("thresholds")
        .map(|(node, threshold)| Threshold {
            span: node.span,
            name: threshold.text("name"),
            filter: threshold.text("filter"),
            approve: threshold.count("approve"),
            deny: threshold.count("deny"),
        })
        .collect();
    let asks = ["roles", "claims_to_roles", "search_as_roles"]
        .iter()
        .any(|name| {
            request
                .get(name)
                .and_then(Node::items)
                .is_some_and(|items| !items.is_empty())
        });
    if written.is_empty() && asks {
        return alloc::vec![Threshold::standard()];
    }
    written
}

fn rules(fields: Fields<'_>) -> Vec<AccessRule> {
    fields
        .objects("rules")
        .map(|(node, rule)| AccessRule {
            span: node.span,
            resources: rule.texts("resources"),
            verbs: rule.texts("verbs"),
            condition: rule.text("where"),
        })
        .collect()
}
