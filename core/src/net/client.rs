//! `HttpTransport`: reqwest on rustls with ring, the bundled Mozilla roots and, where a province has one, its own
//! certificate authority.

use super::pace::{Pace, Paced};
use super::transport::{BoxFuture, ReplyBody, Transport};
use super::{Error, NoConnection, Setup};
use bytes::Bytes;
use http::{Request, Response};
use http_body_util::BodyExt as _;
use reqwest::Url;
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject as _;
use rustls::{CertificateError, ClientConfig, RootCertStore};
use std::error::Error as StdError;
use std::sync::Arc;
use std::time::Duration;

/// Speaks HTTP with one server.
pub struct HttpTransport {
    client: reqwest::Client,
    base: Url,
    pace: Pace,
}

/// How a server is reached.
#[derive(Clone, Default)]
pub struct HttpOptions {
    /// Certificates (PEM) of an authority of one's own, trusted beside the bundled roots.
    pub authority: Option<Vec<u8>>,
    /// How slow the network may be.
    pub pace: Pace,
}

impl HttpTransport {
    /// For the server at `https://host[:port]`. `http://` is for this machine only (demo and tests): anywhere else what
    /// is sent could be read on the way, so it is refused.
    pub fn new(address: &str, options: HttpOptions) -> Result<Self, Error> {
        let base = Url::parse(address.trim()).map_err(|_| Setup::Address)?;
        let local = match base.host() {
            Some(url::Host::Domain(name)) => name == "localhost" || name.ends_with(".localhost"),
            Some(url::Host::Ipv4(ip)) => ip.is_loopback(),
            Some(url::Host::Ipv6(ip)) => ip.is_loopback(),
            None => return Err(Setup::Address.into()),
        };
        let bare = matches!(base.path(), "" | "/") && base.query().is_none() && base.fragment().is_none();
        if !bare || !base.username().is_empty() || base.password().is_some() {
            return Err(Setup::Address.into());
        }
        match base.scheme() {
            "https" => {}
            "http" if local => {}
            "http" => return Err(Setup::NotEncrypted.into()),
            _ => return Err(Setup::Address.into()),
        }
        let mut builder = reqwest::Client::builder()
            .tls_backend_preconfigured(tls(options.authority.as_deref())?)
            .redirect(reqwest::redirect::Policy::none())
            // Repeating is decided in one place, where it is counted and can be cancelled.
            .retry(reqwest::retry::never())
            .referer(false)
            .connect_timeout(options.pace.connect)
            // A phone that slept finds its old connections dead.
            .pool_idle_timeout(Duration::from_secs(30));
        if local {
            builder = builder.no_proxy();
        }
        let client = builder.build().map_err(|_| Setup::Address)?;
        Ok(Self { client, base, pace: options.pace })
    }
}

/// reqwest gets a finished rustls configuration: left to itself it wants a process-wide provider and, on Android, the
/// platform's verifier, which needs a JVM handle and refuses roots of one's own.
fn tls(authority: Option<&[u8]>) -> Result<ClientConfig, Error> {
    let mut roots = RootCertStore { roots: webpki_roots::TLS_SERVER_ROOTS.to_vec() };
    if let Some(pem) = authority {
        let mut found = false;
        for certificate in CertificateDer::pem_slice_iter(pem) {
            let certificate = certificate.map_err(|_| Setup::Authority)?;
            roots.add(certificate).map_err(|_| Setup::Authority)?;
            found = true;
        }
        if !found {
            return Err(Setup::Authority.into());
        }
    }
    Ok(ClientConfig::builder_with_provider(Arc::new(rustls::crypto::ring::default_provider()))
        .with_safe_default_protocol_versions()
        .map_err(|_| Setup::Authority)?
        .with_root_certificates(roots)
        .with_no_client_auth())
}

impl Transport for HttpTransport {
    fn send(&self, request: Request<Bytes>) -> BoxFuture<'_, Result<Response<ReplyBody>, Error>> {
        Box::pin(async move {
            let (parts, body) = request.into_parts();
            let mut url = self.base.clone();
            url.set_path(parts.uri.path());
            url.set_query(parts.uri.query());
            let patience = self.pace.for_sending(body.len());
            let sent = self.client.request(parts.method, url).headers(parts.headers).body(body).send();
            let answer = tokio::time::timeout(patience, sent)
                .await
                .map_err(|_| Error::from(NoConnection::Timeout))?
                .map_err(|error| judge(&error))?;
            Ok(Response::from(answer)
                .map(|body| Paced::new(body.map_err(|error| judge(&error)), self.pace).boxed_unsync()))
        })
    }
}

/// Which of our kinds an error of reqwest is. Its own text may hold the URL, so it goes no further.
fn judge(error: &reqwest::Error) -> Error {
    if let Some(tls) = find_tls(error) {
        return match tls {
            rustls::Error::InvalidCertificate(fault) => Error::Tls { clock: about_time(fault) },
            // An answer in the middle of the handshake that is no TLS: a portal on the HTTPS port.
            rustls::Error::InvalidMessage(_) => NoConnection::NotOurs.into(),
            _ => Error::Tls { clock: false },
        };
    }
    match error {
        e if e.is_builder() => Setup::Request.into(),
        e if e.is_connect() => NoConnection::Unreachable.into(),
        e if e.is_timeout() => NoConnection::Timeout.into(),
        _ => NoConnection::Cut.into(),
    }
}

fn about_time(fault: &CertificateError) -> bool {
    matches!(
        fault,
        CertificateError::Expired
            | CertificateError::ExpiredContext { .. }
            | CertificateError::NotValidYet
            | CertificateError::NotValidYetContext { .. }
    )
}

/// The rustls error below, if there is one. An `io::Error` hides what it wraps from `source()`.
fn find_tls<'a>(error: &'a (dyn StdError + 'static)) -> Option<&'a rustls::Error> {
    let mut next = Some(error);
    while let Some(error) = next {
        if let Some(tls) = error.downcast_ref::<rustls::Error>() {
            return Some(tls);
        }
        next = match error.downcast_ref::<std::io::Error>() {
            Some(io) => io.get_ref().map(|inner| inner as &(dyn StdError + 'static)),
            None => error.source(),
        };
    }
    None
}
