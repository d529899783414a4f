//! From a record to a procedure.

use super::record::Record;
use super::text::{NOTHING, lines, present, tidy};
use super::{cases, channels, legal, results, rows, tables};
use hoso_protocol::procedure::{
    Agency, AgencyRole, Level, Paper, PaperForm, PaperGroup, Part, Procedure, Published, Receiver, Rest, Source,
};
use hoso_protocol::text::say;
use sha2::{Digest as _, Sha256};
use std::collections::BTreeSet;

/// The procedure that this record describes, and how many of its channels could not be read.
pub(super) fn procedure(record: &Record) -> (Procedure, usize) {
    let name = tidy(record.text("ten_thu_tuc"));
    let mut published = Published {
        url: present(Some(record.text("detail_url"))),
        decision: present(Some(record.text("so_quyet_dinh"))),
        sort: present(Some(record.text("loai_thu_tuc"))),
        agencies: agencies(record),
        ..Published::default()
    };
    let mut rest = |part: Part, text: Option<String>| {
        published.rest.extend(text.map(|text| Rest { part, text }));
    };
    let (level, other_levels) = levels(record.text("cap_thuc_hien"));
    rest(Part::Level, other_levels);
    let channels = channels::channels(record.text("cach_thuc_thuc_hien"));
    rest(Part::Channels, channels.rest);
    let tables = tables::tables(record.text("thanh_phan_ho_so"));
    let (paper_groups, mut papers) = papers(&tables.tables);
    rest(Part::Papers, tables.rest);
    rest(Part::Related, super::text::joined(record.text("thu_tuc_lien_quan")));
    for (field, text) in record.unknown() {
        rest(Part::Related, present(Some(text)).map(|text| format!("{field}: {text}")));
    }
    let results = results::results(record.text("ket_qua_xu_ly"));
    published.outcomes = results.outcomes;
    published.keywords = results.keywords;
    published.description = results.description;
    let (questions, cases) = cases::ask(&paper_groups, &mut papers);
    let of = |role: AgencyRole| published.agencies.iter().find(|a| a.role == role).map(|a| a.name.clone());
    let place = of(AgencyRole::Receives).or_else(|| of(AgencyRole::CarriesOut)).or_else(|| of(AgencyRole::Decides));
    let decides = of(AgencyRole::Decides).or_else(|| of(AgencyRole::CarriesOut));
    let procedure = Procedure {
        code: record.code().to_owned(),
        official_name: name.clone(),
        name,
        received_by: receiver(&level, place.as_deref().unwrap_or_default()),
        level,
        place: place.unwrap_or_else(|| say("import.no_place", &[])),
        send_ahead: false,
        field: tidy(record.text("linh_vuc")),
        who: who(record.text("doi_tuong_thuc_hien")),
        deciding_agency: decides.unwrap_or_else(|| NOTHING.to_owned()),
        results: published.outcomes.iter().map(|outcome| outcome.name.clone()).filter(|n| !n.is_empty()).collect(),
        conditions: lines(record.text("yeu_cau_dieu_kien")),
        source: Source { text: say("import.source", &[("code", record.code())]), read_on: String::new() },
        legal: legal::legal(record.text("can_cu_phap_ly")),
        steps: lines(record.text("trinh_tu_thuc_hien")),
        channels: channels.rows,
        questions,
        cases,
        papers,
        paper_groups,
        published: Some(Box::new(published)),
        ..Procedure::default()
    };
    (procedure, channels.unclear)
}

fn agencies(record: &Record) -> Vec<Agency> {
    let roles = [
        ("dia_chi_tiep_nhan", AgencyRole::Receives),
        ("co_quan_thuc_hien", AgencyRole::CarriesOut),
        ("co_quan_co_tham_quyen", AgencyRole::Decides),
        ("co_quan_duoc_uy_quyen", AgencyRole::Delegated),
        ("co_quan_phoi_hop", AgencyRole::WorksWith),
    ];
    let agency = |(field, role)| Some(Agency { role, name: present(Some(record.text(field)))? });
    roles.into_iter().filter_map(agency).collect()
}

fn levels(text: &str) -> (Vec<Level>, Option<String>) {
    let (mut levels, mut others) = (vec![], vec![]);
    for word in text.split(',').map(tidy).filter(|word| !word.is_empty() && word != NOTHING) {
        match word.as_str() {
            "Cấp xã" => levels.push(Level::Commune),
            "Cấp tỉnh" => levels.push(Level::Province),
            "Cấp bộ" => levels.push(Level::Ministry),
            "Cơ quan khác" => levels.push(Level::Other),
            _ => others.push(word),
        }
    }
    if levels.is_empty() {
        levels.push(Level::Other);
    }
    levels.sort_by_key(|level| *level as u8);
    levels.dedup();
    (levels, (!others.is_empty()).then(|| others.join(", ")))
}

/// Who takes it in, as far as the record says: never more than the words of the place.
fn receiver(level: &[Level], place: &str) -> Receiver {
    let place = place.to_lowercase();
    let says = |words: &[&str]| words.iter().any(|word| place.contains(word));
    if says(&["bảo hiểm xã hội", "bhxh"]) {
        Receiver::Insurance
    } else if !level.contains(&Level::Commune) {
        if says(&["thuế"]) { Receiver::Tax } else { Receiver::Other }
    } else if says(&["công an xã", "công an cấp xã", "công an phường", "công an huyện"]) {
        Receiver::Police
    } else if says(&["thuế cơ sở", "cơ quan thuế", "cục thuế", "chi cục thuế"]) {
        Receiver::Tax
    } else if says(&["nhân dân xã", "nhân dân cấp xã", "cấp xã", "xã, phường", "phục vụ hành chính công", "một cửa"])
    {
        Receiver::Desk
    } else {
        Receiver::Other
    }
}

/// "Công dân Việt Nam, Tổ chức (không bao gồm doanh nghiệp, HTX)": a comma before a capital, outside brackets.
fn who(text: &str) -> Vec<String> {
    let text = tidy(text);
    let (mut out, mut depth, mut start) = (vec![], 0_i32, 0);
    for (at, c) in text.char_indices() {
        match c {
            '(' => depth += 1,
            ')' => depth -= 1,
            ',' if depth == 0 => {
                let rest = text.get(at + 1..).unwrap_or_default().trim_start();
                if rest.starts_with(char::is_uppercase) {
                    out.extend(present(text.get(start..at)));
                    start = at + 1;
                }
            }
            _ => {}
        }
    }
    out.extend(present(text.get(start..)));
    out
}

/// One group a table, in order, with their papers. A key is made of the words, so that the same paper has the same key in
/// the next export, wherever it stands then.
fn papers(tables: &[tables::Table]) -> (Vec<PaperGroup>, Vec<Paper>) {
    let (mut groups, mut papers, mut used) = (vec![], vec![], BTreeSet::new());
    for table in tables {
        let title = table.title.as_deref();
        let group = key("g", &[title.unwrap_or_default()], &mut used);
        groups.push(PaperGroup { key: group.clone(), title: table.title.clone() });
        for item in rows::items(title, &table.rows) {
            let form_name = (!item.files.is_empty()).then(|| item.files.join("; "));
            papers.push(Paper {
                key: key("p", &[title.unwrap_or_default(), &item.name], &mut used),
                optional: item.form != PaperForm::Note && is_optional(&item.name),
                name: if item.name.is_empty() { say("import.no_paper_name", &[]) } else { item.name },
                form: item.form,
                originals: item.originals,
                copies: item.copies,
                group: Some(group.clone()),
                form_name,
                ..Paper::default()
            });
        }
    }
    (groups, papers)
}

/// "… (nếu có)": to be brought by those who have it.
fn is_optional(name: &str) -> bool {
    name.trim_end_matches(['.', ';', ':', ' ']).to_lowercase().ends_with("(nếu có)")
}

fn key(kind: &str, words: &[&str], used: &mut BTreeSet<String>) -> String {
    let mut hash = Sha256::new();
    for word in words {
        hash.update(word.as_bytes());
        hash.update([0]);
    }
    let hash = hex::encode(hash.finalize());
    let base = format!("{kind}_{}", hash.get(..10).unwrap_or_default());
    let mut key = base.clone();
    let mut n = 2;
    while !used.insert(key.clone()) {
        key = format!("{base}_{n}");
        n += 1;
    }
    key
}
