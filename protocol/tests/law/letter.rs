//! What travels between phones: the real signed bytes, opened once.

use hoso_protocol::edit::{Body, Edit, Fault, SignedEdit};
use hoso_protocol::ids::{DossierId, EditId};
use hoso_protocol::merge::Item;
use hoso_protocol::record::Void;
use hoso_protocol::sign::{KeyPair, Signed};
use std::rc::Rc;

/// The dossier of all histories that are about one.
pub const DOSSIER: DossierId = DossierId([7; 16]);

/// An edit or a void on its way. Phones relay it as it is, whoever wrote it.
#[derive(Debug)]
pub struct Letter {
    pub dossier: DossierId,
    pub item: Item,
    pub edit: Option<Edit>,
}

pub type Post = Rc<Letter>;

impl Letter {
    pub fn edit(body: &Body, key: &KeyPair) -> Result<Post, Fault> {
        let edit = SignedEdit::seal(body, key).open()?;
        assert_eq!(edit.body, *body);
        Ok(Rc::new(Self { dossier: body.dossier, item: Item::from(&edit), edit: Some(edit) }))
    }

    /// The server can never take this edit.
    pub fn void(edit: &Self, server: &KeyPair) -> Post {
        let (dossier, Item { id, replica, n, prev, .. }) = (edit.dossier, edit.item.clone());
        let void = Void { dossier, edit: id, replica, n, prev, reason: Fault::Revoked, at: 0 };
        let signed = Signed::new(&void, server);
        Rc::new(Self { dossier, item: Item::from(&signed.open(server.public()).unwrap()), edit: None })
    }

    pub fn name(&self) -> (EditId, bool) {
        (self.item.id, self.item.void)
    }

    pub fn body(&self) -> Option<&Body> {
        self.edit.as_ref().map(|edit| &edit.body)
    }

    pub fn sets(&self, key: &str) -> bool {
        self.body().is_some_and(|body| body.sets.contains_key(key))
    }
}
