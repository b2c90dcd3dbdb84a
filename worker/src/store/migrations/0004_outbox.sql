-- What has to stay secret, and what is told to the outside.

-- What `secret://NAME` stands for, sealed. `kek` names the key it is sealed under.
CREATE TABLE secrets (
    name TEXT PRIMARY KEY,
    sealed TEXT NOT NULL,
    kek TEXT NOT NULL,
    author TEXT NOT NULL,
    updated_ms INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Integrations as they were written. `events` is a JSON list of what they hear of; `stopped` is why
-- Postern itself no longer calls one.
CREATE TABLE integrations (
    name TEXT PRIMARY KEY,
    text TEXT NOT NULL,
    events TEXT NOT NULL,
    disabled INTEGER NOT NULL,
    stopped TEXT,
    stopped_ms INTEGER,
    author TEXT NOT NULL,
    updated_ms INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Secrets that Postern made for an integration, sealed, by direction. A replaced one counts until `until_ms`.
CREATE TABLE integration_secrets (
    integration TEXT NOT NULL,
    direction TEXT NOT NULL,
    created_ms INTEGER NOT NULL,
    until_ms INTEGER,
    sealed TEXT NOT NULL,
    kek TEXT NOT NULL
) STRICT;
CREATE INDEX integration_secrets_by_integration ON integration_secrets (integration, direction, created_ms DESC);

-- What is to be told, body and id fixed at the moment it happened. `state` is `waiting`, `sending`, `held`,
-- `delivered` or `dead`; `due_ms` is null where nothing more happens by itself.
CREATE TABLE outbox (
    seq INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    integration TEXT NOT NULL,
    event TEXT NOT NULL,
    subject TEXT NOT NULL,
    body TEXT NOT NULL,
    created_ms INTEGER NOT NULL,
    state TEXT NOT NULL,
    tries INTEGER NOT NULL,
    due_ms INTEGER
) STRICT;
CREATE INDEX outbox_by_due ON outbox (due_ms) WHERE due_ms IS NOT NULL;
CREATE INDEX outbox_by_integration ON outbox (integration, seq DESC);
CREATE INDEX outbox_by_age ON outbox (created_ms);

-- How each attempt to tell it ended. `status` is null where there was no answer.
CREATE TABLE attempts (
    delivery TEXT NOT NULL,
    at_ms INTEGER NOT NULL,
    took_ms INTEGER NOT NULL,
    status INTEGER,
    error TEXT NOT NULL,
    excerpt TEXT NOT NULL
) STRICT;
CREATE INDEX attempts_by_delivery ON attempts (delivery, at_ms);

-- Answers to signed calls from outside, kept so that a repeated call does nothing twice.
CREATE TABLE callbacks (
    integration TEXT NOT NULL,
    id TEXT NOT NULL,
    fingerprint TEXT NOT NULL,
    answer TEXT NOT NULL,
    at_ms INTEGER NOT NULL,
    PRIMARY KEY (integration, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX callbacks_by_age ON callbacks (at_ms);
