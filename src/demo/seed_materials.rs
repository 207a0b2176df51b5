//! Synthetic training materials for measuring, the same for the same seed.

use chrono::{NaiveDateTime, TimeDelta};
use diesel::prelude::*;
use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};

use super::material::{self, Phrases};
use super::queries;
use super::seed::{id, one, staff};
use super::seed_rows::put;
use crate::Result;
use crate::accounts::AccountId;
use crate::app::App;
use crate::clock::network_day;
use crate::db::Conn;
use crate::db::schema::{
    material_facets, material_links, material_people, material_points, material_versions, materials,
};
use crate::db::search::{self, Line as Indexed};
use crate::materials::queries as stored;
use crate::materials::rules::facets;
use crate::materials::{
    Audience, Kind, Level, Line, Link, Parts, Person, Point, Reach, Role, Stage, Standing, Version,
    VersionId, languages, licences,
};
use crate::network;
use crate::taxonomy::Vocabularies;

/// How many go into one transaction.
const BATCH: usize = 1000;
/// Over how long a time they are spread, up to now.
const SPREAD: TimeDelta = TimeDelta::days(1460);

/// A synthetic material, before it becomes rows.
struct Sown {
    slug: String,
    node: network::NodeName,
    version: Version,
    parts: Parts,
}

/// Adds `count` published materials; answers how many.
pub fn sow(app: &App, count: usize, seed: u64, now: NaiveDateTime) -> anyhow::Result<usize> {
    staff(app, now)?;
    let (words, phrases) = (app.vocabularies(), material::phrases()?);
    let mut random = StdRng::seed_from_u64(seed.wrapping_add(0x6d61_7465));
    let (nodes, author) = app.db.read_now(|conn| {
        let nodes = network::queries::names(conn)?;
        Ok((nodes, queries::members(conn, network_day(now))?))
    })?;
    let author = author.into_iter().next().map(|(_, account, _)| account);
    let author = author.ok_or_else(|| anyhow::anyhow!("nobody works for a node"))?;
    for begin in (0..count).step_by(BATCH) {
        let end = count.min(begin + BATCH);
        let spread = |place: usize| {
            let steps = i32::try_from(count.max(1)).unwrap_or(i32::MAX);
            now - SPREAD + SPREAD / steps * i32::try_from(place).unwrap_or(0)
        };
        let rows: Vec<_> = (begin..end)
            .map(|n| sprout(&mut random, (&phrases, &words, &nodes), (n, seed), &author, spread(n)))
            .collect();
        app.db.write_now(|conn| insert(conn, &rows, &words, &author))?;
    }
    app.db.read_now(|conn| Ok(queries::analyze(conn)?))?;
    Ok(count)
}

fn some<'a, T>(random: &mut StdRng, items: &'a [T]) -> &'a T {
    one(random, items).unwrap_or(&items[0])
}

/// Several of some, the first ones more often.
fn several<T: ToString>(random: &mut StdRng, items: &[T], most: usize) -> String {
    let mut chosen: Vec<String> = Vec::new();
    for _ in 0..random.random_range(1..=most) {
        let draw: f64 = random.random();
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            clippy::cast_precision_loss,
            reason = "an index below the length"
        )]
        let place = (draw * draw * items.len() as f64) as usize;
        let code = items.get(place).map(ToString::to_string).unwrap_or_default();
        if !chosen.contains(&code) {
            chosen.push(code);
        }
    }
    chosen.join(",")
}

fn sprout(
    random: &mut StdRng,
    (phrases, words, nodes): (&Phrases, &Vocabularies, &[network::NodeName]),
    (n, seed): (usize, u64),
    author: &AccountId,
    at: NaiveDateTime,
) -> Sown {
    let french = random.random_bool(0.8);
    let (subjects, sentences) = match french {
        true => (&phrases.subjects_fr, &phrases.sentences_fr),
        false => (&phrases.subjects_en, &phrases.sentences_en),
    };
    let title = format!("{} ({n})", some(random, subjects));
    let summary: Vec<_> =
        (0..random.random_range(2..5)).map(|_| some(random, sentences).clone()).collect();
    let topics: Vec<_> = words.topics.iter().map(|one| one.code.clone()).collect();
    let fields: Vec<_> = words.disciplines.iter().map(|one| one.code.clone()).collect();
    let tongues: Vec<_> = languages().iter().map(|one| one.code.clone()).collect();
    let language = if french { "fr".to_owned() } else { several(random, &tongues[1..], 1) };
    let version = Version {
        id: id(random, at).parse().unwrap_or_else(|_| VersionId::new()),
        material_id: id(random, at).parse().unwrap_or_else(|_| crate::materials::MaterialId::new()),
        number: 1,
        state: Standing::Published,
        title,
        summary: summary.join(" "),
        title_fr: String::new(),
        summary_fr: String::new(),
        title_en: String::new(),
        summary_en: String::new(),
        languages: language,
        topic_codes: several(random, &topics, 3),
        discipline_codes: several(random, &fields, 3),
        stage_codes: several(random, Stage::ALL, 2),
        audience_codes: several(random, Audience::ALL, 3),
        keywords: String::new(),
        kind: Some(*some(random, Kind::ALL)),
        level: Some(*some(random, Level::ALL)),
        access: Reach::Open,
        availability: crate::materials::Availability::World,
        licence: several(
            random,
            &licences().iter().map(|one| one.id.clone()).collect::<Vec<_>>(),
            1,
        ),
        self_minutes: Some(random.random_range(1..40) * 15),
        taught_minutes: None,
        contact: "formation@exemple.example".to_owned(),
        accessibility: String::new(),
        doi: None,
        change_note: String::new(),
        author_id: author.clone(),
        created_at: at,
        updated_at: at,
        published_at: Some(at),
        lock_version: 1,
        certified_until: None,
    };
    Sown {
        slug: format!("support-{seed}-{n}"),
        node: some(random, nodes).clone(),
        parts: parts(random, phrases, n),
        version,
    }
}

fn parts(random: &mut StdRng, phrases: &Phrases, n: usize) -> Parts {
    let name =
        format!("{} {}", some(random, &phrases.first_names), some(random, &phrases.last_names));
    let place = format!("supports.exemple.example/{n}");
    Parts {
        people: vec![Person { role: Role::Author, name, orcid: None, affiliation: String::new() }],
        points: vec![Line {
            kind: Point::Outcome,
            body: some(random, &phrases.subjects_fr).clone(),
            needs_id: None,
            needs_course_id: None,
            skill: String::new(),
        }],
        links: vec![Link {
            url: format!("https://{place}"),
            url_norm: place,
            title: String::new(),
        }],
        files: Vec::new(),
    }
}

fn insert(conn: &mut Conn, rows: &[Sown], words: &Vocabularies, author: &AccountId) -> Result<()> {
    put!(
        conn,
        materials::table,
        rows.iter()
            .map(|one| (
                materials::id.eq(&one.version.material_id),
                materials::slug.eq(&one.slug),
                materials::node_id.eq(&one.node.id),
                materials::created_by.eq(author),
                materials::created_at.eq(one.version.created_at),
            ))
            .collect::<Vec<_>>()
    );
    versions(conn, rows, author)?;
    put!(
        conn,
        material_people::table,
        rows.iter()
            .map(|one| (
                material_people::version_id.eq(&one.version.id),
                material_people::position.eq(0),
                material_people::role.eq(Role::Author),
                material_people::name.eq(one.parts.people[0].name.as_str()),
            ))
            .collect::<Vec<_>>()
    );
    put!(
        conn,
        material_points::table,
        rows.iter()
            .map(|one| (
                material_points::version_id.eq(&one.version.id),
                material_points::kind.eq(Point::Outcome),
                material_points::position.eq(0),
                material_points::body.eq(one.parts.points[0].body.as_str()),
            ))
            .collect::<Vec<_>>()
    );
    put!(
        conn,
        material_links::table,
        rows.iter()
            .map(|one| (
                material_links::version_id.eq(&one.version.id),
                material_links::position.eq(0),
                material_links::url.eq(one.parts.links[0].url.as_str()),
                material_links::url_norm.eq(one.parts.links[0].url_norm.as_str()),
            ))
            .collect::<Vec<_>>()
    );
    let lines: Vec<Indexed> = rows.iter().map(line).collect();
    search::put(conn, stored::INDEX, &lines)?;
    let seq = stored::next_change(conn)?;
    put!(
        conn,
        material_facets::table,
        rows.iter()
            .map(|one| (
                material_facets::id.eq(&one.version.material_id),
                material_facets::seq.eq(seq),
                material_facets::facets.eq(facets::of(
                    &one.version,
                    &one.parts,
                    (&one.node.slug, words)
                )),
            ))
            .collect::<Vec<_>>()
    );
    Ok(())
}

fn line(one: &Sown) -> Indexed {
    let what = stored::Indexed { version: &one.version, parts: &one.parts, facets: "" };
    stored::line(&one.version.material_id, what, one.version.created_at)
}

fn versions(conn: &mut Conn, rows: &[Sown], author: &AccountId) -> Result<()> {
    put!(
        conn,
        material_versions::table,
        rows.iter()
            .map(|Sown { version, .. }| (
                (
                    material_versions::id.eq(&version.id),
                    material_versions::material_id.eq(&version.material_id),
                    material_versions::number.eq(version.number),
                    material_versions::state.eq(version.state),
                    material_versions::title.eq(&version.title),
                    material_versions::summary.eq(&version.summary),
                    material_versions::languages.eq(&version.languages),
                    material_versions::topic_codes.eq(&version.topic_codes),
                    material_versions::discipline_codes.eq(&version.discipline_codes),
                    material_versions::stage_codes.eq(&version.stage_codes),
                    material_versions::audience_codes.eq(&version.audience_codes),
                ),
                (
                    material_versions::kind.eq(version.kind),
                    material_versions::level.eq(version.level),
                    material_versions::licence.eq(&version.licence),
                    material_versions::self_minutes.eq(version.self_minutes),
                    material_versions::contact.eq(&version.contact),
                    material_versions::author_id.eq(author),
                    material_versions::created_at.eq(version.created_at),
                    material_versions::updated_at.eq(version.updated_at),
                    material_versions::published_by.eq(author),
                    material_versions::published_at.eq(version.published_at),
                    material_versions::lock_version.eq(version.lock_version),
                ),
            ))
            .collect::<Vec<_>>()
    );
    Ok(())
}
