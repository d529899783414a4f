select body, sig from edit
join edit_text on edit_text.edit = edit.num
where dossier = ?1
order by num
