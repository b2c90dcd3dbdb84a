-- Who signs in through a provider, and who bears which name.

-- Sign-ins that were begun. The state and the browser's secret are only known by their hashes.
CREATE TABLE logins (
    state TEXT PRIMARY KEY,
    browser TEXT NOT NULL,
    connector TEXT NOT NULL,
    issuer TEXT NOT NULL,
    nonce TEXT NOT NULL,
    verifier TEXT NOT NULL,
    return_to TEXT NOT NULL,
    expires_ms INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX logins_by_expiry ON logins (expires_ms);

-- People whom a provider speaks of, as they last signed in. `version` counts changes of the table.
CREATE TABLE identities (
    issuer TEXT NOT NULL,
    subject TEXT NOT NULL,
    connector TEXT NOT NULL,
    name TEXT NOT NULL UNIQUE,
    roles TEXT NOT NULL,
    traits TEXT NOT NULL,
    signed_in_ms INTEGER NOT NULL,
    version INTEGER NOT NULL UNIQUE,
    PRIMARY KEY (issuer, subject)
) STRICT, WITHOUT ROWID;

-- Names that were given up: what was done under one before that moment was done by somebody else.
CREATE TABLE given_up_names (
    name TEXT PRIMARY KEY,
    at_ms INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Names that a person had before the one they have now. Nobody reviews twice by changing names.
CREATE TABLE former_names (
    name TEXT NOT NULL,
    former TEXT NOT NULL,
    until_ms INTEGER NOT NULL,
    PRIMARY KEY (name, former)
) STRICT, WITHOUT ROWID;
