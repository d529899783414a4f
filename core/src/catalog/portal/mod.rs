//! Records of the national public service portal, as they stand in an export: JSON lines, plain or gzip, with the cells
//! of their tables run together. Each becomes a procedure of the catalog, unreviewed, with every word of the record: what
//! can't be put in its place is kept as text beside it. See `docs/catalog.md`.

mod audit;
mod cases;
mod channels;
mod fees;
mod forms;
mod import;
mod legal;
mod model;
mod read;
mod record;
mod report;
mod results;
mod rows;
mod tables;
mod text;
mod time;

pub use audit::{Audit, Failed, Percent};
pub use import::{Import, Progress, read};
pub use report::{Counts, Kept, Report, Skipped, Suspicious, Unstructured};

#[cfg(test)]
mod tests;
