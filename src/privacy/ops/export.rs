//! A copy of all that is kept of an address: one file that people open and programs read.

use std::collections::HashMap;

use chrono::NaiveDateTime;
use serde_json::{Value, json};

use super::wait;
use crate::Result;
use crate::app::App;
use crate::db::Conn;
use crate::files::Stored;
use crate::files::check_served;
use crate::i18n::Locale;
use crate::privacy::bundle::{self, Bundle};
use crate::privacy::queries::{self, AskedTicket, CopiedFile, Spoken};
use crate::tickets::TicketId;

/// Tickets read at once.
const PART: i64 = 200;
/// What an account did, at most: the newest.
const EVENTS: i64 = 100_000;

/// Builds the copy and puts it into the store. Answers what it holds, counted.
pub(super) fn build(
    app: &App,
    email: &str,
    locale: Locale,
    now: NaiveDateTime,
) -> Result<(Stored, String)> {
    let mut bundle = Bundle::new();
    let scanner = app.config.clamd.is_some();
    let (mut tickets, mut after) = (Vec::new(), None);
    loop {
        let part = app.db.read_now(|conn| conversations(conn, email, after.as_ref()))?;
        let Some(last) = part.last() else { break };
        after = Some(last.ticket.id.clone());
        for conversation in part {
            files(app, &mut bundle, &conversation, scanner)?;
            let page = bundle::ticket_page(&conversation, locale);
            bundle
                .add(&format!("{}/index.html", conversation.ticket.reference), page.as_bytes())?;
            tickets.push(conversation.as_json());
        }
    }
    let mut whole = app.db.read_now(|conn| person(conn, email))?;
    whole["tickets"] = json!(tickets);
    whole["address"] = json!(email);
    whole["made_at"] = json!(now);
    for (id, sha256) in app.db.read_now(|conn| mails(conn, email, scanner))? {
        bundle.add(&format!("mails/{id}.eml"), &wait(app.files.get(&sha256))?)?;
    }
    let text = serde_json::to_vec_pretty(&whole).map_err(anyhow::Error::from)?;
    bundle.add("data.json", &text)?;
    bundle.add("tickets.csv", bundle::csv(&whole["tickets"]).as_bytes())?;
    bundle.add("index.html", bundle::index_page(&whole, locale).as_bytes())?;
    let counts = json!({ "tickets": tickets.len() }).to_string();
    let content = bundle.finish()?;
    Ok((wait(app.files.put("maillage.zip", content.into()))?, counts))
}

/// A ticket with its public words, its files, and what its team thought of the answer; of a ticket in which somebody
/// only took part, their own words and files.
pub struct Conversation {
    pub ticket: AskedTicket,
    pub said: Vec<Spoken>,
    pub files: Vec<CopiedFile>,
    pub opinion: Option<(i32, String)>,
}

impl Conversation {
    fn as_json(&self) -> Value {
        let mut ticket = json!(self.ticket);
        ticket["messages"] = json!(self.said);
        ticket["files"] = json!(self.files.iter().map(|file| &file.1).collect::<Vec<_>>());
        ticket["opinion"] = json!(self.opinion);
        ticket
    }
}

fn conversations(
    conn: &mut Conn,
    email: &str,
    after: Option<&TicketId>,
) -> Result<Vec<Conversation>> {
    let tickets = queries::tickets_of_address(conn, email, after, PART)?;
    let ids: Vec<TicketId> = tickets.iter().map(|ticket| ticket.id.clone()).collect();
    let own: Vec<_> =
        tickets.iter().filter(|one| one.is_of(email)).map(|one| one.id.clone()).collect();
    let mut said = queries::spoken(conn, &ids)?;
    // Of what others asked the copy has what one wrote there: the rest is theirs.
    said.retain(|one| own.contains(&one.ticket) || one.email.as_deref() == Some(email));
    let of: HashMap<_, _> =
        said.iter().map(|message| (message.id.clone(), message.ticket.clone())).collect();
    let messages: Vec<_> = of.keys().cloned().collect();
    let files = queries::files_of(conn, &messages)?;
    let opinions = queries::opinions(conn, &ids)?;
    Ok(tickets
        .into_iter()
        .map(|ticket| Conversation {
            said: said.iter().filter(|message| message.ticket == ticket.id).cloned().collect(),
            files: files
                .iter()
                .filter(|file| of.get(&file.0) == Some(&ticket.id))
                .cloned()
                .collect(),
            opinion: opinions
                .iter()
                .find(|(of, ..)| *of == ticket.id && own.contains(of))
                .map(|(_, score, comment)| (*score, comment.clone())),
            ticket: if own.contains(&ticket.id) { ticket } else { ticket.without_people() },
        })
        .collect())
}

/// Files that are held back stay so.
fn files(app: &App, bundle: &mut Bundle, conversation: &Conversation, scanner: bool) -> Result<()> {
    for (place, (_, name, sha256, scan)) in conversation.files.iter().enumerate() {
        if check_served(*scan, scanner).is_ok() {
            let content = wait(app.files.get(sha256))?;
            let path = format!("{}/{}-{name}", conversation.ticket.reference, place + 1);
            bundle.add(&path, &content)?;
        }
    }
    Ok(())
}

fn mails(conn: &mut Conn, email: &str, scanner: bool) -> Result<Vec<(String, String)>> {
    let found = queries::mails_from(conn, email)?;
    let served = found.into_iter().filter(|mail| check_served(mail.5, scanner).is_ok());
    Ok(served.map(|mail| (mail.0, mail.4)).collect())
}

/// What is kept of a person beside the tickets.
fn person(conn: &mut Conn, email: &str) -> Result<Value> {
    let received: Vec<Value> = queries::mails_from(conn, email)?
        .into_iter()
        .map(|(id, at, subject, fate, ..)| {
            json!({ "id": id, "at": at, "subject": subject, "became": fate })
        })
        .collect();
    let sent: Vec<Value> = queries::mails_to(conn, email)?
        .into_iter()
        .map(|(kind, at, ticket, state)| {
            json!({ "kind": kind, "at": at, "ticket": ticket, "state": state })
        })
        .collect();
    let invitations: Vec<Value> = queries::invitations_of(conn, email)?
        .into_iter()
        .map(|(name, node_role, network_role, at, accepted_at)| {
            json!({ "name": name, "node_role": node_role, "network_role": network_role,
                    "at": at, "accepted_at": accepted_at })
        })
        .collect();
    let followed: Vec<Value> = queries::followed_by(conn, email)?
        .into_iter()
        .map(|(ticket, name, at, since)| {
            json!({ "ticket": ticket, "name": name, "asked_at": at, "since": since })
        })
        .collect();
    let spaces: Vec<Value> = queries::spaces_held(conn, email)?
        .into_iter()
        .map(|(space, role, name, from, until)| {
            json!({ "space": space, "role": role, "as": name, "from": from, "until": until })
        })
        .collect();
    let elsewhere: Vec<Value> = queries::beside(conn, email)?
        .into_iter()
        .map(|(what, name, at)| json!({ "as": what, "name": name, "at": at }))
        .collect();
    Ok(json!({
        "enrolments": queries::enrolments_of(conn, email)?,
        "call_questions": queries::call_questions_of(conn, email)?,
        "own_calendars": queries::own_calendars_of(conn, email)?,
        "spaces_looked_after": spaces,
        "named_elsewhere": elsewhere,
        "alerts": queries::alerts_of(conn, email)?,
        "news": queries::news_of(conn, email)?,
        "questions_followed": followed,
        "mails_received": received,
        "mails_sent": sent,
        "invitations": invitations,
        "requests": queries::requests_of(conn, email)?,
        "account": account(conn, email)?,
    }))
}

fn account(conn: &mut Conn, email: &str) -> Result<Value> {
    let Some(account) = queries::account_of(conn, email)? else { return Ok(Value::Null) };
    let id = &account.id;
    let memberships: Vec<Value> = queries::memberships_of(conn, id)?
        .into_iter()
        .map(|(node, role, from, until)| {
            json!({ "node": node, "role": role, "from": from, "until": until })
        })
        .collect();
    let sessions: Vec<Value> = queries::sessions_of(conn, id)?
        .into_iter()
        .map(|(agent, first, last, until)| {
            json!({ "browser": agent, "first": first, "last": last, "until": until })
        })
        .collect();
    let tokens: Vec<Value> = queries::tokens_of(conn, id)?
        .into_iter()
        .map(|(scope, from, until)| json!({ "scope": scope, "from": from, "until": until }))
        .collect();
    let events: Vec<Value> = queries::events_of(conn, id, EVENTS)?
        .into_iter()
        .map(|(at, what, kind, subject)| {
            json!({ "at": at, "what": what, "subject_kind": kind, "subject": subject })
        })
        .collect();
    let time: Vec<Value> = queries::time_of(conn, id)?
        .into_iter()
        .map(|(ticket, on, minutes, word)| {
            json!({ "ticket": ticket, "on": on, "minutes": minutes, "word": word })
        })
        .collect();
    let readings: Vec<Value> = queries::readings_by(conn, id)?
        .into_iter()
        .map(|(ticket, at)| json!({ "ticket": ticket, "at": at }))
        .collect();
    let mut whole = json!({
        "name": account.name,
        "email": account.email,
        "language": account.language,
        "network_role": account.network_role,
        "created_at": account.created_at,
        "has_password": account.password_hash.is_some(),
        "memberships": memberships,
        "sessions": sessions,
        "tokens": tokens,
        "messages": written(conn, id)?,
        "time": time,
        "sensitive_readings": readings,
        "events": events,
    });
    if let Value::Object(whole) = &mut whole {
        whole.extend(queries::staff_life(conn, id)?);
    }
    Ok(whole)
}

/// Everything that somebody wrote for the network.
fn written(conn: &mut Conn, id: &crate::accounts::AccountId) -> Result<Vec<Value>> {
    let (mut all, mut after) = (Vec::new(), None);
    loop {
        let part = queries::messages_by(conn, id, after.as_ref(), 1_000)?;
        let Some((last, _)) = part.last() else { return Ok(all) };
        after = Some(last.clone());
        all.extend(part.into_iter().map(|(_, (ticket, at, kind, body))| {
            json!({ "ticket": ticket, "at": at, "kind": kind, "body": body })
        }));
    }
}
