select num, what, changes from step
where dossier = ?1 and undone = 1
order by num
limit 1
