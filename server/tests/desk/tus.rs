//! A phone that sends photos, request by request.

use crate::kit::{Answer, Phone, Writer};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use hoso_protocol::ids::{Digest, DossierId};
use sha2::{Digest as _, Sha256};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

/// Bytes that look like no others.
pub fn photo(seed: u8, length: usize) -> Vec<u8> {
    (0..length).map(|i| (i as u8).wrapping_mul(31).wrapping_add((i >> 8) as u8) ^ seed).collect()
}

pub fn sha256(bytes: &[u8]) -> Digest {
    Digest(Sha256::digest(bytes).into())
}

pub fn checksum(bytes: &[u8]) -> String {
    format!("sha256 {}", BASE64.encode(Sha256::digest(bytes)))
}

/// A dossier whose text the server holds.
pub async fn dossier(phone: &mut Phone) -> Writer {
    let mut writer = phone.writer();
    let edit = writer.text("bản khai");
    assert_eq!(phone.sync(&[edit]).await.later, []);
    writer
}

pub async fn create(phone: &Phone, dossier: DossierId, hash: Digest, length: usize) -> Answer {
    let metadata = format!("dossier {},sha256 {}", BASE64.encode(dossier.to_hex()), BASE64.encode(hash.to_hex()));
    let length = length.to_string();
    let headers = [("tus-resumable", "1.0.0"), ("upload-length", &length), ("upload-metadata", &metadata)];
    phone.call("POST", "/v1/uploads", &headers, &[]).await
}

/// The path of a new upload.
pub async fn created(phone: &Phone, dossier: DossierId, bytes: &[u8]) -> String {
    let answer = create(phone, dossier, sha256(bytes), bytes.len()).await;
    assert_eq!((answer.status, answer.header("tus-resumable")), (201, Some("1.0.0")));
    let path = answer.header("location").unwrap().to_owned();
    assert!(path.strip_prefix("/v1/uploads/").is_some_and(|id| id.len() == 32), "{path}");
    path
}

pub async fn head(phone: &Phone, path: &str) -> Answer {
    phone.call("HEAD", path, &[("tus-resumable", "1.0.0")], &[]).await
}

/// How many bytes the server says it holds.
pub async fn offset(phone: &Phone, path: &str) -> usize {
    let answer = head(phone, path).await;
    assert_eq!(answer.status, 200);
    answer.header("upload-offset").unwrap().parse().unwrap()
}

/// A piece with its checksum.
pub async fn patch(phone: &Phone, path: &str, offset: usize, piece: &[u8]) -> Answer {
    patch_as(phone, path, offset, piece, &checksum(piece)).await
}

pub async fn patch_as(phone: &Phone, path: &str, offset: usize, piece: &[u8], checksum: &str) -> Answer {
    let offset = offset.to_string();
    let headers = [
        ("tus-resumable", "1.0.0"),
        ("content-type", "application/offset+octet-stream"),
        ("upload-offset", &offset),
        ("upload-checksum", checksum),
    ];
    phone.call("PATCH", path, &headers, piece).await
}

/// Sends a whole photo in pieces.
pub async fn send(phone: &Phone, dossier: DossierId, bytes: &[u8]) {
    let path = created(phone, dossier, bytes).await;
    let mut at = 0;
    for piece in bytes.chunks(40_000) {
        let answer = patch(phone, &path, at, piece).await;
        at += piece.len();
        let held = at.to_string();
        assert_eq!((answer.status, answer.header("upload-offset")), (204, Some(held.as_str())));
    }
}

/// A PATCH whose body is only half sent when this returns: the server has read `piece` or is about to.
pub async fn begin(phone: &Phone, path: &str, offset: usize, announced: usize, checksum: Option<&str>) -> TcpStream {
    let mut head = format!(
        "PATCH {path} HTTP/1.1\r\nhost: x\r\nconnection: close\r\nauthorization: Bearer {}\r\ntus-resumable: 1.0.0\r\n\
         content-type: application/offset+octet-stream\r\nupload-offset: {offset}\r\ncontent-length: {announced}\r\n\
         expect: 100-continue\r\n",
        phone.token
    );
    if let Some(checksum) = checksum {
        head += &format!("upload-checksum: {checksum}\r\n");
    }
    let mut stream = TcpStream::connect(phone.address).await.unwrap();
    stream.write_all(format!("{head}\r\n").as_bytes()).await.unwrap();
    // The server asks for the body once it is this request's turn.
    let mut go = [0; 25];
    stream.read_exact(&mut go).await.unwrap();
    assert_eq!(&go, b"HTTP/1.1 100 Continue\r\n\r\n");
    stream
}

/// The status of the answer, read to its end.
pub async fn status(mut stream: TcpStream) -> u16 {
    let mut text = Vec::new();
    stream.read_to_end(&mut text).await.unwrap();
    String::from_utf8_lossy(&text).split(' ').nth(1).unwrap().parse().unwrap()
}
