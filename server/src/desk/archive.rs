//! `GET /v1/desk/dossiers/<id>.zip`: the handed-in version with its photos.
//!
//! The same version makes the same bytes, so that a download that broke off goes on at its byte. The archive is built in
//! a file without a name, which is gone with the request.

use super::data::data;
use super::sheet::sheet;
use super::{handed_in, names, officer};
use crate::audit::{self, Action};
use crate::auth::Bearer;
use crate::clock::now;
use crate::error::{Code, Error, Result};
use crate::handin::Handed;
use crate::ranges;
use crate::state::App;
use axum::extract::{Path, State};
use axum::http::HeaderMap;
use axum::response::Response;
use hoso_protocol::draft::Draft;
use hoso_protocol::ids::{Digest, DossierId};
use hoso_protocol::key::Key;
use hoso_protocol::procedure::{Paper, Procedure};
use hoso_protocol::record::Receipt;
use hoso_protocol::value::PhotoPage;
use rusqlite::{OptionalExtension as _, Transaction};
use std::fs::File;
use std::io::{self, Write};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipWriter};

/// The pages of a version, in the order of the papers.
pub type Pages = Vec<Page>;

/// One page.
pub struct Page {
    /// Number of its paper.
    pub number: usize,
    /// Name in the archive.
    pub name: String,
    /// What the version says of it.
    pub photo: PhotoPage,
    /// Name in `blobs/`, if the server holds it.
    pub file: Option<String>,
}

struct Contents {
    handed: Handed,
    receipt: Receipt,
    pages: Pages,
}

/// `GET /v1/desk/dossiers/<id>.zip`.
pub async fn download(
    State(app): State<App>,
    bearer: Bearer,
    Path(file): Path<String>,
    headers: HeaderMap,
) -> Result<Response> {
    let id: DossierId = file.strip_suffix(".zip").and_then(|id| id.parse().ok()).ok_or(Code::NotFound)?;
    let contents = app
        .write(move |app, tx| {
            let device = officer(tx, bearer)?;
            let (dossier, course) = handed_in(tx, &device, id)?;
            let receipt = course.receipt().map(|(receipt, _)| receipt.clone()).ok_or(Code::NotFound)?;
            // After a restore a version may be known by its receipt only, until a phone gives it back.
            let handed = Handed::load(tx, receipt.version)?.ok_or(Code::Conflict)?;
            let pages = pages(tx, dossier.id, &handed)?;
            audit::record(app.keys(), tx, now(), Some(device.key), Action::DeskDownload, [id])?;
            Ok(Contents { handed, receipt, pages })
        })
        .await?;
    let tag = contents.receipt.version.to_hex();
    let archive = app.blocking(move |app| build(app, &contents)).await?;
    ranges::send(&headers, archive, "application/zip", &tag)
}

/// Papers of which the version says something, numbered as one brings them.
pub fn papers<'a>(procedure: &'a Procedure, draft: &'a Draft) -> impl Iterator<Item = (usize, &'a Paper)> {
    let told =
        |paper: &&Paper| draft.text(&Key::Paper(paper.key.clone())).is_some() || !draft.pages(&paper.key).is_empty();
    (1..).zip(procedure.papers.iter().filter(told))
}

fn pages(tx: &Transaction<'_>, dossier: DossierId, handed: &Handed) -> Result<Pages> {
    let mut pages = Pages::new();
    for (number, paper) in papers(&handed.procedure, &handed.draft) {
        for (page, (_, photo)) in (1..).zip(handed.draft.pages(&paper.key)) {
            let name = names::page(number, &paper.name, page, &photo.kind);
            pages.push(Page { number, name, photo: photo.clone(), file: blob(tx, dossier, photo.sha256)? });
        }
    }
    Ok(pages)
}

fn blob(tx: &Transaction<'_>, dossier: DossierId, sha256: Digest) -> Result<Option<String>> {
    let mut select = tx.prepare_cached("SELECT file FROM blob WHERE dossier = ? AND sha256 = ?")?;
    Ok(select.query_row((dossier.0, sha256.0), |row| row.get(0)).optional()?)
}

fn build(app: &App, contents: &Contents) -> Result<File> {
    let Contents { handed: Handed { procedure, draft }, receipt, pages } = contents;
    let mut zip = ZipWriter::new(tempfile::tempfile_in(app.dir().uploads())?);
    // No time of its own, or the same version would make other bytes each time.
    let plain = SimpleFileOptions::default().last_modified_time(DateTime::default()).unix_permissions(0o600);
    let packed = plain.compression_method(CompressionMethod::Deflated);
    let stored = plain.compression_method(CompressionMethod::Stored);
    let text = sheet(procedure, draft, receipt, pages);
    let json = serde_json::to_vec_pretty(&data(procedure, draft, receipt, pages)).map_err(io::Error::other)?;
    for (name, bytes) in [("noi-dung.txt", text.as_bytes()), ("du-lieu.json", &json)] {
        zip.start_file(name, packed).map_err(failed)?;
        zip.write_all(bytes)?;
    }
    for page in pages {
        if let Some(file) = &page.file {
            let mut photo = File::open(app.dir().blobs().join(file))?;
            zip.start_file(page.name.as_str(), stored).map_err(failed)?;
            io::copy(&mut photo, &mut zip)?;
        }
    }
    zip.finish().map_err(failed)
}

fn failed(error: zip::result::ZipError) -> Error {
    io::Error::other(error).into()
}
