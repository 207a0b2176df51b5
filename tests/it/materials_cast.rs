//! Training materials for tests: records that may be published, and what addresses name.

use maillage::accounts::{Actor, NodeRole};
use maillage::materials::ops::{self, Written};
use maillage::materials::rules::package::{self, Found};
use maillage::materials::{
    Audience, FileId, Kind, Level, Line, Link, MaterialId, Person, Point, Reach, Record, Role,
    Stage, Use, UseId, queries,
};

use crate::actors::Account;
use crate::app::{TestApp, Visitor};
use crate::triage::{NODE, person};

/// A line of what is learnt or needed, which names nothing else.
pub fn line(kind: Point, body: &str) -> Line {
    Line { kind, body: body.into(), needs_id: None, needs_course_id: None, skill: String::new() }
}

/// A record that may be published.
pub fn record(title: &str) -> Record {
    Record {
        title: title.into(),
        summary: "Un support de formation écrit pour les essais : on y apprend une chose, on s’exerce, et l’on sait la refaire chez soi.".into(),
        languages: vec!["fr".into()],
        topics: vec!["restrict".into()],
        disciplines: vec!["1.3".into()],
        stages: vec![Stage::Share],
        audiences: vec![Audience::Researcher],
        keywords: vec!["embargo".into()],
        kind: Some(Kind::Slides),
        level: Some(Level::Beginner),
        access: Reach::Open,
        licence: "CC-BY-4.0".into(),
        self_minutes: Some(90),
        contact: "formation@exemple.example".into(),
        people: vec![Person {
            role: Role::Author,
            name: "Hélène Œuvrard".into(),
            orcid: Some("0000-0002-1825-0097".into()),
            affiliation: "Université d’exemple".into(),
        }],
        points: vec![
            line(Point::Outcome, "Choisir la durée d’un embargo"),
            line(Point::Prerequisite, "Avoir déposé un jeu de données"),
        ],
        links: vec![Link {
            url: "https://exemple.fr/support".into(),
            url_norm: "exemple.fr/support".into(),
            title: "Le diaporama".into(),
        }],
        ..Record::default()
    }
}

/// A published material: its id and its slug.
pub fn publish(app: &TestApp, actor: &Actor, what: Record) -> (MaterialId, String) {
    let (id, node, now) = (MaterialId::new(), app.node_id(NODE), app.now());
    let words = app.app.vocabularies();
    app.write(|conn| {
        let written = Written { record: what, ..Written::default() };
        ops::write(conn, actor, (&id, &node), written, now)?;
        ops::publish(conn, actor, &words, &id, now)?;
        let slug = queries::find(conn, &id)?.slug.unwrap();
        Ok((id, slug))
    })
}

/// Whether a part of an address names something of a material.
pub fn names(path: &str, part: &str) -> bool {
    let of_ours = ["/materials/", "/packages/", "/inbox/certifications/"]
        .iter()
        .any(|ours| path.contains(ours));
    crate::paths::names(path, part)
        || part.starts_with('{') && of_ours
        || crate::courses_cast::names(path, part)
}

/// A form in which a material is named.
pub fn filled(app: &TestApp, member: &Account, form: &str) -> String {
    if !form.contains("{material}") {
        return crate::courses_cast::filled(app, member, form);
    }
    let (id, _) = publish(app, &app.actor(member), record("Un support"));
    form.replace("{material}", id.as_str())
}

/// What a part of an address names, for the permission table.
pub fn part(app: &TestApp, member: &Account, (path, part): (&str, &str), filled: &str) -> String {
    if crate::courses_cast::names(path, part) {
        return crate::courses_cast::part(app, member, (path, part), filled);
    }
    let actor = app.actor(member);
    if crate::paths::names(path, part) {
        return crate::paths::part(app, &actor, path);
    }
    match part {
        "{slug}" => {
            let (id, slug) = publish(app, &actor, record("Un support"));
            revise_with_file(app, &actor, &id);
            let words = app.app.vocabularies();
            app.write(|conn| ops::publish(conn, &actor, &words, &id, app.now()));
            if path.ends_with("/certification") {
                crate::certification::certified(app, &actor, &id);
            }
            slug
        }
        "{id}" if path.starts_with("/inbox/certifications/") => {
            let (id, _) = publish(app, &actor, record("Un support"));
            crate::certification::requested(app, &actor, &id).to_string()
        }
        "{version}" => "v2".to_owned(),
        "{form}" => "bib".to_owned(),
        "{path:.*}" => "index.html".to_owned(),
        "{id}" if path.contains("/uses/") => used(app, &actor, filled.split('/').nth(2).unwrap()),
        "{id}" if !path.starts_with("/inbox/") => {
            let slug = filled.split('/').nth(2).unwrap();
            let which =
                usize::from(!["/files/", "/preview/"].iter().any(|part| path.contains(part)));
            app.read(|conn| {
                let found = queries::version_at(conn, slug, Some(2))?;
                Ok(queries::parts_of(conn, &found.version.id)?.files[which].file.id.to_string())
            })
        }
        "{id}" => {
            let (id, _) = publish(app, &actor, record("Un support"));
            if !path.ends_with("/withdrawal") && !path.ends_with("/revision") {
                revise_with_file(app, &actor, &id);
            }
            id.to_string()
        }
        "{file}" => {
            let id: MaterialId = filled.split('/').nth(3).unwrap().parse().unwrap();
            draft_file(app, &id).to_string()
        }
        other => panic!("what does {other} name in {path}?"),
    }
}

/// What somebody told of a material at an address.
fn used(app: &TestApp, actor: &Actor, slug: &str) -> String {
    let (id, node_id) = (UseId::new(), app.node_id(NODE));
    let one = Use {
        id: id.clone(),
        material_id: MaterialId::new(),
        number: 1,
        node_id,
        used_on: app.today(),
        people: 12,
        worked: String::new(),
        to_change: String::new(),
        told_by: actor.id.clone(),
    };
    app.write(|conn| ops::tell_use(conn, actor, slug, one, app.now()));
    id.to_string()
}

fn draft_file(app: &TestApp, id: &MaterialId) -> FileId {
    app.read(|conn| {
        let versions = queries::versions_of(conn, id)?;
        Ok(queries::parts_of(conn, &versions[0].id)?.files[0].file.id.clone())
    })
}

fn revise_with_file(app: &TestApp, actor: &Actor, id: &MaterialId) {
    let now = app.now();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let put = |name, bytes: Vec<u8>| {
        runtime.block_on(app.app.files.put(name, bytes::Bytes::from(bytes))).unwrap()
    };
    let package = zipped(&[("index.html", b"<p>Bonjour")]);
    let found = package::read(&package).unwrap();
    let plain = Found::plain("plan.txt", b"");
    let stored = [
        (put("plan.pdf", format!("%PDF-1.7 {id}").into_bytes()), plain),
        (put("module.zip", package), found),
    ];
    app.write(|conn| {
        ops::revise(conn, actor, id, now)?;
        let about = ops::About { alt_text: String::new(), is_source: false };
        ops::add_files(conn, actor, id, (&stored, &about), now)?;
        let versions = queries::versions_of(conn, id)?;
        let parts = queries::parts_of(conn, &versions[0].id)?;
        let what = Record { change_note: "Un fichier".into(), ..versions[0].record(parts) };
        let written = Written { record: what, ..Written::default() };
        ops::change(conn, actor, (id, versions[0].lock_version), written, now)
    });
}

/// A ZIP file with these names in it.
pub fn zipped(files: &[(&str, &[u8])]) -> Vec<u8> {
    use std::io::{Cursor, Write};
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let options = zip::write::SimpleFileOptions::default();
    let options = options.compression_method(zip::CompressionMethod::Deflated);
    for (name, content) in files {
        zip.start_file(*name, options).unwrap();
        zip.write_all(content).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

pub struct Cast {
    pub ines: Account,
    pub desk: Visitor,
}

impl Cast {
    pub fn new(app: &TestApp) -> Self {
        let ines = person(app, "Inès Martin", NodeRole::Staff);
        let desk = app.sign_in(&ines);
        Self { ines, desk }
    }

    pub fn publish(&self, app: &TestApp, what: Record) -> (MaterialId, String) {
        publish(app, &app.actor(&self.ines), what)
    }
}
