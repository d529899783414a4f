//! Photos go up whole, once, and at the byte where they stood.

use super::kit::{api, soon};
use super::tus_server::{Fault, TusServer};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use hoso_core::net::{Error, NoConnection, Photo, UploadWatch};
use hoso_protocol::ids::{Digest, DossierId};
use sha2::{Digest as _, Sha256};
use std::io::{Cursor, Read, Seek, SeekFrom};
use tokio_util::sync::CancellationToken;

const KB: usize = 1024;

fn picture(bytes: usize) -> Vec<u8> {
    (0..bytes).map(|i| ((i * 31) ^ (i >> 8)) as u8).collect()
}

fn photo(bytes: &[u8]) -> Photo {
    let sha256 = Digest(Sha256::digest(bytes).into());
    Photo { dossier: DossierId([7; 16]), sha256, bytes: bytes.len() as u64 }
}

#[derive(Default)]
struct Watch {
    paths: Vec<String>,
    held: Vec<u64>,
    /// Cancelled as soon as the server holds this many bytes.
    stop: Option<(u64, CancellationToken)>,
    full: bool,
}

impl UploadWatch for Watch {
    fn created(&mut self, path: &str) -> std::io::Result<()> {
        self.paths.push(path.to_owned());
        if self.full { Err(std::io::ErrorKind::StorageFull.into()) } else { Ok(()) }
    }

    fn held(&mut self, bytes: u64) {
        self.held.push(bytes);
        if let Some((at, token)) = &self.stop
            && bytes >= *at
        {
            token.cancel();
        }
    }
}

/// Sends a picture to a server where these PATCH requests go wrong.
async fn send(bytes: &[u8], faults: &[(usize, Fault)]) -> (Result<(), Error>, TusServer, Watch) {
    let server = TusServer::start().await;
    server.held().faults = faults.iter().copied().collect();
    let mut watch = Watch::default();
    let (api, _) = api(&server.url);
    let result = soon(api.upload(&photo(bytes), None, &mut Cursor::new(bytes), &mut watch)).await;
    (result, server, watch)
}

fn whole(server: &TusServer, watch: &Watch) -> Vec<u8> {
    server.held().uploads[watch.paths.last().unwrap()].1.clone()
}

#[tokio::test]
async fn a_photo_arrives_whole_in_growing_pieces_with_its_dossier_and_hash() {
    let bytes = picture(900 * KB);
    let (result, server, watch) = send(&bytes, &[]).await;
    result.unwrap();
    assert_eq!(whole(&server, &watch), bytes);
    let kb = |n: usize| (n * KB) as u64;
    assert_eq!(watch.held, [kb(64), kb(192), kb(448), kb(704), kb(900)]);
    assert_eq!((server.count("POST"), server.count("HEAD"), server.count("PATCH")), (1, 0, 5));
    let held = server.held();
    let metadata = held.heads[0].header("upload-metadata").unwrap();
    let dossier = BASE64.encode(photo(&bytes).dossier.to_string());
    let sha256 = BASE64.encode(photo(&bytes).sha256.to_string());
    assert_eq!(metadata, format!("dossier {dossier},sha256 {sha256}"));
}

#[tokio::test]
async fn a_connection_cut_in_the_middle_of_a_piece_goes_on_at_the_byte() {
    let bytes = picture(400 * KB);
    let (result, server, watch) = send(&bytes, &[(0, Fault::Cut(10_001)), (2, Fault::Cut(7))]).await;
    result.unwrap();
    assert_eq!(whole(&server, &watch), bytes);
    assert_eq!(server.held().received, bytes.len(), "bytes were sent twice");
    assert_eq!((server.count("POST"), server.count("HEAD")), (1, 2));
    assert!(watch.held.contains(&10_001));
}

#[tokio::test]
async fn a_network_that_cuts_every_single_piece_still_brings_the_photo_through() {
    let bytes = picture(200 * KB);
    let server = TusServer::start().await;
    server.held().always = Some(Fault::Cut(5 * KB));
    let (api, _) = api(&server.url);
    let mut watch = Watch::default();
    soon(api.upload(&photo(&bytes), None, &mut Cursor::new(&bytes), &mut watch)).await.unwrap();
    assert_eq!(whole(&server, &watch), bytes);
    assert_eq!(server.held().patches, 40);
}

#[tokio::test]
async fn a_network_that_brings_nothing_forward_ends_after_five_attempts() {
    let bytes = picture(100 * KB);
    let server = TusServer::start().await;
    server.held().always = Some(Fault::Cut(0));
    let (api, noted) = api(&server.url);
    let mut watch = Watch::default();
    let result = soon(api.upload(&photo(&bytes), None, &mut Cursor::new(&bytes), &mut watch)).await;
    assert_eq!(result, Err(NoConnection::Cut.into()));
    assert_eq!((server.held().patches, noted.waits().len()), (5, 4));
}

#[tokio::test]
async fn a_lost_answer_sends_no_byte_twice() {
    let bytes = picture(300 * KB);
    let (result, server, watch) = send(&bytes, &[(1, Fault::LoseReply)]).await;
    result.unwrap();
    assert_eq!(whole(&server, &watch), bytes);
    assert_eq!(server.held().received, bytes.len());
}

#[tokio::test]
async fn a_phone_that_was_stopped_goes_on_later_with_the_upload_it_kept() {
    let bytes = picture(600 * KB);
    let server = TusServer::start().await;
    let (api, _) = api(&server.url);
    let token = CancellationToken::new();
    let mut first = Watch { stop: Some((192 * KB as u64, token.clone())), ..Watch::default() };
    let stopped = api.clone().with_cancel(token);
    let result = soon(stopped.upload(&photo(&bytes), None, &mut Cursor::new(&bytes), &mut first)).await;
    assert_eq!(result, Err(Error::Cancelled));

    let mut second = Watch::default();
    let path = first.paths[0].clone();
    soon(api.upload(&photo(&bytes), Some(&path), &mut Cursor::new(&bytes), &mut second)).await.unwrap();
    assert_eq!(whole(&server, &first), bytes);
    assert!(second.paths.is_empty(), "a second upload was made");
    assert!(second.held[0] >= 192 * KB as u64);
}

#[tokio::test]
async fn an_upload_that_the_server_forgot_is_made_anew() {
    let bytes = picture(300 * KB);
    for status in [404, 410] {
        let (result, server, watch) = send(&bytes, &[(1, Fault::Forget(status))]).await;
        result.unwrap();
        assert_eq!(watch.paths, ["/v1/uploads/u1", "/v1/uploads/u2"]);
        assert_eq!(whole(&server, &watch), bytes);
    }
    // Also when it is found out by HEAD, days later.
    let server = TusServer::start().await;
    let (api, _) = api(&server.url);
    let mut watch = Watch::default();
    let gone = Some("/v1/uploads/expired");
    soon(api.upload(&photo(&bytes), gone, &mut Cursor::new(&bytes), &mut watch)).await.unwrap();
    assert_eq!(whole(&server, &watch), bytes);
}

#[tokio::test]
async fn a_server_that_forgets_every_time_is_not_asked_for_ever() {
    let bytes = picture(100 * KB);
    let server = TusServer::start().await;
    server.held().always = Some(Fault::Forget(404));
    let (api, _) = api(&server.url);
    let mut watch = Watch::default();
    let result = soon(api.upload(&photo(&bytes), None, &mut Cursor::new(&bytes), &mut watch)).await;
    assert!(matches!(result, Err(Error::Refused(refusal)) if refusal.status == 404));
    assert_eq!(server.held().made, 4);
}

#[tokio::test]
async fn a_damaged_piece_is_sent_again_and_a_server_that_lies_is_not_believed() {
    let bytes = picture(300 * KB);
    let (result, server, watch) = send(&bytes, &[(1, Fault::Damaged)]).await;
    result.unwrap();
    assert_eq!(whole(&server, &watch), bytes);

    let (result, _, watch) = send(&bytes, &[(1, Fault::Lie)]).await;
    assert_eq!(result, Err(Error::Garbled));
    assert_eq!(watch.held, [64 * KB as u64]);

    let (result, _, watch) = send(&bytes, &[(1, Fault::Portal)]).await;
    assert_eq!(result, Err(NoConnection::NotOurs.into()));
    assert_eq!(watch.held, [64 * KB as u64]);
}

#[tokio::test]
async fn a_server_that_is_busy_for_an_hour_is_left_alone_however_far_the_photo_got() {
    let bytes = picture(300 * KB);
    let (result, server, _) = send(&bytes, &[(1, Fault::Busy)]).await;
    assert_eq!(result, Err(Error::Busy { retry_after: Some(std::time::Duration::from_secs(3600)) }));
    assert_eq!(server.held().patches, 2);
}

#[tokio::test]
async fn a_wrong_offset_makes_the_phone_ask_where_the_server_stands() {
    let bytes = picture(300 * KB);
    let server = TusServer::start().await;
    server.held().uploads.insert("/v1/uploads/u9".into(), (bytes.len() as u64, bytes[..100_000].to_vec()));
    let (api, _) = api(&server.url);
    // Somebody else takes the upload further between our question and our piece.
    let mut watch = Further { server: &server, bytes: &bytes, done: false };
    let path = Some("/v1/uploads/u9");
    soon(api.upload(&photo(&bytes), path, &mut Cursor::new(&bytes), &mut watch)).await.unwrap();
    assert_eq!(server.held().uploads["/v1/uploads/u9"].1, bytes);
    assert_eq!(server.count("HEAD"), 2);
}

struct Further<'a> {
    server: &'a TusServer,
    bytes: &'a [u8],
    done: bool,
}

impl UploadWatch for Further<'_> {
    fn created(&mut self, _: &str) -> std::io::Result<()> {
        panic!("a new upload was made")
    }

    fn held(&mut self, _: u64) {
        if !std::mem::replace(&mut self.done, true) {
            self.server.held().uploads.get_mut("/v1/uploads/u9").unwrap().1 = self.bytes[..150_000].to_vec();
        }
    }
}

#[tokio::test]
async fn an_upload_whose_path_could_not_be_kept_sends_no_byte() {
    let bytes = picture(100 * KB);
    let server = TusServer::start().await;
    let (api, _) = api(&server.url);
    let mut watch = Watch { full: true, ..Watch::default() };
    let result = soon(api.upload(&photo(&bytes), None, &mut Cursor::new(&bytes), &mut watch)).await;
    assert_eq!(result, Err(Error::Local(std::io::ErrorKind::StorageFull)));
    assert_eq!(server.held().patches, 0);
}

#[tokio::test]
async fn a_photo_that_got_shorter_on_the_phone_is_a_local_error() {
    let bytes = picture(100 * KB);
    let server = TusServer::start().await;
    let (api, _) = api(&server.url);
    let mut watch = Watch::default();
    let mut short = Cursor::new(&bytes[..70 * KB]);
    let result = soon(api.upload(&photo(&bytes), None, &mut short, &mut watch)).await;
    assert_eq!(result, Err(Error::Local(std::io::ErrorKind::UnexpectedEof)));
}

/// A photo that is never in memory: its bytes are computed, and the largest piece that was asked for is noted.
struct Endless {
    at: u64,
    largest: usize,
}

impl Read for Endless {
    fn read(&mut self, into: &mut [u8]) -> std::io::Result<usize> {
        self.largest = self.largest.max(into.len());
        into.fill(7);
        self.at += into.len() as u64;
        Ok(into.len())
    }
}

impl Seek for Endless {
    fn seek(&mut self, to: SeekFrom) -> std::io::Result<u64> {
        let SeekFrom::Start(at) = to else { panic!("{to:?}") };
        self.at = at;
        Ok(at)
    }
}

#[tokio::test]
async fn a_photo_of_8_mib_is_read_and_sent_in_pieces_of_at_most_256_kib() {
    let server = TusServer::start().await;
    let (api, _) = api(&server.url);
    let photo = Photo { dossier: DossierId([7; 16]), sha256: Digest([7; 32]), bytes: 8 * 1024 * 1024 };
    let mut source = Endless { at: 0, largest: 0 };
    soon(api.upload(&photo, None, &mut source, &mut Watch::default())).await.unwrap();
    assert_eq!((source.largest, server.held().largest), (256 * KB, 256 * KB));
    assert_eq!(server.held().uploads["/v1/uploads/u1"].1.len(), 8 * 1024 * 1024);
}

#[tokio::test]
async fn an_upload_can_run_as_a_task() {
    let server = TusServer::start().await;
    let (api, _) = api(&server.url);
    let task = tokio::spawn(async move {
        let bytes = picture(10);
        api.upload(&photo(&bytes), None, &mut Cursor::new(&bytes), &mut Watch::default()).await
    });
    task.await.unwrap().unwrap();
}
