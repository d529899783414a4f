//! The library that stands between the program and the system, and the environment that tells it what to do.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::LazyLock;

/// Compiled once; a C compiler is there, since SQLCipher was built with it.
static LIBRARY: LazyLock<PathBuf> = LazyLock::new(|| {
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/faults/shim.c");
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR"));
    std::fs::create_dir_all(folder).unwrap();
    let part = folder.join(format!("shim-{}.so", std::process::id()));
    let mut cc = Command::new("cc");
    cc.args(["-O2", "-Wall", "-Werror", "-Wno-format-truncation", "-shared", "-fPIC", "-pthread", "-o"]);
    let built = cc.arg(&part).arg(&source).status().expect("needs a C compiler named `cc` (Debian: apt install gcc)");
    assert!(built.success(), "shim.c does not compile");
    part
});

/// What happens at the n-th call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// The process is gone before the call.
    Kill,
    /// The call fails with this error number.
    Error { number: i32, forever: bool },
    /// Half of a write is done, as POSIX allows; whoever calls has to ask for the rest.
    Short { forever: bool },
    /// Half of a write is done, and from then on there is no space.
    Torn,
}

pub const ENOSPC: i32 = 28;
pub const EIO: i32 = 5;
pub const EDQUOT: i32 = 122;

/// Puts the library in front of a command, which then numbers its calls below `under`.
pub fn watch(command: &mut Command, under: &Path) {
    command.env("LD_PRELOAD", &*LIBRARY).env("FAULT_UNDER", under);
}

/// The same with a fault at one call.
pub fn inject(command: &mut Command, under: &Path, fault: Fault, at: u64) {
    watch(command, under);
    command.env("FAULT_AT", at.to_string());
    let (kind, forever) = match fault {
        Fault::Kill => ("kill", false),
        Fault::Error { number, forever } => {
            command.env("FAULT_ERRNO", number.to_string());
            ("errno", forever)
        }
        Fault::Short { forever } => ("short", forever),
        Fault::Torn => ("torn", false),
    };
    command.env("FAULT_KIND", kind);
    if forever {
        command.env("FAULT_FOREVER", "1");
    }
}
