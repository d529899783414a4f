//! "Gửi trước cho xã xem": the receipt, what the officer asks for, and what is not sent.

use super::{CERTIFIED_COPY, Village, timed};
use crate::demo::claims::{Checked, at, holds, only_missing, refused, same, signed, text};
use hoso_protocol::text::say;

impl Village<'_> {
    pub(super) fn desk(&mut self) -> Checked {
        self.hand_in()?;
        self.officer_asks()?;
        self.not_sent()
    }

    fn hand_in(&mut self) -> Checked {
        self.teller.begin("handed_in");
        let id = self.dossier.clone();
        let (first, ms) = timed(|| self.first.ok(&["hand-in", &id]))?;
        let number = signed(&first)?;
        let again = self.first.ok(&["hand-in", &id])?;
        self.second.ok(&["sync"])?;
        let other = self.second.ok(&["hand-in", &id])?;
        for reply in [&again, &other] {
            same("demo.claim.one_receipt", at(&first, "/receipt").clone(), at(reply, "/receipt").clone())?;
        }
        for phone in [&self.first, &self.second] {
            same("demo.claim.handed_in", "handed_in", text(&self.show(phone)?, "/where"))?;
        }
        self.teller.done(&[("number", number), ("text", text(&first, "/text")), ("ms", &ms)]);
        Ok(())
    }

    fn officer_asks(&mut self) -> Checked {
        self.teller.begin("asked");
        let id = self.dossier.clone();
        let list = self.officer.ok(&["desk", "list"])?;
        same("demo.claim.on_desk", 1, at(&list, "/dossiers").as_array().map_or(0, Vec::len))?;
        same("demo.claim.on_desk", &*id, text(&list, "/dossiers/0/dossier"))?;
        let wanted = say("demo.asked.wanted", &[]);
        let ask = ["desk", "ask", &id, "--paper", "birth_note", "--text", &wanted];
        self.officer.ok(&ask)?;
        let (said, ms) = timed(|| {
            let mut said = String::new();
            for phone in [&self.first, &self.second] {
                phone.ok(&["sync"])?;
                said = only_missing(&self.check(phone)?, "birth_note")?;
                holds("demo.claim.asked", &wanted, &said, said.contains(&wanted))?;
            }
            Ok(said)
        })?;
        let (name, whom) = (text(&list, "/dossiers/0/name"), text(&list, "/dossiers/0/for_whom"));
        self.teller.done(&[("name", name), ("whom", whom), ("said", &said), ("ms", &ms)]);
        Ok(())
    }

    fn not_sent(&mut self) -> Checked {
        self.teller.begin("not_sent");
        let place = text(&self.first.ok(&["guide", CERTIFIED_COPY])?, "/place").to_owned();
        let begun = self.first.ok(&["new", CERTIFIED_COPY])?;
        let (sent, tried) = (self.air.sent(), self.air.tried());
        let said = self.first.refused(&["hand-in", text(&begun, "/dossier")])?;
        refused(&said, "not_sent_ahead", &place)?;
        self.no_network(tried)?;
        same("demo.claim.no_network", sent, self.air.sent())?;
        let list = self.officer.ok(&["desk", "list"])?;
        same("demo.claim.on_desk", 1, at(&list, "/dossiers").as_array().map_or(0, Vec::len))?;
        self.teller.done(&[("said", text(&said, "/next"))]);
        Ok(())
    }
}
