//! The catalog from a server: this phone's own, or any other that has packs of the same province.

use super::CancellationToken;
use super::link::api;
use crate::Result;
use crate::catalog::packs::{Outcome, Packs, Step};
use crate::net::Api;
use crate::phone::Phone;

impl Phone {
    /// Fetches and installs the newest catalog that this server has; of the server that the phone is enrolled at where
    /// `url` is `None`. `None` if there was nothing newer.
    ///
    /// # Errors
    /// Those of the network, and what is wrong with the pack; the old catalog stays.
    pub async fn update_catalog(
        &self,
        url: Option<&str>,
        cancel: CancellationToken,
        watch: &mut (dyn FnMut(Step) + Send),
    ) -> Result<Option<Outcome>> {
        let api: Api = match url {
            Some(url) => api(&**self.machine(), url, None)?,
            None => self.link()?.api()?,
        }
        .with_cancel(cancel);
        let packs = Packs::of(self.store().folder());
        let Some(file) = packs.fetch(&api).await? else { return Ok(None) };
        let outcome = match packs.install(&[file], watch) {
            // The delta did not fit after all, or the chain of deltas is long enough.
            Err(error) if ["pack_base", "pack_chain", "pack_lost"].contains(&error.code.as_str()) => {
                packs.install(&[packs.fetch_whole(&api).await?], watch)?
            }
            other => other?,
        };
        self.reload_catalog()?;
        Ok(Some(outcome))
    }
}
