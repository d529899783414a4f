insert or ignore into receipt (version, dossier, body, sig)
select ?1, num, ?3, ?4 from dossier where id = ?2
