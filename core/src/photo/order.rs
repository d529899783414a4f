//! Fractional indexes for the order of pages: a page is put between two others by writing one value, its own.
//!
//! An index is a fraction between 0 and 1 written in base 62 (`0-9A-Za-z`, the order of their bytes), without closing
//! zeros, so that comparing the texts compares the fractions. Two phones that put a page at the same place may write the
//! same index; screens then go by page id. (The crate `fractional_index` was tried first: it panics or answers wrongly
//! for neighbours that start with a zero byte, which a hundred pages put in front bring about.)

const DIGITS: &[u8; 62] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
const BASE: usize = DIGITS.len();
/// Longer neighbours are answered with [`NoRoom`]: time to give all pages new indexes.
const LONGEST: usize = 64;

/// There is no index between the two: they are equal, in the wrong order, very long, or no indexes at all (another phone
/// may have written anything). What to do: give all pages of the paper new indexes, see [`spread`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("no index lies between these two pages")]
pub struct NoRoom;

/// The shortest index after `a` and before `b`; `None` is the beginning or the end of the paper.
///
/// # Errors
/// [`NoRoom`] where there is none.
///
/// ```
/// use hoso_core::photo::between;
/// let first = between(None, None)?;
/// let second = between(Some(&first), None)?;
/// let inserted = between(Some(&first), Some(&second))?;
/// assert!(first < inserted && inserted < second);
/// # Ok::<(), hoso_core::photo::NoRoom>(())
/// ```
pub fn between(a: Option<&str>, b: Option<&str>) -> Result<String, NoRoom> {
    let low = a.map(parse).transpose()?.unwrap_or_default();
    let high = b.map(parse).transpose()?;
    // How far into the gap: pages are mostly added at an end, where small steps keep indexes short.
    let pick = |low: usize, high: usize| match (a, b) {
        (Some(_), None) => low + 1,
        (None, Some(_)) => high - 1,
        _ => usize::midpoint(low, high),
    };
    let Some(high) = high else { return Ok(print(&above(&low, pick))) };

    let digit = |of: &[usize], at: usize| of.get(at).copied().unwrap_or(0);
    let mut at = 0;
    while at < high.len() && digit(&low, at) == digit(&high, at) {
        at += 1;
    }
    let (from, to) = (digit(&low, at), digit(&high, at));
    if from >= to {
        return Err(NoRoom);
    }
    let mut found: Vec<usize> = (0..at).map(|i| digit(&low, i)).collect();
    if to - from > 1 {
        found.push(pick(from, to));
    } else if high.len() > at + 1 {
        found.push(to);
    } else {
        found.push(from);
        found.extend(above(low.get(at + 1..).unwrap_or_default(), pick));
    }
    Ok(print(&found))
}

/// `n` indexes in rising order, evenly spread and of two digits where they fit: new indexes for all pages of a paper.
pub fn spread(n: usize) -> Vec<String> {
    let (mut all, mut width) = (BASE * BASE, 2);
    while all <= n {
        all = all.saturating_mul(BASE);
        width += 1;
    }
    let step = all / (n + 1);
    (1..=n)
        .map(|i| {
            let mut rest = i * step;
            let mut digits = vec![0; width];
            for digit in digits.iter_mut().rev() {
                *digit = rest % BASE;
                rest /= BASE;
            }
            while digits.last() == Some(&0) {
                digits.pop();
            }
            print(&digits)
        })
        .collect()
}

/// The shortest digits above `low`: the first digit that can rise is raised, what follows is cut off.
fn above(low: &[usize], pick: impl Fn(usize, usize) -> usize) -> Vec<usize> {
    let at = low.iter().position(|&digit| digit + 1 < BASE).unwrap_or(low.len());
    let mut found = low.get(..at).unwrap_or_default().to_vec();
    found.push(pick(low.get(at).copied().unwrap_or(0), BASE).max(1));
    found
}

fn parse(index: &str) -> Result<Vec<usize>, NoRoom> {
    if index.is_empty() || index.len() > LONGEST || index.ends_with('0') {
        return Err(NoRoom);
    }
    index.bytes().map(|byte| DIGITS.iter().position(|&digit| digit == byte).ok_or(NoRoom)).collect()
}

fn print(digits: &[usize]) -> String {
    digits.iter().filter_map(|&digit| DIGITS.get(digit)).map(|&byte| char::from(byte)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn index() -> impl Strategy<Value = String> {
        "[0-9A-Za-z]{0,5}[1-9A-Za-z]"
    }

    /// The smallest index of exactly `len` digits or fewer above `low`, if there is one.
    fn next_of_length(low: &str, len: usize) -> Option<String> {
        let mut digits: Vec<usize> = low.bytes().map(|b| DIGITS.iter().position(|&d| d == b).unwrap()).collect();
        digits.resize(len, 0);
        while let Some(digit) = digits.pop() {
            if digit + 1 < BASE {
                digits.push(digit + 1);
                return Some(print(&digits));
            }
        }
        None
    }

    proptest! {
        #[test]
        fn the_new_index_lies_strictly_between_and_can_be_split_again(a in proptest::option::of(index()), b in proptest::option::of(index())) {
            let (a, b) = match (a, b) {
                (Some(a), Some(b)) if a > b => (Some(b), Some(a)),
                other => other,
            };
            match between(a.as_deref(), b.as_deref()) {
                Err(NoRoom) => prop_assert!(a.is_some() && a == b),
                Ok(new) => {
                    prop_assert!(a.as_ref().is_none_or(|a| *a < new), "{a:?} {new} {b:?}");
                    prop_assert!(b.as_ref().is_none_or(|b| new < *b), "{a:?} {new} {b:?}");
                    prop_assert!(between(a.as_deref(), Some(&new)).is_ok());
                    prop_assert!(between(Some(&new), b.as_deref()).is_ok());
                }
            }
        }

        #[test]
        fn no_shorter_index_would_have_done(a in index(), b in index()) {
            let (a, b) = if a < b { (a, b) } else { (b, a) };
            prop_assume!(a != b);
            let new = between(Some(&a), Some(&b)).unwrap();
            for len in 1..new.len() {
                if let Some(shorter) = next_of_length(&a, len) {
                    prop_assert!(shorter >= b, "{shorter} would lie between {a} and {b}, not only {new}");
                }
            }
        }

        #[test]
        fn whatever_another_phone_wrote_is_answered_and_never_panics(a in ".{0,80}", b in ".{0,80}") {
            if let Ok(new) = between(Some(&a), Some(&b)) {
                prop_assert!(a < new && new < b);
            }
        }

        #[test]
        fn any_moves_keep_the_order_that_the_person_made(moves in proptest::collection::vec(any::<(prop::sample::Index, prop::sample::Index)>(), 1..60)) {
            let mut pages = spread(5);
            for (from, to) in moves {
                pages.remove(from.index(pages.len()));
                let at = to.index(pages.len() + 1);
                let before = at.checked_sub(1).map(|i| pages[i].as_str());
                let new = between(before, pages.get(at).map(String::as_str)).unwrap();
                pages.insert(at, new);
                prop_assert!(pages.is_sorted());
            }
        }
    }

    #[test]
    fn a_hundred_pages_added_at_either_end_stay_short() {
        let (mut first, mut last) = (between(None, None).unwrap(), between(None, None).unwrap());
        for _ in 0..100 {
            let (before, after) = (between(None, Some(&first)).unwrap(), between(Some(&last), None).unwrap());
            assert!(before < first && last < after);
            (first, last) = (before, after);
        }
        assert!(first.len() <= 5 && last.len() <= 5, "{first} {last}");
    }

    #[test]
    fn two_equal_indexes_have_no_room_and_new_ones_make_it() {
        assert_eq!(between(Some("V"), Some("V")), Err(NoRoom));
        assert_eq!(between(Some("W"), Some("V")), Err(NoRoom));
        for n in [0, 1, 2, 61, 100, 5_000] {
            let all = spread(n);
            assert_eq!(all.len(), n);
            assert!(all.windows(2).all(|pair| pair[0] < pair[1]));
            assert!(all.windows(2).all(|pair| between(Some(&pair[0]), Some(&pair[1])).is_ok()));
        }
    }
}
