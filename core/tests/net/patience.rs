//! Repeating, waiting, giving up.

use super::kit::{Do, Noted, api, api_with, ok, problem, raw, reply, soon};
use hoso_core::net::{Error, NoConnection, Pace, Retry};
use hoso_protocol::desk::DeskDecision;
use hoso_protocol::ids::DossierId;
use hoso_protocol::wire::SyncRequest;
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio_util::sync::CancellationToken;

const REPLY: &str = r#"{"cursor":"c"}"#;

fn any() -> SyncRequest {
    SyncRequest { cursor: Some("c".repeat(300)), ..SyncRequest::default() }
}

fn finish() -> DeskDecision {
    DeskDecision::Finish { dossier: DossierId([7; 16]) }
}

#[tokio::test]
async fn a_busy_server_is_asked_five_times_with_growing_waits() {
    let server = raw(|_, _| Do::Say(problem(503, "busy", ""))).await;
    let (api, noted) = api(&server.url);
    assert_eq!(soon(api.sync(&any())).await, Err(Error::Busy { retry_after: None }));
    assert_eq!(server.count(), 5);
    // Half of 500, 1000, 2000, 4000: chance is one half.
    assert_eq!(noted.waits(), [250, 500, 1000, 2000]);
    assert_eq!(api.traffic().requests, 5);
}

#[tokio::test]
async fn retry_after_is_obeyed_and_spread_a_little() {
    for status in [429, 503] {
        let server = raw(move |n, _| match n {
            0 => Do::Say(problem(status, "busy", "retry-after: 7\r\n")),
            _ => Do::Say(ok(REPLY)),
        })
        .await;
        let (api, noted) = api(&server.url);
        soon(api.sync(&any())).await.unwrap();
        assert_eq!(noted.waits(), [7_250]);
    }
}

#[tokio::test]
async fn a_server_that_asks_for_an_hour_is_left_alone_and_the_hour_is_told() {
    let server = raw(|_, _| Do::Say(problem(503, "busy", "retry-after: 3600\r\n"))).await;
    let (api, noted) = api(&server.url);
    let asked = Some(Duration::from_secs(3600));
    assert_eq!(soon(api.sync(&any())).await, Err(Error::Busy { retry_after: asked }));
    assert_eq!((server.count(), noted.waits().len()), (1, 0));
}

#[tokio::test]
async fn a_lost_reply_makes_the_phone_send_the_same_bytes_again() {
    let server = raw(|n, _| Do::Say(if n < 2 { vec![] } else { ok(REPLY) })).await;
    let (api, _) = api(&server.url);
    soon(api.sync(&any())).await.unwrap();
    let seen = server.seen.lock().unwrap().clone();
    assert_eq!(seen.len(), 3);
    assert!(seen.iter().all(|request| request.head == seen[0].head && request.body == seen[0].body));
}

#[tokio::test]
async fn what_our_server_refuses_is_not_asked_again_and_its_own_failure_is() {
    for (status, code, requests) in
        [(400, "bad_request", 1), (401, "unauthorized", 1), (403, "revoked", 1), (429, "quota", 1), (500, "server", 5)]
    {
        let server = raw(move |_, _| Do::Say(problem(status, code, ""))).await;
        let (api, _) = api(&server.url);
        soon(api.sync(&any())).await.unwrap_err();
        assert_eq!(server.count(), requests, "{code}");
    }
}

#[tokio::test]
async fn a_portal_is_not_asked_again() {
    let server = raw(|_, _| Do::Say(reply("200 OK", "content-type: text/html\r\n", b"<html>"))).await;
    let (api, noted) = api(&server.url);
    assert_eq!(soon(api.sync(&any())).await, Err(NoConnection::NotOurs.into()));
    assert_eq!((server.count(), noted.waits().len()), (1, 0));
}

#[tokio::test]
async fn an_officers_decision_is_repeated_only_when_it_was_certainly_not_taken() {
    let lost = raw(|_, _| Do::Say(vec![])).await;
    assert_eq!(soon(api(&lost.url).0.desk_decide(&finish())).await, Err(NoConnection::Cut.into()));
    assert_eq!(lost.count(), 1);

    let busy = raw(|n, _| match n {
        0 => Do::Say(problem(503, "busy", "")),
        _ => Do::Say(ok(r#"{"status":{"body":"{}","sig":""}}"#)),
    })
    .await;
    soon(api(&busy.url).0.desk_decide(&finish())).await.unwrap();
    assert_eq!(busy.count(), 2);
}

#[tokio::test]
async fn a_server_that_is_not_there_is_unreachable() {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    drop(listener);
    let (api, noted) = api(&url);
    assert_eq!(soon(api.sync(&any())).await, Err(NoConnection::Unreachable.into()));
    assert_eq!(noted.waits().len(), 4);
}

/// A network that may be silent for 0.3 seconds.
fn hurried() -> Pace {
    Pace { connect: Duration::from_millis(200), silence: Duration::from_millis(300), slowest: 1000 }
}

#[tokio::test]
async fn silence_and_trickling_end_but_slow_and_steady_does_not() {
    let steady = || ok(&format!("{}{REPLY}", " ".repeat(400)));
    let trickling = |_: usize, _: &_| Do::Drip(ok(&format!("{}{REPLY}", " ".repeat(4000))), Duration::from_millis(50));
    let silent = raw(|_, _| Do::Hang).await;
    let trickling = raw(trickling).await;
    // About 500 bytes at one a millisecond or two: longer than the silence that is allowed, but it moves.
    let slow = raw(move |_, _| Do::Drip(steady(), Duration::from_millis(1))).await;
    let pace = Pace { slowest: 100, ..hurried() };

    let ask = |url: &str, pace| {
        let api = api_with(url, pace, Retry::never());
        async move { soon(api.sync(&any())).await.map(drop) }
    };
    assert_eq!(ask(&silent.url, hurried()).await, Err(NoConnection::Timeout.into()));
    assert_eq!(ask(&trickling.url, hurried()).await, Err(NoConnection::Timeout.into()));
    let started = Instant::now();
    assert_eq!(ask(&slow.url, pace).await, Ok(()));
    assert!(started.elapsed() > pace.silence, "the reply came too quickly to show anything");
}

/// Cancels after 0.1 seconds; how long the call went on after that.
async fn cancelled(url: &str, retry: Retry) -> Duration {
    let cancel = CancellationToken::new();
    let api = api_with(url, Pace::default(), retry).with_cancel(cancel.clone());
    let task = tokio::spawn(async move { api.sync(&any()).await });
    tokio::time::sleep(Duration::from_millis(100)).await;
    let started = Instant::now();
    cancel.cancel();
    assert_eq!(soon(task).await.unwrap(), Err(Error::Cancelled));
    started.elapsed()
}

#[tokio::test]
async fn cancelling_is_heard_at_once_while_waiting_for_the_head_the_body_and_the_next_attempt() {
    let hanging = raw(|_, _| Do::Hang).await;
    let dripping = raw(|_, _| Do::Drip(ok(&" ".repeat(5000)), Duration::from_millis(20))).await;
    let busy = raw(|_, _| Do::Say(problem(503, "busy", "retry-after: 50\r\n"))).await;
    for server in [&hanging, &dripping, &busy] {
        let took = cancelled(&server.url, Retry::default()).await;
        assert!(took < Duration::from_millis(500), "{took:?}");
        assert_eq!(server.count(), 1);
    }
}

#[tokio::test]
async fn a_call_that_was_cancelled_before_it_began_sends_nothing() {
    let server = raw(|_, _| Do::Say(ok(REPLY))).await;
    let cancel = CancellationToken::new();
    cancel.cancel();
    let retry = Retry { pause: Arc::new(Noted::default()), ..Retry::default() };
    let api = api_with(&server.url, Pace::default(), retry).with_cancel(cancel);
    assert_eq!(soon(api.sync(&any())).await, Err(Error::Cancelled));
    assert_eq!(server.count(), 0);
}
