-- The person a dossier is for, ready for the list; null in rows that an older program wrote.
alter table dossier add column for_whom text;

-- What a person set on this phone, and what the phone remembers for its screens.
create table setting (
    name text primary key,
    value text not null
) strict, without rowid;
