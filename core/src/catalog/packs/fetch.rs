//! Fetching from a server: the smallest thing that leads to its newest catalog, gone on with where it broke off. What comes
//! is trusted no more than a file from a memory card.

use super::fault::refused;
use super::installed::Packs;
use super::root::RootFile;
use crate::Result;
use crate::net::{Api, Error as Net, Length};
use hoso_protocol::pack::{MAX_FILE, MAX_LINE, Offered};
use std::fs::{self, OpenOptions};
use std::path::PathBuf;

impl Packs {
    /// What this server has that leads on from what is here. Root files are taken at once: one that withdraws a key has to
    /// count before the pack is looked at.
    ///
    /// # Errors
    /// Those of the network; what was fetched stays, and the next attempt goes on with it. Those of root files.
    pub async fn fetch(&self, api: &Api) -> Result<Option<Vec<u8>>> {
        let offered = api.catalog().await?;
        self.fetch_roots(api, &offered).await?;
        let held = self.installed().ok().flatten();
        if held.as_ref().is_some_and(|held| held.number == offered.number && held.sha256 == offered.sha256) {
            return Ok(None);
        }
        // A delta is no use where the file that it begins with is gone.
        let from = held.filter(|held| self.file(held).is_ok()).map(|held| held.number);
        let delta = offered.deltas.iter().find(|(number, _)| Some(*number) == from);
        let fetched = match delta {
            Some((from, bytes)) => {
                self.download(api, &format!("/v1/catalog/delta/{from}"), &offered, *from, *bytes).await
            }
            None => self.download(api, "/v1/catalog/pack", &offered, 0, offered.bytes).await,
        };
        fetched.map(Some)
    }

    /// A whole pack, where a delta turned out to be of no use.
    ///
    /// # Errors
    /// As [`Packs::fetch`].
    pub async fn fetch_whole(&self, api: &Api) -> Result<Vec<u8>> {
        let offered = api.catalog().await?;
        self.download(api, "/v1/catalog/pack", &offered, 0, offered.bytes).await
    }

    /// The root files after ours, one by one.
    async fn fetch_roots(&self, api: &Api, offered: &Offered) -> Result<()> {
        let known = self.root()?.map(|root| root.version);
        if let (Some(known), Some(newest)) = (known, offered.root) {
            // A server that lies about its newest one ends here: nobody changes keys a hundred times.
            for version in (known.saturating_add(1)..=newest).take(100) {
                let path = format!("/v1/catalog/keys/{version}");
                let mut line = vec![];
                api.download(&path, 0, Length::UpTo(MAX_LINE as u64), &mut line).await?;
                let text = String::from_utf8(line).map_err(|_| refused("root_wrong"))?;
                self.take_root(&RootFile::read(text.trim_end())?)?;
            }
        }
        Ok(())
    }

    async fn download(&self, api: &Api, path: &str, offered: &Offered, from: u64, bytes: u64) -> Result<Vec<u8>> {
        if bytes > MAX_FILE {
            return Err(refused("pack_too_large"));
        }
        let _lock = self.lock()?;
        let part = self.incoming(offered, from);
        let mut file = OpenOptions::new().create(true).append(true).open(&part)?;
        let offset = file.metadata()?.len();
        if offset > bytes {
            // Of another file that had the same name.
            file.set_len(0)?;
        }
        let fetched = api.download(path, offset.min(bytes), Length::Exactly(bytes), &mut file).await;
        match fetched {
            Ok(_) => {}
            // It changed on the server in between.
            Err(Net::Refused(refusal)) => {
                fs::remove_file(&part)?;
                return Err(Net::Refused(refusal).into());
            }
            Err(error) => return Err(error.into()),
        }
        file.sync_all()?;
        let whole = fs::read(&part)?;
        // From here on it is the installation's; a bad one is not gone on with.
        fs::remove_file(&part)?;
        Ok(whole)
    }

    fn incoming(&self, offered: &Offered, from: u64) -> PathBuf {
        // Numbers and hashes of a stranger: only what fits into a name.
        let hash: String = offered.sha256.chars().filter(char::is_ascii_hexdigit).take(16).collect();
        self.folder.join(format!("incoming-{}-{from}-{hash}.part", offered.number))
    }
}
