//! `docs/catalog-format.md` is what writers go by: its example compiles, and it names every key there is.

use super::{file, lint};
use crate::catalog::compile::{Ledger, compile};

const FORMAT: &str = include_str!("../../../../../docs/catalog-format.md");
const MODEL: &str = include_str!("../../../../../protocol/src/procedure.rs");
const WRITING: [&str; 2] =
    [include_str!("../../../../../docs/catalog.md"), include_str!("../../../../../docs/huong-dan-soan-thu-tuc.md")];
const WORKED: &str = include_str!("../../../../../catalog/guides/1.013227.toml");
const README: &str = include_str!("../../../../../catalog/README.md");

#[test]
fn the_example_in_the_format_description_compiles() {
    let example = FORMAT.split("```toml\n").nth(1).and_then(|rest| rest.split("```").next()).unwrap();
    let report = compile(&[file(example)], &Ledger::default());
    // It is nobody's guide, so its keys are in no ledger; that is the one thing to say about it.
    let [one] = &report.diagnostics[..] else { panic!("{:#?}", report.diagnostics) };
    assert!(report.is_ok() && one.message.contains("not in keys.toml yet"), "{one}");
    assert_eq!(lint(example).guides.len(), 1);
}

#[test]
fn the_format_description_names_every_key_of_the_model() {
    let keys = MODEL.lines().filter_map(|line| line.strip_prefix("    pub ")?.split_once(": ")).map(|(key, _)| key);
    let keys: Vec<&str> = keys.filter(|key| !key.contains('(')).collect();
    assert!(keys.len() > 60 && keys.contains(&"deciding_agency"), "{keys:?}");
    // Only what explains counts, not the example.
    let said: String = FORMAT.split("```").step_by(2).collect();
    for key in keys {
        let word = |c: char| !(c.is_ascii_alphanumeric() || c == '_');
        assert!(said.split('`').skip(1).step_by(2).any(|code| code.split(word).any(|w| w == key)), "`{key}`");
    }
}

#[test]
fn the_readme_of_the_catalog_lists_every_guide() {
    for guide in crate::catalog::Catalog::embedded().unwrap().iter() {
        assert!(README.contains(&format!("| {} |", guide.code)), "{}", guide.code);
    }
}

#[test]
fn what_the_pages_for_writers_quote_stands_in_the_guide_that_they_quote() {
    for page in WRITING {
        let quoted = page.split("```toml\n").skip(1).filter_map(|rest| rest.split("```").next());
        assert!(quoted.clone().count() >= 7);
        for quote in quoted {
            assert!(WORKED.contains(quote), "{quote}");
        }
    }
}
