//! A guide for people and for programs: [`guide_text`] to read, [`GuideView`] as JSON.

mod groups;
mod published;
mod text;
mod view;

pub use published::source_line;
pub use text::{channel_name, guide_text, paper_in_words};
pub use view::{ChannelView, FieldView, GroupView, GuideView, PaperKind, PaperView};

use hoso_protocol::procedure::Procedure;

/// The guide as JSON: [`GuideView`] as a value.
pub fn guide_json(procedure: &Procedure) -> serde_json::Value {
    // A struct of strings, numbers and lists always serialises.
    serde_json::to_value(GuideView::of(procedure)).unwrap_or_default()
}

#[cfg(test)]
mod tests;
