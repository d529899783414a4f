//! `catalog review`

use crate::args::Review;
use crate::output::Reply;
use hoso_core::catalog::review::{Signed, sign};
use hoso_core::time::day;
use hoso_core::{Error, Kind, Result};
use hoso_protocol::text::say;
use serde_json::json;

pub fn run(args: &Review) -> Result<Reply> {
    let report = match sign(&args.dir, &args.code, &args.by, &args.date) {
        Ok(Signed::Yes(report)) => report,
        Ok(Signed::No(report)) => {
            return Err(Error::new(Kind::Refused, "lint_failed").and("diagnostics", report.summary().diagnostics));
        }
        Ok(Signed::NoGuide) => return Err(Error::new(Kind::NotFound, "no_guide")),
        Err(error) => return Err(Error::new(Kind::Storage, "disk_failed").and("why", error.to_string())),
    };
    let left: usize = report.guides.iter().map(|guide| guide.not_checked).sum();
    let mut lines = vec![say("cli.review.done", &[("by", &args.by), ("day", &day(&args.date))])];
    if left > 0 {
        lines.push(say("cli.review.left", &[("count", &left.to_string())]));
    }
    Ok(Reply::new(json!({ "code": args.code, "reviewed": true, "not_checked": left }), lines.join("\n")))
}
