//! The messages of the desk: what an officer's device asks of the server.

use crate::ids::DossierId;
use crate::record::{Receipt, Status};
use crate::sign::Signed;
use serde::{Deserialize, Serialize};

/// `GET /v1/desk`: handed-in dossiers of the officer's commune, newest last.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeskList {
    /// One for each dossier.
    pub dossiers: Vec<DeskItem>,
}

/// A dossier on the desk's list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeskItem {
    /// The dossier.
    pub dossier: DossierId,
    /// The procedure's code.
    pub code: String,
    /// The procedure's name.
    pub name: String,
    /// The person it is for, where the guide says which field that is.
    pub for_whom: Option<String>,
    /// The last receipt.
    pub receipt: Signed<Receipt>,
    /// All statuses so far, in order.
    pub statuses: Vec<Signed<Status>>,
}

/// `POST /v1/desk/status`: what the officer decides.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "do")]
pub enum DeskDecision {
    /// Taken into the official system, with its code and date as typed by the officer.
    Take {
        /// The dossier.
        dossier: DossierId,
        /// The code of the official system.
        code: String,
        /// The result date of the official system (ISO).
        due: String,
    },
    /// A paper is asked for.
    Ask {
        /// The dossier.
        dossier: DossierId,
        /// The paper's key.
        paper: String,
        /// What is wrong with it or why it is needed.
        text: String,
    },
    /// Not taken in.
    Refuse {
        /// The dossier.
        dossier: DossierId,
        /// Why.
        text: String,
    },
    /// The result is there.
    Finish {
        /// The dossier.
        dossier: DossierId,
    },
}

impl DeskDecision {
    /// The dossier that it is about.
    pub fn dossier(&self) -> DossierId {
        match self {
            Self::Take { dossier, .. }
            | Self::Ask { dossier, .. }
            | Self::Refuse { dossier, .. }
            | Self::Finish { dossier } => *dossier,
        }
    }
}
