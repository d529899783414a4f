//! The story, in the order in which it happens.

mod desk;
mod offline;
mod signal;
mod together;
mod typist;

use super::children::Children;
use super::claims::{Checked, same, text};
use super::phone::Phone;
use super::relay::Relay;
use super::server::Server;
use super::teller::Teller;
use std::path::{Path, PathBuf};
use std::time::Instant;

/// The birth registration.
const BIRTH: &str = "1.001193";
/// The certified copy, for which one has to go there oneself.
const CERTIFIED_COPY: &str = "2.000815";

/// Who takes part.
struct Village<'t> {
    teller: &'t mut Teller,
    folder: PathBuf,
    server: Server,
    /// The network of the first phone.
    air: Relay,
    first: Phone,
    second: Phone,
    officer: Phone,
    /// The dossier, once it was begun.
    dossier: String,
}

/// Tells it all, or up to the first claim that does not hold.
pub fn tell(teller: &mut Teller, children: &Children, folder: &Path) -> Checked {
    teller.start();
    let server = Server::start(children, folder)?;
    let air = Relay::start(server.address())?;
    let phone = |name: &str| Phone::new(children, folder.join(name));
    let (first, second, officer) = (phone("dien-thoai-1")?, phone("dien-thoai-2")?, phone("can-bo")?);
    first.ok(&["enrol", "--server", &air.url(), &server.invite("citizen")?])?;
    officer.ok(&["enrol", "--server", &server.url(), &server.invite("officer")?])?;
    let folder = folder.to_owned();
    let mut village = Village { teller, folder, server, air, first, second, officer, dossier: String::new() };
    village.offline()?;
    village.signal()?;
    village.together()?;
    village.desk()
}

impl Village<'_> {
    /// The first phone did all this without so much as trying the network.
    fn no_network(&self, tried: u64) -> Checked {
        same("demo.claim.no_network", tried, self.air.tried())
    }

    /// What a phone shows of the dossier, read by a new process.
    fn show(&self, phone: &Phone) -> Checked<serde_json::Value> {
        let view = phone.ok(&["show", &self.dossier])?;
        same("demo.claim.right_dossier", &*self.dossier, text(&view, "/dossier"))?;
        Ok(view)
    }

    fn check(&self, phone: &Phone) -> Checked<serde_json::Value> {
        phone.ok(&["check", &self.dossier])
    }
}

/// Does something and says how many milliseconds it took.
fn timed<T>(what: impl FnOnce() -> Checked<T>) -> Checked<(T, String)> {
    let began = Instant::now();
    let done = what()?;
    Ok((done, began.elapsed().as_millis().to_string()))
}

/// Bytes as people say them.
fn kb(bytes: u64) -> String {
    bytes.div_ceil(1000).to_string()
}
