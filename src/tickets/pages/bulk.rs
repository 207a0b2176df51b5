//! What is done to several tickets at once. Each is judged by itself; the page tells which were left as they were, and
//! why.

use actix_web::HttpResponse;
use chrono::NaiveDateTime;
use serde::Serialize;

use super::inbox;
use super::life::is_away;
use super::wanted::Wanted;
use crate::accounts::{AccountId, Actor};
use crate::app::App;
use crate::db::Conn;
use crate::tickets::mail::Tools;
use crate::tickets::ops::{self, Closing};
use crate::tickets::rules::{self, Event};
use crate::tickets::{Outcome, queries};
use crate::triage::{self, rules::tag_label};
use crate::web::{Context, Staff, Upload};
use crate::{Error, Result};

/// How many tickets one form may name.
const MOST: usize = 500;
const NOT_FOUND: &str = "tickets-inbox-bulk-not-found";

/// What became of the chosen tickets.
#[derive(Serialize)]
pub struct Report {
    done: usize,
    /// How many were left as they were.
    count: usize,
    /// A message about the form itself; empty when it was whole.
    fault: String,
    left: Vec<Left>,
    /// What will happen once it is confirmed; nothing has yet.
    plan: Option<Plan>,
}

/// What was asked for, to be asked again with a yes.
#[derive(Serialize)]
struct Plan {
    says: String,
    event: &'static str,
    outcome: String,
    back: String,
    tickets: Vec<String>,
}

#[derive(Serialize)]
struct Left {
    reference: String,
    /// Empty for a ticket that one may not see.
    subject: String,
    why: String,
}

/// What to do to each.
#[derive(Debug, Clone)]
enum Deed {
    Give(AccountId),
    Release,
    Close(Outcome),
    Spam(bool),
    Tag(String),
    Untag(String),
}

pub async fn act(cx: Context<Staff>, form: Upload) -> Result<HttpResponse> {
    let (actor, back) = (cx.actor(), Wanted::parse(form.text("back")));
    let (deed, mut flash) = match deed(&form, &actor) {
        Ok(read) => read,
        Err(fault) => return faulty(&cx, actor, back, fault).await,
    };
    let mut chosen: Vec<String> = form.all("ticket").to_vec();
    // In one order for everybody, so that two people cannot wait for each other.
    chosen.sort();
    chosen.dedup();
    match chosen.len() {
        0 => return faulty(&cx, actor, back, "tickets-inbox-bulk-none").await,
        1..=MOST => {}
        _ => return faulty(&cx, actor, back, "tickets-inbox-bulk-too-many").await,
    }
    let plans = matches!(deed, Deed::Close(_) | Deed::Spam(true)) && form.text("sure").is_empty();
    if plans {
        return plan(&cx, actor, back, chosen, deed).await;
    }
    let to = if let Deed::Give(to) = &deed { Some(to).filter(|to| **to != actor.id) } else { None };
    if is_away(&cx, to).await? {
        flash = "duty-flash-bulk-given-away-warn";
    }
    let (app, by, now, locale) = (cx.app.clone(), actor.clone(), cx.now, cx.locale);
    let done = cx.db.write(move |conn| all(conn, &app, &by, &chosen, &deed, now)).await?;
    let (done, left) = done;
    if left.is_empty() {
        return cx.redirect(&back.href(&[]), flash);
    }
    let left: Vec<_> = left
        .into_iter()
        .map(|(reference, subject, why)| Left { reference, subject, why: locale.text(why) })
        .collect();
    let report = Report { done, count: left.len(), fault: String::new(), left, plan: None };
    inbox::list(&cx, actor, back, Some(report)).await
}

/// Says what would become of each, and asks.
async fn plan(
    cx: &Context<Staff>,
    actor: Actor,
    back: Wanted,
    chosen: Vec<String>,
    deed: Deed,
) -> Result<HttpResponse> {
    let (event, outcome) = match &deed {
        Deed::Close(outcome) => ("close", outcome.to_string()),
        _ => ("spam", String::new()),
    };
    let happens = if event == "close" { Event::Close } else { Event::MarkSpam };
    let (by, locale) = (actor.clone(), cx.locale);
    let (tickets, left) = cx
        .db
        .read(move |conn| {
            let mut found = queries::by_references(conn, &chosen)?;
            let (mut tickets, mut left) = (Vec::new(), Vec::new());
            for reference in chosen {
                let ticket = found.remove(&reference).filter(|found| rules::may_view(&by, found));
                match ticket.map(|ticket| (rules::next(ticket.state, happens), ticket)) {
                    None => left.push((reference, String::new(), NOT_FOUND)),
                    Some((Err(why), ticket)) => left.push((reference, ticket.subject, why.key())),
                    Some((Ok(_), _)) => tickets.push(reference),
                }
            }
            Ok((tickets, left))
        })
        .await?;
    let key = if event == "close" { "triage-bulk-will-close" } else { "triage-bulk-will-spam" };
    let says = locale.text1(key, "n", tickets.len() as i64);
    let left: Vec<_> = left
        .into_iter()
        .map(|(reference, subject, why)| Left { reference, subject, why: locale.text(why) })
        .collect();
    let plan = Plan { says, event, outcome, back: back.with(&[]), tickets };
    let report =
        Report { done: 0, count: left.len(), fault: String::new(), left, plan: Some(plan) };
    inbox::list(cx, actor, back, Some(report)).await
}

async fn faulty(
    cx: &Context<Staff>,
    actor: Actor,
    back: Wanted,
    fault: &'static str,
) -> Result<HttpResponse> {
    let report = Report { done: 0, count: 0, fault: cx.text(fault), left: Vec::new(), plan: None };
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
        "tag" | "untag" => {
            let word = tag_label(form.text("tag")).map_err(|_| "triage-bulk-no-tag")?;
            match form.text("event") {
                "tag" => Ok((Deed::Tag(word), "triage-flash-bulk-tagged")),
                _ => Ok((Deed::Untag(word), "triage-flash-bulk-untagged")),
            }
        }
        _ => Err("tickets-inbox-bulk-nothing-asked"),
    }
}

type Refused = (String, String, &'static str);

/// Does it to each ticket that it may be done to, in one transaction. Every refusal comes before its op's first change.
fn all(
    conn: &mut Conn,
    app: &App,
    actor: &Actor,
    references: &[String],
    deed: &Deed,
    now: NaiveDateTime,
) -> Result<(usize, Vec<Refused>)> {
    let words = app.vocabularies();
    let tools = Tools { signer: &app.signer, words: &words };
    let (mut done, mut left) = (0, Vec::new());
    let mut found = queries::by_references(conn, references)?;
    for reference in references {
        let ticket = found.remove(reference).filter(|ticket| rules::may_view(actor, ticket));
        let Some(ticket) = ticket else {
            left.push((reference.clone(), String::new(), NOT_FOUND));
            continue;
        };
        let did = match deed {
            Deed::Give(to) => ops::assign(conn, actor, &ticket, to, now),
            Deed::Release => ops::release(conn, actor, &ticket, now),
            Deed::Close(outcome) => {
                let closing = Closing { outcome: *outcome, topic: None };
                ops::close(conn, actor, &ticket, &closing, tools, now)
            }
            Deed::Spam(is_spam) => ops::spam(conn, actor, &ticket, *is_spam, now),
            Deed::Tag(word) => triage::ops::tag(conn, actor, &ticket, word, now),
            Deed::Untag(word) => triage::ops::untag_word(conn, actor, &ticket, word, now),
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
