//! What differs between two catalogs, for the person who is about to give one out.

use hoso_protocol::procedure::Procedure;
use serde::Serialize;
use std::collections::BTreeMap;

/// Procedures that are new, changed, gone.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct Diff {
    /// In the second catalog only.
    pub new: Vec<Named>,
    /// In both, and not the same.
    pub changed: Vec<Changed>,
    /// In the first only.
    pub gone: Vec<Named>,
    /// How many are the same.
    pub same: usize,
}

/// A procedure by code and name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Named {
    /// Its code.
    pub code: String,
    /// The name people use.
    pub name: String,
    /// First day of this version, where there are several of one code.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub valid_from: Option<String>,
}

/// A procedure that changed, and where.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Changed {
    /// Which one.
    #[serde(flatten)]
    pub which: Named,
    /// Parts of it: `papers`, `fees`, …; each has a sentence `pack.part.…`.
    pub parts: Vec<&'static str>,
}

/// Compares two catalogs.
pub fn diff(old: &[Procedure], new: &[Procedure]) -> Diff {
    let keyed = |all: &[Procedure]| -> BTreeMap<(String, Option<String>), Procedure> {
        all.iter().map(|one| ((one.code.clone(), one.valid_from.clone()), one.clone())).collect()
    };
    let (old, new) = (keyed(old), keyed(new));
    let mut diff = Diff::default();
    for (key, one) in &new {
        match old.get(key) {
            None => diff.new.push(named(one)),
            Some(before) if before == one => diff.same += 1,
            Some(before) => diff.changed.push(Changed { which: named(one), parts: parts(before, one) }),
        }
    }
    diff.gone = old.iter().filter(|(key, _)| !new.contains_key(key)).map(|(_, one)| named(one)).collect();
    diff
}

fn named(one: &Procedure) -> Named {
    Named { code: one.code.clone(), name: one.name.clone(), valid_from: one.valid_from.clone() }
}

fn parts(a: &Procedure, b: &Procedure) -> Vec<&'static str> {
    let times = |p: &Procedure| p.channels.iter().map(|c| (c.kind, c.time.clone())).collect::<Vec<_>>();
    let fees = |p: &Procedure| p.channels.iter().map(|c| (c.kind, c.fee.clone())).collect::<Vec<_>>();
    let known = [
        ("name", a.name != b.name || a.official_name != b.official_name),
        ("place", (&a.place, a.received_by, a.send_ahead) != (&b.place, b.received_by, b.send_ahead)),
        ("level", (&a.level, &a.field, &a.deciding_agency) != (&b.level, &b.field, &b.deciding_agency)),
        ("who", a.who != b.who || a.conditions != b.conditions),
        ("summary", a.summary != b.summary || a.keywords != b.keywords),
        ("papers", a.papers != b.papers),
        ("fields", (&a.fields, &a.groups, &a.for_field) != (&b.fields, &b.groups, &b.for_field)),
        ("questions", a.questions != b.questions || a.cases != b.cases),
        ("steps", a.steps != b.steps),
        ("times", times(a) != times(b)),
        ("fees", fees(a) != fees(b)),
        ("results", a.results != b.results),
        ("legal", a.legal != b.legal),
        ("validity", a.valid_to != b.valid_to),
        ("source", a.source != b.source),
        ("review", a.review != b.review),
    ];
    let found: Vec<_> = known.into_iter().filter_map(|(name, differs)| differs.then_some(name)).collect();
    // A part that this list has no word for is still a change.
    if found.is_empty() { vec!["other"] } else { found }
}
