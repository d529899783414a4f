//! What a server logs, at the finest level, holds nothing of anybody.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod kit;

use hoso_protocol::record::Role;
use kit::{Phone, Served};
use std::io::Write;
use std::sync::{Arc, Mutex};

#[derive(Clone, Default)]
struct Lines(Arc<Mutex<Vec<u8>>>);

impl Write for Lines {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().extend(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn no_value_token_code_or_id_stands_in_a_log() {
    let lines = Lines::default();
    let writer = lines.clone();
    tracing_subscriber::fmt()
        .with_max_level(tracing::Level::TRACE)
        .with_ansi(false)
        .with_writer(move || writer.clone())
        .init();
    let server = Served::start().await;
    let code = server.admin.invite(Role::Citizen, kit::COMMUNE).unwrap().code;
    let mut phone = Phone::enrol(server.address, &code).await;
    let mut writer = phone.writer();
    let edit = writer.text("CANARY-Nguyễn-Thị-Lan");
    phone.sync(std::slice::from_ref(&edit)).await;
    let mut forged = writer.text("CANARY-giả");
    forged.sig = edit.sig.clone();
    phone.sync(&[forged]).await;
    let mut second = phone.second().await;
    second.pull().await;
    let dossier = writer.dossier.to_hex();
    for path in [format!("/v1/blobs/{dossier}"), format!("/v1/desk/dossiers/{dossier}.zip"), format!("/{dossier}")] {
        phone.get(&path).await;
    }
    phone.call("POST", "/v1/sync", &[], b"{\"cursor\":CANARY}").await;
    Phone::ask(server.address, "CANARY", &phone.key).await;
    server.stop().await;

    let log = String::from_utf8(lines.0.lock().unwrap().clone()).unwrap();
    assert!(log.contains("route=\"v1/sync\""), "the calls are logged");
    let person = phone.certificate.person.clone();
    let plain = code.replace('-', "");
    let (key, id) = (phone.key.public().to_string(), edit.id().to_string());
    let secrets =
        ["CANARY", "Lan", &dossier, &person, &code, &plain, &phone.token, &second.token, &key, &id, &edit.sig];
    for (number, secret) in secrets.iter().enumerate() {
        let line = log.lines().find(|line| line.contains(*secret));
        assert!(line.is_none(), "secret {number} stands in the log: {}", line.unwrap());
    }
}
