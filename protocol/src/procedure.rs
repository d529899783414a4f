//! A procedure (thủ tục hành chính) as phone and server know it: one immutable version, known by the hash of its JSON.
//!
//! Guides are written as TOML in these same words (`catalog/guides/`); the guide compiler in `hoso-core` checks them.
//! Sentences in a procedure are for people, in plain Vietnamese; everything else is data.

mod published;

pub use published::{Agency, AgencyRole, Outcome, PaperGroup, Part, Published, Rest};

use crate::rule::Rule;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

/// One version of a procedure.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Procedure {
    /// The national code, such as `1.001193`.
    pub code: String,
    /// The name people use, such as "Làm giấy khai sinh cho con".
    pub name: String,
    /// The name on the national portal.
    pub official_name: String,
    /// Who may carry it out.
    pub level: Vec<Level>,
    /// Who takes the papers in; says with `send_ahead` whether anything may be sent.
    pub received_by: Receiver,
    /// Where to go, in words: the office and what people call it.
    pub place: String,
    /// Whether the dossier may be sent ahead to the commune's desk.
    pub send_ahead: bool,
    /// The field (lĩnh vực) on the portal, such as "Hộ tịch".
    pub field: String,
    /// Who asks: citizen, household business, foreigner, organisation.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub who: Vec<String>,
    /// One or two plain sentences: what it is for.
    pub summary: String,
    /// Everyday words and situations by which people ask for it; only search reads them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub keywords: Vec<String>,
    /// Who decides.
    pub deciding_agency: String,
    /// What one gets in the end.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub results: Vec<String>,
    /// What to know before starting, each one sentence.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub conditions: Vec<String>,
    /// First day of this version (ISO date); absent: not known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub valid_from: Option<String>,
    /// Last day of this version (ISO date); absent: open.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub valid_to: Option<String>,
    /// Where the facts come from.
    pub source: Source,
    /// Whether an officer has read and signed it.
    #[serde(default)]
    pub review: Review,
    /// Laws and decisions.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub legal: Vec<Legal>,
    /// What happens, in order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub steps: Vec<String>,
    /// The ways to hand it in, each with time limit and fee.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub channels: Vec<Channel>,
    /// What the person is asked, one at a time, so that only the papers of their case are shown.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub questions: Vec<Question>,
    /// Named cases over the answers; papers and fields may belong to some of them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub cases: Vec<Case>,
    /// Papers of the dossier, in the order in which to bring them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub papers: Vec<Paper>,
    /// Headings over the papers, where the source has tables of its own; papers name theirs.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub paper_groups: Vec<PaperGroup>,
    /// Fields of the declaration.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub fields: Vec<Field>,
    /// Fields that are true only together.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub groups: Vec<Group>,
    /// The field with the name of the person the dossier is for; gives the default title.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub for_field: Option<String>,
    /// What else the national portal says; only an imported record has it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub published: Option<Box<Published>>,
}

/// Levels of administration since 2025-07-01 (no district).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Level {
    /// Cấp xã.
    #[default]
    Commune,
    /// Cấp tỉnh.
    Province,
    /// Cấp bộ.
    Ministry,
    /// Cơ quan khác.
    Other,
}

/// Who takes the papers in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Receiver {
    /// The commune's one-stop desk (một cửa).
    #[default]
    Desk,
    /// The commune police.
    Police,
    /// Social or health insurance.
    Insurance,
    /// The tax office.
    Tax,
    /// Anyone else; `place` says who.
    Other,
}

/// Where the facts of a guide were read.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Source {
    /// What was read, such as "Hồ sơ công bố 1.001193 trên Cổng Dịch vụ công quốc gia".
    pub text: String,
    /// When it was gathered (ISO date or month).
    pub read_on: String,
}

/// The state of an officer's review.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Review {
    /// The officer's name and office; absent: not reviewed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<String>,
    /// ISO date of the review.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub on: Option<String>,
}

/// A law, decree or decision.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Legal {
    /// Such as "60/2014/QH13".
    pub number: String,
    /// Such as "Luật Hộ tịch".
    pub name: String,
    /// `chưa đối chiếu` where the text itself could not be read.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub basis: Option<String>,
}

/// A way to hand the dossier in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Channel {
    /// Direct, online, post.
    pub kind: ChannelKind,
    /// How long it takes.
    pub time: TimeLimit,
    /// What it costs.
    pub fee: Fee,
    /// What the source says beside it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

/// The portal's three channels.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ChannelKind {
    /// Trực tiếp.
    Direct,
    /// Trực tuyến.
    Online,
    /// Dịch vụ bưu chính.
    Post,
}

/// A time limit. Where the source gives a figure without its unit the unit is `Unknown`, never guessed.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TimeLimit {
    /// In plain words, always there.
    pub text: String,
    /// The figure, where there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub amount: Option<u32>,
    /// Its unit.
    #[serde(default)]
    pub unit: TimeUnit,
    /// Received after 15:00, the result comes the next working day (only where the source says so).
    #[serde(default)]
    pub after_three_next_day: bool,
    /// `chưa đối chiếu` where the source could not be read.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub basis: Option<String>,
}

/// The unit of a time limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TimeUnit {
    /// Monday to Friday less holidays.
    WorkingDays,
    /// Calendar days.
    Days,
    /// Hours.
    Hours,
    /// Within the day of receipt.
    SameDay,
    /// Months.
    Months,
    /// The source gives none.
    #[default]
    Unknown,
}

/// A fee.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Fee {
    /// In plain words, always there.
    pub text: String,
    /// Where the source gives a figure; 0 is free.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub amount: Option<u64>,
    /// Its currency, such as `USD`; absent: VND.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unit: Option<String>,
    /// For whom or for what, as the source has it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub condition: Option<String>,
    /// `chưa đối chiếu` where the source could not be read.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub basis: Option<String>,
}

/// A question about the person's case.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Question {
    /// Unique among the questions of the code, for ever.
    pub key: String,
    /// The question as one would ask it at the kitchen table.
    pub text: String,
    /// A hint under it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub help: Option<String>,
    /// The answers to choose from.
    pub options: Vec<Choice>,
    /// Asked only when this holds.
    #[serde(default, skip_serializing_if = "Rule::is_always")]
    pub when: Rule,
}

/// One of several answers.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Choice {
    /// The stored value: lower-case letters, digits, `_`.
    pub value: String,
    /// What people read.
    pub label: String,
}

/// A named case.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Case {
    /// Unique in the procedure.
    pub key: String,
    /// The title above its papers.
    pub title: String,
    /// When it holds.
    pub when: Rule,
}

/// What a paper has to be at least, or how it counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PaperForm {
    /// The paper itself, handed over.
    #[default]
    Original,
    /// A plain copy is enough.
    Copy,
    /// A certified copy (bản sao chứng thực, trích lục).
    CertifiedCopy,
    /// Only shown at the desk and taken home again (xuất trình).
    Shown,
    /// The state holds it: not to be brought.
    HeldByState,
    /// No paper, a remark between papers: shown, never asked for.
    Note,
}

/// A paper of the dossier.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Paper {
    /// Unique among the papers of the code, for ever.
    pub key: String,
    /// What people call it.
    pub name: String,
    /// What it has to be.
    pub form: PaperForm,
    /// Number of originals asked for.
    #[serde(default)]
    pub originals: u32,
    /// Number of copies asked for.
    #[serde(default)]
    pub copies: u32,
    /// Whether a photo is needed to send it ahead.
    #[serde(default)]
    pub photo: bool,
    /// Cases in which it is needed; empty: in all.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub cases: Vec<String>,
    /// A further condition over the answers.
    #[serde(default, skip_serializing_if = "Rule::is_always")]
    pub when: Rule,
    /// The heading it stands under, a key of `paper_groups`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub group: Option<String>,
    /// Not needed to be ready, only useful.
    #[serde(default)]
    pub optional: bool,
    /// Papers of this procedure any of which will do instead.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub alternatives: Vec<String>,
    /// Where to get it, one or two plain sentences.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub where_to_get: Option<String>,
    /// The procedure by which to get it, a code.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub where_procedure: Option<String>,
    /// The official form's name, such as "Mẫu hộ tịch điện tử tương tác đăng ký khai sinh".
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub form_name: Option<String>,
    /// How long it stays valid, in words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub validity: Option<String>,
    /// A hint for the person.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub help: Option<String>,
    /// `chưa đối chiếu` where the source could not be read.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub basis: Option<String>,
}

/// How a field is typed, checked and shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FieldType {
    /// Free text.
    #[default]
    Text,
    /// A person's name.
    Name,
    /// A day, kept as `YYYY-MM-DD` once it parses.
    Date,
    /// One of `options`.
    Choice,
    /// A whole number.
    Number,
    /// One line of address.
    Address,
    /// 12 digits of a citizen number, or the old 9.
    IdNumber,
    /// A Vietnamese phone number.
    Phone,
    /// An e-mail address.
    Email,
}

/// A field of the declaration.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Field {
    /// Unique among the fields of the code, for ever.
    pub key: String,
    /// What people read above it.
    pub label: String,
    /// Its type.
    #[serde(rename = "type")]
    pub kind: FieldType,
    /// Whether it must be filled.
    pub required: bool,
    /// The heading it stands under.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub section: Option<String>,
    /// An example, shown grey.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub example: Option<String>,
    /// A hint under it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub help: Option<String>,
    /// For a choice.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub options: Vec<Choice>,
    /// Cases in which it is needed; empty: in all.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub cases: Vec<String>,
    /// A further condition over the answers.
    #[serde(default, skip_serializing_if = "Rule::is_always")]
    pub when: Rule,
    /// `chưa đối chiếu` where the source could not be read.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub basis: Option<String>,
}

/// Fields that are true only together (name, number, birth, sex of one person): their conflict is one conflict.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Group {
    /// Unique in the procedure.
    pub key: String,
    /// What people read.
    pub label: String,
    /// Keys of fields.
    pub fields: Vec<String>,
}

impl Procedure {
    /// The bytes by which a version is known and stored: its JSON in the order of this struct.
    pub fn to_bytes(&self) -> Vec<u8> {
        // A struct of strings, numbers and lists always serialises; an empty answer would hash to a version nobody has.
        serde_json::to_vec(self).unwrap_or_default()
    }

    /// SHA-256 of `to_bytes`, lower-case hex: the value of a dossier's `procedure` key.
    pub fn hash(&self) -> String {
        hash_of(&self.to_bytes())
    }

    /// The paper with this key.
    pub fn paper(&self, key: &str) -> Option<&Paper> {
        self.papers.iter().find(|p| p.key == key)
    }

    /// The field with this key.
    pub fn field(&self, key: &str) -> Option<&Field> {
        self.fields.iter().find(|f| f.key == key)
    }

    /// The question with this key.
    pub fn question(&self, key: &str) -> Option<&Question> {
        self.questions.iter().find(|q| q.key == key)
    }

    /// Whether it was read off the national portal by a program.
    pub fn is_imported(&self) -> bool {
        self.published.is_some()
    }

    /// Whether an officer has signed this version.
    pub fn is_reviewed(&self) -> bool {
        self.review.by.is_some() && self.review.on.is_some()
    }
}

/// SHA-256 of a version's bytes, lower-case hex.
pub fn hash_of(bytes: &[u8]) -> String {
    hex::encode(Sha256::digest(bytes))
}
