-- What a handed-in version consists of: the live edits of each needed key. Later edits don't change it.
CREATE TABLE version_head (
    version BLOB NOT NULL REFERENCES version (id) ON DELETE CASCADE,
    key     TEXT NOT NULL,
    edit    BLOB NOT NULL,
    PRIMARY KEY (version, key, edit)
) STRICT, WITHOUT ROWID;

-- A desk's dossiers.
CREATE INDEX dossier_commune ON dossier (commune);

-- Receipts by the number that people read out.
CREATE INDEX receipt_number ON receipt (json_extract(body, '$.id'));

-- The end of the audit log, with an HMAC of its own: rows that are cut off at the end are missed too.
CREATE TABLE audit_head (
    one INTEGER PRIMARY KEY CHECK (one = 1),
    seq INTEGER NOT NULL,
    mac BLOB NOT NULL
) STRICT;
