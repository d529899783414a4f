//! What the commands on drafts take.

use clap::Args;
use std::path::PathBuf;

/// A command on one dossier.
#[derive(Args)]
pub struct One {
    /// Mã hồ sơ, hoặc 4 chữ đầu trở lên của mã
    pub id: String,
}

#[derive(Args)]
#[command(after_help = "Ví dụ: hoso new 1.001193 --title \"Khai sinh cho bé An\"")]
pub struct New {
    /// Mã thủ tục, tìm bằng search
    pub code: String,
    /// Tên hồ sơ (không ghi: tên thủ tục)
    #[arg(long, value_name = "T", allow_hyphen_values = true)]
    pub title: Option<String>,
}

#[derive(Args)]
#[command(after_help = "Ví dụ: hoso answer a1b2c3d4 parents=married registrant=parent")]
pub struct Answer {
    /// Mã hồ sơ
    pub id: String,
    /// Câu hỏi và câu trả lời; để trống sau dấu = là bỏ câu trả lời
    #[arg(required = true, value_name = "QUESTION=VALUE", value_parser = pair)]
    pub answers: Vec<(String, String)>,
}

#[derive(Args)]
#[command(after_help = "Ví dụ: hoso fill a1b2c3d4 child_name=\"Nguyễn Văn An\" child_birth_date=2/9/2026")]
pub struct Fill {
    /// Mã hồ sơ
    pub id: String,
    /// Ô và nội dung; để trống sau dấu = là xóa ô
    #[arg(required = true, value_name = "FIELD=VALUE", value_parser = pair)]
    pub fields: Vec<(String, String)>,
    /// Mã màn hình đã xem (basis của show); không ghi: theo kho hồ sơ lúc này
    #[arg(long, value_name = "B")]
    pub basis: Option<String>,
}

#[derive(Args)]
#[command(after_help = "Ví dụ: hoso paper a1b2c3d4 birth_note have\n\
    Tình trạng: have, copy, certified_copy, shown, held_by_state, bring_later, dont_have; \"\" là bỏ")]
pub struct Paper {
    /// Mã hồ sơ
    pub id: String,
    /// Tên khóa của giấy, xem bằng show
    pub paper: String,
    /// Tình trạng của giấy
    pub state: String,
}

#[derive(Args)]
#[command(after_help = "Ví dụ: hoso attach a1b2c3d4 birth_note giay-chung-sinh.jpg")]
pub struct Attach {
    /// Mã hồ sơ
    pub id: String,
    /// Tên khóa của giấy
    pub paper: String,
    /// Tệp ảnh, theo thứ tự trang
    #[arg(required = true, value_name = "FILE")]
    pub files: Vec<PathBuf>,
}

#[derive(Args)]
#[command(after_help = "Ví dụ: hoso retake a1b2c3d4 birth_note 0a1b2c3d4e5f6071 anh-moi.jpg")]
pub struct Retake {
    #[command(flatten)]
    pub page: PagePath,
    /// Tệp ảnh mới
    pub file: PathBuf,
}

#[derive(Args)]
#[command(after_help = "Ví dụ: hoso move-page a1b2c3d4 birth_note 0a1b2c3d4e5f6071 1")]
pub struct MovePage {
    #[command(flatten)]
    pub page: PagePath,
    /// Thành trang thứ mấy, đếm từ 1
    #[arg(value_parser = clap::value_parser!(u32).range(1..))]
    pub place: u32,
}

/// One photographed page.
#[derive(Args)]
#[command(after_help = "Mã trang xem bằng show --json. Ví dụ: hoso remove-page a1b2c3d4 birth_note 0a1b2c3d4e5f6071")]
pub struct PagePath {
    /// Mã hồ sơ
    pub id: String,
    /// Tên khóa của giấy
    pub paper: String,
    /// Mã của trang ảnh
    pub page: String,
}

#[derive(Args)]
#[command(after_help = "Ví dụ: hoso list --archived")]
pub struct List {
    /// Những hồ sơ đã cất
    #[arg(long, conflicts_with = "deleted")]
    pub archived: bool,
    /// Những hồ sơ đã xóa mà còn lấy lại được
    #[arg(long)]
    pub deleted: bool,
    /// Nhiều nhất bao nhiêu dòng (không ghi: tất cả)
    #[arg(long, value_name = "N")]
    pub limit: Option<u32>,
}

#[derive(Args)]
#[command(after_help = "Ví dụ: hoso rename a1b2c3d4 \"Khai sinh cho bé An\"")]
pub struct Rename {
    /// Mã hồ sơ
    pub id: String,
    /// Tên mới; \"\" là trở lại tên có sẵn
    #[arg(allow_hyphen_values = true)]
    pub title: String,
}

#[derive(Args)]
#[command(after_help = "Ví dụ: hoso archive a1b2c3d4")]
pub struct Archive {
    /// Mã hồ sơ
    pub id: String,
    /// Lấy ra lại
    #[arg(long)]
    pub undo: bool,
}

#[derive(Args)]
#[command(after_help = "Ví dụ: hoso erase a1b2c3d4 --yes")]
pub struct Erase {
    /// Mã hồ sơ
    pub id: String,
    /// Đã hiểu là không lấy lại được
    #[arg(long, required = true)]
    pub yes: bool,
}

#[derive(Args)]
#[command(after_help = "Ví dụ: hoso doctor")]
pub struct Doctor {
    /// Kho không đọc được nữa: cất phần hỏng qua một bên, dùng bản lưu gần nhất
    #[arg(long)]
    pub fall_back: bool,
    /// Kho không đọc được nữa: cứu từng dòng còn đọc được sang kho mới, phần hỏng cất nguyên qua một bên
    #[arg(long, conflicts_with = "fall_back")]
    pub salvage: bool,
}

#[derive(Args)]
#[command(after_help = "Ví dụ: hoso conflicts")]
pub struct Conflicts {
    /// Mã hồ sơ (không ghi: mọi hồ sơ)
    pub id: Option<String>,
}

#[derive(Args)]
#[command(after_help = "Ví dụ: hoso resolve a1b2c3d4 child_name --value \"Nguyễn Văn An\" --basis 0a1b2c3d4e5f6071")]
pub struct Resolve {
    /// Mã hồ sơ
    pub id: String,
    /// Chỗ cần chọn, xem bằng conflicts
    pub key: String,
    #[command(flatten)]
    pub choice: ChoiceArgs,
    /// Mã màn hình đã xem (basis của conflicts)
    #[arg(long, value_name = "B")]
    pub basis: String,
}

/// One of the two.
#[derive(Args)]
#[group(required = true, multiple = false)]
pub struct ChoiceArgs {
    /// Chọn giá trị của lần sửa này
    #[arg(long, value_name = "EDIT_ID")]
    pub pick: Option<String>,
    /// Ghi một giá trị khác
    #[arg(long, value_name = "V", allow_hyphen_values = true)]
    pub value: Option<String>,
}

#[derive(Args)]
#[command(after_help = "Không ghi --accept thì chỉ xem, chưa đổi gì. Ví dụ: hoso rebase a1b2c3d4")]
pub struct RebaseArgs {
    /// Mã hồ sơ
    pub id: String,
    /// Đồng ý theo hướng dẫn mới; mã lấy từ lần xem (basis)
    #[arg(long, value_name = "B")]
    pub accept: Option<String>,
}

#[derive(Args)]
#[command(after_help = "Bản chép ra không còn mã hóa. Ví dụ: hoso export a1b2c3d4 ./ho-so-cua-an")]
pub struct Export {
    /// Mã hồ sơ
    pub id: String,
    /// Thư mục để chép ra
    pub dir: PathBuf,
}

/// Splits at the first `=`.
fn pair(text: &str) -> Result<(String, String), &'static str> {
    let (name, value) = text.split_once('=').ok_or("=")?;
    if name.is_empty() { Err("=") } else { Ok((name.to_owned(), value.to_owned())) }
}
