//! Which of several versions of one code counts on a day.

/// Where a version comes from; what stands later here wins over what stands before.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Source {
    /// Read from an export of the national portal, as it was written there; nobody has looked at it.
    Imported,
    /// A guide built into this program, or in an installed pack that is newer than that.
    Pack,
}

impl Source {
    /// As it is stored.
    pub fn name(self) -> &'static str {
        match self {
            Self::Imported => "imported",
            Self::Pack => "pack",
        }
    }

    pub(super) fn named(name: &str) -> Self {
        if name == "pack" { Self::Pack } else { Self::Imported }
    }
}

/// One version of a code.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Version {
    /// Its hash.
    pub hash: String,
    /// Where it comes from.
    pub source: Source,
    /// First day on which it counts, ISO; `None`: not known.
    pub valid_from: Option<String>,
    /// Last day, ISO; `None`: open.
    pub valid_to: Option<String>,
}

impl Version {
    /// Whether it counts on this day.
    pub fn counts_on(&self, day: &str) -> bool {
        // ISO days are in order as texts.
        self.valid_from.as_deref().is_none_or(|from| from <= day) && self.valid_to.as_deref().is_none_or(|to| day <= to)
    }
}

/// The version that counts on a day: of the best source that has the code, the one whose days it is, and of several the
/// one that began last. Where it is nobody's day, the one that ends last or begins first: an old guide that says so is
/// better than none.
pub fn pick<'v>(versions: &'v [Version], day: &str) -> Option<&'v Version> {
    let best = versions.iter().map(|version| version.source).max()?;
    let of_best = || versions.iter().filter(|version| version.source == best);
    // Of two that began the same day the first stays.
    let last_begun = of_best()
        .filter(|version| version.counts_on(day))
        .reduce(|best, next| if next.valid_from > best.valid_from { next } else { best });
    last_begun.or_else(|| of_best().find(|version| version.valid_to.is_none())).or_else(|| of_best().next())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn version(hash: &str, source: Source, from: Option<&str>, to: Option<&str>) -> Version {
        Version { hash: hash.into(), source, valid_from: from.map(Into::into), valid_to: to.map(Into::into) }
    }

    #[test]
    fn until_the_old_law_ends_its_version_counts_and_from_the_next_day_on_the_new_one() {
        let old = version("old", Source::Pack, None, Some("2027-02-28"));
        let new = version("new", Source::Pack, Some("2027-03-01"), None);
        for both in [[old.clone(), new.clone()], [new, old]] {
            assert_eq!(pick(&both, "2027-02-28").unwrap().hash, "old");
            assert_eq!(pick(&both, "2027-03-01").unwrap().hash, "new");
        }
    }

    #[test]
    fn a_guide_wins_over_an_imported_record_even_where_its_days_are_over() {
        let guide = version("guide", Source::Pack, None, Some("2026-01-01"));
        let record = version("record", Source::Imported, None, None);
        assert_eq!(pick(&[record.clone(), guide], "2026-11-24").unwrap().hash, "guide");
        assert_eq!(pick(&[record], "2026-11-24").unwrap().hash, "record");
        assert_eq!(pick(&[], "2026-11-24"), None);
    }

    #[test]
    fn of_two_open_versions_the_one_that_began_last_counts() {
        let first = version("first", Source::Pack, None, None);
        let second = version("second", Source::Pack, Some("2026-07-01"), None);
        assert_eq!(pick(&[first.clone(), second.clone()], "2026-11-24").unwrap().hash, "second");
        assert_eq!(pick(&[second, first], "2026-06-30").unwrap().hash, "first");
    }
}
