//! The skill to which an outcome leads, as it stands behind a bar in its line: `Choisir un entrepôt | Dépôt de données`. Whoever
//! has a vocabulary writes the address of its term there, after its name or alone. A bar that belongs to a text is typed `\|`.

use crate::materials::Line;

/// What stands between an outcome and its skill.
const BAR: char = '|';

/// How a bar is typed that parts nothing.
const OWN_BAR: &str = "\\|";

/// A line without its skill, and the skill; empty where none is named.
pub fn parted(line: &str) -> (String, String) {
    let bars = line.rmatch_indices(BAR).map(|(at, _)| at);
    let last =
        bars.filter_map(|at| line.split_at_checked(at)).find(|(body, _)| !body.ends_with('\\'));
    let (body, skill) = last.unwrap_or((line, ""));
    let skill = skill.strip_prefix(BAR).unwrap_or_default().replace(OWN_BAR, "|");
    let (body, skill) =
        (body.trim().replace(OWN_BAR, "|"), skill.split_whitespace().collect::<Vec<_>>().join(" "));
    match (body.is_empty(), skill.is_empty()) {
        // A bar alone is what was typed; a skill alone is what it teaches.
        (true, true) => (line.trim().to_owned(), String::new()),
        (true, false) => (skill, String::new()),
        (false, _) => (body, skill),
    }
}

/// An outcome as it is typed: reading it again gives what it was.
pub fn typed(body: &str, skill: &str) -> String {
    let body = own(body);
    if skill.is_empty() { body } else { format!("{body} {BAR} {}", own(skill)) }
}

/// A text that names no skill, whatever bars are in it.
pub fn own(text: &str) -> String {
    text.replace(BAR, OWN_BAR)
}

/// An outcome as it is read.
pub fn shown(line: &Line) -> String {
    match line.skill.as_str() {
        "" => line.body.clone(),
        skill => format!("{} {BAR} {skill}", line.body),
    }
}

/// A skill by its name, and the address of its term in a vocabulary, if it was told with one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Skill<'a> {
    pub name: String,
    pub term: Option<&'a str>,
}

/// The skill of an outcome that names one.
pub fn of(line: &Line) -> Option<Skill<'_>> {
    let is_address = |word: &&str| word.starts_with("https://") || word.starts_with("http://");
    let words = || line.skill.split_whitespace();
    let term = words().find(is_address);
    let name = words().filter(|word| Some(*word) != term).collect::<Vec<_>>().join(" ");
    let name = if name.is_empty() { term.unwrap_or_default().to_owned() } else { name };
    (!name.is_empty()).then_some(Skill { name, term })
}

/// The vocabulary of a term: its address without the last part.
pub fn vocabulary(term: &str) -> &str {
    let bare = term.trim_end_matches(['/', '#']);
    bare.rfind(['/', '#']).and_then(|at| bare.get(..at)).filter(|set| set.len() > 8).unwrap_or(term)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::materials::Point;

    fn line(skill: &str) -> Line {
        let (needs_id, needs_course_id) = (None, None);
        let (kind, body) = (Point::Outcome, "Choisir".to_owned());
        Line { kind, body, needs_id, needs_course_id, skill: skill.to_owned() }
    }

    #[test]
    fn a_line_is_parted_and_typed_again_as_it_was() {
        let (body, skill) = parted("Choisir | Dépôt  https://a.fr/skills/12 ");
        assert_eq!((&*body, &*skill), ("Choisir", "Dépôt https://a.fr/skills/12"));
        assert_eq!(typed(&body, &skill), "Choisir | Dépôt https://a.fr/skills/12");
        assert_eq!(shown(&line(&skill)), "Choisir | Dépôt https://a.fr/skills/12");
        assert_eq!(parted("Choisir"), ("Choisir".to_owned(), String::new()));
        assert_eq!(parted("| Dépôt"), ("Dépôt".to_owned(), String::new()));
        assert_eq!(typed("Choisir", ""), "Choisir");
    }

    #[test]
    fn a_bar_that_belongs_to_a_text_stays_in_it() {
        for (body, skill) in [
            ("CSV | JSON", ""),
            ("|", ""),
            ("a || b", "Dépôt"),
            ("a\\|b", ""),
            ("C:\\", "Dépôt | Tri"),
            ("|a|", "|"),
        ] {
            let line = typed(body, skill);
            assert_eq!(parted(&line), (body.to_owned(), skill.to_owned()), "{line}");
        }
        assert_eq!(typed("CSV | JSON", ""), "CSV \\| JSON");
    }

    #[test]
    fn a_skill_has_a_name_and_perhaps_a_term() {
        let term = "https://a.fr/skills/12";
        let named = Skill { name: "Dépôt".to_owned(), term: Some(term) };
        assert_eq!(of(&line("Dépôt https://a.fr/skills/12")), Some(named));
        assert_eq!(of(&line(term)).map(|one| one.name), Some(term.to_owned()));
        assert_eq!(of(&line("Dépôt")).and_then(|one| one.term), None);
        assert_eq!(of(&line("")), None);
        assert_eq!(vocabulary(term), "https://a.fr/skills");
        assert_eq!(vocabulary("https://a.fr"), "https://a.fr");
    }
}
