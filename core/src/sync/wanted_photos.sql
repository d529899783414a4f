select photo.dossier, dossier.id, sha256, bytes, file, remote, upload
from photo
join dossier on dossier.num = photo.dossier
where (file is not null and remote is null) or (file is null and remote <> '')
order by photo.dossier
