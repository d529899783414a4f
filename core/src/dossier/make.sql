insert into dossier (id, code, title, place, missing, conflicts, hidden, archived, updated_at, photo_key)
values (?1, '', '', 'phone', 0, 0, 0, 0, ?2, ?3)
