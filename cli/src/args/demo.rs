//! What `demo` takes.

use clap::Args;
use std::path::PathBuf;

#[derive(Args)]
#[command(after_help = "Ví dụ: hoso demo --keep xem-thu")]
pub struct Demo {
    /// Giữ lại kho hồ sơ của cả câu chuyện trong thư mục này (không ghi: xóa khi xong)
    #[arg(long, value_name = "DIR")]
    pub keep: Option<PathBuf>,
    /// Vẽ câu chuyện thành một hình SVG
    #[arg(long, value_name = "FILE")]
    pub picture: Option<PathBuf>,
}
