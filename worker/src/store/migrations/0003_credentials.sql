-- Machine tokens; the secret itself is only with whoever made one. `scopes` is a JSON list.
CREATE TABLE tokens (
    id TEXT PRIMARY KEY,
    hash TEXT NOT NULL UNIQUE,
    owner TEXT NOT NULL,
    name TEXT NOT NULL,
    scopes TEXT NOT NULL,
    maker TEXT NOT NULL,
    created_ms INTEGER NOT NULL,
    expires_ms INTEGER NOT NULL,
    used_ms INTEGER
) STRICT, WITHOUT ROWID;
CREATE INDEX tokens_by_owner ON tokens (owner, created_ms DESC, id DESC);
CREATE INDEX tokens_by_age ON tokens (created_ms DESC, id DESC);

-- Users who may neither sign in nor act, whatever the policy says. No expiry means until unlocked.
CREATE TABLE locks (
    user TEXT PRIMARY KEY,
    reason TEXT NOT NULL,
    author TEXT NOT NULL,
    at_ms INTEGER NOT NULL,
    expires_ms INTEGER
) STRICT, WITHOUT ROWID;
