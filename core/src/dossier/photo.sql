insert into photo (dossier, sha256, bytes, file) values (?1, ?2, ?3, ?4)
on conflict (dossier, sha256) do update set file = coalesce(photo.file, excluded.file)
