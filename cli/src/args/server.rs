//! What the commands take that run or tend a server.

use clap::{Args, Subcommand, ValueEnum};
use hoso_protocol::record::Role as Of;
use std::path::PathBuf;

/// `server …`
#[derive(Args)]
pub struct Server {
    /// Thư mục của máy chủ
    #[arg(long, global = true, value_name = "DIR")]
    pub dir: Option<PathBuf>,
    #[command(subcommand)]
    pub command: ServerCommand,
}

#[derive(Subcommand)]
pub enum ServerCommand {
    /// Chạy máy chủ cho đến khi được bảo dừng
    Start(Start),
    /// Các xã mà máy chủ này phục vụ
    #[command(subcommand)]
    Commune(CommuneCommand),
    /// Tạo mã đăng ký dùng một lần cho máy của một người
    Invite(Invite),
    /// Các máy đã đăng ký
    #[command(after_help = "Ví dụ: hoso server devices --dir may-chu")]
    Devices,
    /// Khóa quyền của một máy, có hiệu lực ngay
    Revoke(Revoke),
    /// Sao lưu, kể cả khi máy chủ đang chạy
    Backup(Backup),
    /// Khôi phục từ bản sao lưu
    Restore(Restore),
    /// Gói danh mục mà máy chủ đưa cho máy của dân
    #[command(subcommand)]
    Catalog(ServerCatalogCommand),
    /// Kiểm tra nhật ký có bị sửa hay không
    #[command(after_help = "Ví dụ: hoso server audit --dir may-chu")]
    Audit,
}

#[derive(Args)]
#[command(after_help = "Ví dụ: hoso server start --dir may-chu --listen 127.0.0.1:8080")]
pub struct Start {
    /// Địa chỉ để nhận kết nối; cổng 0 là cổng nào trống
    #[arg(long, value_name = "ADDR", default_value = "127.0.0.1:8080")]
    pub listen: String,
    /// Dừng cả khi đầu vào đóng lại, để máy chủ không sống lâu hơn chương trình đã khởi động nó
    #[arg(long, hide = true)]
    pub while_stdin: bool,
}

#[derive(Subcommand)]
pub enum CommuneCommand {
    /// Thêm một xã, hoặc sửa tên và nơi nộp của xã đã có
    Add(CommuneAdd),
    /// Danh sách xã
    #[command(after_help = "Ví dụ: hoso server commune list --dir may-chu")]
    List,
}

#[derive(Args)]
#[command(after_help = "Ví dụ: hoso server commune add 25456 \"Xã Tân Hòa\" --dir may-chu")]
pub struct CommuneAdd {
    /// Mã đơn vị hành chính
    #[arg(value_name = "CODE", required_unless_present = "code_option")]
    pub code: Option<String>,
    /// Tên xã
    #[arg(value_name = "NAME", required_unless_present = "name_option")]
    pub name: Option<String>,
    /// Mã đơn vị, ghi theo cách khác
    #[arg(long = "code", value_name = "CODE", conflicts_with = "code", id = "code_option")]
    pub code_option: Option<String>,
    /// Tên xã, ghi theo cách khác
    #[arg(long = "name", value_name = "NAME", conflicts_with = "name", id = "name_option")]
    pub name_option: Option<String>,
    /// Nơi mang bản chính đến (không ghi: Trung tâm Phục vụ hành chính công của xã)
    #[arg(long, value_name = "PLACE")]
    pub place: Option<String>,
}

#[derive(Args)]
#[command(after_help = "Ví dụ: hoso server invite --role citizen --commune 25456 --dir may-chu")]
pub struct Invite {
    /// Vai trò: citizen, member, officer, viewer
    #[arg(long, value_name = "R")]
    pub role: Role,
    /// Mã xã
    #[arg(long, value_name = "C")]
    pub commune: String,
    /// Tên mọi người sẽ thấy, như tên bàn tiếp nhận
    #[arg(long, value_name = "L")]
    pub label: Option<String>,
}

/// What a device may do.
#[derive(Clone, Copy, ValueEnum)]
pub enum Role {
    Citizen,
    Member,
    Officer,
    Viewer,
}

impl From<Role> for Of {
    fn from(role: Role) -> Self {
        match role {
            Role::Citizen => Self::Citizen,
            Role::Member => Self::Member,
            Role::Officer => Self::Officer,
            Role::Viewer => Self::Viewer,
        }
    }
}

#[derive(Args)]
#[command(after_help = "Ví dụ: hoso server revoke 0a1b2c3d4e5f6071 --dir may-chu")]
pub struct Revoke {
    /// Mã máy, hoặc 8 chữ đầu trở lên, xem bằng devices
    pub device: String,
}

#[derive(Args)]
#[command(after_help = "Ví dụ: hoso server backup --dir may-chu --to /mnt/dia-ngoai/ban-1")]
pub struct Backup {
    /// Thư mục mới để chứa bản sao lưu
    #[arg(long, value_name = "FOLDER")]
    pub to: PathBuf,
}

#[derive(Args)]
#[command(after_help = "Ví dụ: hoso server restore --dir may-chu --from /mnt/dia-ngoai/ban-1")]
pub struct Restore {
    /// Thư mục của bản sao lưu
    #[arg(long, value_name = "FOLDER")]
    pub from: PathBuf,
    /// Thay cả khi thư mục đang chứa máy chủ khác
    #[arg(long)]
    pub force: bool,
}

#[derive(Subcommand)]
pub enum ServerCatalogCommand {
    /// Đưa gói, gói bổ sung hoặc tệp khóa gốc lên máy chủ
    Add(ServerCatalogAdd),
}

#[derive(Args)]
#[command(after_help = "Ví dụ: hoso server catalog add goc-1.json goi-12.hoso bo-sung-11-12.hoso --dir may-chu")]
pub struct ServerCatalogAdd {
    /// Các tệp; tệp khóa gốc đứng trước
    #[arg(required = true)]
    pub files: Vec<PathBuf>,
}
