//! Real processes, killed at each step of an installation.

use crate::kit::{Makers, opened, procedures};
use hoso_core::catalog::Catalog;
use hoso_core::catalog::packs::{Packs, Step};
use std::path::Path;
use std::process::Command;

const FOLDER: &str = "HOSO_TEST_FOLDER";
const STEP: &str = "HOSO_TEST_STEP";

const STEPS: [Step; 6] = [Step::Verified, Step::Unpacked, Step::Kept, Step::Noted, Step::Switched, Step::Swept];

/// Not a test of its own: the process that is killed. Without its environment it does nothing.
#[test]
fn the_process_that_installs_and_is_killed() {
    let (Some(folder), Ok(step)) = (std::env::var_os(FOLDER), std::env::var(STEP)) else { return };
    let folder = Path::new(&folder);
    let source = std::fs::read(folder.join("new.hoso")).unwrap();
    let mut watch = |now: Step| {
        if format!("{now:?}") == step {
            let me = std::process::id().to_string();
            Command::new("kill").args(["-9", &me]).status().unwrap();
            panic!("still alive");
        }
    };
    Packs::of(folder).install(&[source], &mut watch).unwrap();
}

#[test]
fn killed_at_any_step_a_phone_has_the_old_catalog_or_the_new_one_and_goes_on() {
    let makers = Makers::new();
    let one = makers.pack(1, &procedures(40, "một"));
    let two = makers.pack(2, &procedures(40, "hai"));
    for file in [two.clone(), makers.delta(&one, &two)] {
        for (place, step) in STEPS.iter().enumerate() {
            let phone = makers.phone();
            phone.install(&one).unwrap();
            std::fs::write(phone.folder.path().join("new.hoso"), &file).unwrap();
            let child = Command::new(std::env::current_exe().unwrap())
                .args(["--exact", "kills::the_process_that_installs_and_is_killed"])
                .env(FOLDER, phone.folder.path())
                .env(STEP, format!("{step:?}"))
                .output()
                .unwrap();
            assert_eq!(signal(child.status), Some(9), "{step:?}: {}", String::from_utf8_lossy(&child.stdout));

            let expected = if place < 3 { &one } else { &two };
            let held = phone.packs.load().unwrap().unwrap();
            assert_eq!(held.content, opened(expected).content, "{step:?}");
            // What is read is whole too: the old one until the new one is complete.
            let read = Catalog::open(phone.folder.path()).unwrap();
            let summary = read.get("9.000020").unwrap().summary.clone();
            assert_eq!((read.trouble(), summary.as_str()), (None, if place < 4 { "một" } else { "hai" }), "{step:?}");
            phone.packs.mend().unwrap();
            let summary = Catalog::open(phone.folder.path()).unwrap().get("9.000020").unwrap().summary.clone();
            assert_eq!(summary, if place < 3 { "một" } else { "hai" }, "{step:?}");

            // The next attempt goes through, and nothing of the killed one is left.
            phone.install(&file).unwrap();
            assert_eq!(phone.packs.load().unwrap().unwrap().content, opened(&two).content);
            phone.install(&makers.pack(3, &procedures(40, "ba"))).unwrap();
            assert_eq!(std::fs::read_dir(phone.folder.path().join("catalog")).unwrap().count(), 4, "{step:?}");
        }
    }
}

fn signal(status: std::process::ExitStatus) -> Option<i32> {
    std::os::unix::process::ExitStatusExt::signal(&status)
}
