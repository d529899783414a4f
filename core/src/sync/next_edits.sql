select num, id, body, sig from edit
where ack is null and num > ?1 and id not in (select edit from void)
order by num
