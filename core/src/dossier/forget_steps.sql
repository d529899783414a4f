delete from step
where dossier = ?1
  and num <= (select num from step where dossier = ?1 order by num desc limit 1 offset ?2)
