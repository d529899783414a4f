//! HTTP/1.1 by hand: what is sent and what comes back is seen byte for byte.

use std::net::SocketAddr;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

/// An answer as it came.
#[derive(Debug, Clone)]
pub struct Answer {
    pub status: u16,
    pub headers: Vec<(String, String)>,
    /// Unpacked where it came packed.
    pub body: Vec<u8>,
    /// The length of the body on the wire.
    pub wire: usize,
}

impl Answer {
    pub fn header(&self, name: &str) -> Option<&str> {
        let mut all = self.headers.iter().filter(|(key, _)| key == name);
        let first = all.next().map(|(_, value)| value.as_str());
        assert!(all.next().is_none(), "{name} stands twice");
        first
    }

    pub fn json<T: serde::de::DeserializeOwned>(&self) -> T {
        assert!(matches!(self.status, 200 | 201), "{} {}", self.status, String::from_utf8_lossy(&self.body));
        assert_eq!(self.header("content-type"), Some("application/json"));
        serde_json::from_slice(&self.body).unwrap()
    }

    /// The stable code of a problem, which has to be one in every detail.
    pub fn problem(&self) -> String {
        assert!(self.status >= 400, "{}", self.status);
        assert_eq!(self.header("content-type"), Some("application/problem+json"));
        let problem: hoso_protocol::wire::Problem = serde_json::from_slice(&self.body).unwrap();
        assert_eq!(problem.status, self.status);
        assert_eq!(problem.kind, format!("urn:hoso:problem:{}", problem.code));
        assert!(problem.detail.is_some(), "{} has no sentence", problem.code);
        problem.code
    }
}

/// One request on a connection of its own.
pub async fn call(address: SocketAddr, method: &str, path: &str, headers: &[(&str, &str)], body: &[u8]) -> Answer {
    let mut head = format!("{method} {path} HTTP/1.1\r\nhost: {address}\r\nconnection: close\r\n");
    for (name, value) in headers {
        head += &format!("{name}: {value}\r\n");
    }
    if !headers.iter().any(|(name, _)| *name == "content-length") {
        head += &format!("content-length: {}\r\n", body.len());
    }
    head += "\r\n";
    let mut stream = TcpStream::connect(address).await.unwrap();
    // A server that refuses early closes while the body is still on its way.
    let _ = stream.write_all(&[head.as_bytes(), body].concat()).await;
    let mut bytes = vec![];
    let _ = stream.read_to_end(&mut bytes).await;
    let end = bytes.windows(4).position(|w| w == b"\r\n\r\n").expect("an answer") + 4;
    let wire = bytes.split_off(end);
    let head = String::from_utf8(bytes).unwrap();
    let mut lines = head.trim_end().lines();
    let status = lines.next().unwrap().split(' ').nth(1).unwrap().parse().unwrap();
    let headers: Vec<(String, String)> = lines
        .map(|line| line.split_once(':').unwrap())
        .map(|(name, value)| (name.to_ascii_lowercase(), value.trim().to_owned()))
        .collect();
    let mut answer = Answer { status, headers, wire: wire.len(), body: wire };
    assert_ne!(answer.header("transfer-encoding"), Some("chunked"), "answers have a length");
    if answer.header("content-encoding") == Some("zstd") {
        answer.body = zstd::decode_all(answer.body.as_slice()).unwrap();
    }
    assert_eq!(answer.header("hoso-server"), Some("1"));
    answer
}
