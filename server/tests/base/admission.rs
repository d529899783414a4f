//! What is too much, malformed or nobody's.

use crate::kit::{Served, call};
use hoso_protocol::procedure::Procedure;
use hoso_protocol::wire::MAX_BODY_BYTES;
use hoso_server::{Limits, ServerDir};
use std::time::Duration;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

const ZSTD: (&str, &str) = ("content-encoding", "zstd");

#[tokio::test(flavor = "multi_thread")]
async fn a_bomb_is_refused_packed_or_not() {
    let server = Served::start().await;
    let phone = server.citizen().await;
    let long = format!("{{\"cursor\":\"{}\"}}", "A".repeat(MAX_BODY_BYTES));
    let answer = phone.call("POST", "/v1/sync", &[], long.as_bytes()).await;
    assert_eq!((answer.status, answer.problem().as_str()), (413, "too_large"));
    let bomb = zstd::bulk::compress(&vec![b' '; 512 * 1024 * 1024], 3).unwrap();
    assert!(bomb.len() < 100_000, "it is small on the wire");
    let answer = phone.call("POST", "/v1/sync", &[ZSTD], &bomb).await;
    assert_eq!((answer.status, answer.problem().as_str()), (413, "too_large"));
    // A window that would take 128 MiB of memory is refused before it does.
    let mut encoder = zstd::stream::Encoder::new(vec![], 3).unwrap();
    encoder.window_log(27).unwrap();
    std::io::Write::write_all(&mut encoder, b"{}").unwrap();
    let answer = phone.call("POST", "/v1/sync", &[ZSTD], &encoder.finish().unwrap()).await;
    assert_eq!(answer.problem(), "bad_request");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_body_of_just_the_limit_is_taken() {
    let server = Served::start().await;
    let phone = server.citizen().await;
    let empty = "{\"cursor\":\"\"}".len();
    let full = format!("{{\"cursor\":\"{}\"}}", "A".repeat(MAX_BODY_BYTES - empty));
    assert_eq!(phone.call("POST", "/v1/sync", &[], full.as_bytes()).await.status, 200);
    let packed = zstd::bulk::compress(full.as_bytes(), 3).unwrap();
    assert_eq!(phone.call("POST", "/v1/sync", &[ZSTD], &packed).await.status, 200);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_malformed_is_a_problem_and_no_panic() {
    let server = Served::start().await;
    let phone = server.citizen().await;
    for body in ["", "{", "[1]", "\"\"", "{\"edits\":[{}]}", "{\"edits\":[{\"body\":1,\"sig\":2}]}", "\u{0}"] {
        let answer = phone.call("POST", "/v1/sync", &[], body.as_bytes()).await;
        assert_eq!((answer.status, answer.problem().as_str()), (400, "bad_request"), "{body}");
    }
    let garbage = phone.call("POST", "/v1/sync", &[ZSTD], b"no zstd").await;
    assert_eq!(garbage.problem(), "bad_request");
    for encoding in ["br", "zstd, zstd", "deflate"] {
        let answer = phone.call("POST", "/v1/sync", &[("content-encoding", encoding)], b"{}").await;
        assert_eq!(answer.problem(), "bad_request", "{encoding}");
    }
    for (method, path) in [("GET", "/"), ("GET", "/v1"), ("GET", "/v1/sync"), ("PUT", "/v1/enrol"), ("GET", "/v2/x")] {
        let answer = phone.call(method, path, &[], b"").await;
        assert_eq!(answer.problem(), "not_found", "{method} {path}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_without_a_token_gets_in() {
    let server = Served::start().await;
    for path in ["/v1/sync", "/v1/compare", "/v1/invite"] {
        for headers in [&[][..], &[("authorization", "Bearer")], &[("authorization", "Basic eA==")]] {
            let answer = call(server.address, "POST", path, headers, b"{}").await;
            assert_eq!((answer.status, answer.problem().as_str()), (401, "unauthorized"), "{path}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_full_house_asks_to_come_back() {
    let server = Served::with(Limits { open_requests: 0, ..Limits::default() }).await;
    let answer = call(server.address, "GET", "/healthz", &[], b"").await;
    assert_eq!((answer.status, answer.problem().as_str()), (503, "busy"));
    assert_eq!(answer.header("retry-after"), Some("1"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_procedure_comes_as_exactly_the_bytes_of_its_hash() {
    let server = Served::start().await;
    assert!(server.admin.add_procedure(b"{\"code\":1}").is_err(), "no procedure, not taken");
    let long = Procedure { code: "1.001193".into(), name: "Đăng ký khai sinh ".repeat(50), ..Procedure::default() };
    let hash = server.admin.add_procedure(&long.to_bytes()).unwrap();
    assert_eq!(hash, long.hash());
    let answer =
        call(server.address, "GET", &format!("/v1/procedures/{hash}"), &[("accept-encoding", "gzip, zstd")], b"").await;
    assert_eq!(answer.header("content-type"), Some("application/json"));
    assert_eq!(answer.body, long.to_bytes());
    assert!(answer.wire < answer.body.len(), "packed on the way");
    let hash = "0".repeat(64);
    assert_eq!(call(server.address, "GET", &format!("/v1/procedures/{hash}"), &[], b"").await.problem(), "not_found");
    assert_eq!(call(server.address, "GET", "/v1/procedures/..%2f", &[], b"").await.problem(), "not_found");
    let health = call(server.address, "GET", "/healthz", &[], b"").await;
    assert_eq!(health.json::<serde_json::Value>()["ok"], true);
}

#[test]
fn commands_that_meet_at_a_fresh_folder_find_one_set_of_keys() {
    for _ in 0..5 {
        let folder = tempfile::TempDir::new().unwrap();
        let open = || ServerDir::open(folder.path().join("server")).unwrap().keys().sign().public();
        let keys: Vec<_> = std::thread::scope(|scope| {
            let all: Vec<_> = (0..4).map(|_| scope.spawn(open)).collect();
            all.into_iter().map(|one| one.join().unwrap()).collect()
        });
        assert!(keys.iter().all(|key| *key == keys[0]));
        assert_eq!(open(), keys[0]);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn who_says_nothing_is_hung_up_on() {
    let server = Served::with(Limits { head_time: Duration::from_millis(50), ..Limits::default() }).await;
    for start in ["", "POST /v1/sync HTTP/1.1\r\nhost: x\r\n"] {
        let mut stream = TcpStream::connect(server.address).await.unwrap();
        stream.write_all(start.as_bytes()).await.unwrap();
        // Ends only when the server closes.
        let mut rest = vec![];
        let _ = stream.read_to_end(&mut rest).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stranger_may_not_send_a_body_slowly() {
    let server = Served::with(Limits { stranger_time: Duration::from_millis(50), ..Limits::default() }).await;
    let answer = call(server.address, "POST", "/v1/enrol", &[("content-length", "100")], b"{").await;
    assert_eq!((answer.status, answer.problem().as_str()), (503, "busy"));
    // With a token that nobody has, the body is not waited for at all.
    let headers = [("authorization", "Bearer x"), ("content-length", "100")];
    let answer = call(server.address, "POST", "/v1/sync", &headers, b"{").await;
    assert_eq!(answer.problem(), "unauthorized");
}
