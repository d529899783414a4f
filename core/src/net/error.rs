//! What can go wrong with one request: few kinds, each with a stable code and something that can be done next.

use std::time::Duration;

/// Why a request gave no result. Neither `Debug` nor `Display` shows a path, a token, a code, a hash or anything that a
/// server wrote freely: both may be logged.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// No connection to our server; nothing says that the request was carried out, and nothing says that it was not
    /// (except for `NoConnection::Unreachable`: then it never left).
    #[error("no connection: {0}")]
    NoConnection(NoConnection),
    /// The server at this address can't prove who it is.
    #[error("the server's certificate was not accepted{}", if *.clock { " (is the clock right?)" } else { "" })]
    Tls {
        /// The certificate is expired or not valid yet by this phone's clock: the clock may be wrong.
        clock: bool,
    },
    /// The server asks to come back later; the request was not carried out.
    #[error("the server is busy")]
    Busy {
        /// How long it asks to wait, where it says so.
        retry_after: Option<Duration>,
    },
    /// The token is missing or unknown: enrol again.
    #[error("this device is not enrolled there")]
    Unauthorized,
    /// The device was revoked.
    #[error("this device was revoked")]
    Revoked,
    /// The server refused, with a reason of ours.
    #[error("refused: {0}")]
    Refused(Refusal),
    /// Something is larger than the other side takes: send less at once.
    #[error("too large")]
    TooLarge,
    /// The server speaks another version of the messages: the app has to be updated.
    #[error("the server speaks another version")]
    Version,
    /// An answer of our server that can't be understood.
    #[error("the answer can't be understood")]
    Garbled,
    /// The caller gave up.
    #[error("cancelled")]
    Cancelled,
    /// The address or the certificate file that was given is not usable; nothing was sent.
    #[error("{0}")]
    Setup(Setup),
    /// A file of this phone could not be read or written while sending or fetching.
    #[error("local file: {0}")]
    Local(std::io::ErrorKind),
}

/// The ways of having no connection.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NoConnection {
    /// No connection could be made: nothing was sent.
    #[error("unreachable")]
    Unreachable,
    /// It was too slow or silent for too long.
    #[error("timed out")]
    Timeout,
    /// It broke off in the middle.
    #[error("cut off")]
    Cut,
    /// Somebody else answered: a captive portal, a proxy, another web site. Often a page to log in to the Wi-Fi.
    #[error("answered by something else")]
    NotOurs,
}

/// What can't be used to reach a server.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Setup {
    /// Not of the form `https://host` or `https://host:port`.
    #[error("not a server address: https://host expected")]
    Address,
    /// `http://` to another machine: what is sent could be read on the way.
    #[error("http:// is for this machine only: https:// expected")]
    NotEncrypted,
    /// The file of the own certificate authority holds no certificate that can be read.
    #[error("no certificate found in the file of the certificate authority")]
    Authority,
    /// Something of the request can't be sent in HTTP, such as a line break in a token.
    #[error("the request can't be written")]
    Request,
}

/// A refusal by our server: RFC 9457 problem details, cut down to what is safe to keep and to log.
#[derive(Clone, PartialEq, Eq)]
pub struct Refusal {
    /// The HTTP status.
    pub status: u16,
    /// The stable code of `hoso_protocol::wire::Problem`; `unknown` where the server's is none.
    pub code: String,
    /// What can be done next, in plain Vietnamese, as the server wrote it; for people, never for logs.
    pub detail: Option<String>,
}

impl std::fmt::Debug for Refusal {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Refusal({} {})", self.status, self.code)
    }
}

impl std::fmt::Display for Refusal {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} {}", self.status, self.code)
    }
}

impl Error {
    /// The stable code, also the key of the sentence that people read.
    pub fn code(&self) -> &'static str {
        match self {
            Self::NoConnection(NoConnection::NotOurs) => "not_ours",
            Self::NoConnection(_) => "no_connection",
            Self::Tls { clock: true } => "tls_clock",
            Self::Tls { clock: false } => "tls",
            Self::Busy { .. } => "busy",
            Self::Unauthorized => "unauthorized",
            Self::Revoked => "revoked",
            Self::Refused(_) => "refused",
            Self::TooLarge => "too_large",
            Self::Version => "update_app",
            Self::Garbled => "garbled",
            Self::Cancelled => "cancelled",
            Self::Setup(_) => "server_address",
            Self::Local(_) => "local_file",
        }
    }

    /// What the person can do, in plain Vietnamese. A refusal's own sentence, where the server gave one, comes first.
    pub fn next(&self) -> &str {
        match self {
            Self::NoConnection(NoConnection::NotOurs) => {
                "Mạng này trả lời thay cho máy chủ (thường là Wi-Fi đòi đăng nhập). Mở trình duyệt để đăng nhập Wi-Fi, \
                 hoặc dùng mạng khác rồi thử lại. Hồ sơ vẫn nằm nguyên trong máy."
            }
            Self::NoConnection(_) => {
                "Chưa kết nối được máy chủ. Hồ sơ vẫn nằm nguyên trong máy, khi có sóng hãy thử lại."
            }
            Self::Tls { clock: true } => "Hãy xem lại ngày giờ của máy, chỉnh cho đúng rồi thử lại.",
            Self::Tls { clock: false } => {
                "Không xác minh được máy chủ nên chưa gửi gì. Dùng mạng khác, hoặc hỏi cán bộ xã địa chỉ đúng."
            }
            Self::Busy { .. } => "Máy chủ đang bận. Chờ một lát rồi thử lại.",
            Self::Unauthorized => "Máy này chưa được đăng ký. Xin cán bộ xã một mã mới rồi đăng ký lại.",
            Self::Revoked => "Máy này đã bị thu hồi quyền. Hồ sơ vẫn nằm trong máy; hãy liên hệ cán bộ xã.",
            Self::Refused(refusal) => {
                refusal.detail.as_deref().unwrap_or("Máy chủ không nhận. Hãy liên hệ cán bộ xã để được giúp.")
            }
            Self::TooLarge => "Nội dung quá lớn. Gửi từng phần nhỏ hơn.",
            Self::Version => "Ứng dụng và máy chủ không cùng phiên bản. Hãy cập nhật ứng dụng.",
            Self::Garbled => "Máy chủ trả lời không đọc được. Thử lại sau; nếu vẫn vậy, báo cán bộ xã.",
            Self::Cancelled => "Đã dừng. Có thể gửi tiếp bất cứ lúc nào.",
            Self::Setup(Setup::NotEncrypted) => {
                "Địa chỉ máy chủ phải bắt đầu bằng https:// thì trên đường đi mới không ai đọc được. Hỏi lại xã địa chỉ \
                 đúng."
            }
            Self::Setup(_) => "Địa chỉ máy chủ hoặc tệp chứng thư không đúng. Kiểm tra lại rồi thử.",
            Self::Local(_) => "Không đọc hoặc ghi được tệp trong máy. Kiểm tra bộ nhớ còn trống rồi thử lại.",
        }
    }

    /// Whether the same request may succeed a little later.
    pub fn may_pass(&self) -> bool {
        match self {
            Self::NoConnection(_) | Self::Busy { .. } => true,
            Self::Refused(refusal) => refusal.status >= 500,
            _ => false,
        }
    }

    /// Whether the network is bad rather than gone or somebody else's: as long as bytes get through, going on is worth it.
    pub(super) fn bad_network(&self) -> bool {
        matches!(self, Self::NoConnection(why) if *why != NoConnection::NotOurs)
    }

    /// Whether the request was certainly not carried out.
    pub fn not_done(&self) -> bool {
        matches!(self, Self::NoConnection(NoConnection::Unreachable) | Self::Busy { .. })
    }
}

impl From<NoConnection> for Error {
    fn from(why: NoConnection) -> Self {
        Self::NoConnection(why)
    }
}

impl From<Setup> for Error {
    fn from(what: Setup) -> Self {
        Self::Setup(what)
    }
}
