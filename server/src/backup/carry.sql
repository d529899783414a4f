-- What the server knew of communes, people and devices when it was restored is newer than the backup, and a right that
-- was taken away must not come back with it.
INSERT INTO main.commune SELECT * FROM live.commune WHERE true
    ON CONFLICT (code) DO UPDATE SET name = excluded.name, place = excluded.place;
INSERT OR IGNORE INTO main.person SELECT * FROM live.person;
INSERT OR IGNORE INTO main.device SELECT * FROM live.device;
UPDATE main.device SET revoked_at = (SELECT revoked_at FROM live.device WHERE device.key = main.device.key)
    WHERE revoked_at IS NULL;
INSERT OR REPLACE INTO main.cut SELECT * FROM live.cut;
INSERT OR IGNORE INTO main.code SELECT * FROM live.code;
UPDATE main.code SET used_by = (SELECT used_by FROM live.code WHERE code.hash = main.code.hash)
    WHERE used_by IS NULL;
INSERT OR IGNORE INTO main.procedure SELECT * FROM live.procedure;
