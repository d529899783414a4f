//! The face in short, from the generated Kotlin: what there is, without comments and without how it works.

use std::collections::BTreeMap;

/// Names that the generator needs for itself.
const ITS_OWN: [&str; 4] = ["Uniffi", "FfiConverter", "Disposable", "RustBuffer"];

/// The face: one block a type in the order of the alphabet, then the functions that stand alone.
pub fn of_kotlin(source: &str) -> String {
    let mut blocks: BTreeMap<String, Vec<String>> = BTreeMap::new();
    let mut alone = vec![];
    let mut open: Option<String> = None;
    for line in source.lines() {
        if let Some(name) = opens(line) {
            blocks.entry(name.clone()).or_default();
            open = Some(name);
            continue;
        }
        if line == "}" {
            open = None;
        }
        let line = line.replace('`', "").replace("kotlin.", "");
        let bare = line.trim().trim_start_matches("*/").trim().trim_end_matches(',').trim();
        let member = match &open {
            Some(_) => is_member(bare),
            None => false,
        };
        match &open {
            Some(name) if member => {
                blocks.entry(name.clone()).or_default().push(bare.trim_end_matches(" {").to_owned())
            }
            None if stands_alone(bare) => alone.push(bare.trim_end_matches('{').trim().to_owned()),
            _ => {}
        }
    }
    let mut text =
        String::from("# The face for Kotlin and Swift in short. `cargo xtask bindings --accept` writes it.\n");
    for (name, members) in &blocks {
        text.push_str(&format!("\n{name}\n"));
        members.iter().for_each(|member| text.push_str(&format!("    {member}\n")));
    }
    text.push('\n');
    alone.iter().for_each(|function| text.push_str(&format!("{function}\n")));
    text
}

/// The name of a type of ours whose members follow.
fn opens(line: &str) -> Option<String> {
    let (kind, rest) = ["public interface ", "data class ", "enum class ", "sealed class "]
        .into_iter()
        .find_map(|start| Some((start, line.strip_prefix(start)?)))?;
    let name: String = rest.chars().take_while(|c| c.is_alphanumeric()).collect();
    let kind = kind.trim_start_matches("public ").trim();
    (!ITS_OWN.iter().any(|own| name.starts_with(own))).then(|| format!("{kind} {name}"))
}

/// A method, a field, a constant of an enum, a variant.
fn is_member(line: &str) -> bool {
    let constant = line.trim_end_matches(';');
    let is_constant =
        !constant.is_empty() && constant.bytes().all(|b| b.is_ascii_uppercase() || b == b'_' || b.is_ascii_digit());
    is_constant
        || ["fun ", "val ", "class ", "data class ", "object "].iter().any(|start| line.starts_with(start))
            && !line.contains("FfiConverter")
}

/// A constructor or a function of its own, not one of the generator's.
fn stands_alone(line: &str) -> bool {
    let function = line.strip_prefix("@Throws(HoSoException::class) ").unwrap_or(line);
    let ours = ["fun open(", "fun fallBack(", "fun readQr("];
    ours.iter().any(|start| function.starts_with(start))
}

/// What differs, line by line; `None`: nothing.
pub fn diff(kept: &str, now: &str) -> Option<String> {
    if kept == now {
        return None;
    }
    let named = |text: &str| {
        let mut block = String::new();
        let lines = text.lines().filter(|line| !line.is_empty() && !line.starts_with('#'));
        let lines = lines.map(|line| match line.strip_prefix("    ") {
            Some(member) => format!("{block}: {member}"),
            None => {
                block = line.to_owned();
                block.clone()
            }
        });
        lines.collect::<Vec<_>>()
    };
    let (kept, now) = (named(kept), named(now));
    let mut text = String::new();
    kept.iter().filter(|line| !now.contains(line)).for_each(|line| text.push_str(&format!("- {line}\n")));
    now.iter().filter(|line| !kept.contains(line)).for_each(|line| text.push_str(&format!("+ {line}\n")));
    Some(if text.is_empty() { "only the order differs\n".to_owned() } else { text })
}

#[cfg(test)]
mod tests {
    use super::*;

    const SOURCE: &str = "public interface UniffiThing {\n    fun `x`()\n}\npublic interface DraftInterface {\n    /**\n     * Says.\n     */\n    fun `undo`(): kotlin.String?\n    companion object\n}\ndata class Page (\n    val `page`: kotlin.String\n    , \n    val `here`: kotlin.Boolean\n){\n    companion object\n}\nenum class Role {\n    CITIZEN,\n    MEMBER;\n}\n    @Throws(HoSoException::class) fun `fallBack`(`folder`: kotlin.String): kotlin.String {\n";

    #[test]
    fn the_face_is_told_without_comments_and_without_the_generators_own() {
        let face = of_kotlin(SOURCE);
        assert!(face.contains("interface DraftInterface\n    fun undo(): String?\n"), "{face}");
        assert!(face.contains("data class Page\n    val page: String\n    val here: Boolean\n"), "{face}");
        assert!(face.contains("enum class Role\n    CITIZEN\n    MEMBER;\n"), "{face}");
        assert!(face.contains("\n@Throws(HoSoException::class) fun fallBack(folder: String): String\n"), "{face}");
        assert!(!face.contains("Uniffi") && !face.contains("Says"), "{face}");
    }

    #[test]
    fn a_change_of_the_face_is_shown_with_the_type_it_belongs_to() {
        let face = of_kotlin(SOURCE);
        assert_eq!(diff(&face, &face), None);
        let other = of_kotlin(&SOURCE.replace("`here`", "`near`"));
        assert_eq!(
            diff(&face, &other).as_deref(),
            Some("- data class Page: val here: Boolean\n+ data class Page: val near: Boolean\n")
        );
    }
}
