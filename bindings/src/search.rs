//! Search at every keystroke: procedures, and one's own dossiers.

use crate::error::HoSoError;
use crate::home::{DossierLine, page};
use crate::hoso::HoSo;
use hoso_core::dossier::{Place, Shelf};
use hoso_core::search::{self, Index, Options, marked};

/// One's own dossiers shown beside procedures.
const OWN: u32 = 5;

/// A piece of a name; all pieces in a row are the name.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct Piece {
    /// Its letters.
    pub text: String,
    /// Whether it fits what was typed: to be shown strong.
    pub strong: bool,
}

impl From<search::Piece> for Piece {
    fn from(piece: search::Piece) -> Self {
        Self { text: piece.text, strong: piece.strong }
    }
}

/// A procedure that was found.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct Hit {
    /// What `HoSo.guide` and `HoSo.begin` take.
    pub code: String,
    /// Its name.
    pub name: String,
    /// The name in pieces, those strong that fit what was typed.
    pub pieces: Vec<Piece>,
    /// Why it is here, in a few plain words.
    pub why: String,
}

/// What was found.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct SearchScreen {
    /// Procedures, the best first.
    pub hits: Vec<Hit>,
    /// The question with slips put right, where the hits are to that.
    pub did_you_mean: Option<String>,
    /// The person's own dossiers whose title or person holds the words.
    pub own: Vec<DossierLine>,
}

#[uniffi::export]
impl HoSo {
    /// Finds procedures in people's own words, with or without marks, and one's own dossiers. Any text will do; without any,
    /// all procedures stand in their order.
    #[uniffi::method(default(limit = 20))]
    pub fn search(&self, text: String, limit: u32) -> Result<SearchScreen, HoSoError> {
        self.engine.run(|phone| {
            let catalog = phone.catalog();
            if text.trim().is_empty() {
                let all = catalog.iter().take(limit as usize);
                let hits = all.map(|p| hit(p.code.clone(), p.name.clone(), String::new(), "")).collect();
                return Ok(SearchScreen { hits, did_you_mean: None, own: vec![] });
            }
            let index = self.index.get_or_init(|| Index::of_catalog(&catalog));
            let found = index.search(&text, &Options { limit: limit as usize, ..Options::default() });
            let typed = found.did_you_mean.as_deref().unwrap_or(&text);
            let hits = found.hits.into_iter().map(|found| hit(found.code, found.name, found.why, typed)).collect();
            let own = page(phone, Shelf::Open, &text, Place::START, OWN)?.0;
            Ok(SearchScreen {
                hits,
                did_you_mean: found.did_you_mean,
                own: own.into_iter().map(DossierLine::from).collect(),
            })
        })
    }
}

fn hit(code: String, name: String, why: String, typed: &str) -> Hit {
    let pieces = marked(&name, typed).into_iter().map(Piece::from).collect();
    Hit { code, name, pieces, why }
}
