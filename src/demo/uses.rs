//! Sessions of which trainers of the demo's world told.

use chrono::{NaiveDateTime, TimeDelta};

use super::materials::somebody_of;
use super::queries as demo;
use crate::app::App;
use crate::clock::network_day;
use crate::db::Conn;
use crate::materials::{MaterialId, Use, UseId, ops};
use crate::{Error, Result};

/// Which material, who taught, how many days ago, before how many, what worked, what to change.
type Told = (usize, &'static str, i64, i32, &'static str, &'static str);

const TOLD: [Told; 4] = [
    (
        0,
        "adoc-lorraine",
        34,
        18,
        "Les trois questions de chaque étape lancent la discussion : dix minutes suffisent.",
        "",
    ),
    (
        0,
        "cr-competences",
        12,
        41,
        "À distance, en groupes de quatre.",
        "Prévoir un exemple en chimie.",
    ),
    (
        3,
        "cr-supports",
        20,
        11,
        "Chacun repart avec deux pages écrites.",
        "Trois heures, c’est court si personne n’a apporté ses données.",
    ),
    (6, "adoc-lorraine", 8, 9, "On dépose pour de vrai : personne n’oublie.", ""),
];

pub fn tell(app: &App, made: &[String], now: NaiveDateTime) -> anyhow::Result<()> {
    Ok(app.db.write_now(|conn| TOLD.iter().try_for_each(|told| one(conn, told, made, now)))?)
}

fn one(conn: &mut Conn, told: &Told, made: &[String], now: NaiveDateTime) -> Result<()> {
    let (place, node, days, people, worked, to_change) = *told;
    let at = now - TimeDelta::days(days);
    let nodes = demo::nodes_by_slug(conn)?;
    let node_id = nodes.get(node).ok_or(Error::NotFound)?.clone();
    let teller = somebody_of(conn, &node_id, at)?;
    let one = Use {
        id: UseId::new(),
        material_id: MaterialId::new(),
        number: 1,
        node_id,
        used_on: network_day(at),
        people,
        worked: worked.to_owned(),
        to_change: to_change.to_owned(),
        told_by: teller.id.clone(),
    };
    ops::tell_use(conn, &teller, made.get(place).map_or("", String::as_str), one, at)
}
