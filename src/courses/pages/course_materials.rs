//! What a course is taught with: typed as addresses, one on a line, and shown to readers.

use std::collections::HashMap;

use serde::Serialize;

use crate::Result;
use crate::courses::{CourseId, CourseMaterial, queries};
use crate::db::Conn;
use crate::i18n::Locale;
use crate::materials::queries::Relative;
use crate::materials::rules::minutes;
use crate::materials::{MaterialId, queries as of_materials};

/// Materials of one course.
const MOST: usize = 20;
const PART: &str = "/materials/";

/// What the typed addresses lead to: for each slug the material and the numbers of its versions.
pub type Known = HashMap<String, (MaterialId, Vec<i32>)>;

/// The slug behind an address of ours, and the version that it names: of `https://here/materials/x/v2`, `/materials/x`.
fn own(address: &str, base: &str) -> Option<(String, Option<i32>)> {
    let path = address.strip_prefix(base).unwrap_or(address).strip_prefix(PART)?;
    let path = path.split(['?', '#']).next().unwrap_or_default().trim_end_matches('/');
    let (slug, version) = match path.split_once('/') {
        Some((slug, version)) => (slug, Some(version.strip_prefix('v')?.parse().ok()?)),
        None => (path, None),
    };
    (!slug.is_empty()).then(|| (slug.to_owned(), version))
}

fn lines(typed: &str) -> impl Iterator<Item = &str> {
    typed.lines().map(str::trim).filter(|line| !line.is_empty())
}

pub fn known(conn: &mut Conn, typed: &str, base: &str) -> Result<Known> {
    let slugs: Vec<String> = lines(typed)
        .take(MOST + 1)
        .filter_map(|line| own(line, base))
        .map(|(slug, _)| slug)
        .collect();
    let mut known = Known::new();
    if slugs.is_empty() {
        return Ok(known);
    }
    for (slug, id, number) in queries::materials_at(conn, &slugs)? {
        known.entry(slug).or_insert_with(|| (id, Vec::new())).1.push(number);
    }
    Ok(known)
}

/// What was typed, when each line leads to a material of ours; else why it does not pass.
pub fn check(typed: &str, base: &str, known: &Known) -> Result<Vec<CourseMaterial>, &'static str> {
    let mut found: Vec<CourseMaterial> = Vec::new();
    for line in lines(typed) {
        let (slug, number) = own(line, base).ok_or("courses-error-materials")?;
        let (id, numbers) = known.get(&slug).ok_or("courses-error-materials")?;
        if number.is_some_and(|number| !numbers.contains(&number)) {
            return Err("courses-error-materials");
        }
        if found.iter().any(|one| one.material_id == *id) {
            return Err("courses-error-materials-twice");
        }
        found.push(CourseMaterial { material_id: id.clone(), number });
    }
    if found.len() > MOST { Err("courses-error-long") } else { Ok(found) }
}

fn address(slug: &str, number: Option<i32>) -> String {
    match number {
        Some(number) => format!("{PART}{slug}/v{number}"),
        None => format!("{PART}{slug}"),
    }
}

/// What a course is taught with as it would be typed.
pub fn addresses(conn: &mut Conn, id: &CourseId) -> Result<String> {
    let used = queries::materials_of(conn, std::slice::from_ref(id))?;
    let ids: Vec<MaterialId> = used.iter().map(|(_, one)| one.material_id.clone()).collect();
    let slugs: HashMap<MaterialId, String> =
        of_materials::slugs_of(conn, &ids)?.into_iter().collect();
    let line = |(_, one): &(CourseId, CourseMaterial)| {
        slugs.get(&one.material_id).map(|slug| address(slug, one.number))
    };
    Ok(used.iter().filter_map(line).collect::<Vec<_>>().join("\n"))
}

/// A material that readers find on the page of a course.
#[derive(Debug, Clone, Serialize)]
pub struct MaterialLine {
    #[serde(skip)]
    pub slug: String,
    href: String,
    pub title: String,
    lang: String,
    /// The version that is meant for good.
    pub version: Option<i32>,
    duration: String,
    /// It was withdrawn; its page says why.
    pub is_gone: bool,
    /// What stands in its place.
    replacement: Option<Replacement>,
}

/// A material in the place of one that was withdrawn.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Replacement {
    href: String,
    title: String,
    lang: String,
}

impl Replacement {
    pub fn of(one: &Relative) -> Self {
        Self {
            href: address(&one.slug, None),
            title: one.title.clone(),
            lang: one.languages.split(',').next().unwrap_or_default().to_owned(),
        }
    }
}

impl MaterialLine {
    /// Its address and its title for machines.
    pub fn part(&self) -> (String, String) {
        (address(&self.slug, None), self.title.clone())
    }
}

/// What a course is taught with, for readers.
pub fn shown(conn: &mut Conn, id: &CourseId, locale: Locale) -> Result<Vec<MaterialLine>> {
    let used = queries::materials_of(conn, std::slice::from_ref(id))?;
    let ids: Vec<MaterialId> = used.iter().map(|(_, one)| one.material_id.clone()).collect();
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let seen = of_materials::seen_among(conn, &ids)?;
    let replaced = of_materials::replacements_of(conn, &ids)?;
    let line = |(_, one): &(CourseId, CourseMaterial)| {
        let (material, version) = seen.iter().find(|(material, version)| {
            let meant = one.number.is_none_or(|number| version.number == number);
            material.id == one.material_id && meant
        })?;
        let (slug, said) = (material.slug.clone()?, version.said(locale));
        Some(MaterialLine {
            href: address(&slug, one.number),
            slug,
            title: said.title.to_owned(),
            lang: said.language.to_owned(),
            version: one.number,
            duration: version.self_minutes.map(|n| minutes::said(n, locale)).unwrap_or_default(),
            is_gone: material.withdrawn_at.is_some(),
            replacement: replaced.get(&material.id).map(Replacement::of),
        })
    };
    Ok(used.iter().filter_map(line).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_of_ours_names_a_material_and_perhaps_a_version() {
        let base = "https://ici.example";
        for (address, read) in [
            ("/materials/lever", Some(("lever", None))),
            ("/materials/lever/v2", Some(("lever", Some(2)))),
            ("https://ici.example/materials/lever/?x=1", Some(("lever", None))),
            ("https://ailleurs.example/materials/lever", None),
            ("/materials/lever/compare", None),
            ("/materials/", None),
            ("lever", None),
        ] {
            let read = read.map(|(slug, number)| (slug.to_owned(), number));
            assert_eq!(own(address, base), read, "{address}");
        }
    }
}
