//! Starting cargo and other programs, and asking whether a tool is there.

use std::ffi::OsStr;
use std::io::{self, BufRead as _, BufReader};
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::{env, fs};

/// The workspace root, from where this source was compiled.
pub fn root() -> PathBuf {
    let here = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    here.parent().map(PathBuf::from).unwrap_or(here)
}

/// The target folder, made if need be, absolute and always spelled the same: another spelling of `OPENSSL_DIR` would
/// make cargo build again. A relative `CARGO_TARGET_DIR` means relative to where the person stands, as in cargo.
pub fn target() -> io::Result<PathBuf> {
    let target = env::var_os("CARGO_TARGET_DIR").map_or_else(|| root().join("target"), PathBuf::from);
    fs::create_dir_all(&target)?;
    target.canonicalize()
}

/// A cargo command in the workspace root with the caller's target folder.
///
/// The cargo that started us has put the variables of `.cargo/openssl.toml` into our environment. They may be older
/// than that file by now, and cargo lets the environment win over the file: so they do not go on to the next cargo.
pub fn cargo<S: AsRef<OsStr>>(args: impl IntoIterator<Item = S>) -> io::Result<Command> {
    let mut command = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command.args(args).current_dir(root()).env("CARGO_TARGET_DIR", target()?);
    if crate::openssl::settings().exists() {
        for name in crate::openssl::VARIABLES {
            command.env_remove(name);
        }
    }
    Ok(command)
}

/// Whether a command can be started and ends well; used with `--version` questions, its output is dropped.
pub fn answers(command: &mut Command) -> bool {
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).status().is_ok_and(|s| s.success())
}

/// Runs a program; each line of its output is told and shown as it comes. Whether it ended well.
pub fn follow(command: &mut Command, mut told: impl FnMut(&str)) -> Result<bool, String> {
    let mut child = command
        .stdout(Stdio::piped())
        .spawn()
        .map_err(|e| format!("{} could not be started: {e}", command.get_program().to_string_lossy()))?;
    if let Some(output) = child.stdout.take() {
        for line in BufReader::new(output).split(b'\n') {
            let line = String::from_utf8_lossy(&line.map_err(|e| e.to_string())?).into_owned();
            told(&line);
            crate::test::say(&line);
        }
    }
    Ok(child.wait().map_err(|e| e.to_string())?.success())
}
