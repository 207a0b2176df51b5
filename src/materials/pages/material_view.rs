//! All that the page of a material shows, decided.

use chrono::NaiveDate;
use serde::Serialize;

use super::adapt::ReuseView;
use super::compare::SOURCE;
use super::courses::CourseView;
use super::embed::offered;
use super::labels::{Word, coded, language, word};
use super::load::Loaded;
use super::outcome::{OutcomeView, outcome};
use super::uses::UsesView;
use super::{Badge, address, badge, cited, linked};
use crate::clock::network_day;
use crate::files::check_served;
use crate::i18n::Locale;
use crate::materials::queries::{Relative, Relatives};
use crate::materials::rules::facets::Facet;
use crate::materials::rules::needs::Need;
use crate::materials::rules::preview::Preview;
use crate::materials::rules::{citation, linked as jsonld, minutes};
use crate::materials::{Held, LinkCheck, Parts, Point, Published, Reach, Version, codes, licence};
use crate::network::NodeName;
use crate::paths::pages::{PartOf, part_of};
use crate::taxonomy::{Vocabularies, Vocabulary};
use crate::tickets::pages::files::{HeldBack, held_back, size};

#[derive(Debug, Serialize)]
pub struct RelativeView {
    how: String,
    title: String,
    lang: String,
    language: String,
    href: String,
}

impl Loaded {
    /// What it is tied to, in words.
    pub fn tied(&self, locale: Locale) -> Vec<RelativeView> {
        let Relatives { replacement, source, original, translations, derived } = &self.relatives;
        let of = |how: &'static str| {
            move |one: &Relative| RelativeView {
                how: locale.text(how),
                title: one.title.clone(),
                lang: main(&one.languages),
                language: language(&main(&one.languages), locale),
                href: address(&one.slug, None),
            }
        };
        let mut all: Vec<_> = replacement.iter().map(of("materials-tie-replacement")).collect();
        all.extend(source.iter().map(of("materials-tie-source")));
        all.extend(original.iter().map(of("materials-tie-original")));
        all.extend(translations.iter().map(of("materials-tie-translation")));
        all.extend(derived.iter().map(of("materials-tie-derived")));
        all
    }
}

fn main(languages: &str) -> String {
    languages.split(',').next().unwrap_or_default().to_owned()
}

#[derive(Serialize)]
pub struct View {
    slug: String,
    title: String,
    lang: String,
    summary: String,
    summary_lang: String,
    /// Of what is written in no other language.
    own_lang: String,
    foreign: bool,
    /// The same material in the reader's language.
    own_language: Option<RelativeView>,
    state: Badge,
    number: i32,
    is_newest: bool,
    newest: String,
    change_note: String,
    published_on: NaiveDate,
    certified_until: Option<NaiveDate>,
    authors: Vec<PersonView>,
    contributors: Vec<PersonView>,
    node: String,
    node_slug: String,
    partners: Vec<NodeName>,
    kind: String,
    level: String,
    access: String,
    availability: String,
    self_time: String,
    taught_time: String,
    languages: Vec<Word>,
    audiences: Vec<Word>,
    topics: Vec<Word>,
    disciplines: Vec<Word>,
    stages: Vec<Word>,
    keywords: Vec<String>,
    outcomes: Vec<OutcomeView>,
    prerequisites: Vec<NeedView>,
    licence: Option<LicenceView>,
    contact: String,
    contact_href: String,
    accessibility: String,
    dois: Vec<String>,
    files: Vec<FileView>,
    /// Who gets at them, as a key; none when everybody does.
    files_for: Option<&'static str>,
    links: Vec<LinkView>,
    ties: Vec<RelativeView>,
    part_of: Vec<PartOf>,
    courses: Vec<CourseView>,
    uses: UsesView,
    /// What shows it in another page.
    embed: String,
    adaptations: i64,
    answers: i64,
    opened: i64,
    finished: i64,
    versions: Vec<VersionView>,
    several: bool,
    compare: String,
    /// Where it is compared with what it was made of.
    compare_source: Option<String>,
    citation: String,
    fixed: String,
    json: String,
    /// What was decided about it.
    pub(super) resolutions: Vec<crate::governance::pages::LineView>,
    linked_html: String,
    desk: Option<String>,
    reuse: Option<ReuseView>,
}

#[derive(Serialize)]
struct PersonView {
    name: String,
    orcid: Option<String>,
    affiliation: String,
}

#[derive(Serialize)]
struct NeedView {
    body: String,
    href: Option<String>,
}

#[derive(Serialize)]
struct LicenceView {
    id: String,
    name: String,
    url: String,
    sentence: String,
}

#[derive(Serialize)]
struct FileView {
    name: String,
    href: String,
    size: String,
    media_type: String,
    alt_text: String,
    is_source: bool,
    play: Option<String>,
    preview: Option<String>,
    /// Whether it is a picture that this reader gets at.
    picture: bool,
    held: Option<HeldBack>,
}

#[derive(Serialize)]
struct LinkView {
    url: String,
    title: String,
    host: String,
    /// When it was last found that nothing is there any more.
    broken_on: Option<NaiveDate>,
}

#[derive(Serialize)]
struct VersionView {
    number: i32,
    href: String,
    published_on: NaiveDate,
    note: String,
    badge: Badge,
    current: bool,
}

pub fn view(
    loaded: &Loaded,
    words: &Vocabularies,
    (base, config): (&str, (bool, bool)),
    (locale, desk): (Locale, Option<String>),
    (reuse, uses, courses): (Option<ReuseView>, UsesView, Vec<CourseView>),
) -> View {
    let Published { material, version, .. } = &loaded.found;
    let slug = material.slug.clone().unwrap_or_default();
    let said = version.said(locale);
    let number = version.number;
    let newest = loaded.versions.first().map_or(number, |one| one.number);
    let authors = loaded.parts.authors().map(|one| one.name.clone()).collect();
    let foreign = !version.languages().iter().any(|tag| tag.starts_with(locale.as_str()));
    let ties = loaded.tied(locale);
    let own = || loaded.tied(locale).into_iter().find(|one| one.lang.starts_with(locale.as_str()));
    let mail = version.contact.contains('@');
    View {
        title: said.title.to_owned(),
        lang: said.language.to_owned(),
        summary: said.summary.to_owned(),
        summary_lang: said.summary_language.to_owned(),
        own_lang: version.language().to_owned(),
        own_language: if foreign { own() } else { None },
        foreign,
        state: badge(version.state, locale),
        number,
        is_newest: number == newest,
        newest: address(&slug, None),
        change_note: version.change_note.clone(),
        published_on: network_day(version.published_at.unwrap_or(version.updated_at)),
        certified_until: version.certified_until,
        authors: people(&loaded.parts, crate::materials::Role::Author),
        contributors: people(&loaded.parts, crate::materials::Role::Contributor),
        node: loaded.found.node.clone(),
        node_slug: loaded.found.node_slug.clone(),
        partners: loaded.partners.clone(),
        kind: version.kind.map(|one| coded(Facet::Kind, one.as_str(), locale)).unwrap_or_default(),
        level: version
            .level
            .map(|one| coded(Facet::Level, one.as_str(), locale))
            .unwrap_or_default(),
        access: locale.text(&format!("materials-access-{}", version.access)),
        availability: version.availability.label(locale),
        self_time: version.self_minutes.map(|n| minutes::said(n, locale)).unwrap_or_default(),
        taught_time: version.taught_minutes.map(|n| minutes::said(n, locale)).unwrap_or_default(),
        languages: version
            .languages()
            .iter()
            .map(|tag| word(Facet::Language, &main(&tag.replace('-', ",")), language(tag, locale)))
            .collect(),
        audiences: coded_words(Facet::Audience, &version.audience_codes, locale),
        stages: coded_words(Facet::Stage, &version.stage_codes, locale),
        topics: vocabulary_words(
            Facet::Topic,
            (Vocabulary::Topic, &version.topic_codes),
            words,
            locale,
        ),
        disciplines: vocabulary_words(
            Facet::Discipline,
            (Vocabulary::Discipline, &version.discipline_codes),
            words,
            locale,
        ),
        keywords: codes(&version.keywords),
        outcomes: loaded.parts.lines(Point::Outcome).map(outcome).collect(),
        prerequisites: needs(loaded),
        licence: licence(&version.licence).map(|one| LicenceView {
            id: one.id.clone(),
            name: one.label(locale).to_owned(),
            url: one.url.clone(),
            sentence: one.sentence(locale).to_owned(),
        }),
        contact_href: if mail {
            format!("mailto:{}", version.contact)
        } else {
            version.contact.clone()
        },
        contact: version.contact.clone(),
        accessibility: version.accessibility.clone(),
        dois: version.doi.iter().chain(&material.doi).cloned().collect(),
        files: files(loaded, &slug, config, locale),
        files_for: match version.access {
            Reach::Open => None,
            Reach::Registered => Some("materials-files-registered"),
            Reach::Restricted => Some("materials-files-restricted"),
        },
        links: loaded.parts.links.iter().map(|one| link(one, &loaded.broken)).collect(),
        ties,
        uses,
        embed: offered(base, &slug, said.title),
        courses,
        part_of: loaded.part_of.iter().map(|path| part_of(path, locale)).collect(),
        adaptations: loaded.reuse.0,
        answers: loaded.reuse.1,
        opened: loaded.plays.opened,
        finished: loaded.plays.finished,
        versions: loaded.versions.iter().map(|one| line(one, &slug, number, locale)).collect(),
        several: loaded.versions.len() > 1,
        compare: format!("/materials/{slug}/compare"),
        compare_source: loaded
            .relatives
            .source
            .as_ref()
            .map(|_| format!("/materials/{slug}/compare?from={SOURCE}")),
        citation: citation::write(
            &cited(&loaded.found, authors, base, locale),
            citation::Form::Apa,
        ),
        fixed: format!("{base}{}", address(&slug, Some(number))),
        json: format!("/api/v1/materials/{slug}"),
        resolutions: Vec::new(),
        linked_html: jsonld::for_page(&linked(loaded, words, base)),
        desk,
        reuse,
        slug,
    }
}

fn people(parts: &Parts, role: crate::materials::Role) -> Vec<PersonView> {
    let of = parts.people.iter().filter(|person| person.role == role);
    of.map(|person| PersonView {
        name: person.name.clone(),
        orcid: person.orcid.clone(),
        affiliation: person.affiliation.clone(),
    })
    .collect()
}

fn coded_words(facet: Facet, list: &str, locale: Locale) -> Vec<Word> {
    codes(list).iter().map(|code| word(facet, code, coded(facet, code, locale))).collect()
}

fn vocabulary_words(
    facet: Facet,
    (vocabulary, list): (Vocabulary, &str),
    words: &Vocabularies,
    locale: Locale,
) -> Vec<Word> {
    let label = |code: &String| words.label(vocabulary, code, locale);
    codes(list).iter().map(|code| word(facet, code, label(code))).collect()
}

fn needs(loaded: &Loaded) -> Vec<NeedView> {
    let lines = loaded.parts.points.iter().enumerate();
    lines
        .filter(|(_, line)| line.kind == Point::Prerequisite)
        .map(|(place, line)| NeedView {
            body: line.body.clone(),
            href: loaded.needed.get(&place).map(Need::address),
        })
        .collect()
}

fn files(
    loaded: &Loaded,
    slug: &str,
    (scanner, may_take): (bool, bool),
    locale: Locale,
) -> Vec<FileView> {
    let number = loaded.found.version.number;
    let own = |part: &str, held: &Held| {
        format!("{}/{part}/{}", address(slug, Some(number)), held.file.id)
    };
    let view = |held: &Held| FileView {
        name: held.file.name.clone(),
        href: own("files", held),
        size: size(held.bytes, locale),
        media_type: held.media_type.clone(),
        alt_text: held.file.alt_text.clone(),
        is_source: held.file.is_source,
        play: (!held.file.entry.is_empty() && loaded.found.version.access == Reach::Open)
            .then(|| own("play", held)),
        preview: Preview::of(held).map(|_| own("preview", held)),
        picture: may_take && Preview::of(held) == Some(Preview::Image),
        held: check_served(held.scan, scanner).err().and(held_back(held.scan, scanner)),
    };
    loaded.parts.files.iter().map(view).collect()
}

fn link(link: &crate::materials::Link, broken: &[LinkCheck]) -> LinkView {
    let host = link.url_norm.split(['/', '?']).next().unwrap_or_default();
    let title = if link.title.is_empty() { &link.url } else { &link.title };
    let check = broken.iter().find(|check| check.url_norm == link.url_norm);
    LinkView {
        url: link.url.clone(),
        title: title.clone(),
        host: host.to_owned(),
        broken_on: check.and_then(|check| check.checked_at).map(network_day),
    }
}

fn line(one: &Version, slug: &str, shown: i32, locale: Locale) -> VersionView {
    VersionView {
        number: one.number,
        href: address(slug, Some(one.number)),
        published_on: network_day(one.published_at.unwrap_or(one.updated_at)),
        note: one.change_note.clone(),
        badge: badge(one.state, locale),
        current: one.number == shown,
    }
}
