//! One OpenSSL for all profiles. Left to itself cargo builds the vendored OpenSSL again for each profile, several
//! minutes a time; here it is built once into the target folder, and `.cargo/openssl.toml` (ignored by git, included
//! by `.cargo/config.toml` when it is there) tells every later cargo command to use it. Without that file all still
//! works, only slower.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::{env, fs};

/// Builds OpenSSL unless it is there already, and writes `.cargo/openssl.toml`.
pub fn build() -> Result<(), String> {
    let root = root();
    let target = env::var_os("CARGO_TARGET_DIR").map_or_else(|| root.join("target"), PathBuf::from);
    let target = env::current_dir().map_err(|e| e.to_string())?.join(target);
    let folder = target.join("openssl").join(openssl_src::version());
    let done = folder.join("install/lib/libcrypto.a");
    if !done.exists() {
        eprintln!("Building OpenSSL {} once for all profiles (about four minutes on two cores) …", openssl_src::version());
        // A process of its own: openssl-src writes for cargo on standard output and takes make's jobs from MAKEFLAGS.
        let jobs = std::thread::available_parallelism().map_or(2, usize::from);
        let status = Command::new(env::current_exe().map_err(|e| e.to_string())?)
            .arg(COMPILE)
            .arg(&folder)
            .env("MAKEFLAGS", format!("-j{jobs}"))
            .stdout(Stdio::null())
            .status()
            .map_err(|e| e.to_string())?;
        if !status.success() {
            return Err("OpenSSL could not be built; it needs perl, make and a C compiler".to_owned());
        }
    }
    let text = format!(
        "# Written by `cargo xtask openssl`; delete it to build OpenSSL with each profile again.\n[env]\nOPENSSL_NO_VENDOR = \"1\"\nOPENSSL_STATIC = \"1\"\nOPENSSL_DIR = {:?}\n",
        folder.join("install")
    );
    let file = root.join(".cargo/openssl.toml");
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

/// The workspace root, from where this source was compiled.
pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().map(Path::to_path_buf).unwrap_or_default()
}
