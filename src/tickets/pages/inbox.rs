//! The inbox: the morning page of those who answer.

use std::collections::HashMap;

use actix_web::http::{StatusCode, header};
use actix_web::{HttpResponse, web};
use chrono::NaiveDateTime;

use super::bulk::Report;
use super::found::Findings;
use super::inbox_view::shown;
use super::wanted::{PER_PAGE, Wanted};
use crate::Result;
use crate::accounts::{Actor, NodeId};
use crate::clock::network_day;
use crate::db::Conn;
use crate::duty::rules::Away;
use crate::duty::{self, Note};
use crate::network::{self, NodeName};
use crate::search::Search;
use crate::tickets::TicketId;
use crate::tickets::queries::inbox::{self, Counts, Queue, Reader, Row, Scope};
use crate::tickets::queries::search::{Found, Readable};
use crate::tickets::queries::{self, DeskMember};
use crate::triage::pages::{ViewsColumn, views_column};
use crate::triage::{self, Marks, TagId};
use crate::web::{Context, Cursor, Door, Staff};

/// All that the page is made of, read at once.
pub(super) struct Loaded {
    pub members: Vec<DeskMember>,
    pub counts: Counts,
    /// The queue that is shown; none is every ticket.
    pub queue: Option<Queue>,
    pub on_duty: bool,
    /// Whether the reader looks after the tickets of somebody who is away.
    pub stands_in: bool,
    /// What colleagues left for the reader.
    pub notes: Vec<Note>,
    pub rows: Vec<Row>,
    /// Where the words were found, when words were looked for.
    pub findings: Option<Findings>,
    pub next: Option<Cursor>,
    /// After how many tickets with the words the search stopped, while others may have them.
    pub stopped_after: Option<usize>,
    pub marks: HashMap<TicketId, Marks>,
    pub views: ViewsColumn,
    /// Every node, when they are offered as a filter.
    pub nodes: Vec<NodeName>,
}

pub async fn show(cx: Context<Staff>, wanted: web::Query<Wanted>) -> Result<HttpResponse> {
    list(&cx, cx.actor(), wanted.into_inner(), None).await
}

/// The list, after what `report` says was just done to some of it.
pub(super) async fn list<D: Door>(
    cx: &Context<D>,
    actor: Actor,
    wanted: Wanted,
    report: Option<Report>,
) -> Result<HttpResponse> {
    let (asked, reader, now) = (wanted.clone(), actor.clone(), cx.now);
    let loaded = cx.db.read(move |conn| load(conn, &reader, &asked, now)).await?;
    let words = cx.app.vocabularies();
    let fragment = is_fragment(cx);
    let mut view = shown(cx.locale, &words, &actor, &wanted, loaded, cx.now);
    if let Some(report) = &report {
        view.keep(report);
    }
    (view.fragment, view.report) = (fragment, report);
    let head = cx.head("tickets-inbox-title", "inbox");
    if !fragment {
        return cx.page("tickets/inbox", head, &view);
    }
    let mut response = cx.respond(StatusCode::OK, "tickets/_inbox", head, &view)?;
    if view.report.is_some() {
        // The address of a form is no place to come back to.
        let here = header::HeaderValue::from_str(&wanted.href(&[])).ok();
        let name = header::HeaderName::from_static("hx-push-url");
        here.map(|here| response.headers_mut().insert(name, here));
    }
    Ok(response)
}

/// Whether a script of ours asked, to put the answer into the page that is already there.
fn is_fragment<D: Door>(cx: &Context<D>) -> bool {
    let headers = cx.request().headers();
    headers.contains_key("hx-request") && !headers.contains_key("hx-history-restore-request")
}

fn load(conn: &mut Conn, actor: &Actor, wanted: &Wanted, now: NaiveDateTime) -> Result<Loaded> {
    let scope = wanted.scope_of(actor);
    let own: Vec<NodeId> = actor.nodes().cloned().collect();
    let members = queries::desk_members(conn, &own, network_day(now))?;
    let reader = reader_of(&members, actor);
    let counts = inbox::counts(conn, &scope, &reader, now)?;
    let on_duty = !reader.duty.is_empty();
    let queue = wanted.named_queue().unwrap_or_else(|| Some(most_pressing(&counts, on_duty)));
    let notes = match counts.notes {
        0 => Vec::new(),
        _ => duty::queries::unread_notes(conn, &own, &actor.id, now)?,
    };
    let node = match wanted.node.as_str() {
        "" => None,
        slug => queries::node_id_of_slug(conn, slug)?,
    };
    let offers_nodes = scope == Scope::Network && wanted.shows_more();
    let nodes = if offers_nodes { network::queries::names(conn)? } else { Vec::new() };
    let views = match counts.views {
        0 => ViewsColumn::default(),
        _ => views_column(conn, actor, &reader, now)?,
    };
    let tags = tags_of(conn, actor, wanted)?;
    let filter = inbox::Filter { tags, ..wanted.filter(actor, queue, &reader, node, now) };
    let Found { mut rows, stopped } = queries::search::page_of(conn, &filter, None)?;
    let more = rows.len() > PER_PAGE;
    rows.truncate(PER_PAGE);
    let ids: Vec<_> = rows.iter().map(|row| row.id.clone()).collect();
    let seen_since = (&actor.id, now - triage::rules::PRESENT_FOR);
    let marks = triage::queries::marks_of(conn, &ids, &triage::ops::scope_of(actor), seen_since)?;
    let last = rows.last().filter(|_| more);
    let place = |row: &Row| match filter.by_due {
        true => row.next_due_at.unwrap_or(row.last_activity_at),
        false => row.last_activity_at,
    };
    let next = last.map(|row| Cursor { at: place(row), id: row.id.as_str().to_owned() });
    let (stopped_after, further) = stopped.map(|found| (found.looked_at, found.at)).unzip();
    let next = next.or(further);
    let findings = findings(conn, &wanted.q, (&rows, &filter))?;
    let stands_in = !reader.stands_in_for.is_empty();
    Ok(Loaded {
        members,
        counts,
        queue,
        on_duty,
        stands_in,
        notes,
        rows,
        findings,
        next,
        stopped_after,
        marks,
        views,
        nodes,
    })
}

/// The tags that the address's word may mean to this reader.
pub(super) fn tags_of(
    conn: &mut Conn,
    actor: &Actor,
    wanted: &Wanted,
) -> Result<Option<Vec<TagId>>> {
    if wanted.tag.trim().is_empty() {
        return Ok(None);
    }
    let scope = triage::ops::scope_of(actor);
    Ok(Some(triage::queries::tags_called(conn, &scope, &wanted.tag)?))
}

fn findings(
    conn: &mut Conn,
    typed: &str,
    (rows, filter): (&[Row], &inbox::Filter),
) -> Result<Option<Findings>> {
    let search = Search::parse(typed);
    if search.is_empty() {
        return Ok(None);
    }
    // What a sensitive ticket says is read on its own page, where it is noted who reads it.
    let open = rows.iter().filter(|row| !row.sensitive);
    let ids: Vec<_> = open.map(|row| row.id.clone()).collect();
    Ok(Some(Findings::new(&search, queries::search::texts_of(conn, &ids, &Readable::of(filter))?)))
}

/// Who reads, as those who work beside them make it today. Who stands in for somebody who is on duty is on duty.
fn reader_of(members: &[DeskMember], actor: &Actor) -> Reader {
    let away = away_of(members);
    let answers = |member: &&DeskMember| match away.is_away(&member.account) {
        false => member.account == actor.id,
        true => away.stand_in(&member.account) == Some(&actor.id),
    };
    let on_duty = members.iter().filter(|member| member.duty.is_some()).filter(answers);
    let mut duty: Vec<_> =
        on_duty.map(|member| member.node.clone()).filter(|node| actor.works_for(node)).collect();
    duty.sort();
    duty.dedup();
    Reader {
        me: actor.id.clone(),
        own: actor.nodes().cloned().collect(),
        duty,
        stands_in_for: away.replaced_by(&actor.id),
    }
}

/// Who of the reader's colleagues is away.
pub(super) fn away_of(members: &[DeskMember]) -> Away {
    let away = members.iter().filter(|member| member.away_until.is_some());
    Away::of(away.map(|member| (member.account.clone(), member.stand_in.clone())))
}

/// What to do first: what one is on duty for, then what one took, then what nobody took, then the rest of our moves.
fn most_pressing(counts: &Counts, on_duty: bool) -> Queue {
    let order = [
        (Queue::Duty, if on_duty { counts.duty } else { 0 }),
        (Queue::Mine, counts.mine),
        (Queue::StandIn, counts.stand_in),
        (Queue::Referred, counts.referred),
        (Queue::Unassigned, counts.unassigned),
        (Queue::Ours, counts.ours),
        (Queue::Theirs, counts.theirs),
    ];
    order.into_iter().find(|(_, held)| *held > 0).map_or(Queue::Unassigned, |(queue, _)| queue)
}

/// The ticket to go to after `done` in the list that `from` names: the next one below it, else the first one.
pub(super) fn next_after(
    conn: &mut Conn,
    actor: &Actor,
    from: &str,
    done: (&Cursor, &str),
    now: NaiveDateTime,
) -> Result<Option<String>> {
    let wanted = Wanted::parse(from);
    let own: Vec<NodeId> = actor.nodes().cloned().collect();
    let members = match wanted.named_queue() {
        Some(Some(Queue::Duty | Queue::StandIn)) => {
            queries::desk_members(conn, &own, network_day(now))?
        }
        _ => Vec::new(),
    };
    let reader = reader_of(&members, actor);
    let Some(queue) = wanted.named_queue() else { return Ok(None) };
    let node = match wanted.node.as_str() {
        "" => None,
        slug => queries::node_id_of_slug(conn, slug)?,
    };
    let (place, reference) = done;
    let mut filter = wanted.filter(actor, queue, &reader, node, now);
    filter.tags = tags_of(conn, actor, &wanted)?;
    // What was just done has another deadline, or none: the most pressing one is next.
    let after = (!filter.by_due).then(|| place.clone());
    (filter.after, filter.limit) = (after, if filter.by_due { 2 } else { 1 });
    let mut found = inbox::list(conn, &filter)?;
    if !found.iter().any(|row| row.reference != reference) {
        filter.after = None;
        found = inbox::list(conn, &filter)?;
    }
    Ok(found.into_iter().map(|row| row.reference).find(|other| other != reference))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_page_opens_on_what_presses_most() {
        let counts = |duty, mine, unassigned, theirs| Counts {
            duty,
            mine,
            unassigned,
            theirs,
            ours: mine + unassigned,
            ..Counts::default()
        };
        assert_eq!(most_pressing(&counts(1, 1, 1, 1), true), Queue::Duty);
        assert_eq!(most_pressing(&counts(0, 1, 1, 1), true), Queue::Mine);
        assert_eq!(most_pressing(&counts(0, 0, 1, 1), false), Queue::Unassigned);
        assert_eq!(most_pressing(&counts(0, 0, 0, 1), false), Queue::Theirs);
        assert_eq!(most_pressing(&Counts::default(), false), Queue::Unassigned);
    }
}
