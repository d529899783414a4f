//! One OpenSSL for all profiles. Left to itself cargo builds the vendored OpenSSL again for each profile, several
//! minutes a time; here it is built once into the target folder, and `.cargo/openssl.toml` (ignored by git, included
//! by `.cargo/config.toml` when it is there) tells every later cargo command to use it. Without that file all still
//! works, only slower.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, fs};

use crate::cargo::{answers, root, target};

/// The variables that `.cargo/openssl.toml` sets.
pub const VARIABLES: [&str; 3] = ["OPENSSL_NO_VENDOR", "OPENSSL_STATIC", "OPENSSL_DIR"];

/// The file that tells cargo to use our OpenSSL.
pub fn settings() -> PathBuf {
    root().join(".cargo/openssl.toml")
}

/// Builds OpenSSL; where that fails, says so and leaves cargo to build it with each profile.
pub fn build_or_go_on() {
    if let Err(e) = build() {
        eprintln!("{e}. Going on without: cargo now builds OpenSSL with each profile, which is slow.");
        // As it was it may point to a build that is not there. Emptied, not removed: `cargo` looks whether it exists.
        if settings().exists() {
            let _ = fs::write(settings(), "# OpenSSL could not be built once for all profiles.\n");
        }
    }
}

/// Builds OpenSSL unless it is there already, and writes `.cargo/openssl.toml`.
pub fn build() -> Result<(), String> {
    let folder = target().map_err(|e| e.to_string())?.join("openssl").join(openssl_src::version());
    // The last file that the installation writes: one that was killed half-way is begun again.
    let done = folder.join("install/lib/pkgconfig/openssl.pc");
    if !done.exists() {
        for (tool, question) in [("perl", "-v"), ("make", "-v"), ("cc", "--version")] {
            if !answers(Command::new(tool).arg(question)) {
                return Err(format!(
                    "OpenSSL needs perl, make and a C compiler, and `{tool}` is missing (Debian: scripts/install-debian.sh)"
                ));
            }
        }
        eprintln!(
            "Building OpenSSL {} once for all profiles (one and a half minutes on two cores) …",
            openssl_src::version()
        );
        // A process of its own: openssl-src writes for cargo on standard output and takes make's jobs from MAKEFLAGS.
        fs::create_dir_all(&folder).map_err(|e| format!("{}: {e}", folder.display()))?;
        let log = folder.join("build.log");
        let said = fs::File::create(&log).map_err(|e| format!("{}: {e}", log.display()))?;
        let jobs = std::thread::available_parallelism().map_or(2, usize::from);
        let status = Command::new(env::current_exe().map_err(|e| e.to_string())?)
            .arg(COMPILE)
            .arg(&folder)
            .env("MAKEFLAGS", format!("-j{jobs}"))
            .stdout(said.try_clone().map_err(|e| e.to_string())?)
            .stderr(said)
            .status()
            .map_err(|e| e.to_string())?;
        if !status.success() {
            return Err(format!("OpenSSL could not be built, see {}", log.display()));
        }
    }
    let text = format!(
        "# Written by `cargo xtask openssl`; delete it to build OpenSSL with each profile again.\n[env]\nOPENSSL_NO_VENDOR = \"1\"\nOPENSSL_STATIC = \"1\"\nOPENSSL_DIR = {:?}\n",
        folder.join("install")
    );
    let file = settings();
    if fs::read_to_string(&file).ok().as_deref() != Some(&text) {
        fs::write(&file, text).map_err(|e| format!("{}: {e}", file.display()))?;
    }
    Ok(())
}

/// The first argument with which `build` starts the compiling process.
pub const COMPILE: &str = "openssl-compile";

/// What that process does.
pub fn compile(folder: &Path) -> Result<(), String> {
    let triple = env!("HOSO_TARGET");
    openssl_src::Build::new().out_dir(folder).host(triple).target(triple).try_build().map(drop)
}
