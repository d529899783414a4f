//! Promises of reading a portal export, over records made up in its shape.

use super::{Import, read};
use crate::Phone;
use crate::catalog::Catalog;
use hoso_protocol::procedure::{ChannelKind, PaperForm, Procedure, TimeUnit};
use hoso_protocol::readiness::Kind;
use serde_json::{Value, json};
use std::fs;
use std::io::Write as _;
use std::path::Path;
use tempfile::tempdir;

const HEAD: &str = "Tên giấy tờMẫu đơn, tờ khaiSố lượng";

/// A record with a case and a table without a heading, a form, a note, a glued number, and a channel twice.
fn fence() -> Value {
    let papers = format!(
        "Nhà có rào chung{HEAD}2. Sơ đồ rào0 bản chính,1 bản sao1. Đơn xin làm ràoMẫu số 181 bản chính--{HEAD}\
         Người nộp lưu ý đọc kỹ đơn trước khi nộp0 bản chính"
    );
    json!({
        "ma_thu_tuc": "9.000001",
        "ten_thu_tuc": "Thủ tục xin làm rào",
        "cap_thuc_hien": "Cấp xã",
        "linh_vuc": "Rào giậu",
        "doi_tuong_thuc_hien": "Công dân Việt Nam",
        "so_quyet_dinh": "1/QĐ-RAO",
        "co_quan_thuc_hien": "Ủy ban nhân dân cấp xã",
        "thanh_phan_ho_so": papers,
        "cach_thuc_thuc_hien": "Hình thức nộpThời gianPhí, lệ phíMô tảTrực tiếp3 Ngày làm việc20,000 VNĐ(Mỗi rào)Trực tuyến2Miễn phí",
        "trinh_tu_thuc_hien": "Bước 1: Nộp đơn\nBước 2: Chờ",
        "ket_qua_xu_ly": "Giấy cho làm ràoMã: KQ.R01.000001Từ khóaKhông có thông tinMô tảKhông có thông tin",
        "can_cu_phap_ly": "Tên văn bản pháp lýMã văn bảnLuật Rào 1/2020/QH141/2020/QH14",
    })
}

fn export(folder: &Path, lines: &[String]) -> std::path::PathBuf {
    let path = folder.join("export.jsonl");
    fs::write(&path, lines.join("\n")).unwrap();
    path
}

fn import(lines: &[String], audit: bool) -> Import {
    let folder = tempdir().unwrap();
    read(&export(folder.path(), lines), audit, &mut |_| {}).unwrap()
}

fn fence_procedure() -> Procedure {
    import(&[fence().to_string()], false).procedures.remove(0)
}

#[test]
fn each_table_is_a_group_in_order_and_each_row_a_paper_sorted_by_its_number() {
    let fence = fence_procedure();
    let titles: Vec<_> = fence.paper_groups.iter().map(|group| group.title.as_deref()).collect();
    assert_eq!(titles, [Some("Nhà có rào chung"), None]);
    let papers: Vec<_> = fence.papers.iter().map(|p| (p.originals, p.copies, p.form)).collect();
    assert_eq!(papers[0], (1, 0, PaperForm::Original), "row 1 first: {:?}", fence.papers[0]);
    assert_eq!((papers[1].0, papers[1].1), (0, 1));
    assert_eq!(papers[2].2, PaperForm::Note);
}

#[test]
fn a_quantity_glued_to_the_number_of_a_form_is_told_apart() {
    let fence = fence_procedure();
    let application = fence.papers.iter().find(|paper| paper.name.contains("Đơn xin")).unwrap();
    let said = format!("{} {}", application.name, application.form_name.clone().unwrap_or_default());
    assert!(said.contains("Mẫu số 18") && !said.contains("181"), "{said}");
}

#[test]
fn each_way_to_hand_in_is_a_channel_and_a_limit_without_its_unit_is_never_guessed() {
    let fence = fence_procedure();
    let channels: Vec<_> = fence.channels.iter().map(|c| (c.kind, c.time.amount, c.time.unit)).collect();
    assert_eq!(channels[0], (ChannelKind::Direct, Some(3), TimeUnit::WorkingDays));
    assert_eq!(channels[1], (ChannelKind::Online, Some(2), TimeUnit::Unknown));
    assert_eq!(fence.channels[0].fee.amount, Some(20_000));
}

#[test]
fn no_word_of_a_record_is_lost_and_the_audit_says_where_one_would_be() {
    let whole = import(&[fence().to_string()], true).report.audit.unwrap();
    assert_eq!((whole.papers, whole.headings, whole.channels, whole.words), (1, 1, 1, 1), "{:?}", whole.failed);
    // Fields that nobody has heard of are kept too.
    let mut odd = fence();
    odd["mot_truong_la"] = "Điều chưa ai biết".into();
    let odd = import(&[odd.to_string()], true).report.audit.unwrap();
    assert_eq!(odd.lost, 0, "{:?}", odd.failed);
}

#[test]
fn a_record_is_unreviewed_never_sent_ahead_and_says_where_it_comes_from() {
    let fence = fence_procedure();
    assert!(!fence.is_reviewed() && !fence.send_ahead && fence.source.text.contains("9.000001"));
}

#[test]
fn lines_that_are_no_record_are_named_and_passed_over() {
    let mut nameless = fence();
    nameless["ten_thu_tuc"] = " ".into();
    let mut coded = fence();
    coded["ma_thu_tuc"] = "../x".into();
    let lines = [
        "{".to_owned(),
        "[1]".to_owned(),
        nameless.to_string(),
        coded.to_string(),
        String::new(),
        fence().to_string(),
        fence().to_string(),
        json!({ "ma_thu_tuc": 1 }).to_string(),
        "x".repeat(40_000_000),
    ];
    let report = import(&lines, false).report;
    let why: Vec<_> = report.skipped.iter().map(|skipped| (skipped.line, skipped.why)).collect();
    assert_eq!(report.records, 1);
    assert_eq!(why.iter().map(|(line, _)| *line).collect::<Vec<_>>(), [1, 2, 3, 4, 7, 8, 9], "{why:?}");
    assert!(report.skipped.iter().all(|s| hoso_protocol::text::has(&format!("import.skip.{}", s.why))));
}

#[test]
fn any_text_in_any_field_is_read_without_a_panic_and_without_losing_a_word() {
    let pieces = [
        HEAD,
        "--",
        "1 bản chính",
        "0 bản chính,2 bản sao",
        "Mẫu 3.docx",
        "Trực tiếp",
        "Trực tuyến",
        "5 Ngày",
        "Phí : ",
        "12,000 Đồng",
        "\u{0}",
        "😀",
        "a\u{301}",
        "Mã: KQ",
        "Hình thức nộpThời gianPhí, lệ phíMô tả",
        "1.",
        "-",
        "\n",
    ];
    let mut seed = 7_u64;
    let mut dice = move |n: usize| {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (seed >> 33) as usize % n
    };
    let mut lines = vec![];
    for n in 0..400 {
        let mut record = fence();
        record["ma_thu_tuc"] = format!("9.{n:06}").into();
        for field in
            ["thanh_phan_ho_so", "cach_thuc_thuc_hien", "ket_qua_xu_ly", "can_cu_phap_ly", "trinh_tu_thuc_hien"]
        {
            let text: String = (0..dice(12)).map(|_| pieces[dice(pieces.len())]).collect();
            record[field] = text.into();
        }
        lines.push(record.to_string());
    }
    assert_eq!(import(&lines, true).report.records, 400);
}

#[test]
fn plain_and_compressed_exports_are_read_alike_and_a_cut_one_is_refused() {
    let folder = tempdir().unwrap();
    let plain = export(folder.path(), &[fence().to_string()]);
    let packed = folder.path().join("export.gz");
    let mut gzip = flate2::write::GzEncoder::new(vec![], flate2::Compression::fast());
    gzip.write_all(&fs::read(&plain).unwrap()).unwrap();
    let bytes = gzip.finish().unwrap();
    fs::write(&packed, &bytes).unwrap();
    let quiet = &mut |_| {};
    assert_eq!(read(&plain, false, quiet).unwrap().procedures, read(&packed, false, quiet).unwrap().procedures);
    fs::write(&packed, &bytes[..bytes.len() / 2]).unwrap();
    assert_eq!(read(&packed, false, quiet).unwrap_err().code, "export_damaged");
    assert_eq!(read(&folder.path().join("none"), false, quiet).unwrap_err().code, "no_export");
}

#[test]
fn importing_twice_writes_once_and_a_guide_of_ours_stays_in_front() {
    let folder = tempdir().unwrap();
    let mut birth = fence();
    birth["ma_thu_tuc"] = "1.001193".into();
    let lines = [fence().to_string(), birth.to_string()];
    let mut first = import(&lines, false);
    first.keep(folder.path()).unwrap();
    assert!(first.report.catalog.changed);
    let mut second = import(&lines, false);
    second.keep(folder.path()).unwrap();
    assert_eq!((second.report.catalog.changed, second.report.catalog.all), (false, 2));
    let catalog = Catalog::open(folder.path()).unwrap();
    assert_eq!(catalog.get("1.001193").unwrap().name, Catalog::embedded().unwrap().get("1.001193").unwrap().name);
    assert_eq!(catalog.imported("1.001193").unwrap().official_name, "Thủ tục xin làm rào");
}

#[test]
fn a_draft_of_an_imported_record_asks_for_its_papers_and_never_for_its_notes() {
    let folder = tempdir().unwrap();
    import(&[fence().to_string()], false).keep(folder.path()).unwrap();
    let phone = Phone::open(folder.path()).unwrap();
    let id = phone.new_dossier("9.000001", None).unwrap();
    let procedure = phone.catalog().get("9.000001").unwrap();
    for question in &procedure.questions {
        phone.answer(id, &[(question.key.as_str(), question.options[0].value.as_str())]).unwrap();
    }
    let check = phone.check(id).unwrap();
    let asked: Vec<_> = check.check.missing.iter().filter(|item| item.kind == Kind::Paper).collect();
    assert!(!asked.is_empty());
    let is_note = |key: &str| procedure.paper(key).unwrap().form == PaperForm::Note;
    assert!(asked.iter().all(|item| !is_note(&item.key)), "{asked:?}");
    assert!(!check.send_ahead);
}
