//! The officer's side: what came in, and what is decided about it.

use crate::error::Result;
use crate::net::{Api, Length};
use crate::phone::Phone;
use crate::time::stamp;
use hoso_protocol::desk::DeskDecision;
use hoso_protocol::ids::DossierId;
use hoso_protocol::record::Status;
use serde::Serialize;
use std::io::Write;
use tokio_util::sync::CancellationToken;

/// The largest ZIP that is fetched.
const LARGEST: u64 = 1 << 30;

/// A dossier on the desk's list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct DeskLine {
    /// The dossier.
    pub dossier: DossierId,
    /// The procedure's code.
    pub code: String,
    /// Its name.
    pub name: String,
    /// The person it is for.
    pub for_whom: Option<String>,
    /// The receipt's number.
    pub receipt: String,
    /// When it was received, as RFC 3339.
    pub received_at: String,
    /// The last status' number.
    pub number: Option<u32>,
    /// The last status' words.
    pub status: Option<String>,
}

impl Phone {
    /// What was handed in to the officer's commune, newest last.
    pub async fn desk_list(&self) -> Result<Vec<DeskLine>> {
        let link = self.link()?;
        let list = link.api()?.desk_list().await?;
        let lines = list.dossiers.into_iter().filter_map(|item| {
            let receipt = item.receipt.open(link.key).ok()?;
            let last = item.statuses.last().and_then(|status| status.open(link.key).ok());
            Some(DeskLine {
                dossier: item.dossier,
                code: item.code,
                name: item.name,
                for_whom: item.for_whom,
                receipt: receipt.id,
                received_at: stamp(receipt.at),
                number: last.as_ref().map(|status| status.number),
                status: last.map(|status| status.text),
            })
        });
        Ok(lines.collect())
    }

    /// Takes, asks, refuses or finishes.
    pub async fn desk_decide(&self, decision: &DeskDecision) -> Result<Status> {
        let link = self.link()?;
        let signed = link.api()?.desk_decide(decision).await?;
        signed.open(link.key).map_err(|_| crate::error::Error::new(crate::error::Kind::Network, "garbled"))
    }

    /// One ZIP with the photos named by paper and the fields as text and JSON; the number of bytes written.
    pub async fn desk_download(
        &self,
        id: DossierId,
        to: &mut (dyn Write + Send),
        cancel: CancellationToken,
    ) -> Result<u64> {
        let api = self.link()?.api()?.with_cancel(cancel);
        Ok(api.download(&Api::desk_zip(id), 0, Length::UpTo(LARGEST), to).await?)
    }
}
