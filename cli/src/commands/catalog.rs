//! `catalog …`

use crate::args::Lint;
use crate::output::Reply;
use hoso_core::catalog::compile::compile_folder;
use hoso_core::{Error, Kind, Result};
use hoso_protocol::text::say;

/// The report; guides with errors are refused, and the report comes with the error.
pub fn lint(args: &Lint) -> Result<Reply> {
    let report = compile_folder(&args.dir);
    let summary = report.summary();
    if !summary.ok {
        return Err(Error::new(Kind::Refused, "lint_failed").and("diagnostics", summary.diagnostics));
    }
    let mut lines = vec![];
    for guide in &summary.guides {
        let [papers, fields, not_checked] =
            [guide.parts.papers, guide.parts.fields, guide.parts.not_checked].map(|n| n.to_string());
        let with = [
            ("code", guide.code),
            ("name", guide.name),
            ("papers", &papers),
            ("fields", &fields),
            ("not_checked", &not_checked),
        ];
        lines.push(say("cli.lint.guide", &with));
    }
    lines.extend(report.warnings().map(|fault| format!("{fault}")));
    let counts = &summary.counts;
    let [guides, errors, warnings, not_checked] =
        [counts.guides, counts.errors, counts.warnings, counts.parts.not_checked].map(|n| n.to_string());
    let with = [("guides", &*guides), ("errors", &errors), ("warnings", &warnings), ("not_checked", &not_checked)];
    lines.push(say("cli.lint.counts", &with));
    Ok(Reply::new(&summary, lines.join("\n")))
}
