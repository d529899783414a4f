//! What the server can never take, and what it can't take yet.

use crate::kit::{Phone, Served, Writer};
use hoso_protocol::edit::{Fault, SignedEdit, Tip};
use hoso_protocol::ids::{EditId, ReplicaId};
use hoso_protocol::wire::{LaterReason, SyncReply, held_digest};
use hoso_server::Limits;

fn voids(phone: &Phone, reply: &SyncReply) -> Vec<(EditId, Fault)> {
    reply.voids.iter().map(|v| v.open(phone.server).unwrap()).map(|v| (v.edit, v.reason)).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_forged_edit_is_void_for_ever_fills_its_place_and_others_hear_of_it() {
    let server = Served::start().await;
    let mut phone = server.citizen().await;
    let mut second = phone.second().await;
    let mut writer = phone.writer();
    let good = writer.text("thật");
    let mut forged = writer.text("giả");
    forged.sig = good.sig.clone();
    let after = writer.text("sau đó");
    let reply = phone.sync(&[good.clone(), forged.clone(), after.clone()]).await;
    assert_eq!(voids(&phone, &reply), [(forged.id(), Fault::Signature)]);
    let digest = held_digest([good.id(), after.id()], [forged.id()]);
    assert_eq!(reply.held[0].digest, digest, "an edit that is void counts as its void alone");

    let reply = second.sync(&[]).await;
    assert_eq!(reply.edits, [good, after]);
    assert_eq!(voids(&second, &reply), [(forged.id(), Fault::Signature)]);
    assert_eq!(reply.held[0].digest, digest);
    // Offered again, even with a signature that fits now: the same void.
    let again = second.sync(&[forged]).await;
    assert_eq!(again.voids, reply.voids);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_edit_waits_for_what_it_builds_on_and_is_taken_then() {
    let server = Served::start().await;
    let mut phone = server.citizen().await;
    let mut writer = phone.writer();
    let (first, second) = (writer.text("một"), writer.text("hai"));
    let reply = phone.sync(std::slice::from_ref(&second)).await;
    assert_eq!((reply.later[0].id, reply.later[0].reason), (second.id(), LaterReason::SendFirst));
    assert_eq!(reply.voids, []);

    let mut other = phone.writer_in(writer.dossier);
    let mut body = other.body("ba");
    body.seen = vec![writer.tip()];
    let third = other.seal(&body);
    let reply = phone.sync(&[third.clone(), first.clone()]).await;
    assert_eq!(reply.later.len(), 1, "only the order in the request counts");
    let reply = phone.sync(&[first, second, third]).await;
    assert_eq!((reply.voids, reply.later), (vec![], vec![]));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_contradicts_its_chain_is_void_and_so_is_what_builds_on_it() {
    let server = Served::start().await;
    let mut phone = server.citizen().await;
    let mut writer = phone.writer();
    let first = writer.text("một");
    phone.sync(std::slice::from_ref(&first)).await;
    // A number is left out.
    let mut jumping = writer.clone();
    let mut body = jumping.body("ba");
    body.n = 3;
    let jump = jumping.seal(&body);
    let on_it = jumping.text("bốn");
    // A tip that stands elsewhere.
    let mut other = phone.writer_in(writer.dossier);
    let mut body = other.body("x");
    body.seen = vec![Tip(ReplicaId::random().unwrap(), 1, first.id())];
    let lying = other.seal(&body);
    let reply = phone.sync(&[jump.clone(), on_it.clone(), lying.clone(), writer.text("hai")]).await;
    let mut expected = [(jump.id(), Fault::Chain), (on_it.id(), Fault::Chain), (lying.id(), Fault::Chain)];
    expected.sort_by_key(|(id, _)| *id);
    assert_eq!(voids(&phone, &reply), expected);
    assert_eq!(reply.later, []);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_cloned_phone_is_a_fork_and_both_branches_are_taken() {
    let server = Served::start().await;
    let mut phone = server.citizen().await;
    let mut writer = phone.writer();
    let first = writer.text("một");
    let mut clone = writer.clone();
    let reply = phone.sync(&[first, writer.text("trái"), clone.text("phải"), clone.text("nữa")]).await;
    assert_eq!((reply.voids, reply.later), (vec![], vec![]));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_newer_form_and_what_has_no_place_wait_and_stop_nothing_else() {
    let server = Served::start().await;
    let mut phone = server.citizen().await;
    let mut writer = phone.writer();
    let mut body = writer.body("mới");
    body.v = 9;
    let newer = SignedEdit::seal(&body, &phone.key);
    let nonsense = SignedEdit { body: "{\"v\":1}".into(), sig: String::new() };
    let zero =
        SignedEdit { body: newer.body.replace("\"v\":9", "\"v\":1").replace("\"n\":1", "\"n\":0"), sig: "x".into() };
    let reply = phone.sync(&[newer.clone(), nonsense.clone(), zero.clone(), writer.text("cũ")]).await;
    let later: Vec<_> = reply.later.iter().map(|l| (l.id, l.reason)).collect();
    let wait = LaterReason::UpdateServer;
    assert_eq!(later, [(newer.id(), wait), (nonsense.id(), wait), (zero.id(), wait)]);
    assert_eq!(reply.voids, []);
}

#[tokio::test(flavor = "multi_thread")]
async fn above_the_cut_of_a_revoked_device_edits_are_void_below_it_they_stay() {
    let server = Served::start().await;
    let mut phone = server.citizen().await;
    let mut second = phone.second().await;
    let mut writer = second.writer();
    let (below, above) = (writer.text("trước"), writer.text("sau"));
    second.sync(std::slice::from_ref(&below)).await;
    server.admin.revoke(second.key.public()).unwrap();
    // The other phone of the person holds both, from phone to phone.
    let reply = phone.sync(&[below.clone(), above.clone()]).await;
    assert_eq!(voids(&phone, &reply), [(above.id(), Fault::Revoked)]);
    assert_eq!(reply.held[0].digest, held_digest([below.id()], [above.id()]));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_used_up_quota_means_later_and_never_a_void() {
    let server = Served::with(Limits { edits_a_day: 2, ..Limits::default() }).await;
    let mut phone = server.citizen().await;
    let mut writers: Vec<Writer> = (0..3).map(|_| phone.writer()).collect();
    let edits: Vec<_> = writers.iter_mut().map(|w| w.text("x")).collect();
    let reply = phone.sync(&edits).await;
    assert_eq!((reply.later.len(), reply.later[0].reason), (1, LaterReason::Quota));
    assert_eq!(reply.voids, []);
    // What is held costs nothing when it is offered again, and the other phone has a quota of its own.
    let mut second = phone.second().await;
    let reply = second.sync(&edits).await;
    assert_eq!(reply.later, []);
}
