//! What happened, as a hash: two runs of one seed must be the same run.

use std::collections::VecDeque;
use std::fmt::Arguments;
use std::hash::{DefaultHasher, Hasher as _};
use std::sync::Mutex;

/// So many last lines are shown with a violation.
const LAST: usize = 40;

/// The lines that were written, hashed; the last ones are kept.
pub struct Trace {
    inner: Mutex<(DefaultHasher, VecDeque<String>)>,
    aloud: bool,
}

impl Trace {
    /// `aloud`: each line is printed as well.
    pub fn new(aloud: bool) -> Self {
        // Without keys: the same in every process.
        Self { inner: Mutex::new((DefaultHasher::new(), VecDeque::new())), aloud }
    }

    pub fn say(&self, line: Arguments<'_>) {
        let line = line.to_string();
        if self.aloud {
            println!("{line}");
        }
        let (hash, last) = &mut *self.inner.lock().unwrap();
        hash.write(line.as_bytes());
        hash.write_u8(b'\n');
        if last.len() == LAST {
            last.pop_front();
        }
        last.push_back(line);
    }

    pub fn hash(&self) -> u64 {
        self.inner.lock().unwrap().0.finish()
    }

    pub fn last(&self) -> Vec<String> {
        self.inner.lock().unwrap().1.iter().cloned().collect()
    }
}
