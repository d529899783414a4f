-- Two changes in one millisecond still have an order in the list.
update dossier
set code = ?2, title = ?3, place = ?4, missing = ?5, conflicts = ?6, hidden = ?7, archived = ?8, for_whom = ?10,
    updated_at = max(
        coalesce(?9, updated_at),
        coalesce(
            (select max(other.updated_at) + 1 from dossier as other
             where other.hidden = 0 and other.archived = 0 and other.num <> ?1 and other.updated_at between ?9 and ?9 + 1000),
            0
        )
    )
where num = ?1
