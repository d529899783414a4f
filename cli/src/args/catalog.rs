//! What the commands on guides and the catalog take.

use clap::{Args, Subcommand};
use std::path::PathBuf;

#[derive(Args)]
#[command(after_help = "Ví dụ: hoso guide 1.001193")]
pub struct Guide {
    /// Mã thủ tục
    pub code: String,
    /// Xem hồ sơ chép từ Cổng Dịch vụ công quốc gia, dù đã có hướng dẫn
    #[arg(long)]
    pub imported: bool,
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
    /// Chép hồ sơ của Cổng Dịch vụ công quốc gia vào danh mục của máy này
    ImportPortal(ImportPortal),
    /// Cán bộ đã đọc hết một hướng dẫn và đứng tên duyệt
    Review(Review),
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

#[derive(Args)]
#[command(after_help = "Ví dụ: hoso catalog import-portal thu-tuc.jsonl.gz")]
pub struct ImportPortal {
    /// Tệp xuất từ cổng: mỗi dòng một hồ sơ JSON, nén gzip hay không đều được
    pub file: PathBuf,
    /// Kiểm tra xem có chữ nào của nguồn bị mất không
    #[arg(long)]
    pub audit: bool,
}

#[derive(Args)]
#[command(
    after_help = "Ví dụ: hoso catalog review 1.001193 --by \"Trần Thị Lan, tư pháp xã Phước Chỉ\" --date 2026-12-01"
)]
pub struct Review {
    /// Mã thủ tục
    pub code: String,
    /// Họ tên và chức vụ của cán bộ duyệt
    #[arg(long, value_parser = clap::builder::NonEmptyStringValueParser::new())]
    pub by: String,
    /// Ngày duyệt, như 2026-12-01
    #[arg(long)]
    pub date: String,
    /// Thư mục danh mục, có thư mục guides bên trong
    #[arg(long, default_value = "catalog")]
    pub dir: PathBuf,
}
