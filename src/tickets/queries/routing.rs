//! What routing reads, and the record of what it decided.

use std::collections::HashMap;

use chrono::{NaiveDate, NaiveDateTime, TimeDelta};
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Nullable, Text, Timestamp};
use serde_json::json;

use crate::accounts::{AccountId, NodeId};
use crate::db::schema::{coverage, coverage_gaps, node_absences, nodes, routing_decisions};
use crate::db::{Conn, Statement, each, one_of, text_id};
use crate::network::{Kind, Status};
use crate::tickets::TicketId;
use crate::tickets::routing::{
    ALGORITHM, Absence, Decision, Desk, Inputs, Load, Network, Question, Row,
};

text_id! {
    /// One decision about who answers a ticket.
    DecisionId
}

pub(super) type DeskRow = (
    NodeId,
    String,
    Kind,
    Status,
    String,
    f64,
    f64,
    Option<NodeId>,
    Option<String>,
    Option<String>,
);
pub(super) type DeskColumns = (
    nodes::id,
    nodes::slug,
    nodes::kind,
    nodes::status,
    nodes::languages,
    nodes::full_time_equivalents,
    nodes::fairness_weight,
    nodes::relay_of,
    nodes::region,
    nodes::city,
);
pub(super) const DESK: DeskColumns = (
    nodes::id,
    nodes::slug,
    nodes::kind,
    nodes::status,
    nodes::languages,
    nodes::full_time_equivalents,
    nodes::fairness_weight,
    nodes::relay_of,
    nodes::region,
    nodes::city,
);

pub(super) fn desk(row: DeskRow) -> (NodeId, Desk) {
    let (
        id,
        slug,
        kind,
        status,
        languages,
        full_time_equivalents,
        fairness_weight,
        relay_of,
        region,
        city,
    ) = row;
    let desk = Desk {
        id: id.clone(),
        slug,
        kind,
        status,
        languages,
        full_time_equivalents,
        fairness_weight,
        relay_of,
        region,
        town: city.as_deref().map(crate::text::slug),
    };
    (id, desk)
}

pub(super) type RowColumns =
    (NodeId, Option<String>, Option<String>, Option<String>, Option<String>, Option<String>);

/// The coverage rows that share a key with a question, by the keys' indexes, and what surrounds them on that day.
pub fn network_around(
    conn: &mut Conn,
    question: &Question,
    day: NaiveDate,
) -> QueryResult<Network> {
    let mut shares_a_key: Box<
        dyn BoxableExpression<_, _, SqlType = Nullable<diesel::sql_types::Bool>>,
    > = Box::new(one_of(coverage::institution, question.institution_codes()));
    if let Some(site) = question.site() {
        shares_a_key = Box::new(shares_a_key.or(coverage::site.eq(site.to_owned())));
    }
    if let Some(region) = question.region() {
        shares_a_key = Box::new(shares_a_key.or(coverage::region.eq(region.to_owned())));
    }
    if let Some(topic) = question.topic() {
        shares_a_key = Box::new(shares_a_key.or(coverage::topic.eq(topic.to_owned())));
    }
    let disciplines = question.discipline_codes();
    if !disciplines.is_empty() {
        shares_a_key = Box::new(shares_a_key.or(one_of(coverage::discipline, disciplines)));
    }
    let rows: Vec<RowColumns> = coverage::table
        .filter(shares_a_key)
        .filter(coverage::starts_on.le(day))
        .filter(coverage::ends_on.is_null().or(coverage::ends_on.ge(day)))
        .select((
            coverage::node_id,
            coverage::institution,
            coverage::site,
            coverage::region,
            coverage::discipline,
            coverage::topic,
        ))
        .load(conn)?;
    let absences = absences_on(conn, day)?;
    let mut wanted: Vec<NodeId> = rows.iter().map(|row| row.0.clone()).collect();
    wanted.extend(absences.iter().filter_map(|absence| absence.stand_in.clone()));
    wanted.sort();
    wanted.dedup();
    let desks: Vec<(DeskRow, bool)> = nodes::table
        .filter(one_of(nodes::id, wanted).or(nodes::fallback_desk.eq(true)))
        .select((DESK, nodes::fallback_desk))
        .load(conn)?;
    let fallback = desks.iter().find(|(_, fallback)| *fallback).map(|(row, _)| row.0.clone());
    Ok(Network {
        rows: rows.into_iter().map(as_row).collect(),
        fallback: fallback.ok_or(diesel::NotFound)?,
        desks: desks.into_iter().map(|(row, _)| desk(row)).collect(),
        absences,
    })
}

pub(super) fn as_row(
    (node, institution, site, region, discipline, topic): RowColumns,
) -> (NodeId, Row) {
    (node, Row { institution, site, region, discipline, topic })
}

pub(super) fn absences_on(conn: &mut Conn, day: NaiveDate) -> QueryResult<Vec<Absence>> {
    let rows: Vec<(NodeId, NaiveDate, Option<NodeId>)> = node_absences::table
        .filter(node_absences::cancelled_at.is_null())
        .filter(node_absences::starts_on.le(day))
        .filter(node_absences::ends_on.ge(day))
        .order((node_absences::ends_on.desc(), node_absences::id))
        .select((node_absences::node_id, node_absences::ends_on, node_absences::stand_in_id))
        .load(conn)?;
    Ok(rows.into_iter().map(|(node, until, stand_in)| Absence { node, until, stand_in }).collect())
}

#[derive(QueryableByName)]
struct LoadRow {
    #[diesel(sql_type = Text)]
    node: String,
    #[diesel(sql_type = BigInt)]
    open: i64,
    #[diesel(sql_type = BigInt)]
    recent: i64,
    #[diesel(sql_type = Nullable<Timestamp>)]
    last_at: Option<NaiveDateTime>,
}

/// How busy some nodes are, each counted as far as is said beside it, in one statement of index ranges.
pub fn loads(
    conn: &mut Conn,
    tied: &[(NodeId, i64, i64)],
    now: NaiveDateTime,
) -> QueryResult<HashMap<NodeId, Load>> {
    let since = now - TimeDelta::days(30);
    let mut tied: Vec<_> = tied.iter().collect();
    tied.sort();
    let each = |statement: Statement, (place, (id, open, recent)): (usize, &(NodeId, i64, i64))| {
        let range = "(SELECT COUNT(*) FROM (SELECT 1 AS one FROM tickets WHERE node_id = ";
        statement
            .sql(if place > 0 { " UNION ALL SELECT " } else { "SELECT " })
            .value(id.as_str())
            .sql(" AS node, ")
            .sql(range)
            .value(id.as_str())
            .sql(&format!(" AND turn = 'ours' LIMIT {open}) AS capped) AS open, {range}"))
            .value(id.as_str())
            .sql(" AND created_at >= ")
            .instant(since)
            .sql(&format!(" LIMIT {recent}) AS capped) AS recent, "))
            .sql("(SELECT MAX(created_at) FROM tickets WHERE node_id = ")
            .value(id.as_str())
            .sql(") AS last_at")
    };
    let statement = tied.into_iter().enumerate().fold(Statement::default(), each);
    let rows: Vec<LoadRow> = statement.load(conn)?;
    let load = |row: LoadRow| {
        let id = row.node.parse().ok()?;
        let load = Load { open: row.open, last_30_days: row.recent, last_ticket_at: row.last_at };
        Some((id, load))
    };
    Ok(rows.into_iter().filter_map(load).collect())
}

/// Who decided.
#[derive(Debug, Clone)]
pub enum DecidedBy<'a> {
    Rule,
    Person {
        account: &'a AccountId,
        reason: &'a str,
    },
    /// Another node accepted it.
    Referral {
        account: &'a AccountId,
        reason: &'a str,
    },
    /// Another node refused it, or did not answer.
    Return {
        account: Option<&'a AccountId>,
        reason: &'a str,
    },
}

/// Keeps a decision with everything that led to it.
pub fn record_decision(
    conn: &mut Conn,
    ticket: &TicketId,
    inputs: &Inputs,
    decision: &Decision,
    by: &DecidedBy<'_>,
    now: NaiveDateTime,
) -> QueryResult<()> {
    let (decided_by, account, reason) = match by {
        DecidedBy::Rule => ("rule", None, ""),
        DecidedBy::Person { account, reason } => ("person", Some(*account), *reason),
        DecidedBy::Referral { account, reason } => ("referral", Some(*account), *reason),
        DecidedBy::Return { account, reason } => ("return", *account, *reason),
    };
    let candidates = json!({ "candidates": decision.candidates, "skipped": decision.skipped,
                             "mentor": decision.mentor });
    diesel::insert_into(routing_decisions::table)
        .values((
            routing_decisions::id.eq(DecisionId::new()),
            routing_decisions::ticket_id.eq(ticket),
            routing_decisions::decided_at.eq(now),
            routing_decisions::decided_by.eq(decided_by),
            routing_decisions::account_id.eq(account),
            routing_decisions::node_id.eq(&decision.node),
            routing_decisions::rule.eq(decision.rule.as_str()),
            routing_decisions::gap.eq(decision.gap),
            routing_decisions::inputs.eq(json!(inputs).to_string()),
            routing_decisions::candidates.eq(candidates.to_string()),
            routing_decisions::reason.eq(reason),
            routing_decisions::algorithm.eq(ALGORITHM),
        ))
        .execute(conn)
        .map(drop)
}

/// A decision as it was kept.
#[derive(Debug, Clone, Queryable)]
pub struct Recorded {
    pub decided_at: NaiveDateTime,
    pub decided_by: String,
    pub account: Option<AccountId>,
    pub node: NodeId,
    pub rule: String,
    pub gap: bool,
    pub inputs: String,
    pub candidates: String,
    pub reason: String,
}

/// Every decision about a ticket, newest first.
pub fn decisions_of(conn: &mut Conn, ticket: &TicketId) -> QueryResult<Vec<Recorded>> {
    routing_decisions::table
        .filter(routing_decisions::ticket_id.eq(ticket))
        .order((routing_decisions::decided_at.desc(), routing_decisions::id.desc()))
        .select((
            routing_decisions::decided_at,
            routing_decisions::decided_by,
            routing_decisions::account_id,
            routing_decisions::node_id,
            routing_decisions::rule,
            routing_decisions::gap,
            routing_decisions::inputs,
            routing_decisions::candidates,
            routing_decisions::reason,
        ))
        .load(conn)
}

impl Recorded {
    /// Whether it moved nothing: an offer was not taken, and the ticket stayed where it was.
    pub fn is_return(&self) -> bool {
        self.decided_by == "return"
    }
}

/// Notes what nobody covered; a ticket has one gap at most.
pub fn put_gap(
    conn: &mut Conn,
    ticket: &TicketId,
    inputs: &Inputs,
    now: NaiveDateTime,
) -> QueryResult<()> {
    let row = (
        coverage_gaps::ticket_id.eq(ticket),
        coverage_gaps::institution.eq(inputs.institutions.first()),
        coverage_gaps::site.eq(&inputs.site),
        coverage_gaps::region.eq(&inputs.region),
        coverage_gaps::disciplines.eq(inputs.disciplines.join(",")),
        coverage_gaps::topic.eq(&inputs.topic),
        coverage_gaps::recorded_at.eq(now),
    );
    let new = each!(conn, real => diesel::insert_into(coverage_gaps::table).values(row).on_conflict_do_nothing().execute(real))?;
    if new == 1 { super::tally::note_gap(conn, ticket) } else { Ok(()) }
}

/// Whether a node takes questions on a day, and its names.
pub fn receiving_node(conn: &mut Conn, id: &NodeId, day: NaiveDate) -> QueryResult<Option<Desk>> {
    let row: Option<DeskRow> = nodes::table.find(id).select(DESK).first(conn).optional()?;
    let away = absences_on(conn, day)?.iter().any(|absence| absence.node == *id);
    Ok(row
        .map(|row| desk(row).1)
        .filter(|desk| desk.status.receives() && desk.kind.has_desk() && !away))
}

pub fn node_id_of_slug(conn: &mut Conn, slug: &str) -> QueryResult<Option<NodeId>> {
    nodes::table.filter(nodes::slug.eq(slug)).select(nodes::id).first(conn).optional()
}

/// The names of nodes by their slugs.
pub fn names_of_slugs(conn: &mut Conn, slugs: &[String]) -> QueryResult<HashMap<String, String>> {
    let found: Vec<(String, String)> = nodes::table
        .filter(one_of(nodes::slug, slugs))
        .select((nodes::slug, nodes::short_name))
        .load(conn)?;
    Ok(found.into_iter().collect())
}

/// A node as the team that asks is told of it.
#[derive(Debug, Clone, Queryable, serde::Serialize)]
pub struct DeskCard {
    pub slug: String,
    pub name: String,
    pub short_name: String,
    pub city: Option<String>,
}

pub fn desk_card(conn: &mut Conn, id: &NodeId) -> QueryResult<DeskCard> {
    nodes::table
        .find(id)
        .select((nodes::slug, nodes::name, nodes::short_name, nodes::city))
        .first(conn)
}

impl Recorded {
    /// The decision as routing made it, from what was kept of it.
    pub fn decision(&self) -> crate::Result<Decision> {
        let unreadable = |error| anyhow::Error::new(error).context("a recorded decision");
        let mut kept: serde_json::Value =
            serde_json::from_str(&self.candidates).map_err(unreadable)?;
        let (candidates, skipped) = (kept["candidates"].take(), kept["skipped"].take());
        Ok(Decision {
            node: self.node.clone(),
            slug: String::new(),
            rule: self.rule.parse().map_err(anyhow::Error::msg)?,
            gap: self.gap,
            candidates: serde_json::from_value(candidates).map_err(unreadable)?,
            skipped: serde_json::from_value(skipped).map_err(unreadable)?,
            mentor: serde_json::from_value(kept["mentor"].take()).map_err(unreadable)?,
        })
    }

    pub fn inputs(&self) -> crate::Result<Inputs> {
        Ok(serde_json::from_str(&self.inputs).map_err(anyhow::Error::new)?)
    }
}
