//! One-time codes. People read them out and type them in: no letter looks like another.

use crate::clock::now;
use crate::dir::ServerDir;
use crate::error::{Code, Result};
use crate::keys::Keys;
use crate::store::random;
use hoso_protocol::record::Role;
use hoso_protocol::wire::normal_code;
use rusqlite::Transaction;

/// Digits and capitals without I, L, O, U: 32 of them, so that each random byte gives one evenly.
const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
/// 50 bits: with few wrong tries a minute, nobody guesses one within a week.
const LENGTH: usize = 10;
const LASTS: i64 = 7 * 86_400_000;

/// A code that enrols one device.
#[derive(Clone, PartialEq, Eq)]
pub struct Invitation {
    /// The code, in two groups.
    pub code: String,
    /// Until when, milliseconds since 1970.
    pub until: i64,
}

impl ServerDir {
    /// Makes a code for a new person's first device.
    pub fn invite(&self, role: Role, commune: &str) -> Result<Invitation> {
        self.invite_as(role, commune, None)
    }

    /// The same, with the name under which people will see the device, such as a desk's.
    pub fn invite_as(&self, role: Role, commune: &str, label: Option<&str>) -> Result<Invitation> {
        self.store().write(|tx| {
            let known: bool =
                tx.query_row("SELECT EXISTS (SELECT 1 FROM commune WHERE code = ?)", [commune], |row| row.get(0))?;
            if !known {
                return Err(Code::NotFound.into());
            }
            new_code(tx, self.keys(), role, commune, None, label)
        })
    }
}

/// Makes a code and keeps its HMAC.
pub(crate) fn new_code(
    tx: &Transaction<'_>,
    keys: &Keys,
    role: Role,
    commune: &str,
    person: Option<&str>,
    label: Option<&str>,
) -> Result<Invitation> {
    let plain: String = random::<LENGTH>()?
        .iter()
        .filter_map(|byte| ALPHABET.get(usize::from(byte % 32)))
        .map(|letter| char::from(*letter))
        .collect();
    let at = now();
    // What expired unused helps nobody; used ones stay, so that a lost answer can be given again.
    tx.execute("DELETE FROM code WHERE until < ? AND used_by IS NULL", [at])?;
    tx.execute(
        "INSERT INTO code (hash, role, commune, person, label, until) VALUES (?, ?, ?, ?, ?, ?)",
        (code_hash(keys, &plain), role.name(), commune, person, label, at + LASTS),
    )?;
    let (first, second) = plain.split_at(LENGTH / 2);
    Ok(Invitation { code: format!("{first}-{second}"), until: at + LASTS })
}

/// The hash under which a code is kept.
pub(crate) fn code_hash(keys: &Keys, code: &str) -> [u8; 32] {
    keys.mac("code", &[normal_code(code).as_bytes()])
}
