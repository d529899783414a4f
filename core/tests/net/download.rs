//! Photos and ZIP files come down in a stream and go on at the byte.

use super::kit::{Do, Seen, api, raw, reply, soon};
use hoso_core::net::{Api, Error, Length, NoConnection};
use std::io::Write;

const HEAD: &str = "hoso-server: 1\r\ncontent-type: application/octet-stream\r\n";

fn picture() -> Vec<u8> {
    (0..100_000_u32).map(|i| (i * 31 + (i >> 8)) as u8).collect()
}

fn path() -> String {
    Api::blob("b1").unwrap()
}

fn start(seen: &Seen) -> usize {
    seen.header("range").map_or(0, |r| r.strip_prefix("bytes=").unwrap().trim_end_matches('-').parse().unwrap())
}

/// The picture from the wanted byte on, as a whole answer.
fn from(seen: &Seen) -> Vec<u8> {
    let (start, picture) = (start(seen), picture());
    match start {
        0 => reply("200 OK", HEAD, &picture),
        _ => {
            let range = format!("{HEAD}content-range: bytes {start}-{}/{}\r\n", picture.len() - 1, picture.len());
            reply("206 Partial Content", &range, &picture[start..])
        }
    }
}

#[tokio::test]
async fn a_photo_comes_down_whole_or_from_the_byte_that_is_missing() {
    let server = raw(|_, seen| Do::Say(from(seen))).await;
    let (api, _) = api(&server.url);
    let length = Length::Exactly(100_000);
    let mut got = vec![];
    assert_eq!(soon(api.download(&path(), 0, length, &mut got)).await, Ok(100_000));
    assert_eq!(got, picture());
    let mut got = vec![];
    assert_eq!(soon(api.download(&path(), 60_000, length, &mut got)).await, Ok(100_000));
    assert_eq!(got, &picture()[60_000..]);
    assert_eq!(api.traffic().bytes_down, 140_000);
    assert_eq!(soon(api.download(&path(), 100_000, length, &mut vec![])).await, Ok(100_000));
    assert_eq!(server.count(), 2, "nothing is missing, so nothing is asked for");
}

#[tokio::test]
async fn a_download_that_breaks_off_again_and_again_goes_on_at_the_byte() {
    let server = raw(|_, seen| {
        let mut bytes = from(seen);
        let head = bytes.windows(4).position(|w| w == b"\r\n\r\n").unwrap() + 4;
        bytes.truncate(head + 8_000);
        Do::Say(bytes)
    })
    .await;
    let (api, _) = api(&server.url);
    let mut got = vec![];
    soon(api.download(&path(), 0, Length::Exactly(100_000), &mut got)).await.unwrap();
    assert_eq!(got, picture());
    assert_eq!(server.count(), 13);
}

#[tokio::test]
async fn a_server_that_knows_no_ranges_sends_all_and_what_is_there_is_skipped() {
    let server = raw(|_, _| Do::Say(reply("200 OK", HEAD, &picture()))).await;
    let (api, _) = api(&server.url);
    let mut got = vec![];
    soon(api.download(&path(), 60_000, Length::Exactly(100_000), &mut got)).await.unwrap();
    assert_eq!(got, &picture()[60_000..]);
}

#[tokio::test]
async fn pages_packed_answers_wrong_ranges_and_too_many_bytes_never_reach_the_file() {
    let wrong_range = format!("{HEAD}content-range: bytes 0-9/100000\r\n");
    let html = "hoso-server: 1\r\ncontent-type: text/html\r\n";
    let packed = format!("{HEAD}content-encoding: zstd\r\n");
    let not_ours = Error::from(NoConnection::NotOurs);
    let cases = [
        (reply("200 OK", html, b"<html>"), not_ours.clone()),
        (reply("200 OK", "content-type: application/octet-stream\r\n", b"abc"), not_ours.clone()),
        (reply("200 OK", &packed, b"abc"), not_ours.clone()),
        (reply("206 Partial Content", &wrong_range, b"abc"), not_ours.clone()),
        (reply("206 Partial Content", HEAD, b"abc"), not_ours),
        (reply("200 OK", HEAD, &[7; 20_000]), Error::TooLarge),
    ];
    for (bytes, expected) in cases {
        let server = raw(move |_, _| Do::Say(bytes.clone())).await;
        let (api, _) = api(&server.url);
        let mut got = vec![];
        assert_eq!(soon(api.download(&path(), 10, Length::UpTo(10), &mut got)).await, Err(expected));
        assert_eq!(got, b"");
    }
}

struct Full;

impl Write for Full {
    fn write(&mut self, _: &[u8]) -> std::io::Result<usize> {
        Err(std::io::ErrorKind::StorageFull.into())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

#[tokio::test]
async fn a_full_disk_is_a_local_error_and_is_not_tried_again() {
    let server = raw(|_, seen| Do::Say(from(seen))).await;
    let (api, _) = api(&server.url);
    let error = soon(api.download(&path(), 0, Length::Exactly(100_000), &mut Full)).await.unwrap_err();
    assert_eq!(error, Error::Local(std::io::ErrorKind::StorageFull));
    assert_eq!(server.count(), 1);
}

#[test]
fn an_id_that_would_leave_its_place_is_no_id() {
    for id in ["", "../desk", "a/b", "a?b", "a b", "ă"] {
        assert_eq!(Api::blob(id), None, "{id}");
    }
}
