//! The story as a picture: the lines of the terminal on a dark card.

use super::teller::{Kind, Line};
use std::fmt::Write as _;

const LINE: usize = 20;
const MARGIN: usize = 24;
const WIDTH: usize = 860;
const FONT: &str = "ui-monospace,SFMono-Regular,Menlo,Consolas,'DejaVu Sans Mono','Liberation Mono',monospace";

/// Draws the lines below the command that was typed.
pub fn draw(title: &str, command: &str, lines: &[Line]) -> String {
    let height = 2 * MARGIN + (lines.len() + 2) * LINE;
    let mut svg = String::new();
    // Writing into a String can't fail.
    let _ = write!(
        svg,
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {WIDTH} {height}\" role=\"img\">\n\
         <title>{}</title>\n\
         <style>text{{font:14px {FONT};white-space:pre;fill:#c9d1d9}}.h{{fill:#fff;font-weight:bold}}.f{{fill:#56d364}}\
         .c{{fill:#79c0ff}}</style>\n\
         <rect width=\"{WIDTH}\" height=\"{height}\" rx=\"10\" fill=\"#0d1117\"/>\n",
        escaped(title)
    );
    let mut put = |n: usize, class: &str, text: &str| {
        let y = MARGIN + LINE * (n + 1) - 6;
        let _ = writeln!(svg, "<text x=\"{MARGIN}\" y=\"{y}\"{class} xml:space=\"preserve\">{}</text>", escaped(text));
    };
    put(0, " class=\"c\"", &format!("$ {command}"));
    for (n, line) in lines.iter().enumerate().filter(|(_, line)| !line.text.is_empty()) {
        let class = match line.kind {
            Kind::Heading => " class=\"h\"",
            Kind::Figure => " class=\"f\"",
            Kind::Text => "",
        };
        put(n + 2, class, &line.text);
    }
    svg.push_str("</svg>\n");
    svg
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_would_be_a_tag_is_text() {
        let lines = [Line { kind: Kind::Figure, text: "  9 < 10 & \"x\"".to_owned() }];
        let svg = draw("<t>", "hoso demo", &lines);
        assert!(svg.contains(">  9 &lt; 10 &amp; \"x\"</text>") && svg.contains("<title>&lt;t&gt;</title>"));
        assert!(svg.starts_with("<svg ") && svg.ends_with("</svg>\n"));
    }
}
