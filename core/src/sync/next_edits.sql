select id, body, sig from edit
where ack is null and id not in (select edit from void)
order by num
