//! Who the server is: the bundled roots, an authority of one's own, nothing else.

use super::kit::{OURS, read_request, reply, soon};
use hoso_core::net::{Api, Error, HttpOptions, HttpTransport, NoConnection, Retry, Setup};
use hoso_protocol::wire::{SyncReply, SyncRequest};
use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, IsCa, KeyPair, date_time_ymd};
use rustls::pki_types::PrivateKeyDer;
use std::sync::Arc;
use tokio::io::AsyncWriteExt as _;
use tokio::net::TcpListener;
use tokio_rustls::TlsAcceptor;

type Authority = CertifiedIssuer<'static, KeyPair>;

fn authority() -> Authority {
    let mut params = CertificateParams::default();
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    CertifiedIssuer::self_signed(params, KeyPair::generate().unwrap()).unwrap()
}

/// A server with a certificate for `name`; its port on loopback.
async fn server(issuer: &Authority, name: &str, until: i32) -> u16 {
    let key = KeyPair::generate().unwrap();
    let mut params = CertificateParams::new(vec![name.to_owned()]).unwrap();
    params.not_before = date_time_ymd(2000, 1, 1);
    params.not_after = date_time_ymd(until, 1, 1);
    let certificate = params.signed_by(&key, issuer).unwrap();
    let config = rustls::ServerConfig::builder_with_provider(Arc::new(rustls::crypto::ring::default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![certificate.der().clone()], PrivateKeyDer::Pkcs8(key.serialize_der().into()))
        .unwrap();
    let acceptor = TlsAcceptor::from(Arc::new(config));
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            let Ok(mut stream) = acceptor.accept(stream).await else { continue };
            read_request(&mut stream).await;
            let _ = stream.write_all(&reply("200 OK", OURS, br#"{"cursor":"c"}"#)).await;
            let _ = stream.shutdown().await;
        }
    });
    port
}

async fn sync(port: u16, authority: Option<&str>) -> Result<SyncReply, Error> {
    let options = HttpOptions { authority: authority.map(|pem| pem.as_bytes().to_vec()), ..HttpOptions::default() };
    let transport = HttpTransport::new(&format!("https://localhost:{port}"), options)?;
    soon(Api::new(Arc::new(transport)).with_retry(Retry::never()).sync(&SyncRequest::default())).await
}

#[tokio::test]
async fn a_province_with_its_own_authority_is_trusted_when_it_was_given_and_refused_when_not() {
    let (own, other) = (authority(), authority());
    let port = server(&own, "localhost", 2100).await;
    assert_eq!(sync(port, Some(&own.pem())).await.unwrap().cursor, "c");
    assert_eq!(sync(port, None).await, Err(Error::Tls { clock: false }));
    assert_eq!(sync(port, Some(&other.pem())).await, Err(Error::Tls { clock: false }));
    assert!(sync(port, Some(&format!("{}{}", other.pem(), own.pem()))).await.is_ok());
}

#[tokio::test]
async fn a_certificate_of_another_name_is_refused() {
    let own = authority();
    let port = server(&own, "wifi.example.vn", 2100).await;
    assert_eq!(sync(port, Some(&own.pem())).await, Err(Error::Tls { clock: false }));
}

#[tokio::test]
async fn an_expired_certificate_asks_whether_the_clock_is_right() {
    let own = authority();
    let port = server(&own, "localhost", 2001).await;
    let error = sync(port, Some(&own.pem())).await.unwrap_err();
    assert_eq!(error, Error::Tls { clock: true });
    assert!(error.next().contains("ngày giờ"));
}

#[tokio::test]
async fn a_portal_that_answers_without_tls_is_no_connection() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let _ = stream.write_all(b"HTTP/1.1 302 Found\r\nlocation: http://portal/\r\n\r\n").await;
        }
    });
    assert_eq!(sync(port, None).await, Err(NoConnection::NotOurs.into()));
}

#[test]
fn an_authority_file_without_a_certificate_is_said_to_be_useless() {
    for pem in ["", "hello", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"] {
        let options = HttpOptions { authority: Some(pem.into()), ..HttpOptions::default() };
        assert_eq!(HttpTransport::new("https://x.vn", options).err(), Some(Error::Setup(Setup::Authority)));
    }
}
