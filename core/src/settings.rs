//! What a person set on this phone, who the phone is to its server, and when the two last spoke.

use crate::error::Result;
use crate::phone::Phone;
use crate::time::stamp;
use hoso_protocol::record::Role;
use rusqlite::{Connection, OptionalExtension as _, params};

/// The sizes of text that a screen can be set to, in percent.
const TEXT_SIZES: std::ops::RangeInclusive<u32> = 100..=200;

/// What a person set on this phone. It stays here: another phone of theirs has its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Settings {
    /// Size of text in percent, on top of what the system says: 100 to 200.
    pub text_size: u32,
    /// Photos wait for a network that costs nothing.
    pub photos_on_wifi_only: bool,
    /// The app asks for the phone's own lock before it shows anything.
    pub lock: bool,
}

impl Default for Settings {
    fn default() -> Self {
        Self { text_size: 100, photos_on_wifi_only: false, lock: false }
    }
}

/// Who this phone is to its server.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Account {
    /// What it may do.
    pub role: Role,
    /// The code of the commune that it belongs to.
    pub commune: String,
    /// What the phone is called in conflicts.
    pub label: String,
    /// The server's address.
    pub server: String,
}

impl Phone {
    /// What is set now.
    pub fn settings(&self) -> Result<Settings> {
        self.store().read(|db| {
            let usual = Settings::default();
            let size = get(db, "text_size")?.and_then(|text| text.parse().ok());
            Ok(Settings {
                text_size: size.filter(|size| TEXT_SIZES.contains(size)).unwrap_or(usual.text_size),
                photos_on_wifi_only: get(db, "photos_on_wifi_only")?
                    .map_or(usual.photos_on_wifi_only, |text| text == "yes"),
                lock: get(db, "lock")?.map_or(usual.lock, |text| text == "yes"),
            })
        })
    }

    /// Sets all of it; a size outside of what there is becomes the nearest.
    pub fn set_settings(&self, settings: Settings) -> Result<()> {
        let size = settings.text_size.clamp(*TEXT_SIZES.start(), *TEXT_SIZES.end());
        let yes = |on: bool| if on { "yes" } else { "no" };
        self.store().write(|tx, _| {
            put(tx, "text_size", &size.to_string())?;
            put(tx, "photos_on_wifi_only", yes(settings.photos_on_wifi_only))?;
            put(tx, "lock", yes(settings.lock))
        })
    }

    /// When the last sync went through, by this phone's clock, as RFC 3339; `None`: never.
    pub fn last_sync(&self) -> Result<Option<String>> {
        let at = self.store().read(|db| get(db, "last_sync"))?;
        Ok(at.and_then(|at| at.parse().ok()).map(stamp))
    }

    pub(crate) fn remember_sync(&self) -> Result<()> {
        self.store().write(|tx, _| put(tx, "last_sync", &self.now().to_string()))
    }
}

fn get(db: &Connection, name: &str) -> Result<Option<String>> {
    let mut row = db.prepare_cached("select value from setting where name = ?1")?;
    Ok(row.query_row([name], |row| row.get(0)).optional()?)
}

fn put(db: &Connection, name: &str, value: &str) -> Result<()> {
    db.prepare_cached("insert or replace into setting (name, value) values (?1, ?2)")?.execute(params![name, value])?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_set_is_there_after_the_phone_was_opened_again_and_no_size_is_out_of_range() {
        let folder = tempfile::tempdir().unwrap();
        let phone = Phone::open(folder.path()).unwrap();
        assert_eq!(phone.settings().unwrap(), Settings::default());
        phone.set_settings(Settings { text_size: 1_000, photos_on_wifi_only: true, lock: true }).unwrap();
        drop(phone);
        let phone = Phone::open(folder.path()).unwrap();
        assert_eq!(phone.settings().unwrap(), Settings { text_size: 200, photos_on_wifi_only: true, lock: true });
        assert_eq!(phone.last_sync().unwrap(), None);
        assert_eq!(phone.account().unwrap(), None);
    }
}
