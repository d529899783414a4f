select num, id, code, title, missing, conflicts, updated_at, place, for_whom from dossier
where hidden = ?1 and archived = ?2 and (updated_at, num) < (?3, ?4)
order by updated_at desc, num desc
limit ?5
