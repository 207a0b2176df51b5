//! Tables of materials: which column says what.

use crate::text::fold;

/// A column of a table of materials.
#[derive(Debug, PartialEq, Eq)]
pub struct Column {
    /// Its name in English, which is the one of the exports, and in French.
    pub name: &'static str,
    pub name_fr: &'static str,
    /// What else it may be called, folded: also as TeSS calls it.
    also: &'static [&'static str],
    /// The field of the form that it fills.
    pub field: &'static str,
    /// What might stand in it.
    pub example: &'static str,
}

const fn column(
    (name, name_fr, field): (&'static str, &'static str, &'static str),
    also: &'static [&'static str],
    example: &'static str,
) -> Column {
    Column { name, name_fr, also, field, example }
}

pub const COLUMNS: [Column; 27] = [
    column(("key", "clé", "key"), &["id", "identifiant", "slug"], "support-12"),
    column(("title", "titre", "title"), &[], "Déposer ses données dans un entrepôt"),
    column(
        ("summary", "résumé", "summary"),
        &["description", "abstract"],
        "Ce que l’on y apprend, en 80 à 2 000 signes.",
    ),
    column(("url", "adresse", "links"), &["lien", "link"], "https://exemple.fr/deposer"),
    column(("doi", "doi", "material_doi"), &[], "10.5281/zenodo.12345"),
    column(("language", "langue", "languages"), &["languages", "langues"], "fr"),
    column(("type", "nature", "kind"), &["kind", "resource type"], "slides"),
    column(("level", "niveau", "level"), &["difficulty level"], "beginner"),
    column(
        ("audience", "public", "audiences"),
        &["audiences", "publics", "target audience"],
        "researcher; data_steward",
    ),
    column(("topics", "thèmes", "topics"), &["topic", "theme"], "where_deposit; licence"),
    column(("disciplines", "disciplines", "disciplines"), &["discipline"], "1.3; 2"),
    column(("stages", "étapes", "stages"), &["stage", "etape"], "preserve; share"),
    column(("keywords", "mots-clés", "keywords"), &["keyword", "mot cle"], "entrepôt; dépôt"),
    column(
        ("authors", "auteurs", "people"),
        &["author", "auteur"],
        "Hélène Œuvrard (0000-0002-1825-0097); Nguyễn Thị Hiền",
    ),
    column(("contributors", "contributeurs", "people"), &["contributor"], "Jean Dupont"),
    column(("licence", "licence", "licence"), &["license"], "CC-BY-4.0"),
    column(
        ("self_study_minutes", "durée", "self_minutes"),
        &["self minutes", "duration", "time required", "duree seul"],
        "1 h 30",
    ),
    column(
        ("taught_minutes", "durée en présentiel", "taught_minutes"),
        &["duree enseignee", "duree avec formateur"],
        "180",
    ),
    column(
        ("outcomes", "objectifs", "outcomes"),
        &["learning objectives", "learning outcomes", "acquis"],
        "Choisir un entrepôt | Dépôt de données",
    ),
    column(("prerequisites", "prérequis", "prerequisites"), &["prerequis"], "Avoir des données"),
    column(
        ("availability", "disponibilité géographique", "availability"),
        &["geographical availability", "geographical availabilities"],
        "WW",
    ),
    column(("contact", "contact", "contact"), &[], "formation@exemple.fr"),
    column(("accessibility", "accessibilité", "accessibility"), &[], "Sous-titres en français"),
    column(("title_fr", "titre français", "title_fr"), &["titre fr"], ""),
    column(("summary_fr", "résumé français", "summary_fr"), &["resume fr"], ""),
    column(("title_en", "titre anglais", "title_en"), &["titre en"], "Depositing data"),
    column(("summary_en", "résumé anglais", "summary_en"), &["resume en"], ""),
];

/// The column that a heading names, however it is spelt.
pub fn named(heading: &str) -> Option<&'static Column> {
    let wanted = fold(heading);
    let is = |name: &str| !wanted.is_empty() && fold(name) == wanted;
    COLUMNS.iter().find(|one| is(one.name) || is(one.name_fr) || one.also.iter().any(|it| is(it)))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn a_column_is_known_however_it_is_spelt_and_no_two_share_a_name() {
        for (heading, name) in [
            ("Mots-clés", "keywords"),
            ("MOTS CLES", "keywords"),
            ("difficulty_level", "level"),
            ("target-audience", "audience"),
            ("Self study minutes", "self_study_minutes"),
            ("Durée", "self_study_minutes"),
        ] {
            assert_eq!(named(heading).map(|one| one.name), Some(name), "{heading}");
        }
        assert!(named("").is_none() && named("version").is_none());
        let mut names = BTreeSet::new();
        for one in &COLUMNS {
            let own: BTreeSet<_> = [one.name, one.name_fr]
                .into_iter()
                .chain(one.also.iter().copied())
                .map(fold)
                .collect();
            own.into_iter().for_each(|name| assert!(names.insert(name.clone()), "{name}"));
        }
    }
}
