//! Makers of packs, with keys made at run time, and a phone that takes them.

use hoso_core::Result;
use hoso_core::catalog::packs::build::{Label, build, build_delta};
use hoso_core::catalog::packs::{Opened, Outcome, Packs, ROOT_FORMAT, Root, RootFile, RootKind, open};
use hoso_protocol::pack::{Header, Part, Sealed, split};
use hoso_protocol::procedure::Procedure;
use minisign::KeyPair;
use std::io::Cursor;
use tempfile::TempDir;

pub const NAME: &str = "tinh-thu";

/// A key of somebody.
pub struct Key(KeyPair);

impl Key {
    pub fn new() -> Self {
        Self(KeyPair::generate_unencrypted_keypair().unwrap())
    }

    pub fn public(&self) -> String {
        self.0.pk.to_base64()
    }

    /// The four lines for this payload.
    pub fn signature(&self, payload: &[u8]) -> String {
        minisign::sign(Some(&self.0.pk), &self.0.sk, Cursor::new(payload), Some("thu"), None).unwrap().into_string()
    }

    /// A signed pack.
    pub fn sign(&self, payload: &[u8]) -> Vec<u8> {
        [self.signature(payload).as_bytes(), payload].concat()
    }
}

/// Three keepers of root keys and one who signs packs.
pub struct Makers {
    pub roots: Vec<Key>,
    pub pack: Key,
    pub root: Root,
}

impl Makers {
    pub fn new() -> Self {
        let roots: Vec<Key> = (0..3).map(|_| Key::new()).collect();
        let pack = Key::new();
        let root = Root {
            v: ROOT_FORMAT,
            kind: RootKind::Root,
            name: NAME.into(),
            version: 1,
            threshold: 2,
            keys: roots.iter().map(Key::public).collect(),
            packs: vec![pack.public()],
            revoked: vec![],
            floor: 0,
        };
        Self { roots, pack, root }
    }

    /// This root, signed by the first two.
    pub fn signed(&self, root: &Root) -> RootFile {
        signed(root, &[&self.roots[0], &self.roots[1]])
    }

    /// A phone that was given the first root.
    pub fn phone(&self) -> Phone {
        let phone = Phone::new();
        phone.packs.take_root(&self.signed(&self.root)).unwrap();
        phone
    }

    /// A signed whole pack of these procedures.
    pub fn pack(&self, number: u64, procedures: &[Procedure]) -> Vec<u8> {
        self.pack.sign(&build(&label(number), procedures, None).unwrap())
    }

    /// The signed delta between two packs.
    pub fn delta(&self, old: &[u8], new: &[u8]) -> Vec<u8> {
        self.pack.sign(&build_delta(&opened(old), &opened(new)).unwrap())
    }
}

pub fn signed(root: &Root, by: &[&Key]) -> RootFile {
    let signed = serde_json::to_string(root).unwrap();
    let signatures = by.iter().map(|key| key.signature(signed.as_bytes())).collect();
    RootFile { signed, signatures }
}

pub fn label(number: u64) -> Label {
    Label { name: NAME.into(), number, issued: "2026-11-25".into(), review_by: "2027-02-25".into() }
}

/// So many procedures; the text of the one in the middle is `text`.
pub fn procedures(count: usize, text: &str) -> Vec<Procedure> {
    let one = |i: usize| Procedure {
        code: format!("9.{i:06}"),
        name: format!("Giấy thử số {i}"),
        official_name: format!("Thủ tục cấp giấy thử số {i}"),
        field: if i.is_multiple_of(2) { "Hộ tịch".into() } else { "Chứng thực".into() },
        summary: if i == count / 2 { text.into() } else { format!("Giấy số {i} chỉ để thử.") },
        ..Procedure::default()
    };
    (0..count).map(one).collect()
}

/// The only part of a file.
pub fn part(file: &[u8]) -> Sealed<'_> {
    match split(file).unwrap().pop().unwrap() {
        Part::Pack(sealed) => sealed,
        Part::Root(_) => panic!("a root"),
    }
}

pub fn opened(file: &[u8]) -> Opened {
    open(&[part(file)]).unwrap()
}

/// The payload with another header.
pub fn with_header(file: &[u8], change: impl FnOnce(&mut Header)) -> Vec<u8> {
    let part = part(file);
    let mut header = part.header.clone();
    change(&mut header);
    [header.line().as_slice(), part.body].concat()
}

/// A phone's folder and its packs.
pub struct Phone {
    pub folder: TempDir,
    pub packs: Packs,
}

impl Phone {
    pub fn new() -> Self {
        let folder = TempDir::new().unwrap();
        let packs = Packs::of(folder.path());
        Self { folder, packs }
    }

    pub fn install(&self, file: &[u8]) -> Result<Outcome> {
        self.packs.install(&[file.to_vec()], &mut |_| {})
    }

    /// The number that counts; 0 where there is none.
    pub fn number(&self) -> u64 {
        self.packs.installed().unwrap().map_or(0, |one| one.number)
    }

    /// Refuses this file with this code, and keeps exactly what it had.
    pub fn refuses(&self, file: &[u8], code: &str) {
        let before = (self.packs.installed().unwrap(), self.packs.load().unwrap());
        assert_eq!(self.install(file).unwrap_err().code, code);
        assert_eq!((self.packs.installed().unwrap(), self.packs.load().unwrap()), before);
    }
}
