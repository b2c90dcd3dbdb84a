-- The ledger of one cluster. Times are milliseconds since 1970 UTC; hashes are hexadecimal SHA-256.

-- What the ledger knows about itself.
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;

-- The requests as they stand; `events` can rebuild every row.
CREATE TABLE requests (
    id TEXT PRIMARY KEY,
    version INTEGER NOT NULL,
    requester TEXT NOT NULL,
    state TEXT NOT NULL,
    created_ms INTEGER NOT NULL,
    pending_expires_ms INTEGER NOT NULL,
    access_starts_ms INTEGER NOT NULL,
    access_expires_ms INTEGER NOT NULL,
    body TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX requests_by_age ON requests (created_ms DESC, id DESC);
CREATE INDEX requests_by_requester ON requests (requester, created_ms DESC, id DESC);
CREATE INDEX requests_by_state ON requests (state, created_ms DESC, id DESC);

-- Which requests ask for a role.
CREATE TABLE request_roles (
    role TEXT NOT NULL,
    created_ms INTEGER NOT NULL,
    id TEXT NOT NULL,
    PRIMARY KEY (role, created_ms DESC, id DESC)
) STRICT, WITHOUT ROWID;

-- Which requests a person has reviewed.
CREATE TABLE request_reviewers (
    reviewer TEXT NOT NULL,
    created_ms INTEGER NOT NULL,
    id TEXT NOT NULL,
    PRIMARY KEY (reviewer, created_ms DESC, id DESC)
) STRICT, WITHOUT ROWID;

-- What happened, in order, for ever. `kind` is `request` or `policy`; `version` is the row's after it.
CREATE TABLE events (
    seq INTEGER PRIMARY KEY,
    kind TEXT NOT NULL,
    subject TEXT NOT NULL,
    version INTEGER NOT NULL,
    at_ms INTEGER NOT NULL,
    body TEXT NOT NULL
) STRICT;
CREATE UNIQUE INDEX events_by_subject ON events (kind, subject, version);

-- Who did what, why and when. Each hash covers the one before it and this row's canonical JSON.
CREATE TABLE audit (
    seq INTEGER PRIMARY KEY,
    epoch INTEGER NOT NULL,
    prev_hash TEXT NOT NULL,
    body TEXT NOT NULL,
    hash TEXT NOT NULL
) STRICT;

-- Policy documents by content, and the versions that were made of them.
CREATE TABLE documents (
    kind TEXT NOT NULL,
    name TEXT NOT NULL,
    hash TEXT NOT NULL,
    bytes TEXT NOT NULL,
    PRIMARY KEY (kind, name, hash)
) STRICT, WITHOUT ROWID;
CREATE TABLE policy_versions (
    digest TEXT PRIMARY KEY,
    manifest TEXT NOT NULL
) STRICT, WITHOUT ROWID;
-- Which version was in force since when; the last one is in force. `author` is null for the first.
CREATE TABLE policy_history (
    seq INTEGER PRIMARY KEY,
    digest TEXT NOT NULL REFERENCES policy_versions (digest),
    author TEXT,
    at_ms INTEGER NOT NULL
) STRICT;

-- What the clock will do. The object's one alarm stands at the earliest.
CREATE TABLE timers (
    due_ms INTEGER NOT NULL,
    kind TEXT NOT NULL,
    id TEXT NOT NULL,
    PRIMARY KEY (kind, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX timers_by_due ON timers (due_ms);

-- Who is signed in; the secret itself is only in the browser's cookie.
CREATE TABLE sessions (
    hash TEXT PRIMARY KEY,
    user TEXT NOT NULL,
    source TEXT NOT NULL,
    created_ms INTEGER NOT NULL,
    seen_ms INTEGER NOT NULL,
    expires_ms INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX sessions_by_expiry ON sessions (expires_ms);

-- Signing keys, the private half sealed. `kek` names the key they are sealed under.
CREATE TABLE keys (
    kid TEXT PRIMARY KEY,
    public TEXT NOT NULL,
    sealed TEXT NOT NULL,
    kek TEXT NOT NULL,
    created_ms INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Answers kept for a day, so that a repeated call does nothing twice. A null body is a secret that
-- was never kept; `created` names what was issued.
CREATE TABLE idempotency (
    user TEXT NOT NULL,
    operation TEXT NOT NULL,
    key TEXT NOT NULL,
    fingerprint TEXT NOT NULL,
    etag TEXT,
    created TEXT,
    body TEXT,
    at_ms INTEGER NOT NULL,
    PRIMARY KEY (user, operation, key)
) STRICT, WITHOUT ROWID;
CREATE INDEX idempotency_by_age ON idempotency (at_ms);
