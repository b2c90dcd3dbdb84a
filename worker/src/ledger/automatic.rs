//! Access monitoring rules at work: whoever asks may be answered at once.

use postern_core::{
    policy::decision::{Bearing, Step},
    request::{
        access_request::AccessRequest,
        automatic::{Automatic, automatic_review},
        command::Command,
        decide::decide,
    },
};
use serde_json::json;

use super::turn::Turn;
use crate::{error::Error, zones::RuntimeZones};

/// Lets the rules decide about a request that the caller just made. What keeps them from it is noted
/// in the audit log, and the request waits for people.
pub(super) fn review(turn: &Turn<'_>, request: AccessRequest) -> Result<AccessRequest, Error> {
    let requester = &turn.caller()?.subject;
    let record = turn.record()?.by_postern_itself();
    let withheld = |request: &AccessRequest, because: Vec<String>| {
        let data = json!({ "because": because });
        record.audit("automatic-review-withheld", &request.id().to_string(), data)
    };
    let automatic = automatic_review(&turn.policy, requester, &request, &RuntimeZones);
    let Automatic { review, because } = match automatic {
        Ok(automatic) => automatic,
        Err(refusal) => {
            withheld(&request, vec![refusal.to_string()])?;
            return Ok(request);
        }
    };
    let Some(review) = review else {
        let refusing = because
            .iter()
            .filter(|step| step.bearing == Bearing::Refuses);
        let refusing: Vec<_> = refusing.map(Step::text).collect();
        if !refusing.is_empty() {
            withheld(&request, refusing)?;
        }
        return Ok(request);
    };
    match decide(&request, Command::Review(review), turn.now) {
        Ok(happened) => Ok(record.append(request, &happened)?),
        Err(refusal) => {
            withheld(&request, vec![refusal.to_string()])?;
            Ok(request)
        }
    }
}
