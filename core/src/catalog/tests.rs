//! Promises of the embedded catalog.

use super::compile::compile_folder;
use super::{Catalog, pack};
use hoso_protocol::procedure::{Procedure, Receiver, hash_of};
use std::path::Path;

fn folder() -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../catalog")
}

#[test]
fn all_committed_guides_compile_and_all_their_keys_are_in_the_ledger() {
    let report = compile_folder(&folder());
    let found: Vec<_> = report.diagnostics.iter().map(ToString::to_string).collect();
    assert!(found.is_empty(), "{}", found.join("\n"));
}

#[test]
fn every_guide_is_in_the_embedded_pack_with_the_hash_of_its_own_bytes() {
    let catalog = Catalog::embedded().unwrap();
    let report = compile_folder(&folder());
    assert_eq!(catalog.len(), report.guides.len());
    for guide in &report.guides {
        let code = guide.procedure.code.as_str();
        let hash = catalog.hash(code).unwrap();
        assert_eq!(hash, guide.procedure.hash());
        assert_eq!(hash_of(&catalog.bytes(&hash).unwrap()), hash);
        assert_eq!(catalog.get(code).as_deref(), Some(&guide.procedure));
        assert_eq!(catalog.by_hash(&hash).as_deref(), Some(&guide.procedure));
        // What was read back and written again is still the same version.
        assert_eq!(catalog.get(code).unwrap().hash(), hash);
    }
    assert_eq!(
        catalog.iter().map(|p| p.code.clone()).collect::<Vec<_>>(),
        catalog.by_code.keys().cloned().collect::<Vec<_>>()
    );
}

#[test]
fn certified_copies_are_never_sent_ahead_and_say_where_to_go_and_what_to_bring() {
    let catalog = Catalog::embedded().unwrap();
    let guide = catalog.get("2.000815").unwrap();
    assert_eq!((guide.received_by, guide.send_ahead), (Receiver::Desk, false));
    assert!(guide.place.contains("một cửa") && guide.place.contains("giấy gốc"));
    assert!(guide.papers.iter().all(|paper| paper.where_to_get.is_some()));
}

#[test]
fn an_old_version_or_an_import_is_found_by_hash_and_never_hides_the_guide() {
    let mut catalog = Catalog::embedded().unwrap();
    let today = catalog.hash("2.000815").unwrap().to_owned();
    let old = Procedure { code: "2.000815".into(), name: "Bản cũ".into(), ..Procedure::default() };
    let hash = catalog.insert(old.clone());
    assert_eq!(catalog.by_hash(&hash).as_deref(), Some(&old));
    assert_eq!(catalog.hash("2.000815"), Some(today));

    let before = catalog.len();
    let import = Procedure { code: "9.000001".into(), ..Procedure::default() };
    assert_eq!(catalog.insert(import.clone()), catalog.insert(import.clone()));
    assert_eq!((catalog.get("9.000001").as_deref(), catalog.len()), (Some(&import), before + 1));
}

#[test]
fn a_damaged_or_cut_off_pack_is_refused_without_a_panic() {
    let procedure = Procedure { code: "9.000001".into(), ..Procedure::default() };
    let whole = pack::write(7, "2026-11-24", [&procedure]).unwrap();
    let catalog = Catalog::from_pack(&whole).unwrap();
    assert_eq!((catalog.number(), catalog.issued(), catalog.len()), (7, "2026-11-24", 1));
    for cut in 0..whole.len() {
        assert!(Catalog::from_pack(&whole[..cut]).is_err(), "cut at {cut}");
    }
    let lying = zstd::encode_all(
        &br#"{"number":1,"issued":"x","guides":[{"code":"a","hash":"b","bytes":99}]}
short"#[..],
        1,
    );
    assert_eq!(Catalog::from_pack(&lying.unwrap()).unwrap_err().code(), "catalog_damaged");
}
