//! Opening: lock, key, database, migrations. What can't be opened is left as it is.

use super::secret::{Secret, SecretStore};
use super::{Store, Writer};
use crate::error::{Error, Kind, Result};
use fs4::FileExt;
use hoso_protocol::ids::ReplicaId;
use rusqlite::{Connection, OpenFlags};
use rusqlite_migration::{M, Migrations};
use std::fs::File;
use std::path::Path;
use std::sync::{LazyLock, Mutex};
use std::time::{Duration, Instant};

const PATIENCE: Duration = Duration::from_secs(5);
const DATABASE: &str = "dossiers.db";

static MIGRATIONS: LazyLock<Migrations<'static>> = LazyLock::new(|| {
    Migrations::new(vec![
        M::up(include_str!("migrations/001_store.sql")),
        M::up(include_str!("migrations/002_screens.sql")),
    ])
});

/// How many migrations this program knows.
const NEWEST: i64 = 2;

impl Store {
    /// Opens the store in `folder`, which is made where it is absent.
    pub fn open(folder: &Path, secrets: &dyn SecretStore) -> Result<Self> {
        std::fs::create_dir_all(folder)?;
        let lock = lock_file(folder)?;
        shared(&lock)?;
        let path = folder.join(DATABASE);
        let ready =
            std::fs::metadata(&path).is_ok_and(|file| file.len() > 0) && stored_version(folder, secrets)? == NEWEST;
        if !ready {
            alone(&lock)?;
            prepare(folder, secrets)?;
            shared(&lock)?;
        }
        let secret = load(secrets)?;
        let connection = connect(&path, &secret)?;
        let reader = connect(&path, &secret)?;
        reader.pragma_update(None, "query_only", true)?;
        if fits(&path, &secret).is_none() {
            // Only now: beside a whole store it says that there is one.
            crate::durable::write_whole(&folder.join("key-check"), secret.fingerprint().as_bytes())?;
        }
        let version = connection.query_row("pragma data_version", [], |row| row.get(0))?;
        let writer = Writer { connection, version, loaded: Default::default() };
        Ok(Self {
            folder: folder.to_owned(),
            secret,
            writer: Mutex::new(writer),
            reader: Mutex::new(reader),
            _lock: lock,
        })
    }
}

/// Makes what is not there yet and migrates what is old; the caller holds the lock alone.
fn prepare(folder: &Path, secrets: &dyn SecretStore) -> Result<()> {
    let path = folder.join(DATABASE);
    let there = std::fs::metadata(&path).is_ok_and(|file| file.len() > 0);
    let copied = folder.join("dossiers.copy").exists();
    let secret = match secrets.load()? {
        Some(text) => Secret::read(&text)?,
        // A database without its key is kept: the key may come back.
        None if there || copied => return Err(Error::new(Kind::Locked, "key_missing")),
        None => {
            let secret = Secret::random()?;
            secrets.create(&secret.write())?;
            secret
        }
    };
    let made = fits(&path, &secret);
    if made == Some(false) {
        return Err(Error::new(Kind::Locked, "wrong_key"));
    }
    // There was a store here. A new one in its place would hide that it is gone, and take the copy's place tomorrow.
    if !there && (made == Some(true) || copied) {
        return Err(Error::storage("store_missing"));
    }
    let mut connection = connect(&path, &secret)?;
    if there && version_of(&connection)? > 0 {
        super::copy::make(&connection, folder, &secret)?;
    }
    bring_up_to_date(&mut connection)?;
    crate::durable::sync_way_to(folder)
}

/// Makes an empty or old database one of the present version.
fn bring_up_to_date(connection: &mut Connection) -> Result<()> {
    MIGRATIONS.to_latest(connection).map_err(|error| match error {
        rusqlite_migration::Error::RusqliteError { err, .. } => err.into(),
        other => {
            tracing::error!(error = %other, "the store could not be migrated");
            Error::storage("store_damaged")
        }
    })?;
    let replica = ReplicaId::random()?;
    connection.execute("insert or ignore into store (one, replica) values (1, ?1)", [replica.0])?;
    Ok(())
}

/// An empty store of the present version beside the one of the phone.
pub(super) fn fresh(path: &Path, secret: &Secret) -> Result<Connection> {
    let mut connection = connect(path, secret)?;
    bring_up_to_date(&mut connection)?;
    Ok(connection)
}

fn stored_version(folder: &Path, secrets: &dyn SecretStore) -> Result<i64> {
    if secrets.load()?.is_none() {
        return Err(Error::new(Kind::Locked, "key_missing"));
    }
    let connection = connect(&folder.join(DATABASE), &load(secrets)?)?;
    let version = version_of(&connection)?;
    if version > NEWEST {
        return Err(Error::storage("store_newer"));
    }
    // A process was killed between making the file and its first row.
    let filled =
        version == NEWEST && connection.query_row("select count(*) from store", [], |row| row.get::<_, i64>(0))? == 1;
    Ok(if filled { version } else { 0 })
}

fn version_of(connection: &Connection) -> Result<i64> {
    Ok(connection.query_row("pragma user_version", [], |row| row.get(0))?)
}

pub(super) fn load(secrets: &dyn SecretStore) -> Result<Secret> {
    let text = secrets.load()?.ok_or_else(|| Error::new(Kind::Locked, "key_missing"))?;
    Secret::read(&text)
}

/// A connection with the key and our pragmas.
pub(super) fn connect(path: &Path, secret: &Secret) -> Result<Connection> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(path, flags)?;
    connection.busy_timeout(PATIENCE)?;
    // The salt is kept with the key, outside page 1: 32 bytes of it stay plain, as iOS needs them to.
    let key = zeroize::Zeroizing::new(format!(
        "pragma cipher_log_level = none; pragma key = \"x'{}'\"; pragma cipher_plaintext_header_size = 32; pragma cipher_salt = \"x'{}'\";",
        hex::encode(*secret.key),
        hex::encode(secret.salt)
    ));
    connection.execute_batch(&key)?;
    let readable = connection.query_row("select count(*) from sqlite_master", [], |row| row.get::<_, i64>(0));
    if let Err(error) = readable {
        return Err(told_apart(error, path, secret));
    }
    connection.execute_batch(include_str!("pragmas.sql"))?;
    connection.set_prepared_statement_cache_capacity(64);
    Ok(connection)
}

/// A wrong key and a damaged file look the same to SQLCipher: the key's fingerprint beside it tells them apart.
fn told_apart(error: rusqlite::Error, path: &Path, secret: &Secret) -> Error {
    use rusqlite::ErrorCode as E;
    match error.sqlite_error_code() {
        Some(E::DiskFull | E::ReadOnly | E::PermissionDenied | E::CannotOpen | E::DatabaseBusy | E::DatabaseLocked) => {
            error.into()
        }
        _ if fits(path, secret) == Some(true) => Error::storage("store_damaged"),
        _ => Error::new(Kind::Locked, "wrong_key"),
    }
}

/// Whether this is the key that the store was made with; `None` where nothing says so. A file that a power cut emptied
/// says nothing either.
fn fits(path: &Path, secret: &Secret) -> Option<bool> {
    let (kept, ours) = (std::fs::read_to_string(path.parent()?.join("key-check")).ok()?, secret.fingerprint());
    (kept.trim().len() == ours.len()).then(|| kept.trim() == ours)
}

fn lock_file(folder: &Path) -> Result<File> {
    Ok(File::options().create(true).truncate(false).write(true).read(true).open(folder.join("lock"))?)
}

/// The lock, held alone: nobody else has the store open.
pub(super) fn lock_alone(folder: &Path) -> Result<File> {
    let lock = lock_file(folder)?;
    alone(&lock)?;
    Ok(lock)
}

fn shared(lock: &File) -> Result<()> {
    wait(|| FileExt::try_lock_shared(lock).is_ok())
}

fn alone(lock: &File) -> Result<()> {
    FileExt::unlock(lock)?;
    wait(|| FileExt::try_lock(lock).is_ok())
}

fn wait(mut attempt: impl FnMut() -> bool) -> Result<()> {
    let since = Instant::now();
    while !attempt() {
        if since.elapsed() > PATIENCE {
            return Err(Error::new(Kind::Locked, "in_use"));
        }
        std::thread::sleep(Duration::from_millis(10));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_migrations_are_well_formed_and_all_counted() {
        assert!(super::MIGRATIONS.validate().is_ok());
        let mut plain = rusqlite::Connection::open_in_memory().unwrap();
        super::MIGRATIONS.to_latest(&mut plain).unwrap();
        assert_eq!(super::version_of(&plain).unwrap(), super::NEWEST);
    }

    use super::*;
    use crate::store::KeyFile;

    fn schema(db: &Connection) -> Vec<String> {
        let mut rows = db.prepare("select coalesce(sql, name) from sqlite_master order by 1").unwrap();
        rows.query_map([], |row| row.get(0)).unwrap().collect::<rusqlite::Result<_>>().unwrap()
    }

    #[test]
    fn a_store_of_the_first_version_becomes_as_a_fresh_one_and_keeps_its_rows() {
        let folder = tempfile::tempdir().unwrap();
        let keys = KeyFile::new(folder.path().join("key"));
        let secret = Secret::random().unwrap();
        keys.create(&secret.write()).unwrap();
        let mut old = connect(&folder.path().join(DATABASE), &secret).unwrap();
        MIGRATIONS.to_version(&mut old, 1).unwrap();
        old.execute("insert into store (one, replica) values (1, ?1)", [[7_u8; 16]]).unwrap();
        drop(old);
        let store = Store::open(folder.path(), &keys).unwrap();
        let replica: Vec<u8> =
            store.read(|db| Ok(db.query_row("select replica from store", [], |row| row.get(0))?)).unwrap();
        assert_eq!(replica, [7; 16]);
        let fresh = fresh(&folder.path().join("fresh"), &secret).unwrap();
        assert_eq!(store.read(|db| Ok(schema(db))).unwrap(), schema(&fresh));
        assert!(folder.path().join("dossiers.copy").exists(), "as it was before, beside it");
    }

    #[test]
    fn a_newer_store_is_said_to_be_newer_and_left_as_it_is() {
        let folder = tempfile::tempdir().unwrap();
        let keys = KeyFile::new(folder.path().join("key"));
        drop(Store::open(folder.path(), &keys).unwrap());
        let path = folder.path().join(DATABASE);
        let newer = connect(&path, &load(&keys).unwrap()).unwrap();
        newer.pragma_update(None, "user_version", NEWEST + 1).unwrap();
        drop(newer);
        let before = std::fs::read(&path).unwrap();
        assert_eq!(Store::open(folder.path(), &keys).err().unwrap().code, "store_newer");
        assert_eq!(std::fs::read(&path).unwrap(), before);
    }
}
