//! What narrows a list: its filters, each a condition.

use chrono::{NaiveDate, NaiveDateTime, NaiveTime};
use diesel::prelude::*;

use super::{Counted, Filter, Query};
use crate::db::one_of;
use crate::db::schema::{
    coverage_gaps, disciplines, handovers, messages, ticket_disciplines, ticket_tags, tickets,
};
use crate::tickets::{HandoverKind, State};

pub fn narrowed<'a>(mut query: Query<'a>, filter: &'a Filter) -> Query<'a> {
    if let Some(node) = filter.node.as_ref().filter(|_| filter.counted != Some(Counted::Referrals))
    {
        query = query.filter(tickets::node_id.eq(node));
    }
    if let (Some(state), Some(_)) = (filter.state, filter.queue) {
        query = query.filter(tickets::state.eq(state));
    }
    if let Some(assignee) = &filter.assignee {
        query = query.filter(tickets::assignee_id.eq(assignee));
    }
    if let Some(region) = &filter.region {
        query = query.filter(tickets::region.eq(region));
    }
    if let Some(topic) = &filter.topic {
        query = query.filter(tickets::topic.eq(topic));
    }
    if let Some(institution) = &filter.institution {
        query = query.filter(tickets::institution.eq(institution));
    }
    if let Some(discipline) = &filter.discipline {
        let has =
            ticket_disciplines::table.filter(ticket_disciplines::ticket_id.eq(tickets::id)).filter(
                ticket_disciplines::discipline
                    .eq(discipline)
                    .or(ticket_disciplines::discipline.eq_any(below(discipline))),
            );
        query = query.filter(diesel::dsl::exists(has));
    }
    if let Some(field) = &filter.field {
        let counts = ticket_disciplines::table
            .filter(ticket_disciplines::ticket_id.eq(tickets::id))
            .filter(ticket_disciplines::position.eq(0))
            .filter(
                ticket_disciplines::discipline
                    .eq(field)
                    .or(ticket_disciplines::discipline.eq_any(below(field))),
            );
        query = query.filter(diesel::dsl::exists(counts));
    }
    if let Some(tags) = &filter.tags {
        let tagged = ticket_tags::table.filter(one_of(ticket_tags::tag_id, tags));
        query = query.filter(tickets::id.eq_any(tagged.select(ticket_tags::ticket_id)));
    }
    query = match filter.counted {
        None => received(query, filter),
        Some(Counted::Open) => received(query, filter).filter(tickets::state.ne(State::Closed)),
        Some(Counted::Referrals) => {
            let (from, before) = days(filter);
            let all = handovers::table
                .filter(handovers::kind.eq(HandoverKind::Referral))
                .filter(handovers::begun_at.ge(from).and(handovers::begun_at.lt(before)))
                .select(handovers::ticket_id);
            match &filter.node {
                None => query.filter(tickets::id.eq_any(all)),
                Some(node) => {
                    query.filter(tickets::id.eq_any(all.filter(handovers::from_node.eq(node))))
                }
            }
        }
        Some(Counted::Reopenings) => {
            let (from, before) = days(filter);
            let all = messages::table
                .filter(messages::event.eq("reopened"))
                .filter(messages::created_at.ge(from).and(messages::created_at.lt(before)))
                .select(messages::ticket_id);
            query.filter(tickets::id.eq_any(all))
        }
    };
    if filter.gaps_only {
        query =
            query.filter(tickets::id.eq_any(coverage_gaps::table.select(coverage_gaps::ticket_id)));
    }
    query
}

/// The days that a list is narrowed to; all there are without.
fn days(filter: &Filter) -> (NaiveDateTime, NaiveDateTime) {
    let far =
        |year| NaiveDate::from_ymd_opt(year, 1, 1).unwrap_or_default().and_time(NaiveTime::MIN);
    (
        filter.received_from.unwrap_or_else(|| far(1000)),
        filter.received_before.unwrap_or_else(|| far(9999)),
    )
}

fn received<'a>(mut query: Query<'a>, filter: &'a Filter) -> Query<'a> {
    if let Some(from) = filter.received_from {
        query = query.filter(tickets::confirmed_at.ge(from));
    }
    if let Some(before) = filter.received_before {
        query = query.filter(tickets::confirmed_at.lt(before));
    }
    query
}

diesel::alias!(disciplines as upper: UpperDisciplines);

/// The disciplines below another one, of which there are two levels at most.
#[diesel::dsl::auto_type]
fn below<'a>(discipline: &'a String) -> _ {
    let fields = upper
        .filter(upper.field(disciplines::parent).eq(discipline))
        .select(upper.field(disciplines::code).nullable());
    disciplines::table
        .filter(disciplines::parent.eq(discipline).or(disciplines::parent.eq_any(fields)))
        .select(disciplines::code)
}
