//! Phones of people.

use crate::commune::Server;
use hoso_core::Phone;
use hoso_core::sync::{CancellationToken, Quiet, SyncReport};
use hoso_protocol::ids::DossierId;
use hoso_protocol::record::Role;
use std::ops::Deref;
use tempfile::TempDir;

/// A phone with a disk of its own.
pub struct Handset {
    /// Its disk.
    pub disk: TempDir,
    phone: Option<Phone>,
}

impl Handset {
    /// Fresh from the shop.
    pub fn new() -> Self {
        let disk = TempDir::new().unwrap();
        let phone = Some(Phone::open(disk.path()).unwrap());
        Self { disk, phone }
    }

    /// Enrolled as a new person of a role.
    pub async fn of(server: &Server, role: Role) -> Self {
        let handset = Self::new();
        handset.enrol(&server.url(), None, &server.code(role)).await.unwrap();
        handset
    }

    /// A second phone of this person.
    pub async fn second(&self, server: &Server) -> Self {
        let code = self.invite().await.unwrap().code;
        let other = Self::new();
        other.enrol(&server.url(), None, &code).await.unwrap();
        other
    }

    /// Syncs and expects it to go through.
    pub async fn synced(&self) -> SyncReport {
        self.sync(&Quiet, CancellationToken::new()).await.unwrap()
    }

    /// Closed and opened again.
    pub fn reopen(&mut self) {
        self.phone = None;
        self.phone = Some(Phone::open(self.disk.path()).unwrap());
    }
}

impl Default for Handset {
    fn default() -> Self {
        Self::new()
    }
}

impl Deref for Handset {
    type Target = Phone;

    fn deref(&self) -> &Phone {
        self.phone.as_ref().unwrap()
    }
}

/// Two phones of one person, both with the same birth registration begun.
pub async fn family(server: &Server) -> (Handset, Handset, DossierId) {
    let mother = Handset::of(server, Role::Citizen).await;
    let id = crate::birth::begun(&mother);
    mother.synced().await;
    let father = mother.second(server).await;
    father.synced().await;
    (mother, father, id)
}
