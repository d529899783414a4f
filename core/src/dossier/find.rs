//! Finding a dossier by the beginning of its id, as people type it.

use crate::error::{Error, Kind, Result};
use crate::phone::Phone;
use hoso_protocol::ids::DossierId;
use hoso_protocol::procedure::Procedure;

/// Fewer digits than this name nothing.
const SHORTEST: usize = 4;

impl Phone {
    /// The dossier whose id is or begins with these hex digits, deleted ones too.
    pub fn find(&self, id: &str) -> Result<DossierId> {
        let unknown = || Error::new(Kind::NotFound, "no_dossier");
        if !(SHORTEST..=32).contains(&id.len()) || !id.bytes().all(|b| b.is_ascii_hexdigit()) {
            return Err(unknown());
        }
        let (first, last) = (padded(id, '0')?, padded(id, 'f')?);
        let found: Vec<DossierId> = self.store().read(|db| {
            let mut rows = db.prepare_cached("select id from dossier where id between ?1 and ?2 limit 5")?;
            let ids = rows.query_map((first.0, last.0), |row| Ok(DossierId(row.get(0)?)))?;
            Ok(ids.collect::<rusqlite::Result<_>>()?)
        })?;
        match found.as_slice() {
            [] => Err(unknown()),
            [one] => Ok(*one),
            several => Err(Error::usage("several_dossiers").and("dossiers", several)),
        }
    }

    /// The version of the procedure that a dossier follows: its own, whatever the catalog says today.
    pub fn procedure(&self, id: DossierId) -> Result<Procedure> {
        self.look(id, |_, dossier| Ok((*dossier.procedure()?).clone()))
    }
}

fn padded(id: &str, with: char) -> Result<DossierId> {
    let mut full = id.to_ascii_lowercase();
    full.extend(std::iter::repeat_n(with, 32 - id.len()));
    full.parse().map_err(|_| Error::new(Kind::NotFound, "no_dossier"))
}
