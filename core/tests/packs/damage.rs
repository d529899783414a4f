//! Damaged files: cut off, with flipped bits, larger than they say. Each is refused with a code of ours; nothing panics,
//! the old catalog stays.

use crate::kit::{Makers, part, procedures, with_header};
use proptest::prelude::*;

#[test]
fn a_file_that_is_cut_off_anywhere_is_refused() {
    let makers = Makers::new();
    let phone = makers.phone();
    phone.install(&makers.pack(1, &procedures(3, "một"))).unwrap();
    let whole = makers.pack(2, &procedures(3, "hai"));
    for cut in 0..whole.len() {
        let error = phone.install(&whole[..cut]).unwrap_err();
        assert_eq!(error.code, "pack_cut_off", "cut at {cut}");
    }
    assert_eq!(phone.number(), 1);
    phone.refuses(&[whole.as_slice(), b"x"].concat(), "pack_unknown");
    phone.install(&whole).unwrap();
}

#[test]
fn a_flipped_bit_anywhere_is_refused() {
    let makers = Makers::new();
    let phone = makers.phone();
    let one = makers.pack(1, &procedures(3, "một"));
    phone.install(&one).unwrap();
    let delta = makers.delta(&one, &makers.pack(2, &procedures(3, "hai")));
    // The first line is a remark that minisign does not sign.
    let unsigned = delta.iter().position(|b| *b == b'\n').unwrap();
    for place in unsigned + 1..delta.len() {
        let mut spoilt = delta.clone();
        spoilt[place] ^= 1 << (place % 8);
        let code = phone.install(&spoilt).unwrap_err().code;
        assert!(code.starts_with("pack_"), "{code} at {place}");
    }
    assert_eq!(phone.number(), 1);
    phone.install(&delta).unwrap();
}

#[test]
fn a_good_signature_over_nonsense_is_refused_after_the_check_of_what_it_unpacks_to() {
    let makers = Makers::new();
    let phone = makers.phone();
    let one = makers.pack(1, &procedures(3, "một"));
    phone.install(&one).unwrap();
    let two = makers.pack(2, &procedures(3, "hai"));

    // One byte more or less than it says, another hash, bytes behind the frame.
    let part = part(&two);
    let resized = |by: i64| {
        with_header(&two, |h| {
            h.unpacked = h.unpacked.checked_add_signed(by).unwrap();
            h.content.bytes = h.unpacked;
        })
    };
    for by in [-1, 1] {
        phone.refuses(&makers.pack.sign(&resized(by)), "pack_damaged");
    }
    phone.refuses(&makers.pack.sign(&with_header(&two, |h| h.content.sha256 = "0".repeat(64))), "pack_damaged");
    let mut longer = with_header(&two, |h| h.packed += 1);
    longer.push(0);
    phone.refuses(&makers.pack.sign(&longer), "pack_damaged");

    // A hash that is right over lines that are no procedures.
    let sealed = |text: &[u8]| {
        let body = zstd::encode_all(text, 3).unwrap();
        let mut header = part.header.clone();
        header.packed = body.len() as u64;
        header.unpacked = text.len() as u64;
        header.content =
            hoso_protocol::pack::Content { bytes: text.len() as u64, sha256: hoso_protocol::procedure::hash_of(text) };
        makers.pack.sign(&[header.line().as_slice(), &body].concat())
    };
    for text in [
        &b""[..],
        b"{}\n",
        b"{\"dictionary\":9,\"procedures\":0}\n",
        b"{\"dictionary\":18446744073709551615,\"procedures\":0}\n",
        b"{\"dictionary\":0,\"procedures\":2}\n{}\n",
        b"{\"dictionary\":0,\"procedures\":1}\n{\"code\":1}\n",
        b"{\"dictionary\":0,\"procedures\":1}\n{}",
    ] {
        phone.refuses(&sealed(text), "pack_damaged");
    }

    // Edits that reach beyond the base.
    let delta = makers.delta(&one, &two);
    for edits in [vec![(u64::MAX, 1, 1)], vec![(0, u64::MAX, 1)], vec![(1, 1, u64::MAX)], vec![(9, 0, 1)], vec![]] {
        phone.refuses(&makers.pack.sign(&with_header(&delta, |h| h.edits = edits.clone())), "pack_damaged");
    }
    phone.install(&delta).unwrap();
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn any_bytes_at_all_are_refused_without_a_panic(bytes in proptest::collection::vec(any::<u8>(), 0..400), at in 0usize..4) {
        let makers = Makers::new();
        let phone = makers.phone();
        let start: &[u8] = [&b""[..], b"untrusted comment: x\n", b"{\"signed\"", b"{\"v\":1,"][at];
        prop_assert!(phone.install(&[start, &bytes].concat()).is_err());
        prop_assert_eq!(phone.number(), 0);
    }
}
