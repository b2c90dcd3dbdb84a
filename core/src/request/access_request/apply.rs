//! Facts make the request: total, so that any stored history replays.

use super::AccessRequest;
use crate::request::{event::Event, review::Verdict, state::RequestState};

impl AccessRequest {
    /// The request after one more fact. A fact that does not fit (a second submission) changes
    /// nothing but the version.
    #[must_use]
    pub fn apply(mut self, event: &Event) -> Self {
        self.version = self.version.saturating_add(1);
        match event {
            Event::Submitted(_) | Event::CredentialIssued { .. } => {}
            Event::Reviewed { review } => {
                if let (Verdict::Approve, Some(starts)) = (review.verdict, review.starts_at) {
                    self.lifetime.access_starts = starts;
                }
                self.reviews.push(review.clone());
            }
            Event::Approved {
                roles,
                access_starts,
                access_expires,
                resolution,
            } => {
                self.roles.clone_from(roles);
                self.lifetime.access_starts = *access_starts;
                self.lifetime.access_expires = *access_expires;
                self.state = RequestState::Approved(resolution.clone());
            }
            Event::Narrowed { roles, resolution } => {
                self.roles.clone_from(roles);
                self.state = RequestState::Approved(resolution.clone());
            }
            Event::Denied { resolution } => {
                self.state = RequestState::Denied(resolution.clone());
            }
            Event::Withdrawn { at, reason } => {
                self.state = RequestState::Withdrawn {
                    at: *at,
                    reason: reason.clone(),
                };
            }
            Event::Expired { at } => self.state = RequestState::Expired { at: *at },
            Event::Revoked { at, by, reason } => {
                self.state = RequestState::Revoked {
                    at: *at,
                    by: by.clone(),
                    reason: reason.clone(),
                };
            }
            Event::Dropped { at, reason } => {
                self.state = RequestState::Dropped {
                    at: *at,
                    reason: reason.clone(),
                };
            }
            Event::Ended { at } => self.state = RequestState::Ended { at: *at },
            Event::Hidden { .. } => self.hidden = true,
            Event::Reopened { .. } => self.state = RequestState::Pending,
        }
        self
    }
}
