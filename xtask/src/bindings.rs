//! `cargo xtask bindings`: Kotlin and Swift from the library, and the snapshot of its face.
//!
//! Generated code is never committed. What is committed is `bindings/api.txt`, a short form of the face by which a review
//! sees every change of it.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::{fs, io};

use crate::api;
use crate::cargo::{cargo, root, target};
use crate::openssl;
use crate::report::{Count, Outcome};

/// What was made.
pub struct Made {
    /// The folder with the library that the generated code loads.
    pub library: PathBuf,
    /// The root of the Kotlin sources.
    pub kotlin: PathBuf,
    /// The root of the Swift sources and of the C module that they import.
    pub swift: PathBuf,
}

/// `cargo xtask bindings`; with `accept` the snapshot is written anew.
pub fn run(accept: bool) -> Result<(), String> {
    let made = make()?;
    println!("library: {}", made.library.display());
    println!("Kotlin:  {}", made.kotlin.display());
    println!("Swift:   {}", made.swift.display());
    let now = api::of_kotlin(&kotlin_source(&made)?);
    if accept {
        return fs::write(snapshot(), now).map_err(|e| e.to_string());
    }
    match api::diff(&kept()?, &now) {
        None => Ok(()),
        Some(diff) => {
            // A change on the way is no reason to leave the person without bindings; the suite is strict.
            eprintln!(
                "The face differs from bindings/api.txt (`cargo xtask bindings --accept` takes it over):\n{diff}"
            );
            Ok(())
        }
    }
}

/// The suite of `cargo xtask test`: the face is what `bindings/api.txt` says.
pub fn suite() -> Result<Outcome, String> {
    let made = make()?;
    let diff = api::diff(&kept()?, &api::of_kotlin(&kotlin_source(&made)?));
    if let Some(diff) = &diff {
        eprintln!("The face differs from bindings/api.txt; if that is meant, `cargo xtask bindings --accept`:\n{diff}");
    }
    Ok(Outcome::Ran(Count::one(diff.is_none())))
}

/// Builds the library and generates both languages from it.
pub fn make() -> Result<Made, String> {
    openssl::build_or_go_on();
    // All packages: what `cargo test --workspace` built is used again, and `hoso` is there for the stories.
    let build = ["build", "--locked", "--workspace", "--features", "hoso-ffi/bindgen"];
    let status = cargo(build).and_then(|mut c| c.status()).map_err(|e| format!("cargo could not be started: {e}"))?;
    if !status.success() {
        return Err("the library could not be built".to_owned());
    }
    let target = target().map_err(|e| e.to_string())?;
    let (library, out) = (target.join("debug"), target.join("bindings"));
    let file = library.join(library_name());
    let made = Made { library, kotlin: out.join("kotlin"), swift: out.join("swift") };
    fresh(&made.kotlin)?;
    fresh(&made.swift)?;
    let headers = made.swift.join("HoSoFFI");
    let sources = made.swift.join("HoSoCore");
    fresh(&headers)?;
    fresh(&sources)?;
    let of = |path: &Path| path.to_string_lossy().into_owned();
    let (file, kotlin, headers, sources) = (of(&file), of(&made.kotlin), of(&headers), of(&sources));
    let language = ["generate", "--library", &file, "--language", "kotlin", "--no-format", "--out-dir", &kotlin];
    bindgen(&made, "uniffi-bindgen", &language)?;
    take_half_letters(&made)?;
    bindgen(&made, "uniffi-bindgen-swift", &["--swift-sources", &file, &sources])?;
    let module = ["--module-name", "HoSoFFI", "--modulemap-filename", "module.modulemap"];
    bindgen(&made, "uniffi-bindgen-swift", &[&["--headers", "--modulemap"], &module[..], &[&file, &headers]].concat())?;
    Ok(made)
}

/// Half a letter (a lone surrogate), as a keyboard or a cut-off paste can leave one, must not throw in Kotlin: it becomes a
/// question mark, which the person sees. The generator has no setting for that, so its one line is changed.
fn take_half_letters(made: &Made) -> Result<(), String> {
    let source = kotlin_source(made)?;
    let (throws, replaces) = ("CodingErrorAction.REPORT", "CodingErrorAction.REPLACE");
    if source.matches(throws).count() != 1 {
        return Err(format!("the generated Kotlin has changed: `{throws}` was expected once"));
    }
    let file = kotlin_file(made);
    fs::write(&file, source.replace(throws, replaces)).map_err(|e| format!("{}: {e}", file.display()))
}

/// What the loader of this system calls the library.
fn library_name() -> String {
    format!("{}hoso_ffi{}", std::env::consts::DLL_PREFIX, std::env::consts::DLL_SUFFIX)
}

fn fresh(folder: &Path) -> Result<(), String> {
    match fs::remove_dir_all(folder) {
        Err(e) if e.kind() != io::ErrorKind::NotFound => return Err(format!("{}: {e}", folder.display())),
        _ => {}
    }
    fs::create_dir_all(folder).map_err(|e| format!("{}: {e}", folder.display()))
}

/// One of the two programs of `hoso-ffi`, as it was built; it asks cargo for the crates' `uniffi.toml`, so it runs in the
/// workspace.
fn bindgen(made: &Made, program: &str, args: &[&str]) -> Result<(), String> {
    let program = made.library.join(format!("{program}{}", std::env::consts::EXE_SUFFIX));
    let status = Command::new(&program).args(args).current_dir(root()).status();
    match status {
        Ok(status) if status.success() => Ok(()),
        Ok(_) => Err(format!("{} failed", program.display())),
        Err(e) => Err(format!("{}: {e}", program.display())),
    }
}

fn kotlin_file(made: &Made) -> PathBuf {
    made.kotlin.join("vn/hoso/core/hoso_ffi.kt")
}

fn kotlin_source(made: &Made) -> Result<String, String> {
    let file = kotlin_file(made);
    fs::read_to_string(&file).map_err(|e| format!("{}: {e}", file.display()))
}

fn snapshot() -> PathBuf {
    root().join("bindings/api.txt")
}

fn kept() -> Result<String, String> {
    fs::read_to_string(snapshot()).map_err(|e| format!("bindings/api.txt: {e}"))
}
