//! Keeping figures ready: adding what changed, counting months anew, publishing what the public sees.

use std::collections::BTreeMap;

use anyhow::Context;
use chrono::{Datelike, NaiveDate, NaiveDateTime, TimeDelta};

use super::queries::{self, Nodes, Wanted};
use super::rules::{self, Counted, Narrowed, Steering};
use super::{Figures, Period};
use crate::accounts::{Actor, NodeId};
use crate::app::App;
use crate::clock::network_day;
use crate::db::Conn;
use crate::knowledge;
use crate::network::{self, NodeName};
use crate::taxonomy::Vocabularies;
use crate::tickets::queries::{first_received, tallies_between};
use crate::tickets::tally::{Measure, Tallies};
use crate::{Error, Result};

/// Each month is counted anew after so long a time, should anything have been forgotten.
const TRUSTED_FOR: TimeDelta = TimeDelta::days(1);

/// Counts months that were not, adds the changes since, and publishes what is due; answers how many things it did.
pub fn keep(app: &App, now: NaiveDateTime) -> Result<usize> {
    let mut done = 0;
    let missing = app.db.read_now(|conn| missing_months(conn, now))?;
    let stale = app.db.read_now(|conn| Ok(queries::stalest(conn, now - TRUSTED_FOR)?))?;
    for month in missing.into_iter().chain(stale) {
        app.db.write_step(|conn| recount(conn, month, now))?;
        done += 1;
    }
    loop {
        let added = app.db.write_step(add_changes)?;
        done += added;
        if i64::try_from(added).is_ok_and(|added| added < queries::MOST_CHANGES) {
            break;
        }
    }
    let words = app.vocabularies();
    Ok(done + app.db.write_now(|conn| publish(conn, &words, now))?)
}

fn missing_months(conn: &mut Conn, now: NaiveDateTime) -> Result<Vec<NaiveDate>> {
    let Some(first) = first_received(conn)? else { return Ok(Vec::new()) };
    let tallied = queries::tallied(conn)?;
    let all = rules::months(first, network_day(now));
    Ok(all.filter(|month| !tallied.contains(month)).collect())
}

/// Counts a month from its tickets. What changes meanwhile is noted beside it and not lost.
pub fn recount(conn: &mut Conn, month: NaiveDate, now: NaiveDateTime) -> Result<()> {
    conn.see_one_moment()?;
    let summed = read_month(conn, month)?;
    put_month(conn, month, summed, now)
}

/// What a month adds up to by its tickets.
pub fn read_month(conn: &mut Conn, month: NaiveDate) -> Result<Tallies> {
    let period = Period { from: month, to: rules::next_month(month).pred_opt().unwrap_or(month) };
    let (from, until) = period.instants();
    Ok(queries::summed(tallies_between(conn, from, until)?))
}

fn put_month(conn: &mut Conn, month: NaiveDate, summed: Tallies, now: NaiveDateTime) -> Result<()> {
    queries::forget_month(conn, month)?;
    queries::add_summed(conn, summed)?;
    Ok(queries::put_month(conn, month, now)?)
}

/// Counts every month in which something was received, but for those that an import has read on its way, which writes
/// alone.
pub fn recount_all(
    app: &App,
    mut read: BTreeMap<NaiveDate, Tallies>,
    now: NaiveDateTime,
) -> Result<()> {
    let Some(first) = app.db.read_now(|conn| Ok(first_received(conn)?))? else { return Ok(()) };
    for month in rules::months(first, network_day(now)) {
        app.db.write_now(|conn| match read.remove(&month) {
            Some(summed) => put_month(conn, month, summed, now),
            None => recount(conn, month, now),
        })?;
    }
    Ok(())
}

/// Adds the oldest changes to the tallies of their months; a month that was never counted needs none.
fn add_changes(conn: &mut Conn) -> Result<usize> {
    conn.see_one_moment()?;
    let (ids, mut changes) = queries::changes(conn)?;
    if ids.is_empty() {
        return Ok(0);
    }
    let tallied = queries::tallied(conn)?;
    changes.retain(|tally, _| tallied.contains(&tally.month));
    queries::add(conn, changes)?;
    queries::forget_changes(conn, &ids)?;
    Ok(ids.len())
}

/// Publishes each year as of the end of the last month, and leaves it so until the next one has ended.
fn publish(conn: &mut Conn, words: &Vocabularies, now: NaiveDateTime) -> Result<usize> {
    let as_of = rules::last_published(network_day(now));
    let Some(first) = first_received(conn)? else { return Ok(0) };
    let there = queries::published_years(conn, as_of)?;
    let missing: Vec<i32> =
        (first.year()..=as_of.year()).filter(|year| !there.contains(year)).collect();
    if missing.is_empty() {
        return Ok(0);
    }
    let mut years = BTreeMap::new();
    for year in missing {
        let period = rules::public_year(year, as_of);
        let figures = count(conn, period, words, false, now)?;
        let text = serde_json::to_string(&figures).context("writing figures")?;
        years.insert(year, text);
    }
    queries::publish(conn, as_of, &years, now)?;
    Ok(years.len())
}

/// The figures of a period as they stand; small numbers left out unless `exact`.
pub fn count(
    conn: &mut Conn,
    period: Period,
    words: &Vocabularies,
    exact: bool,
    now: NaiveDateTime,
) -> Result<Figures> {
    let parts = rules::parts(period, &queries::tallied(conn)?, network_day(now));
    let lists = vec![(Nodes::Whole, Counted::MEASURES)];
    let wanted = Wanted { lists, by_month: false, ..Wanted::default() };
    let counted = Counted::of(queries::count(conn, &wanted, &parts)?);
    let spared = knowledge::queries::spared_between(conn, (period.from, period.to), None)?;
    let deflected = rules::alone(spared, exact);
    Ok(Figures { deflected, ..rules::figures(&counted, words, exact) })
}

/// What somebody who steers sees.
pub struct Steered {
    pub figures: Steering,
    /// The node that is looked at; the whole network without one.
    pub node: Option<NodeName>,
    /// All nodes, by name.
    pub nodes: Vec<NodeName>,
    pub own: Vec<NodeId>,
    pub sees_network: bool,
}

/// The figures of the network or of a node, month by month: coordinators see all, others the nodes they work for.
pub fn steer(
    conn: &mut Conn,
    actor: &Actor,
    (node, period): (&str, Period),
    narrowed: &Narrowed,
    words: &Vocabularies,
    now: NaiveDateTime,
) -> Result<Steered> {
    let own: Vec<NodeId> = actor.nodes().cloned().collect();
    let sees_network = actor.coordinates();
    conn.at_one_moment(|conn| {
        let nodes = network::queries::names(conn)?;
        let named = |known: &&NodeName| {
            if node.is_empty() { own.first() == Some(&known.id) } else { known.slug == node }
        };
        let node = match node {
            "" if sees_network => None,
            _ => {
                let found = nodes.iter().find(named).ok_or(Error::NotFound)?;
                if !sees_network && !own.contains(&found.id) {
                    return Err(Error::NotFound);
                }
                Some(found.clone())
            }
        };
        let parts = rules::parts(period, &queries::tallied(conn)?, network_day(now));
        let wanted = Wanted {
            lists: lists_of(node.as_ref(), narrowed),
            by_month: true,
            region: narrowed.region.clone(),
            topic: narrowed.topic.clone(),
        };
        let tallies = queries::count(conn, &wanted, &parts)?;
        let mut figures = rules::steering(&tallies, narrowed, period, words);
        // A question that nobody asked has no region, no field and no topic.
        if narrowed.is_all() {
            let days = (period.from, period.to);
            let of = node.as_ref().map(|node| &node.id);
            figures.figures.deflected = Some(knowledge::queries::spared_between(conn, days, of)?);
        }
        Ok(Steered { figures, node, nodes, own: own.clone(), sees_network })
    })
}

fn lists_of(node: Option<&NodeName>, narrowed: &Narrowed) -> Vec<(Nodes, &'static [Measure])> {
    use Measure::{
        Answer, AnswerPart, Gap, Received, Referral, ReferralPart, Reopening, ReopeningPart,
        Resolution, ResolutionPart, Score, ScorePart,
    };
    const PARTS: &[Measure] =
        &[Received, AnswerPart, ResolutionPart, ScorePart, ReferralPart, ReopeningPart];
    match (node, narrowed.is_all()) {
        (Some(node), true) => vec![(
            Nodes::One(node.id.clone()),
            &[Received, Answer, Resolution, Score, Referral, Reopening],
        )],
        (Some(node), false) => vec![(Nodes::One(node.id.clone()), PARTS)],
        (None, true) => vec![
            (Nodes::Each, &[Received, Referral, Reopening]),
            (Nodes::Whole, &[Answer, Resolution, Score, Gap]),
        ],
        (None, false) => vec![(Nodes::Each, PARTS), (Nodes::Whole, &[Gap])],
    }
}
