update dossier set place = 'server'
where num = ?1
  and place <> 'handed_in'
  and not exists (select 1 from edit where dossier = ?1 and ack is null)
  and not exists (select 1 from working where dossier = ?1)
