-- Everybody's tokens are listed newest first, too.
CREATE INDEX tokens_by_age ON tokens (created_ms DESC, id DESC);
