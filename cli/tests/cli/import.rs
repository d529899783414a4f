//! A portal export on a laptop: imported, searched, read and begun.

use crate::kit::Folder;
use serde_json::json;

/// An export of one record, with a paper and a note, and a line that is none.
fn export(folder: &Folder) -> String {
    let record = json!({
        "ma_thu_tuc": "9.000001",
        "ten_thu_tuc": "Thủ tục mượn loa của xã",
        "cap_thuc_hien": "Cấp xã",
        "linh_vuc": "Loa đài",
        "co_quan_thuc_hien": "Ủy ban nhân dân cấp xã",
        "thanh_phan_ho_so": "--Tên giấy tờMẫu đơn, tờ khaiSố lượngĐơn mượn loa1 bản chínhLưu ý: trả đúng hẹn0 bản chính",
        "cach_thuc_thuc_hien": "Hình thức nộpThời gianPhí, lệ phíMô tảTrực tiếp1Miễn phí",
        "ket_qua_xu_ly": "Giấy cho mượn",
        "can_cu_phap_ly": "",
    });
    let path = folder.temp.path().join("export.jsonl");
    std::fs::write(&path, format!("{record}\n{{\n")).unwrap();
    path.to_str().unwrap().to_owned()
}

#[test]
fn what_was_imported_is_searched_read_and_begun_at_once() {
    let folder = Folder::new();
    let report = folder.ok(&["catalog", "import-portal", &export(&folder), "--audit"]);
    assert_eq!((&report["records"], &report["skipped"][0]["line"]), (&json!(1), &json!(2)));
    assert_eq!(report["audit"]["lost"], 0, "{report}");
    let hits = folder.ok(&["search", "mượn loa"]);
    assert_eq!(hits["hits"][0]["code"], "9.000001");
    let guide = folder.ok(&["guide", "9.000001", "--imported"]);
    assert_eq!((&guide["reviewed"], &guide["send_ahead"]), (&json!(false), &json!(false)));
    let kinds: Vec<_> =
        guide["paper_groups"][0]["papers"].as_array().unwrap().iter().map(|p| p["kind"].as_str().unwrap()).collect();
    assert_eq!(kinds, ["paper", "note"]);
    let dossier = folder.ok(&["new", "9.000001"])["dossier"].as_str().unwrap().to_owned();
    assert_eq!(folder.ok(&["check", &dossier])["missing"].as_array().unwrap().len(), 1);
}

#[test]
fn importing_again_changes_nothing_and_an_export_that_is_not_there_is_said_so() {
    let folder = Folder::new();
    let export = export(&folder);
    assert_eq!(folder.ok(&["catalog", "import-portal", &export])["catalog"]["changed"], true);
    assert_eq!(folder.ok(&["catalog", "import-portal", &export])["catalog"]["changed"], false);
    let failed = folder.fails(&["catalog", "import-portal", "/no/such/export"]);
    assert_eq!((failed.exit, failed.code()), (3, "no_export"));
}

#[test]
fn a_code_without_an_imported_record_says_so_though_a_guide_has_it() {
    let folder = Folder::new();
    assert_eq!(folder.fails(&["guide", "1.001193", "--imported"]).exit, 3);
}
