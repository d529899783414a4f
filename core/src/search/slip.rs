//! Slips of the finger: whether two words are one slip apart, and how likely that slip is.

/// What the slip costs, from 0 (very likely) to 1; `None` if the words are more than one slip apart, or the same.
pub(super) fn slip(typed: &str, meant: &str) -> Option<f32> {
    let (a, b) = (typed.as_bytes(), meant.as_bytes());
    if a.len().abs_diff(b.len()) > 1 {
        return None;
    }
    let before = a.iter().zip(b).take_while(|(x, y)| x == y).count();
    let (a, b) = (a.get(before..)?, b.get(before..)?);
    let behind = a.iter().rev().zip(b.iter().rev()).take_while(|(x, y)| x == y).count();
    let (a, b) = (a.get(..a.len() - behind)?, b.get(..b.len() - behind)?);
    let alike = |pairs: &[(&str, &str)]| {
        pairs.iter().any(|(x, y)| (a, b) == (x.as_bytes(), y.as_bytes()) || (b, a) == (x.as_bytes(), y.as_bytes()))
    };
    if (before == 0 && alike(ALIKE)) || (behind == 0 && before > 0 && alike(ALIKE_ENDS)) {
        return Some(0.2);
    }
    match (a, b) {
        ([_], []) | ([], [_]) => Some(0.4),
        ([x1, x2], [y1, y2]) if x1 == y2 && x2 == y1 => Some(0.2),
        ([x], [y]) => Some(if neighbours(*x, *y) { 0.2 } else { 0.8 }),
        _ => None,
    }
    // The first letter is rarely the wrong one.
    .map(|cost| if before == 0 { cost + 0.2 } else { cost })
}

/// Spellings that sound alike somewhere in the country, at the beginning of a word.
const ALIKE: &[(&str, &str)] =
    &[("tr", "ch"), ("gi", "d"), ("gi", "r"), ("r", "d"), ("s", "x"), ("l", "n"), ("d", "v")];
/// At its end: `n` and `ng`, `n` and `nh`, `c` and `t`.
const ALIKE_ENDS: &[(&str, &str)] = &[("g", ""), ("h", ""), ("c", "t"), ("ch", "t")];

const ROWS: [&[u8]; 3] = [b"qwertyuiop", b"asdfghjkl", b"zxcvbnm"];

/// Whether two keys touch on the keyboard.
fn neighbours(x: u8, y: u8) -> bool {
    let place = |key: u8| {
        ROWS.iter().enumerate().find_map(|(row, keys)| keys.iter().position(|k| *k == key).map(|column| (row, column)))
    };
    let (Some((r1, c1)), Some((r2, c2))) = (place(x), place(y)) else { return false };
    match r1.abs_diff(r2) {
        0 => c1.abs_diff(c2) == 1,
        // Each row stands half a key to the right of the one above.
        1 => {
            let (upper, lower) = if r1 < r2 { (c1, c2) } else { (c2, c1) };
            upper == lower || upper == lower + 1
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_slip_is_seen_and_two_are_not() {
        for (typed, meant) in [
            ("snih", "sinh"),
            ("sinhh", "sinh"),
            ("snh", "sinh"),
            ("sonh", "sinh"),
            ("xinh", "sinh"),
            ("chich", "trich"),
        ] {
            assert!(slip(typed, meant).is_some(), "{typed} {meant}");
        }
        for (typed, meant) in [("sinh", "sinh"), ("snhi", "sinh"), ("khai", "sinh"), ("", "sinh"), ("sinhabc", "sinh")]
        {
            assert!(slip(typed, meant).is_none(), "{typed} {meant}");
        }
    }

    #[test]
    fn a_key_beside_the_right_one_is_likelier_than_one_far_away() {
        assert!(slip("sunh", "sinh") < slip("smnh", "sinh"));
    }
}
