select count(ack), count(*) - count(ack), coalesce(sum(offered), 0)
from edit
where dossier = ?1
