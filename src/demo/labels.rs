//! Materials of the demo's world that two centres looked at: one has its label, one waits for its second reader.

use chrono::{NaiveDateTime, TimeDelta};

use super::programs::manager;
use super::queries;
use crate::accounts::Actor;
use crate::app::App;
use crate::certification::ops::{self, Interest};
use crate::certification::{CertificationId, Said, Value, Verdict, current};
use crate::clock::network_day;
use crate::db::Conn;
use crate::materials;
use crate::taxonomy::Vocabularies;
use crate::{Error, Result};

const READERS: [&str; 2] = ["cr-competences", "cr-outils"];
const DONE: (&str, &str) = ("comprendre-les-donnees-de-la-recherche-en-une-heure", "cr-supports");
const WAITING: (&str, &str) = ("deposer-un-jeu-de-donnees-pas-a-pas", "cr-entrepot-catalogue");

pub fn give(app: &App, now: NaiveDateTime) -> anyhow::Result<()> {
    let words = app.vocabularies();
    app.db.write_now(|conn| {
        let asked = request(conn, DONE, now - TimeDelta::days(6))?;
        for (reader, days) in READERS.into_iter().zip([4, 2]) {
            read(
                conn,
                (&asked, reader),
                Some(Verdict::Certify),
                &words,
                now - TimeDelta::days(days),
            )?;
        }
        let asked = request(conn, WAITING, now - TimeDelta::days(3))?;
        read(conn, (&asked, READERS[1]), None, &words, now - TimeDelta::days(1))
    })?;
    Ok(())
}

fn request(
    conn: &mut Conn,
    (slug, node): (&str, &str),
    at: NaiveDateTime,
) -> Result<CertificationId> {
    let material = materials::queries::by_slug(conn, slug)?;
    let author = of_node(conn, node, at)?;
    ops::request(conn, &author, &material.id, at)
}

/// Somebody of a centre takes a place and says something of each criterion.
fn read(
    conn: &mut Conn,
    (id, node): (&CertificationId, &str),
    verdict: Option<Verdict>,
    words: &Vocabularies,
    at: NaiveDateTime,
) -> Result<()> {
    let reader = of_node(conn, node, at)?;
    ops::take(conn, &reader, (id, Interest::None), at)?;
    let grid = current(network_day(at));
    let answer = |(place, code): (usize, &String)| match place {
        2 => {
            (code.clone(), Value::Partly, "Une transcription des deux vidéos serait utile.".into())
        }
        _ => (code.clone(), Value::Yes, String::new()),
    };
    let codes = grid.criteria().map(|criterion| &criterion.code);
    let said = Said {
        answers: codes.enumerate().map(answer).collect(),
        comment: "Un parcours clair, que nous reprendrons dans nos ateliers.".into(),
        verdict,
    };
    ops::say(conn, &reader, words, (id, &said), at + TimeDelta::hours(2))
}

fn of_node(conn: &mut Conn, slug: &str, at: NaiveDateTime) -> Result<Actor> {
    let nodes = queries::nodes_by_slug(conn)?;
    manager(conn, nodes.get(slug).ok_or(Error::NotFound)?, at)
}
