//! A sync request that is written and packed before all of it is known: the edits stand first, the cursor comes last.

use super::api::PACK_LEVEL;
use super::{Error, Setup};
use hoso_protocol::edit::SignedEdit;
use hoso_protocol::wire::SyncRequest;
use std::io::Write as _;

/// Edits of a sync request, packed while the answer to the one before is still on its way.
pub struct Ahead(zstd::stream::write::Encoder<'static, Vec<u8>>);

impl Ahead {
    /// Writes and packs them.
    pub fn pack(edits: &[SignedEdit]) -> Result<Self, Error> {
        let edits = serde_json::to_vec(edits).map_err(|_| Setup::Request)?;
        let begun = || {
            let mut frame = zstd::stream::write::Encoder::new(Vec::with_capacity(edits.len() / 3), PACK_LEVEL)?;
            frame.write_all(b"{\"edits\":")?;
            frame.write_all(&edits)?;
            // What is left to do once the cursor is known is next to nothing.
            frame.flush()?;
            Ok::<_, std::io::Error>(frame)
        };
        begun().map(Self).map_err(|_| Setup::Request.into())
    }

    /// The whole request, packed; edits of `rest` are not looked at.
    pub(super) fn close(self, rest: &SyncRequest) -> Result<Vec<u8>, Error> {
        let SyncRequest { cursor, edits: _, erases } = rest;
        let rest = SyncRequest { cursor: cursor.clone(), edits: vec![], erases: erases.clone() };
        let rest = serde_json::to_vec(&rest).map_err(|_| Setup::Request)?;
        // `{}` or `{"cursor":…}`: its fields go on where the edits end.
        let fields = rest.strip_prefix(b"{").unwrap_or(&rest);
        let mut frame = self.0;
        let mut closed = || {
            if fields != b"}" {
                frame.write_all(b",")?;
            }
            frame.write_all(fields)
        };
        closed().map_err(|_| Setup::Request)?;
        frame.finish().map_err(|_| Setup::Request.into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use hoso_protocol::ids::{DossierId, PublicKey};
    use hoso_protocol::record::Erase;
    use hoso_protocol::sign::{KeyPair, Signed};

    #[test]
    fn what_is_packed_ahead_is_the_same_request_in_one_frame() {
        let edits = vec![
            SignedEdit { body: "{\"v\":1,\"á\":\"\\\\\"}".into(), sig: "s".into() },
            SignedEdit { body: "x".repeat(900_000), sig: "t".into() },
        ];
        let key = KeyPair::from_seed(&[1; 32]);
        let erase = Erase { dossier: DossierId([1; 16]), by: PublicKey([2; 32]), at: 3 };
        for (cursor, erases) in [(None, vec![]), (Some("c".to_owned()), vec![Signed::new(&erase, &key)])] {
            let rest = SyncRequest { cursor, edits: vec![], erases };
            let packed = Ahead::pack(&edits).unwrap().close(&rest).unwrap();
            let frame = zstd::zstd_safe::find_frame_compressed_size(&packed).unwrap();
            assert_eq!(frame, packed.len(), "one frame");
            let read: SyncRequest = serde_json::from_slice(&zstd::decode_all(&*packed).unwrap()).unwrap();
            assert_eq!(read, SyncRequest { edits: edits.clone(), ..rest });
        }
    }
}
