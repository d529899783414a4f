//! The catalog packs that this server hands on: files in `catalog/` of its folder, put there by a command. It keeps no
//! key for them and vouches for nothing: phones check signatures.

use crate::ServerDir;
use crate::dir::sync_folder;
use crate::error::{Code, Result};
use crate::ranges;
use crate::state::App;
use axum::Json;
use axum::extract::{Path, State};
use axum::http::header::{CACHE_CONTROL, ETAG, IF_NONE_MATCH, IF_RANGE, RANGE};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::{IntoResponse as _, Response};
use hoso_protocol::pack::{Kind, MAX_LINE, Offered, Part, Sealed, split};
use std::collections::BTreeMap;
use std::fs;
use std::io::Read as _;
use std::path::PathBuf;

/// What lies in the folder.
#[derive(Debug, Default)]
struct Shelf {
    roots: BTreeMap<u64, PathBuf>,
    packs: BTreeMap<u64, PathBuf>,
    /// By the number that they lead to and the one that they begin with.
    deltas: BTreeMap<(u64, u64), PathBuf>,
}

impl ServerDir {
    /// Where packs lie.
    pub fn catalog(&self) -> PathBuf {
        self.path().join("catalog")
    }

    fn shelf(&self) -> Result<Shelf> {
        let mut shelf = Shelf::default();
        let entries = match fs::read_dir(self.catalog()) {
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(shelf),
            entries => entries?,
        };
        for entry in entries {
            let path = entry?.path();
            let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
            let numbers = |prefix: &str, end: &str| -> Option<Vec<u64>> {
                name.strip_prefix(prefix)?.strip_suffix(end)?.split('-').map(|n| n.parse().ok()).collect()
            };
            if let Some([version]) = numbers("root-", ".json").as_deref() {
                shelf.roots.insert(*version, path);
            } else if let Some([number]) = numbers("pack-", ".hoso").as_deref() {
                shelf.packs.insert(*number, path);
            } else if let Some([from, to]) = numbers("delta-", ".hoso").as_deref() {
                shelf.deltas.insert((*to, *from), path);
            }
        }
        Ok(shelf)
    }

    /// The newest root file here, as it is.
    pub fn newest_root(&self) -> Result<Option<String>> {
        let Some((_, path)) = self.shelf()?.roots.pop_last() else { return Ok(None) };
        Ok(Some(fs::read_to_string(path)?))
    }

    /// Puts the packs and deltas of a file here, each in a file of its own, and takes away what no phone is sent any
    /// more. Whoever calls has checked the signatures.
    ///
    /// # Errors
    /// `BadRequest` if it is no file of packs, `Conflict` if it is of another catalog than what is here.
    pub fn add_packs(&self, file: &[u8]) -> Result<Vec<(Kind, u64)>> {
        let mut added = vec![];
        fs::create_dir_all(self.catalog())?;
        for part in split(file).map_err(|_| Code::BadRequest)? {
            let Part::Pack(part) = part else { continue };
            let header = &part.header;
            if self.name()?.is_some_and(|name| name != header.name) {
                return Err(Code::Conflict.into());
            }
            let name = match &header.base {
                None => format!("pack-{}.hoso", header.number),
                Some(base) => format!("delta-{}-{}.hoso", base.number, header.number),
            };
            self.put(&name, part.whole)?;
            added.push((header.kind, header.number));
        }
        let Shelf { packs, deltas, .. } = self.shelf()?;
        let newest = packs.keys().next_back().copied().unwrap_or(0);
        let old = packs.into_iter().filter(|(number, _)| *number < newest).map(|(_, path)| path);
        for path in old.chain(deltas.into_iter().filter(|((to, _), _)| *to < newest).map(|(_, path)| path)) {
            fs::remove_file(path)?;
        }
        Ok(added)
    }

    /// Puts a root file here.
    pub fn add_root(&self, version: u64, line: &str) -> Result<()> {
        fs::create_dir_all(self.catalog())?;
        self.put(&format!("root-{version}.json"), line.as_bytes())
    }

    fn put(&self, name: &str, bytes: &[u8]) -> Result<()> {
        let path = self.catalog().join(name);
        let beside = path.with_added_extension("tmp");
        fs::write(&beside, bytes)?;
        fs::File::open(&beside)?.sync_all()?;
        fs::rename(&beside, &path)?;
        sync_folder(&path)
    }

    /// Whose catalog this is.
    fn name(&self) -> Result<Option<String>> {
        let shelf = self.shelf()?;
        let Some(path) = shelf.packs.into_values().chain(shelf.deltas.into_values()).next() else { return Ok(None) };
        let bytes = fs::read(path)?;
        Ok(first(&bytes).map(|part| part.header.name))
    }
}

fn first(bytes: &[u8]) -> Option<Sealed<'_>> {
    match split(bytes).ok()?.into_iter().next()? {
        Part::Pack(part) => Some(part),
        Part::Root(_) => None,
    }
}

/// `GET /v1/catalog`: what there is. Public, like all of this.
pub async fn offered(State(app): State<App>) -> Result<Json<Offered>> {
    let offered = app.blocking(|app| {
        let shelf = app.dir().shelf()?;
        let (number, path) = shelf.packs.last_key_value().ok_or(Code::NotFound)?;
        let bytes = fs::read(path)?;
        let part = first(&bytes).ok_or(Code::NotFound)?;
        let to = |key: &(u64, u64)| key.0 == *number;
        let size = |path: &PathBuf| Ok::<u64, std::io::Error>(fs::metadata(path)?.len());
        let deltas = shelf.deltas.iter().filter(|(key, _)| to(key));
        Ok(Offered {
            name: part.header.name.clone(),
            number: *number,
            issued: part.header.issued.clone(),
            review_by: part.header.review_by.clone(),
            bytes: bytes.len() as u64,
            sha256: part.header.content.sha256.clone(),
            root: shelf.roots.keys().next_back().copied(),
            deltas: deltas.map(|((_, from), path)| Ok((*from, size(path)?))).collect::<Result<_>>()?,
        })
    });
    Ok(Json(offered.await?))
}

/// `GET /v1/catalog/pack`: the newest one, whole.
pub async fn pack(State(app): State<App>, headers: HeaderMap) -> Result<Response> {
    let (number, file) = app
        .blocking(|app| {
            let (number, path) = app.dir().shelf()?.packs.pop_last().ok_or(Code::NotFound)?;
            Ok((number, fs::File::open(path)?))
        })
        .await?;
    answer(headers, file, &format!("pack-{number}"))
}

/// `GET /v1/catalog/delta/<from>`: from that number to the newest one.
pub async fn delta(State(app): State<App>, Path(from): Path<u64>, headers: HeaderMap) -> Result<Response> {
    let (number, file) = app
        .blocking(move |app| {
            let mut shelf = app.dir().shelf()?;
            let (number, _) = shelf.packs.pop_last().ok_or(Code::NotFound)?;
            let path = shelf.deltas.remove(&(number, from)).ok_or(Code::NotFound)?;
            Ok((number, fs::File::open(path)?))
        })
        .await?;
    answer(headers, file, &format!("delta-{from}-{number}"))
}

/// `GET /v1/catalog/keys/<version>`: the root files, from which a phone goes on step by step.
pub async fn root(State(app): State<App>, Path(version): Path<u64>, headers: HeaderMap) -> Result<Response> {
    let file = app
        .blocking(move |app| {
            let path = app.dir().shelf()?.roots.remove(&version).ok_or(Code::NotFound)?;
            Ok(fs::File::open(path)?)
        })
        .await?;
    answer(headers, file, &format!("root-{version}"))
}

/// The file, whole or from a byte on; nothing at all where the caller has it. The tag holds the last bytes too, so that a
/// file that was replaced under the same number is another one.
fn answer(mut headers: HeaderMap, mut file: fs::File, name: &str) -> Result<Response> {
    let tag = format!("{name}-{}", mark(&mut file)?);
    let quoted = HeaderValue::from_str(&format!("\"{tag}\"")).map_err(|_| Code::Server)?;
    let has = |name| headers.get(name).and_then(|value: &HeaderValue| value.to_str().ok()).unwrap_or_default();
    let (known, range_of) = (has(IF_NONE_MATCH), has(IF_RANGE));
    let public = (CACHE_CONTROL, HeaderValue::from_static("public, no-cache"));
    if known.split(',').any(|one| one.trim().trim_start_matches("W/") == quoted || one.trim() == "*") {
        return Ok((StatusCode::NOT_MODIFIED, [(ETAG, quoted), public]).into_response());
    }
    if !range_of.is_empty() && range_of != quoted {
        headers.remove(RANGE);
    }
    let mut response = ranges::send(&headers, file, "application/octet-stream", &tag)?;
    response.headers_mut().insert(public.0, public.1);
    Ok(response)
}

/// The beginning of the signature, which no two files share.
fn mark(file: &mut fs::File) -> Result<String> {
    let mut start = Vec::new();
    file.by_ref().take(MAX_LINE.min(1024) as u64).read_to_end(&mut start)?;
    let digest = <sha2::Sha256 as sha2::Digest>::digest(&start);
    Ok(hex::encode(digest.get(..8).unwrap_or_default()))
}
