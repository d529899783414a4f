update dossier set place = 'server'
where num in (select dossier from edit where ack = ?1)
  and place <> 'handed_in'
  and not exists (select 1 from edit where edit.dossier = dossier.num and ack is null)
  and not exists (select 1 from working where working.dossier = dossier.num)
