insert into photo (dossier, sha256, bytes, remote)
select num, ?2, ?3, ?4 from dossier where id = ?1
on conflict (dossier, sha256) do update set remote = excluded.remote
