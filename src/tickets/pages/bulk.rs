//! What is done to several tickets at once. Each is judged by itself; the page tells which were left as they were, and
//! why.

use actix_web::HttpResponse;
use chrono::{NaiveDateTime, SecondsFormat};
use serde::Serialize;

use super::bulk_plan::{Offer, Plan, plan};
use super::inbox;
use super::life::is_away;
use super::wanted::Wanted;
use crate::accounts::{AccountId, Actor};
use crate::app::App;
use crate::db::Conn;
use crate::tickets::mail::Tools;
use crate::tickets::ops::{self, Closing};
use crate::tickets::rules;
use crate::tickets::{HandoverKind, Outcome, Proposal, Sees, Ticket, queries};
use crate::triage::{self, rules::tag_label};
use crate::web::{Context, Staff, Upload};
use crate::{Error, Result};

/// How many tickets one form may name.
const MOST: usize = 500;
const NOT_OURS: &str = "tickets-inbox-bulk-not-ours";
const NOT_FOUND: &str = "tickets-inbox-bulk-not-found";
const WRITTEN: &str = "tickets-inbox-bulk-written";

/// What became of the chosen tickets.
#[derive(Default, Serialize)]
pub struct Report {
    done: usize,
    /// How many were left as they were.
    count: usize,
    /// A message about the form itself; empty when it was whole.
    fault: String,
    left: Vec<Left>,
    /// What will happen once it is confirmed; nothing has yet.
    plan: Option<Plan>,
    /// What was chosen and typed, when the form was not whole: it need not be done again.
    #[serde(skip)]
    pub(super) chosen: Vec<String>,
    pub(super) tag: String,
}

impl Report {
    pub(super) fn planned(plan: Plan, left: Vec<Left>) -> Self {
        Self { count: left.len(), left, plan: Some(plan), ..Self::default() }
    }
}

#[derive(Serialize)]
pub(super) struct Left {
    pub reference: String,
    /// Empty for a ticket that one may not see.
    pub subject: String,
    pub why: String,
}

/// What to do to each.
#[derive(Debug, Clone)]
pub(super) enum Deed {
    Give(AccountId),
    Release,
    Close(Outcome),
    Spam(bool),
    Tag(String),
    Untag(String),
    Refer(Offer),
}

impl Deed {
    /// Whether a ticket is over with it, so that words that the list did not show would never be read.
    const fn ends(&self) -> bool {
        matches!(self, Self::Close(_) | Self::Spam(true))
    }

    /// Whether it is shown before it is done: it tells others, or is not undone in one step.
    fn is_planned(&self, actor: &Actor, sure: bool) -> bool {
        match self {
            Self::Give(to) => !sure && *to != actor.id,
            Self::Close(_) | Self::Spam(true) => !sure,
            Self::Refer(offer) => !sure || !offer.faults().is_empty(),
            Self::Release | Self::Spam(false) | Self::Tag(_) | Self::Untag(_) => false,
        }
    }
}

pub async fn act(cx: Context<Staff>, form: Upload) -> Result<HttpResponse> {
    let (actor, back) = (cx.actor(), Wanted::parse(form.text("back")));
    let (deed, mut flash) = match deed(&form, &actor) {
        Ok(read) => read,
        Err(fault) => return faulty(&cx, actor, back, (fault, &form)).await,
    };
    let mut chosen: Vec<String> = form.all("ticket").to_vec();
    // In one order for everybody, so that two people cannot wait for each other.
    chosen.sort();
    chosen.dedup();
    match chosen.len() {
        0 => return faulty(&cx, actor, back, ("tickets-inbox-bulk-none", &form)).await,
        1..=MOST => {}
        _ => return faulty(&cx, actor, back, ("tickets-inbox-bulk-too-many", &form)).await,
    }
    let sure = !form.text("sure").is_empty();
    let shown_at = read_instant(form.text("shown"));
    if deed.is_planned(&actor, sure) {
        return plan(&cx, actor, back, (chosen, shown_at), (deed, sure)).await;
    }
    let to = if let Deed::Give(to) = &deed { Some(to).filter(|to| **to != actor.id) } else { None };
    if is_away(&cx, to).await? {
        flash = "duty-flash-bulk-given-away-warn";
    }
    let (app, by, now, locale) = (cx.app.clone(), actor.clone(), cx.now, cx.locale);
    let chosen = (chosen, shown_at);
    let done = cx.db.write(move |conn| all(conn, &app, &by, &chosen, &deed, now)).await?;
    let (done, left) = done;
    if left.is_empty() {
        return cx.redirect(&back.href(&[]), flash);
    }
    let left: Vec<_> = left
        .into_iter()
        .map(|(reference, subject, why)| Left { reference, subject, why: locale.text(why) })
        .collect();
    let report = Report { done, count: left.len(), left, ..Report::default() };
    inbox::list(&cx, actor, back, Some(report)).await
}

async fn faulty(
    cx: &Context<Staff>,
    actor: Actor,
    back: Wanted,
    (fault, form): (&'static str, &Upload),
) -> Result<HttpResponse> {
    let report = Report {
        fault: cx.text(fault),
        chosen: form.all("ticket").to_vec(),
        tag: form.text("tag").to_owned(),
        ..Report::default()
    };
    inbox::list(cx, actor, back, Some(report)).await
}

/// What the form asks for, and what the page says when all of it was done.
fn deed(form: &Upload, actor: &Actor) -> std::result::Result<(Deed, &'static str), &'static str> {
    match form.text("event") {
        "assign" => Ok((Deed::Give(actor.id.clone()), "tickets-inbox-flash-taken")),
        "give" => {
            let to = form.text("to").parse().map_err(|_| "tickets-inbox-bulk-no-colleague")?;
            Ok((Deed::Give(to), "tickets-inbox-flash-given"))
        }
        "release" => Ok((Deed::Release, "tickets-inbox-flash-released")),
        "close" => {
            let outcome =
                form.text("outcome").parse().map_err(|_| "tickets-inbox-bulk-no-outcome")?;
            Ok((Deed::Close(outcome), "tickets-inbox-flash-closed"))
        }
        "spam" => Ok((Deed::Spam(true), "tickets-inbox-flash-spam")),
        "not-spam" => Ok((Deed::Spam(false), "tickets-inbox-flash-not-spam")),
        "refer" => Ok((Deed::Refer(Offer::read(form)), "tickets-handover-flash-bulk-offered")),
        "tag" | "untag" => {
            let word = tag_label(form.text("tag")).map_err(|why| {
                let long = why == triage::rules::TAG_TOO_LONG;
                if long { why.key() } else { "triage-bulk-no-tag" }
            })?;
            match form.text("event") {
                "tag" => Ok((Deed::Tag(word), "triage-flash-bulk-tagged")),
                _ => Ok((Deed::Untag(word), "triage-flash-bulk-untagged")),
            }
        }
        _ => Err("tickets-inbox-bulk-nothing-asked"),
    }
}

type Refused = (String, String, &'static str);

/// A ticket that was chosen: one to act on, or why it is none, with the subject for those who may see it.
pub(super) type Chosen = std::result::Result<Ticket, (String, &'static str)>;

/// The chosen tickets in their order. One that another node has is named to those who work on it too.
fn chosen(conn: &mut Conn, actor: &Actor, references: &[String]) -> Result<Vec<(String, Chosen)>> {
    let mut found = queries::by_references(conn, references)?;
    let others = found.values().filter(|ticket| !rules::may_view(actor, ticket));
    let others: Vec<_> = others.map(|ticket| ticket.id.clone()).collect();
    let nodes: Vec<_> = actor.nodes().cloned().collect();
    let seen = queries::open_to(conn, &others, &nodes)?;
    let judged = |reference: &String| {
        let judged = match found.remove(reference) {
            Some(ticket) if rules::may_view(actor, &ticket) => Ok(ticket),
            Some(ticket) if seen.contains(&ticket.id) => Err((ticket.subject, NOT_OURS)),
            Some(_) | None => Err((String::new(), NOT_FOUND)),
        };
        (reference.clone(), judged)
    };
    Ok(references.iter().map(judged).collect())
}

/// A moment as a form carries it, to the microsecond.
pub(super) fn instant(at: NaiveDateTime) -> String {
    at.and_utc().to_rfc3339_opts(SecondsFormat::Micros, true)
}

/// The same read again. A list that does not say when it was made keeps nothing back.
fn read_instant(typed: &str) -> Option<NaiveDateTime> {
    Some(chrono::DateTime::parse_from_rfc3339(typed).ok()?.naive_utc())
}

/// [`chosen`] from a list that was made at a moment: a deed that ends tickets leaves those whose team wrote since, to be read
/// first.
pub(super) fn chosen_from(
    conn: &mut Conn,
    actor: &Actor,
    (references, shown_at): &(Vec<String>, Option<NaiveDateTime>),
    deed: &Deed,
) -> Result<Vec<(String, Chosen)>> {
    let mut found = chosen(conn, actor, references)?;
    let Some(shown_at) = shown_at.filter(|_| deed.ends()) else { return Ok(found) };
    let ours = found.iter().filter_map(|(_, ticket)| ticket.as_ref().ok());
    let ours: Vec<_> = ours.map(|ticket| ticket.id.clone()).collect();
    let written = queries::team_wrote_since(conn, &ours, shown_at)?;
    for (_, judged) in &mut found {
        if let Ok(ticket) = judged
            && written.contains(&ticket.id)
        {
            *judged = Err((ticket.subject.clone(), WRITTEN));
        }
    }
    Ok(found)
}

/// Does it to each ticket that it may be done to, in one transaction. Every refusal comes before its op's first change.
fn all(
    conn: &mut Conn,
    app: &App,
    actor: &Actor,
    from: &(Vec<String>, Option<NaiveDateTime>),
    deed: &Deed,
    now: NaiveDateTime,
) -> Result<(usize, Vec<Refused>)> {
    let words = app.vocabularies();
    let tools = Tools { signer: &app.signer, words: &words };
    let (mut done, mut left) = (0, Vec::new());
    let proposal = match deed {
        Deed::Refer(offer) => proposal(conn, offer)?,
        _ => None,
    };
    for (reference, ticket) in chosen_from(conn, actor, from, deed)? {
        let ticket = match ticket {
            Ok(ticket) => ticket,
            Err((subject, why)) => {
                left.push((reference, subject, why));
                continue;
            }
        };
        let did = match deed {
            Deed::Give(to) => ops::assign(conn, actor, &ticket, to, now),
            Deed::Release => ops::release(conn, actor, &ticket, now),
            Deed::Close(outcome) => {
                let closing = Closing { outcome: *outcome, topic: None };
                ops::close(conn, actor, &ticket, &closing, tools, now)
            }
            Deed::Spam(is_spam) => ops::spam(conn, actor, &ticket, *is_spam, now),
            Deed::Tag(word) => triage::ops::tag(conn, actor, (&ticket, &ticket.node_id), word, now),
            Deed::Untag(word) => triage::ops::untag_word(conn, actor, &ticket, word, now),
            Deed::Refer(_) => match &proposal {
                Some(proposal) => ops::begin(conn, actor, &ticket, (proposal, tools), now),
                None => Err(rules::NODE_CANNOT_RECEIVE.into()),
            },
        };
        match did {
            Ok(()) => done += 1,
            Err(Error::Refused(refusal)) => {
                left.push((ticket.reference, ticket.subject, refusal.key()));
            }
            Err(other) => return Err(other),
        }
    }
    Ok((done, left))
}

/// What is offered to each; nothing, when there is no such node.
fn proposal(conn: &mut Conn, offer: &Offer) -> Result<Option<Proposal>> {
    let (kind, sees) = (HandoverKind::Referral, Sees::Thread);
    let to = queries::node_id_of_slug(conn, &offer.to)?;
    Ok(to.map(|to| Proposal { kind, to, sees, reason: offer.reason.trim().to_owned() }))
}
