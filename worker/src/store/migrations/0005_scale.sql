-- Indexes for the lists that filter by two things, and for what the clock has passed but no alarm has
-- written yet, so that a page costs the same however many requests there are.
CREATE INDEX requests_by_requester_state ON requests (requester, state, created_ms DESC, id DESC);
CREATE INDEX requests_scheduled ON requests (created_ms DESC, id DESC)
    WHERE state = 'approved' AND access_starts_ms > created_ms;
CREATE INDEX requests_pending_until ON requests (pending_expires_ms) WHERE state = 'pending';
CREATE INDEX requests_approved_until ON requests (access_expires_ms) WHERE state = 'approved';
