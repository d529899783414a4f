//! `cargo xtask test kotlin`: the story of the village in Kotlin, through the generated bindings and a real server.

use std::env;
use std::process::Command;

use crate::bindings::{Made, make};
use crate::cargo::{answers, follow, root, target};
use crate::report::{Count, Outcome};

/// The suite. Where Java or Maven is missing it says what to install: in CI that is a failure.
pub fn suite() -> Result<Outcome, String> {
    if let Some(missing) = missing() {
        return if env::var("CI").is_ok_and(|ci| ci == "true") { Err(missing) } else { Ok(Outcome::Skipped(missing)) };
    }
    let made = make()?;
    let mut count = Count::default();
    let ended_well = maven(&made, &["test"], |line| count.add_maven_line(line))?;
    Ok(count.ended(ended_well))
}

/// What is to be installed, if anything.
pub fn missing() -> Option<String> {
    let tools = [("javac", "-version"), ("mvn", "-version")];
    let missing = tools.iter().any(|(tool, question)| !answers(Command::new(tool).arg(question)));
    missing.then(|| {
        "the Kotlin tests need a JDK (17 or later) and Maven (3.8 or later); Debian: apt-get install openjdk-17-jdk-headless maven"
            .to_owned()
    })
}

/// Runs Maven on `bindings/kotlin`; each line is shown and told. Whether it ended well.
pub fn maven(made: &Made, args: &[&str], told: impl FnMut(&str)) -> Result<bool, String> {
    let target = target().map_err(|e| e.to_string())?;
    let mut command = Command::new("mvn");
    command
        .args(["--batch-mode", "--no-transfer-progress", "-Dstyle.color=never", "--file"])
        .arg(root().join("bindings/kotlin/pom.xml"))
        .arg(format!("-Dhoso.target={}", target.display()))
        .arg(format!("-Dhoso.bin={}", made.library.display()))
        .arg(format!("-Dhoso.bindings={}", made.kotlin.display()))
        .args(args);
    follow(&mut command, told)
}
