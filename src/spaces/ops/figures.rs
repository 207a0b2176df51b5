//! What spaces hold is told month by month: out of a table, or by a program, one month at a time.

use chrono::NaiveDateTime;
use serde_json::json;

use super::{by, note};
use crate::accounts::Actor;
use crate::db::Conn;
use crate::imports::Effect;
use crate::spaces::rules::imported::Told;
use crate::spaces::{Figures, Held, Space, Via, queries};
use crate::{Error, Result};

/// What each month would do, without doing it.
pub fn foresee(conn: &mut Conn, actor: &Actor, told: &[Told]) -> Result<Vec<Effect>> {
    if !actor.coordinates() {
        return Err(Error::NotFound);
    }
    let Some(first) = told.iter().map(|one| one.held.month).min() else { return Ok(Vec::new()) };
    let mut ids: Vec<_> = told.iter().map(|one| one.space.clone()).collect();
    ids.sort();
    ids.dedup();
    let known = queries::months_of(conn, &ids, first)?;
    let effect = |one: &Told| {
        let there =
            known.iter().find(|(space, held)| *space == one.space && held.month == one.held.month);
        match there {
            None => Effect::Makes,
            Some((_, held)) if *held == one.held => Effect::Same,
            Some(_) => Effect::Changes,
        }
    };
    Ok(told.iter().map(effect).collect())
}

/// Does what [`foresee`] says; again it changes nothing. Answers how many months were new or changed.
pub fn import(conn: &mut Conn, actor: &Actor, told: &[Told], now: NaiveDateTime) -> Result<usize> {
    conn.take_turn("space-figures")?;
    let effects = foresee(conn, actor, told)?;
    let spaces = queries::all(conn)?;
    let mut done = 0;
    for (one, effect) in told.iter().zip(effects) {
        let space = spaces.iter().find(|space| space.id == one.space).ok_or(Error::NotFound)?;
        if effect == Effect::Makes || effect == Effect::Changes {
            queries::put(conn, (&one.space, &one.held), (Via::File, &actor.id), now)?;
            noted(conn, actor, (space, &one.held), now)?;
            done += 1;
        }
    }
    Ok(done)
}

/// Takes one month of one space from a program; answers whether it was new or changed.
pub fn tell_month(
    conn: &mut Conn,
    actor: &Actor,
    (space, held): (&Space, &Held),
    now: NaiveDateTime,
) -> Result<bool> {
    conn.take_turn("space-figures")?;
    let known = queries::figures_of(conn, (&space.id, held.month))?;
    let same = |one: &Figures| {
        let numbers = (one.datasets, one.files, one.downloads);
        numbers == (held.datasets, held.files, held.downloads)
            && one.last_deposit_on == held.last_deposit_on
    };
    if known.as_ref().is_some_and(same) {
        return Ok(false);
    }
    queries::put(conn, (&space.id, held), (Via::Api, &actor.id), now)?;
    noted(conn, actor, (space, held), now)?;
    Ok(true)
}

fn noted(
    conn: &mut Conn,
    actor: &Actor,
    (space, held): (&Space, &Held),
    now: NaiveDateTime,
) -> Result<()> {
    let detail = json!({
        "month": held.month,
        "datasets": held.datasets,
        "files": held.files,
        "downloads": held.downloads,
    });
    note(conn, (&by(actor), "space.figures", space), &detail, now)
}
