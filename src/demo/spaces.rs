//! Institutional spaces of the demo's world: those that were open before, with their figures month by month, and those that
//! are asked for, each at a step of its examination. Whoever looks after them is invented.

use chrono::{Datelike, Months, NaiveDate, NaiveDateTime, TimeDelta};
use serde::Deserialize;
use serde_json::json;

use super::calls::coordinator;
use super::{awaited, bid, papers, queries as demo};
use crate::accounts::{self, Actor, NetworkRole};
use crate::app::App;
use crate::clock::network_day;
use crate::conventions::{self, Concern, ConventionId, Edition, Kind, Signing, VersionId};
use crate::db::Conn;
use crate::history::{self, By};
use crate::network::InstitutionRole;
use crate::spaces::ops::{self, Checked};
use crate::spaces::{
    Draft, Held, Item, Named, Person, PersonId, QuestionId, Role, Space, SpaceId, State, Via,
    queries,
};
use crate::{Error, Result, institutions};

const QUESTION: &str = "Qui signera la convention, et par quelle délégation ? Joignez la décision, ou dites où \
    elle est publiée.";
const TEXT: &str = "Convention d’espace institutionnel\n\nL’établissement répond de son espace, nomme au moins deux \
    personnes pour l’administrer, et cure ce qui y est déposé.\n";

#[derive(Debug, Deserialize)]
struct File {
    open: Vec<Open>,
    asked: Vec<Asked>,
    first_names: Vec<String>,
    last_names: Vec<String>,
}

/// A space that was open before, with what it holds today.
#[derive(Debug, Deserialize)]
struct Open {
    institution: String,
    name: String,
    alias: String,
    datasets: i64,
    files: i64,
    downloads: i64,
    /// For how long it has been open.
    months: u32,
}

#[derive(Debug, Deserialize)]
struct Asked {
    institution: String,
    name: String,
    alias: String,
    /// How long ago.
    days: i64,
    step: State,
}

/// Invented people, one after another.
struct Cast<'a> {
    file: &'a File,
    next: usize,
    /// People who were at the course, as far as they go.
    trained: Vec<(String, String)>,
}

impl Cast<'_> {
    fn person(&mut self, role: Role, alias: &str) -> Named {
        if role == Role::Curator
            && let Some((name, email)) = self.trained.pop()
        {
            return Named { role, name, email };
        }
        let (first, last) = (&self.file.first_names, &self.file.last_names);
        let name = format!("{} {}", first[self.next % first.len()], last[self.next % last.len()]);
        self.next += 1;
        let email = format!("{}@{alias}.example", crate::text::slug(&name));
        Named { role, name, email }
    }

    fn team(&mut self, alias: &str) -> Vec<Named> {
        [Role::Administrator, Role::Administrator, Role::Curator]
            .into_iter()
            .map(|role| self.person(role, alias))
            .collect()
    }
}

pub fn write(app: &App, now: NaiveDateTime) -> anyhow::Result<()> {
    let file: File = serde_json::from_str(include_str!("../../assets/demo/spaces.json"))?;
    let files = app.files.clone();
    let text =
        awaited(async move { files.put("convention-espace.txt", TEXT.as_bytes().into()).await })?;
    app.db.write_now(|conn| {
        let admin = admin(conn, now)?;
        let edition = Edition { text: Some(text), ..Edition::default() };
        let slug = publish(conn, &admin, edition, now - TimeDelta::days(1_300))?;
        let trained = demo::trained(conn, crate::spaces::rules::TRAINING_TOPIC, 12)?;
        let mut cast = Cast { file: &file, next: 0, trained };
        papers::write(conn, &admin, now)?;
        for open in &file.open {
            take_over(conn, &admin, (open, &slug, cast.team(&open.alias)), now)?;
        }
        for asked in &file.asked {
            let team = cast.team(&asked.alias);
            ask(conn, &admin, (asked, &slug, team), now)?;
        }
        Ok(())
    })?;
    Ok(())
}

fn admin(conn: &mut Conn, at: NaiveDateTime) -> Result<Actor> {
    let account = demo::holder_of(conn, NetworkRole::Admin)?.ok_or(Error::NotFound)?;
    Ok(accounts::queries::actor(conn, account, None, network_day(at))?)
}

/// The convention that spaces sign, in two versions.
fn publish(conn: &mut Conn, admin: &Actor, edition: Edition, at: NaiveDateTime) -> Result<String> {
    let draft = conventions::Draft {
        kind: Kind::Convention,
        concerns: Concern::Spaces,
        title_fr: "Convention d’espace institutionnel".into(),
        title_en: "Agreement on an institutional space".into(),
    };
    let slug = conventions::ops::begin(conn, admin, (&ConventionId::new(), &draft), at)?.slug;
    let first = Edition::default();
    conventions::ops::publish(conn, admin, (&slug, &VersionId::new(), &first), at)?;
    let second = Edition {
        note_fr: "Deux personnes au moins pour l’administration.".into(),
        note_en: "At least two people to administer it.".into(),
        ..edition
    };
    let later = at + TimeDelta::days(400);
    conventions::ops::publish(conn, admin, (&slug, &VersionId::new(), &second), later)?;
    Ok(slug)
}

fn sign(
    conn: &mut Conn,
    admin: &Actor,
    (slug, number, institution): (&str, i32, &str),
    (signed_on, expires_on): (NaiveDate, NaiveDate),
    at: NaiveDateTime,
) -> Result<()> {
    let signing = Signing {
        institution: institution.to_owned(),
        signatory: "Présidence de l’établissement (démonstration)".into(),
        capacity: "Présidence".into(),
        signed_on,
        expires_on: Some(expires_on),
        proof: None,
    };
    conventions::ops::sign(conn, admin, (slug, number, &signing), at).map(drop)
}

/// A space that was open before there was a platform, as it stands.
fn take_over(
    conn: &mut Conn,
    admin: &Actor,
    (open, slug, team): (&Open, &str, Vec<Named>),
    now: NaiveDateTime,
) -> Result<()> {
    let today = network_day(now);
    let began = today - Months::new(open.months);
    let opened_at = crate::clock::midnight(began) + TimeDelta::hours(9);
    let parts = institutions::queries::nodes_of(conn, &open.institution, today)?;
    let led = parts.into_iter().find(|part| part.role == InstitutionRole::Lead);
    let space = Space {
        id: SpaceId::random(),
        slug: open.alias.clone(),
        institution: open.institution.clone(),
        name: open.name.clone(),
        description_fr:
            "Les jeux de données des équipes de l’établissement et de ses unités mixtes.".into(),
        description_en: "The data sets of the institution’s teams and of its joint units.".into(),
        perimeter: String::new(),
        storage_gb: None,
        contact: format!("donnees@{}.example", open.alias),
        state: State::Active,
        since: opened_at,
        alias: Some(open.alias.clone()),
        node_id: led.map(|part| part.node.id),
        opens_on: Some(began),
        opened_at: Some(opened_at),
        requested_by: admin.id.clone(),
        requested_at: opened_at - TimeDelta::days(70),
        administrators: 2,
        curators: 1,
        reason: String::new(),
        data_goes: String::new(),
        successor_id: None,
        unsure: false,
    };
    queries::insert(conn, &space)?;
    queries::insert_checks(conn, &space.id)?;
    let person = |named: Named| Person {
        id: PersonId::new(),
        space_id: space.id.clone(),
        role: named.role,
        name: named.name,
        email: named.email,
        starts_on: began,
        ends_on: None,
        added_by: admin.id.clone(),
        added_at: opened_at,
    };
    let people: Vec<Person> = team.into_iter().map(person).collect();
    queries::insert_people(conn, &people)?;
    for item in Item::ALL {
        let said = (Some(&admin.id), Some(began), "");
        queries::set_check(conn, (&space.id, *item), said, Some((&admin.id, opened_at)))?;
    }
    let detail = json!({ "opened": began });
    let what = ("space", space.id.as_str());
    history::record(conn, &By::System, "space.take_over", what, &detail, now)?;
    // The youngest signed the second version; the others' signatures end one after another.
    let number = if open.months < 36 { 2 } else { 1 };
    let ends = today + Months::new(2 + open.months % 9 * 3);
    sign(conn, admin, (slug, number, &open.institution), (began, ends), now)?;
    history_of(conn, admin, (&space.id, open), now)
}

/// What it held at the end of each of the last months: it grew evenly until it holds what it does.
fn history_of(
    conn: &mut Conn,
    admin: &Actor,
    (space, open): (&SpaceId, &Open),
    now: NaiveDateTime,
) -> Result<()> {
    let this = network_day(now).with_day(1).unwrap_or_else(|| network_day(now));
    let shown = open.months.min(18);
    for back in 1..=shown {
        let month = this - Months::new(back);
        let (had, all) = (i64::from(open.months + 1 - back), i64::from(open.months));
        let part = |whole: i64| whole * had / all;
        let held = Held {
            month,
            datasets: part(open.datasets),
            files: part(open.files),
            downloads: part(open.downloads),
            last_deposit_on: month.with_day(1 + (open.months + back) % 27),
        };
        queries::put(conn, (space, &held), (Via::File, &admin.id), now)?;
    }
    Ok(())
}

/// Asks for a space, and takes the request as far as it is.
fn ask(
    conn: &mut Conn,
    admin: &Actor,
    (asked, slug, people): (&Asked, &str, Vec<Named>),
    now: NaiveDateTime,
) -> Result<()> {
    let at = now - TimeDelta::days(asked.days);
    let asker = match asked.step {
        State::InfoRequested => bid::owner(conn, at)?,
        _ => coordinator(conn, at)?,
    };
    let draft = Draft {
        id: SpaceId::random(),
        institution: asked.institution.clone(),
        name: asked.name.clone(),
        perimeter: "Les unités de recherche dont l’établissement est tutelle.".into(),
        storage_gb: Some(2_000),
        contact: format!("donnees@{}.example", asked.alias),
        people,
    };
    ops::request(conn, &asker, &draft, at)?;
    if asked.step == State::Requested {
        return Ok(());
    }
    let id = &draft.id;
    ops::vouch(conn, admin, (id, None), at + TimeDelta::days(1))?;
    ops::examine(conn, admin, id, at + TimeDelta::days(2))?;
    let all = asked.step == State::Approved;
    let today = network_day(now);
    for (n, item) in Item::ALL.iter().enumerate() {
        let done = all || n < 2;
        let said = Checked {
            owner: Some(admin.id.clone()),
            due_on: Some(if all { today } else { today + TimeDelta::days(10) }),
            note: match *item {
                Item::Curation | Item::Administrators => {
                    "Formation prévue avant l’ouverture.".into()
                }
                _ => String::new(),
            },
            done,
        };
        ops::check(conn, admin, (id, *item, &said), at + TimeDelta::days(10))?;
    }
    match asked.step {
        State::InfoRequested => {
            let when = now - TimeDelta::days(20);
            ops::ask(conn, admin, (id, &QuestionId::new(), QUESTION), when)?;
        }
        State::Approved => {
            let days = (today - TimeDelta::days(20), today + Months::new(36));
            sign(conn, admin, (slug, 2, &asked.institution), days, now)?;
            let opens_on = today + TimeDelta::days(12);
            ops::approve(conn, admin, (id, &asked.alias, opens_on), now - TimeDelta::days(4))?;
        }
        _ => {}
    }
    Ok(())
}
