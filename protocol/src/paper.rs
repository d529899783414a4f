//! What a person says of a paper.

use crate::procedure::PaperForm;
use std::str::FromStr;

/// The state of a paper.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum PaperState {
    /// The original is at hand.
    Have,
    /// A plain copy is at hand. A copy is never a certified copy.
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

impl PaperState {
    /// All of them, in the order in which screens offer them.
    pub const ALL: [Self; 7] =
        [Self::Have, Self::CertifiedCopy, Self::Copy, Self::Shown, Self::HeldByState, Self::BringLater, Self::DontHave];

    /// What a person may say of a paper of this form, in the order in which screens offer it.
    pub fn choices(form: PaperForm) -> &'static [Self] {
        use PaperState::{BringLater, CertifiedCopy, Copy, DontHave, Have, HeldByState, Shown};
        match form {
            PaperForm::Original | PaperForm::CertifiedCopy | PaperForm::Copy => {
                &[Have, CertifiedCopy, Copy, HeldByState, BringLater, DontHave]
            }
            PaperForm::Shown => &[Shown, HeldByState, BringLater, DontHave],
            // A row of the portal that is a note is never asked for.
            PaperForm::HeldByState | PaperForm::Note => &[],
        }
    }

    /// The stored value.
    pub fn name(self) -> &'static str {
        match self {
            Self::Have => "have",
            Self::Copy => "copy",
            Self::CertifiedCopy => "certified_copy",
            Self::Shown => "shown",
            Self::HeldByState => "held_by_state",
            Self::BringLater => "bring_later",
            Self::DontHave => "dont_have",
        }
    }
}

/// A text that is no state of a paper.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a state of a paper")]
pub struct WrongState;

impl FromStr for PaperState {
    type Err = WrongState;

    fn from_str(text: &str) -> Result<Self, WrongState> {
        Self::ALL.into_iter().find(|state| state.name() == text).ok_or(WrongState)
    }
}
