//! All that a person sees on a phone, flattened to one value a place, without what differs between two runs of the same
//! story: random ids, times, and tokens of screens.

use hoso_core::Phone;
use hoso_core::dossier::{Place, Shelf};
use serde_json::Value;
use std::collections::BTreeMap;
use std::path::Path;

pub type View = BTreeMap<String, String>;

/// Opens the phone and looks at everything, photos to their last byte. What is said here is what went wrong.
pub fn look(folder: &Path, known: &[String]) -> Result<View, String> {
    let phone = Phone::open(folder).map_err(|error| format!("does not open: {error}"))?;
    let found = phone.doctor().map_err(|error| format!("no doctor: {error}"))?;
    if !found.healthy {
        return Err(format!("not healthy: {:?}", found.faults));
    }
    let mut view = View::new();
    for shelf in [Shelf::Open, Shelf::Archived, Shelf::Deleted] {
        for item in phone.list(shelf, Place::START, 1_000).map_err(|error| format!("no list: {error}"))? {
            let name = known.iter().position(|id| *id == item.dossier.to_hex());
            let name = name.map_or_else(|| "new".to_owned(), |n| format!("d{n}"));
            view.insert(format!("{name}.shelf"), format!("{shelf:?}"));
            view.insert(format!("{name}.missing"), item.missing.to_string());
            let shown = phone.show(item.dossier).map_err(|error| format!("does not show: {error}"))?;
            flatten(&name, &serde_json::to_value(shown).unwrap(), &mut view);
        }
    }
    Ok(view)
}

fn flatten(path: &str, value: &Value, view: &mut View) {
    match value {
        Value::Object(parts) => {
            for (name, part) in parts {
                match name.as_str() {
                    "dossier" | "basis" | "label" | "name" | "page" | "at" | "id" => {}
                    "conflict" => {
                        let mut values: Vec<String> =
                            part.as_array().into_iter().flatten().map(|one| one["value"].to_string()).collect();
                        values.sort();
                        view.insert(format!("{path}.conflict"), values.join(" "));
                    }
                    // A page's random name.
                    _ if name.starts_with("photo/") => {
                        let paper = name.rsplit_once('/').map_or(name.as_str(), |(paper, _)| paper);
                        flatten(&format!("{path}.{paper}"), part, view);
                    }
                    _ => flatten(&format!("{path}.{name}"), part, view),
                }
            }
        }
        Value::Array(parts) => {
            for (number, part) in parts.iter().enumerate() {
                flatten(&format!("{path}.{number}"), part, view);
            }
        }
        Value::Null => {}
        other => {
            view.insert(path.to_owned(), other.to_string());
        }
    }
}
