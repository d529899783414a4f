//! What one asks of search, and what it answers.

use hoso_protocol::procedure::{Level, Procedure};
use serde::{Deserialize, Serialize};
use std::ops::Range;

/// A procedure to be found.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Entry {
    /// The national code.
    pub code: String,
    /// The name shown.
    pub name: String,
    /// More words and phrases by which it is asked for.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub words: Vec<String>,
    /// Who carries it out.
    pub level: Vec<Level>,
    /// The field (lĩnh vực).
    pub field: String,
    /// Who may ask for it, as the source says it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub who: Vec<String>,
    /// Whether it is a guide of ours; of two that fit as well the guide comes first.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub guide: bool,
}

/// The parts of a procedure that search reads.
#[derive(Deserialize)]
pub(super) struct Light {
    code: String,
    name: String,
    official_name: String,
    level: Vec<Level>,
    field: String,
    #[serde(default)]
    who: Vec<String>,
    #[serde(default)]
    keywords: Vec<String>,
}

impl From<Light> for Entry {
    fn from(light: Light) -> Self {
        let Light { code, name, official_name, level, field, who, keywords } = light;
        // Only guides are written with words to find them by; an imported record has none.
        let guide = !keywords.is_empty();
        let more = (official_name != name).then_some(official_name);
        let words = more.into_iter().chain(keywords).collect();
        Self { code, name, words, level, field, who, guide }
    }
}

impl From<&Procedure> for Entry {
    fn from(procedure: &Procedure) -> Self {
        let Procedure { code, name, official_name, level, field, who, keywords, .. } = procedure.clone();
        Light { code, name, official_name, level, field, who, keywords }.into()
    }
}

/// Who asks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Who {
    /// A citizen, at home or abroad.
    Citizen,
    /// A household that trades.
    Household,
    /// A foreigner.
    Foreigner,
    /// A company, a cooperative or another organisation.
    Organisation,
}

impl Who {
    fn bit(self) -> u8 {
        1 << self as u8
    }

    /// For whom a procedure is, one bit each; all where the source does not say.
    pub(super) fn bits(entry: &Entry) -> u8 {
        let mut bits = entry.who.iter().map(|who| Self::bits_of(who)).fold(0, |all, bit| all | bit);
        if bits == 0 {
            return u8::MAX;
        }
        let trades = |text: &str| {
            let text = text.to_lowercase();
            text.contains("hộ kinh doanh") || text.contains("cá nhân kinh doanh")
        };
        if trades(&entry.name) || trades(&entry.field) {
            bits |= Self::Household.bit();
        }
        bits
    }

    fn bits_of(who: &str) -> u8 {
        let who = who.to_lowercase();
        let has = |text: &str| who.contains(text);
        let mut bits = 0;
        if has("công dân") || has("người việt nam") || has("cá nhân") || has("cán bộ") || has("đảng viên")
        {
            bits |= Self::Citizen.bit();
        }
        if has("hộ kinh doanh") || has("hộ gia đình") {
            bits |= Self::Household.bit();
        }
        if has("người nước ngoài") {
            bits |= Self::Foreigner.bit();
        }
        // What the portal leaves out in brackets names others: `Tổ chức (không bao gồm doanh nghiệp, HTX)`.
        if has("tổ chức") || has("doanh nghiệp") || has("hợp tác xã") || has("htx") {
            bits |= Self::Organisation.bit();
        }
        bits
    }

    pub(super) fn is_in(self, bits: u8) -> bool {
        bits & self.bit() != 0
    }
}

/// What to look for.
#[derive(Debug, Clone)]
pub struct Options {
    /// So many hits at most.
    pub limit: usize,
    /// Only what this level carries out.
    pub level: Option<Level>,
    /// Only what this person or body may ask for.
    pub who: Option<Who>,
    /// Only fields that hold these words.
    pub field: Option<String>,
}

impl Default for Options {
    fn default() -> Self {
        Self { limit: 20, level: None, who: None, field: None }
    }
}

impl Options {
    /// Only what this level carries out.
    pub fn at(level: Level) -> Self {
        Self { level: Some(level), ..Self::default() }
    }
}

/// What was found, the best first.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Found {
    /// The procedures.
    pub hits: Vec<Hit>,
    /// Whether the best hit is likely meant. If not, it is only the nearest there is, and should be shown as that.
    pub sure: bool,
    /// The question with slips put right, where the hits are to that.
    pub did_you_mean: Option<String>,
    /// How the question might go on.
    pub suggestions: Vec<String>,
    /// Where nothing was found: the fields nearest to the question, if it has to do with any.
    pub fields: Vec<String>,
}

/// A procedure that was found.
#[derive(Debug, Clone, PartialEq)]
pub struct Hit {
    /// Its code.
    pub code: String,
    /// Its name.
    pub name: String,
    /// The parts of the name (bytes) that fit what was asked, or what was meant by it.
    pub ranges: Vec<Range<usize>>,
    /// Why it is here, in a few plain words.
    pub why: String,
    /// How well it fits; about 1 is very well. Good for comparing within one answer only.
    pub score: f32,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bits(who: &[&str], name: &str) -> Vec<Who> {
        let who = who.iter().map(|&who| who.to_owned()).collect();
        let bits = Who::bits(&Entry { who, name: name.into(), ..Entry::default() });
        let all = [Who::Citizen, Who::Household, Who::Foreigner, Who::Organisation];
        all.into_iter().filter(|who| who.is_in(bits)).collect()
    }

    #[test]
    fn who_may_ask_is_read_from_what_the_source_says() {
        assert_eq!(bits(&["Công dân Việt Nam"], "Tách hộ"), [Who::Citizen]);
        assert_eq!(bits(&["Người Việt Nam định cư ở nước ngoài"], ""), [Who::Citizen]);
        assert_eq!(bits(&["Người nước ngoài", "Tổ chức nước ngoài"], ""), [Who::Foreigner, Who::Organisation]);
        assert_eq!(bits(&["Tổ chức (không bao gồm doanh nghiệp, HTX)"], ""), [Who::Organisation]);
        assert_eq!(bits(&["Công dân Việt Nam"], "Đăng ký thành lập hộ kinh doanh"), [Who::Citizen, Who::Household]);
    }

    #[test]
    fn where_the_source_does_not_say_who_everybody_may_ask() {
        assert_eq!(bits(&[], "Tách hộ").len(), 4);
        assert_eq!(bits(&["--"], "Tách hộ").len(), 4);
    }
}
