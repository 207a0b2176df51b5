//! Synthetic tickets as rows, a table at a time.

use diesel::prelude::*;
use serde_json::json;

use super::seed::{Situation, Sown};
use crate::Result;
use crate::db::Conn;
use crate::db::schema::{
    audit_events, coverage_gaps, messages, routing_decisions, satisfactions, ticket_disciplines,
    ticket_institutions, tickets,
};
use crate::db::search::Line;
use crate::text::fold;
use crate::tickets::queries::search;
use crate::tickets::routing::ALGORITHM;
use crate::tickets::{AuthorKind, MessageKind, Via};

/// Rows of one statement: SQLite binds 32,766 values at most.
pub(super) const CHUNK: usize = 400;

/// Inserts rows in statements of [`CHUNK`].
macro_rules! put {
    ($conn:expr, $table:expr, $rows:expr) => {{
        let rows = $rows;
        for chunk in rows.chunks($crate::demo::seed_rows::CHUNK) {
            $crate::db::each!($conn, real => diesel::insert_into($table).values(chunk).execute(real))?;
        }
    }};
}
pub(super) use put;

pub(super) fn insert(
    conn: &mut Conn,
    sown: &[Sown],
    lines: &[Line],
    situations: &[Situation],
) -> Result<()> {
    tickets_of(conn, sown, situations)?;
    details_of(conn, sown, situations)?;
    messages_of(conn, sown)?;
    crate::db::search::put(conn, search::INDEX, lines)?;
    records_of(conn, sown, situations)
}

fn at<'a>(situations: &'a [Situation], ticket: &Sown) -> &'a Situation {
    situations.get(ticket.situation).unwrap_or(&situations[0])
}

fn tickets_of(conn: &mut Conn, sown: &[Sown], situations: &[Situation]) -> Result<()> {
    let rows: Vec<_> = sown
        .iter()
        .map(|ticket| {
            let Situation { inputs, decision, .. } = at(situations, ticket);
            let terms = fold(&format!(
                "{} {} {} {}",
                ticket.reference, ticket.subject, ticket.asker_name, ticket.asker_email
            ));
            (
                (
                    tickets::id.eq(&ticket.id),
                    tickets::reference.eq(&ticket.reference),
                    tickets::subject.eq(&ticket.subject),
                    tickets::state.eq(ticket.state),
                    tickets::turn.eq(ticket.state.turn()),
                    tickets::node_id.eq(&decision.node),
                    tickets::assignee_id.eq(&ticket.assignee),
                    tickets::asker_name.eq(&ticket.asker_name),
                    tickets::asker_email.eq(&ticket.asker_email),
                    tickets::institution.eq(inputs.institutions.first()),
                    tickets::site.eq(&inputs.site),
                    tickets::region.eq(&inputs.region),
                    tickets::discipline_codes.eq(inputs.disciplines.join(",")),
                    tickets::topic.eq(&inputs.topic),
                    tickets::confirmed_topic.eq(ticket.closed_at.and(inputs.topic.as_ref())),
                ),
                (
                    tickets::language.eq(ticket.language),
                    tickets::via.eq(Via::Page),
                    tickets::outcome.eq(ticket.outcome),
                    tickets::created_at.eq(ticket.created_at),
                    tickets::confirmed_at.eq(ticket.created_at),
                    tickets::first_answered_at.eq(ticket.answered_at),
                    tickets::closed_at.eq(ticket.closed_at),
                    tickets::last_activity_at.eq(ticket.last_activity_at),
                    tickets::terms.eq(terms),
                ),
            )
        })
        .collect();
    put!(conn, tickets::table, rows);
    Ok(())
}

fn details_of(conn: &mut Conn, sown: &[Sown], situations: &[Situation]) -> Result<()> {
    let disciplines: Vec<_> = sown
        .iter()
        .flat_map(|ticket| {
            let codes = &at(situations, ticket).inputs.disciplines;
            (0..).zip(codes).map(move |(position, code): (i32, _)| {
                (
                    ticket_disciplines::ticket_id.eq(&ticket.id),
                    ticket_disciplines::discipline.eq(code),
                    ticket_disciplines::position.eq(position),
                )
            })
        })
        .collect();
    put!(conn, ticket_disciplines::table, disciplines);
    let institutions: Vec<_> = sown
        .iter()
        .flat_map(|ticket| {
            at(situations, ticket).inputs.institutions.iter().map(move |slug| {
                (
                    ticket_institutions::ticket_id.eq(&ticket.id),
                    ticket_institutions::institution.eq(slug),
                    ticket_institutions::position.eq(0),
                )
            })
        })
        .collect();
    put!(conn, ticket_institutions::table, institutions);
    Ok(())
}

fn messages_of(conn: &mut Conn, sown: &[Sown]) -> Result<()> {
    let rows: Vec<_> = sown
        .iter()
        .flat_map(|ticket| {
            let [question, answer] = &ticket.message_ids;
            let first = (
                question,
                AuthorKind::Team,
                None,
                &ticket.asker_name,
                &ticket.body,
                ticket.created_at,
            );
            let second =
                ticket.answer.as_ref().zip(ticket.answered_at).map(|(body, answered_at)| {
                    (
                        answer,
                        AuthorKind::Staff,
                        ticket.assignee.as_ref(),
                        &ticket.asker_name,
                        body,
                        answered_at,
                    )
                });
            [Some(first), second].into_iter().flatten().map(
                move |(id, kind, author, name, body, at)| {
                    (
                        messages::id.eq(id),
                        messages::ticket_id.eq(&ticket.id),
                        messages::kind.eq(MessageKind::Public),
                        messages::author_kind.eq(kind),
                        messages::author_id.eq(author),
                        messages::author_name.eq(name),
                        messages::via.eq(Via::Page),
                        messages::body.eq(body),
                        messages::created_at.eq(at),
                    )
                },
            )
        })
        .collect();
    put!(conn, messages::table, rows);
    Ok(())
}

/// What the search index holds of them.
pub(super) fn index_lines(sown: &[Sown], situations: &[Situation]) -> Vec<Line> {
    sown.iter()
        .map(|ticket| {
            let Situation { inputs, decision, .. } = at(situations, ticket);
            let head = search::Head {
                id: ticket.id.clone(),
                reference: ticket.reference.clone(),
                subject: ticket.subject.clone(),
                state: ticket.state,
                node_id: decision.node.clone(),
                assignee_id: ticket.assignee.as_ref().map(ToString::to_string),
                asker_name: ticket.asker_name.clone(),
                asker_email: ticket.asker_email.clone(),
                beneficiary_name: None,
                institution: inputs.institutions.first().cloned(),
                region: inputs.region.clone(),
                discipline_codes: inputs.disciplines.join(","),
                topic: inputs.topic.clone(),
                language: ticket.language,
                last_activity_at: ticket.last_activity_at,
            };
            let said = [Some(&ticket.body), ticket.answer.as_ref()];
            let said = said.into_iter().flatten().map(|body| (String::new(), body.as_str()));
            search::line(&head, said)
        })
        .collect()
}

fn records_of(conn: &mut Conn, sown: &[Sown], situations: &[Situation]) -> Result<()> {
    let known: Vec<_> = situations
        .iter()
        .map(|situation| {
            let decision = &situation.decision;
            let candidates =
                json!({ "candidates": decision.candidates, "skipped": decision.skipped });
            (json!(situation.inputs).to_string(), candidates.to_string())
        })
        .collect();
    let decisions: Vec<_> = sown
        .iter()
        .filter_map(|ticket| {
            let (decision, (inputs, candidates)) =
                (&at(situations, ticket).decision, known.get(ticket.situation)?);
            Some((
                routing_decisions::id.eq(&ticket.decision_id),
                routing_decisions::ticket_id.eq(&ticket.id),
                routing_decisions::decided_at.eq(ticket.created_at),
                routing_decisions::decided_by.eq("rule"),
                routing_decisions::node_id.eq(&decision.node),
                routing_decisions::rule.eq(decision.rule.as_str()),
                routing_decisions::gap.eq(decision.gap),
                routing_decisions::inputs.eq(inputs),
                routing_decisions::candidates.eq(candidates),
                routing_decisions::algorithm.eq(ALGORITHM),
            ))
        })
        .collect();
    put!(conn, routing_decisions::table, decisions);
    let gaps: Vec<_> = sown
        .iter()
        .filter(|ticket| at(situations, ticket).decision.gap)
        .map(|ticket| {
            let inputs = &at(situations, ticket).inputs;
            (
                coverage_gaps::ticket_id.eq(&ticket.id),
                coverage_gaps::institution.eq(inputs.institutions.first()),
                coverage_gaps::site.eq(&inputs.site),
                coverage_gaps::region.eq(&inputs.region),
                coverage_gaps::disciplines.eq(inputs.disciplines.join(",")),
                coverage_gaps::topic.eq(&inputs.topic),
                coverage_gaps::recorded_at.eq(ticket.created_at),
            )
        })
        .collect();
    put!(conn, coverage_gaps::table, gaps);
    let scores: Vec<_> = sown
        .iter()
        .filter_map(|ticket| {
            Some((
                satisfactions::ticket_id.eq(&ticket.id),
                satisfactions::score.eq(ticket.score?),
                satisfactions::given_at.eq(ticket.closed_at?),
            ))
        })
        .collect();
    put!(conn, satisfactions::table, scores);
    let events: Vec<_> = sown
        .iter()
        .map(|ticket| {
            (
                audit_events::id.eq(&ticket.event_id),
                audit_events::at.eq(ticket.created_at),
                audit_events::actor_kind.eq("system"),
                audit_events::action.eq("ticket.seed"),
                audit_events::subject_kind.eq("ticket"),
                audit_events::subject_id.eq(&ticket.id),
                audit_events::detail.eq("{}"),
            )
        })
        .collect();
    put!(conn, audit_events::table, events);
    Ok(())
}
