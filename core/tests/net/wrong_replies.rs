//! What captive portals, proxies, other web sites and broken servers answer. None of it may be taken for our server's
//! word, and nothing private may get into an error.

use super::kit::{Do, OURS, TOKEN, ok, once, problem, raw, reply, soon};
use hoso_core::net::{Error, MAX_REPLY_BYTES, NoConnection};
use hoso_protocol::wire::SyncRequest;
use std::io::Read as _;

const GOOD: &str = r#"{"cursor":"body-canary"}"#;
const HTML: &str = "<html>body-canary: log in to the Wi-Fi</html>";

fn html(status: &str) -> Vec<u8> {
    reply(status, "content-type: text/html\r\n", HTML.as_bytes())
}

fn ours(status: &str, more: &str, body: &[u8]) -> Vec<u8> {
    reply(status, &format!("{OURS}{more}"), body)
}

fn with_length(length: usize, body: &str) -> Vec<u8> {
    format!("HTTP/1.1 200 OK\r\n{OURS}content-length: {length}\r\n\r\n{body}").into_bytes()
}

fn zstd(bytes: &[u8]) -> Vec<u8> {
    zstd::bulk::compress(bytes, 3).unwrap()
}

/// A server that answers so; the error that a phone makes of it.
async fn asked(bytes: Vec<u8>) -> (Error, usize) {
    let server = raw(move |_, _| Do::Say(bytes.clone())).await;
    let api = once(&server.url);
    let request = SyncRequest { cursor: Some("cursor-canary".into()), ..SyncRequest::default() };
    let error = soon(api.sync(&request)).await.expect_err("taken for ours");
    (error, server.count())
}

async fn each(expected: &Error, replies: Vec<(&str, Vec<u8>)>) {
    for (name, bytes) in replies {
        let (error, requests) = asked(bytes).await;
        assert_eq!(&error, expected, "{name}");
        assert_eq!(requests, 1, "{name}: a second request");
        let shown = format!("{error} {error:?} {}", error.next());
        for private in ["canary", TOKEN, "127.0.0.1", "/v1/"] {
            assert!(!shown.contains(private), "{name}: {shown}");
        }
    }
}

#[tokio::test]
async fn the_same_reply_unspoilt_is_taken() {
    let server = raw(|_, _| Do::Say(ok(GOOD))).await;
    let reply = soon(once(&server.url).sync(&SyncRequest::default())).await.unwrap();
    assert_eq!(reply.cursor, "body-canary");
}

#[tokio::test]
async fn answers_of_somebody_else_are_no_connection() {
    let gzip_of_html = [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3, 3, 0, 0, 0, 0, 0, 0, 0, 0, 0];
    let replies = vec![
        ("200 with a page", html("200 OK")),
        ("a page that copies our header", reply("200 OK", "hoso-server: 1\r\ncontent-type: text/html\r\n", b"<html>")),
        ("right JSON without our header", reply("200 OK", "content-type: application/json\r\n", GOOD.as_bytes())),
        ("404 of another site", html("404 Not Found")),
        ("401 of another site does not unenrol a phone", html("401 Unauthorized")),
        ("403 of a filter", html("403 Forbidden")),
        ("429 of a filter", html("429 Too Many Requests")),
        ("500 of another site", html("500 Internal Server Error")),
        ("407 of a proxy", html("407 Proxy Authentication Required")),
        ("407 with our header", ours("407 Proxy Authentication Required", "", b"{}")),
        ("511 of a portal", html("511 Network Authentication Required")),
        ("511 with our header", ours("511 Network Authentication Required", "", GOOD.as_bytes())),
        ("304", b"HTTP/1.1 304 Not Modified\r\n\r\n".to_vec()),
        ("304 with our header", format!("HTTP/1.1 304 Not Modified\r\n{OURS}\r\n").into_bytes()),
        ("203, altered by a proxy", ours("203 Non-Authoritative Information", "", GOOD.as_bytes())),
        ("204 where an answer is due", format!("HTTP/1.1 204 No Content\r\n{OURS}\r\n").into_bytes()),
        ("206 where all is due", ours("206 Partial Content", "", GOOD.as_bytes())),
        ("gzip of a page", reply("200 OK", "content-type: text/html\r\ncontent-encoding: gzip\r\n", &gzip_of_html)),
        ("packed anew as gzip", ours("200 OK", "content-encoding: gzip\r\n", &gzip_of_html)),
        ("packed twice", ours("200 OK", "content-encoding: zstd, gzip\r\n", &gzip_of_html)),
        ("two encodings", ours("200 OK", "content-encoding: zstd\r\ncontent-encoding: gzip\r\n", &gzip_of_html)),
        ("our header twice", ours("200 OK", "hoso-server: 1\r\n", GOOD.as_bytes())),
        ("our header empty", reply("200 OK", "hoso-server:\r\ncontent-type: application/json\r\n", GOOD.as_bytes())),
        (
            "our header with another word",
            reply("200 OK", "hoso-server: cache\r\ncontent-type: application/json\r\n", GOOD.as_bytes()),
        ),
        ("no content type", reply("200 OK", "hoso-server: 1\r\n", GOOD.as_bytes())),
        ("two content types", ours("200 OK", "content-type: text/html\r\n", GOOD.as_bytes())),
        ("JSON called text", reply("200 OK", "hoso-server: 1\r\ncontent-type: text/plain\r\n", GOOD.as_bytes())),
    ];
    each(&NoConnection::NotOurs.into(), replies).await;
}

#[tokio::test]
async fn redirects_are_never_followed_whoever_sends_them() {
    let elsewhere = raw(|_, _| Do::Say(ok(GOOD))).await;
    for status in ["301 X", "302 X", "303 X", "307 X", "308 X"] {
        let to = format!("location: {}/v1/sync\r\n", elsewhere.url);
        let portal = reply(status, &to, b"");
        each(&NoConnection::NotOurs.into(), vec![(status, portal), (status, ours(status, &to, b""))]).await;
    }
    assert_eq!(elsewhere.count(), 0);
}

#[tokio::test]
async fn what_breaks_off_is_a_cut_connection() {
    let packed = zstd(GOOD.repeat(40).as_bytes());
    let replies = vec![
        ("closed without a word", vec![]),
        ("the head breaks off", b"HTTP/1.1 200 OK\r\nhoso-ser".to_vec()),
        ("the body breaks off", with_length(500, GOOD)),
        ("a length that is too short", with_length(9, GOOD)),
        ("an empty body", with_length(0, "")),
        (
            "chunks break off",
            format!("HTTP/1.1 200 OK\r\n{OURS}transfer-encoding: chunked\r\n\r\n5\r\n{{\"cur").into_bytes(),
        ),
        (
            "chunks of nonsense",
            format!("HTTP/1.1 200 OK\r\n{OURS}transfer-encoding: chunked\r\n\r\nzz\r\n{GOOD}").into_bytes(),
        ),
        ("a zstd frame breaks off", ours("200 OK", "content-encoding: zstd\r\n", &packed[..packed.len() - 4])),
        ("not HTTP", b"SSH-2.0-OpenSSH_9.2\r\n".to_vec()),
        ("HTTP/0.9", HTML.as_bytes().to_vec()),
        ("two different lengths", with_length(1, &format!("{GOOD}\r\n")).replace_head("content-length: 2\r\n")),
        ("a head without end", [b"HTTP/1.1 200 OK\r\nx: ".to_vec(), vec![b'a'; 2_000_000]].concat()),
        ("502 of a gateway", html("502 Bad Gateway")),
        ("503 of a gateway", html("503 Service Unavailable")),
        ("504 of a gateway", html("504 Gateway Timeout")),
    ];
    each(&NoConnection::Cut.into(), replies).await;
}

trait ReplaceHead {
    fn replace_head(self, line: &str) -> Vec<u8>;
}

impl ReplaceHead for Vec<u8> {
    /// Puts a line behind the status line.
    fn replace_head(self, line: &str) -> Vec<u8> {
        String::from_utf8(self).unwrap().replacen("\r\n", &format!("\r\n{line}"), 1).into_bytes()
    }
}

#[tokio::test]
async fn our_server_talking_nonsense_is_garbled() {
    let deep = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));
    let replies = vec![
        ("another shape", ok(r#"{"hello":"body-canary"}"#)),
        ("a number", ok("7")),
        ("a page called JSON", ok(HTML)),
        ("a script behind the JSON", ok(&format!("{GOOD}<script>body-canary</script>"))),
        ("a byte order mark", ok(&format!("\u{feff}{GOOD}"))),
        ("no UTF-8", ours("200 OK", "", b"{\"cursor\":\"\xff\xfe\"}")),
        ("deeply nested", ok(&deep)),
        ("called zstd and is none", ours("200 OK", "content-encoding: zstd\r\n", GOOD.as_bytes())),
    ];
    each(&Error::Garbled, replies).await;
}

#[tokio::test]
async fn an_oversized_reply_and_a_zstd_bomb_are_refused_before_they_fill_the_memory() {
    let mut bomb = vec![];
    zstd::stream::copy_encode(std::io::repeat(b' ').take(512 * 1024 * 1024), &mut bomb, 3).unwrap();
    assert!(bomb.len() < 64 * 1024, "{}", bomb.len());
    let just_too_long = format!("{GOOD}{}", " ".repeat(MAX_REPLY_BYTES + 1 - GOOD.len()));
    let replies = vec![
        ("a zstd bomb", ours("200 OK", "content-encoding: zstd\r\n", &bomb)),
        ("one byte too long", ok(&just_too_long)),
        (
            "one byte too long once unpacked",
            ours("200 OK", "content-encoding: zstd\r\n", &zstd(just_too_long.as_bytes())),
        ),
    ];
    each(&Error::TooLarge, replies).await;

    let fits = ours("200 OK", "content-encoding: zstd\r\n", &zstd(&just_too_long.as_bytes()[..MAX_REPLY_BYTES]));
    let server = raw(move |_, _| Do::Say(fits.clone())).await;
    assert!(soon(once(&server.url).sync(&SyncRequest::default())).await.is_ok());
}

#[tokio::test]
async fn a_server_with_another_version_of_the_messages_asks_for_an_update() {
    let other = reply("200 OK", "hoso-server: 2\r\ncontent-type: application/json\r\n", GOOD.as_bytes());
    each(&Error::Version, vec![("version 2", other)]).await;
}

#[tokio::test]
async fn refusals_of_our_server_keep_their_code_and_hide_their_words() {
    each(&Error::Unauthorized, vec![("401", problem(401, "unauthorized", ""))]).await;
    each(&Error::Revoked, vec![("revoked", problem(401, "revoked", "")), ("403", problem(403, "revoked", ""))]).await;
    each(&Error::TooLarge, vec![("413", problem(413, "too_large", ""))]).await;
    let (error, _) = asked(problem(409, "conflict", "")).await;
    let Error::Refused(refusal) = &error else { panic!("{error:?}") };
    assert_eq!((refusal.status, refusal.code.as_str()), (409, "conflict"));
    assert_eq!(error.next(), "chi tiết");
    assert!(!format!("{error} {error:?}").contains("chi tiết"));
    // A code that is no code could carry anything into a log.
    let (error, _) = asked(problem(400, "Nguyễn Văn A", "")).await;
    let Error::Refused(refusal) = &error else { panic!("{error:?}") };
    assert_eq!(refusal.code, "unknown");
}
