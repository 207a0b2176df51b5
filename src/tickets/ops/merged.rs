//! What nodes do together, when a ticket goes into another one and when it comes back.

use chrono::NaiveDateTime;
use serde_json::json;

use super::handover::{record, slug_of};
use super::staff;
use crate::accounts::Actor;
use crate::clock::network_day;
use crate::db::Conn;
use crate::history::By;
use crate::tickets::{
    Ending, Handover, HandoverKind, Proposal, Sees, Ticket, mail, queries, rules,
};
use crate::{Result, deadlines};

/// The node whose ticket another node's ticket took in answers there too: it keeps its notes, its files and its team.
/// Nothing is asked of it anew.
pub(super) fn keep_sharing(
    conn: &mut Conn,
    actor: &Actor,
    ticket: &Ticket,
    into: &Ticket,
    now: NaiveDateTime,
) -> Result<()> {
    let shares =
        |found: &Handover| found.kind == HandoverKind::Share && found.to_node == ticket.node_id;
    if ticket.node_id == into.node_id || queries::going_on(conn, &into.id)?.iter().any(shares) {
        return Ok(());
    }
    let proposal = Proposal {
        kind: HandoverKind::Share,
        to: ticket.node_id.clone(),
        sees: Sees::Thread,
        reason: ticket.reference.clone(),
    };
    queries::insert_handover(conn, (&into.id, &into.node_id), &proposal, &actor.id, None, now)?;
    let detail = json!({ "to": slug_of(conn, &ticket.node_id)? });
    record(conn, &By::Account(actor.id.clone()), "share", into, &detail, now)?;
    Ok(queries::insert_event(conn, &into.id, &staff(actor), "share", &detail, now)?)
}

/// Tells the people of the node that had a ticket where it went, unless one of them did it.
pub(super) fn tell_former(
    conn: &mut Conn,
    actor: &Actor,
    ticket: &Ticket,
    into: &Ticket,
    now: NaiveDateTime,
) -> Result<()> {
    let former = &ticket.node_id;
    if *former == into.node_id || actor.works_for(former) {
        return Ok(());
    }
    let by = queries::desk_card(conn, &into.node_id)?.short_name;
    let payload = json!({ "author": actor.name, "other": ticket.reference, "by": by });
    mail::to_staff_of(conn, into, former, "ticket_taken_in", &payload, (None, now))
}

/// Ends the share that a merge made, now that the merge is undone. One that people made themselves goes on.
pub(super) fn stop_sharing(
    conn: &mut Conn,
    actor: &Actor,
    (ticket, into): (&Ticket, &Ticket),
    now: NaiveDateTime,
) -> Result<()> {
    for found in queries::going_on(conn, &into.id)? {
        let made_by_it = found.kind == HandoverKind::Share
            && found.to_node == ticket.node_id
            && Some(found.begun_at) == ticket.merged_at;
        if made_by_it && queries::end_handover(conn, &found.id, Ending::Over, (None, ""), now)? {
            let detail = json!({ "to": slug_of(conn, &found.to_node)? });
            record(conn, &By::Account(actor.id.clone()), "end_share", into, &detail, now)?;
            queries::insert_event(conn, &into.id, &staff(actor), "end_share", &detail, now)?;
        }
    }
    Ok(())
}

/// Goes on with what a merge ended, now that it is undone. A referral may be answered as long as at first.
pub(super) fn resume(
    conn: &mut Conn,
    actor: &Actor,
    ticket: &Ticket,
    now: NaiveDateTime,
) -> Result<()> {
    let Some(merged_at) = ticket.merged_at else { return Ok(()) };
    for found in queries::resume_handovers(conn, &ticket.id, merged_at)? {
        if found.kind == HandoverKind::Referral {
            let calendar = deadlines::queries::desk(conn, &found.to_node, now)?.calendar;
            let due = rules::answer_by(&calendar, network_day(now));
            queries::set_handover_due(conn, &found.id, due)?;
        }
        let detail = json!({ "to": slug_of(conn, &found.to_node)?, "kind": found.kind });
        record(conn, &By::Account(actor.id.clone()), "resume", ticket, &detail, now)?;
        queries::insert_event(conn, &ticket.id, &staff(actor), "resumed", &detail, now)?;
    }
    Ok(())
}
