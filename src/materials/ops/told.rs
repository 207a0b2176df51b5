//! A material as a row of a file says it: by what it is known again, and what becomes of one that is there.

use std::collections::{BTreeMap, BTreeSet};

use super::Written;
use crate::identifiers::place_of;
use crate::materials::rules::needs::Need;
use crate::materials::{Line, Point, Record};
use crate::secret::sha256_hex;

/// A material as a row says it.
#[derive(Debug, Clone)]
pub struct Told {
    /// What the file calls it, when it does.
    pub key: String,
    pub written: Written,
    /// The fields that the row fills; the others of a material that is there stay as they are.
    pub given: BTreeSet<&'static str>,
    /// The same for the same row.
    pub digest: String,
}

impl Told {
    pub fn doi(&self) -> Option<&str> {
        self.written.doi.as_deref()
    }

    /// Where it leads, without what does not matter to that.
    pub fn place(&self) -> Option<&str> {
        self.written.record.links.first().map(|link| link.url_norm.as_str())
    }

    /// By what it is known again: its own key, else its DOI, else its address. None of them: it could be made twice.
    pub fn key_sha256(&self) -> Option<String> {
        let named = match (self.key.as_str(), self.doi(), self.place()) {
            ("", Some(doi), _) => format!("doi:{doi}"),
            ("", None, Some(place)) => format!("place:{place}"),
            ("", None, None) => return None,
            (key, ..) => format!("key:{key}"),
        };
        Some(sha256_hex(named.as_bytes()))
    }
}

/// The first of some rows that tells of the same material as an earlier one, by its DOI, its address or its key, for each
/// that does; with the field that says so.
pub fn repeated(rows: &[&Told]) -> BTreeMap<usize, &'static str> {
    let mut seen = BTreeSet::new();
    let mut found = BTreeMap::new();
    for (n, row) in rows.iter().enumerate() {
        let place = row.place().map(place_of);
        let names = [
            ("material_doi", row.doi().map(str::to_owned)),
            ("links", place),
            ("key", Some(row.key.clone()).filter(|key| !key.is_empty())),
        ];
        for (field, name) in names {
            if name.is_some_and(|name| !seen.insert((field, name))) {
                found.entry(n).or_insert(field);
            }
        }
    }
    found
}

/// What is there with what a row says of it, and the addresses that its lines need by their places in it.
pub fn merged(old: Record, row: &Told) -> (Record, BTreeMap<usize, Need>) {
    let new = &row.written.record;
    let has = |field: &str| row.given.contains(field);
    let text = |field: &str, new: &str, old: String| if has(field) { new.to_owned() } else { old };
    let (points, needs) = points((&old.points, new), row);
    let mut links = old.links;
    if has("links") {
        // The address comes first; what somebody added to it stays.
        links.retain(|link| !new.links.iter().any(|one| one.url_norm == link.url_norm));
        links.splice(0..0, new.links.iter().cloned());
    }
    let record = Record {
        title: text("title", &new.title, old.title),
        summary: text("summary", &new.summary, old.summary),
        title_fr: text("title_fr", &new.title_fr, old.title_fr),
        summary_fr: text("summary_fr", &new.summary_fr, old.summary_fr),
        title_en: text("title_en", &new.title_en, old.title_en),
        summary_en: text("summary_en", &new.summary_en, old.summary_en),
        languages: if has("languages") { new.languages.clone() } else { old.languages },
        topics: if has("topics") { new.topics.clone() } else { old.topics },
        disciplines: if has("disciplines") { new.disciplines.clone() } else { old.disciplines },
        stages: if has("stages") { new.stages.clone() } else { old.stages },
        audiences: if has("audiences") { new.audiences.clone() } else { old.audiences },
        keywords: if has("keywords") { new.keywords.clone() } else { old.keywords },
        kind: if has("kind") { new.kind } else { old.kind },
        level: if has("level") { new.level } else { old.level },
        licence: text("licence", &new.licence, old.licence),
        self_minutes: if has("self_minutes") { new.self_minutes } else { old.self_minutes },
        taught_minutes: if has("taught_minutes") { new.taught_minutes } else { old.taught_minutes },
        contact: text("contact", &new.contact, old.contact),
        accessibility: text("accessibility", &new.accessibility, old.accessibility),
        people: if has("people") { new.people.clone() } else { old.people },
        points,
        links,
        access: old.access,
        availability: if has("availability") { new.availability } else { old.availability },
        doi: old.doi,
        change_note: old.change_note,
    };
    (record, needs)
}

/// Outcomes before prerequisites, each as the row says them or as they were.
fn points((old, new): (&[Line], &Record), row: &Told) -> (Vec<Line>, BTreeMap<usize, Need>) {
    let of = |lines: &[Line], kind: Point| -> Vec<Line> {
        lines.iter().filter(|line| line.kind == kind).cloned().collect()
    };
    let pick = |kind: Point, field: &str| {
        of(if row.given.contains(field) { &new.points } else { old }, kind)
    };
    let mut points = pick(Point::Outcome, "outcomes");
    let (before, now) = (of(&new.points, Point::Outcome).len(), points.len());
    points.extend(pick(Point::Prerequisite, "prerequisites"));
    let needs = row.written.needs.iter().map(|(at, slug)| (at - before + now, slug.clone()));
    (points, needs.collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(key: &str, doi: &str, url: &str) -> Told {
        let link = |url: &str| crate::materials::Link {
            url: url.into(),
            url_norm: place_of(url),
            title: String::new(),
        };
        let record = Record {
            title: "Neuf".into(),
            links: Some(url).filter(|url| !url.is_empty()).map(link).into_iter().collect(),
            points: vec![
                Line {
                    kind: Point::Outcome,
                    body: "a".into(),
                    needs_id: None,
                    needs_course_id: None,
                    skill: String::new(),
                },
                Line {
                    kind: Point::Prerequisite,
                    body: "b".into(),
                    needs_id: None,
                    needs_course_id: None,
                    skill: String::new(),
                },
            ],
            ..Record::default()
        };
        let doi = Some(doi.to_owned()).filter(|doi| !doi.is_empty());
        Told {
            key: key.into(),
            written: Written {
                record,
                doi,
                needs: BTreeMap::from([(1, Need::Material("les-pid".to_owned()))]),
                ..Written::default()
            },
            given: BTreeSet::from(["title", "prerequisites"]),
            digest: String::new(),
        }
    }

    #[test]
    fn what_a_row_does_not_say_stays() {
        let old = Record {
            title: "Vieux".into(),
            summary: "Le même".into(),
            points: ["x", "y"]
                .map(|body| Line {
                    kind: Point::Outcome,
                    body: body.into(),
                    needs_id: None,
                    needs_course_id: None,
                    skill: String::new(),
                })
                .into(),
            ..Record::default()
        };

        let (record, needs) = merged(old, &told("", "", "https://a.fr/1"));

        assert_eq!((record.title.as_str(), record.summary.as_str()), ("Neuf", "Le même"));
        let bodies: Vec<_> = record.points.iter().map(|line| line.body.as_str()).collect();
        assert_eq!(bodies, ["x", "y", "b"]);
        assert_eq!(needs, BTreeMap::from([(2, Need::Material("les-pid".to_owned()))]));
        assert!(record.links.is_empty());
    }

    #[test]
    fn one_thing_is_told_of_once() {
        let rows = [
            told("1", "10.1/a", "https://a.fr/x"),
            told("2", "10.1/b", "https://www.a.fr/x/"),
            told("3", "10.1/a", ""),
            told("1", "", "https://a.fr/y"),
            told("4", "", "https://a.fr/z"),
        ];
        let all: Vec<_> = rows.iter().collect();
        assert_eq!(repeated(&all), BTreeMap::from([(1, "links"), (2, "material_doi"), (3, "key")]));
        assert!(told("", "", "").key_sha256().is_none());
        assert_ne!(told("x", "", "").key_sha256(), told("", "x", "").key_sha256());
    }
}
