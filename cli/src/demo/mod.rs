//! `demo`: a family's birth registration on two phones, with everything that happens in a village. Each phone, the officer's
//! machine and the server are processes of this program with stores of their own; whatever is claimed is read back from
//! the stores by a new process.

mod children;
mod claims;
mod phone;
mod photo;
mod relay;
mod server;
mod story;
mod svg;
mod teller;
mod watch;

use crate::args::{Demo, Global};
use crate::output::Reply;
use children::Children;
use claims::Broken;
use hoso_core::{Error, Kind, Result};
use hoso_protocol::text::say;
use serde_json::json;
use std::path::{Path, PathBuf};
use std::time::Instant;
use teller::Teller;
use tempfile::TempDir;

/// The code of the error that says which claim did not hold.
pub const BROKEN: &str = "demo_claim";

/// Tells the story.
pub fn run(global: &Global, args: &Demo) -> Result<Reply> {
    let began = Instant::now();
    let place = Place::of(global, args)?;
    let children = Children::default();
    let watch = watch::start(&children)?;
    let mut teller = Teller::new(!global.json);
    let told = story::tell(&mut teller, &children, place.path());
    drop(watch);
    if children.stopped() {
        return Err(Error::new(Kind::Refused, "demo_stopped"));
    }
    if let Err(broken) = told {
        return Err(failed(&broken, &teller, &place.keep()));
    }
    let seconds = format!("{:.1}", began.elapsed().as_secs_f64());
    let decimal = seconds.replace('.', ",");
    teller.end(&[("seconds", &decimal), ("steps", &teller.now().to_string())]);
    if let Some(file) = &args.picture {
        std::fs::write(file, svg::draw(&say("demo.title", &[]), "hoso demo", &teller.lines))?;
    }
    if !global.json {
        return Ok(Reply::said());
    }
    Ok(Reply::new(json!({ "ok": true, "steps": teller.steps, "seconds": seconds.parse::<f64>().ok() }), ""))
}

/// What was expected and what was found, and where the stores are to look at.
fn failed(broken: &Broken, teller: &Teller, folder: &Path) -> Error {
    let (claim, folder) = (say(broken.claim, &[]), folder.display().to_string());
    let with = [
        ("n", &*teller.now().to_string()),
        ("claim", &claim),
        ("expected", &broken.expected),
        ("found", &broken.found),
        ("folder", &folder),
    ];
    let more = json!({
        "step": teller.now(), "claim": claim, "expected": broken.expected, "found": broken.found, "folder": folder,
    });
    Error::with(Kind::Refused, BROKEN, &with).and("broken", more)
}

/// Where the stores of the story are.
enum Place {
    /// Gone at the end.
    Temporary(TempDir),
    /// Stays.
    Kept(PathBuf),
}

impl Place {
    fn of(global: &Global, args: &Demo) -> Result<Self> {
        if let Some(folder) = &args.keep {
            std::fs::create_dir_all(folder).map_err(|_| Error::new(Kind::Storage, "bad_folder"))?;
            if std::fs::read_dir(folder)?.next().is_some() {
                return Err(Error::new(Kind::Usage, "demo_not_empty"));
            }
            // Children are started with it, wherever they look from.
            return Ok(Self::Kept(folder.canonicalize()?));
        }
        let new = tempfile::Builder::new().prefix("hoso-demo-").to_owned();
        // With --data nothing outside of that folder is written.
        let new = match &global.data {
            None => new.tempdir(),
            Some(folder) => std::fs::create_dir_all(folder).and_then(|()| new.tempdir_in(folder)),
        };
        Ok(Self::Temporary(new?))
    }

    fn path(&self) -> &Path {
        match self {
            Self::Temporary(folder) => folder.path(),
            Self::Kept(folder) => folder,
        }
    }

    fn keep(self) -> PathBuf {
        match self {
            Self::Temporary(folder) => folder.keep(),
            Self::Kept(folder) => folder,
        }
    }
}
