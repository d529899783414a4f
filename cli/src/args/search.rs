//! What `search` takes.

use clap::{Args, ValueEnum};
use hoso_core::search::Who as Asker;
use hoso_protocol::procedure::Level as Of;

#[derive(Args)]
#[command(after_help = "Ví dụ: hoso search \"vợ mới sinh\" --level commune")]
pub struct Search {
    /// Muốn làm việc gì, ghi theo cách nói thường ngày
    #[arg(required = true, value_name = "QUERY", allow_hyphen_values = true)]
    pub query: String,
    /// Nhiều nhất bao nhiêu thủ tục
    #[arg(long, value_name = "N", default_value_t = 20)]
    pub limit: usize,
    /// Chỉ tìm ở một cấp: commune, province, ministry, other
    #[arg(long, value_name = "LEVEL")]
    pub level: Option<Level>,
    /// Chỉ tìm việc mà người này làm được: citizen (công dân), household (hộ kinh doanh), foreigner (người nước ngoài),
    /// organisation (tổ chức, công ty)
    #[arg(long, value_name = "WHO")]
    pub who: Option<Who>,
    /// Chỉ tìm trong lĩnh vực có những chữ này, ví dụ "hộ tịch"
    #[arg(long, value_name = "FIELD")]
    pub field: Option<String>,
}

/// Who asks.
#[derive(Clone, Copy, ValueEnum)]
pub enum Who {
    Citizen,
    Household,
    Foreigner,
    Organisation,
}

impl From<Who> for Asker {
    fn from(who: Who) -> Self {
        match who {
            Who::Citizen => Self::Citizen,
            Who::Household => Self::Household,
            Who::Foreigner => Self::Foreigner,
            Who::Organisation => Self::Organisation,
        }
    }
}

/// Levels of administration.
#[derive(Clone, Copy, ValueEnum)]
pub enum Level {
    Commune,
    Province,
    Ministry,
    Other,
}

impl From<Level> for Of {
    fn from(level: Level) -> Self {
        match level {
            Level::Commune => Self::Commune,
            Level::Province => Self::Province,
            Level::Ministry => Self::Ministry,
            Level::Other => Self::Other,
        }
    }
}
