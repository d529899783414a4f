//! What the commands take that talk to a server.

use clap::{Args, Subcommand};
use std::path::PathBuf;

#[derive(Args)]
#[command(after_help = "Ví dụ: hoso enrol --server https://hoso.example.vn 7K2MA-9QXB4")]
pub struct Enrol {
    /// Địa chỉ máy chủ
    #[arg(long, value_name = "URL")]
    pub server: String,
    /// Tệp chứng thư (PEM) của tỉnh, nếu xã đưa
    #[arg(long, value_name = "FILE")]
    pub ca: Option<PathBuf>,
    /// Máy đã đăng ký nơi khác: chuyển hẳn sang máy chủ này, hồ sơ trong máy sẽ gửi đến đây
    #[arg(long = "move")]
    pub moves: bool,
    /// Mã xã cho, dùng một lần
    pub code: String,
}

/// `desk …`
#[derive(Subcommand)]
pub enum DeskCommand {
    /// Những hồ sơ người dân gửi trước cho xã xem
    #[command(after_help = "Ví dụ: hoso desk list")]
    List,
    /// Đã đưa vào hệ thống chính thức: ghi mã và ngày hẹn của hệ thống đó
    Take(DeskTake),
    /// Yêu cầu bổ sung một giấy
    Ask(DeskAsk),
    /// Không tiếp nhận, ghi rõ vì sao
    Refuse(DeskRefuse),
    /// Đã có kết quả
    #[command(after_help = "Ví dụ: hoso desk finish a1b2c3d4")]
    Finish(DeskOne),
    /// Tải một hồ sơ về thành tệp ZIP
    Download(DeskDownload),
}

/// One dossier of the desk's list.
#[derive(Args)]
pub struct DeskOne {
    /// Mã hồ sơ, 4 chữ đầu trở lên của mã, hoặc số biên nhận
    pub id: String,
}

#[derive(Args)]
#[command(after_help = "Ví dụ: hoso desk take a1b2c3d4 --code H53.16-261124-0007 --date 26/11/2026")]
pub struct DeskTake {
    #[command(flatten)]
    pub one: DeskOne,
    /// Mã hồ sơ của hệ thống chính thức
    #[arg(long, value_name = "C")]
    pub code: String,
    /// Ngày hẹn trả của hệ thống chính thức
    #[arg(long, value_name = "D")]
    pub date: String,
}

#[derive(Args)]
#[command(after_help = "Ví dụ: hoso desk ask a1b2c3d4 --paper birth_note --text \"Ảnh bị mờ, xin chụp lại\"")]
pub struct DeskAsk {
    #[command(flatten)]
    pub one: DeskOne,
    /// Tên khóa của giấy
    #[arg(long, value_name = "KEY")]
    pub paper: String,
    /// Cần gì, vì sao
    #[arg(long, value_name = "T", allow_hyphen_values = true)]
    pub text: String,
}

#[derive(Args)]
#[command(after_help = "Ví dụ: hoso desk refuse a1b2c3d4 --text \"Việc này nộp ở công an xã\"")]
pub struct DeskRefuse {
    #[command(flatten)]
    pub one: DeskOne,
    /// Vì sao
    #[arg(long, value_name = "T", allow_hyphen_values = true)]
    pub text: String,
}

#[derive(Args)]
#[command(after_help = "Tệp tải về không mã hóa. Ví dụ: hoso desk download a1b2c3d4 --to ho-so.zip")]
pub struct DeskDownload {
    #[command(flatten)]
    pub one: DeskOne,
    /// Ghi vào tệp này (không ghi: thư mục downloads trong thư mục của máy)
    #[arg(long, value_name = "FILE")]
    pub to: Option<PathBuf>,
}
