//! Servers for the tests: raw TCP, so that every wrong byte is possible.

use hoso_core::net::{Api, BoxFuture, HttpOptions, HttpTransport, Pace, Pause, Retry};
use std::future::Future;
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

pub const TOKEN: &str = "token-canary";

/// A request as a server saw it.
#[derive(Debug, Clone)]
pub struct Seen {
    pub head: String,
    pub body: Vec<u8>,
}

impl Seen {
    pub fn header(&self, name: &str) -> Option<&str> {
        self.head.lines().skip(1).find_map(|line| {
            let (key, value) = line.split_once(':')?;
            key.eq_ignore_ascii_case(name).then(|| value.trim())
        })
    }

    pub fn line(&self) -> &str {
        self.head.lines().next().unwrap()
    }
}

/// What a raw server does once it has read a request.
pub enum Do {
    /// Writes these bytes and closes.
    Say(Vec<u8>),
    /// Writes the head at once and the body one byte at a time, with this much time between them.
    Drip(Vec<u8>, Duration),
    /// Never answers.
    Hang,
}

pub struct Raw {
    pub url: String,
    pub seen: Arc<Mutex<Vec<Seen>>>,
}

impl Raw {
    pub fn count(&self) -> usize {
        self.seen.lock().unwrap().len()
    }
}

/// Reads a request's head; `None` when the other side is gone. What was read beyond it comes second.
pub async fn read_head(stream: &mut (impl AsyncRead + Unpin)) -> Option<(String, Vec<u8>)> {
    let mut bytes = vec![];
    loop {
        if let Some(end) = bytes.windows(4).position(|w| w == b"\r\n\r\n") {
            let rest = bytes.split_off(end + 4);
            return Some((String::from_utf8(bytes).unwrap(), rest));
        }
        if stream.read_buf(&mut bytes).await.ok()? == 0 {
            return None;
        }
    }
}

pub async fn read_request(stream: &mut (impl AsyncRead + Unpin)) -> Option<Seen> {
    let (head, mut body) = read_head(stream).await?;
    let seen = Seen { head, body: vec![] };
    let length: usize = seen.header("content-length").map_or(0, |text| text.parse().unwrap());
    while body.len() < length {
        if stream.read_buf(&mut body).await.ok()? == 0 {
            return None;
        }
    }
    Some(Seen { body, ..seen })
}

/// A server on loopback that answers each connection's request by the script, which gets the request's number.
pub async fn raw(script: impl Fn(usize, &Seen) -> Do + Send + Sync + 'static) -> Raw {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let seen = Arc::new(Mutex::new(vec![]));
    let (log, script) = (Arc::clone(&seen), Arc::new(script));
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            tokio::spawn(answer(stream, Arc::clone(&log), Arc::clone(&script)));
        }
    });
    Raw { url, seen }
}

async fn answer(mut stream: TcpStream, log: Arc<Mutex<Vec<Seen>>>, script: Arc<impl Fn(usize, &Seen) -> Do>) {
    let Some(request) = read_request(&mut stream).await else { return };
    let number = log.lock().unwrap().len();
    log.lock().unwrap().push(request.clone());
    match script(number, &request) {
        Do::Say(bytes) => {
            let _ = stream.write_all(&bytes).await;
            let _ = stream.shutdown().await;
        }
        Do::Drip(bytes, every) => {
            let body = bytes.windows(4).position(|w| w == b"\r\n\r\n").unwrap() + 4;
            let _ = stream.write_all(&bytes[..body]).await;
            for &byte in &bytes[body..] {
                if stream.write_all(&[byte]).await.is_err() {
                    return;
                }
                tokio::time::sleep(every).await;
            }
        }
        Do::Hang => std::future::pending().await,
    }
}

/// An answer with a body and its right length.
pub fn reply(status: &str, headers: &str, body: &[u8]) -> Vec<u8> {
    let head = format!("HTTP/1.1 {status}\r\n{headers}content-length: {}\r\n\r\n", body.len());
    [head.as_bytes(), body].concat()
}

/// The head lines of an answer of ours.
pub const OURS: &str = "hoso-server: 1\r\ncontent-type: application/json\r\n";

pub fn ok(body: &str) -> Vec<u8> {
    reply("200 OK", OURS, body.as_bytes())
}

pub fn problem(status: u16, code: &str, more: &str) -> Vec<u8> {
    let body = format!(
        r#"{{"type":"urn:hoso:problem:{code}","title":"t","status":{status},"code":"{code}","detail":"chi tiết"}}"#
    );
    let headers = format!("hoso-server: 1\r\ncontent-type: application/problem+json\r\n{more}");
    reply(&format!("{status} X"), &headers, body.as_bytes())
}

/// Waits that take no time and are written down; chance is always one half.
#[derive(Default)]
pub struct Noted(pub Mutex<Vec<Duration>>);

impl Noted {
    pub fn waits(&self) -> Vec<u64> {
        self.0.lock().unwrap().iter().map(|d| d.as_millis() as u64).collect()
    }
}

impl Pause for Noted {
    fn sleep(&self, time: Duration) -> BoxFuture<'static, ()> {
        self.0.lock().unwrap().push(time);
        Box::pin(std::future::ready(()))
    }

    fn chance(&self) -> f64 {
        0.5
    }
}

pub fn api_with(url: &str, pace: Pace, retry: Retry) -> Api {
    let transport = HttpTransport::new(url, HttpOptions { pace, ..HttpOptions::default() }).unwrap();
    Api::new(Arc::new(transport)).with_token(TOKEN).unwrap().with_retry(retry)
}

/// With the usual number of attempts and waits that take no time.
pub fn api(url: &str) -> (Api, Arc<Noted>) {
    let noted = Arc::new(Noted::default());
    let retry = Retry { pause: Arc::<Noted>::clone(&noted), ..Retry::default() };
    (api_with(url, Pace::default(), retry), noted)
}

/// With one attempt.
pub fn once(url: &str) -> Api {
    api_with(url, Pace::default(), Retry::never())
}

/// Fails the test instead of hanging it.
pub async fn soon<T>(future: impl Future<Output = T>) -> T {
    tokio::time::timeout(Duration::from_secs(20), future).await.expect("took too long")
}
