select void.body, void.sig, edit.body from void
join edit on edit.id = void.edit
where told = 0
