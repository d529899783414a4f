use crate::kit::Served;
use crate::tus::{dossier, photo, send};
use hoso_protocol::record::Role;
use hoso_server::audit;

#[tokio::test(flavor = "multi_thread")]
async fn a_photo_goes_out_whole_or_from_a_byte_on() {
    let server = Served::start().await;
    let mut phone = server.citizen().await;
    let id = dossier(&mut phone).await.dossier;
    let bytes = photo(1, 200_000);
    send(&phone, id, &bytes).await;
    let mut second = phone.second().await;
    let blob = second.sync(&[]).await.blobs.remove(0);
    let path = format!("/v1/blobs/{}", blob.id);

    let whole = second.get(&path).await;
    assert_eq!((whole.status, whole.body == bytes), (200, true));
    assert_eq!(whole.header("content-encoding"), None);
    assert_eq!(whole.header("accept-ranges"), Some("bytes"));
    for (range, from, to) in [("bytes=150000-", 150_000, 200_000), ("bytes=0-9", 0, 10), ("bytes=-5", 199_995, 200_000)]
    {
        let part = second.call("GET", &path, &[("range", range)], &[]).await;
        assert_eq!((part.status, part.body == bytes[from..to]), (206, true), "{range}");
        let said = format!("bytes {from}-{}/200000", to - 1);
        assert_eq!(part.header("content-range"), Some(said.as_str()));
        assert_eq!(part.header("etag"), whole.header("etag"));
    }
    let beyond = second.call("GET", &path, &[("range", "bytes=200000-")], &[]).await;
    assert_eq!((beyond.status, beyond.header("content-range")), (416, Some("bytes */200000")));
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_else_gets_a_photo() {
    let server = Served::start().await;
    let mut phone = server.citizen().await;
    let id = dossier(&mut phone).await.dossier;
    send(&phone, id, &photo(1, 20_000)).await;
    let blob = phone.sync(&[]).await.blobs.remove(0);
    let path = format!("/v1/blobs/{}", blob.id);
    for role in [Role::Citizen, Role::Member, Role::Officer, Role::Viewer] {
        assert_eq!(server.phone(role).await.get(&path).await.problem(), "not_found");
    }
    assert_eq!(phone.get("/v1/blobs/00").await.problem(), "not_found");
    assert_eq!(phone.get(&format!("/v1/blobs/{}", "0".repeat(32))).await.problem(), "not_found");
    server.admin.revoke(phone.key.public()).unwrap();
    assert_eq!(phone.get(&path).await.problem(), "revoked");
}

#[tokio::test(flavor = "multi_thread")]
async fn who_sent_and_who_fetched_a_photo_stands_in_the_audit_log() {
    let server = Served::start().await;
    let mut phone = server.citizen().await;
    let id = dossier(&mut phone).await.dossier;
    send(&phone, id, &photo(1, 20_000)).await;
    let mut second = phone.second().await;
    let blob = second.sync(&[]).await.blobs.remove(0);
    second.get(&format!("/v1/blobs/{}", blob.id)).await;
    let rows: Vec<(String, Vec<u8>)> = server
        .admin
        .store()
        .read(|tx| {
            let mut rows = tx.prepare("SELECT action, device FROM audit WHERE dossier = ? ORDER BY seq")?;
            let rows = rows.query_map([id.0], |row| Ok((row.get(0)?, row.get(1)?)))?;
            Ok(rows.collect::<rusqlite::Result<_>>()?)
        })
        .unwrap();
    let by =
        |name: &str| rows.iter().filter(|(action, _)| action == name).map(|(_, by)| by.clone()).collect::<Vec<_>>();
    assert_eq!(by("write_photo"), [phone.key.public().0.to_vec()]);
    assert_eq!(by("read_photo"), [second.key.public().0.to_vec()]);
    assert_eq!(audit::verify(&server.admin).unwrap().fault, None);
}
