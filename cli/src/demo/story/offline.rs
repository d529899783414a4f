//! Seven things with no signal at all: search, a draft, photos, a dead battery while typing, and what is missing.

use super::typist::{Typed, type_until_killed};
use super::{BIRTH, Village, kb, timed};
use crate::demo::claims::{
    Checked, at, found_first, holds, location_gone, number, only_missing, ready, same, says_where_to_get, text,
    words_kept,
};
use crate::demo::photo;
use std::io::Write as _;

/// "làm giấy khai sinh cho con mới đẻ" with its marks left out, and as the keys of Telex.
const PLAIN: &str = "lam giay khai sinh cho con moi de";
const TELEX: &str = "lamf giaasy khai sinh cho con mowis dder";
const ANSWERS: [(&str, &str); 5] = [
    ("child_situation", "with_parents"),
    ("birth_proof", "birth_note"),
    ("parents", "married"),
    ("registrant", "parent"),
    ("hand_in", "desk"),
];
/// What is typed once the phone is on again. Nobody's.
const REST: [(&str, &str); 17] = [
    ("child_birth_date", "05/01/2026"),
    ("child_sex", "male"),
    ("child_ethnicity", "Kinh"),
    ("child_nationality", "Việt Nam"),
    ("child_hometown", "Xã Tân Hòa, tỉnh Tây Ninh"),
    ("mother_birth_date", "20/04/1998"),
    ("mother_ethnicity", "Kinh"),
    ("mother_nationality", "Việt Nam"),
    ("mother_address", "Ấp Tân Lập, xã Tân Hòa"),
    ("father_birth_date", "12/09/1995"),
    ("father_ethnicity", "Kinh"),
    ("father_nationality", "Việt Nam"),
    ("father_address", "Ấp Tân Lập, xã Tân Hòa"),
    ("requester_name", "Nguyễn Văn Hùng"),
    ("requester_id_number", "072095001234"),
    ("requester_address", "Ấp Tân Lập, xã Tân Hòa"),
    ("requester_relation", "Cha"),
];
/// The paper that the family does not have yet.
const LACKING: &str = "declaration";

impl Village<'_> {
    pub(super) fn offline(&mut self) -> Checked {
        self.air.down();
        let tried = self.air.tried();
        self.search()?;
        self.no_network(tried)?;
        self.begin()?;
        self.photograph()?;
        let typed = self.battery_dies()?;
        self.on_again(&typed)?;
        self.what_is_missing()?;
        self.complete()?;
        self.no_network(tried)
    }

    fn search(&mut self) -> Checked {
        self.teller.begin("search");
        let (plain, ms) = timed(|| self.first.ok(&["search", PLAIN]))?;
        let telex = self.first.ok(&["search", TELEX])?;
        let name = found_first(&plain, BIRTH)?;
        found_first(&telex, BIRTH)?;
        let with = [("plain", PLAIN), ("telex", TELEX), ("name", name), ("code", BIRTH), ("ms", &ms)];
        self.teller.done(&with);
        Ok(())
    }

    fn begin(&mut self) -> Checked {
        self.teller.begin("begin");
        let (begun, new) = timed(|| self.first.ok(&["new", BIRTH]))?;
        self.dossier = text(&begun, "/dossier").to_owned();
        let answers = ANSWERS.map(|(question, answer)| format!("{question}={answer}"));
        let words = ["answer", &self.dossier].into_iter().chain(answers.iter().map(String::as_str));
        let ((), answered) = timed(|| self.first.ok(&words.collect::<Vec<_>>()).map(drop))?;
        let view = self.show(&self.first)?;
        for (question, answer) in ANSWERS {
            same("demo.claim.answer", answer, text(&view, &format!("/answers/{question}")))?;
        }
        let [papers, fields] =
            ["/papers", "/fields"].map(|part| at(&view, part).as_object().map_or(0, |all| all.len()));
        let [papers, fields, n] = [papers, fields, ANSWERS.len()].map(|n| n.to_string());
        let with = [("n", &*n), ("papers", &papers), ("fields", &fields), ("new", &new), ("answered", &answered)];
        self.teller.done(&with);
        Ok(())
    }

    fn photograph(&mut self) -> Checked {
        self.teller.begin("photos");
        let camera = [(1200, 850), (400, 300)].map(|(width, height)| photo::page(width, height));
        let mut words = vec!["attach".to_owned(), self.dossier.clone(), "birth_note".to_owned()];
        let mut taken = vec![];
        for (n, photo) in camera.into_iter().enumerate() {
            let photo = photo.map_err(std::io::Error::other)?;
            let file = self.folder.join(format!("anh-{}.jpg", n + 1));
            std::fs::write(&file, &photo)?;
            words.push(file.display().to_string());
            taken.push(photo);
        }
        let ((), ms) = timed(|| self.first.ok(&words).map(drop))?;
        let readable = self.folder.join("chep-ra");
        self.first.ok(&["export", &self.dossier, &readable.display().to_string()])?;
        let mut kept_bytes = 0;
        for (n, camera) in taken.iter().enumerate() {
            let kept = std::fs::read(readable.join(format!("birth_note-{:02}.jpeg", n + 1)))?;
            location_gone(camera, &kept)?;
            kept_bytes += kept.len() as u64;
        }
        let camera_bytes = taken.iter().map(|photo| photo.len() as u64).sum();
        self.teller.done(&[("n", "2"), ("camera", &kb(camera_bytes)), ("kept", &kb(kept_bytes)), ("ms", &ms)]);
        Ok(())
    }

    fn battery_dies(&mut self) -> Checked<Typed> {
        self.teller.begin("killed");
        let phone = self.first.start(&["type", &self.dossier])?;
        let (typed, ms) = timed(|| type_until_killed(&phone))?;
        let status = phone.wait()?;
        holds("demo.claim.killed", "SIGKILL", status, !status.success() && typed.acknowledged > 0)?;
        // It died in the middle: more had been typed than it got to save.
        let (lines, acknowledged) = (typed.lines.len(), typed.acknowledged);
        holds("demo.claim.in_the_middle", format!("> {acknowledged}"), lines, lines > acknowledged)?;
        self.teller.done(&[("n", &acknowledged.to_string()), ("ms", &ms)]);
        Ok(typed)
    }

    fn on_again(&mut self, typed: &Typed) -> Checked {
        self.teller.begin("kept");
        let (view, ms) = timed(|| self.show(&self.first))?;
        words_kept(&typed.lines, typed.acknowledged, &view)?;
        same("demo.claim.healthy", true, at(&self.first.ok(&["doctor"])?, "/healthy").clone())?;
        let last = typed.acknowledged.checked_sub(1).and_then(|n| typed.lines.get(n));
        let last = last.map_or("", |(field, _)| text(&view, &format!("/fields/{field}/value"))).to_owned();
        self.type_the_rest()?;
        let (n, rest) = (typed.acknowledged.to_string(), REST.len().to_string());
        self.teller.done(&[("n", &n), ("last", &last), ("rest", &rest), ("ms", &ms)]);
        Ok(())
    }

    fn type_the_rest(&self) -> Checked {
        let phone = self.first.start(&["type", &self.dossier])?;
        if let Some(mut stdin) = phone.stdin() {
            for (field, value) in REST {
                writeln!(stdin, "{field}={value}")?;
            }
        }
        let said = phone.stdout().map(std::io::read_to_string).transpose()?.unwrap_or_default();
        same("demo.claim.typed", REST.len(), said.lines().count())?;
        same("demo.claim.typed", 0, phone.wait()?.code())
    }

    fn what_is_missing(&mut self) -> Checked {
        self.teller.begin("missing");
        for (paper, state) in [("birth_note", "have"), ("id_card_shown", "shown"), (LACKING, "dont_have")] {
            self.first.ok(&["paper", &self.dossier, paper, state])?;
        }
        let (check, ms) = timed(|| self.check(&self.first))?;
        let said = only_missing(&check, LACKING)?;
        let place = says_where_to_get(&check, LACKING, &self.first.ok(&["guide", BIRTH])?)?;
        let total = number(&check, "/total").to_string();
        self.teller.done(&[("said", &said), ("place", place), ("total", &total), ("ms", &ms)]);
        Ok(())
    }

    fn complete(&mut self) -> Checked {
        self.teller.begin("complete");
        self.first.ok(&["paper", &self.dossier, LACKING, "have"])?;
        let check = self.check(&self.first)?;
        ready(&check)?;
        let [done, total] = ["/done", "/total"].map(|part| number(&check, part).to_string());
        same("demo.claim.ready", &*total, &*done)?;
        self.teller.done(&[("done", &done), ("total", &total)]);
        Ok(())
    }
}
