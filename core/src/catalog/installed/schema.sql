-- The installed catalog: public, never changed in place, replaced whole by rename.
CREATE TABLE room (
    name TEXT PRIMARY KEY,
    body BLOB NOT NULL
) WITHOUT ROWID;

-- Bodies of several procedures, one after the other, compressed together: small on disk, and only one block is unpacked
-- for the one procedure that somebody looks at.
CREATE TABLE block (
    num INTEGER PRIMARY KEY,
    body BLOB NOT NULL
);

CREATE TABLE version (
    hash TEXT PRIMARY KEY,
    code TEXT NOT NULL,
    -- pack or imported
    source TEXT NOT NULL,
    valid_from TEXT,
    valid_to TEXT,
    block INTEGER NOT NULL,
    start INTEGER NOT NULL,
    length INTEGER NOT NULL
) WITHOUT ROWID;

CREATE INDEX version_code ON version (code);
