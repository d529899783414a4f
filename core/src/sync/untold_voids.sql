select void.body, void.sig, edit_text.body from void
join edit on edit.id = void.edit
join edit_text on edit_text.edit = edit.num
where told = 0
