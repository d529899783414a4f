//! A small procedure and a phone that fills it in.

use crate::kit::{Phone, Served, Writer};
use crate::tus::{photo, sha256};
use hoso_protocol::draft::{Draft, Live};
use hoso_protocol::edit::{Edit, SignedEdit};
use hoso_protocol::handin::version;
use hoso_protocol::ids::{Digest, DossierId};
use hoso_protocol::merge::{History, Item};
use hoso_protocol::procedure::{Choice, Field, FieldType, Paper, PaperForm, Procedure, Question, Receiver};
use hoso_protocol::record::{Receipt, Version};
use hoso_protocol::sign::Signed;
use hoso_protocol::value::{PhotoPage, Value};
use hoso_protocol::wire::{HandInReply, HandInRequest};

/// Such as a guide makes it, but short.
pub fn procedure() -> Procedure {
    let text = |key: &str, label: &str, kind, required| Field {
        key: key.into(),
        label: label.into(),
        kind,
        required,
        section: Some("Người được khai sinh".into()),
        ..Field::default()
    };
    Procedure {
        code: "9.000001".into(),
        name: "Làm giấy khai sinh cho con".into(),
        official_name: "Đăng ký khai sinh".into(),
        received_by: Receiver::Desk,
        send_ahead: true,
        questions: vec![Question {
            key: "born_at".into(),
            text: "Bé sinh ở đâu?".into(),
            options: vec![
                Choice { value: "hospital".into(), label: "Ở bệnh viện".into() },
                Choice { value: "home".into(), label: "Ở nhà".into() },
            ],
            ..Question::default()
        }],
        papers: vec![
            Paper {
                key: "birth_note".into(),
                name: "Giấy chứng sinh".into(),
                form: PaperForm::Original,
                photo: true,
                when: hoso_protocol::rule::Rule(vec!["born_at = hospital".parse().unwrap()]),
                ..Paper::default()
            },
            Paper {
                key: "card".into(), name: "Căn cước của mẹ".into(), form: PaperForm::Shown, ..Paper::default()
            },
        ],
        fields: vec![
            text("child_name", "Họ, chữ đệm, tên", FieldType::Name, true),
            text("born_on", "Ngày sinh", FieldType::Date, true),
            text("remark", "Ghi chú thêm", FieldType::Text, false),
        ],
        for_field: Some("child_name".into()),
        ..Procedure::default()
    }
}

/// A dossier of that procedure as one phone has it.
pub struct Case {
    pub writer: Writer,
    pub procedure: Procedure,
    pub edits: Vec<SignedEdit>,
    pub photo: Vec<u8>,
}

impl Case {
    /// Makes the procedure known to the server and fills in everything that is asked for.
    pub async fn filled(server: &Served, phone: &mut Phone) -> Self {
        let procedure = procedure();
        server.admin.add_procedure(&procedure.to_bytes()).unwrap();
        let mut case = Self { writer: phone.writer(), procedure, edits: vec![], photo: photo(7, 90_000) };
        let hash = case.procedure.hash();
        case.set(&[
            ("procedure", &hash),
            ("answer/born_at", "hospital"),
            ("field/child_name", "Trần Thị Bé"),
            ("field/born_on", "2026-10-02"),
            ("paper/birth_note", "have"),
            ("paper/card", "shown"),
            ("note/a", "chỉ để nhớ"),
        ]);
        let page = PhotoPage {
            sha256: sha256(&case.photo),
            bytes: case.photo.len() as u64,
            kind: "image/jpeg".into(),
            order: "a0".into(),
        };
        case.seal([("photo/birth_note/p1".to_owned(), Value::Photo(page))]);
        case.sync(phone).await;
        case
    }

    /// The same, and its photo sent.
    pub async fn ready(server: &Served, phone: &mut Phone) -> Self {
        let case = Self::filled(server, phone).await;
        crate::tus::send(phone, case.id(), &case.photo).await;
        case
    }

    pub fn id(&self) -> DossierId {
        self.writer.dossier
    }

    /// Seals texts as one edit.
    pub fn set(&mut self, texts: &[(&str, &str)]) {
        self.seal(texts.iter().map(|(key, text)| ((*key).to_owned(), Value::Text((*text).to_owned()))));
    }

    pub fn seal(&mut self, values: impl IntoIterator<Item = (String, Value)>) {
        let mut body = self.writer.body("");
        body.sets = values.into_iter().map(|(key, value)| (key, (value, 5))).collect();
        let edit = self.writer.seal(&body);
        self.edits.push(edit);
    }

    /// Offers all edits, those that the server holds too.
    pub async fn sync(&self, phone: &mut Phone) {
        let reply = phone.sync(&self.edits).await;
        assert_eq!((reply.later, reply.voids), (vec![], vec![]));
    }

    /// The version that the phone would hand in, by its own edits.
    pub fn version(&self) -> Version {
        let edits: Vec<Edit> = self.edits.iter().map(|edit| edit.read().unwrap()).collect();
        let mut history = History::default();
        for edit in &edits {
            history.take(Item::from(edit));
        }
        let mut draft = Draft::default();
        for (key, live) in history.all_heads() {
            for id in live {
                let edit = edits.iter().find(|edit| edit.id == *id).unwrap();
                draft.add(key, Live::of(edit, key).unwrap());
            }
        }
        version(self.id(), &self.procedure, &draft, history.tips()).unwrap()
    }

    pub async fn hand_in(&self, phone: &Phone) -> HandInReply {
        submit(phone, self.version(), None).await
    }

    /// Hands in what has to be received.
    pub async fn receipt(&self, phone: &Phone) -> Receipt {
        received(self.hand_in(phone).await).open(phone.server).unwrap()
    }
}

pub async fn submit(phone: &Phone, version: Version, receipt: Option<Signed<Receipt>>) -> HandInReply {
    phone.post("/v1/hand-in", &HandInRequest { version, receipt }).await.json()
}

pub fn received(reply: HandInReply) -> Signed<Receipt> {
    match reply {
        HandInReply::Received { receipt } => receipt,
        other => panic!("{other:?}"),
    }
}

/// What a refusal says.
pub fn reason(reply: HandInReply) -> String {
    match reply {
        HandInReply::Refused { reason } => reason,
        other => panic!("{other:?}"),
    }
}

/// What has to be sent first.
pub fn blobs_first(reply: HandInReply) -> Vec<Digest> {
    match reply {
        HandInReply::SendFirst { edits, blobs } if edits.is_empty() => blobs,
        other => panic!("{other:?}"),
    }
}
