//! Someone who types letter by letter, and goes on until nobody takes it any more.

use crate::demo::children::Running;
use crate::demo::claims::Checked;
use std::io::{self, BufRead as _, BufReader, Write as _};

/// What is typed, in this order.
const WORDS: [(&str, &str); 4] = [
    ("child_name", "Nguyễn Minh An"),
    ("child_birth_place", "Trạm y tế xã Tân Hòa"),
    ("mother_name", "Trần Thị Lan"),
    ("father_name", "Nguyễn Văn Hùng"),
];
/// Then this, again and again: who is killed is in the middle of typing for certain.
const WITHOUT_END: (&str, &str) = ("child_hometown", "Xã Tân Hòa, tỉnh Tây Ninh");

/// What was typed and how much of it was acknowledged.
pub struct Typed {
    /// Each field with the whole of what stood in it, letter by letter.
    pub lines: Vec<(&'static str, String)>,
    /// So many of them were said to be saved.
    pub acknowledged: usize,
}

/// Types into a `type` process and kills it as soon as it has acknowledged all words and a few letters more.
pub fn type_until_killed(phone: &Running) -> Checked<Typed> {
    let all = WORDS.iter().flat_map(letters).collect::<Vec<_>>();
    let enough = all.len() + 7;
    let (stdin, stdout) = (phone.stdin(), phone.stdout());
    let (lines, acknowledged) = std::thread::scope(|scope| -> io::Result<_> {
        let typist = scope.spawn(move || {
            let mut lines = vec![];
            let Some(mut stdin) = stdin else { return lines };
            for (field, value) in all.into_iter().chain(std::iter::repeat_with(|| letters(&WITHOUT_END)).flatten()) {
                let typed = writeln!(stdin, "{field}={value}");
                lines.push((field, value));
                if typed.is_err() {
                    break;
                }
            }
            lines
        });
        let mut acknowledged = 0;
        let mut answers = stdout.map(BufReader::new).into_iter().flat_map(BufReader::lines);
        let counted = answers.try_for_each(|line| {
            line.map(|line| acknowledged += usize::from(line.contains("\"saved\":true")))?;
            // What it still said before it died counts too: somebody may have read it.
            if acknowledged == enough { phone.kill() } else { Ok(()) }
        });
        // Where the reading failed, the typist would go on for ever.
        phone.kill()?;
        let lines = typist.join().unwrap_or_default();
        counted.map(|()| (lines, acknowledged))
    })?;
    Ok(Typed { lines, acknowledged })
}

/// A field after each letter. A blank at the end is no letter: it is kept with the next one.
fn letters<'w>((field, word): &(&'w str, &'w str)) -> Vec<(&'w str, String)> {
    let ends = word.char_indices().map(|(at, letter)| at + letter.len_utf8());
    let typed = ends.filter_map(|end| word.get(..end)).filter(|typed| !typed.ends_with(' '));
    typed.map(|typed| (*field, typed.to_owned())).collect()
}
