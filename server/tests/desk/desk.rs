use crate::case::{Case, received};
use crate::kit::{Answer, Phone, Served};
use crate::tus::{photo, send, sha256};
use hoso_protocol::desk::{DeskDecision, DeskList};
use hoso_protocol::ids::DossierId;
use hoso_protocol::record::{Role, Status};
use hoso_protocol::status::{ASKED, FINISHED, NEW, REFUSED, TAKEN};
use hoso_protocol::value::{PhotoPage, Value};
use hoso_protocol::wire::{Problem, WithdrawReply, WithdrawRequest};
use std::io::Read as _;
use zip::ZipArchive;

async fn list(officer: &Phone) -> DeskList {
    officer.get("/v1/desk").await.json()
}

async fn decide(officer: &Phone, decision: &DeskDecision) -> Answer {
    officer.post("/v1/desk/status", decision).await
}

async fn decided(officer: &Phone, decision: &DeskDecision) -> Status {
    let reply: WithdrawReply = decide(officer, decision).await.json();
    reply.status.open(officer.server).unwrap()
}

fn take(dossier: DossierId) -> DeskDecision {
    DeskDecision::Take { dossier, code: "000.00.01.H26-261125-0001".into(), due: "2026-12-02".into() }
}

fn zip_path(dossier: DossierId) -> String {
    format!("/v1/desk/dossiers/{dossier}.zip")
}

fn unzip(bytes: &[u8]) -> Vec<(String, Vec<u8>)> {
    let mut zip = ZipArchive::new(std::io::Cursor::new(bytes)).unwrap();
    (0..zip.len())
        .map(|i| {
            let mut file = zip.by_index(i).unwrap();
            let mut bytes = Vec::new();
            file.read_to_end(&mut bytes).unwrap();
            (file.name().unwrap().into_owned(), bytes)
        })
        .collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_desk_sees_what_was_handed_in_to_its_commune_and_nothing_else() {
    let server = Served::start().await;
    let (mut phone, mut other) = (server.citizen().await, server.citizen().await);
    let officer = server.phone(Role::Officer).await;
    let elsewhere = server.phone_in(Role::Officer, "00008").await;
    let case = Case::ready(&server, &mut phone).await;
    let second = Case::ready(&server, &mut other).await;
    let draft = Case::ready(&server, &mut other).await;
    assert_eq!(list(&officer).await.dossiers, []);

    let receipt = received(case.hand_in(&phone).await);
    let at = receipt.open(phone.server).unwrap().at;
    second.receipt(&other).await;
    let found = list(&officer).await.dossiers;
    assert_eq!(found.iter().map(|item| item.dossier).collect::<Vec<_>>(), {
        let mut both = vec![(at, case.id()), (second.receipt(&other).await.at, second.id())];
        both.sort();
        both.into_iter().map(|(_, id)| id).collect::<Vec<_>>()
    });
    let item = found.iter().find(|item| item.dossier == case.id()).unwrap();
    assert_eq!((item.code.as_str(), item.name.as_str()), ("9.000001", "Làm giấy khai sinh cho con"));
    assert_eq!(item.for_whom.as_deref(), Some("Trần Thị Bé"));
    assert_eq!(item.receipt, receipt);
    assert_eq!(item.statuses.len(), 1);

    assert_eq!(list(&elsewhere).await.dossiers, []);
    assert_eq!(elsewhere.get(&zip_path(case.id())).await.problem(), "forbidden");
    assert_eq!(decide(&elsewhere, &take(case.id())).await.problem(), "forbidden");
    for nobody in [&phone, &server.phone(Role::Member).await, &server.phone(Role::Viewer).await] {
        assert_eq!(nobody.get("/v1/desk").await.problem(), "forbidden");
        assert_eq!(nobody.get(&zip_path(case.id())).await.problem(), "forbidden");
        assert_eq!(decide(nobody, &take(case.id())).await.problem(), "forbidden");
    }
    // A draft is unknown to the desk, like a dossier that never was.
    for id in [draft.id(), DossierId([3; 16])] {
        assert_eq!(officer.get(&zip_path(id)).await.problem(), "not_found");
        assert_eq!(decide(&officer, &take(id)).await.problem(), "not_found");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn each_decision_reaches_the_persons_phones_as_a_signed_status() {
    let server = Served::start().await;
    let mut phone = server.citizen().await;
    let officer = server.phone(Role::Officer).await;
    let case = Case::ready(&server, &mut phone).await;
    case.receipt(&phone).await;
    let dossier = case.id();
    let ask =
        DeskDecision::Ask { dossier, paper: "birth_note".into(), text: " Ảnh bị mờ,  xin chụp lại ".into() };
    let asked = decided(&officer, &ask).await;
    assert_eq!((asked.number, asked.paper.as_deref()), (ASKED, Some("birth_note")));
    assert_eq!(asked.text, "Xã yêu cầu bổ sung: Giấy chứng sinh. Ảnh bị mờ, xin chụp lại");
    let taken = decided(&officer, &take(dossier)).await;
    assert_eq!(taken.code.as_deref(), Some("000.00.01.H26-261125-0001"));
    assert_eq!((taken.number, taken.due.as_deref()), (TAKEN, Some("2026-12-02")));
    let finished = decided(&officer, &DeskDecision::Finish { dossier }).await;
    assert_eq!(finished.number, FINISHED);

    phone.cursor = None;
    let told = phone.sync(&[]).await.statuses;
    let told: Vec<Status> = told.iter().map(|status| status.open(phone.server).unwrap()).collect();
    assert_eq!(told[0].number, NEW);
    assert_eq!(told[1..], [asked, taken, finished]);
    let listed = list(&officer).await.dossiers[0].statuses.clone();
    assert_eq!(listed.len(), 4);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_decision_that_does_not_fit_is_refused_and_changes_nothing() {
    let server = Served::start().await;
    let mut phone = server.citizen().await;
    let officer = server.phone(Role::Officer).await;
    let case = Case::ready(&server, &mut phone).await;
    case.receipt(&phone).await;
    let dossier = case.id();
    let wrong = |code: &str, due: &str| DeskDecision::Take { dossier, code: code.into(), due: due.into() };
    for decision in [
        wrong("", "2026-12-02"),
        wrong(" \u{200b} ", "2026-12-02"),
        wrong(&"1".repeat(65), "2026-12-02"),
        wrong("1", ""),
        wrong("1", "02/12/2026"),
        wrong("1", "2026-02-30"),
        DeskDecision::Ask { dossier, paper: "card".into(), text: " ".into() },
        DeskDecision::Refuse { dossier, text: String::new() },
    ] {
        assert_eq!(decide(&officer, &decision).await.problem(), "bad_request", "{decision:?}");
    }
    // Who mistyped a paper is told which there are.
    let asked = decide(&officer, &DeskDecision::Ask { dossier, paper: "no_such".into(), text: "x".into() }).await;
    assert_eq!((asked.status, asked.problem().as_str()), (404, "no_paper"));
    let told = serde_json::from_slice::<Problem>(&asked.body).unwrap().detail.unwrap();
    assert!(told.contains("card (") && told.contains("birth_note (Giấy chứng sinh)"), "{told}");
    // Not taken in yet.
    assert_eq!(decide(&officer, &DeskDecision::Finish { dossier }).await.problem(), "conflict");
    let refuse = DeskDecision::Refuse { dossier, text: "Nộp ở xã khác".into() };
    let refused = decided(&officer, &refuse).await;
    assert_eq!((refused.number, refused.text.as_str()), (REFUSED, "Xã không tiếp nhận hồ sơ: Nộp ở xã khác"));
    // It is over.
    for decision in [take(dossier), refuse] {
        assert_eq!(decide(&officer, &decision).await.problem(), "conflict");
    }
    assert_eq!(phone.post("/v1/withdraw", &WithdrawRequest { dossier }).await.problem(), "conflict");
    assert_eq!(list(&officer).await.dossiers[0].statuses.len(), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_archive_holds_the_handed_in_version_and_nothing_that_came_later() {
    let server = Served::start().await;
    let mut phone = server.citizen().await;
    let officer = server.phone(Role::Officer).await;
    let mut case = Case::ready(&server, &mut phone).await;
    case.receipt(&phone).await;
    let before = officer.get(&zip_path(case.id())).await;
    assert_eq!((before.status, before.header("content-type")), (200, Some("application/zip")));
    let files = unzip(&before.body);
    let names: Vec<&str> = files.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(names, ["noi-dung.txt", "du-lieu.json", "01-giay-chung-sinh-1.jpg"]);
    assert!(files[2].1 == case.photo);
    let sheet = String::from_utf8(files[0].1.clone()).unwrap();
    for line in [
        "Thủ tục: Làm giấy khai sinh cho con (9.000001)",
        "- Bé sinh ở đâu? Ở bệnh viện",
        "- Họ, chữ đệm, tên: Trần Thị Bé",
        "- Ngày sinh: 02/10/2026",
        "- Ghi chú thêm: (để trống)",
        "1. Giấy chứng sinh: có bản chính",
        "   01-giay-chung-sinh-1.jpg",
        "2. Căn cước của mẹ: mang theo để cho xem",
    ] {
        assert!(sheet.lines().any(|found| found == line), "{line} is missing in\n{sheet}");
    }
    assert!(!sheet.contains("chỉ để nhớ"), "notes are the person's own");
    let data: serde_json::Value = serde_json::from_slice(&files[1].1).unwrap();
    assert_eq!(data["fields"]["born_on"], "2026-10-02");
    assert_eq!(data["papers"]["birth_note"]["pages"][0]["sha256"], sha256(&case.photo).to_hex());

    // Edits after the hand-in, a second page too, are not the desk's.
    let late = photo(9, 5_000);
    let page = |bytes: &[u8], order: &str| {
        let (sha256, bytes) = (sha256(bytes), bytes.len() as u64);
        Value::Photo(PhotoPage { sha256, bytes, kind: "image/png".into(), order: order.into() })
    };
    case.set(&[("field/child_name", "Trần Thị Bình")]);
    case.seal([("photo/birth_note/p2".to_owned(), page(&late, "a1"))]);
    case.sync(&mut phone).await;
    send(&phone, case.id(), &late).await;
    assert!(officer.get(&zip_path(case.id())).await.body == before.body, "the same version makes the same bytes");
    assert_eq!(list(&officer).await.dossiers[0].for_whom.as_deref(), Some("Trần Thị Bé"));

    case.receipt(&phone).await;
    let files = unzip(&officer.get(&zip_path(case.id())).await.body);
    assert_eq!(files[3].0, "01-giay-chung-sinh-2.png");
    assert!(String::from_utf8_lossy(&files[0].1).contains("Trần Thị Bình"));
    assert!(String::from_utf8_lossy(&files[0].1).contains("Đây là bản gửi bổ sung."));
    assert_eq!(std::fs::read_dir(server.path().join("uploads")).unwrap().count(), 0, "no archive is left behind");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_download_of_an_archive_goes_on_at_the_byte() {
    let server = Served::start().await;
    let mut phone = server.citizen().await;
    let officer = server.phone(Role::Officer).await;
    let case = Case::ready(&server, &mut phone).await;
    case.receipt(&phone).await;
    let whole = officer.get(&zip_path(case.id())).await.body;
    let rest = officer.call("GET", &zip_path(case.id()), &[("range", "bytes=50000-")], &[]).await;
    assert_eq!((rest.status, rest.body == whole[50_000..]), (206, true));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_closed_long_ago_leaves_the_list() {
    let server = Served::start().await;
    let mut phone = server.citizen().await;
    let officer = server.phone(Role::Officer).await;
    let (open, closed) = (Case::ready(&server, &mut phone).await, Case::ready(&server, &mut phone).await);
    open.receipt(&phone).await;
    closed.receipt(&phone).await;
    decided(&officer, &DeskDecision::Refuse { dossier: closed.id(), text: "x".into() }).await;
    assert_eq!(list(&officer).await.dossiers.len(), 2);
    let id = closed.id().0;
    let age = move |tx: &rusqlite::Transaction<'_>| {
        for table in ["status", "receipt"] {
            let sql = format!("UPDATE {table} SET body = json_set(body, '$.at', 1) WHERE dossier = ?");
            tx.execute(&sql, [id])?;
        }
        Ok(())
    };
    server.admin.store().write(age).unwrap();
    let left: Vec<DossierId> = list(&officer).await.dossiers.iter().map(|item| item.dossier).collect();
    assert_eq!(left, [open.id()]);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_officer_whose_rights_were_taken_away_sees_nothing_more() {
    let server = Served::start().await;
    let mut phone = server.citizen().await;
    let officer = server.phone(Role::Officer).await;
    let case = Case::ready(&server, &mut phone).await;
    case.receipt(&phone).await;
    server.admin.revoke(officer.key.public()).unwrap();
    assert_eq!(officer.get("/v1/desk").await.problem(), "revoked");
    assert_eq!(officer.get(&zip_path(case.id())).await.problem(), "revoked");
    assert_eq!(decide(&officer, &take(case.id())).await.problem(), "revoked");
}

#[tokio::test(flavor = "multi_thread")]
async fn each_look_and_each_decision_of_the_desk_is_in_the_audit_log() {
    let server = Served::start().await;
    let mut phone = server.citizen().await;
    let officer = server.phone(Role::Officer).await;
    let case = Case::ready(&server, &mut phone).await;
    case.receipt(&phone).await;
    list(&officer).await;
    officer.get(&zip_path(case.id())).await;
    decided(&officer, &take(case.id())).await;
    let key = officer.key.public().0;
    let actions: Vec<String> = server
        .admin
        .store()
        .read(|tx| {
            let mut rows = tx.prepare("SELECT action FROM audit WHERE device = ? ORDER BY seq")?;
            let rows = rows.query_map([key], |row| row.get(0))?;
            Ok(rows.collect::<rusqlite::Result<_>>()?)
        })
        .unwrap();
    assert_eq!(actions, ["desk_list", "desk_download", "desk_decide"]);
    assert_eq!(hoso_server::audit::verify(&server.admin).unwrap().fault, None);
}
