//! What can be typed. Clap's own English words are replaced, so that `--help` speaks Vietnamese throughout.

mod dossier;

pub use dossier::{
    Answer, Archive, Attach, Conflicts, Export, Fill, List, MovePage, New, One, PagePath, Paper, Rename, Resolve,
    Retake,
};

use clap::{ArgAction, CommandFactory as _, FromArgMatches as _, Parser, Subcommand};
use std::ffi::OsString;
use std::path::PathBuf;

/// The whole line.
#[derive(Parser)]
#[command(name = "hoso", version, about = "Hồ Sơ: chuẩn bị và kiểm tra hồ sơ thủ tục hành chính, không cần mạng.")]
#[command(after_help = "Ví dụ: hoso search \"khai sinh cho con\"")]
pub struct Cli {
    #[command(flatten)]
    pub global: Global,
    #[command(subcommand)]
    pub command: Command,
}

/// Accepted before and after the command.
#[derive(clap::Args)]
pub struct Global {
    /// Thư mục của máy này: kho hồ sơ, ảnh, chìa khóa (không ghi: thư mục dữ liệu của người dùng)
    #[arg(long, global = true, value_name = "DIR")]
    pub data: Option<PathBuf>,
    /// Trả lời bằng một giá trị JSON
    #[arg(long, global = true)]
    pub json: bool,
}

/// The commands.
#[derive(Subcommand)]
pub enum Command {
    /// Bắt đầu một hồ sơ
    New(New),
    /// Trả lời câu hỏi để biết mình thuộc trường hợp nào
    Answer(Answer),
    /// Điền nội dung khai
    Fill(Fill),
    /// Ghi giấy này đã có hay chưa
    Paper(Paper),
    /// Thêm ảnh của một giấy
    Attach(Attach),
    /// Chụp lại một trang ảnh
    Retake(Retake),
    /// Đổi chỗ một trang ảnh
    MovePage(MovePage),
    /// Bỏ một trang ảnh
    RemovePage(PagePath),
    /// Xem một hồ sơ
    #[command(after_help = "Ví dụ: hoso show a1b2c3d4")]
    Show(One),
    /// Kiểm tra còn thiếu gì, lấy ở đâu
    #[command(after_help = "Ví dụ: hoso check a1b2c3d4")]
    Check(One),
    /// Danh sách hồ sơ
    List(List),
    /// Đặt tên cho hồ sơ
    Rename(Rename),
    /// Cất hồ sơ đi, hoặc lấy ra lại
    Archive(Archive),
    /// Xóa hồ sơ (lấy lại được bằng undelete)
    #[command(after_help = "Ví dụ: hoso delete a1b2c3d4")]
    Delete(One),
    /// Lấy lại hồ sơ đã xóa
    #[command(after_help = "Ví dụ: hoso undelete a1b2c3d4")]
    Undelete(One),
    /// Hoàn tác việc vừa làm
    #[command(after_help = "Ví dụ: hoso undo a1b2c3d4")]
    Undo(One),
    /// Làm lại việc vừa hoàn tác
    #[command(after_help = "Ví dụ: hoso redo a1b2c3d4")]
    Redo(One),
    /// Những chỗ hai máy ghi khác nhau
    Conflicts(Conflicts),
    /// Chọn một giá trị ở chỗ hai máy ghi khác nhau
    Resolve(Resolve),
    /// Một trang tóm tắt để đưa xem hoặc gửi đi
    #[command(after_help = "Ví dụ: hoso summary a1b2c3d4")]
    Summary(One),
    /// Chép hồ sơ ra thư mục: chữ đọc được và ảnh
    Export(Export),
}

/// Reads the line.
pub fn parse(words: Vec<OsString>) -> Result<Cli, clap::Error> {
    let mut root = in_vietnamese(Cli::command());
    let matches = root.try_get_matches_from_mut(words)?;
    Cli::from_arg_matches(&matches).map_err(|error| error.format(&mut root))
}

fn in_vietnamese(command: clap::Command) -> clap::Command {
    let is_root = command.get_name() == "hoso";
    let mut command = command
        .help_template("{about-with-newline}\nCách dùng: {usage}\n\n{all-args}{after-help}")
        .disable_help_flag(true)
        .disable_help_subcommand(true)
        .subcommand_help_heading("Lệnh")
        .subcommand_value_name("LỆNH")
        .mut_args(|arg| {
            let heading = if arg.is_positional() { "Cần ghi" } else { "Tùy chọn" };
            arg.help_heading(heading).hide_possible_values(true).hide_default_value(true)
        })
        .arg(flag("help", 'h', "Xem cách dùng", ArgAction::Help));
    if is_root {
        command = command.disable_version_flag(true).arg(flag("version", 'V', "Số phiên bản", ArgAction::Version));
    }
    command.mut_subcommands(in_vietnamese)
}

fn flag(name: &'static str, short: char, help: &'static str, action: ArgAction) -> clap::Arg {
    clap::Arg::new(name).long(name).short(short).help(help).help_heading("Tùy chọn").action(action)
}
