-- Requests that were taken out of the lists, as their bodies say.
ALTER TABLE requests ADD COLUMN hidden INTEGER NOT NULL DEFAULT 0;
CREATE INDEX requests_hidden ON requests (created_ms DESC, id DESC) WHERE hidden = 1;
