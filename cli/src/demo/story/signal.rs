//! The network comes, goes in the middle of a photo, and comes back.

use super::{Village, kb};
use crate::demo::claims::{Checked, at, holds, number, resumed, same, text};
use std::time::Duration;

/// So much of the large photo goes through before the network goes: two whole pieces (64 and 128 KiB) and a part of a third.
const THROUGH: u64 = 240_000;
/// Then it is looked whether the phone has given up by itself.
const A_MOMENT: Duration = Duration::from_millis(250);

impl Village<'_> {
    pub(super) fn signal(&mut self) -> Checked {
        self.cut()?;
        self.nothing_to_say()
    }

    fn cut(&mut self) -> Checked {
        self.teller.begin("resumed");
        let view = self.show(&self.first)?;
        let sizes = [0, 1].map(|page| number(&view, &format!("/papers/birth_note/pages/{page}/bytes")));
        // Small photos go first.
        let (large, small) = (sizes[0].max(sizes[1]), sizes[0].min(sizes[1]));
        let before = self.air.sent();
        self.air.up_for(small + THROUGH);
        let phone = self.first.start(&["sync"])?;
        while !self.air.wait_down(A_MOMENT) && !phone.ended()? {}
        let went = self.air.wait_down(A_MOMENT);
        phone.kill()?;
        holds("demo.claim.cut", "SIGKILL", phone.wait()?, went)?;
        let between = self.air.sent();
        self.air.up();
        let synced = self.first.ok(&["sync"])?;
        let (first, second) = (between - before, self.air.sent() - between);
        let at = resumed(large, first.saturating_sub(small), self.air.went_on(), second)?.to_string();
        same("demo.claim.sent_once", 1, number(&synced, "/photos_sent"))?;
        let (size, first, second) = (kb(large), kb(first.saturating_sub(small)), kb(second));
        self.teller.done(&[("size", &size), ("first", &first), ("at", &at), ("second", &second)]);
        Ok(())
    }

    fn nothing_to_say(&mut self) -> Checked {
        self.teller.begin("synced");
        let idle = self.first.ok(&["sync"])?;
        for (part, expected) in [("/requests", 1), ("/sent", 0), ("/received", 0), ("/photos_sent", 0)] {
            same("demo.claim.idle", expected, at(&idle, part).clone())?;
        }
        same("demo.claim.on_server", "server", text(&self.show(&self.first)?, "/where"))?;
        let bytes = (number(&idle, "/bytes_up") + number(&idle, "/bytes_down")).to_string();
        self.teller.done(&[("bytes", &bytes)]);
        Ok(())
    }
}
