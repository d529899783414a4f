insert into working (dossier, key, value, at) values (?1, ?2, ?3, ?4)
on conflict (dossier, key) do update set value = excluded.value, at = excluded.at
