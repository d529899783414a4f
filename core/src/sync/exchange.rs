//! Edits and records, both ways, until neither side has more to say.
//!
//! While the server works on a request, the phone writes what the last reply brought, and reads and packs the next edits:
//! the next request needs only the cursor. A phone that is killed in between offers those edits again, and the server knows them.

use super::apply::Applied;
use super::offer::Batch;
use super::run::Run;
use crate::error::Result;
use crate::net::{Ahead, Error as NetError, NoConnection};
use hoso_protocol::ids::{DossierId, EditId};
use hoso_protocol::wire::{SyncReply, SyncRequest};
use std::collections::HashSet;

/// Bytes of edits in one request: with the frame around them they stay below what a server takes.
const MOST: usize = 960 * 1024;
const LEAST: usize = 16 * 1024;
/// The first request is smaller: the sooner it is there, the sooner both sides work at once.
const FIRST: usize = 256 * 1024;

/// How far an exchange is.
struct State {
    /// Bytes of edits in one request, halved where that is too much.
    limit: usize,
    /// Edits up to this row were offered in this pass.
    after: i64,
    /// Edits that the server could not take now.
    waiting: HashSet<EditId>,
    /// Dossiers that were offered again because the two sides differed.
    offered_again: HashSet<DossierId>,
    /// The next edits, read ahead.
    next: Option<Batch>,
    /// The last reply, not written yet.
    reply: Option<(Batch, SyncReply)>,
}

impl Run<'_> {
    /// Sends all that is unsent and fetches all that is new.
    pub(super) async fn text(&mut self) -> Result<()> {
        self.phone.seal_all()?;
        self.progress.total = self.progress.done + self.phone.unsent()?;
        let mut state = State {
            limit: MOST,
            after: 0,
            waiting: HashSet::new(),
            offered_again: HashSet::new(),
            next: None,
            reply: None,
        };
        loop {
            let mut batch = match state.next.take() {
                Some(next) => next,
                None => {
                    let limit = if state.after == 0 { state.limit.min(FIRST) } else { state.limit };
                    self.phone.next_edits(state.after, limit, &state.waiting)?.pack()?
                }
            };
            let erases = self.phone.unsent_erases()?;
            let request = SyncRequest { cursor: self.link.cursor.clone(), edits: vec![], erases };
            let last = state.reply.take();
            let (reply, meanwhile) = tokio::join!(self.ask(batch.packed(), &request), async {
                // First the request goes out.
                tokio::task::yield_now().await;
                let applied =
                    last.as_ref().map(|(batch, reply)| self.phone.apply(&self.link, batch, reply)).transpose()?;
                let next = self.phone.next_edits(batch.last.max(state.after), state.limit, &state.waiting)?.pack()?;
                Ok::<_, crate::error::Error>((applied, next))
            });
            let (applied, next) = meanwhile?;
            if let (Some((_, reply)), Some(applied)) = (&last, applied) {
                self.note(&mut state, reply, applied)?;
            }
            let reply = match reply {
                Err(NetError::TooLarge | NetError::NoConnection(NoConnection::Timeout))
                    if state.limit > LEAST && batch.len() > 1 =>
                {
                    state.limit /= 2;
                    continue;
                }
                other => other?,
            };
            self.phone.erases_sent(&request.erases)?;
            self.link.cursor = Some(reply.cursor.clone());
            state.after = batch.last.max(state.after);
            state.waiting.extend(reply.later.iter().map(|later| later.id));
            let more = reply.more;
            state.reply = Some((batch, reply));
            let last = next.is_empty();
            state.next = (!last).then_some(next);
            if !more && last && self.done(&mut state)? {
                break;
            }
        }
        self.fetch_procedures().await
    }

    async fn ask(&self, edits: Option<Ahead>, rest: &SyncRequest) -> std::result::Result<SyncReply, NetError> {
        match edits {
            Some(edits) => self.api.sync_ahead(edits, rest).await,
            None => self.api.sync(rest).await,
        }
    }

    /// Writes the last reply; whether nothing is left to offer.
    fn done(&mut self, state: &mut State) -> Result<bool> {
        if let Some((batch, reply)) = state.reply.take() {
            let applied = self.phone.apply(&self.link, &batch, &reply)?;
            self.note(state, &reply, applied)?;
        }
        self.report.later = state.waiting.len() as u64;
        state.after = 0;
        Ok(self.phone.next_edits(0, 1, &state.waiting)?.is_empty())
    }

    fn note(&mut self, state: &mut State, reply: &SyncReply, applied: Applied) -> Result<()> {
        self.report.sent += applied.accepted;
        self.report.received += applied.received;
        self.step(applied.accepted + applied.received);
        if applied.accepted > 0 {
            // What waited for these may go now.
            state.waiting = reply.later.iter().map(|later| later.id).collect();
        }
        for id in applied.differ {
            // Once is a lost reply; twice is for a report.
            if state.offered_again.insert(id) {
                self.phone.offer_again(id)?;
            } else if !self.report.differ.contains(&id) {
                self.report.differ.push(id);
            }
        }
        Ok(())
    }
}
