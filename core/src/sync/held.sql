with one as (select num from dossier where id = ?1)
select id, ack is not null, exists (select 1 from void where void.edit = edit.id)
from edit where dossier = (select num from one)
union all
select edit, 1, 1 from void
where dossier = (select num from one) and not exists (select 1 from edit where edit.id = void.edit)
