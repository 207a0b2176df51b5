//! A mail enters: as a new question, as the team's words, as an answer of staff.

use chrono::NaiveDateTime;

use super::{Office, Post, seen};
use crate::Result;
use crate::accounts::{Actor, throttle};
use crate::db::Conn;
use crate::files::Stored;
use crate::history::By;
use crate::i18n::Locale;
use crate::mail_in::model::{Fate, Letter, ReceivedId};
use crate::mail_in::queries::{self, Outcome};
use crate::mail_in::{parse, quotes, rules};
use crate::tickets::mail;
use crate::tickets::ops::{self, After};
use crate::tickets::rules as ticket_rules;
use crate::tickets::{
    Added, Draft, MessageId, NewMessage, Person, Question, Ticket, TicketId, Via,
};

/// What a mail says, ready for a conversation.
pub(super) struct Said {
    pub body: String,
    pub quoted: Option<String>,
    pub files: Vec<Stored>,
}

/// The new text as Markdown, what it quotes, and the files that may be exchanged here. What the team passes on is a part
/// of what it says.
pub(super) fn said(post: &Post, locale: Locale) -> Said {
    let passes_on = rules::is_forward(&post.letter.subject);
    folded(post, quotes::split_keeping(&post.letter.text, passes_on), locale)
}

/// The same of somebody who may quote what is not for all: nothing that they pass on goes along.
fn said_alone(post: &Post, locale: Locale) -> Said {
    folded(post, quotes::split(&post.letter.text), locale)
}

fn folded(post: &Post, (fresh, quoted): (String, Option<String>), locale: Locale) -> Said {
    Said {
        quoted: quoted.map(|quoted| rules::shortened(&parse::as_markdown(&quoted), locale)),
        ..said_in(post, &fresh, locale)
    }
}

/// The same of a part of its text.
pub(super) fn said_in(post: &Post, fresh: &str, locale: Locale) -> Said {
    let mut body = rules::shortened(&parse::as_markdown(fresh), locale);
    if body.is_empty() {
        body = locale.text("mail-in-no-text");
    }
    let may = |file: &&Stored| ticket_rules::may_attach(&file.media_type);
    let left: Vec<_> =
        post.files.iter().filter(|file| !may(file)).map(|file| file.name.as_str()).collect();
    if !left.is_empty() {
        let line = locale.text1("mail-in-left-out", "names", left.join(", "));
        body = format!("{body}\n\n*{line}*");
    }
    Said { body, quoted: None, files: post.files.iter().filter(may).cloned().collect() }
}

/// A new question. An address that nothing proves is asked to confirm, as by the form.
pub(super) fn ask(
    conn: &mut Conn,
    post: &Post,
    id: &ReceivedId,
    (proven, follows): (bool, Option<&Ticket>),
    (office, now): (&Office<'_>, NaiveDateTime),
) -> Result<Outcome> {
    let letter = &post.letter;
    let sender = letter.senders.first().cloned().unwrap_or_default();
    throttle::count(conn, "ask-mail", &sender.email, ticket_rules::ASKS_PER_EMAIL, now)?;
    let locale = follows.map_or_else(|| language_of(letter), |ticket| ticket.language);
    let said = said(post, locale);
    let mut question = question(letter, &said.body, locale, office);
    if let Some(before) = follows {
        follow_up(conn, &mut question, before)?;
    }
    let name = if sender.name.is_empty() { sender.email.clone() } else { sender.name };
    let draft = Draft {
        id: TicketId::random(),
        question,
        asker: Person { name, email: sender.email },
        beneficiary: None,
        files: said.files,
        proven,
    };
    let asked = ops::ask(conn, &By::Team, &draft, office.tools, now)?;
    if let Some(before) = follows {
        ops::link_follow_up(conn, &asked.ticket, before, now)?;
    }
    queries::note_first_message(conn, &asked.ticket.id, id, said.quoted.as_deref())?;
    Ok(Outcome { fate: Fate::Ticket, reason: None, ..Outcome::about(Some(&asked.ticket)) })
}

pub(super) fn language_of(letter: &Letter) -> Locale {
    rules::language(&format!("{}\n{}", letter.subject, quotes::own_words(&letter.text)))
}

fn question(letter: &Letter, body: &str, language: Locale, office: &Office<'_>) -> Question {
    let subject = ticket_rules::subject(rules::bare_subject(&letter.subject), body);
    let email = letter.senders.first().map_or("", |sender| sender.email.as_str());
    let institution = rules::names_in_domain(email)
        .into_iter()
        .find_map(|name| office.tools.words.institution_named(&name));
    Question {
        subject: if subject.is_empty() { language.text("mail-in-no-subject") } else { subject },
        body: body.to_owned(),
        institutions: institution.map(|found| found.slug.clone()).into_iter().collect(),
        laboratory: None,
        site: None,
        site_typed: None,
        region: None,
        disciplines: Vec::new(),
        topic: None,
        language,
        dataset_pid: None,
        dmp_url: None,
        deadline_on: None,
        deadline_for: None,
        sensitive: false,
        via: Via::Mail,
    }
}

/// A reply that came too late to reopen its ticket: the same place, topic and data, and a line that names the old one.
fn follow_up(conn: &mut Conn, question: &mut Question, before: &Ticket) -> Result<()> {
    let line = before.language.text1("mail-in-follows", "reference", before.reference.clone());
    question.body = format!("*{line}*\n\n{}", question.body);
    question.subject.clone_from(&before.subject);
    question.institutions = crate::tickets::queries::institutions_of(conn, &before.id)?;
    question.laboratory.clone_from(&before.laboratory);
    question.site.clone_from(&before.site);
    question.site_typed.clone_from(&before.site_typed);
    question.region.clone_from(&before.region);
    question.disciplines = before.disciplines();
    question.topic.clone_from(&before.topic);
    question.dataset_pid.clone_from(&before.dataset_pid);
    question.dmp_url.clone_from(&before.dmp_url);
    question.sensitive = before.sensitive;
    Ok(())
}

/// The team writes. A ticket closed for long is followed by a new one: who answers our mail has shown the address.
pub(super) fn team_reply(
    conn: &mut Conn,
    post: &Post,
    (id, ticket): (&ReceivedId, &Ticket),
    office: &Office<'_>,
    now: NaiveDateTime,
) -> Result<Outcome> {
    if ticket_rules::team_may_reply(ticket, now) == Err(ticket_rules::TOO_LATE_TO_REOPEN) {
        return ask(conn, post, id, (true, Some(ticket)), (office, now));
    }
    let limit = ticket_rules::REPLIES_PER_TICKET;
    throttle::count(conn, "reply", ticket.id.as_str(), limit, now)?;
    let said = said(post, ticket.language);
    let email = post.letter.senders.first().map_or("", |sender| sender.email.as_str());
    let message = message(&said);
    let colleague = colleague(conn, ticket, email)?;
    let name = colleague.as_ref().map_or(rules::team_name(ticket, email), |added| &added.name);
    ops::team_reply(conn, (name, email), ticket, &message, now)?;
    queries::note_message(conn, &message.id, id, said.quoted.as_deref())?;
    Ok(Outcome { fate: Fate::Reply, reason: None, ..Outcome::about(Some(ticket)) })
}

/// The colleague who follows a ticket by this address.
pub(super) fn colleague(conn: &mut Conn, ticket: &Ticket, email: &str) -> Result<Option<Added>> {
    let email = email.to_ascii_lowercase();
    Ok(crate::tickets::queries::follows_by(conn, &ticket.id, &email)?)
}

/// What tells somebody of the staff that their answer left the ticket open.
const STAYS_OPEN: &str = "ticket_stays_open";

/// Somebody of the staff answers the team. What their program quoted may come from elsewhere: only the original has it. When
/// the team wrote after what they answer, it is still the node's move.
pub(super) fn staff_answer(
    conn: &mut Conn,
    post: &Post,
    (id, ticket, actor): (&ReceivedId, &Ticket, &Actor),
    office: &Office<'_>,
    now: NaiveDateTime,
) -> Result<Outcome> {
    let limit = rules::MAILS_PER_SENDER;
    throttle::count(conn, "staff-mail", actor.id.as_str(), limit, now)?;
    let message = message(&said_alone(post, ticket.language));
    let told = (STAYS_OPEN, actor.email.as_str(), ticket.reference.as_str());
    let unread = seen::team_wrote_since(conn, post, ticket, told, office)?;
    let after = if unread { After::StillOurs } else { After::Theirs };
    ops::answer(conn, actor, ticket, &message, (after, None), office.tools, now)?;
    queries::note_message(conn, &message.id, id, None)?;
    if unread {
        mail::to_writer(conn, ticket, actor, STAYS_OPEN, now)?;
    }
    Ok(Outcome { fate: Fate::Reply, reason: None, ..Outcome::about(Some(ticket)) })
}

pub(super) fn message(said: &Said) -> NewMessage {
    NewMessage {
        id: MessageId::new(),
        body: said.body.clone(),
        files: said.files.clone(),
        via: Via::Mail,
    }
}
