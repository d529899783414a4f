update photo set remote = null, upload = null
where dossier = (select num from dossier where id = ?1) and sha256 = ?2
