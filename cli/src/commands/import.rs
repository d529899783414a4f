//! `catalog import-portal`

use super::{folder, usable};
use crate::args::{Global, ImportPortal};
use crate::output::Reply;
use hoso_core::Result;
use hoso_core::catalog::portal::{self, Report};
use hoso_protocol::text::say;
use indicatif::ProgressBar;

/// Codes shown after a count, for people; programs get all of them.
const SHOWN: usize = 5;

pub fn run(global: &Global, args: &ImportPortal) -> Result<Reply> {
    let folder = folder(global)?;
    usable(&folder)?;
    // On standard error, and only where somebody can see it.
    let bar = if global.json { ProgressBar::hidden() } else { ProgressBar::new_spinner() };
    let import = portal::read(&args.file, args.audit, &mut |progress| {
        bar.set_message(say("cli.import.progress", &[("n", &progress.records.to_string())]));
        bar.tick();
    });
    bar.finish_and_clear();
    let mut import = import?;
    import.keep(&folder)?;
    let text = text(&import.report);
    Ok(Reply::new(&import.report, text))
}

fn text(report: &Report) -> String {
    let mut lines = vec![say("cli.import.records", &[("n", &report.records.to_string())])];
    let mut count = |code: &str, n: u64| {
        if n > 0 {
            lines.push(format!("- {}", say(code, &[("n", &n.to_string())])));
        }
    };
    let counts = &report.counts;
    count("cli.import.papers", counts.papers);
    count("cli.import.shown", counts.shown);
    count("cli.import.notes", counts.notes);
    count("cli.import.headings", counts.headings);
    count("cli.import.channels", counts.channels);
    count("cli.import.legal", counts.legal);
    count("cli.import.questions", counts.with_question);
    for skipped in report.skipped.iter().take(SHOWN) {
        let why = say(&format!("import.skip.{}", skipped.why), &[]);
        lines.push(say("cli.import.skipped", &[("line", &skipped.line.to_string()), ("why", &why)]));
    }
    if let Some(more) = report.skipped.len().checked_sub(SHOWN + 1) {
        lines.push(say("cli.import.skipped_more", &[("n", &(more + 1).to_string())]));
    }
    let mut list = |code: &str, codes: &[String]| {
        if !codes.is_empty() {
            let mut shown = codes.iter().take(SHOWN).cloned().collect::<Vec<_>>().join(", ");
            if codes.len() > SHOWN {
                shown += ", …";
            }
            lines.push(format!("- {}: {shown}", say(code, &[("n", &codes.len().to_string())])));
        }
    };
    let odd = &report.suspicious;
    let names: Vec<String> = odd.repeated_names.iter().map(|codes| codes.join(" = ")).collect();
    list("cli.import.repeated_names", &names);
    list("cli.import.missing_units", &odd.missing_units);
    list("cli.import.empty_papers", &odd.empty_papers);
    list("cli.import.no_channel", &odd.no_channel);
    list("cli.import.repeated_channels", &odd.repeated_channels);
    list("cli.import.tiny_fees", &odd.tiny_fees);
    list("cli.import.district", &odd.district);
    list("cli.import.unclear_fee", &report.unstructured.unclear_fee);
    list("cli.import.no_number", &report.unstructured.legal_without_number);
    let rest: Vec<String> = report.unstructured.rest.values().flatten().cloned().collect();
    list("cli.import.rest", &rest);
    if let Some(audit) = &report.audit {
        lines.push(say("cli.import.audit", &[]));
        let share = &audit.percent;
        let shares = [
            ("cli.import.audit.papers", share.papers),
            ("cli.import.audit.headings", share.headings),
            ("cli.import.audit.channels", share.channels),
            ("cli.import.audit.words", share.words),
        ];
        lines.extend(shares.map(|(code, share)| format!("- {}", say(code, &[("n", &format!("{share:.2}"))]))));
        let failed = audit.failed.iter().take(SHOWN);
        lines.extend(failed.map(|one| format!("  {} {}: {}", one.code, one.what, one.detail)));
    }
    let kept = &report.catalog;
    let size = (kept.bytes as f64 / 1e6 * 10.0).round() / 10.0;
    let with = [("new", &*kept.new.to_string()), ("all", &kept.all.to_string()), ("mb", &size.to_string())];
    lines.push(say(if kept.changed { "cli.import.kept" } else { "cli.import.unchanged" }, &with));
    lines.join("\n")
}
