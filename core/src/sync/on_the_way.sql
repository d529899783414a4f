select exists (
    select 1 from edit
    join dossier on dossier.num = edit.dossier
    where dossier.id = ?1 and edit.ack is null and edit.id not in (select edit from void)
)
