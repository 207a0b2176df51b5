//! Lines that say what one needs before, and the address of a material or of a course in them.

/// What an address in a line leads to, by its slug.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Need {
    Material(String),
    Course(String),
}

impl Need {
    pub fn address(&self) -> String {
        match self {
            Self::Material(slug) => format!("/materials/{slug}"),
            Self::Course(slug) => format!("/courses/{slug}"),
        }
    }
}

/// A line without the address in it, and what the address leads to.
pub fn needed(line: &str) -> (String, Option<Need>) {
    let leads = |word: &&str| word.contains("/materials/") || word.contains("/courses/");
    let Some(word) = line.split_whitespace().find(leads) else { return (line.to_owned(), None) };
    let slug = |after: &str| after.split(['/', '?', '#']).next().unwrap_or_default().to_owned();
    let need = match word.split_once("/materials/") {
        Some((_, after)) => Need::Material(slug(after)),
        None => Need::Course(slug(word.split_once("/courses/").unwrap_or_default().1)),
    };
    let body = line.replace(word, "").split_whitespace().collect::<Vec<_>>().join(" ");
    let (Need::Material(slug) | Need::Course(slug)) = &need;
    let body = if body.is_empty() { slug.replace('-', " ") } else { body };
    (body, Some(need))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_in_a_line_leads_to_its_material_or_its_course() {
        let line = "Savoir ce qu’est un PID https://exemple.fr/materials/les-pid/v2?x=1";
        let pid = || Some(Need::Material("les-pid".into()));
        assert_eq!(needed(line), ("Savoir ce qu’est un PID".to_owned(), pid()));
        assert_eq!(needed("/materials/les-pid"), ("les pid".to_owned(), pid()));
        let course = Need::Course("deposer".into());
        assert_eq!(course.address(), "/courses/deposer");
        assert_eq!(needed("Déposer : /courses/deposer"), ("Déposer :".to_owned(), Some(course)));
        assert_eq!(needed("Rien"), ("Rien".to_owned(), None));
    }
}
