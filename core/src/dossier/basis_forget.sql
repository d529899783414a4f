delete from basis
where dossier = ?1
  and token not in (select token from basis where dossier = ?1 order by at desc limit ?2)
