//! What happens in a family and the procedures that follow: `catalog/events.toml`.

use serde::{Deserialize, Serialize};
use std::sync::OnceLock;

static EVENTS: OnceLock<Result<Vec<Event>, String>> = OnceLock::new();

/// Something that happens, with what is to be done then.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Event {
    /// Its key for ever.
    pub key: String,
    /// What people read.
    pub title: String,
    /// How people put it.
    pub say: Vec<String>,
    /// One sentence before all steps.
    pub intro: String,
    /// The procedures, in the order in which to do them.
    #[serde(rename = "step")]
    pub steps: Vec<Step>,
}

/// One procedure of an event.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Step {
    /// The procedure's code.
    pub code: String,
    /// Why it is done, one sentence.
    pub why: String,
    /// For whom, when it is not for everybody.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub only: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Table {
    event: Vec<Event>,
}

/// All events, in the order in which to show them.
pub fn events() -> &'static [Event] {
    EVENTS
        .get_or_init(|| {
            let table: Result<Table, _> = toml::from_str(include_str!("../../../catalog/events.toml"));
            table.map(|table| table.event).map_err(|error| error.to_string())
        })
        .as_deref()
        .unwrap_or_default()
}

/// The event with this key.
pub fn event(key: &str) -> Option<&'static Event> {
    events().iter().find(|event| event.key == key)
}

#[cfg(test)]
mod tests {
    use super::{EVENTS, Event, events};
    use crate::catalog::Catalog;
    use std::collections::{BTreeMap, BTreeSet};

    fn catalog() -> Catalog {
        Catalog::embedded().unwrap()
    }

    #[test]
    fn the_seven_events_of_every_family_are_there_and_each_leads_to_guides_of_ours() {
        let keys: BTreeSet<&str> = events().iter().map(|event| event.key.as_str()).collect();
        assert_eq!(EVENTS.get().unwrap().as_ref().err(), None);
        assert_eq!(keys.len(), events().len());
        for key in ["birth", "death", "wedding", "buying_land", "opening_shop", "lost_papers", "moving"] {
            assert!(keys.contains(key), "{key}");
        }
        let catalog = catalog();
        for event in events() {
            let codes: BTreeSet<&str> = event.steps.iter().map(|step| step.code.as_str()).collect();
            assert!(codes.len() == event.steps.len() && codes.len() > 1, "{}", event.key);
            for code in codes {
                assert!(catalog.get(code).is_some(), "{}: {code}", event.key);
            }
        }
    }

    #[test]
    fn each_event_says_how_people_put_it_and_each_step_says_why_in_one_short_sentence() {
        for event in events() {
            assert!(event.say.len() >= 4 && !event.title.is_empty(), "{}", event.key);
            for step in &event.steps {
                let sentences = step.why.matches(['.', '!', '?']).count();
                assert!(step.why.ends_with('.') && sentences == 1, "{}: {}", event.key, step.why);
                assert!(step.why.split_whitespace().count() <= 20, "{}: {}", event.key, step.why);
            }
        }
    }

    #[test]
    fn what_gives_a_paper_stands_before_what_asks_for_it() {
        let catalog = catalog();
        for Event { key, steps, .. } in events() {
            let place: BTreeMap<&str, usize> = steps.iter().enumerate().map(|(i, s)| (s.code.as_str(), i)).collect();
            for (asks, step) in steps.iter().enumerate() {
                let guide = catalog.get(&step.code).unwrap();
                for giver in guide.papers.iter().filter_map(|paper| paper.where_procedure.as_deref()) {
                    let gives = place.get(giver).copied().unwrap_or_default();
                    assert!(gives <= asks, "{key}: {} needs a paper of {giver}", step.code);
                }
            }
        }
    }

    #[test]
    fn a_paper_that_leads_on_to_another_procedure_never_leads_back() {
        let catalog = catalog();
        let next = |code: &str| -> BTreeSet<String> {
            let Some(guide) = catalog.get(code) else { return BTreeSet::new() };
            guide.papers.iter().filter_map(|paper| paper.where_procedure.clone()).collect()
        };
        for guide in catalog.iter() {
            let mut open: Vec<String> = next(&guide.code).into_iter().collect();
            let mut seen = BTreeSet::new();
            while let Some(code) = open.pop() {
                assert!(code != guide.code, "{code} leads back to itself");
                assert!(catalog.get(&code).is_some(), "{}: no guide for {code}", guide.code);
                open.extend(next(&code).into_iter().filter(|code| seen.insert(code.clone())));
            }
        }
    }
}
