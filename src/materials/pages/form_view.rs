//! The form of a material as its template sees it.

use std::collections::BTreeMap;

use serde::Serialize;

use super::form::{Form, LINES, TEXTS, TypedPerson};
use super::labels::coded;
use crate::i18n::Locale;
use crate::materials::rules::facets::Facet;
use crate::materials::rules::minutes;
use crate::materials::rules::needs::Need;
use crate::materials::rules::skill;
use crate::materials::{
    Audience, Availability, Kind, Level, Material, Point, Reach, Record, Role, Stage, languages,
    licences,
};
use crate::network::NodeName;
use crate::taxonomy::Vocabularies;
use crate::web::{Choice, Fault, FieldErrors, said_faults};

/// So many empty rows follow those that are filled.
const SPARE: usize = 2;

#[derive(Debug, Serialize)]
pub struct FormView {
    id: String,
    lock: String,
    is_new: bool,
    nodes: Vec<Choice>,
    /// Texts and lines, by the name of their field.
    typed: BTreeMap<&'static str, String>,
    languages: Vec<Choice>,
    kinds: Vec<Choice>,
    levels: Vec<Choice>,
    audiences: Vec<Choice>,
    topics: Vec<Choice>,
    disciplines: Vec<Choice>,
    stages: Vec<Choice>,
    partners: Vec<Choice>,
    accesses: Vec<Choice>,
    availabilities: Vec<Choice>,
    /// Skills that others name.
    pub skills: Vec<String>,
    licences: Vec<LicenceChoice>,
    people: Vec<PersonRow>,
    links: Vec<LinkRow>,
    faults: Vec<Fault>,
    errors: FieldErrors,
}

#[derive(Debug, Serialize)]
struct LicenceChoice {
    value: String,
    name: String,
    sentence: String,
    on: bool,
}

#[derive(Debug, Serialize)]
struct PersonRow {
    n: usize,
    name: String,
    orcid: String,
    affiliation: String,
    roles: Vec<Choice>,
}

#[derive(Debug, Serialize)]
struct LinkRow {
    n: usize,
    url: String,
    title: String,
}

/// A record as if it had just been typed; `needs` are the addresses of what its lines need, by their place.
pub fn typed(
    (material, lock): (&Material, i32),
    what: &Record,
    needs: &BTreeMap<usize, Need>,
    partners: &[NodeName],
) -> Form {
    let mut texts = texts(what);
    texts.insert("material_doi", material.doi.clone().unwrap_or_default());
    let lines = |kind: Point| {
        let of = what.points.iter().enumerate().filter(|(_, line)| line.kind == kind);
        of.map(|(place, line)| match needs.get(&place) {
            Some(need) => format!("{} {}", line.body, need.address()),
            None if kind == Point::Outcome => skill::typed(&line.body, &line.skill),
            None => line.body.clone(),
        })
        .collect::<Vec<_>>()
        .join("\n")
    };
    texts.insert("outcomes", lines(Point::Outcome));
    texts.insert("prerequisites", lines(Point::Prerequisite));
    let person = |one: &crate::materials::Person| {
        let orcid = one.orcid.clone().unwrap_or_default();
        [one.name.clone(), orcid, one.affiliation.clone(), one.role.to_string()]
    };
    Form {
        id: material.id.to_string(),
        lock: lock.to_string(),
        node: material.node_id.to_string(),
        texts,
        lists: BTreeMap::from([
            ("languages", what.languages.clone()),
            ("audiences", what.audiences.iter().map(ToString::to_string).collect()),
            ("topics", what.topics.clone()),
            ("disciplines", what.disciplines.clone()),
            ("stages", what.stages.iter().map(ToString::to_string).collect()),
            ("partners", partners.iter().map(|node| node.id.to_string()).collect()),
        ]),
        people: what.people.iter().map(person).collect(),
        links: what.links.iter().map(|one| [one.url.clone(), one.title.clone()]).collect(),
    }
}

fn texts(what: &Record) -> BTreeMap<&'static str, String> {
    let time = |minutes: Option<i32>| {
        minutes.map(|n| minutes::said(n, Locale::Fr).replace('\u{a0}', " ")).unwrap_or_default()
    };
    BTreeMap::from([
        ("title", what.title.clone()),
        ("summary", what.summary.clone()),
        ("title_fr", what.title_fr.clone()),
        ("summary_fr", what.summary_fr.clone()),
        ("title_en", what.title_en.clone()),
        ("summary_en", what.summary_en.clone()),
        ("kind", what.kind.map(|one| one.to_string()).unwrap_or_default()),
        ("level", what.level.map(|one| one.to_string()).unwrap_or_default()),
        ("access", what.access.to_string()),
        ("availability", what.availability.to_string()),
        ("licence", what.licence.clone()),
        ("self_minutes", time(what.self_minutes)),
        ("taught_minutes", time(what.taught_minutes)),
        ("contact", what.contact.clone()),
        ("accessibility", what.accessibility.clone()),
        ("doi", what.doi.clone().unwrap_or_default()),
        ("change_note", what.change_note.clone()),
        ("keywords", what.keywords.join(", ")),
    ])
}

impl Form {
    pub fn view(
        self,
        words: &Vocabularies,
        locale: Locale,
        (own, all): (&[NodeName], &[NodeName]),
        errors: FieldErrors,
    ) -> FormView {
        let some = |name: &str, pairs: Vec<(String, String)>| {
            let chosen = self.list(name);
            let on = |value: &String| chosen.contains(value);
            pairs
                .into_iter()
                .map(|(value, label)| Choice { on: on(&value), value, label })
                .collect()
        };
        let one = |name: &str, facet: Facet, codes: Vec<&str>| {
            let chosen = self.text(name);
            let choice = |code: &str| Choice {
                value: code.to_owned(),
                label: coded(facet, code, locale),
                on: code == chosen,
            };
            codes.into_iter().map(choice).collect::<Vec<_>>()
        };
        let coded_list = |facet: Facet, codes: Vec<&str>| {
            codes.into_iter().map(|c| (c.to_owned(), coded(facet, c, locale))).collect::<Vec<_>>()
        };
        let named = |nodes: &[NodeName]| {
            nodes.iter().map(|n| (n.id.to_string(), n.short_name.clone())).collect::<Vec<_>>()
        };
        let label = |fr: &str, en: &str| locale.pick(fr, en).to_owned();
        let mut typed: BTreeMap<_, _> =
            LINES.iter().chain(&TEXTS).map(|name| (*name, String::new())).collect();
        typed.extend(self.texts.clone());
        FormView {
            is_new: self.lock.is_empty(),
            id: self.id.clone(),
            lock: self.lock.clone(),
            nodes: crate::tickets::pages::words::choices(named(own), &self.node),
            languages: some(
                "languages",
                languages()
                    .iter()
                    .map(|one| (one.code.clone(), one.label(locale).to_owned()))
                    .collect(),
            ),
            kinds: one("kind", Facet::Kind, Kind::ALL.iter().map(|one| one.as_str()).collect()),
            levels: one("level", Facet::Level, Level::ALL.iter().map(|one| one.as_str()).collect()),
            audiences: some(
                "audiences",
                coded_list(Facet::Audience, Audience::ALL.iter().map(|one| one.as_str()).collect()),
            ),
            stages: some(
                "stages",
                coded_list(Facet::Stage, Stage::ALL.iter().map(|one| one.as_str()).collect()),
            ),
            topics: some(
                "topics",
                words
                    .topics_with(self.list("topics"))
                    .map(|t| (t.code.clone(), label(&t.label_fr, &t.label_en)))
                    .collect(),
            ),
            disciplines: some(
                "disciplines",
                words
                    .disciplines_with(self.list("disciplines"))
                    .map(|d| (d.code.clone(), label(&d.label_fr, &d.label_en)))
                    .collect(),
            ),
            partners: some("partners", named(all)),
            accesses: accesses(self.text("access"), locale),
            availabilities: availabilities(self.text("availability"), locale),
            skills: Vec::new(),
            licences: licence_choices(self.text("licence"), locale),
            people: people(&self.people, locale),
            links: links(&self.links),
            faults: said_faults(&errors, locale),
            errors,
            typed,
        }
    }
}

fn accesses(chosen: &str, locale: Locale) -> Vec<Choice> {
    let chosen: Reach = chosen.parse().unwrap_or_default();
    let choice = |one: &Reach| Choice {
        value: one.to_string(),
        label: locale.text(&format!("materials-access-{one}")),
        on: *one == chosen,
    };
    Reach::ALL.iter().map(choice).collect()
}

fn availabilities(chosen: &str, locale: Locale) -> Vec<Choice> {
    let chosen: Availability = chosen.parse().unwrap_or_default();
    let choice = |one: &Availability| Choice {
        value: one.to_string(),
        label: one.label(locale),
        on: *one == chosen,
    };
    Availability::ALL.iter().map(choice).collect()
}

fn licence_choices(chosen: &str, locale: Locale) -> Vec<LicenceChoice> {
    licences()
        .iter()
        .map(|one| LicenceChoice {
            value: one.id.clone(),
            name: one.label(locale).to_owned(),
            sentence: one.sentence(locale).to_owned(),
            on: one.id == chosen,
        })
        .collect()
}

fn people(typed: &[TypedPerson], locale: Locale) -> Vec<PersonRow> {
    let roles = |on: &str| {
        let choice = |role: &Role| Choice {
            value: role.to_string(),
            label: locale.text(&format!("materials-role-{role}")),
            on: role.as_str() == on,
        };
        Role::ALL.iter().map(choice).collect()
    };
    let empty = std::iter::repeat_n(TypedPerson::default(), SPARE);
    let rows = typed.iter().cloned().chain(empty).zip(1..);
    rows.map(|([name, orcid, affiliation, role], n)| PersonRow {
        n,
        name,
        orcid,
        affiliation,
        roles: roles(&role),
    })
    .collect()
}

fn links(typed: &[[String; 2]]) -> Vec<LinkRow> {
    let empty = std::iter::repeat_n(<[String; 2]>::default(), SPARE);
    let rows = typed.iter().cloned().chain(empty).zip(1..);
    rows.map(|([url, title], n)| LinkRow { n, url, title }).collect()
}
