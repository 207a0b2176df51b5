//! How a material is cited: a line for people (APA), BibTeX and RIS for their programs.

use chrono::NaiveDate;

/// What a citation names.
#[derive(Debug, Clone)]
pub struct Cited {
    pub authors: Vec<String>,
    pub title: String,
    pub number: i32,
    pub published_on: NaiveDate,
    pub publisher: String,
    /// Bare.
    pub doi: Option<String>,
    /// The address of this version.
    pub url: String,
    pub slug: String,
    pub language: String,
    /// What stands between brackets: “Training material”.
    pub kind: String,
}

/// A form of citation, by the end of its address.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    Apa,
    BibTex,
    Ris,
}

impl Form {
    pub fn named(ending: &str) -> Option<Self> {
        match ending {
            "txt" => Some(Self::Apa),
            "bib" => Some(Self::BibTex),
            "ris" => Some(Self::Ris),
            _ => None,
        }
    }

    pub const fn media_type(self) -> &'static str {
        match self {
            Self::Apa => "text/plain; charset=utf-8",
            Self::BibTex => "application/x-bibtex; charset=utf-8",
            Self::Ris => "application/x-research-info-systems; charset=utf-8",
        }
    }
}

pub fn write(cited: &Cited, form: Form) -> String {
    match form {
        Form::Apa => apa(cited),
        Form::BibTex => bibtex(cited),
        Form::Ris => ris(cited),
    }
}

/// Family name and given names: a name is written “Hélène Œuvrard”, or “Œuvrard, Hélène”.
pub(super) fn parted(name: &str) -> (String, String) {
    let name = one_line(name);
    if let Some((family, given)) = name.split_once(',') {
        return (family.trim().to_owned(), given.trim().to_owned());
    }
    let mut words: Vec<&str> = name.split(' ').collect();
    // Particles go with the family name.
    let mut at = words.len().saturating_sub(1);
    while at > 1 && words.get(at - 1).is_some_and(|word| word.chars().all(char::is_lowercase)) {
        at -= 1;
    }
    let family = words.split_off(at);
    (family.join(" "), words.join(" "))
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn apa(cited: &Cited) -> String {
    let names: Vec<_> = cited
        .authors
        .iter()
        .map(|name| {
            let (family, given) = parted(name);
            let initials = given.split([' ', '-']).filter_map(|word| word.chars().next());
            let initials: Vec<_> = initials.map(|c| format!("{}.", c.to_uppercase())).collect();
            if initials.is_empty() { family } else { format!("{family}, {}", initials.join(" ")) }
        })
        .collect();
    let authors = match names.as_slice() {
        [] => cited.publisher.clone(),
        [one] => one.clone(),
        [first @ .., last] if names.len() <= 20 => format!("{}, & {last}", first.join(", ")),
        [first @ .., last] => format!("{}, … {last}", first[..19].join(", ")),
    };
    let end = match &cited.doi {
        Some(doi) => format!("https://doi.org/{doi}"),
        None => cited.url.clone(),
    };
    let year = cited.published_on.format("%Y");
    let dot = if authors.ends_with('.') { "" } else { "." };
    format!(
        "{authors}{dot} ({year}). {} (v{}) [{}]. {}. {end}",
        one_line(&cited.title),
        cited.number,
        cited.kind,
        one_line(&cited.publisher)
    )
}

/// Text between braces, in which nothing is a command.
fn braced(text: &str) -> String {
    let mut out = String::from("{");
    for letter in one_line(text).chars() {
        match letter {
            '\\' => out.push_str("\\textbackslash{}"),
            '{' | '}' | '&' | '%' | '$' | '#' | '_' => {
                out.push('\\');
                out.push(letter);
            }
            '~' => out.push_str("\\textasciitilde{}"),
            '^' => out.push_str("\\textasciicircum{}"),
            letter => out.push(letter),
        }
    }
    out.push('}');
    out
}

fn bibtex(cited: &Cited) -> String {
    let authors: Vec<_> = cited
        .authors
        .iter()
        .map(|name| {
            let (family, given) = parted(name);
            if given.is_empty() { format!("{{{family}}}") } else { format!("{family}, {given}") }
        })
        .map(|name| braced(&name).trim_start_matches('{').trim_end_matches('}').to_owned())
        .collect();
    let mut lines = vec![
        format!("  author = {{{}}}", authors.join(" and ")),
        format!("  title = {}", braced(&cited.title)),
        format!("  year = {{{}}}", cited.published_on.format("%Y")),
        format!("  month = {{{}}}", cited.published_on.format("%-m")),
        format!("  publisher = {}", braced(&cited.publisher)),
        format!("  version = {{{}}}", cited.number),
        format!("  note = {}", braced(&cited.kind)),
        format!("  url = {{{}}}", cited.url),
        format!("  language = {{{}}}", cited.language),
    ];
    lines.extend(cited.doi.iter().map(|doi| format!("  doi = {{{doi}}}")));
    format!("@misc{{{}-v{},\n{}\n}}\n", cited.slug, cited.number, lines.join(",\n"))
}

fn ris(cited: &Cited) -> String {
    let mut lines = vec!["TY  - GEN".to_owned()];
    lines.extend(cited.authors.iter().map(|name| {
        let (family, given) = parted(name);
        format!("AU  - {family}, {given}").trim_end_matches([' ', ',']).to_owned()
    }));
    lines.push(format!("TI  - {}", one_line(&cited.title)));
    lines.push(format!("PY  - {}", cited.published_on.format("%Y")));
    lines.push(format!("DA  - {}", cited.published_on.format("%Y/%m/%d")));
    lines.push(format!("PB  - {}", one_line(&cited.publisher)));
    lines.push(format!("ET  - {}", cited.number));
    lines.push(format!("M3  - {}", cited.kind));
    lines.push(format!("LA  - {}", cited.language));
    lines.extend(cited.doi.iter().map(|doi| format!("DO  - {doi}")));
    lines.push(format!("UR  - {}", cited.url));
    lines.push("ER  - ".to_owned());
    lines.join("\r\n") + "\r\n"
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cited() -> Cited {
        Cited {
            authors: vec![
                "Hélène Œuvrard".into(),
                "Jean-Paul de la Tour".into(),
                "Équipe R&D".into(),
            ],
            title: "Décrire ses données : 50 % de gagné {vite}\nER  - ".into(),
            number: 2,
            published_on: NaiveDate::from_ymd_opt(2026, 3, 3).unwrap(),
            publisher: "DoRANum".into(),
            doi: None,
            url: "https://exemple.fr/materials/decrire/v2".into(),
            slug: "decrire".into(),
            language: "fr".into(),
            kind: "Support de formation".into(),
        }
    }

    #[test]
    fn a_citation_for_people_names_authors_year_version_and_address() {
        assert_eq!(
            write(&cited(), Form::Apa),
            "Œuvrard, H., de la Tour, J. P., & R&D, É. (2026). Décrire ses données : 50 % de gagné {vite} ER - (v2) \
             [Support de formation]. DoRANum. https://exemple.fr/materials/decrire/v2"
        );
        let with = Cited { doi: Some("10.5281/zenodo.1".into()), authors: Vec::new(), ..cited() };
        assert!(write(&with, Form::Apa).starts_with("DoRANum. (2026)"));
        assert!(write(&with, Form::Apa).ends_with("https://doi.org/10.5281/zenodo.1"));
    }

    #[test]
    fn what_was_typed_is_no_command_and_no_new_line_for_a_program() {
        let bib = write(&cited(), Form::BibTex);
        assert!(bib.contains("50 \\% de gagné \\{vite\\} ER -}"), "{bib}");
        assert!(
            bib.contains("author = {Œuvrard, Hélène and de la Tour, Jean-Paul and R\\&D, Équipe}"),
            "{bib}"
        );
        let ris = write(&cited(), Form::Ris);
        assert_eq!(ris.lines().filter(|line| line.starts_with("ER")).count(), 1, "{ris}");
        assert!(ris.contains("AU  - Œuvrard, Hélène\r\n") && ris.ends_with("ER  - \r\n"));
    }
}
