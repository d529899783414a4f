use crate::kit::value;
use hoso_core::Phone;
use hoso_protocol::ids::DossierId;
use std::fs;
use std::path::Path;

/// A frozen store, ready to be opened where it does no harm.
fn thawed(name: &str) -> tempfile::TempDir {
    let frozen = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures").join(name);
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir(folder.path().join("photos")).unwrap();
    for part in ["", "photos"] {
        for entry in fs::read_dir(frozen.join(part)).unwrap() {
            let entry = entry.unwrap();
            if entry.file_type().unwrap().is_file() {
                fs::copy(entry.path(), folder.path().join(part).join(entry.file_name())).unwrap();
            }
        }
    }
    // Git keeps no such rights.
    use std::os::unix::fs::PermissionsExt as _;
    fs::set_permissions(folder.path().join("key"), fs::Permissions::from_mode(0o600)).unwrap();
    folder
}

#[test]
fn a_store_of_an_older_program_opens_with_all_that_is_in_it_and_work_goes_on() {
    let folder = thawed("store_002");
    let phone = Phone::open(folder.path()).unwrap();
    let found = phone.doctor().unwrap();
    assert!(found.healthy, "{found:?}");
    assert_eq!((found.dossiers, found.edits, found.photos), (2, 3, 1));
    let shared: DossierId = "ae3538c88d3018e0f6c5e10bac178294".parse().unwrap();
    let own: DossierId = "1200006f9ba7d7807e716fa39414f8a1".parse().unwrap();

    let shown = phone.show(shared).unwrap();
    let both = shown.fields["child_name"].conflict.clone().unwrap();
    assert_eq!(both.len(), 2, "the conflict is there: {both:?}");
    assert_eq!(shown.fields["mother_name"].value.as_deref(), Some("Lê Thị Mẫu"));
    assert_eq!((shown.place, shown.papers["birth_note"].pages.len()), ("server", 1));
    let shown = phone.show(own).unwrap();
    assert_eq!((shown.title.as_str(), shown.place), ("Chưa gửi", "phone"));
    assert_eq!(value(&phone, own, "child_name").as_deref(), Some("Còn nằm máy"));

    phone.undo(own).unwrap();
    phone.fill(own, &[("child_name", "Viết tiếp")], None).unwrap();
    assert_eq!(value(&phone, own, "child_name").as_deref(), Some("Viết tiếp"));
    assert!(phone.doctor().unwrap().healthy);
}
