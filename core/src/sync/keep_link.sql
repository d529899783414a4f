insert or replace into server (one, url, authority, token, key, certificate_body, certificate_sig, cursor)
values (1, ?1, ?2, ?3, ?4, ?5, ?6, ?7)
