//! Photos and ZIP files: streamed into a writer, gone on with at the byte where they broke off.

use super::api::Api;
use super::reply::{Wanted, check, piece, single};
use super::retry::Repeat;
use super::{Error, NoConnection, Setup};
use bytes::Bytes;
use http::header::{CONTENT_RANGE, RANGE};
use http::{HeaderValue, Request, StatusCode};
use std::io::Write;
use tokio::sync::Mutex;

/// How far a download is, and where its bytes go.
struct Target<'a> {
    to: &'a mut (dyn Write + Send),
    at: u64,
}

/// What is known of a download's length.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Length {
    /// Exactly this many bytes in all (those before the offset too).
    Exactly(u64),
    /// At most this many.
    UpTo(u64),
}

impl Length {
    fn most(self) -> u64 {
        match self {
            Self::Exactly(bytes) | Self::UpTo(bytes) => bytes,
        }
    }
}

impl Api {
    /// `GET path` from byte `offset` on, written to `to` piece by piece as it comes: memory does not grow with the file.
    /// Where it breaks off it goes on at the byte; the number of bytes there are in all.
    ///
    /// What was written before an error stays: the caller goes on later with a new offset. The caller verifies the hash.
    /// `TooLarge` if there is more than `length` allows, `Local` if `to` can't be written.
    pub async fn download(
        &self,
        path: &str,
        offset: u64,
        length: Length,
        to: &mut (dyn Write + Send),
    ) -> Result<u64, Error> {
        let target = Mutex::new(Target { to, at: offset });
        loop {
            let before = target.lock().await.at;
            let result = self
                .repeat(Repeat::Safe, || Box::pin(async { self.fetch(path, length, &mut *target.lock().await).await }))
                .await;
            let mut target = target.lock().await;
            match result {
                Ok(()) => {
                    target.to.flush().map_err(|error| Error::Local(error.kind()))?;
                    return Ok(target.at);
                }
                // As long as each round of attempts brings bytes, the network is only bad, not gone.
                Err(error) if error.bad_network() && target.at > before => {}
                Err(error) => return Err(error),
            }
        }
    }

    async fn fetch(&self, path: &str, length: Length, target: &mut Target<'_>) -> Result<(), Error> {
        if length == Length::Exactly(target.at) {
            return Ok(());
        }
        let mut request = Request::new(Bytes::new());
        *request.uri_mut() = path.parse().map_err(|_| Setup::Request)?;
        if target.at > 0 {
            let range = HeaderValue::from_str(&format!("bytes={}-", target.at)).map_err(|_| Setup::Request)?;
            request.headers_mut().insert(RANGE, range);
        }
        let reply = self.send(request).await?;
        let reply = check(reply, Wanted::Raw(&[StatusCode::OK, StatusCode::PARTIAL_CONTENT]), &self.counters).await?;
        // A server that does not know ranges sends all again: what is there already is skipped.
        let mut skip = 0;
        if reply.status() == StatusCode::PARTIAL_CONTENT {
            let start = single(reply.headers(), &CONTENT_RANGE).and_then(start_of);
            if start != Some(target.at) {
                return Err(NoConnection::NotOurs.into());
            }
        } else {
            skip = target.at;
        }
        let mut body = reply.into_body();
        while let Some(mut bytes) = piece(&mut body, &self.counters).await? {
            let known = skip.min(bytes.len() as u64);
            skip -= known;
            let bytes = bytes.split_off(usize::try_from(known).unwrap_or(bytes.len()));
            if target.at + bytes.len() as u64 > length.most() {
                return Err(Error::TooLarge);
            }
            target.to.write_all(&bytes).map_err(|error| Error::Local(error.kind()))?;
            target.at += bytes.len() as u64;
        }
        match length {
            Length::Exactly(bytes) if target.at < bytes => Err(NoConnection::Cut.into()),
            _ => Ok(()),
        }
    }
}

/// The first byte's number in `bytes 5-9/10`.
fn start_of(range: &str) -> Option<u64> {
    range.strip_prefix("bytes ")?.split('-').next()?.parse().ok()
}
