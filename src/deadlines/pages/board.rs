//! What is late or about to be, and why.

use std::collections::BTreeMap;

use actix_web::{HttpResponse, web};
use chrono::NaiveDateTime;
use serde::{Deserialize, Serialize};

use crate::Result;
use crate::accounts::Actor;
use crate::clock::network_day;
use crate::db::Conn;
use crate::deadlines::queries::{self, Line, TALLY_CAP};
use crate::deadlines::rules::{self, Holder};
use crate::deadlines::words;
use crate::duty;
use crate::i18n::Locale;
use crate::taxonomy::Vocabularies;
use crate::tickets::queries::inbox::Scope;
use crate::web::{Context, Cursor, Pager, Staff};
use crate::working_time::{Calendar, Observance};

const PER_PAGE: usize = 50;
/// What is due within one working day is about to be late.
const SOON_MINUTES: i64 = 8 * 60;

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Query {
    node: String,
    after: String,
}

#[derive(Serialize)]
struct View {
    /// The node that is looked at; empty for all that one may see.
    node: String,
    frame: &'static str,
    sections: [Section; 2],
    nodes: Vec<NodeView>,
    capped: bool,
    pager: Pager,
}

/// What is late, or what is about to be.
#[derive(Serialize)]
struct Section {
    id: &'static str,
    title: String,
    none: String,
    lines: Vec<LineView>,
}

#[derive(Serialize)]
struct LineView {
    href: String,
    reference: String,
    subject: String,
    node: String,
    class: &'static str,
    due: String,
    why: Vec<String>,
    assignee: String,
    mine: bool,
    at: NaiveDateTime,
}

#[derive(Serialize)]
struct NodeView {
    name: String,
    href: String,
    late: usize,
    soon: usize,
}

/// A line, why it is late, and who stands in for whoever has it.
struct Explained {
    line: Line,
    why: Vec<rules::Why>,
    stand_in: Option<String>,
}

struct Loaded {
    node: String,
    lines: Vec<Explained>,
    next: Option<Cursor>,
    tally: Vec<(String, String, NaiveDateTime)>,
}

pub async fn board(cx: Context<Staff>, query: web::Query<Query>) -> Result<HttpResponse> {
    let (actor, query, now) = (cx.actor(), query.into_inner(), cx.now);
    let (after, reader) = (query.after.clone(), actor.clone());
    let loaded = cx.db.read(move |conn| load(conn, &reader, &query, now)).await?;
    let words = cx.app.vocabularies();
    let several = actor.coordinates() || actor.memberships.len() > 1;
    let (late, soon): (Vec<_>, Vec<_>) =
        loaded.lines.into_iter().partition(|found| found.line.due_at <= now);
    let shown = |lines: Vec<Explained>| {
        lines
            .into_iter()
            .map(|found| line_view(found, (&actor, several), &words, (now, cx.locale)))
            .collect()
    };
    let here = match loaded.node.as_str() {
        "" => "/inbox/late?".to_owned(),
        slug => format!("/inbox/late?node={slug}&"),
    };
    let view = View {
        frame: if loaded.tally.is_empty() { "stack" } else { "with-side" },
        sections: [
            Section {
                id: "late",
                title: cx.text("deadlines-late"),
                none: cx.text("deadlines-none-late"),
                lines: shown(late),
            },
            Section {
                id: "soon",
                title: cx.text("deadlines-soon"),
                none: cx.text("deadlines-none-soon"),
                lines: shown(soon),
            },
        ],
        capped: loaded.tally.len() >= usize::try_from(TALLY_CAP).unwrap_or(usize::MAX),
        nodes: nodes(&loaded.tally, now),
        pager: Pager {
            first: (!after.is_empty()).then(|| here.trim_end_matches(['?', '&']).to_owned()),
            next: loaded.next.map(|next| format!("{here}after={}", next.encode())),
        },
        node: loaded.node,
    };
    cx.page("deadlines/board", cx.head("deadlines-board", "inbox"), &view)
}

fn load(conn: &mut Conn, actor: &Actor, query: &Query, now: NaiveDateTime) -> Result<Loaded> {
    let until = soon(now);
    let asked = match query.node.as_str() {
        "" => None,
        slug => crate::tickets::queries::node_id_of_slug(conn, slug)?,
    };
    let seen = asked.filter(|node| actor.coordinates() || actor.works_for(node));
    let node = if seen.is_some() { query.node.clone() } else { String::new() };
    let scope = match seen {
        Some(node) => Scope::Nodes(vec![node]),
        None if actor.coordinates() => Scope::Network,
        None => Scope::Nodes(actor.nodes().cloned().collect()),
    };
    let after = Cursor::decode(&query.after);
    let limit = i64::try_from(PER_PAGE).unwrap_or(i64::MAX);
    let mut found = queries::board(conn, &scope, until, after.as_ref(), limit)?;
    let more = found.len() > PER_PAGE;
    found.truncate(PER_PAGE);
    let last = found.last().filter(|_| more);
    let next = last.map(|line| Cursor { at: line.due_at, id: line.id.as_str().to_owned() });
    let nodes: Vec<_> = found.iter().map(|line| line.node_id.clone()).collect();
    let desks = queries::desks(conn, &nodes, now)?;
    let people = queries::people(conn, &nodes, network_day(now))?;
    let away = duty::queries::away_on(conn, network_day(now))?;
    let tally = match actor.coordinates() {
        true => queries::tally(conn, until)?,
        false => Vec::new(),
    };
    let lines = found.into_iter().map(|line| {
        let calendar = desks.get(&line.node_id).map(|desk| &desk.calendar);
        let closed = calendar.is_some_and(|c| c.is_closed_for_days(c.day(now)));
        let there = || people.iter().filter(|person| person.node == line.node_id);
        let duties = there().filter(|person| person.duty.is_some()).map(|person| &person.account);
        let on_duty = !away.in_place_of(duties).is_empty();
        let holder = match &line.assignee_id {
            None => Holder::Nobody,
            Some(id) if away.is_away(id) => Holder::Away,
            Some(_) => Holder::There,
        };
        let stand_in = line.assignee_id.as_ref().and_then(|id| away.stand_in(id));
        let stand_in = stand_in.and_then(|id| there().find(|person| person.account == *id));
        let stand_in = stand_in.map(|person| person.name.clone());
        let mut why = rules::why(closed, holder, on_duty);
        if line.snoozed_until.is_some() {
            why.push(rules::Why::PutOff);
        }
        Explained { why, stand_in, line }
    });
    Ok(Loaded { node, lines: lines.collect(), next, tally })
}

/// The end of the next working day's worth of hours, by the network's usual week.
fn soon(now: NaiveDateTime) -> NaiveDateTime {
    let usual = [true, true, true, true, true, false, false];
    let zone = chrono_tz::Europe::Paris;
    Calendar::new(zone, usual, (9 * 60, 17 * 60), Observance::National).after(now, SOON_MINUTES)
}

fn line_view(
    Explained { line, why, stand_in }: Explained,
    (actor, several): (&Actor, bool),
    known: &Vocabularies,
    (now, locale): (NaiveDateTime, Locale),
) -> LineView {
    let zone = known.zone_of(line.node_region.as_deref());
    LineView {
        href: format!("/tickets/{}", line.reference),
        reference: line.reference,
        subject: line.subject,
        node: if several { line.node } else { String::new() },
        class: if line.due_at <= now { "is-bad" } else { "is-warn" },
        due: words::due(line.due_at, now, zone, locale),
        why: why
            .iter()
            .map(|why| match (why, &stand_in) {
                (rules::Why::Away, Some(name)) => {
                    locale.text1("deadlines-why-stood-in", "name", name.clone())
                }
                _ => locale.text(why.key()),
            })
            .chain(line.own_due_at.map(|own| words::passed_on(own, now, zone, locale)))
            .collect(),
        mine: line.assignee_id.as_ref() == Some(&actor.id),
        assignee: line.assignee.unwrap_or_default(),
        at: line.last_activity_at,
    }
}

/// How many answers each node owes, those with most first: help for who coordinates, shown to nobody else.
fn nodes(tally: &[(String, String, NaiveDateTime)], now: NaiveDateTime) -> Vec<NodeView> {
    let mut by_node: BTreeMap<(&str, &str), (usize, usize)> = BTreeMap::new();
    for (slug, name, due) in tally {
        let (late, soon) = by_node.entry((name, slug)).or_default();
        if *due <= now {
            *late += 1;
        } else {
            *soon += 1;
        }
    }
    let view = |((name, slug), (late, soon)): ((&str, &str), (usize, usize))| NodeView {
        name: name.to_owned(),
        href: format!("/inbox/late?node={slug}"),
        late,
        soon,
    };
    let mut nodes: Vec<_> = by_node.into_iter().map(view).collect();
    nodes.sort_by_key(|node| std::cmp::Reverse((node.late, node.soon)));
    nodes
}
