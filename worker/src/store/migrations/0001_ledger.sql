-- The ledger of one cluster. Times are milliseconds since 1970 UTC; hashes are hexadecimal SHA-256.

-- What the ledger knows about itself.
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;

-- The requests as they stand; `events` can rebuild every row. In the order in which they were made, so that those
-- of a page lie side by side. `due_ms` is when the clock has its next effect on the state, `start_ms` when it will
-- tell that access begins; the object's one alarm stands at the earliest.
CREATE TABLE requests (
    seq INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    version INTEGER NOT NULL,
    requester TEXT NOT NULL,
    state TEXT NOT NULL,
    created_ms INTEGER NOT NULL,
    pending_expires_ms INTEGER NOT NULL,
    access_starts_ms INTEGER NOT NULL,
    access_expires_ms INTEGER NOT NULL,
    hidden INTEGER NOT NULL,
    due_ms INTEGER,
    start_ms INTEGER,
    body TEXT NOT NULL
) STRICT;
-- An index for every list, so that a page costs the same however many requests there are. Each is another page to
-- write for every request that is made; over fifteen, as now, the runtime's savepoints spill into a file.
CREATE INDEX requests_by_age ON requests (created_ms DESC, id DESC);
CREATE INDEX requests_by_requester ON requests (requester, created_ms DESC, id DESC);
CREATE INDEX requests_by_state ON requests (state, created_ms DESC, id DESC);
CREATE INDEX requests_by_requester_state ON requests (requester, state, created_ms DESC, id DESC);
CREATE INDEX requests_scheduled ON requests (created_ms DESC, id DESC)
    WHERE state = 'approved' AND access_starts_ms > created_ms;
CREATE INDEX requests_hidden ON requests (created_ms DESC, id DESC) WHERE hidden = 1;
CREATE INDEX requests_due ON requests (due_ms) WHERE due_ms IS NOT NULL;
CREATE INDEX requests_starting ON requests (start_ms) WHERE start_ms IS NOT NULL;

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

-- Who did what, why and when. Each hash covers the one before it and this row's canonical JSON. What the log is
-- looked through by follows from the text, and only the text is hashed.
CREATE TABLE audit (
    seq INTEGER PRIMARY KEY,
    epoch INTEGER NOT NULL,
    prev_hash TEXT NOT NULL,
    body TEXT NOT NULL,
    hash TEXT NOT NULL,
    actor TEXT GENERATED ALWAYS AS (body ->> '$.entry.actor') VIRTUAL,
    action TEXT GENERATED ALWAYS AS (body ->> '$.entry.action') VIRTUAL,
    subject TEXT GENERATED ALWAYS AS (body ->> '$.entry.subject') VIRTUAL
) STRICT;
CREATE INDEX audit_by_actor ON audit (actor, seq);
CREATE INDEX audit_by_action ON audit (action, seq);
CREATE INDEX audit_by_subject ON audit (subject, seq);

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

-- Who is signed in; the secret itself is only in the browser's cookie. `id` is what can be shown of a session.
CREATE TABLE sessions (
    hash TEXT PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    user TEXT NOT NULL,
    source TEXT NOT NULL,
    agent TEXT NOT NULL,
    created_ms INTEGER NOT NULL,
    seen_ms INTEGER NOT NULL,
    expires_ms INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX sessions_by_expiry ON sessions (expires_ms);
CREATE INDEX sessions_by_user ON sessions (user, created_ms DESC, id DESC);

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
