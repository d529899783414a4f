//! Tells the story: a heading when a step begins, what happened and what was measured once it was verified.

use hoso_protocol::text::say;
use serde::Serialize;
use std::io::Write as _;

/// Characters in a line.
const WIDTH: usize = 92;

/// What a step claimed, and what was measured then.
#[derive(Serialize)]
pub struct Told {
    step: &'static str,
    claim: String,
    figure: String,
}

/// A line of the story.
pub struct Line {
    /// What it is.
    pub kind: Kind,
    /// Its text; empty between the steps.
    pub text: String,
}

/// What a line is.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// The heading of a step.
    Heading,
    /// What happened.
    Text,
    /// What was measured.
    Figure,
}

/// Keeps what was told, and prints it where a person reads along.
pub struct Teller {
    aloud: bool,
    /// The steps so far.
    pub steps: Vec<Told>,
    /// The lines so far.
    pub lines: Vec<Line>,
}

impl Teller {
    /// Silent for programs: they get everything at the end.
    pub fn new(aloud: bool) -> Self {
        Self { aloud, steps: vec![], lines: vec![] }
    }

    /// What everything below is.
    pub fn start(&mut self) {
        self.wrapped(Kind::Text, "", "", &say("demo.start", &[]));
    }

    /// All claims held.
    pub fn end(&mut self, with: &[(&str, &str)]) {
        self.line(Kind::Text, String::new());
        self.wrapped(Kind::Heading, "", "", &say("demo.end", with));
    }

    /// A step begins: what it claims.
    pub fn begin(&mut self, step: &'static str) {
        let claim = say(&format!("demo.{step}"), &[]);
        let number = self.steps.len() + 1;
        self.line(Kind::Text, String::new());
        self.wrapped(Kind::Heading, &format!("{number}. "), "   ", &claim);
        self.steps.push(Told { step, claim, figure: String::new() });
    }

    /// It was verified: what happened and what was measured.
    pub fn done(&mut self, with: &[(&str, &str)]) {
        let Some(step) = self.steps.last_mut() else { return };
        step.figure = say(&format!("demo.{}.figure", step.step), with);
        let (text, figure) = (say(&format!("demo.{}.text", step.step), with), step.figure.clone());
        for part in text.lines() {
            self.wrapped(Kind::Text, "   ", "   ", part);
        }
        self.wrapped(Kind::Figure, "   ✔ ", "     ", &figure);
    }

    /// The step that is being told, by its number.
    pub fn now(&self) -> usize {
        self.steps.len()
    }

    fn wrapped(&mut self, kind: Kind, first: &str, next: &str, text: &str) {
        let mut line = first.to_owned();
        let mut room = WIDTH.saturating_sub(first.chars().count());
        for (n, word) in text.split(' ').enumerate() {
            let length = word.chars().count() + usize::from(n > 0);
            if n > 0 && length > room {
                self.line(kind, std::mem::replace(&mut line, next.to_owned()));
                room = WIDTH.saturating_sub(next.chars().count() + length - 1);
            } else {
                line.extend((n > 0).then_some(' '));
                room = room.saturating_sub(length);
            }
            line.push_str(word);
        }
        self.line(kind, line);
    }

    fn line(&mut self, kind: Kind, text: String) {
        if self.aloud {
            // Whoever closes the pipe has read enough; the story goes to its end, since its exit code counts.
            let mut out = std::io::stdout().lock();
            let _ = writeln!(out, "{text}").and_then(|()| out.flush());
        }
        self.lines.push(Line { kind, text });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_lines_are_broken_between_words_and_none_is_lost() {
        let mut teller = Teller::new(false);
        let text = ["mười hai chữ"; 40].join(" ");
        teller.wrapped(Kind::Figure, "1. ", "   ", &text);
        assert!(teller.lines.len() > 1);
        assert!(teller.lines.iter().all(|line| line.text.chars().count() <= WIDTH));
        let words: Vec<_> = teller.lines.iter().flat_map(|line| line.text.split_whitespace()).skip(1).collect();
        assert_eq!(words.join(" "), text);
    }
}
