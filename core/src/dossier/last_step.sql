select num, what, changes from step
where dossier = ?1 and undone = 0
order by num desc
limit 1
