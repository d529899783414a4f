//! `du-lieu.json`: the same for programs.

use super::archive::{Pages, papers};
use hoso_protocol::draft::Draft;
use hoso_protocol::key::Key;
use hoso_protocol::procedure::Procedure;
use hoso_protocol::readiness::needs;
use hoso_protocol::record::Receipt;
use serde_json::{Map, Value, json};

/// The whole file; the same bytes for the same version.
pub fn data(procedure: &Procedure, draft: &Draft, receipt: &Receipt, pages: &Pages) -> Value {
    let needs = needs(procedure, &draft.answers());
    let text = |key: Key| draft.text(&key).map(str::to_owned);
    let answers: Map<String, Value> =
        needs.questions.iter().map(|q| (q.key.clone(), json!(text(Key::Answer(q.key.clone()))))).collect();
    let fields: Map<String, Value> =
        needs.fields.iter().map(|f| (f.key.clone(), json!(text(Key::Field(f.key.clone()))))).collect();
    let papers: Map<String, Value> = papers(procedure, draft)
        .map(|(number, paper)| {
            let pages = pages.iter().filter(|page| page.number == number).map(|page| {
                json!({
                    "file": page.file.is_some().then_some(&page.name),
                    "sha256": page.photo.sha256,
                    "bytes": page.photo.bytes,
                    "type": page.photo.kind,
                })
            });
            let pages: Vec<Value> = pages.collect();
            let state = text(Key::Paper(paper.key.clone()));
            (paper.key.clone(), json!({ "name": paper.name, "state": state, "pages": pages }))
        })
        .collect();
    json!({
        "dossier": receipt.dossier,
        "version": receipt.version,
        "procedure": { "code": procedure.code, "name": procedure.name, "official_name": procedure.official_name, "hash": procedure.hash() },
        "receipt": receipt,
        "answers": answers,
        "fields": fields,
        "papers": papers,
    })
}
