//! Tickets are made nobody's: names, addresses, files and mails go; places, subjects, states and times stay, so that no
//! figure changes.

use std::collections::HashMap;

use chrono::NaiveDateTime;
use serde_json::json;

use super::{network_word, team_word};
use crate::Result;
use crate::db::Conn;
use crate::history::{self, By};
use crate::i18n::Locale;
use crate::privacy::TextPolicy;
use crate::privacy::queries::{self, Named, Written};
use crate::privacy::rules::{Traces, event_facts, impersonal};
use crate::text::fold;
use crate::tickets::{AuthorKind, MessageKind, TicketId};

/// Anonymises some tickets in the caller's transaction. Answers how many, and the files on which nothing hangs any more.
/// Doing it again changes nothing.
pub fn anonymise(
    conn: &mut Conn,
    ids: &[TicketId],
    (policy, by): (TextPolicy, &By),
    now: NaiveDateTime,
) -> Result<(usize, Vec<String>)> {
    let named = queries::named(conn, ids)?;
    let ids: Vec<TicketId> = named.iter().map(|ticket| ticket.id.clone()).collect();
    if ids.is_empty() {
        return Ok((0, Vec::new()));
    }
    let written = queries::written(conn, &ids)?;
    let people = people(&named, &written, &queries::colleagues_of(conn, &ids)?);
    let languages: HashMap<&TicketId, Locale> =
        named.iter().map(|ticket| (&ticket.id, ticket.language)).collect();
    let said: Vec<_> = written
        .iter()
        .map(|message| {
            let locale = languages.get(&message.ticket_id).copied().unwrap_or(Locale::Fr);
            let body = body(message, people.get(&message.ticket_id), policy, locale);
            (message.id.clone(), body, author(message, locale))
        })
        .collect();
    queries::put_written(conn, &said)?;
    let heads: Vec<_> =
        named.iter().map(|ticket| head(ticket, people.get(&ticket.id), policy)).collect();
    queries::put_heads(conn, &heads)?;
    let references: Vec<String> = named.iter().map(|ticket| ticket.reference.clone()).collect();
    let files = queries::strip(conn, &ids, &references, now)?;
    let audited = queries::audited(conn, &ids)?;
    let facts: Vec<_> = audited.into_iter().map(|(id, facts)| (id, event_facts(&facts))).collect();
    queries::put_audited(conn, &facts)?;
    crate::tickets::queries::search::index(conn, &ids)?;
    forget_words(conn, &named)?;
    for id in &ids {
        history::record(conn, by, "ticket.anonymise", ("ticket", id.as_str()), &json!({}), now)?;
    }
    Ok((ids.len(), files))
}

/// Whoever is named in each ticket: who asked, for whom, who follows, who wrote.
fn people(
    named: &[Named],
    written: &[Written],
    colleagues: &[(TicketId, String, String)],
) -> HashMap<TicketId, Traces> {
    let mut people: HashMap<TicketId, Traces> = named
        .iter()
        .map(|ticket| {
            let mut traces =
                Traces::of([(ticket.asker_name.as_str(), ticket.asker_email.as_str())]);
            traces.add(
                ticket.beneficiary_name.as_deref().unwrap_or_default(),
                ticket.beneficiary_email.as_deref().unwrap_or_default(),
            );
            (ticket.id.clone(), traces)
        })
        .collect();
    for (ticket, name, email) in colleagues {
        if let Some(traces) = people.get_mut(ticket) {
            traces.add(name, email);
        }
    }
    for message in written.iter().filter(|message| message.author_kind != AuthorKind::System) {
        if let Some(traces) = people.get_mut(&message.ticket_id) {
            traces.add(&message.author_name, "");
        }
    }
    people
}

fn author(message: &Written, locale: Locale) -> String {
    match message.author_kind {
        AuthorKind::Team => team_word(locale),
        AuthorKind::Staff => network_word(locale),
        AuthorKind::System => message.author_name.clone(),
    }
}

fn body(message: &Written, people: Option<&Traces>, policy: TextPolicy, locale: Locale) -> String {
    match (message.kind, policy) {
        (MessageKind::Event, _) => event_facts(&message.body),
        (MessageKind::Public | MessageKind::Note, TextPolicy::Removed) => {
            locale.text("privacy-text-removed")
        }
        (MessageKind::Public | MessageKind::Note, TextPolicy::Kept) => {
            impersonal(&message.body, people.unwrap_or(&Traces::default()))
        }
    }
}

/// Id, subject, who asked, words to be found by.
fn head(
    ticket: &Named,
    people: Option<&Traces>,
    policy: TextPolicy,
) -> (TicketId, String, String, String) {
    let subject = match policy {
        TextPolicy::Kept => impersonal(&ticket.subject, people.unwrap_or(&Traces::default())),
        TextPolicy::Removed => ticket.language.text("privacy-subject-removed"),
    };
    let terms = fold(&format!("{} {subject}", ticket.reference));
    (ticket.id.clone(), subject, team_word(ticket.language), terms)
}

/// The index must not offer a name as a word when nobody bears it any more.
fn forget_words(conn: &mut Conn, named: &[Named]) -> Result<()> {
    let text = |ticket: &Named| {
        let beneficiary = ticket.beneficiary_name.as_deref().unwrap_or_default();
        let email = ticket.beneficiary_email.as_deref().unwrap_or_default();
        format!("{} {} {beneficiary} {email}", ticket.asker_name, ticket.asker_email)
    };
    let words: Vec<String> = named
        .iter()
        .flat_map(|ticket| crate::search::terms(&text(ticket), ticket.language))
        .collect();
    Ok(crate::tickets::queries::search::forget_words(conn, &words)?)
}
