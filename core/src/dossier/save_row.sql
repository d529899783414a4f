update dossier
set code = ?2, title = ?3, place = ?4, missing = ?5, conflicts = ?6, hidden = ?7, archived = ?8,
    updated_at = coalesce(?9, updated_at)
where num = ?1
