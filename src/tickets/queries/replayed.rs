//! Tickets and the network as they are, for trying out what another node would change.

use std::collections::HashMap;

use chrono::{NaiveDate, NaiveDateTime};
use diesel::prelude::*;

use super::routing::{DESK, DeskRow, RowColumns, absences_on, as_row, desk};
use crate::accounts::NodeId;
use crate::db::schema::{coverage, nodes, ticket_institutions, tickets};
use crate::db::{Conn, one_of};
use crate::i18n::Locale;
use crate::tickets::routing::{Inputs, Network};
use crate::tickets::{State, TicketId};

/// A ticket as routing looks at it, with who has it and how long it waited.
#[derive(Debug, Clone)]
pub struct Replayed {
    pub node: NodeId,
    pub inputs: Inputs,
    pub received_at: NaiveDateTime,
    pub first_answered_at: Option<NaiveDateTime>,
}

/// The tickets that were received since an instant, the newest first, at most so many.
pub fn received_since(
    conn: &mut Conn,
    since: NaiveDateTime,
    most: i64,
) -> QueryResult<Vec<Replayed>> {
    type Row = (
        TicketId,
        NodeId,
        (Option<String>, Option<String>, String, Option<String>, Locale),
        Option<NaiveDateTime>,
        Option<NaiveDateTime>,
    );
    let rows: Vec<Row> = tickets::table
        .filter(tickets::confirmed_at.ge(since))
        .filter(one_of(
            tickets::state,
            State::ALL
                .iter()
                .copied()
                .filter(|one| !matches!(one, State::Unconfirmed | State::Spam | State::Merged)),
        ))
        .order(tickets::confirmed_at.desc())
        .limit(most)
        .select((
            tickets::id,
            tickets::node_id,
            (
                tickets::site,
                tickets::region,
                tickets::discipline_codes,
                tickets::topic,
                tickets::language,
            ),
            tickets::confirmed_at,
            tickets::first_answered_at,
        ))
        .load(conn)?;
    let mut employers: HashMap<TicketId, Vec<String>> = HashMap::new();
    let named: Vec<(TicketId, String)> = ticket_institutions::table
        .inner_join(tickets::table.on(tickets::id.eq(ticket_institutions::ticket_id)))
        .filter(tickets::confirmed_at.ge(since))
        .order(ticket_institutions::position)
        .select((ticket_institutions::ticket_id, ticket_institutions::institution))
        .load(conn)?;
    for (ticket, institution) in named {
        employers.entry(ticket).or_default().push(institution);
    }
    let replayed = |(id, node, place, confirmed_at, first_answered_at): Row| {
        let (site, region, disciplines, topic, language) = place;
        let codes = disciplines.split(',').filter(|code| !code.is_empty());
        Replayed {
            node,
            inputs: Inputs {
                institutions: employers.remove(&id).unwrap_or_default(),
                site,
                region,
                disciplines: codes.map(str::to_owned).collect(),
                topic,
                language: language.as_str().to_owned(),
            },
            received_at: confirmed_at.unwrap_or(since),
            first_answered_at,
        }
    };
    Ok(rows.into_iter().map(replayed).collect())
}

/// All of the network that routing looks at, on a day.
pub fn whole_network(conn: &mut Conn, day: NaiveDate) -> QueryResult<Network> {
    let rows: Vec<RowColumns> = coverage::table
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
    let desks: Vec<(DeskRow, bool)> =
        nodes::table.select((DESK, nodes::fallback_desk)).load(conn)?;
    let fallback = desks.iter().find(|(_, fallback)| *fallback).map(|(row, _)| row.0.clone());
    Ok(Network {
        rows: rows.into_iter().map(as_row).collect(),
        fallback: fallback.ok_or(diesel::NotFound)?,
        desks: desks.into_iter().map(|(row, _)| desk(row)).collect(),
        absences: absences_on(conn, day)?,
    })
}
