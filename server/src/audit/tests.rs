use super::*;
use crate::dir::ServerDir;
use tempfile::TempDir;

fn log() -> (TempDir, ServerDir) {
    let folder = tempfile::tempdir().unwrap();
    let dir = ServerDir::open(folder.path()).unwrap();
    let device = Some(PublicKey([7; 32]));
    for i in 1..=5u8 {
        let dossiers = [DossierId([i; 16]), DossierId([i + 100; 16])];
        add(&dir, device, Action::Read, &dossiers);
    }
    meddle(
        &dir,
        "INSERT INTO commune VALUES ('26740', 'x', 'y', 'h'); INSERT INTO person VALUES ('p', 'citizen', '26740');
         INSERT INTO dossier (id, home, person, commune) VALUES (x'01', 'h', 'p', '26740')",
    );
    dir.store().write(|tx| Ok(record(dir.keys(), tx, 6, None, Action::Restore, [None::<DossierId>])?)).unwrap();
    (folder, dir)
}

fn add(dir: &ServerDir, device: Option<PublicKey>, action: Action, dossiers: &[DossierId]) {
    dir.store().write(|tx| Ok(record(dir.keys(), tx, 5, device, action, dossiers.iter().copied())?)).unwrap();
}

fn meddle(dir: &ServerDir, change: &str) {
    dir.store().write(|tx| Ok(tx.execute_batch(change)?)).unwrap();
}

#[test]
fn a_log_as_it_was_written_is_found_whole_also_after_a_new_start() {
    let (folder, dir) = log();
    let whole = Report { rows: 11, fault: None };
    assert_eq!(verify(&dir).unwrap(), whole);
    assert_eq!(verify(&ServerDir::open(folder.path()).unwrap()).unwrap(), whole);
}

#[test]
fn an_empty_log_is_whole_and_nothing_to_record_adds_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let dir = ServerDir::open(folder.path()).unwrap();
    add(&dir, None, Action::Read, &[]);
    assert_eq!(verify(&dir).unwrap(), Report { rows: 0, fault: None });
}

#[test]
fn every_change_of_a_row_is_found_at_its_row() {
    for change in [
        "UPDATE audit SET at = 99 WHERE seq = 4",
        "UPDATE audit SET device = NULL WHERE seq = 4",
        "UPDATE audit SET device = x'' WHERE seq = 4",
        "UPDATE audit SET action = 'write' WHERE seq = 4",
        "UPDATE audit SET dossier = NULL WHERE seq = 4",
        "UPDATE audit SET mac = zeroblob(32) WHERE seq = 4",
        "UPDATE audit SET (at, device, action, dossier, mac) = (SELECT at, device, action, dossier, mac FROM audit WHERE seq = 5) WHERE seq = 4",
    ] {
        let (_folder, dir) = log();
        meddle(&dir, change);
        assert_eq!(verify(&dir).unwrap().fault, Some(Fault::Changed { row: 4 }), "{change}");
    }
}

#[test]
fn a_removed_or_moved_row_is_found() {
    for (change, fault) in [
        ("DELETE FROM audit WHERE seq = 4", Fault::Missing { row: 4 }),
        ("DELETE FROM audit WHERE seq = 1", Fault::Missing { row: 1 }),
        ("DELETE FROM audit WHERE seq = 4; UPDATE audit SET seq = seq - 1 WHERE seq > 4", Fault::Changed { row: 4 }),
        (
            "UPDATE audit SET seq = -1 WHERE seq = 4; UPDATE audit SET seq = 4 WHERE seq = 5; UPDATE audit SET seq = 5 WHERE seq = -1",
            Fault::Changed { row: 4 },
        ),
        ("DELETE FROM audit WHERE seq > 9", Fault::Cut { last: Some(11) }),
        ("DELETE FROM audit WHERE seq > 9; UPDATE audit_head SET seq = 9", Fault::Cut { last: None }),
        ("DELETE FROM audit; DELETE FROM audit_head", Fault::Cut { last: None }),
        ("DELETE FROM audit_head", Fault::Cut { last: None }),
    ] {
        let (_folder, dir) = log();
        meddle(&dir, change);
        let found = verify(&dir).unwrap().fault;
        assert_eq!(found, Some(fault), "{change}");
    }
}

#[test]
fn without_the_key_no_row_can_be_added() {
    let (_folder, dir) = log();
    let other = tempfile::tempdir().unwrap();
    let forger = ServerDir::open(other.path()).unwrap();
    dir.store().write(|tx| Ok(record(forger.keys(), tx, 7, None, Action::Erase, [DossierId([9; 16])])?)).unwrap();
    assert_eq!(verify(&dir).unwrap().fault, Some(Fault::Changed { row: 12 }));
}

#[test]
fn the_row_goes_with_the_transaction_that_it_tells_of() {
    let (_folder, dir) = log();
    let undone = dir.store().write(|tx| {
        record(dir.keys(), tx, 7, None, Action::Erase, [DossierId([9; 16])])?;
        Err::<(), _>(crate::Code::Conflict.into())
    });
    assert!(undone.is_err());
    assert_eq!(verify(&dir).unwrap(), Report { rows: 11, fault: None });
}
