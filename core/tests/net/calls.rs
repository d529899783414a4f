//! What goes out, and what is counted.

use super::kit::{Do, TOKEN, ok, once, raw, soon};
use axum::Json;
use axum::routing::post;
use bytes::Bytes;
use hoso_core::net::{Api, BoxFuture, Error, HttpOptions, HttpTransport, ReplyBody, Setup, Transport};
use hoso_protocol::wire::{SERVER_HEADER, SyncReply, SyncRequest, WIRE_VERSION};
use http::{Request, Response};
use http_body_util::BodyExt as _;
use std::sync::Arc;
use tower::ServiceExt as _;

const REPLY: &str = r#"{"cursor":"c"}"#;

#[tokio::test]
async fn a_long_body_goes_out_packed_a_short_one_as_it_is_and_both_are_counted_as_on_the_wire() {
    let server = raw(|_, _| Do::Say(ok(REPLY))).await;
    let api = once(&server.url);
    soon(api.sync(&SyncRequest::default())).await.unwrap();
    let long = SyncRequest { cursor: Some("x".repeat(5_000)), ..SyncRequest::default() };
    soon(api.sync(&long)).await.unwrap();

    let seen = server.seen.lock().unwrap().clone();
    assert_eq!(seen[0].header("content-encoding"), None);
    assert_eq!(seen[0].body, b"{}");
    assert_eq!(seen[1].header("content-encoding"), Some("zstd"));
    let unpacked = zstd::bulk::decompress(&seen[1].body, 1 << 20).unwrap();
    assert_eq!(serde_json::from_slice::<SyncRequest>(&unpacked).unwrap(), long);
    for request in &seen {
        assert_eq!(request.header("accept-encoding"), Some("zstd"));
        assert_eq!(request.header("authorization"), Some(format!("Bearer {TOKEN}").as_str()));
        assert_eq!(request.line(), "POST /v1/sync HTTP/1.1");
    }

    let traffic = api.traffic();
    assert_eq!(traffic.requests, 2);
    assert_eq!(traffic.bytes_up, (seen[0].body.len() + seen[1].body.len()) as u64);
    assert_eq!(traffic.bytes_down, 2 * REPLY.len() as u64);
}

#[tokio::test]
async fn a_procedure_counts_only_when_it_has_the_hash_that_was_asked_for() {
    let server = raw(|_, _| Do::Say(ok(r#"{"code":"x"}"#))).await;
    let api = once(&server.url);
    let hash = hoso_protocol::procedure::hash_of(br#"{"code":"x"}"#);
    assert_eq!(&soon(api.procedure(&hash)).await.unwrap()[..], br#"{"code":"x"}"#);
    assert_eq!(soon(api.procedure(&"0".repeat(64))).await, Err(Error::Garbled));
    assert_eq!(soon(api.procedure("../../v1/desk")).await, Err(Error::Setup(Setup::Request)));
    assert_eq!(server.count(), 2);
}

#[test]
fn only_an_encrypted_address_or_this_machine_is_taken() {
    let new = |address: &str| HttpTransport::new(address, HttpOptions::default()).err();
    for good in [
        "https://xa.example.vn",
        "https://xa.example.vn:8443/",
        "http://127.0.0.1:80",
        "http://[::1]:8080",
        "http://localhost:1",
    ] {
        assert_eq!(new(good), None, "{good}");
    }
    for open in
        ["http://xa.example.vn", "http://192.168.1.5", "http://127.0.0.1.example.vn", "http://localhost.example.vn"]
    {
        assert_eq!(new(open), Some(Error::Setup(Setup::NotEncrypted)), "{open}");
        assert!(new(open).unwrap().next().contains("https://"), "the next step says what is needed");
    }
    for wrong in [
        "",
        "xa.example.vn",
        "ftp://localhost",
        "https://",
        "https://me:secret@xa.example.vn",
        "https://x.vn/?a",
        "https://x.vn/a#b",
    ] {
        assert_eq!(new(wrong), Some(Error::Setup(Setup::Address)), "{wrong}");
    }
}

#[tokio::test]
async fn a_token_that_can_not_be_written_is_refused_and_not_shown() {
    let server = raw(|_, _| Do::Say(ok(REPLY))).await;
    let error = once(&server.url).with_token("line\nbreak").err().unwrap();
    assert_eq!(error, Error::Setup(Setup::Request));
    assert!(!format!("{error:?} {error}").contains("break"));
}

/// A simulation can stand in for the network.
struct InProcess(axum::Router);

impl Transport for InProcess {
    fn send(&self, request: Request<Bytes>) -> BoxFuture<'_, Result<Response<ReplyBody>, Error>> {
        let router = self.0.clone();
        Box::pin(async move {
            let Ok(reply) = router.oneshot(request.map(axum::body::Body::from)).await;
            Ok(reply.map(|body| body.map_err(|_| Error::Garbled).boxed_unsync()))
        })
    }
}

#[tokio::test]
async fn an_in_process_server_can_take_the_place_of_the_network() {
    let answer = |Json(request): Json<SyncRequest>| async move {
        let reply = SyncReply { cursor: request.cursor.unwrap_or_default(), ..SyncReply::default() };
        ([(SERVER_HEADER, WIRE_VERSION)], Json(reply))
    };
    let api = Api::new(Arc::new(InProcess(axum::Router::new().route("/v1/sync", post(answer)))));
    let request = SyncRequest { cursor: Some("here".into()), ..SyncRequest::default() };
    // Spawned, so that the calls are known to be `Send`.
    let reply = tokio::spawn(async move { api.sync(&request).await }).await.unwrap().unwrap();
    assert_eq!(reply.cursor, "here");
}
