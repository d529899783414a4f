//! What the commands on catalog packs take.

use clap::{Args, Subcommand};
use std::path::PathBuf;

/// `catalog …`, as far as it is about packs.
#[derive(Subcommand)]
pub enum PackCommand {
    /// Tạo một cặp khóa: khóa bí mật để ký, khóa công khai để kiểm tra
    Keygen(Keygen),
    /// Tệp khóa gốc: cho máy của dân biết khóa nào được ký gói
    #[command(subcommand)]
    Root(RootCommand),
    /// Đóng các hướng dẫn thành một gói
    Build(Build),
    /// Ký một gói
    Sign(Sign),
    /// Kiểm tra chữ ký và nội dung của gói, không cài
    Verify(Verify),
    /// Làm gói bổ sung: chỉ những gì đổi từ gói này sang gói kia
    Delta(Delta),
    /// Cài gói vào máy này, từ tệp, thẻ nhớ, máy khác hay máy chủ
    Install(Install),
    /// Hai gói khác nhau chỗ nào, nói bằng lời
    Diff(Diff),
    /// Chép gói đang dùng ra tệp để đưa cho máy khác
    Export(ExportPack),
    /// Gói đang dùng: số mấy, ngày nào, ai ký
    #[command(after_help = "Ví dụ: hoso catalog status")]
    Status,
}

#[derive(Args)]
#[command(after_help = "Ví dụ: hoso catalog keygen --out khoa-goi
Ra hai tệp: khoa-goi.key (giữ kín) và khoa-goi.pub (đưa cho mọi người).")]
pub struct Keygen {
    /// Tên tệp, không có đuôi
    #[arg(long, value_name = "FILE")]
    pub out: PathBuf,
    /// Không đặt mật khẩu; chỉ dùng khi máy và đĩa đã được giữ kín
    #[arg(long)]
    pub no_password: bool,
}

#[derive(Subcommand)]
pub enum RootCommand {
    /// Viết tệp khóa gốc, lần đầu hay lần đổi khóa
    New(RootNew),
    /// Ký tệp khóa gốc; mỗi người giữ khóa gốc ký một lần
    Sign(RootSign),
    /// Xem tệp khóa gốc nói gì và đã đủ chữ ký chưa
    Show(RootShow),
}

#[derive(Args)]
#[command(
    after_help = "Ví dụ lần đầu: hoso catalog root new --name dong-nai --root-key a.pub --root-key b.pub --root-key c.pub --pack-key khoa-goi.pub --out goc-1.json
Ví dụ thu hồi một khóa: hoso catalog root new --before goc-1.json --revoke khoa-goi.pub --pack-key khoa-moi.pub --out goc-2.json"
)]
pub struct RootNew {
    /// Tên danh mục: chữ thường không dấu, số và gạch nối
    #[arg(long, value_name = "NAME", required_unless_present = "before")]
    pub name: Option<String>,
    /// Tệp khóa gốc đang dùng, để viết tệp tiếp theo
    #[arg(long, value_name = "FILE")]
    pub before: Option<PathBuf>,
    /// Khóa công khai của một người giữ khóa gốc, ghi ba lần trở lên (không ghi: như tệp trước)
    #[arg(long, value_name = "FILE")]
    pub root_key: Vec<PathBuf>,
    /// Khóa công khai được ký gói (không ghi: như tệp trước, trừ khóa thu hồi)
    #[arg(long, value_name = "FILE")]
    pub pack_key: Vec<PathBuf>,
    /// Khóa công khai bị thu hồi
    #[arg(long, value_name = "FILE")]
    pub revoke: Vec<PathBuf>,
    /// Từ chối gói có số nhỏ hơn số này
    #[arg(long, value_name = "N")]
    pub floor: Option<u64>,
    /// Tệp sẽ ghi ra
    #[arg(long, value_name = "FILE")]
    pub out: PathBuf,
}

#[derive(Args)]
#[command(after_help = "Ví dụ: hoso catalog root sign goc-1.json --key a.key")]
pub struct RootSign {
    /// Tệp khóa gốc
    pub file: PathBuf,
    /// Khóa bí mật của người ký
    #[arg(long, value_name = "FILE")]
    pub key: PathBuf,
}

#[derive(Args)]
#[command(after_help = "Ví dụ: hoso catalog root show goc-2.json --before goc-1.json")]
pub struct RootShow {
    /// Tệp khóa gốc
    pub file: PathBuf,
    /// Tệp đang dùng, để xem tệp mới có nối tiếp được không
    #[arg(long, value_name = "FILE")]
    pub before: Option<PathBuf>,
}

#[derive(Args)]
#[command(after_help = "Ví dụ: hoso catalog build --guides catalog --name dong-nai --number 12 --out goi-12.chua-ky
Làm gói tiếp theo gói trước, ký luôn: hoso catalog build --guides catalog --before goi-12.hoso --key khoa-goi.key --out goi-13.hoso")]
pub struct Build {
    /// Thư mục danh mục, có thư mục guides bên trong
    #[arg(long, value_name = "FOLDER", default_value = "catalog")]
    pub guides: PathBuf,
    /// Thêm những thủ tục đã nhập từ cổng dịch vụ công vào máy này mà chưa có hướng dẫn
    #[arg(long)]
    pub imported: bool,
    /// Gói trước: lấy tên, số tiếp theo và bảng nén từ đó để gói bổ sung được nhỏ
    #[arg(long, value_name = "FILE")]
    pub before: Option<PathBuf>,
    /// Tên danh mục (không ghi: như gói trước)
    #[arg(long, value_name = "NAME", required_unless_present = "before")]
    pub name: Option<String>,
    /// Số của gói (không ghi: số tiếp theo gói trước, hoặc 1)
    #[arg(long, value_name = "N")]
    pub number: Option<u64>,
    /// Ngày phát hành, như 2026-11-25 (không ghi: hôm nay)
    #[arg(long, value_name = "DAY")]
    pub issued: Option<String>,
    /// Ngày phải xem lại (không ghi: 90 ngày sau ngày phát hành)
    #[arg(long, value_name = "DAY")]
    pub review_by: Option<String>,
    /// Ký luôn bằng khóa bí mật này
    #[arg(long, value_name = "FILE")]
    pub key: Option<PathBuf>,
    /// Tệp sẽ ghi ra
    #[arg(long, value_name = "FILE")]
    pub out: PathBuf,
}

#[derive(Args)]
#[command(after_help = "Ví dụ: hoso catalog sign goi-12.chua-ky --key khoa-goi.key --out goi-12.hoso")]
pub struct Sign {
    /// Gói chưa ký
    pub file: PathBuf,
    /// Khóa bí mật
    #[arg(long, value_name = "FILE")]
    pub key: PathBuf,
    /// Tệp sẽ ghi ra
    #[arg(long, value_name = "FILE")]
    pub out: PathBuf,
}

#[derive(Args)]
#[command(after_help = "Ví dụ: hoso catalog verify goi-12.hoso --root goc-1.json")]
pub struct Verify {
    /// Gói
    pub file: PathBuf,
    /// Tệp khóa gốc (không ghi: khóa gốc của máy này)
    #[arg(long, value_name = "FILE")]
    pub root: Option<PathBuf>,
}

#[derive(Args)]
#[command(after_help = "Ví dụ: hoso catalog delta goi-11.hoso goi-12.hoso --key khoa-goi.key --out bo-sung-11-12.hoso")]
pub struct Delta {
    /// Gói cũ
    pub old: PathBuf,
    /// Gói mới
    pub new: PathBuf,
    /// Ký luôn bằng khóa bí mật này
    #[arg(long, value_name = "FILE")]
    pub key: Option<PathBuf>,
    /// Tệp sẽ ghi ra
    #[arg(long, value_name = "FILE")]
    pub out: PathBuf,
}

#[derive(Args)]
#[command(
    after_help = "Ví dụ lần đầu: hoso catalog install /media/the-nho/goi-12.hoso --root /media/the-nho/goc-1.json
Ví dụ từ máy chủ: hoso catalog install https://hoso.example.vn
Ghi nhiều nguồn thì gói mới nhất trong các gói đúng được cài."
)]
pub struct Install {
    /// Tệp gói, hoặc địa chỉ máy chủ (không ghi: máy chủ mà máy này đã đăng ký)
    #[arg(value_name = "SOURCE")]
    pub sources: Vec<String>,
    /// Tệp khóa gốc nhận tận tay; chỉ cần lần đầu và khi đổi khóa
    #[arg(long, value_name = "FILE")]
    pub root: Vec<PathBuf>,
}

#[derive(Args)]
#[command(after_help = "Ví dụ: hoso catalog diff goi-11.hoso goi-12.hoso
Một bên có thể là thư mục hướng dẫn: hoso catalog diff goi-11.hoso catalog")]
pub struct Diff {
    /// Gói hoặc thư mục thứ nhất
    #[arg(value_name = "A")]
    pub old: PathBuf,
    /// Gói hoặc thư mục thứ hai
    #[arg(value_name = "B")]
    pub new: PathBuf,
}

#[derive(Args)]
#[command(after_help = "Ví dụ: hoso catalog export /media/the-nho/danh-muc.hoso")]
pub struct ExportPack {
    /// Tệp sẽ ghi ra
    pub to: PathBuf,
}
