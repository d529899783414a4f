//! What a person does on a phone without any network, one thing at a time.

use super::phone::{Handset, Shown, dossiers, shown};
use super::world::World;
use crate::birth;
use hoso_core::dossier::Choice;
use hoso_core::{Kind, Phone, Result};
use hoso_protocol::ids::DossierId;
use hoso_protocol::procedure::FieldType;

/// What can be done to one dossier.
#[derive(Debug, Clone, Copy)]
enum Deed {
    Fill,
    FillOldScreen,
    FillAll,
    Look,
    Answer,
    Paper,
    Attach,
    Retake,
    Move,
    Remove,
    Undo,
    Redo,
    Resolve,
    Delete,
    Undelete,
    Rename,
    Adopt,
    Erase,
}

/// How often each is done, in thousand.
const DEEDS: [(Deed, u64); 18] = [
    (Deed::Fill, 330),
    (Deed::FillOldScreen, 60),
    (Deed::FillAll, 60),
    (Deed::Look, 60),
    (Deed::Answer, 40),
    (Deed::Paper, 50),
    (Deed::Attach, 60),
    (Deed::Retake, 25),
    (Deed::Move, 15),
    (Deed::Remove, 15),
    (Deed::Undo, 70),
    (Deed::Redo, 30),
    (Deed::Resolve, 110),
    (Deed::Delete, 15),
    (Deed::Undelete, 20),
    (Deed::Rename, 15),
    (Deed::Adopt, 15),
    (Deed::Erase, 10),
];

impl World {
    /// One deed on one of the phone's dossiers, or a new dossier.
    pub fn type_something(&self, on: &Handset) {
        let phone = on.phone();
        let all: Vec<DossierId> = dossiers(&phone).into_iter().collect();
        if all.is_empty() || (all.len() < 4 && self.dice.percent(6)) {
            if let Ok(id) = phone.new_dossier(birth::CODE, None) {
                self.trace.say(format_args!("{} {} new {}", self.clock.now(), on.name(), short(id)));
                self.dossiers.borrow_mut().insert(id, on.person);
                self.do_to(on, &phone, id, Deed::Answer);
            }
            return;
        }
        let id = *self.dice.one(&all).unwrap();
        let mut pick = self.dice.below(1_000);
        for (deed, share) in DEEDS {
            if pick < share {
                return self.do_to(on, &phone, id, deed);
            }
            pick -= share;
        }
    }

    fn do_to(&self, on: &Handset, phone: &Phone, id: DossierId, deed: Deed) {
        let Ok(before) = shown(phone, id) else { return };
        let done = self.deed(on, phone, id, deed, &before);
        let end = done.as_ref().err().map_or("ok", |error| error.code.as_str());
        self.trace.say(format_args!("{} {} {deed:?} {} {end}", self.clock.now(), on.name(), short(id)));
        match done {
            Ok(()) if matches!(deed, Deed::Erase) => {}
            // Many steps, of which some may have been taken.
            _ if done.is_ok() || matches!(deed, Deed::FillAll) => {
                let after = shown(phone, id).unwrap();
                let undo = matches!(deed, Deed::Undo);
                self.ledger.borrow_mut().note(on.number, id, &before, &after, undo);
                for key in before.keys().chain(after.keys()).collect::<std::collections::BTreeSet<_>>() {
                    if before.get(key) != after.get(key) {
                        let (old, new) = (before.get(key), after.get(key));
                        self.trace.say(format_args!("    {} {key}: {old:?} -> {new:?}", short(id)));
                    }
                }
            }
            Err(error) if matches!(error.kind, Kind::Refused | Kind::NotFound | Kind::NotAllowed) => {
                if shown(phone, id).is_ok_and(|after| after != before) {
                    self.complain(format!("{} was refused and changed something", on.name()));
                }
            }
            Err(error) => self.complain(format!("{} {deed:?}: {}", on.name(), error.code)),
            Ok(()) => {}
        }
    }

    fn deed(&self, on: &Handset, phone: &Phone, id: DossierId, deed: Deed, before: &Shown) -> Result<()> {
        let view = phone.show(id)?;
        let fields: Vec<&String> = view.fields.keys().collect();
        let papers: Vec<&String> = view.papers.keys().collect();
        let pages: Vec<(&str, &str)> = view
            .papers
            .iter()
            .flat_map(|(p, paper)| paper.pages.iter().map(|g| (p.as_str(), g.page.as_str())))
            .collect();
        match deed {
            Deed::Fill => {
                let many = 1 + self.dice.below(3);
                let texts: Vec<(String, String)> =
                    (0..many).filter_map(|_| self.dice.one(&fields)).map(|f| ((*f).clone(), self.words(f))).collect();
                let pairs: Vec<(&str, &str)> = texts.iter().map(|(f, text)| (f.as_str(), text.as_str())).collect();
                phone.fill(id, &pairs, None).map(drop)
            }
            Deed::Look => {
                on.screens.borrow_mut().insert(id, view.basis);
                Ok(())
            }
            Deed::FillOldScreen => {
                let Some(basis) = on.screens.borrow_mut().remove(&id) else { return Ok(()) };
                let Some(field) = self.dice.one(&fields) else { return Ok(()) };
                phone.fill(id, &[(field, &self.words(field))], Some(&basis)).map(drop)
            }
            Deed::FillAll => self.fill_all(phone, id),
            Deed::Answer => self.answer(phone, id, &view.answers.is_empty()),
            Deed::Paper => {
                let Some(paper) = self.dice.one(&papers) else { return Ok(()) };
                let states = ["have", "bring_later", "dont_have", "shown", ""];
                phone.paper(id, paper, self.dice.one(&states).unwrap()).map(drop)
            }
            Deed::Attach => {
                let Some(paper) = self.dice.one(&papers) else { return Ok(()) };
                phone.attach(id, paper, &[&self.picture()]).map(drop)
            }
            Deed::Retake => {
                let Some((paper, page)) = self.dice.one(&pages) else { return Ok(()) };
                phone.retake(id, paper, page, &self.picture()).map(drop)
            }
            Deed::Move => {
                let Some((paper, page)) = self.dice.one(&pages) else { return Ok(()) };
                phone.move_page(id, paper, page, 1 + self.dice.below(3) as usize).map(drop)
            }
            Deed::Remove => {
                let Some((paper, page)) = self.dice.one(&pages) else { return Ok(()) };
                phone.remove_page(id, paper, page).map(drop)
            }
            Deed::Undo => phone.undo(id).map(drop),
            Deed::Redo => phone.redo(id).map(drop),
            Deed::Resolve => self.resolve(phone, id),
            Deed::Delete => phone.delete(id).map(drop),
            Deed::Undelete => phone.undelete(id).map(drop),
            Deed::Rename => phone.rename(id, &format!("Hồ sơ {}", self.number())).map(drop),
            Deed::Adopt => phone.adopt(id).map(drop),
            Deed::Erase => {
                let _ = before;
                phone.erase(id)?;
                self.erased.borrow_mut().insert(id);
                Ok(())
            }
        }
    }

    /// Answers one question, or all of the case.
    fn answer(&self, phone: &Phone, id: DossierId, first: &bool) -> Result<()> {
        let _ = first;
        let usual = [
            ("child_situation", "with_parents"),
            ("birth_proof", "birth_note"),
            ("parents", "married"),
            ("registrant", "parent"),
            ("hand_in", "desk"),
        ];
        if self.dice.percent(70) {
            return phone.answer(id, &usual).map(drop);
        }
        let procedure = phone.catalog().get(birth::CODE).unwrap();
        let question = self.dice.one(&procedure.questions).unwrap();
        let option = self.dice.one(&question.options).unwrap();
        phone.answer(id, &[(&question.key, &option.value)]).map(drop)
    }

    /// Everything that the check misses.
    fn fill_all(&self, phone: &Phone, id: DossierId) -> Result<()> {
        let procedure = phone.catalog().get(birth::CODE).unwrap();
        for _ in 0..60 {
            let check = phone.check(id)?.check;
            let all = check.missing.iter().chain(&check.wrong);
            let Some(item) = all.into_iter().find(|item| procedure.field(&item.key).is_some()) else { break };
            phone.fill(id, &[(&item.key, &self.right_words(&item.key))], None)?;
        }
        for key in phone.show(id)?.papers.keys() {
            let paper = procedure.paper(key).unwrap();
            let state = match paper.form {
                hoso_protocol::procedure::PaperForm::HeldByState => continue,
                hoso_protocol::procedure::PaperForm::Shown => "shown",
                _ => "have",
            };
            phone.paper(id, key, state)?;
            if paper.photo && phone.show(id)?.papers[key].pages.is_empty() {
                phone.attach(id, key, &[&self.picture()])?;
            }
        }
        Ok(())
    }

    fn resolve(&self, phone: &Phone, id: DossierId) -> Result<()> {
        let conflicts = phone.conflicts(Some(id))?;
        let Some(conflict) = self.dice.one(&conflicts) else { return Ok(()) };
        let value = self.dice.one(&conflict.values).unwrap();
        let text = self.right_words(&conflict.key);
        let field = !conflict.key.contains('/');
        let choice = if field && self.dice.percent(40) { Choice::Write(&text) } else { Choice::Pick(value.id) };
        phone.resolve(id, &conflict.key, choice, &conflict.basis).map(drop)
    }

    /// Words that nobody wrote before; sometimes the field is emptied.
    fn words(&self, field: &str) -> String {
        if self.dice.percent(4) { String::new() } else { self.right_words(field) }
    }

    fn right_words(&self, field: &str) -> String {
        let procedure = self.catalog.get(birth::CODE).unwrap();
        let number = self.number();
        let Some(known) = procedure.field(field) else { return format!("x {number}") };
        match known.kind {
            FieldType::Date => {
                let day = chrono::NaiveDate::from_ymd_opt(1960, 1, 1).unwrap() + chrono::Days::new(number);
                day.format("%d/%m/%Y").to_string()
            }
            FieldType::Number => (1 + number).to_string(),
            FieldType::IdNumber => format!("0720990{number:05}"),
            FieldType::Phone => format!("09123{number:05}"),
            FieldType::Email => format!("ten{number}@example.com"),
            FieldType::Choice => self.dice.one(&known.options).unwrap().value.clone(),
            FieldType::Name | FieldType::Text | FieldType::Address => format!("Nguyễn {}", letters(number)),
        }
    }

    pub fn number(&self) -> u64 {
        self.counter.set(self.counter.get() + 1);
        self.counter.get()
    }

    fn picture(&self) -> std::path::PathBuf {
        let number = self.number() as u32;
        let bytes = 300 + self.dice.below(4_000) as usize;
        crate::picture::jpeg(&self.folder, &format!("picture-{number}.jpg"), number, bytes)
    }
}

/// A word for a number: names hold no digits.
fn letters(mut number: u64) -> String {
    let mut word = String::from("A");
    while number > 0 {
        word.push(char::from(b'a' + (number % 26) as u8));
        number /= 26;
    }
    word
}

/// The beginning of an id, for the trace.
pub fn short(id: DossierId) -> String {
    id.to_hex().chars().take(6).collect()
}
