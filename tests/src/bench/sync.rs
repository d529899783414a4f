//! The first sync of 1,000 drafts, and one with nothing to say.

use super::disk::Disk;
use super::{Row, floor, runtime};
use crate::birth;
use crate::commune::Server;
use axum::Router;
use axum::body::Bytes;
use axum::extract::{DefaultBodyLimit, State};
use axum::http::HeaderName;
use axum::routing::post;
use hoso_core::Phone;
use hoso_core::net::{Api, HttpOptions, HttpTransport};
use hoso_core::sync::{CancellationToken, Quiet};
use hoso_protocol::edit::SignedEdit;
use hoso_protocol::record::Role;
use hoso_protocol::wire::{MAX_BODY_BYTES, SERVER_HEADER, SyncRequest, WIRE_VERSION};
use rusqlite::{Connection, params};
use std::path::Path;
use std::sync::{Arc, Mutex};
use std::time::Instant;

const DRAFTS: usize = 1_000;
const BYTES: usize = 4_000;

/// `first_sync_*` and `idle_sync_*`.
pub fn run(disk: &Disk) -> Vec<Row> {
    let runtime = runtime();
    let (phone_disk, server_disk, floor_disk) = (disk.folder(), disk.folder(), disk.folder());
    let phone = Phone::open(phone_disk.path()).unwrap();
    drafts(&phone);
    runtime.block_on(async {
        let mut server = Server::start_in(server_disk).await;
        phone.enrol(&server.url(), None, &server.code(Role::Citizen)).await.unwrap();
        // Sealed before the clock starts: a sync without a network seals, and sends nothing.
        server.down().await;
        phone.sync(&Quiet, CancellationToken::new()).await.unwrap_err();
        server.up().await;
        let since = Instant::now();
        let report = phone.sync(&Quiet, CancellationToken::new()).await.unwrap();
        let ours = since.elapsed().as_secs_f64();
        assert_eq!(report.sent as usize, DRAFTS);
        let idle = phone.sync(&Quiet, CancellationToken::new()).await.unwrap();

        let edits = edits(&server.path().join("server.db"));
        let bare = bare(&edits, report.requests as usize, floor_disk.path()).await;
        let frame = frame(&edits);
        let bytes = report.bytes_up + report.bytes_down;
        let time = format!("ours {ours:.2} s in {} requests, bare {bare:.2} s", report.requests);
        let size = format!("ours {bytes} bytes both ways, one zstd -3 frame {frame}");
        vec![
            Row::new("first_sync_time_vs_floor", ours / bare, "ratio", time),
            Row::new("first_sync_bytes_vs_floor", bytes as f64 / frame as f64, "ratio", size),
            Row::new("idle_sync_requests", idle.requests as f64, "", "one round trip"),
            Row::new("idle_sync_bytes", (idle.bytes_up + idle.bytes_down) as f64, "bytes", "both bodies together"),
        ]
    })
}

/// Drafts of about 4 KB: a full form and a long note in one of its fields.
fn drafts(phone: &Phone) {
    let mut state = 0x2545_f491_4f6c_dd1d_u64;
    let mut word = || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        ["Nguyễn", "Trần", "Lê", "ấp", "xã", "thôn", "đường", "số", "Văn", "Thị"][(state % 10) as usize].to_owned()
            + &format!("{:x}", state % 4096)
    };
    for _ in 0..DRAFTS {
        let id = birth::begun(phone);
        let names: Vec<String> = phone.show(id).unwrap().fields.into_keys().collect();
        let share = BYTES / names.len();
        let values: Vec<(String, String)> = names
            .into_iter()
            .map(|name| {
                let mut text = String::new();
                while text.len() < share {
                    text.push_str(&word());
                    text.push(' ');
                }
                (name, text)
            })
            .collect();
        let values: Vec<(&str, &str)> = values.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect();
        phone.fill(id, &values, None).unwrap();
    }
}

/// The edits as the server holds them.
fn edits(db: &Path) -> Vec<SignedEdit> {
    let db = Connection::open(db).unwrap();
    let mut rows = db.prepare("select body, sig from edit").unwrap();
    let rows = rows.query_map([], |row| Ok(SignedEdit { body: row.get(0)?, sig: row.get(1)? })).unwrap();
    rows.map(Result::unwrap).collect()
}

/// All edits with their signatures in one frame.
fn frame(edits: &[SignedEdit]) -> usize {
    let plain: Vec<u8> = edits.iter().flat_map(|edit| [edit.body.as_bytes(), edit.sig.as_bytes()].concat()).collect();
    zstd::bulk::compress(&plain, 3).unwrap().len()
}

/// The floor: as many requests with the same edits through the same HTTP stack, a durable row an edit, a transaction a
/// request, a durable row on the phone a reply.
async fn bare(edits: &[SignedEdit], requests: usize, disk: &Path) -> f64 {
    let db = Connection::open(disk.join("server.db")).unwrap();
    db.execute_batch("pragma journal_mode = wal; pragma synchronous = full;").unwrap();
    db.execute_batch("create table edit (num integer primary key, body text not null, sig text not null) strict")
        .unwrap();
    let router = Router::new()
        .route("/v1/sync", post(keep))
        .layer(DefaultBodyLimit::max(MAX_BODY_BYTES))
        .with_state(Arc::new(Mutex::new(db)));
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let server = tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
    let api = Api::new(Arc::new(HttpTransport::new(&format!("http://{address}"), HttpOptions::default()).unwrap()));
    let mut phone = floor::sqlcipher(&disk.join("phone.db"));
    let since = Instant::now();
    for (i, some) in edits.chunks(edits.len().div_ceil(requests)).enumerate() {
        let request = SyncRequest { edits: some.to_vec(), ..SyncRequest::default() };
        let reply = api.sync(&request).await.unwrap();
        floor::write(&mut phone, i as i64, &reply.cursor);
    }
    let time = since.elapsed().as_secs_f64();
    server.abort();
    time
}

async fn keep(
    State(db): State<Arc<Mutex<Connection>>>,
    body: Bytes,
) -> ([(HeaderName, &'static str); 2], &'static str) {
    let plain = zstd::stream::decode_all(&*body).unwrap();
    let request: SyncRequest = serde_json::from_slice(&plain).unwrap();
    tokio::task::spawn_blocking(move || {
        let mut db = db.lock().unwrap();
        let tx = db.transaction().unwrap();
        for edit in &request.edits {
            tx.prepare_cached("insert into edit (body, sig) values (?1, ?2)")
                .unwrap()
                .execute(params![edit.body, edit.sig])
                .unwrap();
        }
        tx.commit().unwrap();
    })
    .await
    .unwrap();
    let ours = HeaderName::from_static(SERVER_HEADER);
    ([(ours, WIRE_VERSION), (axum::http::header::CONTENT_TYPE, "application/json")], "{\"cursor\":\"bare\"}")
}
