use crate::kit::Served;
use hoso_protocol::edit::Fault;
use hoso_protocol::ids::EditId;
use hoso_protocol::record::Role;
use hoso_protocol::wire::{SyncRequest, held_digest};
use hoso_server::Limits;

#[tokio::test(flavor = "multi_thread")]
async fn two_phones_of_one_person_see_each_others_edits_byte_for_byte() {
    let server = Served::start().await;
    let mut first = server.citizen().await;
    let mut writer = first.writer();
    let edits = [writer.text("Nguyễn Thị Lan"), writer.text("Nguyễn Thị Lán")];
    let reply = first.sync(&edits).await;
    assert!(reply.edits.is_empty(), "what the request brought does not come back");
    assert_eq!(reply.held.len(), 1);
    assert_eq!(reply.held[0].digest, held_digest(edits.iter().map(|e| e.id()), []));

    let mut second = first.second().await;
    let reply = second.sync(&[]).await;
    assert_eq!(reply.edits, edits);
    assert_eq!(reply.held[0].digest, held_digest(edits.iter().map(|e| e.id()), []));
    let known: Vec<_> = reply.certificates.iter().map(|c| c.open(second.server).unwrap().key).collect();
    assert_eq!(known, [first.key.public(), second.key.public()]);

    let mut body = second.writer_in(writer.dossier).body("Lan");
    body.seen = vec![writer.tip()];
    let answer = second.writer_in(writer.dossier).seal(&body);
    second.sync(std::slice::from_ref(&answer)).await;
    assert_eq!(first.pull().await, [answer]);
    assert_eq!(first.pull().await, []);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stranger_sees_nothing_and_may_not_write() {
    let server = Served::start().await;
    let (mut owner, mut stranger) = (server.citizen().await, server.citizen().await);
    let mut writer = owner.writer();
    owner.sync(&[writer.text("của tôi")]).await;
    assert_eq!(stranger.pull().await, []);

    let mut intruder = stranger.writer_in(writer.dossier);
    let edit = intruder.text("của người khác");
    let reply = stranger.sync(std::slice::from_ref(&edit)).await;
    let void = reply.voids[0].open(stranger.server).unwrap();
    assert_eq!((void.edit, void.reason), (edit.id(), Fault::NotAllowed));
    assert_eq!(reply.held, []);
    // The owner hears nothing of it: neither the edit nor a void.
    let reply = owner.sync(&[]).await;
    assert_eq!((reply.edits, reply.voids), (vec![], vec![]));
    // The owner may bring the very edit later, from phone to phone: the void did not bind the dossier.
    assert_eq!(owner.sync(&[edit]).await.voids, []);
}

#[tokio::test(flavor = "multi_thread")]
async fn officers_and_viewers_write_no_edits() {
    let server = Served::start().await;
    for role in [Role::Officer, Role::Viewer] {
        let mut device = server.phone(role).await;
        let mut writer = device.writer();
        let reply = device.sync(&[writer.text("x")]).await;
        assert_eq!(reply.voids[0].open(device.server).unwrap().reason, Fault::NotAllowed);
        assert_eq!(device.pull().await, []);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_held_already_is_acknowledged_again() {
    let server = Served::start().await;
    let mut phone = server.citizen().await;
    let mut writer = phone.writer();
    let (first, second) = (writer.text("một"), writer.text("hai"));
    phone.sync(std::slice::from_ref(&first)).await;
    // The kit verifies that the acknowledgement covers all three, the doubled one once.
    let reply = phone.sync(&[first.clone(), second.clone(), first]).await;
    assert_eq!((reply.voids, reply.later), (vec![], vec![]));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_edit_of_a_device_that_nobody_knows_is_relayed_with_its_certificate_once_there_is_one() {
    let server = Served::start().await;
    let (mut owner, helper) = (server.citizen().await, server.phone(Role::Member).await);
    let mut mine = owner.writer();
    let mut theirs = helper.writer_in(mine.dossier);
    owner.sync(&[mine.text("a"), theirs.text("b")]).await;
    let mut second = owner.second().await;
    let reply = second.sync(&[]).await;
    assert_eq!(reply.edits.len(), 2);
    let keys: Vec<_> = reply.certificates.iter().map(|c| c.open(second.server).unwrap().key).collect();
    assert!(keys.contains(&helper.key.public()));

    let (code, late) = (server.admin.invite(Role::Member, crate::kit::COMMUNE).unwrap().code, owner.second().await);
    let _ = late;
    let key = hoso_protocol::sign::KeyPair::random().unwrap();
    let mut unknown = crate::kit::Writer { key: key.clone(), ..owner.writer_in(mine.dossier) };
    owner.sync(&[unknown.text("c")]).await;
    owner.pull().await;
    let _: hoso_protocol::wire::EnrolReply = crate::kit::Phone::ask(server.address, &code, &key).await.json();
    let reply = owner.sync(&[]).await;
    let keys: Vec<_> = reply.certificates.iter().map(|c| c.open(owner.server).unwrap().key).collect();
    assert_eq!(keys, [key.public()], "a certificate that is younger than the edits follows");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_long_history_comes_in_pages_and_none_is_missed() {
    let server = Served::with(Limits { reply_bytes: 4_000, ..Limits::default() }).await;
    let mut first = server.citizen().await;
    let mut ids: Vec<EditId> = vec![];
    for _ in 0..5 {
        let mut writer = first.writer();
        let edits: Vec<_> = (0..10).map(|i| writer.text(&format!("chữ {i}"))).collect();
        ids.extend(edits.iter().map(|e| e.id()));
        first.sync(&edits).await;
    }
    let mut second = first.second().await;
    let (mut got, mut held, mut pages) = (vec![], 0, 0);
    loop {
        let reply = second.sync(&[]).await;
        got.extend(reply.edits.iter().map(|e| e.id()));
        held += reply.held.len();
        pages += 1;
        if !reply.more {
            break;
        }
        assert!(pages < 100);
    }
    assert_eq!(got, ids);
    assert_eq!(held, 5, "each dossier is summed up once, with its last entry");
    assert!(pages > 5, "{pages}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_sync_with_nothing_to_say_is_tiny() {
    let server = Served::start().await;
    let mut phone = server.citizen().await;
    let mut writer = phone.writer();
    phone.sync(&[writer.text("một")]).await;
    phone.sync(&[]).await;
    let request = SyncRequest { cursor: phone.cursor.clone(), ..SyncRequest::default() };
    let body = serde_json::to_vec(&request).unwrap();
    let answer = phone.call("POST", "/v1/sync", &[], &body).await;
    let both = body.len() + answer.wire;
    println!("idle sync: {both} bytes in both bodies");
    assert!(both <= 800, "{both}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_person_with_dossiers_in_two_partitions_reads_both() {
    let server = Served::start().await;
    let mut phone = server.citizen().await;
    let mut here = phone.writer();
    phone.sync(&[here.text("ở đây")]).await;
    // The person moves: the same key enrols in another commune.
    let code = server.admin.invite(Role::Citizen, "00008").unwrap().code;
    let reply: hoso_protocol::wire::EnrolReply = crate::kit::Phone::ask(server.address, &code, &phone.key).await.json();
    phone.token = reply.token;
    assert_eq!(reply.certificate.open(phone.server).unwrap().person, phone.certificate.person);
    let mut there = phone.writer();
    phone.sync(&[there.text("ở kia"), here.text("vẫn ở đây")]).await;
    let mut second = phone.second().await;
    assert_eq!(second.pull().await.len(), 3);
    assert_eq!(second.pull().await, []);
    phone.sync(&[here.text("nữa")]).await;
    assert_eq!(second.pull().await.len(), 1);
}
