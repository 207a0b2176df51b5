//! Mails to colleagues: you stand in, take my week, good morning.

use chrono::{NaiveDate, NaiveDateTime};
use serde_json::{Value, json};

use super::ops::NAMED;
use super::{Absence, Answer, Swap};
use crate::Result;
use crate::accounts::{self, Account, Actor, Duty, DutyId};
use crate::db::Conn;
use crate::i18n::Locale;
use crate::network::Node;
use crate::outbox;
use crate::tickets::mail::quoted;
use crate::tickets::queries::inbox::{COUNT_CAP, Row};

fn written(day: NaiveDate, language: Locale) -> String {
    day.format(language.pick("%d/%m/%Y", "%Y-%m-%d")).to_string()
}

fn to_account(
    conn: &mut Conn,
    account: &Account,
    (template, payload): (&'static str, Value),
    now: NaiveDateTime,
) -> Result<()> {
    if account.disabled_at.is_some() {
        return Ok(());
    }
    let to = (account.name.as_str(), account.email.as_str(), account.language);
    outbox::write(conn, template, to, (payload, None), now)
}

/// Tells who stands in, unless they said so themselves.
pub fn to_stand_in(
    conn: &mut Conn,
    absence: &Absence,
    note: &str,
    by: &Actor,
    now: NaiveDateTime,
) -> Result<()> {
    let more = json!({ "note": quoted(note.trim()), "path": "/inbox?queue=stand-in" });
    tell_stand_in(conn, (absence, by), ("duty_stand_in", more), now)
}

/// Tells who was to stand in that they need not, unless they said so themselves.
pub fn to_stand_in_no_more(
    conn: &mut Conn,
    absence: &Absence,
    by: &Actor,
    now: NaiveDateTime,
) -> Result<()> {
    tell_stand_in(conn, (absence, by), ("duty_stand_in_over", json!({ "path": "/inbox" })), now)
}

fn tell_stand_in(
    conn: &mut Conn,
    (absence, by): (&Absence, &Actor),
    (template, mut payload): (&'static str, Value),
    now: NaiveDateTime,
) -> Result<()> {
    let Some(stand_in) = absence.stand_in.as_ref().filter(|id| **id != by.id) else {
        return Ok(());
    };
    let account = accounts::queries::find(conn, stand_in)?;
    payload["name"] = json!(absence.name);
    payload["from"] = json!(written(absence.starts_on, account.language));
    payload["to"] = json!(written(absence.ends_on, account.language));
    to_account(conn, &account, (template, payload), now)
}

/// The days of a swap in words: what is given, and what is taken in return.
fn days(swap: &Swap, duties: &[Duty], language: Locale) -> (String, Option<String>) {
    let said = |id: &DutyId| {
        let duty = duties.iter().find(|duty| duty.id == *id)?;
        let (from, to) = (written(duty.starts_on, language), written(duty.ends_on, language));
        Some(format!("{from} – {to}"))
    };
    (said(&swap.duty).unwrap_or_default(), swap.in_return.as_ref().and_then(said))
}

pub fn swap_asked(
    conn: &mut Conn,
    swap: &Swap,
    (node, duties): (&Node, &[Duty]),
    by: &Actor,
    now: NaiveDateTime,
) -> Result<()> {
    let account = accounts::queries::find(conn, &swap.asked_of)?;
    let (days, in_return) = days(swap, duties, account.language);
    let payload = json!({
        "name": by.name,
        "node": node.short_name,
        "days": days,
        "in_return": in_return,
        "path": format!("/nodes/{}/rota#asked", node.slug),
    });
    to_account(conn, &account, ("duty_swap_asked", payload), now)
}

pub fn swap_answered(
    conn: &mut Conn,
    swap: &Swap,
    (node, duties, answer): (&Node, &[Duty], Answer),
    by: &Actor,
    now: NaiveDateTime,
) -> Result<()> {
    let account = accounts::queries::find(conn, &swap.asked_by)?;
    let (days, in_return) = days(swap, duties, account.language);
    let payload = json!({
        "name": by.name,
        "node": node.short_name,
        "days": days,
        "in_return": in_return,
        "accepted": answer == Answer::Accepted,
        "path": format!("/nodes/{}/rota", node.slug),
    });
    to_account(conn, &account, ("duty_swap_answered", payload), now)
}

/// A heading of the mail of the morning: its name, how many tickets, the first of them.
pub type Part = (&'static str, i64, Vec<Row>);

/// The mail of the morning.
pub fn digest(
    conn: &mut Conn,
    (actor, day): (&Actor, NaiveDate),
    (parts, notes): (&[Part], usize),
    now: NaiveDateTime,
) -> Result<()> {
    // A heading under which there is nothing is told so: templates take no missing word for an answer.
    let mut payload = json!({
        "day": written(day, actor.language), "notes": notes,
        "late": null, "mine": null, "stand_in": null, "mentions": null, "new": null,
    });
    for (name, count, rows) in parts {
        let tickets: Vec<_> = rows
            .iter()
            .map(|row| {
                let subject = match row.sensitive {
                    true => actor.language.text("privacy-sensitive-subject"),
                    false => row.subject.clone(),
                };
                json!({ "reference": row.reference, "subject": subject, "node": row.node })
            })
            .collect();
        let shown = i64::try_from(rows.len()).unwrap_or(NAMED);
        let count_word =
            if *count >= COUNT_CAP { format!("{}+", COUNT_CAP - 1) } else { count.to_string() };
        payload[*name] = json!({
            "count": count_word, "tickets": tickets, "more": (*count - shown).max(0),
        });
    }
    let to = (actor.name.as_str(), actor.email.as_str(), actor.language);
    let key = format!("digest:{}:{day}", actor.id);
    outbox::write(conn, "duty_digest", to, (payload, Some(key)), now)
}
