//! A small tus server on raw TCP, so that it can break off in the middle of a piece, forget and lie.

use super::kit::{Seen, problem, read_head};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use sha2::{Digest as _, Sha256};
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};

/// What goes wrong with a PATCH.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// The connection breaks after this many bytes of the piece, which the server keeps.
    Cut(usize),
    /// The piece is kept, the answer is lost.
    LoseReply,
    /// All uploads are forgotten; the status of the answer.
    Forget(u16),
    /// The server says 460: the checksum did not fit.
    Damaged,
    /// The server answers with an offset that can't be.
    Lie,
    /// The answer comes from a portal.
    Portal,
    /// Our server asks to come back in an hour.
    Busy,
}

#[derive(Default)]
pub struct Held {
    pub uploads: BTreeMap<String, (u64, Vec<u8>)>,
    /// All heads that were read.
    pub heads: Vec<Seen>,
    /// PATCH requests by number (from 0).
    pub faults: BTreeMap<usize, Fault>,
    /// Answers every PATCH so, when set.
    pub always: Option<Fault>,
    pub patches: usize,
    /// Bytes of pieces that arrived, kept or not.
    pub received: usize,
    pub largest: usize,
    pub made: usize,
}

pub struct TusServer {
    pub url: String,
    held: Arc<Mutex<Held>>,
}

impl TusServer {
    pub async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let held = Arc::new(Mutex::new(Held::default()));
        let shared = Arc::clone(&held);
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(serve(stream, Arc::clone(&shared)));
            }
        });
        Self { url, held }
    }

    pub fn held(&self) -> MutexGuard<'_, Held> {
        self.held.lock().unwrap()
    }

    pub fn count(&self, method: &str) -> usize {
        self.held().heads.iter().filter(|seen| seen.line().starts_with(method)).count()
    }
}

async fn serve(mut stream: TcpStream, held: Arc<Mutex<Held>>) {
    let Some((head, rest)) = read_head(&mut stream).await else { return };
    let seen = Seen { head, body: rest };
    held.lock().unwrap().heads.push(seen.clone());
    assert_eq!(seen.header("tus-resumable"), Some("1.0.0"));
    let mut words = seen.line().split(' ');
    let (method, path) = (words.next().unwrap(), words.next().unwrap().to_owned());
    let answer = match method {
        "POST" => create(&mut held.lock().unwrap(), &seen),
        "HEAD" => ask(&held.lock().unwrap(), &path),
        "PATCH" => patch(&mut stream, &held, &path, seen.clone()).await,
        other => panic!("{other}"),
    };
    let _ = stream.write_all(&answer).await;
    let _ = stream.shutdown().await;
}

fn answer(status: &str, headers: &str) -> Vec<u8> {
    format!("HTTP/1.1 {status}\r\nhoso-server: 1\r\ntus-resumable: 1.0.0\r\n{headers}\r\n").into_bytes()
}

fn create(held: &mut Held, seen: &Seen) -> Vec<u8> {
    held.made += 1;
    let id = format!("u{}", held.made);
    let length = seen.header("upload-length").unwrap().parse().unwrap();
    held.uploads.insert(format!("/v1/uploads/{id}"), (length, vec![]));
    answer("201 Created", &format!("location: /v1/uploads/{id}\r\ncontent-length: 0\r\n"))
}

fn ask(held: &Held, path: &str) -> Vec<u8> {
    match held.uploads.get(path) {
        Some((length, bytes)) => answer(
            "200 OK",
            &format!("upload-offset: {}\r\nupload-length: {length}\r\ncache-control: no-store\r\n", bytes.len()),
        ),
        None => answer("404 Not Found", ""),
    }
}

async fn patch(stream: &mut TcpStream, held: &Mutex<Held>, path: &str, seen: Seen) -> Vec<u8> {
    let length: usize = seen.header("content-length").unwrap().parse().unwrap();
    let fault = {
        let mut held = held.lock().unwrap();
        held.patches += 1;
        held.largest = held.largest.max(length);
        held.faults.get(&(held.patches - 1)).copied().or(held.always)
    };
    let wanted = match fault {
        Some(Fault::Cut(bytes)) => bytes.min(length),
        _ => length,
    };
    let mut body = seen.body.clone();
    while body.len() < wanted {
        if stream.read_buf(&mut body).await.unwrap_or(0) == 0 {
            break;
        }
    }
    body.truncate(wanted);
    let mut held = held.lock().unwrap();
    held.received += body.len();
    if let Some(Fault::Forget(status)) = fault {
        held.uploads.clear();
        return problem(status, "not_found", "tus-resumable: 1.0.0\r\n");
    }
    if fault == Some(Fault::Portal) {
        return b"HTTP/1.1 302 Found\r\nlocation: http://portal/\r\n\r\n".to_vec();
    }
    if fault == Some(Fault::Busy) {
        return problem(503, "busy", "retry-after: 3600\r\n");
    }
    let Some((_, bytes)) = held.uploads.get_mut(path) else {
        return problem(404, "not_found", "tus-resumable: 1.0.0\r\n");
    };
    if seen.header("upload-offset") != Some(bytes.len().to_string().as_str()) {
        return problem(409, "conflict", "tus-resumable: 1.0.0\r\n");
    }
    if fault == Some(Fault::Damaged) {
        return problem(460, "bad_request", "tus-resumable: 1.0.0\r\n");
    }
    if body.len() == length {
        let checksum = format!("sha256 {}", BASE64.encode(Sha256::digest(&body)));
        assert_eq!(seen.header("upload-checksum"), Some(checksum.as_str()));
    }
    assert_eq!(seen.header("content-type"), Some("application/offset+octet-stream"));
    bytes.extend_from_slice(&body);
    match fault {
        Some(Fault::Cut(_) | Fault::LoseReply) => vec![],
        Some(Fault::Lie) => answer("204 No Content", "upload-offset: 123456789\r\n"),
        _ => answer("204 No Content", &format!("upload-offset: {}\r\n", bytes.len())),
    }
}
