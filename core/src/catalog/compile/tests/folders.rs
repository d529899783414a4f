//! Catalog folders on a real disk.

use super::{GUIDE, ledger};
use crate::catalog::compile::{compile_folder, read_folder};
use std::fs;
use std::path::Path;

fn put(folder: &Path, file: &str, text: impl AsRef<[u8]>) {
    let path = folder.join(file);
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, text).unwrap();
}

fn said(folder: &Path) -> Vec<String> {
    compile_folder(folder).diagnostics.iter().map(ToString::to_string).collect()
}

#[test]
fn a_guide_in_a_folder_of_its_own_compiles() {
    let folder = tempfile::tempdir().unwrap();
    put(folder.path(), "9.000001.toml", GUIDE);
    let report = compile_folder(folder.path());
    assert!(report.is_ok(), "{:#?}", report.diagnostics);
    // Nobody has a ledger yet: the keys are new, and that is all there is to say.
    assert_eq!((report.guides.len(), report.diagnostics.len()), (1, 1));
    put(folder.path(), "keys.toml", ledger().write());
    assert_eq!(said(folder.path()), [""; 0]);
}

#[test]
fn a_whole_catalog_is_read_with_its_ledger_and_its_pack() {
    let folder = tempfile::tempdir().unwrap();
    let catalog = folder.path().join("catalog");
    put(&catalog, "guides/9.000001.toml", GUIDE);
    put(&catalog, "guides/notes.txt", "not a guide");
    put(&catalog, "keys.toml", ledger().write());
    put(&catalog, "pack.toml", "number = 7\nissued = \"2026-11-24\"\n");
    assert_eq!(said(&catalog), [""; 0]);
    assert_eq!(read_folder(&catalog).pack.unwrap().number, 7);
}

#[test]
fn a_fault_is_named_by_a_path_that_is_the_same_on_every_machine() {
    let folder = tempfile::tempdir().unwrap();
    let catalog = folder.path().join("catalog");
    put(&catalog, "guides/9.000001.toml", "code = 1");
    put(&catalog, "guides/9.000002.toml", b"code = \"\n\xff\"".as_slice());
    put(&catalog, "keys.toml", "x = [");
    put(&catalog, "pack.toml", "number = 1\nissued = \"heute\"\n");
    let said = said(&catalog);
    assert!(said[0].starts_with("catalog/guides/9.000001.toml:1: error: "), "{said:#?}");
    assert!(said[1].starts_with("catalog/guides/9.000002.toml:2: error: this is not UTF-8; make it"), "{said:#?}");
    assert!(said[2].starts_with("catalog/keys.toml:1: error: ") && said[2].contains("last committed"), "{said:#?}");
    assert!(said[3].starts_with("catalog/pack.toml:1: error: `heute` is no day; write"), "{said:#?}");
    assert_eq!(said.len(), 4);
}

#[test]
fn a_folder_without_guides_or_none_at_all_is_an_error_that_says_what_to_name() {
    let folder = tempfile::tempdir().unwrap();
    let [empty] = &said(folder.path())[..] else { panic!("one error expected") };
    assert!(empty.contains("there is no guide; put `<code>.toml` files there"), "{empty}");
    let [missing] = &said(&folder.path().join("no_such"))[..] else { panic!("one error expected") };
    assert!(missing.contains("error: ") && missing.contains("name a catalog folder"), "{missing}");
}
