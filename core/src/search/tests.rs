//! Promises of search, over the guides that are built in.

use super::*;
use hoso_protocol::procedure::Level;
use proptest::prelude::*;
use std::sync::OnceLock;

fn index() -> &'static Index {
    static ONE: OnceLock<Index> = OnceLock::new();
    ONE.get_or_init(|| Index::of_catalog(&Catalog::embedded().unwrap()))
}

fn codes(text: &str) -> Vec<String> {
    index().search(text, &Options::default()).hits.into_iter().map(|hit| hit.code).collect()
}

fn first(text: &str) -> Option<String> {
    codes(text).into_iter().next()
}

/// The questions of `catalog/queries.tsv` whose procedure is in the catalog, and those that should find nothing.
fn questions() -> Vec<(&'static str, Vec<&'static str>)> {
    let lines = include_str!("../../../catalog/queries.tsv").lines().filter(|line| !line.starts_with('#'));
    let pairs = lines.map(|line| line.split_once('\t').unwrap());
    let pairs = pairs.map(|(text, codes)| (text, codes.split(',').collect::<Vec<_>>()));
    pairs.filter(|(_, codes)| codes[0] == "-" || codes.iter().any(|code| knows(code))).collect()
}

fn knows(code: &str) -> bool {
    index().by_code(code).next().is_some()
}

fn plain(text: &str) -> String {
    fold::tokens(text, 1000, 100).0.iter().map(|t| t.form.folded.as_str()).collect::<Vec<_>>().join(" ")
}

/// The keys by which a text is typed in Telex.
fn telex(text: &str) -> String {
    let letter = |c: char| match c {
        'â' => "aa".into(),
        'ê' => "ee".into(),
        'ô' => "oo".into(),
        'ă' => "aw".into(),
        'ơ' => "ow".into(),
        'ư' => "uw".into(),
        'đ' => "dd".into(),
        other => String::from(other),
    };
    let tones = ["", "s", "f", "r", "x", "j"];
    let word =
        |t: &fold::Token| t.form.letters.chars().map(letter).collect::<String>() + tones[usize::from(t.form.tone)];
    fold::tokens(text, 1000, 100).0.iter().map(word).collect::<Vec<_>>().join(" ")
}

/// Whether one of the first so many hits is meant; where nothing is meant, whether there is none.
fn found(text: &str, wanted: &[&str], among: usize) -> bool {
    let got = codes(text);
    if wanted[0] == "-" { got.is_empty() } else { got.iter().take(among).any(|code| wanted.contains(&code.as_str())) }
}

#[test]
fn every_question_of_the_list_finds_its_procedure_among_the_first_three_or_nothing_where_nothing_is_meant() {
    let wrong: Vec<_> = questions().into_iter().filter(|(text, wanted)| !found(text, wanted, 3)).collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn nineteen_of_twenty_questions_find_their_procedure_first() {
    let questions = questions();
    let wrong: Vec<_> = questions.iter().filter(|(text, wanted)| !found(text, wanted, 1)).collect();
    assert!(wrong.len() * 20 <= questions.len(), "{wrong:#?}");
}

#[test]
fn without_marks_or_in_raw_telex_keys_a_question_finds_the_same() {
    let meant = |codes: &[&str], text: &str| codes[0] != "-" && !is_code_like(text);
    let questions: Vec<_> = questions().into_iter().filter(|(text, codes)| meant(codes, text)).collect();
    let (mut plain_wrong, mut telex_wrong) = (vec![], vec![]);
    for (text, wanted) in &questions {
        plain_wrong.extend((!found(&plain(text), wanted, 3)).then(|| plain(text)));
        telex_wrong.extend((!found(&telex(text), wanted, 3)).then(|| telex(text)));
    }
    assert!(telex_wrong.is_empty(), "{telex_wrong:#?}");
    // Without marks a few words are another word as well.
    assert!(plain_wrong.len() * 50 <= questions.len(), "{plain_wrong:#?}");
}

/// Each syllable written as it is heard elsewhere: `dấy` for `giấy`, `trứng` for `chứng`.
fn as_heard(text: &str, from: &str, to: &str) -> String {
    let word = |word: &str| match word.strip_prefix(from) {
        Some(rest) if !rest.is_empty() => format!("{to}{rest}"),
        _ => word.to_owned(),
    };
    text.split(' ').map(word).collect::<Vec<_>>().join(" ")
}

#[test]
fn a_question_written_as_it_is_heard_finds_its_procedure() {
    let heard = [("gi", "d"), ("ch", "tr"), ("tr", "ch"), ("s", "x"), ("x", "s"), ("l", "n"), ("v", "d"), ("qu", "w")];
    let (mut asked, mut wrong) = (0, vec![]);
    for (text, wanted) in questions().into_iter().filter(|(_, wanted)| wanted[0] != "-") {
        for (from, to) in heard {
            let text = as_heard(text, from, to);
            let changed = from != "ch" && from != "tr" || !text.contains("nh");
            if changed && !questions().iter().any(|(known, _)| *known == text) {
                asked += 1;
                wrong.extend((!found(&text, &wanted, 3)).then_some(text));
            }
        }
    }
    assert!(wrong.len() * 20 <= asked, "{} of {asked}: {wrong:#?}", wrong.len());
}

#[test]
fn the_places_of_a_name_that_fit_are_told() {
    let entry = |code: &str, name: &str| Entry { code: code.into(), name: name.into(), ..Entry::default() };
    let index = Index::build([entry("1", "Cấp giấy phép thả diều"), entry("2", "Thả cá phóng sinh")]);
    let strong = |text: &str| -> Vec<String> {
        let hit = index.search(text, &Options::default()).hits.remove(0);
        hit.ranges.iter().map(|range| hit.name[range.clone()].to_owned()).collect()
    };
    assert_eq!(strong("tha dieu"), ["thả diều"]);
    assert_eq!(strong("phép thả di"), ["phép thả diều"]);
    assert_eq!(strong("giay phep tha deu"), ["giấy phép thả diều"]);
}

#[test]
fn only_what_the_person_may_ask_for_and_the_field_has_is_found() {
    let entry = |code: &str, field: &str, who: &str| Entry {
        code: code.into(),
        name: "Đăng ký thuyền thúng".into(),
        field: field.into(),
        who: vec![who.into()],
        ..Entry::default()
    };
    let index = Index::build([entry("1", "Thủy sản", "Công dân Việt Nam"), entry("2", "Đường thủy", "Doanh nghiệp")]);
    let codes = |options: Options| -> Vec<String> {
        index.search("thuyền thúng", &options).hits.into_iter().map(|hit| hit.code).collect()
    };
    assert_eq!(codes(Options::default()), ["1", "2"]);
    assert_eq!(codes(Options { who: Some(Who::Citizen), ..Options::default() }), ["1"]);
    assert_eq!(codes(Options { who: Some(Who::Organisation), ..Options::default() }), ["2"]);
    assert_eq!(codes(Options { field: Some("duong thuy".into()), ..Options::default() }), ["2"]);
    assert_eq!(codes(Options { field: Some("hộ tịch".into()), ..Options::default() }), [""; 0]);
}

#[test]
fn where_nothing_is_found_the_nearest_fields_are_named_if_there_are_any() {
    let near = index().search("xin trồng rừng gỗ lim trên núi đá vôi cao nguyên", &Options::default());
    assert!(near.hits.is_empty() || !near.sure, "{near:?}");
    let entry = |code: &str, name: &str, field: &str| Entry {
        code: code.into(),
        name: name.into(),
        field: field.into(),
        ..Entry::default()
    };
    let index = Index::build([
        entry("1", "Cấp phép nuôi ong lấy mật trong vườn quốc gia", "Chăn nuôi"),
        entry("2", "Kiểm tra trại nuôi gà đẻ trứng quy mô lớn", "Chăn nuôi"),
        entry("3", "Cấp biển số thuyền", "Đường thủy"),
    ]);
    let found = index.search("nuôi hổ", &Options::default());
    assert_eq!((found.hits.len(), found.fields), (0, vec!["Chăn nuôi".to_owned()]));
    assert_eq!(index.search("xyzzy", &Options::default()), Found::default());
}

#[test]
fn while_one_types_search_says_how_the_question_may_go_on() {
    let found = index().search("đăng ký kết", &Options::default());
    assert!(found.suggestions.iter().any(|text| text == "đăng ký kết hôn"), "{:?}", found.suggestions);
    assert!(found.suggestions.len() <= 5);
    for text in ["đăng ký kết", "khai si", "sang ten x"] {
        let start = plain(text);
        let first = index().search(text, &Options::default()).suggestions.remove(0);
        assert!(plain(&first).starts_with(&start), "{text}: {first}");
    }
}

#[test]
fn while_dang_ky_khai_sinh_is_typed_the_birth_certificate_stays_on_top_from_the_third_word_on() {
    for text in ["đăng ký khai sinh", "dang ky khai sinh", "ddawng kys khai sinh"] {
        let from = text.find("kh").unwrap() + 2;
        for end in (from..=text.len()).filter(|end| text.is_char_boundary(*end)) {
            assert_eq!(first(&text[..end]).as_deref(), Some("1.001193"), "{}", &text[..end]);
        }
    }
}

#[test]
fn every_keystroke_of_every_question_is_answered_without_harm() {
    for (text, _) in questions() {
        for (end, _) in text.char_indices() {
            let found = index().search(&text[..end], &Options { limit: 3, ..Options::default() });
            assert!(found.hits.len() <= 3);
        }
    }
}

#[test]
fn exact_tones_come_before_others() {
    let entry = |code: &str, name: &str| Entry { code: code.into(), name: name.into(), ..Entry::default() };
    let index = Index::build([entry("1", "Bàn đá"), entry("2", "Bán đá"), entry("3", "Bản đá")]);
    for (text, code) in [("bàn đá", "1"), ("bán đá", "2"), ("bản đá", "3"), ("bans ddas", "2")] {
        let found = index.search(text, &Options::default());
        assert_eq!(found.hits.len(), 3, "{text}");
        assert_eq!(found.hits[0].code, code, "{text}");
    }
}

#[test]
fn of_two_that_fit_as_well_the_guide_comes_first() {
    let entry = |code: &str, guide| Entry { code: code.into(), name: "Tách hộ".into(), guide, ..Entry::default() };
    let index = Index::build([entry("1", false), entry("2", true)]);
    assert_eq!(index.search("tách hộ", &Options::default()).hits[0].code, "2");
}

#[test]
fn a_slip_is_put_right_and_said() {
    for (text, meant) in [
        ("dang ky kte hon", "đăng ký kết hôn"),
        ("đăng ký khai sunh", "đăng ký khai sinh"),
        ("khia sinh", "khai sinh"),
        ("giay doc thna", "giấy độc thân"),
    ] {
        let found = index().search(text, &Options::default());
        assert_eq!(found.did_you_mean.as_deref(), Some(meant), "{text}: {:?}", found.hits);
    }
    for text in ["đăng ký kết hôn", "dang ky ket hon", "ddawng kys keets hoon", "dkkh", "lấy vợ"] {
        assert_eq!(index().search(text, &Options::default()).did_you_mean, None, "{text}");
    }
}

#[test]
fn a_hit_says_why_in_a_few_words() {
    for (text, why) in [
        ("1.000894", "Đúng mã thủ tục"),
        ("đăng ký kết hôn", "Tên: Đăng ký kết hôn"),
        ("giấy độc thân", "Còn gọi là “giấy độc thân”"),
        ("dkkh", "“dkkh” tức là đăng ký kết hôn"),
        ("giay doc thna", "Gần giống “giấy độc thân”"),
    ] {
        assert_eq!(index().search(text, &Options::default()).hits[0].why, why, "{text}");
    }
}

#[test]
fn a_code_or_its_beginning_finds_the_procedure() {
    assert_eq!(codes("1.001193"), ["1.001193"]);
    assert_eq!(codes("  thủ tục 1.001193 là gì"), ["1.001193"]);
    assert!(codes("1.00").len() > 1);
}

#[test]
fn only_what_the_level_carries_out_is_found() {
    let at = |level| index().search("khai sinh", &Options::at(level)).hits;
    assert!(!at(Level::Commune).is_empty());
    assert!(at(Level::Ministry).is_empty());
}

#[test]
fn a_text_of_ten_megabytes_costs_no_more_than_its_beginning() {
    for text in ["khai sinh ", "a", "\u{301}", "ệ", "1.", "\u{202e}", "👨‍👩‍👧", "ﷺ"] {
        let long = text.repeat(10_000_000 / text.len());
        let found = index().search(&long, &Options::default());
        let short: String = long.chars().take(MAX_CHARS).collect();
        assert_eq!(found, index().search(&short, &Options::default()), "{text:?}");
    }
}

#[test]
fn what_is_invisible_makes_no_difference() {
    for text in
        ["khai\u{200b} sinh", "\u{202e}khai sinh\u{202c}", "KHAI\tSINH\u{0}", "khai  -  sinh!!!", "ｋｈａｉ ｓｉｎｈ"]
    {
        assert_eq!(first(text).as_deref(), Some("1.001193"), "{text:?}");
    }
    assert_eq!(codes("cải chính"), codes("ca\u{309}i chi\u{301}nh"));
}

#[test]
fn an_empty_index_and_an_empty_question_find_nothing() {
    assert_eq!(Index::build([]).search("khai sinh", &Options::default()), Found::default());
    for text in ["", " ", "\u{0}", "🙂", "...", "\u{301}"] {
        assert_eq!(index().search(text, &Options::default()), Found::default(), "{text:?}");
    }
}

proptest! {
    #[test]
    fn any_text_is_answered(text in any::<String>(), limit in 0_usize..5) {
        let found = index().search(&text, &Options { limit, ..Options::default() });
        prop_assert!(found.hits.len() <= limit);
    }

    #[test]
    fn any_bytes_are_answered(bytes in proptest::collection::vec(any::<u8>(), 0..600)) {
        let text = String::from_utf8_lossy(&bytes);
        prop_assert!(index().search(&text, &Options::default()).hits.len() <= 20);
    }

    #[test]
    fn any_mangled_question_is_answered(text in "[a-zđăâêôơưáàảãạ0-9 .]{0,80}") {
        let found = index().search(&text, &Options::default());
        prop_assert!(found.hits.is_sorted_by(|a, b| a.score >= b.score));
    }

    #[test]
    fn any_names_can_be_indexed(names in proptest::collection::vec(any::<String>(), 0..8), text in any::<String>()) {
        let entries = names.iter().enumerate().map(|(i, name)| Entry {
            code: i.to_string(),
            name: name.clone(),
            words: vec![name.to_uppercase()],
            ..Entry::default()
        });
        let index = Index::build(entries);
        index.search(&text, &Options::default());
        for name in &names {
            index.search(name, &Options::default());
        }
    }
}
