-- Private values stand in the bodies of edits and nowhere else. Ids, hashes and keys are raw bytes; times are
-- milliseconds since 1970 by the server's clock.

CREATE TABLE commune (
    code  TEXT PRIMARY KEY,
    name  TEXT NOT NULL,
    -- Where to bring the originals, in words.
    place TEXT NOT NULL,
    -- The partition that new dossiers of this commune go to.
    home  TEXT NOT NULL
) STRICT;

-- One row a home partition: its counter and the hash of its chain. Sequence order is commit order.
CREATE TABLE partition (
    home        TEXT PRIMARY KEY,
    -- Random; new after every restore.
    incarnation TEXT NOT NULL,
    seq         INTEGER NOT NULL,
    chain       BLOB NOT NULL
) STRICT;

-- All that phones are told, in order. `chain` = SHA-256(chain before ‖ kind ‖ ref).
CREATE TABLE log (
    home    TEXT NOT NULL,
    seq     INTEGER NOT NULL,
    -- 1 edit, 2 void, 3 status, 4 receipt, 5 erase, 6 certificate, 7 blob.
    kind    INTEGER NOT NULL,
    dossier BLOB,
    -- Whose devices may read it.
    person  TEXT NOT NULL,
    -- Edit id, edit id, status id, version id, dossier id, device key, blob id.
    ref     BLOB NOT NULL,
    chain   BLOB NOT NULL,
    PRIMARY KEY (home, seq)
) STRICT, WITHOUT ROWID;
CREATE INDEX log_person ON log (person, home, seq);

-- In which partitions there is something for a person.
CREATE TABLE reader (
    person TEXT NOT NULL,
    home   TEXT NOT NULL,
    PRIMARY KEY (person, home)
) STRICT, WITHOUT ROWID;

CREATE TABLE person (
    id      TEXT PRIMARY KEY,
    role    TEXT NOT NULL,
    commune TEXT NOT NULL REFERENCES commune (code)
) STRICT;

CREATE TABLE device (
    key        BLOB PRIMARY KEY,
    person     TEXT NOT NULL REFERENCES person (id),
    role       TEXT NOT NULL,
    commune    TEXT NOT NULL REFERENCES commune (code),
    label      TEXT NOT NULL,
    token_hash BLOB NOT NULL UNIQUE,
    revoked_at INTEGER,
    -- The signed certificate.
    body       TEXT NOT NULL,
    sig        TEXT NOT NULL
) STRICT;
CREATE INDEX device_person ON device (person);

-- One-time codes, known by their HMAC only.
CREATE TABLE code (
    hash    BLOB PRIMARY KEY,
    role    TEXT NOT NULL,
    commune TEXT NOT NULL REFERENCES commune (code),
    -- For a second device of the same person.
    person  TEXT REFERENCES person (id),
    label   TEXT,
    until   INTEGER NOT NULL,
    used_by BLOB
) STRICT;

-- The home is given at the first accept and never changes.
CREATE TABLE dossier (
    id      BLOB PRIMARY KEY,
    home    TEXT NOT NULL,
    person  TEXT NOT NULL REFERENCES person (id),
    commune TEXT NOT NULL REFERENCES commune (code),
    -- `seq` of its last entry in the log of its home.
    last    INTEGER NOT NULL DEFAULT 0,
    -- `held_digest` of its edits and voids, kept up as they come.
    digest  INTEGER NOT NULL DEFAULT 0,
    erased  INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX dossier_person ON dossier (person);

CREATE TABLE edit (
    id      BLOB PRIMARY KEY,
    dossier BLOB NOT NULL REFERENCES dossier (id),
    replica BLOB NOT NULL,
    n       INTEGER NOT NULL,
    prev    BLOB,
    -- Verbatim, as it came.
    body    TEXT NOT NULL,
    sig     TEXT NOT NULL,
    -- The device that wrote it, enrolled here or not.
    key     BLOB NOT NULL,
    at      INTEGER NOT NULL
) STRICT;
CREATE INDEX edit_dossier ON edit (dossier);
CREATE INDEX edit_key ON edit (key);

-- An id stands in `edit` or in `void`, never in both.
CREATE TABLE void (
    id        BLOB PRIMARY KEY,
    dossier   BLOB NOT NULL REFERENCES dossier (id),
    replica   BLOB NOT NULL,
    n         INTEGER NOT NULL,
    -- Whether it fills its place: not if it contradicts what stands before it. What builds on it is void then too.
    placed    INTEGER NOT NULL,
    body      TEXT NOT NULL,
    sig       TEXT NOT NULL,
    -- The edit itself, where it is kept for review: above the cut of a revoked device.
    kept_body TEXT,
    kept_sig  TEXT
) STRICT;
CREATE INDEX void_dossier ON void (dossier);

-- How far the edits of a revoked device count; where there is no row: not at all.
CREATE TABLE cut (
    key     BLOB NOT NULL,
    dossier BLOB NOT NULL,
    replica BLOB NOT NULL,
    n       INTEGER NOT NULL,
    PRIMARY KEY (key, dossier, replica)
) STRICT, WITHOUT ROWID;

-- Photos that the edits of a dossier speak of.
CREATE TABLE photo (
    dossier BLOB NOT NULL REFERENCES dossier (id),
    sha256  BLOB NOT NULL,
    PRIMARY KEY (dossier, sha256)
) STRICT, WITHOUT ROWID;

-- Photos that are held whole and verified.
CREATE TABLE blob (
    -- Random, 16 bytes; hex on the wire.
    id      BLOB PRIMARY KEY,
    dossier BLOB NOT NULL REFERENCES dossier (id),
    sha256  BLOB NOT NULL,
    bytes   INTEGER NOT NULL,
    -- Random name in `blobs/`.
    file    TEXT NOT NULL,
    UNIQUE (dossier, sha256)
) STRICT;

-- Photos on their way (tus).
CREATE TABLE upload (
    id      BLOB PRIMARY KEY,
    device  BLOB NOT NULL REFERENCES device (key),
    dossier BLOB NOT NULL REFERENCES dossier (id),
    sha256  BLOB NOT NULL,
    length  INTEGER NOT NULL,
    offset  INTEGER NOT NULL,
    expires INTEGER NOT NULL,
    -- Random name in `uploads/`.
    file    TEXT NOT NULL
) STRICT;
CREATE INDEX upload_device ON upload (device);
CREATE INDEX upload_dossier ON upload (dossier);

-- Versions that were handed in.
CREATE TABLE version (
    id        BLOB PRIMARY KEY,
    dossier   BLOB NOT NULL REFERENCES dossier (id),
    procedure BLOB NOT NULL,
    -- The JSON of `Version`.
    body      TEXT NOT NULL,
    at        INTEGER NOT NULL
) STRICT;
CREATE INDEX version_dossier ON version (dossier);

-- The receipt of a version: the same for ever. May be older than what a restored server holds of the version.
CREATE TABLE receipt (
    version BLOB PRIMARY KEY,
    dossier BLOB NOT NULL REFERENCES dossier (id),
    body    TEXT NOT NULL,
    sig     TEXT NOT NULL
) STRICT;
CREATE INDEX receipt_dossier ON receipt (dossier);

CREATE TABLE status (
    id      BLOB PRIMARY KEY,
    dossier BLOB NOT NULL REFERENCES dossier (id),
    -- 1, 2, 3 … within the dossier.
    n       INTEGER NOT NULL,
    body    TEXT NOT NULL,
    sig     TEXT NOT NULL,
    UNIQUE (dossier, n)
) STRICT;

-- No reference to `dossier`: after a restore the records of `erased.log` come back, known dossier or not.
CREATE TABLE erase (
    dossier BLOB PRIMARY KEY,
    body    TEXT NOT NULL,
    sig     TEXT NOT NULL
) STRICT;

-- Versions of procedures, exactly the bytes that their hash is over.
CREATE TABLE procedure (
    hash  BLOB PRIMARY KEY,
    bytes BLOB NOT NULL
) STRICT;

-- What a device stored on a day (days since 1970, UTC).
CREATE TABLE quota (
    device BLOB NOT NULL,
    day    INTEGER NOT NULL,
    edits  INTEGER NOT NULL DEFAULT 0,
    bytes  INTEGER NOT NULL DEFAULT 0,
    photos INTEGER NOT NULL DEFAULT 0,
    photo_bytes INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (device, day)
) STRICT, WITHOUT ROWID;

-- Who read or wrote which dossier, as a chain of HMACs.
CREATE TABLE audit (
    seq     INTEGER PRIMARY KEY,
    at      INTEGER NOT NULL,
    device  BLOB,
    action  TEXT NOT NULL,
    dossier BLOB,
    mac     BLOB NOT NULL
) STRICT;
CREATE INDEX audit_dossier ON audit (dossier);
