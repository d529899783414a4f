-- The phone's store. Times are milliseconds since 1970; ids are raw bytes.

create table store (
    one integer primary key check (one = 1),
    -- The random id of this store; new after a restore or where a clone was found.
    replica blob not null
) strict;

-- The server that this phone was enrolled at.
create table server (
    one integer primary key check (one = 1),
    url text not null,
    -- PEM of a province's own certificate authority.
    authority text,
    token text not null,
    key blob not null,
    certificate_body text not null,
    certificate_sig text not null,
    cursor text,
    -- The server was put back from a backup, and what it lost has not all been given back yet.
    restored integer not null default 0
) strict;

-- Procedure versions that drafts were made with: no draft depends on the catalog file.
create table procedure (
    hash blob primary key,
    body blob not null
) strict, without rowid;

-- One row a dossier, ready for the list.
create table dossier (
    num integer primary key,
    id blob not null unique,
    code text not null,
    title text not null,
    place text not null check (place in ('phone', 'sending', 'server', 'handed_in')),
    missing integer not null,
    conflicts integer not null,
    hidden integer not null,
    archived integer not null,
    updated_at integer not null,
    -- What its photo files are encrypted with; never leaves the phone.
    photo_key blob not null
) strict;

create index dossier_list on dossier (hidden, archived, updated_at desc, num desc);

-- Sealed edits, ours and others'. Counted, pending and voided ones alike. What changes with a sync stands apart from the
-- text: an acknowledgement must not write the text again.
create table edit (
    num integer primary key,
    dossier integer not null references dossier (num),
    id blob not null unique,
    -- Whether a first byte may have left the phone.
    offered integer not null default 0,
    -- The acknowledgement that the server signed.
    ack integer references ack (num)
) strict;

-- The edits verbatim.
create table edit_text (
    edit integer primary key references edit (num) on delete cascade,
    body text not null,
    sig text not null
) strict;

create index edit_of on edit (dossier);
create index edit_unsent on edit (num) where ack is null;
create index edit_by_ack on edit (ack) where ack is not null;

create table ack (
    num integer primary key,
    body text not null,
    sig text not null
) strict;

create table void (
    edit blob primary key,
    dossier integer not null references dossier (num),
    body text not null,
    sig text not null,
    -- Whether a sync told the person, and whether its content was written again.
    told integer not null default 0,
    adopted integer not null default 0
) strict, without rowid;

create index void_of on void (dossier);

-- What was typed and not sealed yet.
create table working (
    dossier integer not null references dossier (num),
    key text not null,
    value text not null,
    at integer not null,
    primary key (dossier, key)
) strict, without rowid;

-- The undo journal: what a step changed, as JSON.
create table step (
    num integer primary key autoincrement,
    dossier integer not null references dossier (num),
    what text not null,
    changes text not null,
    -- 1: taken back, can be done again; 2: somebody wrote over it since.
    undone integer not null default 0
) strict;

create index step_of on step (dossier, num);

-- What a screen showed, by its token: the tips of the other replicas.
create table basis (
    dossier integer not null references dossier (num),
    token text not null,
    tips text not null,
    at integer not null,
    primary key (dossier, token)
) strict, without rowid;

-- Photo files, by dossier and hash.
create table photo (
    dossier integer not null references dossier (num),
    sha256 blob not null,
    bytes integer not null,
    -- The encrypted file; absent where only the server holds it.
    file text,
    -- The id for fetching it from the server, once the server holds it whole.
    remote text,
    -- Where an upload goes on.
    upload text,
    primary key (dossier, sha256)
) strict, without rowid;

create table certificate (
    key blob primary key,
    body text not null,
    sig text not null
) strict, without rowid;

-- Versions that were or are to be handed in, persisted before they are sent.
create table version (
    id blob primary key,
    dossier integer not null references dossier (num),
    body text not null,
    at integer not null
) strict, without rowid;

create table receipt (
    version blob primary key,
    dossier integer not null references dossier (num),
    body text not null,
    sig text not null
) strict, without rowid;

create table status (
    num integer primary key,
    id blob not null unique,
    dossier integer not null references dossier (num),
    -- What the phone said of the paper that it asks for when it arrived: as long as that stays, it is asked for.
    paper_heads blob,
    body text not null,
    sig text not null
) strict;

create index status_of on status (dossier, num);

-- Erased for ever; edits of these are refused.
create table erase (
    dossier blob primary key,
    body text not null,
    sig text not null,
    sent integer not null default 0
) strict, without rowid;
