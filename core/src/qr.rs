//! What the app's own QR codes say: a code to enrol with, and the number of a receipt. Nothing of a dossier is in them.

use std::fmt;
use url::Url;

/// Longer texts are no code of ours.
const LONGEST: usize = 1024;

/// What a QR code of ours says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Qr {
    /// Enrol at this server with this code.
    Enrol {
        /// The server's address.
        server: String,
        /// The one-time code.
        code: String,
    },
    /// The number of a receipt.
    Receipt {
        /// As people read it out.
        number: String,
    },
}

impl Qr {
    /// What a scanned text says; `None` where it is not ours.
    pub fn read(text: &str) -> Option<Self> {
        let text = text.trim();
        if text.len() > LONGEST {
            return None;
        }
        let url = Url::parse(text).ok().filter(|url| url.scheme() == "hoso")?;
        let part = |name: &str| {
            let found = url.query_pairs().find(|(known, _)| known == name).map(|(_, value)| value.trim().to_owned());
            found.filter(|value| !value.is_empty() && !value.chars().any(char::is_control))
        };
        match url.path() {
            "enrol" => {
                let server =
                    Url::parse(&part("server")?).ok().filter(|url| matches!(url.scheme(), "https" | "http"))?;
                Some(Self::Enrol { server: server.as_str().trim_end_matches('/').to_owned(), code: part("code")? })
            }
            "receipt" => Some(Self::Receipt { number: part("number")? }),
            _ => None,
        }
    }
}

impl fmt::Display for Qr {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let pairs: &[(&str, &str)] = match self {
            Self::Enrol { server, code } => &[("server", server), ("code", code)],
            Self::Receipt { number } => &[("number", number)],
        };
        let name = match self {
            Self::Enrol { .. } => "enrol",
            Self::Receipt { .. } => "receipt",
        };
        let query = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(pairs).finish();
        write!(f, "hoso:{name}?{query}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_says_what_was_put_into_it() {
        let enrol = Qr::Enrol { server: "https://xa.example.vn:8443".into(), code: "ABCD-EFGH-JK".into() };
        let receipt = Qr::Receipt { number: "TH-2026-0001".into() };
        for qr in [enrol, receipt] {
            assert_eq!(Qr::read(&qr.to_string()), Some(qr));
        }
    }

    #[test]
    fn what_is_not_ours_is_nothing() {
        let long = format!("hoso:receipt?number={}", "1".repeat(2_000));
        for text in [
            "",
            "https://example.com",
            "hoso:enrol?server=file:///etc&code=A",
            "hoso:enrol?code=A",
            "hoso:receipt",
            "072099001234|…",
            &long,
        ] {
            assert_eq!(Qr::read(text), None, "{text}");
        }
    }
}
