//! The map as it stands, and what of it a call puts first.

mod walk;

pub use walk::walk;

use chrono::{Months, NaiveDateTime};
use serde_json::json;

use super::rules::{self, Sort};
use super::{Map, Place, Priority, queries};
use crate::Result;
use crate::accounts::Actor;
use crate::calls::rules::checklist::is_being_written;
use crate::calls::{self, Call, CallId};
use crate::clock::network_day;
use crate::db::Conn;
use crate::figures::queries::{Nodes, Wanted, count, tallied};
use crate::figures::rules::parts;
use crate::figures::{Period, Seen};
use crate::history::{self, By};
use crate::network;
use crate::network::queries::{Of, Until, listed};
use crate::questionnaires::{Answers, Definition};
use crate::taxonomy::Vocabularies;
use crate::tickets::tally::Measure;

/// The map of the last twelve months, exact, for those who steer the network.
pub fn exact(
    conn: &mut Conn,
    service: &str,
    words: &Vocabularies,
    now: NaiveDateTime,
) -> Result<Map> {
    let today = network_day(now);
    let period = Period::last_months(12, today);
    let earlier = Period {
        from: period.from - Months::new(12),
        to: period.from.pred_opt().unwrap_or(period.from),
    };
    conn.at_one_moment(|conn| {
        let known = tallied(conn)?;
        let wanted = Wanted {
            lists: vec![
                (Nodes::Whole, &[Measure::Place, Measure::Gap, Measure::Answer]),
                (Nodes::Each, &[Measure::AnswerPart]),
            ],
            ..Wanted::default()
        };
        let recent = count(conn, &wanted, &parts(period, &known, today))?;
        let asked = Wanted { lists: vec![(Nodes::Whole, &[Measure::Place])], ..Wanted::default() };
        let before = count(conn, &asked, &parts(earlier, &known, today))?;
        let nodes = listed(conn, Of::Everyone, Until::InForce(today))?;
        let counted = rules::counted(&recent, &before, words);
        let mut cells = rules::exact_cells(&counted, &rules::supply(&nodes, service, words), words);
        rules::sort(&mut cells, Sort::Need);
        let of = |code: &str| {
            let there = counted.iter().filter(|(place, _)| place.region == code);
            there.map(|(_, (_, exact))| exact.unserved).sum::<i64>()
        };
        let unserved =
            words.regions.iter().map(|one| (one.code.clone(), Some(of(&one.code)))).collect();
        Ok(Map { period, as_of: now, cells, unserved })
    })
}

/// The map as the public sees it: with what was published of the last year.
pub fn public(
    conn: &mut Conn,
    (seen, service): (&Seen, &str),
    words: &Vocabularies,
    now: NaiveDateTime,
) -> Result<Map> {
    let nodes = listed(conn, Of::Everyone, Until::InForce(network_day(now)))?;
    let supply = rules::supply(&nodes, service, words);
    let mut cells = rules::public_cells(&seen.figures, &supply, words);
    rules::sort(&mut cells, Sort::Need);
    let of = |code: &str| {
        let published = seen.figures.gaps.iter().find(|count| count.code == code);
        published.map_or(Some(0), |count| count.shown)
    };
    let unserved = words.regions.iter().map(|one| (one.code.clone(), of(&one.code))).collect();
    Ok(Map { period: seen.period, as_of: seen.as_of, cells, unserved })
}

/// What changed in the last quarters.
pub fn quarters(
    conn: &mut Conn,
    words: &Vocabularies,
    now: NaiveDateTime,
) -> Result<Vec<rules::quarters::Quarter>> {
    let past = rules::quarters::Past {
        nodes: network::queries::all(conn)?,
        coverage: network::queries::every_coverage(conn)?,
        status: network::queries::every_status(conn)?,
    };
    Ok(rules::quarters::quarters(&past, network_day(now), words))
}

/// Puts places first in a call that is still being written, with what the public sees of them today. From its publication
/// on they stand as they are.
pub fn put_first(
    conn: &mut Conn,
    actor: &Actor,
    (id, places): (&CallId, &[Place]),
    map: &Map,
    now: NaiveDateTime,
) -> Result<()> {
    conn.take_turn(id.as_str())?;
    let call = written(conn, actor, id)?;
    let known = queries::priorities(conn, id)?;
    let row = |place: &Place| {
        let cell = map.cell(place).ok_or(rules::NO_SUCH_PLACE)?;
        Ok(Priority {
            call_id: call.id.clone(),
            region: place.region.clone(),
            area: place.area.clone(),
            nodes: cell.supply.nodes,
            demand: cell.demand,
            year: map.period.year(),
            chosen_on: network_day(now),
        })
    };
    let is_new = |place: &&Place| known.iter().all(|one| one.place() != **place);
    let rows = places.iter().filter(is_new).map(row).collect::<Result<Vec<_>>>()?;
    if rows.is_empty() {
        return Ok(());
    }
    if known.len() + rows.len() > rules::MOST_PRIORITIES {
        return Err(rules::TOO_MANY.into());
    }
    queries::add(conn, &rows)?;
    let named: Vec<String> = places.iter().map(Place::to_string).collect();
    note(conn, actor, ("call.prioritise", id), &json!({ "places": named }), now)
}

/// Puts a place back among the others.
pub fn put_back(
    conn: &mut Conn,
    actor: &Actor,
    (id, place): (&CallId, &Place),
    now: NaiveDateTime,
) -> Result<()> {
    written(conn, actor, id)?;
    if !queries::remove(conn, id, place)? {
        return Ok(());
    }
    note(conn, actor, ("call.deprioritise", id), &json!({ "place": place.to_string() }), now)
}

fn written(conn: &mut Conn, actor: &Actor, id: &CallId) -> Result<Call> {
    let call = calls::access::for_desk(conn, actor, id)?;
    if is_being_written(call.state) { Ok(call) } else { Err(rules::CALL_IS_OUT.into()) }
}

fn note(
    conn: &mut Conn,
    actor: &Actor,
    (action, call): (&str, &CallId),
    detail: &serde_json::Value,
    now: NaiveDateTime,
) -> Result<()> {
    let by = By::Account(actor.id.clone());
    history::record(conn, &by, action, ("call", call.as_str()), detail, now)
}

/// How much of what a call puts first an application means to cover; nothing when the call puts nothing first.
pub fn met(
    conn: &mut Conn,
    call: &CallId,
    (form, answers): (&Definition, &Answers),
    words: &Vocabularies,
) -> Result<Option<Met>> {
    let first = queries::priorities(conn, call)?;
    let aimed = rules::aimed_at(form, answers, words);
    let met = first.iter().filter(|one| aimed.contains(&one.place())).count();
    Ok((!first.is_empty()).then_some(Met { met, of: first.len() }))
}

/// So many of the places that come first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
pub struct Met {
    pub met: usize,
    pub of: usize,
}
