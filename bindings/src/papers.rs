//! The papers: what is at hand of each, and its photographed pages.

use crate::draft::Draft;
use crate::error::HoSoError;
use hoso_core::Phone;
use hoso_core::catalog::show::paper_in_words;
use hoso_core::dossier::{CheckView, PageView};
use hoso_protocol::ids::DossierId;
use hoso_protocol::paper;
use hoso_protocol::procedure::Paper;
use hoso_protocol::readiness::Kind;
use hoso_protocol::text::say;

/// What a person says of a paper.
#[derive(Debug, Clone, Copy, PartialEq, Eq, uniffi::Enum)]
pub enum PaperState {
    /// The original is at hand.
    Have,
    /// A plain copy is at hand.
    Copy,
    /// A certified copy or an extract is at hand.
    CertifiedCopy,
    /// It will only be shown at the desk.
    Shown,
    /// The state holds it already.
    HeldByState,
    /// It will be brought later.
    BringLater,
    /// Not to be had at present.
    DontHave,
}

impl From<PaperState> for paper::PaperState {
    fn from(state: PaperState) -> Self {
        match state {
            PaperState::Have => Self::Have,
            PaperState::Copy => Self::Copy,
            PaperState::CertifiedCopy => Self::CertifiedCopy,
            PaperState::Shown => Self::Shown,
            PaperState::HeldByState => Self::HeldByState,
            PaperState::BringLater => Self::BringLater,
            PaperState::DontHave => Self::DontHave,
        }
    }
}

impl From<paper::PaperState> for PaperState {
    fn from(state: paper::PaperState) -> Self {
        use paper::PaperState as P;
        match state {
            P::Have => Self::Have,
            P::Copy => Self::Copy,
            P::CertifiedCopy => Self::CertifiedCopy,
            P::Shown => Self::Shown,
            P::HeldByState => Self::HeldByState,
            P::BringLater => Self::BringLater,
            P::DontHave => Self::DontHave,
        }
    }
}

/// A state that a screen offers.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct PaperChoice {
    /// What `Draft.setPaper` takes.
    pub state: PaperState,
    /// What people read.
    pub label: String,
}

/// A photographed page.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct Page {
    /// What `Draft.picture`, `retake`, `movePage` and `removePage` take.
    pub page: String,
    /// Number of bytes.
    pub bytes: u64,
    /// Whether the photo is on this phone; else it comes with a sync.
    pub here: bool,
}

impl From<PageView> for Page {
    fn from(page: PageView) -> Self {
        Self { page: page.page, bytes: page.bytes, here: page.here }
    }
}

/// A paper of the present case.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct PaperCard {
    /// What `Draft.setPaper` and the calls for photos take.
    pub key: String,
    /// What people call it.
    pub name: String,
    /// How many, in which form, and when: each a few words.
    pub notes: Vec<String>,
    /// What is at hand; null: not said, or in conflict.
    pub state: Option<PaperState>,
    /// The same in words; empty where null.
    pub state_text: String,
    /// The states to offer; empty: a note, nothing is asked.
    pub choices: Vec<PaperChoice>,
    /// Whether a photo is needed to send it ahead.
    pub needs_photo: bool,
    /// Photos, in order.
    pub pages: Vec<Page>,
    /// What is still to be done about it, in a sentence; null: nothing.
    pub missing: Option<String>,
    /// Where to get it.
    pub where_to_get: Option<String>,
    /// A hint.
    pub help: Option<String>,
    /// Two phones say different things: to be resolved under `Draft.conflicts` first.
    pub in_conflict: bool,
    /// The commune asked for it; `missing` holds its words.
    pub asked_for: bool,
}

/// The papers of the present case.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct Papers {
    /// In the order in which to bring them.
    pub papers: Vec<PaperCard>,
    /// How many still need something.
    pub left: u32,
}

#[uniffi::export]
impl Draft {
    /// The papers of the present case.
    pub fn papers(&self) -> Result<Papers, HoSoError> {
        self.run(papers)
    }

    /// Says what is at hand of a paper; null takes it back. Gives the papers as they are then.
    pub fn set_paper(&self, paper: String, state: Option<PaperState>) -> Result<Papers, HoSoError> {
        self.run(|phone, id| {
            let state = state.map_or("", |state| paper::PaperState::from(state).name());
            phone.paper(id, &paper, state)?;
            papers(phone, id)
        })
    }
}

pub(crate) fn papers(phone: &Phone, id: DossierId) -> hoso_core::Result<Papers> {
    let (view, procedure, check) = (phone.show(id)?, phone.procedure(id)?, phone.check(id)?);
    let disputed = phone.conflicts(Some(id))?;
    let mut cards = vec![];
    for paper in &procedure.papers {
        let Some(shown) = view.papers.get(&paper.key) else { continue };
        let state: Option<paper::PaperState> = shown.state.as_deref().and_then(|state| state.parse().ok());
        let (own, photos) = (format!("paper/{}", paper.key), format!("photo/{}/", paper.key));
        let (missing, asked_for) = missing(&check, paper);
        cards.push(PaperCard {
            key: paper.key.clone(),
            name: paper.name.clone(),
            notes: paper_in_words(&procedure, paper),
            state: state.map(PaperState::from),
            state_text: state.map(words).unwrap_or_default(),
            choices: paper::PaperState::choices(paper.form)
                .iter()
                .map(|state| PaperChoice { state: (*state).into(), label: words(*state) })
                .collect(),
            needs_photo: paper.photo && procedure.send_ahead,
            pages: shown.pages.iter().cloned().map(Page::from).collect(),
            missing,
            where_to_get: paper.where_to_get.clone(),
            help: paper.help.clone(),
            in_conflict: disputed.iter().any(|c| c.key == own || c.key.starts_with(&photos)),
            asked_for,
        });
    }
    let left = cards.iter().filter(|card| card.missing.is_some()).count();
    Ok(Papers { left: u32::try_from(left).unwrap_or(u32::MAX), papers: cards })
}

fn missing(check: &CheckView, paper: &Paper) -> (Option<String>, bool) {
    let mut items = check.check.missing.iter().chain(&check.check.wrong);
    let item = items.find(|item| item.kind == Kind::Paper && item.key == paper.key);
    (item.map(|item| item.text.clone()), item.is_some_and(|item| item.code == "missing.asked"))
}

fn words(state: paper::PaperState) -> String {
    let text = say(&format!("paper.{}", state.name()), &[]);
    let mut letters = text.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}
