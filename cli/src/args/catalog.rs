//! What the commands on guides and the catalog take.

use clap::{Args, Subcommand};
use std::path::PathBuf;

#[derive(Args)]
#[command(after_help = "Ví dụ: hoso guide 1.001193")]
pub struct Guide {
    /// Mã thủ tục
    pub code: String,
}

#[derive(Args)]
#[command(after_help = "Ví dụ: hoso events death")]
pub struct Events {
    /// Việc trong nhà: birth, death, wedding… (không ghi: cả danh sách)
    pub key: Option<String>,
}

/// `catalog …`
#[derive(Subcommand)]
pub enum CatalogCommand {
    /// Kiểm tra các tệp hướng dẫn trước khi dùng
    Lint(Lint),
    #[command(flatten)]
    Pack(super::PackCommand),
}

#[derive(Args)]
#[command(after_help = "Ví dụ: hoso catalog lint catalog")]
pub struct Lint {
    /// Thư mục danh mục, có thư mục guides bên trong
    #[arg(default_value = "catalog")]
    pub dir: PathBuf,
}
