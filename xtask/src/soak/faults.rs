//! The fault suites of the command line (`cli/tests/faults`), all points and states instead of every n-th.

use crate::cargo::cargo;

/// Runs them one after the other, their figures on standard output.
pub fn run(only: Option<&str>) -> Result<(), String> {
    crate::openssl::build_or_go_on();
    let mut words = vec!["test", "--locked", "--package", "hoso", "--test", "faults", "--"];
    words.extend(only);
    words.extend(["--nocapture", "--test-threads=1"]);
    let status = cargo(words).map_err(|e| e.to_string())?.env("FAULTS", "all").status().map_err(|e| e.to_string())?;
    if status.success() { Ok(()) } else { Err("a fault was found that loses something; see above".into()) }
}
