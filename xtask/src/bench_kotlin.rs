//! The rows of the bindings: the list, an edit and a cold start through Kotlin, on the release build.

use std::fs;
use std::path::Path;

use serde_json::Value;

use crate::bindings::{Made, make};
use crate::cargo::{cargo, target};
use crate::kotlin::{maven, missing};

/// Builds, measures and gives the rows; none where Java or Maven is missing, which is said.
pub fn rows(disk: &Path) -> Result<Vec<Value>, String> {
    if let Some(missing) = missing() {
        eprintln!("The rows of the bindings were not measured: {missing}");
        return Ok(vec![]);
    }
    let made = make()?;
    // The same code in release; Kotlin was generated from the other build, since this one is stripped.
    let build = ["build", "--release", "--locked", "-p", "hoso-ffi", "-p", "hoso-tests"];
    let built = cargo(build).and_then(|mut c| c.status()).map_err(|e| e.to_string())?;
    if !built.success() {
        return Err("the library could not be built in release".to_owned());
    }
    let target = target().map_err(|e| e.to_string())?;
    let out = target.join("kotlin-bench.json");
    fs::create_dir_all(disk).map_err(|e| format!("{}: {e}", disk.display()))?;
    let made = Made { library: target.join("release"), ..made };
    let given = [
        format!("-Dhoso.bench={}", out.display()),
        format!("-Dhoso.bench.disk={}", disk.display()),
        format!("-Dhoso.bench.rust={}", made.library.join("hoso-bench").display()),
        "-Dtest=BenchTest".to_owned(),
        "test".to_owned(),
    ];
    if !maven(&made, &given.each_ref().map(String::as_str), |_| {})? {
        return Err("the bench of the bindings failed".to_owned());
    }
    let rows = fs::read(&out).map_err(|e| format!("{}: {e}", out.display()))?;
    serde_json::from_slice(&rows).map_err(|e| format!("{}: {e}", out.display()))
}
