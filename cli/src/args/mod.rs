//! What can be typed. Clap's own English words are replaced, so that `--help` speaks Vietnamese throughout.

mod catalog;
mod demo;
mod dossier;
mod online;
mod packs;
mod search;
mod server;

pub use catalog::{CatalogCommand, Events, Guide, ImportPortal, Lint, Review};
pub use demo::Demo;
pub use dossier::{
    Answer, Archive, Attach, Conflicts, Doctor, Erase, Export, Fill, List, MovePage, New, One, PagePath, Paper,
    RebaseArgs, Rename, Resolve, Retake,
};
pub use online::{DeskCommand, DeskDownload, DeskOne, Enrol};
pub use packs::{
    Build, Delta, Diff, ExportPack, Install, Keygen, PackCommand, RootCommand, RootNew, RootShow, RootSign, Sign,
    Verify,
};
pub use search::Search;
pub use server::{
    Backup, CommuneAdd, CommuneCommand, Invite, Restore, Revoke, Server, ServerCatalogAdd, ServerCatalogCommand,
    ServerCommand, Start,
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
    #[arg(long, global = true, overrides_with = "json")]
    pub json: bool,
}

/// The commands.
#[derive(Subcommand)]
pub enum Command {
    /// Tìm thủ tục
    Search(Search),
    /// Xem hướng dẫn của một thủ tục
    Guide(Guide),
    /// Việc xảy ra trong nhà, và những thủ tục phải làm theo thứ tự
    Events(Events),
    /// Bắt đầu một hồ sơ
    New(New),
    /// Trả lời câu hỏi để biết mình thuộc trường hợp nào
    Answer(Answer),
    /// Điền nội dung khai
    Fill(Fill),
    /// Điền từng dòng FIELD=VALUE từ đầu vào, mỗi dòng báo lại một lần khi đã lưu chắc
    #[command(hide = true, after_help = "Ví dụ: printf 'child_sex=female\\n' | hoso type a1b2c3d4 --json")]
    Type(One),
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
    /// Xóa hẳn hồ sơ trên mọi máy và máy chủ, không lấy lại được
    Erase(Erase),
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
    /// Thủ tục có hướng dẫn mới: xem hồ sơ phải đổi gì, rồi đồng ý
    Rebase(RebaseArgs),
    /// Ghi lại những gì máy chủ không nhận, hoặc còn chờ một máy đã mất
    #[command(after_help = "Ví dụ: hoso adopt a1b2c3d4")]
    Adopt(One),
    /// Một trang tóm tắt để đưa xem hoặc gửi đi
    #[command(after_help = "Ví dụ: hoso summary a1b2c3d4")]
    Summary(One),
    /// Chép hồ sơ ra thư mục: chữ đọc được và ảnh
    Export(Export),
    /// Đăng ký máy này với xã
    Enrol(Enrol),
    /// Xin mã để thêm một máy nữa của chính mình
    #[command(after_help = "Máy thêm vào sẽ thấy mọi hồ sơ của mình. Ví dụ: hoso invite")]
    Invite,
    /// Gửi và nhận những gì mới
    #[command(after_help = "Ctrl-C để dừng, lần sau gửi tiếp. Ví dụ: hoso sync")]
    Sync,
    /// Gửi trước cho xã xem
    #[command(after_help = "Ví dụ: hoso hand-in a1b2c3d4")]
    HandIn(One),
    /// Rút lại hồ sơ đã gửi trước
    #[command(after_help = "Ví dụ: hoso withdraw a1b2c3d4")]
    Withdraw(One),
    /// Việc của cán bộ ở bộ phận một cửa
    #[command(subcommand)]
    Desk(DeskCommand),
    /// Kiểm tra kho hồ sơ
    Doctor(Doctor),
    /// Việc với danh mục thủ tục
    #[command(subcommand)]
    Catalog(CatalogCommand),
    /// Chạy và trông nom máy chủ của xã
    Server(Server),
    /// Xem một lần làm giấy khai sinh từ đầu đến cuối, chạy thật trên máy này
    Demo(Demo),
}

/// Reads the line.
pub fn parse(words: &[OsString]) -> Result<Cli, clap::Error> {
    let mut root = in_vietnamese(Cli::command());
    let matches = root.try_get_matches_from_mut(help_last(words))?;
    Cli::from_arg_matches(&matches).map_err(|error| error.format(&mut root))
}

/// `hoso help new` is `hoso new --help`: clap's own help command would speak English.
fn help_last(words: &[OsString]) -> Vec<OsString> {
    let mut words = words.to_vec();
    if words.get(1).is_some_and(|word| word == "help") {
        words.remove(1);
        words.push("--help".into());
    }
    words
}

/// The names of the command that a line was meant for, as far as they are names: `hoso server start`.
pub fn command_of(words: &[OsString]) -> String {
    let root = Cli::command();
    let (mut command, mut names) = (&root, "hoso".to_owned());
    let mut words = words.iter().skip(1).filter_map(|word| word.to_str());
    while let Some(word) = words.next() {
        if word == "--data" {
            words.next();
        } else if !word.starts_with('-') {
            let Some(next) = command.find_subcommand(word) else { break };
            command = next;
            names = format!("{names} {word}");
        }
    }
    names
}

fn in_vietnamese(command: clap::Command) -> clap::Command {
    let mut template = "{about-with-newline}\nCách dùng: {usage}\n".to_owned();
    if command.has_subcommands() {
        template += "\nLệnh:\n{subcommands}\n";
    }
    if command.get_positionals().next().is_some() {
        template += "\nCần ghi:\n{positionals}\n";
    }
    template += "\nTùy chọn:\n{options}{after-help}";
    let is_root = command.get_name() == "hoso";
    let mut command = command
        .help_template(template)
        .disable_help_flag(true)
        .disable_help_subcommand(true)
        .subcommand_value_name("LỆNH")
        .mut_args(|arg| {
            let takes_value = arg.get_action().takes_values();
            arg.hide_possible_values(takes_value).hide_default_value(takes_value)
        })
        .arg(flag("help", 'h', "Xem cách dùng", ArgAction::Help));
    if is_root {
        command = command.disable_version_flag(true).arg(flag("version", 'V', "Số phiên bản", ArgAction::Version));
    }
    command.mut_subcommands(in_vietnamese)
}

fn flag(name: &'static str, short: char, help: &'static str, action: ArgAction) -> clap::Arg {
    clap::Arg::new(name).long(name).short(short).help(help).action(action)
}
