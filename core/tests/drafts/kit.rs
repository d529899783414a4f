use hoso_core::Phone;
use hoso_protocol::ids::DossierId;
use tempfile::TempDir;

pub const BIRTH: &str = "1.001193";

/// A phone on a disk of its own.
pub struct Home {
    pub folder: TempDir,
}

impl Home {
    pub fn new() -> Self {
        Self { folder: tempfile::tempdir().unwrap() }
    }

    pub fn phone(&self) -> Phone {
        Phone::open(self.folder.path()).unwrap()
    }
}

/// A birth registration with its questions answered.
pub fn birth(phone: &Phone) -> DossierId {
    let id = phone.new_dossier(BIRTH, None).unwrap();
    let answers = [
        ("child_situation", "with_parents"),
        ("birth_proof", "birth_note"),
        ("parents", "married"),
        ("registrant", "parent"),
        ("hand_in", "desk"),
    ];
    phone.answer(id, &answers).unwrap();
    id
}

pub fn value(phone: &Phone, id: DossierId, field: &str) -> Option<String> {
    phone.show(id).unwrap().fields[field].value.clone()
}
