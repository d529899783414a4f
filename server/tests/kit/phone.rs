//! A phone: a key, a token, and edits that it seals.

use super::http::{Answer, call};
use hoso_protocol::edit::{Body, SignedEdit, Tip, VERSION};
use hoso_protocol::ids::{DossierId, EditId, PublicKey, ReplicaId};
use hoso_protocol::record::{Certificate, digest_of};
use hoso_protocol::sign::KeyPair;
use hoso_protocol::value::Value;
use hoso_protocol::wire::{EnrolReply, EnrolRequest, SyncReply, SyncRequest, enrol_proof};
use serde::Serialize;
use std::net::SocketAddr;

pub struct Phone {
    pub address: SocketAddr,
    pub key: KeyPair,
    pub token: String,
    pub server: PublicKey,
    pub certificate: Certificate,
    pub cursor: Option<String>,
}

impl Phone {
    /// Asks with a code; the answer as it comes.
    pub async fn ask(address: SocketAddr, code: &str, key: &KeyPair) -> Answer {
        let proof = key.sign(&enrol_proof(code));
        let request = EnrolRequest { code: code.into(), key: key.public(), proof };
        call(address, "POST", "/v1/enrol", &[], &serde_json::to_vec(&request).unwrap()).await
    }

    pub async fn enrol(address: SocketAddr, code: &str) -> Self {
        let key = KeyPair::random().unwrap();
        let reply: EnrolReply = Self::ask(address, code, &key).await.json();
        let certificate = reply.certificate.open(reply.server).unwrap();
        assert_eq!(certificate.key, key.public());
        Self { address, key, token: reply.token, server: reply.server, certificate, cursor: None }
    }

    /// A second phone of the same person.
    pub async fn second(&self) -> Self {
        let invite: hoso_protocol::wire::InviteReply = self.post("/v1/invite", &serde_json::json!({})).await.json();
        Self::enrol(self.address, &invite.code).await
    }

    pub async fn call(&self, method: &str, path: &str, headers: &[(&str, &str)], body: &[u8]) -> Answer {
        let bearer = format!("Bearer {}", self.token);
        let headers = [&[("authorization", bearer.as_str()), ("accept-encoding", "zstd")], headers].concat();
        call(self.address, method, path, &headers, body).await
    }

    pub async fn get(&self, path: &str) -> Answer {
        self.call("GET", path, &[], &[]).await
    }

    /// Packed, as phones send it.
    pub async fn post(&self, path: &str, message: &impl Serialize) -> Answer {
        let plain = serde_json::to_vec(message).unwrap();
        let packed = zstd::bulk::compress(&plain, 3).unwrap();
        let headers = [("content-type", "application/json"), ("content-encoding", "zstd")];
        self.call("POST", path, &headers, &packed).await
    }

    /// One round, its acknowledgement verified and the cursor kept.
    pub async fn sync(&mut self, edits: &[SignedEdit]) -> SyncReply {
        let request = SyncRequest { cursor: self.cursor.clone(), edits: edits.to_vec(), erases: vec![] };
        self.round(&request).await
    }

    pub async fn round(&mut self, request: &SyncRequest) -> SyncReply {
        let reply: SyncReply = self.post("/v1/sync", request).await.json();
        self.cursor = Some(reply.cursor.clone());
        let voids: Vec<_> = reply.voids.iter().map(|void| void.open(self.server).unwrap().edit).collect();
        let not_held = |id: &EditId| voids.contains(id) || reply.later.iter().any(|later| later.id == *id);
        let mut held: Vec<EditId> = request.edits.iter().map(SignedEdit::id).filter(|id| !not_held(id)).collect();
        held.sort_unstable();
        held.dedup();
        match &reply.ack {
            Some(ack) => {
                let ack = ack.open(self.server).unwrap();
                assert_eq!((ack.edits, ack.count), (digest_of(held.iter().copied()), held.len() as u64));
            }
            None => assert!(held.is_empty(), "edits without acknowledgement"),
        }
        reply
    }

    /// Until there is nothing more: all edits that came.
    pub async fn pull(&mut self) -> Vec<SignedEdit> {
        let mut edits = vec![];
        loop {
            let reply = self.sync(&[]).await;
            edits.extend(reply.edits);
            if !reply.more {
                return edits;
            }
        }
    }

    pub fn writer(&self) -> Writer {
        self.writer_in(DossierId::random().unwrap())
    }

    pub fn writer_in(&self, dossier: DossierId) -> Writer {
        Writer { key: self.key.clone(), dossier, replica: ReplicaId::random().unwrap(), n: 0, prev: None }
    }
}

/// Seals edits of one replica in one dossier.
#[derive(Clone)]
pub struct Writer {
    pub key: KeyPair,
    pub dossier: DossierId,
    pub replica: ReplicaId,
    pub n: u64,
    pub prev: Option<EditId>,
}

impl Writer {
    /// The next edit, unsigned.
    pub fn body(&self, text: &str) -> Body {
        Body {
            v: VERSION,
            dossier: self.dossier,
            replica: self.replica,
            n: self.n + 1,
            prev: self.prev,
            seen: vec![],
            sets: [("field/a".to_owned(), (Value::Text(text.into()), 5))].into(),
            key: self.key.public(),
        }
    }

    /// Signs a body as the next edit.
    pub fn seal(&mut self, body: &Body) -> SignedEdit {
        let edit = SignedEdit::seal(body, &self.key);
        (self.n, self.prev) = (body.n, Some(edit.id()));
        edit
    }

    pub fn text(&mut self, text: &str) -> SignedEdit {
        self.seal(&self.body(text))
    }

    pub fn tip(&self) -> Tip {
        Tip(self.replica, self.n, self.prev.unwrap())
    }
}
