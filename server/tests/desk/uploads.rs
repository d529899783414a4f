use crate::kit::{Served, call};
use crate::tus::{
    begin, checksum, create, created, dossier, head, offset, patch, patch_as, photo, send, sha256, status,
};
use hoso_protocol::ids::DossierId;
use hoso_protocol::wire::{MAX_OPEN_UPLOADS, MAX_PHOTO_BYTES};
use hoso_server::{Limits, Swept};
use tokio::io::AsyncWriteExt as _;

#[tokio::test(flavor = "multi_thread")]
async fn a_photo_arrives_in_pieces_and_the_persons_other_phone_learns_of_it() {
    let server = Served::start().await;
    let mut first = server.citizen().await;
    let id = dossier(&mut first).await.dossier;
    let bytes = photo(1, 100_000);
    let path = created(&first, id, &bytes).await;
    assert_eq!(offset(&first, &path).await, 0);
    assert_eq!(patch(&first, &path, 0, &bytes[..60_000]).await.status, 204);
    let mut second = first.second().await;
    assert_eq!(second.sync(&[]).await.blobs, [], "a photo counts once it is whole");

    let answer = patch(&first, &path, 60_000, &bytes[60_000..]).await;
    assert_eq!((answer.status, answer.header("upload-offset")), (204, Some("100000")));
    assert!(answer.header("upload-expires").unwrap().ends_with(" GMT"));
    let blobs = second.sync(&[]).await.blobs;
    assert_eq!(blobs.len(), 1);
    assert_eq!((blobs[0].dossier, blobs[0].sha256, blobs[0].bytes), (id, sha256(&bytes), 100_000));
    assert_eq!(offset(&first, &path).await, 100_000, "a lost answer is asked for again");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_answered_for_is_there_after_a_new_start() {
    let server = Served::start().await;
    let mut phone = server.citizen().await;
    let id = dossier(&mut phone).await.dossier;
    let bytes = photo(1, 50_000);
    let path = created(&phone, id, &bytes).await;
    assert_eq!(patch(&phone, &path, 0, &bytes[..20_000]).await.status, 204);
    let folder = server.stop().await;
    let server = Served::over(folder, Limits::default()).await;
    phone.address = server.address;
    assert_eq!(offset(&phone, &path).await, 20_000);
    assert_eq!(patch(&phone, &path, 20_000, &bytes[20_000..]).await.status, 204);
    assert_eq!(phone.sync(&[]).await.blobs.len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn of_a_piece_that_breaks_off_what_arrived_counts_only_without_a_checksum() {
    let server = Served::start().await;
    let mut phone = server.citizen().await;
    let id = dossier(&mut phone).await.dossier;
    let bytes = photo(1, 50_000);
    let path = created(&phone, id, &bytes).await;
    let sum = checksum(&bytes);
    for (sum, held) in [(Some(sum.as_str()), 0), (None, 30_000)] {
        let mut stream = begin(&phone, &path, 0, 50_000, sum).await;
        stream.write_all(&bytes[..30_000]).await.unwrap();
        stream.shutdown().await.unwrap();
        assert_eq!(status(stream).await, 400);
        assert_eq!(offset(&phone, &path).await, held);
    }
    assert_eq!(patch(&phone, &path, 30_000, &bytes[30_000..]).await.status, 204);
    assert_eq!(phone.sync(&[]).await.blobs.len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_phone_that_comes_back_does_not_wait_for_its_dead_connection() {
    let server = Served::start().await;
    let mut phone = server.citizen().await;
    let id = dossier(&mut phone).await.dossier;
    let bytes = photo(1, 50_000);
    let path = created(&phone, id, &bytes).await;
    let sum = checksum(&bytes);
    let stalled = begin(&phone, &path, 0, 50_000, Some(&sum)).await;
    let also_stalled = begin(&phone, &path, 0, 50_000, None).await;
    assert_eq!(patch(&phone, &path, 0, &bytes).await.status, 204);
    assert_eq!((status(stalled).await, status(also_stalled).await), (400, 400));
    assert_eq!(phone.sync(&[]).await.blobs.len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_damaged_piece_does_not_count() {
    let server = Served::start().await;
    let mut phone = server.citizen().await;
    let id = dossier(&mut phone).await.dossier;
    let bytes = photo(1, 50_000);
    let path = created(&phone, id, &bytes).await;
    let answer = patch_as(&phone, &path, 0, &bytes[..30_000], &checksum(b"another")).await;
    assert_eq!((answer.status, answer.problem().as_str()), (460, "bad_request"));
    assert_eq!(offset(&phone, &path).await, 0);
    for nonsense in ["md5 AAAA", "sha256", "sha256 !", "sha256 AAAA"] {
        assert_eq!(patch_as(&phone, &path, 0, &bytes, nonsense).await.status, 400, "{nonsense}");
    }
    assert_eq!(patch(&phone, &path, 0, &bytes).await.status, 204);
}

#[tokio::test(flavor = "multi_thread")]
async fn only_the_next_byte_is_taken_and_no_byte_too_many() {
    let server = Served::start().await;
    let mut phone = server.citizen().await;
    let id = dossier(&mut phone).await.dossier;
    let bytes = photo(1, 400_000);
    let path = created(&phone, id, &bytes).await;
    assert_eq!(patch(&phone, &path, 0, &bytes[..200_000]).await.status, 204);
    for wrong in [0, 100_000, 199_999, 200_001, 400_000, 500_000] {
        let answer = patch(&phone, &path, wrong, &bytes[..200_000]).await;
        assert_eq!((answer.status, answer.problem().as_str()), (409, "conflict"), "{wrong}");
    }
    let longer = [&bytes[200_000..], b"x"].concat();
    assert_eq!(patch(&phone, &path, 200_000, &longer).await.status, 413);
    assert_eq!(patch(&phone, &path, 200_000, &bytes[200_000..]).await.status, 204);
    assert_eq!(patch(&phone, &path, 400_000, &[]).await.status, 409, "it is whole already");
}

#[tokio::test(flavor = "multi_thread")]
async fn bytes_that_are_not_the_announced_photo_are_dropped() {
    let server = Served::start().await;
    let mut phone = server.citizen().await;
    let id = dossier(&mut phone).await.dossier;
    let (wanted, other) = (photo(1, 50_000), photo(2, 50_000));
    let path = created(&phone, id, &wanted).await;
    let answer = patch(&phone, &path, 0, &other).await;
    assert_eq!((answer.status, answer.problem().as_str()), (422, "conflict"));
    assert_eq!(head(&phone, &path).await.status, 404);
    assert_eq!(phone.sync(&[]).await.blobs, []);
    assert_eq!(std::fs::read_dir(server.path().join("uploads")).unwrap().count(), 0);
    send(&phone, id, &wanted).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_upload_is_its_devices_alone() {
    let server = Served::start().await;
    let mut phone = server.citizen().await;
    let id = dossier(&mut phone).await.dossier;
    let bytes = photo(1, 50_000);
    let path = created(&phone, id, &bytes).await;
    let (second, stranger) = (phone.second().await, server.citizen().await);
    for other in [&second, &stranger] {
        assert_eq!(head(other, &path).await.status, 404);
        assert_eq!(patch(other, &path, 0, &bytes).await.status, 404);
    }
    for unknown in ["0".repeat(32), "0".repeat(31), "zz".repeat(16), "A".repeat(32)] {
        assert_eq!(head(&phone, &format!("/v1/uploads/{unknown}")).await.status, 404);
    }
    let nobody = call(server.address, "HEAD", &path, &[("tus-resumable", "1.0.0")], &[]).await;
    assert_eq!(nobody.status, 401);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_photo_needs_a_dossier_that_the_server_holds_for_this_person() {
    let server = Served::start().await;
    let (mut phone, stranger) = (server.citizen().await, server.citizen().await);
    let id = dossier(&mut phone).await.dossier;
    let hash = sha256(b"x");
    assert_eq!(create(&stranger, id, hash, 1).await.problem(), "not_found");
    assert_eq!(create(&phone, DossierId::random().unwrap(), hash, 1).await.problem(), "not_found");
    assert_eq!(create(&phone, id, hash, 0).await.problem(), "bad_request");
    assert_eq!(create(&phone, id, hash, MAX_PHOTO_BYTES as usize + 1).await.problem(), "too_large");
    assert_eq!(create(&phone, id, hash, MAX_PHOTO_BYTES as usize).await.status, 201);
    for metadata in ["", "dossier", "dossier AAAA,sha256 AAAA", "sha256 !"] {
        let headers = [("tus-resumable", "1.0.0"), ("upload-length", "5"), ("upload-metadata", metadata)];
        assert_eq!(phone.call("POST", "/v1/uploads", &headers, &[]).await.status, 400, "{metadata}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn another_version_of_tus_is_told_which_one_is_spoken() {
    let server = Served::start().await;
    let phone = server.citizen().await;
    let answer = phone.call("POST", "/v1/uploads", &[("tus-resumable", "0.9.0")], &[]).await;
    assert_eq!((answer.status, answer.header("tus-version")), (412, Some("1.0.0")));
    let answer = phone.call("OPTIONS", "/v1/uploads", &[], &[]).await;
    assert_eq!((answer.status, answer.header("tus-extension")), (204, Some("creation,checksum,expiration")));
    assert_eq!(answer.header("tus-max-size"), Some(MAX_PHOTO_BYTES.to_string().as_str()));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_photo_that_is_held_already_is_not_sent_again() {
    let server = Served::start().await;
    let mut phone = server.citizen().await;
    let id = dossier(&mut phone).await.dossier;
    let bytes = photo(1, 50_000);
    send(&phone, id, &bytes).await;
    let second = phone.second().await;
    let answer = create(&second, id, sha256(&bytes), bytes.len()).await;
    assert_eq!((answer.status, answer.header("upload-offset")), (201, Some("50000")));
    let path = answer.header("location").unwrap().to_owned();
    assert_eq!(patch(&second, &path, 0, &bytes).await.status, 409);
    assert_eq!(offset(&second, &path).await, 50_000);
    assert_eq!(create(&second, id, sha256(&bytes), 49_999).await.problem(), "conflict");
}

#[tokio::test(flavor = "multi_thread")]
async fn two_phones_that_send_the_same_photo_at_once_make_one() {
    let server = Served::start().await;
    let mut phone = server.citizen().await;
    let id = dossier(&mut phone).await.dossier;
    let second = phone.second().await;
    let bytes = photo(1, 50_000);
    let paths = [created(&phone, id, &bytes).await, created(&second, id, &bytes).await];
    assert_ne!(paths[0], paths[1]);
    assert_eq!(patch(&phone, &paths[0], 0, &bytes).await.status, 204);
    assert_eq!(patch(&second, &paths[1], 0, &bytes).await.status, 204);
    assert_eq!(offset(&second, &paths[1]).await, 50_000);
    assert_eq!(phone.sync(&[]).await.blobs.len(), 1);
    assert_eq!(std::fs::read_dir(server.path().join("blobs")).unwrap().count(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_phone_that_forgot_its_upload_goes_on_with_it_and_never_has_too_many_open() {
    let server = Served::start().await;
    let mut phone = server.citizen().await;
    let id = dossier(&mut phone).await.dossier;
    let bytes = photo(1, 50_000);
    let path = created(&phone, id, &bytes).await;
    assert_eq!(patch(&phone, &path, 0, &bytes[..20_000]).await.status, 204);
    let again = create(&phone, id, sha256(&bytes), bytes.len()).await;
    assert_eq!((again.header("location"), again.header("upload-offset")), (Some(path.as_str()), Some("20000")));
    for seed in 1..=MAX_OPEN_UPLOADS as u8 {
        created(&phone, id, &photo(seed + 1, 30_000)).await;
    }
    // The one that was left alone for the longest time made room.
    assert_eq!(head(&phone, &path).await.status, 404);
    let open: u32 = server
        .admin
        .store()
        .read(|tx| Ok(tx.query_row("SELECT count(*) FROM upload WHERE offset < length", [], |row| row.get(0))?))
        .unwrap();
    assert_eq!(open, MAX_OPEN_UPLOADS);
    assert_eq!(std::fs::read_dir(server.path().join("uploads")).unwrap().count(), 0, "its bytes are gone, too");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_device_has_a_quota_of_photos_a_day() {
    let limits = Limits { photos_a_day: 2, photo_bytes_a_day: 100_000, ..Limits::default() };
    let server = Served::with(limits).await;
    let mut phone = server.citizen().await;
    let id = dossier(&mut phone).await.dossier;
    send(&phone, id, &photo(1, 40_000)).await;
    assert_eq!(create(&phone, id, sha256(b"a"), 60_001).await.problem(), "quota");
    send(&phone, id, &photo(2, 60_000)).await;
    assert_eq!(create(&phone, id, sha256(b"b"), 1).await.problem(), "quota");
    // What is held already costs nothing.
    assert_eq!(create(&phone, id, sha256(&photo(2, 60_000)), 60_000).await.status, 201);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_upload_that_waited_too_long_is_gone_and_swept_away() {
    let server = Served::start().await;
    let mut phone = server.citizen().await;
    let id = dossier(&mut phone).await.dossier;
    let (left, kept) = (photo(1, 50_000), photo(2, 50_000));
    let (path, other) = (created(&phone, id, &left).await, created(&phone, id, &kept).await);
    assert_eq!(patch(&phone, &path, 0, &left[..20_000]).await.status, 204);
    assert_eq!(patch(&phone, &other, 0, &kept[..20_000]).await.status, 204);
    assert_eq!(server.admin.sweep().unwrap(), Swept::default());
    let id = path.rsplit('/').next().unwrap().to_owned();
    let expire = move |tx: &rusqlite::Transaction<'_>| {
        Ok(tx.execute("UPDATE upload SET expires = 1 WHERE hex(id) = upper(?)", [id])?)
    };
    assert_eq!(server.admin.store().write(expire).unwrap(), 1);
    assert_eq!(head(&phone, &path).await.status, 410);
    assert_eq!(patch(&phone, &path, 20_000, &left[20_000..]).await.status, 410);
    assert_eq!(server.admin.sweep().unwrap(), Swept { uploads: 1, files: 0 });
    assert_eq!(head(&phone, &path).await.status, 404);
    assert_eq!(std::fs::read_dir(server.path().join("uploads")).unwrap().count(), 1);
    assert_eq!(offset(&phone, &other).await, 20_000);
}

#[tokio::test(flavor = "multi_thread")]
async fn files_without_a_row_are_swept_once_they_are_old() {
    let server = Served::start().await;
    let mut phone = server.citizen().await;
    let id = dossier(&mut phone).await.dossier;
    send(&phone, id, &photo(1, 50_000)).await;
    let old = std::time::SystemTime::now() - std::time::Duration::from_secs(48 * 60 * 60);
    for folder in ["blobs", "uploads"] {
        for (name, age) in [("young", None), ("old", Some(old))] {
            let file = std::fs::File::create(server.path().join(folder).join(name)).unwrap();
            if let Some(at) = age {
                file.set_modified(at).unwrap();
            }
        }
    }
    assert_eq!(server.admin.sweep().unwrap(), Swept { uploads: 0, files: 2 });
    let names = |folder: &str| std::fs::read_dir(server.path().join(folder)).unwrap().count();
    assert_eq!((names("blobs"), names("uploads")), (2, 1), "photos and what is young stay");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_upload_whose_bytes_were_lost_begins_anew() {
    let server = Served::start().await;
    let mut phone = server.citizen().await;
    let id = dossier(&mut phone).await.dossier;
    let bytes = photo(1, 50_000);
    let path = created(&phone, id, &bytes).await;
    assert_eq!(patch(&phone, &path, 0, &bytes[..20_000]).await.status, 204);
    for file in std::fs::read_dir(server.path().join("uploads")).unwrap() {
        std::fs::remove_file(file.unwrap().path()).unwrap();
    }
    assert_eq!(patch(&phone, &path, 20_000, &bytes[20_000..]).await.status, 410);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_sweeps_before_it_serves() {
    let server = Served::start().await;
    let mut phone = server.citizen().await;
    let id = dossier(&mut phone).await.dossier;
    let path = created(&phone, id, &photo(1, 50_000)).await;
    server.admin.store().write(|tx| Ok(tx.execute("UPDATE upload SET expires = 1", [])?)).unwrap();
    let server = Served::over(server.stop().await, Limits::default()).await;
    phone.address = server.address;
    assert_eq!(head(&phone, &path).await.status, 404);
}
