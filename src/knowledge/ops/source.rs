//! The ticket behind an article: what the machine makes of it, and whom it must not name.

use std::collections::BTreeMap;

use chrono::NaiveDateTime;

use crate::Result;
use crate::accounts::Actor;
use crate::db::Conn;
use crate::knowledge::rules::anonymise::{self, Kind, Known};
use crate::knowledge::rules::draft::{self, Made, Turn};
use crate::knowledge::{Article, Wording};
use crate::taxonomy::Vocabularies;
use crate::tickets::queries::{self as tickets, Sight};
use crate::tickets::{Added, AuthorKind, Door, Message, MessageKind, Ticket, ops};

/// So much of a conversation becomes a draft; nobody edits more into one answer.
const MOST_MESSAGES: i64 = 100;

/// The ticket's text as the draft of an article, without the persons in it.
pub fn made_of(conn: &mut Conn, words: &Vocabularies, ticket: &Ticket) -> Result<Made> {
    let messages = said(conn, ticket)?;
    let known = known(words, ticket, &messages, &tickets::added(conn, &ticket.id)?);
    let turns: Vec<_> = messages
        .iter()
        .map(|message| Turn {
            by_team: message.author_kind == AuthorKind::Team,
            body: &message.body,
        })
        .collect();
    Ok(draft::of(&ticket.subject, &turns, &known, ticket.language))
}

/// Notes that somebody read what was made of a ticket, if it is marked sensitive: a draft says what the ticket says.
pub fn note_reading(
    conn: &mut Conn,
    actor: &Actor,
    article: &Article,
    now: NaiveDateTime,
) -> Result<()> {
    let Some(ticket) = &article.ticket_id else { return Ok(()) };
    let ticket = tickets::find(conn, ticket)?;
    ops::note_reading(conn, &ticket, (Some(&actor.id), Door::Page), now)
}

/// What of an article's text still looks personal, with what is known of the ticket it was made of; each once.
pub fn left_over(
    conn: &mut Conn,
    words: &Vocabularies,
    article: &Article,
    wording: &Wording,
) -> Result<Vec<(Kind, String)>> {
    let known = match &article.ticket_id {
        Some(id) => {
            let ticket = tickets::find(conn, id)?;
            let messages = said(conn, &ticket)?;
            known(words, &ticket, &messages, &tickets::added(conn, id)?)
        }
        None => Known::default(),
    };
    let mut left = BTreeMap::new();
    for text in wording.texts() {
        for found in anonymise::find(text, &known) {
            let excerpt = text.get(found.begin..found.end).unwrap_or_default();
            left.insert((found.kind, excerpt.to_owned()), ());
        }
    }
    Ok(left.into_keys().collect())
}

fn said(conn: &mut Conn, ticket: &Ticket) -> Result<Vec<Message>> {
    let mut messages = tickets::messages_of(conn, &ticket.id, Sight::Public, None, MOST_MESSAGES)?;
    messages.retain(|message| message.kind == MessageKind::Public);
    Ok(messages)
}

fn known(
    words: &Vocabularies,
    ticket: &Ticket,
    messages: &[Message],
    colleagues: &[Added],
) -> Known {
    let mut known = Known::default();
    known.person(&ticket.asker_name);
    known.person(ticket.beneficiary_name.as_deref().unwrap_or_default());
    messages.iter().for_each(|message| known.person(&message.author_name));
    colleagues.iter().for_each(|added| known.person(&added.name));
    let mailbox = |email: &str| email.split('@').next().unwrap_or_default().to_owned();
    known.person(&mailbox(&ticket.asker_email));
    if let Some(code) = &ticket.laboratory {
        known.laboratory(code);
        if let Some(found) = words.laboratory(code) {
            known.laboratory(&found.name);
            known.laboratory(found.acronym.as_deref().unwrap_or_default());
        }
    }
    known.identifier(ticket.dataset_pid.as_deref().unwrap_or_default(), Kind::Dataset);
    known.identifier(ticket.dmp_url.as_deref().unwrap_or_default(), Kind::Plan);
    known
}
