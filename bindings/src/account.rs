//! Who the phone is to its server: enrolment, and a second phone.

use crate::error::HoSoError;
use crate::hoso::HoSo;
use hoso_core::qr::Qr;
use hoso_core::time::when;
use hoso_protocol::record;
use hoso_protocol::text::say;

/// What a phone may do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, uniffi::Enum)]
pub enum Role {
    /// A citizen's own phone.
    Citizen,
    /// A community digital technology team member's.
    Member,
    /// An officer at the one-stop desk.
    Officer,
    /// Looks at figures and handed-in versions.
    Viewer,
}

/// Who the phone is to its server.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct Account {
    /// What it may do.
    pub role: Role,
    /// The same in words.
    pub role_text: String,
    /// The code of the commune that it belongs to.
    pub commune: String,
    /// What the phone is called in conflicts.
    pub label: String,
    /// The server's address.
    pub server: String,
}

impl From<hoso_core::Account> for Account {
    fn from(account: hoso_core::Account) -> Self {
        Self {
            role: match account.role {
                record::Role::Citizen => Role::Citizen,
                record::Role::Member => Role::Member,
                record::Role::Officer => Role::Officer,
                record::Role::Viewer => Role::Viewer,
            },
            role_text: say(&format!("app.role.{}", account.role.name()), &[]),
            commune: account.commune,
            label: account.label,
            server: account.server,
        }
    }
}

/// A code for a second phone of the same person.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct Invitation {
    /// To be typed on the second phone, once.
    pub code: String,
    /// Until when, for people in Vietnam's time.
    pub until_text: String,
    /// That the second phone will see all dossiers, with their number: to be shown before the code.
    pub text: String,
    /// What a QR code for the second phone says: server and code.
    pub qr: String,
}

#[uniffi::export]
impl HoSo {
    /// Who this phone is; null before it was enrolled. Then everything can be prepared, and nothing sent.
    pub fn account(&self) -> Result<Option<Account>, HoSoError> {
        self.engine.run(|phone| Ok(phone.account()?.map(Account::from)))
    }

    /// Enrols this phone at a server with a one-time code. `authority` is the PEM of a province's own certificate authority.
    /// Where the phone belongs to another server already it says `enrolled_elsewhere`: ask the person, then call again with
    /// `moves`.
    #[uniffi::method(default(authority = None, moves = false))]
    pub fn enrol(
        &self,
        server: String,
        code: String,
        authority: Option<String>,
        moves: bool,
    ) -> Result<Account, HoSoError> {
        self.engine.online(async |phone, stop| {
            let (authority, code) = (authority.as_deref(), code.trim());
            let enrol = async {
                match moves {
                    true => phone.move_to(&server, authority, code).await,
                    false => phone.enrol(&server, authority, code).await,
                }
            };
            stop.run_until_cancelled(enrol).await.ok_or_else(cancelled)??;
            phone.account()?.map(Account::from).ok_or_else(cancelled)
        })
    }

    /// A one-time code with which a second phone of this person sees all their dossiers.
    pub fn invite(&self) -> Result<Invitation, HoSoError> {
        self.engine.online(async |phone, stop| {
            let invited = stop.run_until_cancelled(phone.invite()).await.ok_or_else(cancelled)??;
            let server = phone.account()?.map(|account| account.server).unwrap_or_default();
            Ok(Invitation {
                qr: Qr::Enrol { server, code: invited.code.clone() }.to_string(),
                code: invited.code,
                until_text: when(&invited.until),
                text: say("app.invited", &[("n", &invited.dossiers.to_string())]),
            })
        })
    }
}

fn cancelled() -> hoso_core::Error {
    hoso_core::Error::new(hoso_core::Kind::Network, "cancelled")
}
