use crate::kit::{BIRTH, Home, birth, value};
use hoso_core::Phone;
use std::fs;
use std::path::Path;

const PAGE: usize = 4096;

/// Twenty dossiers with a name each, some typed after the copy was made.
fn filled(home: &Home, copied: bool) -> Vec<hoso_protocol::ids::DossierId> {
    let phone = home.phone();
    let mut ids = vec![];
    for n in 0..20 {
        let id = if n == 0 { birth(&phone) } else { phone.new_dossier(BIRTH, None).unwrap() };
        phone.fill(id, &[("child_name", &format!("Bé {n}"))], None).unwrap();
        ids.push(id);
        if n == 9 && copied {
            phone.store().tend().unwrap();
        }
    }
    ids
}

fn spoil(db: &Path, page: usize) -> Vec<u8> {
    let mut bytes = fs::read(db).unwrap();
    bytes[(page - 1) * PAGE + 40..page * PAGE].fill(0x5a);
    fs::write(db, &bytes).unwrap();
    bytes
}

#[test]
fn whatever_page_is_damaged_the_rest_is_saved_and_the_original_is_kept() {
    for copied in [false, true] {
        let home = Home::new();
        let ids = filled(&home, copied);
        let folder = home.folder.path();
        let (db, whole) = (folder.join("dossiers.db"), fs::read(folder.join("dossiers.db")).unwrap());
        let copy = fs::read(folder.join("dossiers.copy")).ok();
        let (mut saved, mut damages) = (0, 0);
        for page in 1..=whole.len() / PAGE {
            fs::write(&db, &whole).unwrap();
            let damaged = spoil(&db, page);
            damages += 1;
            match Phone::salvage(folder) {
                Ok(salvaged) => {
                    assert_eq!(fs::read(folder.join(&salvaged.aside).join("dossiers.db")).unwrap(), damaged);
                    let phone = home.phone();
                    assert!(phone.doctor().unwrap().healthy, "page {page}: {:?}", phone.doctor());
                    let there = (0..20).filter(|n| {
                        let shown = phone.show(ids[*n]).ok();
                        let field = shown.and_then(|shown| shown.fields.get("child_name")?.value.clone());
                        field == Some(format!("Bé {n}"))
                    });
                    saved += there.count();
                    let id = birth(&phone);
                    phone.fill(id, &[("child_name", "Sau khi cứu")], None).unwrap();
                    assert_eq!(value(&phone, id, "child_name").as_deref(), Some("Sau khi cứu"), "work goes on");
                    drop(phone);
                    fs::remove_dir_all(folder.join(&salvaged.aside)).unwrap();
                }
                Err(error) => {
                    assert_eq!(error.code, "nothing_salvaged", "page {page}");
                    assert_eq!(fs::read(&db).unwrap(), damaged, "page {page}: left as it was");
                }
            }
            match &copy {
                Some(copy) => fs::write(folder.join("dossiers.copy"), copy).unwrap(),
                None => drop(fs::remove_file(folder.join("dossiers.copy"))),
            }
        }
        println!("{damages} damaged pages, copy: {copied}: {saved} of {} names saved", damages * 20);
        assert!(saved * 100 >= damages * 20 * 90, "{saved} of {}", damages * 20);
    }
}
