//! What a record of the national portal says beyond what a guide has.

use serde::{Deserialize, Serialize};

/// What the national portal says of a procedure.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Published {
    /// The page of the record.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// The decision by which it was made public, such as "1872/QĐ-BTP".
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub decision: Option<String>,
    /// What sort of procedure it is (loại thủ tục), in the portal's words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sort: Option<String>,
    /// The agencies and what each has to do with it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub agencies: Vec<Agency>,
    /// What one gets, with its number in the portal's list of results.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub outcomes: Vec<Outcome>,
    /// Search words of the portal.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub keywords: Option<String>,
    /// The portal's description of the result.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// What could not be put in its place, as text.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub rest: Vec<Rest>,
}

/// An agency.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Agency {
    /// What it has to do with the procedure.
    pub role: AgencyRole,
    /// Its name, or several names as the source has them.
    pub name: String,
}

/// What an agency has to do with a procedure.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AgencyRole {
    /// Cơ quan thực hiện.
    CarriesOut,
    /// Cơ quan có thẩm quyền.
    Decides,
    /// Cơ quan được ủy quyền.
    Delegated,
    /// Cơ quan phối hợp.
    WorksWith,
    /// Địa chỉ tiếp nhận.
    Receives,
}

/// What one gets in the end.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Outcome {
    /// Its name.
    pub name: String,
    /// Such as "KQ.G15.000102".
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
}

/// A heading over papers: one table of the source.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PaperGroup {
    /// Unique in the procedure.
    pub key: String,
    /// The heading; absent where the source has none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
}

/// Text that belongs to a part and could not be taken apart.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rest {
    /// Where it belongs.
    pub part: Part,
    /// As the source has it.
    pub text: String,
}

/// A part of a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Part {
    /// Thành phần hồ sơ.
    Papers,
    /// Cách thức thực hiện.
    Channels,
    /// Kết quả.
    Results,
    /// Căn cứ pháp lý.
    Legal,
    /// Thủ tục liên quan.
    Related,
    /// Cấp thực hiện.
    Level,
}
