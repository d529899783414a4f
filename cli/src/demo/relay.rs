//! The network between a phone and the server: a relay on loopback that can be taken away, also after so many bytes.

use std::io::{self, Read as _, Write as _};
use std::net::{Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering::SeqCst};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::JoinHandle;
use std::time::Duration;

const PIECE: usize = 4096;

/// The relay; gone with all its connections when dropped.
pub struct Relay {
    address: SocketAddr,
    air: Arc<Air>,
    accepting: Option<JoinHandle<()>>,
}

/// What its threads share.
struct Air {
    up: AtomicBool,
    closing: AtomicBool,
    /// Connections that the phone tried, also in vain.
    tried: AtomicU64,
    /// Bytes that went from the phone to the server.
    sent: AtomicU64,
    /// The network goes when `sent` gets here.
    cut_at: AtomicU64,
    /// At which byte the phone went on with a photo, first after the network came.
    went_on: Mutex<Option<u64>>,
    open: Mutex<Vec<TcpStream>>,
    changed: Condvar,
}

impl Relay {
    /// Between a free port of this machine and a server.
    pub fn start(server: SocketAddr) -> io::Result<Self> {
        let listener = TcpListener::bind("127.0.0.1:0")?;
        let address = listener.local_addr()?;
        let air = Arc::new(Air {
            up: AtomicBool::new(true),
            closing: AtomicBool::new(false),
            tried: AtomicU64::new(0),
            sent: AtomicU64::new(0),
            cut_at: AtomicU64::new(u64::MAX),
            went_on: Mutex::default(),
            open: Mutex::default(),
            changed: Condvar::new(),
        });
        let shared = Arc::clone(&air);
        let accepting = std::thread::spawn(move || accept(&listener, server, &shared));
        Ok(Self { address, air, accepting: Some(accepting) })
    }

    /// Where the phone believes the server to be.
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// The network is there.
    pub fn up(&self) {
        self.air.cut_at.store(u64::MAX, SeqCst);
        *lock(&self.air.went_on) = None;
        self.air.up.store(true, SeqCst);
    }

    /// The network is gone.
    pub fn down(&self) {
        self.air.cut();
    }

    /// The network is there until the phone has sent so many bytes more.
    pub fn up_for(&self, bytes: u64) {
        self.air.cut_at.store(self.sent() + bytes, SeqCst);
        self.air.up.store(true, SeqCst);
    }

    /// Waits until the network is gone; whether it went.
    pub fn wait_down(&self, longest: Duration) -> bool {
        let guard = lock(&self.air.open);
        let waited = self.air.changed.wait_timeout_while(guard, longest, |_| self.air.up.load(SeqCst));
        drop(waited);
        !self.air.up.load(SeqCst)
    }

    /// Bytes that went from the phone to the server so far.
    pub fn sent(&self) -> u64 {
        self.air.sent.load(SeqCst)
    }

    /// The byte of a photo that the phone sent first since the network is there.
    pub fn went_on(&self) -> Option<u64> {
        *lock(&self.air.went_on)
    }

    /// Connections that the phone tried so far.
    pub fn tried(&self) -> u64 {
        self.air.tried.load(SeqCst)
    }
}

impl Drop for Relay {
    fn drop(&mut self) {
        self.air.closing.store(true, SeqCst);
        self.air.cut();
        // Wakes the thread that accepts. If that fails, it has ended already.
        drop(TcpStream::connect(self.address));
        if let Some(accepting) = self.accepting.take() {
            let _ = accepting.join();
        }
    }
}

impl Air {
    fn cut(&self) {
        let mut open = lock(&self.open);
        self.up.store(false, SeqCst);
        for stream in open.drain(..) {
            let _ = stream.shutdown(Shutdown::Both);
        }
        self.changed.notify_all();
    }
}

fn accept(listener: &TcpListener, server: SocketAddr, air: &Arc<Air>) {
    for phone in listener.incoming() {
        if air.closing.load(SeqCst) {
            return;
        }
        air.tried.fetch_add(1, SeqCst);
        // What can't be connected is hung up on: to the phone that is a bad network.
        let _ = phone.and_then(|phone| connect(phone, server, air));
    }
}

fn connect(phone: TcpStream, server: SocketAddr, air: &Arc<Air>) -> io::Result<()> {
    let mut open = lock(&air.open);
    if !air.up.load(SeqCst) {
        return Ok(());
    }
    let server = TcpStream::connect(server)?;
    for stream in [&phone, &server] {
        stream.set_nodelay(true)?;
        open.push(stream.try_clone()?);
    }
    drop(open);
    let (up_from, up_to) = (phone.try_clone()?, server.try_clone()?);
    let shared = Arc::clone(air);
    std::thread::spawn(move || pump(up_from, up_to, Some(&shared)));
    std::thread::spawn(move || pump(server, phone, None));
    Ok(())
}

/// Carries bytes one way until either side ends; counts them on the way up.
fn pump(mut from: TcpStream, mut to: TcpStream, count: Option<&Air>) {
    let mut buffer = [0; PIECE];
    while let Ok(read @ 1..) = from.read(&mut buffer) {
        let room = count.map_or(u64::MAX, |air| air.cut_at.load(SeqCst).saturating_sub(air.sent.load(SeqCst)));
        let fits = usize::try_from(room).unwrap_or(usize::MAX).min(read);
        if buffer.get(..fits).is_none_or(|bytes| to.write_all(bytes).is_err()) {
            break;
        }
        if let Some(air) = count {
            let mut went_on = lock(&air.went_on);
            *went_on = went_on.or_else(|| piece_at(buffer.get(..fits)?));
            drop(went_on);
            air.sent.fetch_add(fits as u64, SeqCst);
            if fits as u64 == room {
                return air.cut();
            }
        }
    }
    for stream in [&from, &to] {
        let _ = stream.shutdown(Shutdown::Both);
    }
}

/// The byte at which a piece of a photo begins, where a request that carries one begins here.
fn piece_at(bytes: &[u8]) -> Option<u64> {
    let request = String::from_utf8_lossy(bytes.strip_prefix(b"PATCH ")?);
    let fields = request.lines().take_while(|line| !line.is_empty()).filter_map(|line| line.split_once(':'));
    let mut offsets = fields.filter(|(name, _)| name.eq_ignore_ascii_case("upload-offset"));
    offsets.next()?.1.trim().parse().ok()
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Sends bytes until the relay takes no more; how many arrived at the other end.
    fn arrived(server: &TcpListener, relay: &Relay, bytes: usize) -> usize {
        let address = relay.address;
        let sender = std::thread::spawn(move || {
            let mut phone = TcpStream::connect(address).unwrap();
            let _ = phone.write_all(&vec![7; bytes]);
        });
        let mut got = vec![];
        let _ = server.accept().unwrap().0.read_to_end(&mut got);
        sender.join().unwrap();
        got.len()
    }

    #[test]
    fn the_byte_is_read_where_a_piece_begins() {
        assert_eq!(piece_at(b"PATCH /v1/uploads/1 HTTP/1.1\r\nUpload-Offset: 196608\r\n\r\n\xff\xd8"), Some(196_608));
        assert_eq!(piece_at(b"PATCH /v1/uploads/1 HTTP/1.1\r\n\r\nupload-offset: 5"), None);
        assert_eq!(piece_at(b"POST /v1/sync HTTP/1.1\r\nupload-offset: 5\r\n\r\n"), None);
    }

    #[test]
    fn the_network_goes_after_exactly_so_many_bytes_and_comes_back() {
        let server = TcpListener::bind("127.0.0.1:0").unwrap();
        let relay = Relay::start(server.local_addr().unwrap()).unwrap();
        relay.up_for(10_001);
        assert_eq!(arrived(&server, &relay, 50_000), 10_001);
        assert!(relay.wait_down(Duration::from_secs(60)));
        let mut answer = [0];
        let mut phone = TcpStream::connect(relay.address).unwrap();
        assert!(!matches!(phone.read(&mut answer), Ok(1..)), "nobody answers while it is down");
        relay.up();
        assert_eq!(arrived(&server, &relay, 20_000), 20_000);
        assert_eq!((relay.sent(), relay.tried()), (30_001, 3));
    }
}
