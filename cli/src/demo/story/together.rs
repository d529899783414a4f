//! A second phone of the family, and a name that the two write differently.

use super::Village;
use crate::demo::claims::{Checked, at, number, same, text, two_values};
use hoso_core::time::when;
use hoso_protocol::text::say;

const FIELD: &str = "child_name";
const FIRST: &str = "Nguyễn Minh Ân";
const SECOND: &str = "Nguyễn Minh Ẩn";

impl Village<'_> {
    pub(super) fn together(&mut self) -> Checked {
        self.teller.begin("together");
        let invited = self.first.ok(&["invite"])?;
        self.second.ok(&["enrol", "--server", &self.server.url(), text(&invited, "/code")])?;
        let arrived = self.second.ok(&["sync"])?;
        self.same_on_both()?;
        let id = self.dossier.clone();
        self.first.ok(&["fill", &id, &format!("{FIELD}={FIRST}")])?;
        self.second.ok(&["fill", &id, &format!("{FIELD}={SECOND}")])?;
        for phone in [&self.first, &self.second, &self.first] {
            phone.ok(&["sync"])?;
        }
        two_values(&self.first.ok(&["conflicts", &id])?, FIELD, [FIRST, SECOND])?;
        let conflicts = self.second.ok(&["conflicts", &id])?;
        let conflict = two_values(&conflicts, FIELD, [FIRST, SECOND])?;
        let values = at(conflict, "/values").as_array().map_or(&[][..], Vec::as_slice);
        let [shown, other] = [SECOND, FIRST].map(|name| {
            let value = values.iter().find(|value| text(value, "/value") == name);
            let part = |pointer| value.map_or("", |value| text(value, pointer));
            (say("demo.value", &[("value", name), ("who", part("/who")), ("at", &when(part("/when")))]), part("/id"))
        });
        let basis = text(conflict, "/basis");
        self.second.ok(&["resolve", &id, FIELD, "--pick", other.1, "--basis", basis])?;
        self.second.ok(&["sync"])?;
        self.first.ok(&["sync"])?;
        for phone in [&self.first, &self.second] {
            let field = at(&self.show(phone)?, &format!("/fields/{FIELD}")).clone();
            same("demo.claim.picked", FIRST, text(&field, "/value"))?;
            same("demo.claim.picked", serde_json::Value::Null, at(&field, "/conflict").clone())?;
        }
        self.same_on_both()?;
        let photos = number(&arrived, "/photos_received").to_string();
        self.teller.done(&[("one", &other.0), ("two", &shown.0), ("picked", FIRST), ("photos", &photos)]);
        Ok(())
    }

    /// Both phones show the same, photos too.
    fn same_on_both(&self) -> Checked {
        let (first, second) = (self.show(&self.first)?, self.show(&self.second)?);
        for part in ["/answers", "/fields", "/papers"] {
            same("demo.claim.same_on_both", at(&first, part).clone(), at(&second, part).clone())?;
        }
        Ok(())
    }
}
