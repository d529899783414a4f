select num, id, body, sig from edit
join edit_text on edit_text.edit = edit.num
where ack is null and num > ?1 and id not in (select edit from void)
order by num
