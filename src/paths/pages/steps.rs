//! The steps of some paths with all that is said of what they lead to, read at once.

use std::collections::HashMap;

use serde::Serialize;

use crate::Result;
use crate::courses::pages::course_materials::Replacement;
use crate::courses::rules::lines;
use crate::courses::{CourseId, CourseState};
use crate::db::Conn;
use crate::i18n::Locale;
use crate::materials::queries::{self as of_materials, Relative};
use crate::materials::{MaterialId, Parts, Point, Published};
use crate::paths::queries::{self, CourseStep};
use crate::paths::{Step, Target, ops};

/// What some steps lead to.
#[derive(Debug, Default)]
pub struct Led {
    published: HashMap<MaterialId, (Published, Parts)>,
    /// Address and title of materials that readers cannot read now.
    others: HashMap<MaterialId, (Option<String>, String)>,
    courses: HashMap<CourseId, CourseStep>,
    replaced: HashMap<MaterialId, Relative>,
}

pub fn led(conn: &mut Conn, steps: &[Step]) -> Result<Led> {
    let ids = ops::materials(steps);
    let published = of_materials::published_among(conn, &ids)?;
    let versions: Vec<_> = published.iter().map(|one| one.version.id.clone()).collect();
    let mut parts = of_materials::parts_of_all(conn, &versions)?;
    let with_parts = |one: Published| {
        let parts = parts.remove(&one.version.id).unwrap_or_default();
        (one.material.id.clone(), (one, parts))
    };
    let published: HashMap<_, _> = published.into_iter().map(with_parts).collect();
    let rest: Vec<&MaterialId> = ids.iter().filter(|id| !published.contains_key(id)).collect();
    let others = of_materials::with_newest(conn, &rest)?;
    let replaced = match rest.is_empty() {
        true => HashMap::new(),
        false => of_materials::replacements_of(conn, &ids)?,
    };
    let of = |step: &Step| match &step.target {
        Target::Course(id) => Some(id.clone()),
        Target::Material(_) | Target::Web(..) => None,
    };
    let courses: Vec<CourseId> = steps.iter().filter_map(of).collect();
    let courses = queries::courses_among(conn, &courses)?;
    Ok(Led {
        replaced,
        published,
        others: others
            .into_iter()
            .map(|(one, newest)| (one.id, (one.slug, newest.title)))
            .collect(),
        courses: courses.into_iter().map(|one| (one.id.clone(), one)).collect(),
    })
}

/// What a reader learns of one step.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shown {
    pub title: String,
    /// Of the title.
    pub lang: String,
    /// Where it leads; none when nothing of it was ever shown.
    pub href: Option<String>,
    pub minutes: Option<i32>,
    pub node: String,
    /// It is not to be had any more.
    pub is_gone: bool,
    /// What stands in its place.
    pub replacement: Option<Replacement>,
    pub outcomes: Vec<Outcome>,
}

/// What one can do afterwards, in the language in which it is written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Outcome {
    pub lang: String,
    pub body: String,
}

impl Led {
    pub fn shown(&self, step: &Step, locale: Locale) -> Shown {
        match &step.target {
            Target::Material(id) => self.material(id, locale),
            Target::Course(id) => self.course(id, locale),
            Target::Web(url, title) => Shown {
                title: if title.is_empty() { url.clone() } else { title.clone() },
                lang: locale.to_string(),
                href: Some(url.clone()),
                minutes: None,
                node: String::new(),
                is_gone: false,
                replacement: None,
                outcomes: Vec::new(),
            },
        }
    }

    fn material(&self, id: &MaterialId, locale: Locale) -> Shown {
        let address = |slug: &String| format!("/materials/{slug}");
        let Some((one, parts)) = self.published.get(id) else {
            let (slug, title) = self.others.get(id).cloned().unwrap_or_default();
            return Shown {
                title,
                lang: locale.to_string(),
                href: slug.as_ref().map(address),
                minutes: None,
                node: String::new(),
                is_gone: true,
                replacement: self.replaced.get(id).map(Replacement::of),
                outcomes: Vec::new(),
            };
        };
        let said = one.version.said(locale);
        Shown {
            title: said.title.to_owned(),
            lang: said.language.to_owned(),
            href: one.material.slug.as_ref().map(address),
            minutes: one.version.self_minutes,
            node: one.node.clone(),
            is_gone: false,
            replacement: None,
            outcomes: parts
                .lines(Point::Outcome)
                .map(|line| Outcome {
                    lang: one.version.language().to_owned(),
                    body: line.body.clone(),
                })
                .collect(),
        }
    }

    fn course(&self, id: &CourseId, locale: Locale) -> Shown {
        let one = self.courses.get(id);
        let said = one.map(|one| one.text.said(locale));
        let outcome = |body, lang: Locale| Outcome { lang: lang.to_string(), body };
        Shown {
            title: said.map_or("", |said| said.title).to_owned(),
            lang: said.map_or(locale, |said| said.language).to_string(),
            href: one.and_then(|one| Some(format!("/courses/{}", one.slug.as_ref()?))),
            minutes: one.and_then(|one| one.minutes),
            node: String::new(),
            is_gone: one.is_none_or(|one| one.state != CourseState::Published),
            replacement: None,
            outcomes: said
                .into_iter()
                .flat_map(|said| {
                    let lines = lines(said.outcomes).into_iter();
                    lines.map(move |body| outcome(body, said.outcomes_language))
                })
                .collect(),
        }
    }
}
