//! Institutional spaces for tests, and what addresses of the permission table name.

use chrono::TimeDelta;
use maillage::accounts::{Actor, NetworkRole, Scope};
use maillage::conventions::{self, Concern, ConventionId, Edition, Kind, Signing, VersionId};
use maillage::spaces::{
    Draft, Item, Named, Person, PersonId, Role, Space, SpaceId, State, ops, queries,
};

use serde_json::json;

use crate::app::{Reply, TestApp};

/// Publishes a convention in one version; answers its address.
pub fn convention(app: &TestApp, admin: &Actor, concerns: Concern) -> String {
    let draft = conventions::Draft {
        kind: Kind::Convention,
        concerns,
        title_fr: format!("Convention {concerns}"),
        title_en: format!("Agreement {concerns}"),
    };
    let (id, now) = (ConventionId::new(), app.now());
    app.write(|conn| {
        let slug = conventions::ops::begin(conn, admin, (&id, &draft), now)?.slug;
        let edition = Edition::default();
        conventions::ops::publish(conn, admin, (&slug, &VersionId::new(), &edition), now)?;
        Ok(slug)
    })
}

/// An institution signs the first version today, for so many days.
pub fn sign(app: &TestApp, admin: &Actor, (slug, institution, days): (&str, &str, i64)) {
    let (today, now) = (app.today(), app.now());
    let signing = Signing {
        institution: institution.to_owned(),
        signatory: "Camille Signe".into(),
        capacity: "Présidence".into(),
        signed_on: today,
        expires_on: Some(today + TimeDelta::days(days)),
        proof: None,
    };
    app.write(|conn| conventions::ops::sign(conn, admin, (slug, 1, &signing), now));
}

fn people() -> Vec<Named> {
    let named = |role, name: &str, email: &str| Named {
        role,
        name: name.to_owned(),
        email: email.to_owned(),
    };
    vec![
        named(Role::Administrator, "Ada Un", "ada@espace.example"),
        named(Role::Administrator, "Bob Deux", "bob@espace.example"),
        named(Role::Curator, "Cid Trois", "cid@espace.example"),
    ]
}

pub fn draft(institution: &str, name: &str) -> Draft {
    Draft {
        id: SpaceId::random(),
        institution: institution.to_owned(),
        name: name.to_owned(),
        perimeter: "Deux unités".into(),
        storage_gb: Some(100),
        contact: "donnees@espace.example".into(),
        people: people(),
    }
}

pub fn find(app: &TestApp, institution: &str) -> Option<Space> {
    app.read(|conn| Ok(queries::living_of(conn, institution)?.into_iter().next()))
}

/// A space that is asked for.
pub fn asked(app: &TestApp, actor: &Actor, institution: &str) -> Space {
    if let Some(there) = find(app, institution) {
        return there;
    }
    let (wanted, now) = (draft(institution, &format!("Espace {institution}")), app.now());
    app.write(|conn| ops::request(conn, actor, &wanted, now));
    find(app, institution).unwrap()
}

/// A space that is open, as if it had been before.
pub fn open(app: &TestApp, actor: &Actor, institution: &str) -> Space {
    if let Some(there) = find(app, institution) {
        return there;
    }
    let now = app.now();
    let space = Space {
        id: SpaceId::random(),
        slug: format!("espace-{institution}"),
        institution: institution.to_owned(),
        name: format!("Espace {institution}"),
        description_fr: String::new(),
        description_en: String::new(),
        perimeter: String::new(),
        storage_gb: None,
        contact: "donnees@espace.example".into(),
        state: State::Active,
        since: now,
        alias: Some(institution.to_owned()),
        node_id: None,
        opens_on: None,
        opened_at: Some(now),
        requested_by: actor.id.clone(),
        requested_at: now,
        administrators: 2,
        curators: 1,
        reason: String::new(),
        data_goes: String::new(),
        successor_id: None,
        unsure: false,
    };
    let person = |named: Named| Person {
        id: PersonId::new(),
        space_id: space.id.clone(),
        role: named.role,
        name: named.name,
        email: named.email,
        starts_on: app.today(),
        ends_on: None,
        added_by: actor.id.clone(),
        added_at: now,
    };
    let all: Vec<Person> = people().into_iter().map(person).collect();
    app.write(|conn| {
        queries::insert(conn, &space)?;
        queries::insert_checks(conn, &space.id)?;
        Ok(queries::insert_people(conn, &all)?)
    });
    space
}

/// Says of each item that it is checked.
pub fn check_all(app: &TestApp, actor: &Actor, id: &SpaceId) {
    let (today, now) = (app.today(), app.now());
    app.write(|conn| {
        for item in Item::ALL {
            let said = ops::Checked {
                owner: Some(actor.id.clone()),
                due_on: Some(today),
                note: "Vu avec l’établissement.".into(),
                done: true,
            };
            ops::check(conn, actor, (id, *item, &said), now)?;
        }
        Ok(())
    });
}

/// The rows of the first table of a page.
pub fn rows(page: &Reply) -> usize {
    page.body.matches("<tr><th scope=\"row\">").count()
}

/// Whether a part of an address names something of a space.
pub fn names(path: &str) -> bool {
    !path.starts_with("/admin/institutions/")
        && ["/spaces/{", "/conventions/{", "/institutions/{"].iter().any(|one| path.contains(one))
}

/// What it names, for the permission table.
pub fn part(app: &TestApp, maker: &Actor, (path, part): (&str, &str)) -> String {
    if path.starts_with("/institutions/{") {
        return "cnrs".to_owned();
    }
    if path.starts_with("/conventions/{") {
        return of_convention(app, maker, (path, part));
    }
    match part {
        "{slug}" if path.starts_with("/api/") => open(app, maker, "cnrs").slug,
        "{slug}" => asked(app, maker, "inrae").slug,
        "{id}" => asked(app, maker, "inrae").id.to_string(),
        "{item}" => "storage".to_owned(),
        "{person}" => {
            let space = asked(app, maker, "inrae");
            let all = app.read(|conn| Ok(queries::people_of(conn, &space.id)?));
            all[0].id.to_string()
        }
        other => panic!("what is {other} of {path}?"),
    }
}

/// The one document of the permission table, with one signature.
fn of_convention(app: &TestApp, maker: &Actor, (path, part): (&str, &str)) -> String {
    let known = app.read(|conn| Ok(conventions::queries::all(conn)?));
    let slug = match known.first() {
        Some(one) => one.slug.clone(),
        None => {
            let slug = convention(app, maker, Concern::Spaces);
            sign(app, maker, (&slug, "cnrs", 400));
            slug
        }
    };
    match part {
        "{slug}" => slug,
        "{n}" => "1".to_owned(),
        "{id}" => {
            let signed = ["cnrs".to_owned()];
            let all = app.read(|conn| Ok(conventions::queries::signed_by(conn, &signed)?));
            all[0].signature.id.to_string()
        }
        other => panic!("what is {other} of {path}?"),
    }
}

/// Answers of the API about spaces, for whoever compares them with their description.
pub fn told(app: &TestApp, sees: &mut dyn FnMut(&str, &str, &Reply)) {
    let steerer = app.account("S", "s@s.example", Some(NetworkRole::Admin), &[]);
    let actor = app.actor(&steerer);
    let (list, one) = ("/api/v1/spaces", "/api/v1/spaces/{slug}");
    let figures = format!("{one}/figures");
    let space = open(app, &actor, "cnrs");
    asked(app, &actor, "inrae");
    let (anybody, program) = (app.visitor(), app.caller(&app.token(&steerer, Scope::Write)));
    let month = json!({ "month": "2026-02", "datasets": 3, "files": 4, "downloads": 5 });
    let at = figures.replace("{slug}", &space.slug);
    for body in [month, json!({}), json!(1)] {
        sees("post", &figures, &program.post_json(&at, &body));
    }
    sees("post", &figures, &anybody.post_json(&at, &json!({})));
    for query in ["", "?state=pending&limit=1", "?institution=cnrs", "?state=castle"] {
        sees("get", list, &anybody.get(&format!("{list}{query}")));
    }
    for slug in [space.slug.as_str(), "none"] {
        sees("get", one, &anybody.get(&one.replace("{slug}", slug)));
    }
}
