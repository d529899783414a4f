//! Catalog packs as those meet them who give them out and those who install them: the real binary, keys made here.

use crate::kit::{Folder, hoso, text};
use crate::server::Server;
use serde_json::Value;
use std::path::PathBuf;

/// A province: three keepers of root keys, one key for packs, and a folder of guides that it may change.
struct Province {
    folder: Folder,
}

impl Province {
    fn new() -> Self {
        let province = Self { folder: Folder::new() };
        for key in ["a", "b", "c", "goi"] {
            province.ok(&["keygen", "--no-password", "--out", &province.path(key)]);
        }
        let keys = ["a.pub", "b.pub", "c.pub", "goi.pub"].map(|key| province.path(key));
        let root = province.path("goc-1.json");
        let mut words = vec!["root", "new", "--name", "tinh-thu", "--out", &root, "--pack-key", &keys[3]];
        words.extend(keys[..3].iter().flat_map(|key| ["--root-key", key.as_str()]));
        province.ok(&words);
        assert_eq!(province.ok(&["root", "sign", &root, "--key", &province.path("a.key")])["complete"], false);
        assert_eq!(province.ok(&["root", "sign", &root, "--key", &province.path("b.key")])["complete"], true);
        let guides = PathBuf::from(province.path("huong-dan"));
        std::fs::create_dir(&guides).unwrap();
        let committed = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../catalog/guides");
        for code in ["1.001193", "2.000815"] {
            let name = format!("{code}.toml");
            std::fs::copy(committed.join(&name), guides.join(&name)).unwrap();
        }
        province
    }

    fn path(&self, name: &str) -> String {
        self.folder.temp.path().join(name).to_str().unwrap().to_owned()
    }

    fn ok(&self, words: &[&str]) -> Value {
        self.folder.ok(&[&["catalog"][..], words].concat())
    }

    fn code(&self, words: &[&str]) -> String {
        self.folder.fails(&[&["catalog"][..], words].concat()).code().to_owned()
    }

    /// Builds the first pack, signed.
    fn first(&self) -> String {
        let (guides, key, out) = (self.path("huong-dan"), self.path("goi.key"), self.path("goi-1.hoso"));
        self.ok(&["build", "--guides", &guides, "--name", "tinh-thu", "--key", &key, "--out", &out]);
        out
    }

    /// Changes a guide and builds the next pack after this one, signed.
    fn next(&self, before: &str, number: u64) -> String {
        let file = self.folder.temp.path().join("huong-dan/2.000815.toml");
        let guide = std::fs::read_to_string(&file).unwrap();
        let at = guide.find("summary = \"").unwrap() + "summary = \"".len();
        std::fs::write(&file, format!("{}Bản {number}. {}", &guide[..at], &guide[at..])).unwrap();
        let out = self.path(&format!("goi-{number}.hoso"));
        let (guides, key) = (self.path("huong-dan"), self.path("goi.key"));
        self.ok(&["build", "--guides", &guides, "--before", before, "--key", &key, "--out", &out]);
        out
    }
}

#[test]
fn a_pack_goes_from_a_folder_of_guides_to_a_phone_and_on_to_another() {
    let province = Province::new();
    let one = province.first();
    let root = province.path("goc-1.json");
    let verified = province.ok(&["verify", &one, "--root", &root]);
    assert_eq!((verified["procedures"].as_u64(), &verified["parts"][0]["number"]), (Some(2), &Value::from(1)));

    let phone = Folder::new();
    assert_eq!(phone.fails(&["catalog", "install", &one]).code(), "no_root");
    assert_eq!(phone.ok(&["catalog", "install", &one, "--root", &root])["installed"]["number"], 1);
    assert_eq!(phone.ok(&["catalog", "install", &one])["changed"], false);

    // The next number comes as a delta, and the phone hands it on as one file.
    let two = province.next(&one, 2);
    let (delta, key) = (province.path("bo-sung.hoso"), province.path("goi.key"));
    province.ok(&["delta", &one, &two, "--key", &key, "--out", &delta]);
    let done = phone.ok(&["catalog", "install", &delta]);
    assert_eq!((&done["before"], &done["installed"]["number"]), (&Value::from(1), &Value::from(2)));
    assert_eq!(phone.fails(&["catalog", "install", &one]).code(), "pack_older");
    assert!(phone.plain(&["guide", "2.000815"]).contains("Bản 2."));
    let card = province.path("the-nho.hoso");
    phone.ok(&["catalog", "export", &card]);
    let neighbour = Folder::new();
    assert_eq!(neighbour.ok(&["catalog", "install", &card, "--root", &root])["installed"]["number"], 2);
    let status = neighbour.ok(&["catalog", "status"]);
    assert_eq!((&status["installed"]["name"], &status["root"]), (&Value::from("tinh-thu"), &Value::from(1)));
    assert_eq!(status["days_old"], Value::Null);
}

#[test]
fn a_key_is_withdrawn_by_the_next_root_file() {
    let province = Province::new();
    let one = province.first();
    let first = province.path("goc-1.json");
    let phone = Folder::new();
    phone.ok(&["catalog", "install", &one, "--root", &first]);
    province.ok(&["keygen", "--no-password", "--out", &province.path("moi")]);
    let (second, old, new) = (province.path("goc-2.json"), province.path("goi.pub"), province.path("moi.pub"));
    province.ok(&["root", "new", "--before", &first, "--revoke", &old, "--pack-key", &new, "--out", &second]);
    assert_eq!(province.ok(&["root", "show", &second, "--before", &first])["fault"], "root_signatures");
    for keeper in ["b.key", "c.key"] {
        province.ok(&["root", "sign", &second, "--key", &province.path(keeper)]);
    }
    assert_eq!(province.ok(&["root", "show", &second, "--before", &first])["good"], true);

    let (two, three) = (province.next(&one, 2), province.path("goi-3.hoso"));
    assert_eq!(phone.fails(&["catalog", "install", &two, "--root", &second]).code(), "pack_revoked");
    assert!(phone.plain(&["catalog", "status"]).contains("không còn được dùng"));
    province.ok(&["sign", &two, "--key", &province.path("moi.key"), "--out", &three]);
    assert_eq!(phone.ok(&["catalog", "install", &three])["installed"]["number"], 2);
}

#[test]
fn a_server_hands_on_packs_deltas_and_root_files_and_vouches_for_none() {
    let province = Province::new();
    let server = Server::start();
    let dir = server.dir().to_str().unwrap().to_owned();
    fn words<'w>(dir: &'w str, files: &[&'w str]) -> Vec<&'w str> {
        [&["server", "--dir", dir, "catalog", "add"][..], files].concat()
    }
    let (one, root) = (province.first(), province.path("goc-1.json"));
    let phone = Folder::new();
    assert_eq!(phone.fails(&["catalog", "install", &server.url]).exit, 3);
    assert_eq!(province.folder.fails(&words(&dir, &[&one])).code(), "server_no_root");
    province.folder.ok(&words(&dir, &[&root, &one]));
    assert_eq!(phone.fails(&["catalog", "install", &server.url]).code(), "no_root");
    let install = ["catalog", "install", &server.url, "--root", &root];
    assert_eq!(phone.ok(&install)["installed"]["number"], 1);
    assert_eq!(phone.ok(&["catalog", "install", &server.url])["changed"], false);

    // The next number: one phone takes the delta, a new one all of it.
    let two = province.next(&one, 2);
    let (delta, key) = (province.path("bo-sung.hoso"), province.path("goi.key"));
    province.ok(&["delta", &one, &two, "--key", &key, "--out", &delta]);
    province.folder.ok(&words(&dir, &[&delta, &two]));
    assert_eq!(phone.ok(&["catalog", "install", &server.url])["installed"]["number"], 2);
    let newcomer = Folder::new();
    assert_eq!(newcomer.ok(&install)["installed"], phone.ok(&["catalog", "status"])["installed"]);

    // A new key comes by the same way, and what the old one signs is not put there any more.
    province.ok(&["keygen", "--no-password", "--out", &province.path("moi")]);
    let (second, old, new) = (province.path("goc-2.json"), province.path("goi.pub"), province.path("moi.pub"));
    province.ok(&["root", "new", "--before", &root, "--revoke", &old, "--pack-key", &new, "--out", &second]);
    for keeper in ["a.key", "c.key"] {
        province.ok(&["root", "sign", &second, "--key", &province.path(keeper)]);
    }
    let three = province.next(&two, 3);
    let resigned = province.path("goi-3-moi.hoso");
    province.ok(&["sign", &three, "--key", &province.path("moi.key"), "--out", &resigned]);
    assert_eq!(province.folder.fails(&words(&dir, &[&second, &three])).code(), "pack_revoked");
    province.folder.ok(&words(&dir, &[&resigned]));
    assert_eq!(phone.ok(&["catalog", "install", &server.url])["installed"]["number"], 3);
    assert_eq!(phone.ok(&["catalog", "status"])["root"], 2);
}

#[test]
fn an_old_catalog_is_said_to_be_old_and_is_used() {
    let province = Province::new();
    let (out, root) = (province.path("cu.hoso"), province.path("goc-1.json"));
    let (guides, key) = (province.path("huong-dan"), province.path("goi.key"));
    let days = ["--issued", "2020-01-01", "--review-by", "2020-06-01"];
    let build = ["build", "--guides", &guides, "--name", "tinh-thu", "--number", "5", "--key", &key, "--out", &out];
    province.ok(&[&build[..], &days].concat());
    let phone = Folder::new();
    assert_eq!(phone.ok(&["catalog", "install", &out, "--root", &root])["changed"], true);
    assert!(phone.ok(&["catalog", "status"])["days_old"].as_i64().unwrap() > 2000);
    let said = phone.plain(&["guide", "2.000815"]);
    assert!(said.contains("Danh mục cũ") && said.contains("Vẫn dùng được"), "{said}");
    assert!(!Folder::new().plain(&["guide", "2.000815"]).contains("Danh mục cũ"));
}

#[test]
fn one_bad_source_does_not_stop_another() {
    let province = Province::new();
    let (one, root) = (province.first(), province.path("goc-1.json"));
    let phone = Folder::new();
    let missing = province.path("không có");
    let sources = ["catalog", "install", &missing, &root, "http://127.0.0.1:1", &one, "--root", &root];
    assert_eq!(phone.ok(&sources)["installed"]["number"], 1);
    assert_eq!(Folder::new().fails(&["catalog", "install", &missing]).code(), "no_file");
    assert_eq!(Folder::new().fails(&["catalog", "install"]).code(), "not_enrolled");
}

#[test]
fn what_differs_is_said_in_words() {
    let province = Province::new();
    let one = province.first();
    let two = province.next(&one, 2);
    let diff = province.ok(&["diff", &one, &two]);
    assert_eq!((&diff["changed"][0]["code"], &diff["same"]), (&Value::from("2.000815"), &Value::from(1)));
    assert_eq!(diff["changed"][0]["parts"], serde_json::json!(["summary"]));
    std::fs::remove_file(province.path("huong-dan/1.001193.toml")).unwrap();
    let said = province.folder.plain(&["catalog", "diff", &two, &province.path("huong-dan")]);
    assert!(said.contains("Không còn (1):\n- 1.001193") && said.contains("Giữ nguyên: 1 thủ tục."), "{said}");
    let said = province.folder.plain(&["catalog", "diff", &one, &two]);
    assert!(said.contains("Thay đổi (1):") && said.contains("phần giới thiệu"), "{said}");
}

#[test]
fn nothing_is_written_over_and_wrong_files_are_named_as_such() {
    let province = Province::new();
    let one = province.first();
    let (key, public) = (province.path("goi.key"), province.path("goi.pub"));
    assert_eq!(province.code(&["keygen", "--no-password", "--out", &province.path("goi")]), "file_exists");
    assert_eq!(province.code(&["sign", &one, "--key", &key, "--out", &one]), "file_exists");
    let out = province.path("x");
    assert_eq!(province.code(&["sign", &one, "--key", &public, "--out", &out]), "key_wrong");
    assert_eq!(province.code(&["sign", &key, "--key", &key, "--out", &out]), "pack_cut_off");
    assert_eq!(province.code(&["sign", &province.path("không có"), "--key", &key, "--out", &out]), "no_file");
    let guides = province.path("huong-dan");
    let build = ["build", "--guides", &guides, "--out", &out, "--name"];
    assert_eq!(province.code(&[&build[..], &["Đồng Nai"]].concat()), "pack_wrong");
    assert_eq!(province.code(&[&build[..], &["a", "--issued", "hôm qua"]].concat()), "pack_wrong");
    assert_eq!(province.code(&["delta", &one, &one, "--out", &out]), "pack_base");
    assert!(!PathBuf::from(&out).exists());
    // A pack that nobody signed is said to be one.
    province.ok(&[&build[..], &["tinh-thu"]].concat());
    assert_eq!(province.code(&["verify", &out, "--root", &province.path("goc-1.json")]), "pack_unsigned");
}

#[test]
fn a_secret_key_has_a_password_and_is_readable_by_its_owner_alone() {
    let province = Province::new();
    let words = |words: &[&str], password: &str| {
        hoso().args(["--json", "catalog"]).args(words).env("HOSO_KEY_PASSWORD", password).output().unwrap()
    };
    let made = words(&["keygen", "--out", &province.path("kin")], "đúng");
    assert_eq!(made.status.code(), Some(0), "{}", text(&made.stderr));
    let secret = province.path("kin.key");
    let mode = std::os::unix::fs::PermissionsExt::mode(&std::fs::metadata(&secret).unwrap().permissions());
    assert_eq!(mode & 0o777, 0o600);
    let one = province.first();
    let out = province.path("ra");
    let sign = ["sign", &one, "--key", &secret, "--out", &out];
    let wrong = words(&sign, "sai");
    assert_eq!((wrong.status.code(), text(&wrong.stderr).contains("key_password")), (Some(7), true));
    assert_eq!(words(&sign, "đúng").status.code(), Some(0));
}

#[test]
fn every_pack_command_has_help_with_an_example() {
    for command in [
        "keygen",
        "build",
        "sign",
        "verify",
        "delta",
        "install",
        "diff",
        "export",
        "status",
        "root new",
        "root sign",
        "root show",
    ] {
        let output = hoso().arg("catalog").args(command.split(' ')).arg("--help").output().unwrap();
        let said = text(&output.stdout);
        assert!(said.contains("Cách dùng: hoso catalog") && said.contains("Ví dụ"), "{said}");
    }
}
