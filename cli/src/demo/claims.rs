//! What the demo claims, each held against what the stores say. All of it is plain comparison, so that the tests below can
//! plant failures.

use serde_json::Value;
use std::collections::BTreeMap;
use std::fmt::Display;

/// Heads of requests and a sync without photos take at most so many bytes.
const REQUESTS: u64 = 16_000;

/// A claim that did not hold.
#[derive(Debug, PartialEq, Eq)]
pub struct Broken {
    /// The code of the claim's sentence.
    pub claim: &'static str,
    /// What should have been.
    pub expected: String,
    /// What was.
    pub found: String,
}

/// What every step gives.
pub type Checked<T = ()> = Result<T, Broken>;

impl From<std::io::Error> for Broken {
    fn from(error: std::io::Error) -> Self {
        Self { claim: "demo.claim.works", expected: "OK".to_owned(), found: error.to_string() }
    }
}

/// Two things are the same.
pub fn same(claim: &'static str, expected: impl Into<Value>, found: impl Into<Value>) -> Checked {
    let (expected, found) = (expected.into(), found.into());
    holds(claim, &expected, &found, expected == found)
}

/// Something holds.
pub fn holds(claim: &'static str, expected: impl Display, found: impl Display, holds: bool) -> Checked {
    if holds { Ok(()) } else { Err(Broken { claim, expected: expected.to_string(), found: found.to_string() }) }
}

/// A part of an answer by its JSON pointer; null where there is none.
pub fn at<'v>(value: &'v Value, pointer: &str) -> &'v Value {
    value.pointer(pointer).unwrap_or(&Value::Null)
}

/// A text in an answer; empty where there is none.
pub fn text<'v>(value: &'v Value, pointer: &str) -> &'v str {
    at(value, pointer).as_str().unwrap_or_default()
}

/// A number in an answer; 0 where there is none.
pub fn number(value: &Value, pointer: &str) -> u64 {
    at(value, pointer).as_u64().unwrap_or_default()
}

/// The first hit is this procedure; its name.
pub fn found_first<'v>(found: &'v Value, code: &str) -> Checked<&'v str> {
    same("demo.claim.found", code, text(found, "/hits/0/code"))?;
    Ok(text(found, "/hits/0/name"))
}

/// Every acknowledged value is there, or one that was typed after it.
pub fn words_kept(typed: &[(&str, String)], acknowledged: usize, show: &Value) -> Checked {
    let mut last = BTreeMap::new();
    for (n, (field, _)) in typed.iter().take(acknowledged).enumerate() {
        last.insert(*field, n);
    }
    for (field, n) in last {
        let there = text(show, &format!("/fields/{field}/value"));
        let mut newer = typed.iter().skip(n).filter(|(of, _)| *of == field).map(|(_, value)| value);
        let expected = newer.next().map_or("", String::as_str);
        holds("demo.claim.words", expected, there, there == expected || newer.any(|value| value == there))?;
    }
    Ok(())
}

/// The photo that was kept is the same picture, and says no more where it was taken.
pub fn location_gone(camera: &[u8], kept: &[u8]) -> Checked {
    use super::photo::{says_where, size};
    same("demo.claim.camera_says_where", true, says_where(camera))?;
    same("demo.claim.location_gone", false, says_where(kept))?;
    let [expected, found] = [camera, kept].map(|photo| format!("{:?}", size(photo)));
    holds("demo.claim.same_picture", &expected, &found, expected == found && size(kept).is_some())
}

/// Exactly one thing is missing, this one, and what is said about it.
pub fn only_missing(check: &Value, key: &str) -> Checked<String> {
    let missing = at(check, "/missing").as_array().map_or(&[][..], Vec::as_slice);
    let keys: Vec<Value> = missing.iter().map(|item| at(item, "/key").clone()).collect();
    same("demo.claim.only_missing", vec![Value::from(key)], keys)?;
    same("demo.claim.not_ready", false, at(check, "/ready").clone())?;
    Ok(text(check, "/missing/0/text").to_owned())
}

/// Where to get the missing paper, exactly as its guide says.
pub fn says_where_to_get<'v>(check: &'v Value, key: &str, guide: &Value) -> Checked<&'v str> {
    let papers = at(guide, "/paper_groups").as_array().into_iter().flatten();
    let mut papers = papers.flat_map(|group| at(group, "/papers").as_array().into_iter().flatten());
    let expected = papers.find(|paper| text(paper, "/key") == key).map_or("", |paper| text(paper, "/where_to_get"));
    let said = text(check, &format!("/where_to_get/{key}"));
    holds("demo.claim.where_to_get", expected, said, said == expected && !said.is_empty())?;
    Ok(said)
}

/// Nothing is missing and nothing is wrong.
pub fn ready(check: &Value) -> Checked {
    same("demo.claim.ready", true, at(check, "/ready").clone())?;
    same("demo.claim.ready", 0, at(check, "/missing").as_array().map_or(1, Vec::len))
}

/// The network went in the middle of a photo, and the second time it went on at a later byte and sent only what was left.
pub fn resumed(bytes: u64, first: u64, went_on: Option<u64>, second: u64) -> Checked<u64> {
    holds("demo.claim.cut_inside", format!("< {bytes}"), first, first > 0 && first < bytes)?;
    let at = went_on.unwrap_or_default();
    holds("demo.claim.resumed", format!("> 0, < {bytes}"), at, at > 0 && at < bytes)?;
    let left = bytes.saturating_sub(at);
    let most = left + REQUESTS;
    holds("demo.claim.only_the_rest", format!("{left} – {most}"), second, (left..=most).contains(&second))?;
    Ok(at)
}

/// One key in conflict, with these values, each with who and when; the conflict.
pub fn two_values<'v>(conflicts: &'v Value, key: &str, expected: [&str; 2]) -> Checked<&'v Value> {
    let all = at(conflicts, "/conflicts");
    same("demo.claim.one_conflict", 1, all.as_array().map_or(0, Vec::len))?;
    let one = at(all, "/0");
    same("demo.claim.one_conflict", key, text(one, "/key"))?;
    let values = at(one, "/values").as_array().map_or(&[][..], Vec::as_slice);
    let mut found: Vec<&str> = values.iter().map(|value| text(value, "/value")).collect();
    found.sort_unstable();
    let mut expected = expected.to_vec();
    expected.sort_unstable();
    same("demo.claim.both_values", expected, found)?;
    let mut signed = values.iter().map(|value| (text(value, "/who"), text(value, "/when")));
    holds("demo.claim.who_when", "who, when", all, signed.all(|(who, when)| !who.is_empty() && !when.is_empty()))?;
    Ok(one)
}

/// A receipt with a signature; its number.
pub fn signed(reply: &Value) -> Checked<&str> {
    for part in ["id", "server_time", "signature"] {
        let there = text(reply, &format!("/receipt/{part}"));
        holds("demo.claim.receipt", part, reply, !there.is_empty())?;
    }
    Ok(text(reply, "/receipt/id"))
}

/// Refused for this reason, and the next step names the place.
pub fn refused(failed: &Value, code: &str, place: &str) -> Checked {
    same("demo.claim.refused", code, text(failed, "/code"))?;
    let next = text(failed, "/next");
    holds("demo.claim.says_place", place, next, !place.is_empty() && next.contains(place))
}

#[cfg(test)]
mod tests;
