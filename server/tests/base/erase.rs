use crate::kit::{Phone, Served};
use hoso_protocol::edit::Fault;
use hoso_protocol::ids::DossierId;
use hoso_protocol::record::Erase;
use hoso_protocol::sign::{KeyPair, Signed};
use hoso_protocol::wire::{SyncReply, SyncRequest};

fn record(dossier: DossierId, key: &KeyPair) -> Signed<Erase> {
    Signed::new(&Erase { dossier, by: key.public(), at: 1 }, key)
}

async fn erase(phone: &mut Phone, erase: &Signed<Erase>) -> SyncReply {
    let request = SyncRequest { cursor: phone.cursor.clone(), erases: vec![erase.clone()], ..SyncRequest::default() };
    phone.round(&request).await
}

#[tokio::test(flavor = "multi_thread")]
async fn an_erased_dossier_is_gone_everywhere_and_never_comes_back() {
    let server = Served::start().await;
    let mut phone = server.citizen().await;
    let mut second = phone.second().await;
    let mut writer = phone.writer();
    let canary = "CANARY-Trần-Văn-Hùng";
    let edit = writer.text(canary);
    phone.sync(std::slice::from_ref(&edit)).await;
    second.pull().await;
    let what = record(writer.dossier, &phone.key);
    let reply = erase(&mut phone, &what).await;
    assert_eq!(reply.erases, std::slice::from_ref(&what));
    assert_eq!(reply.held, []);
    assert_eq!(second.sync(&[]).await.erases, std::slice::from_ref(&what));
    // Unsent work elsewhere goes too, and who still offers it is told why.
    let reply = second.sync(&[edit, writer.text("nữa")]).await;
    assert!(reply.voids.iter().all(|v| v.open(second.server).unwrap().reason == Fault::NotAllowed));
    assert_eq!((reply.voids.len(), reply.erases.clone()), (2, vec![what.clone()]));
    let mut third = phone.second().await;
    let reply = third.sync(&[]).await;
    assert_eq!((reply.edits, reply.erases), (vec![], vec![what.clone()]));
    // Once more is the same.
    assert_eq!(erase(&mut phone, &what).await.erases, std::slice::from_ref(&what));
    assert_eq!(hoso_server::erase::recorded(&server.admin).unwrap(), [what]);

    let folder = server.stop().await;
    for file in std::fs::read_dir(folder.path()).unwrap().map(|e| e.unwrap().path()).filter(|p| p.is_file()) {
        let bytes = std::fs::read(&file).unwrap();
        let found = bytes.windows(canary.len()).any(|w| w == canary.as_bytes());
        assert!(!found, "what was erased still stands in {}", file.display());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn only_the_owners_device_erases() {
    let server = Served::start().await;
    let (mut phone, mut stranger) = (server.citizen().await, server.citizen().await);
    let mut writer = phone.writer();
    let edit = writer.text("ở lại");
    phone.sync(std::slice::from_ref(&edit)).await;
    for key in [&stranger.key.clone(), &phone.key] {
        let reply = erase(&mut stranger, &record(writer.dossier, key)).await;
        assert_eq!(reply.erases, []);
    }
    let mut forged = record(writer.dossier, &phone.key);
    forged.sig = record(DossierId([0; 16]), &phone.key).sig;
    assert_eq!(erase(&mut phone, &forged).await.erases, []);
    phone.cursor = None;
    assert_eq!(phone.pull().await, [edit]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_dossier_that_was_never_synced_can_be_refused_ahead() {
    let server = Served::start().await;
    let mut phone = server.citizen().await;
    let mut writer = phone.writer();
    let what = record(writer.dossier, &phone.key);
    erase(&mut phone, &what).await;
    let reply = phone.sync(&[writer.text("muộn")]).await;
    assert_eq!(reply.voids.len(), 1);
    assert_eq!(reply.erases, [what]);
}

#[tokio::test(flavor = "multi_thread")]
async fn erase_records_are_replayed_over_an_older_database() {
    let (server, older) = (Served::start().await, Served::start().await);
    let mut phone = server.citizen().await;
    let mut writer = phone.writer();
    phone.sync(&[writer.text("x")]).await;
    let what = record(writer.dossier, &phone.key);
    erase(&mut phone, &what).await;
    // A line that a crash cut off spoils nothing.
    let mut log = std::fs::read(server.admin.erased_log()).unwrap();
    log.extend(b"{\"body\":\"torn");
    std::fs::write(older.admin.erased_log(), log).unwrap();
    assert_eq!(hoso_server::erase::replay(&older.admin).unwrap(), 1);
    assert_eq!(hoso_server::erase::replay(&older.admin).unwrap(), 0);
    let mut late = older.citizen().await;
    let reply = late.sync(&[late.writer_in(writer.dossier).text("x")]).await;
    assert_eq!((reply.voids.len(), reply.erases), (1, vec![what]));
}
