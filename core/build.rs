//! Compiles the guides of `catalog/` into the pack that the program embeds. A fault in a guide stops the build with
//! file, line and what to do. With `HOSO_LEARN_KEYS=1` it first writes new keys into `catalog/keys.toml`.

// The program uses the parts of these modules that the build does not.
#[allow(dead_code, unused_imports)]
#[path = "src/catalog/compile/mod.rs"]
mod compile;
#[allow(dead_code, unused_imports)]
#[path = "src/catalog/pack.rs"]
mod pack;

use compile::{PackInfo, compile_folder, read_folder};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

fn main() -> ExitCode {
    match build() {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            eprintln!("{message}");
            ExitCode::FAILURE
        }
    }
}

fn build() -> Result<(), String> {
    let here = std::env::var("CARGO_MANIFEST_DIR").map_err(|e| e.to_string())?;
    let catalog = Path::new(&here).join("../catalog");
    let catalog = catalog.canonicalize().map_err(|e| format!("{}: {e}", catalog.display()))?;
    for watched in [catalog.join("guides"), catalog.join("keys.toml"), catalog.join("pack.toml")] {
        println!("cargo:rerun-if-changed={}", watched.display());
    }
    println!("cargo:rerun-if-changed=src/catalog/compile");
    println!("cargo:rerun-if-changed=src/catalog/pack.rs");
    println!("cargo:rerun-if-env-changed=HOSO_LEARN_KEYS");

    if std::env::var_os("HOSO_LEARN_KEYS").is_some_and(|v| v == "1") {
        learn(&catalog)?;
    }
    let report = compile_folder(&catalog);
    for warning in report.warnings() {
        println!("cargo:warning={warning}");
    }
    if !report.is_ok() {
        return Err(report.errors().map(ToString::to_string).collect::<Vec<_>>().join("\n"));
    }
    // An error in pack.toml stands in the report, so it is there.
    let PackInfo { number, issued } = read_folder(&catalog).pack.ok_or("catalog/pack.toml is missing")?;
    let pack = pack::write(number, &issued, report.guides.iter().map(|g| &g.procedure)).map_err(|e| e.to_string())?;
    let out = PathBuf::from(std::env::var_os("OUT_DIR").ok_or("OUT_DIR is not set")?);
    std::fs::write(out.join("catalog.pack"), pack).map_err(|e| e.to_string())
}

fn learn(catalog: &Path) -> Result<(), String> {
    let folder = read_folder(catalog);
    if let Some(fault) = folder.diagnostics.first() {
        // A ledger that could not be read must not be written over.
        return Err(fault.to_string());
    }
    let mut ledger = folder.ledger;
    let mut changed = false;
    for guide in &compile_folder(catalog).guides {
        changed |= ledger.learn(&guide.procedure);
    }
    if changed {
        std::fs::write(catalog.join("keys.toml"), ledger.write()).map_err(|e| e.to_string())?;
    }
    Ok(())
}
