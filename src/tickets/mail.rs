//! The mails about tickets: who gets which, and how they thread.

mod team;

use chrono::NaiveDateTime;
use serde_json::{Value, json};

use super::queries::{self, Colleague, DeskName};
use super::routing::{Decision, Inputs};
use super::{ColleagueId, Ticket, colleague_key, follow_key, routing};
use crate::accounts::rules::has_mailbox;
use crate::accounts::{AccountId, Actor, NodeId};
use crate::bridge::ops::Told;
use crate::clock::network_day;
use crate::db::Conn;
use crate::duty;
use crate::i18n::Locale;
use crate::outbox::{self, Mail, Party};
use crate::secret::Signer;
use crate::taxonomy::Vocabularies;
use crate::{Result, bridge};

pub use team::{ask_colleague, ask_to_confirm, received, to_colleague, to_team, to_team_from};

/// What the happenings of a ticket need besides the database.
#[derive(Clone, Copy)]
pub struct Tools<'a> {
    pub signer: &'a Signer,
    pub words: &'a Vocabularies,
}

/// The address of a ticket for its team, with the key that opens it.
pub fn follow_path(signer: &Signer, ticket: &Ticket) -> String {
    format!("/tickets/{}?key={}", ticket.reference, follow_key(signer, ticket))
}

/// The address of a ticket for a colleague who follows it.
pub fn colleague_path(signer: &Signer, ticket: &Ticket, id: &ColleagueId) -> String {
    format!("/tickets/{}?key={}", ticket.reference, colleague_key(signer, ticket, id))
}

/// Mails the node: its help address if it has one, else those on duty, else all its staff. `except` caused it.
pub fn to_node(
    conn: &mut Conn,
    ticket: &Ticket,
    template: &'static str,
    payload: &Value,
    except: Option<&AccountId>,
    now: NaiveDateTime,
) -> Result<()> {
    to_staff_of(conn, ticket, &ticket.node_id, template, payload, (except, now))
}

/// The same for a node that need not be the responsible one.
pub fn to_staff_of(
    conn: &mut Conn,
    ticket: &Ticket,
    node: &NodeId,
    template: &'static str,
    payload: &Value,
    (except, now): (Option<&AccountId>, NaiveDateTime),
) -> Result<()> {
    match bridge::ops::tell(conn, ticket, node, (template, payload), now)? {
        Told::Yes => Ok(()),
        Told::Not | Told::Perhaps => {
            to_people_of(conn, ticket, node, (template, payload), (except, now))
        }
    }
}

/// The same for a node that was looked up before.
pub fn to_desk(
    conn: &mut Conn,
    ticket: &Ticket,
    desk: &DeskName,
    (template, payload): (&'static str, &Value),
    now: NaiveDateTime,
) -> Result<()> {
    match bridge::ops::tell(conn, ticket, &desk.id, (template, payload), now)? {
        Told::Yes => Ok(()),
        Told::Not | Told::Perhaps => {
            to_people_at(conn, ticket, desk, (template, payload), (None, now))
        }
    }
}

/// The same by the node's mailbox or its people's, whether or not it has a helpdesk of its own.
pub fn to_people_of(
    conn: &mut Conn,
    ticket: &Ticket,
    node: &NodeId,
    (template, payload): (&'static str, &Value),
    (except, now): (Option<&AccountId>, NaiveDateTime),
) -> Result<()> {
    let found = queries::desk_names(conn, std::slice::from_ref(node))?;
    let node = found.into_iter().next().ok_or(crate::Error::NotFound)?;
    to_people_at(conn, ticket, &node, (template, payload), (except, now))
}

fn to_people_at(
    conn: &mut Conn,
    ticket: &Ticket,
    node: &DeskName,
    (template, payload): (&'static str, &Value),
    (except, now): (Option<&AccountId>, NaiveDateTime),
) -> Result<()> {
    if let Some(email) = &node.help_email {
        return staff_mail(
            conn,
            ticket,
            template,
            payload,
            (&node.short_name, email, node.language()),
            &Party::Node(node.id.to_string()),
            now,
        );
    }
    let people = at_work(conn, &node.id, now)?;
    for Colleague { id, name, email, language } in &people {
        if Some(id) != except {
            let party = Party::Staff(id.to_string());
            staff_mail(conn, ticket, template, payload, (name, email, *language), &party, now)?;
        }
    }
    Ok(())
}

/// Those on duty, else all the node's people. In the place of one who is away, who stands in.
fn at_work(conn: &mut Conn, node: &NodeId, now: NaiveDateTime) -> Result<Vec<Colleague>> {
    let day = network_day(now);
    let on_duty = queries::on_duty(conn, node, day)?;
    let away = duty::queries::away_on(conn, day)?;
    if !on_duty.is_empty() && !on_duty.iter().any(|person| away.is_away(&person.id)) {
        return Ok(on_duty);
    }
    let staff = queries::staff(conn, node, day)?;
    let answering = away.in_place_of(on_duty.iter().map(|person| &person.id));
    let found: Vec<_> =
        staff.iter().filter(|person| answering.contains(&person.id)).cloned().collect();
    if !found.is_empty() {
        return Ok(found);
    }
    let there: Vec<_> = staff.iter().filter(|person| !away.is_away(&person.id)).cloned().collect();
    Ok(if there.is_empty() { staff } else { there })
}

/// Mails the one who works on the ticket, and who stands in while they are away; the node, when nobody does.
pub fn to_assignee(
    conn: &mut Conn,
    ticket: &Ticket,
    template: &'static str,
    payload: &Value,
    now: NaiveDateTime,
) -> Result<()> {
    let node = &ticket.node_id;
    let told = bridge::ops::tell(conn, ticket, node, (template, payload), now)?;
    // Who left the node, or whose account was closed, is not written to any more: the node is.
    let person = match &ticket.assignee_id {
        Some(id) => queries::working_colleague(conn, id, node, network_day(now))?,
        None => None,
    };
    let Some(person) = person.filter(|person| has_mailbox(&person.email)) else {
        return match told {
            Told::Yes => Ok(()),
            Told::Not | Told::Perhaps => {
                to_people_of(conn, ticket, node, (template, payload), (None, now))
            }
        };
    };
    let away = duty::queries::away_on(conn, network_day(now))?;
    let stand_in = match away.stand_in(&person.id) {
        Some(id) => queries::working_colleague(conn, id, node, network_day(now))?,
        None => None,
    };
    [person].into_iter().chain(stand_in).try_for_each(|Colleague { id, name, email, language }| {
        let party = Party::Staff(id.to_string());
        staff_mail(conn, ticket, template, payload, (&name, &email, language), &party, now)
    })
}

/// Mails one of the staff what became of a mail of theirs.
pub fn to_writer(
    conn: &mut Conn,
    ticket: &Ticket,
    actor: &Actor,
    template: &'static str,
    now: NaiveDateTime,
) -> Result<()> {
    let to = (actor.name.as_str(), actor.email.as_str(), actor.language);
    let party = Party::Staff(actor.id.to_string());
    staff_mail(conn, ticket, template, &json!({}), to, &party, now)
}

/// The mails that bring staff what the team says: to reply to one is to write to the team. What colleagues or the program say
/// has no such address, so that nothing that is meant for them gets there by a slip.
const BY_TEAM: [&str; 2] = ["ticket_new", "ticket_team_reply"];

fn staff_mail(
    conn: &mut Conn,
    ticket: &Ticket,
    template: &'static str,
    payload: &Value,
    (name, email, language): (&str, &str, Locale),
    party: &Party,
    now: NaiveDateTime,
) -> Result<()> {
    let payload = told(ticket, payload.clone(), language);
    // No mail has this id; what refers to it is shown as one conversation all the same.
    let root = vec![format!("staff-{}", ticket.id)];
    let mail = Mail {
        template,
        language,
        to_name: name,
        to_email: email,
        from_name: None,
        payload,
        in_reply_to: root.first().map(String::as_str),
        references: &root,
        dedup_key: None,
    };
    match BY_TEAM.contains(&template) {
        true => outbox::queue_about(conn, &mail, (&ticket.reference, party), now),
        false => outbox::queue_of(conn, &mail, &ticket.reference, now),
    }?;
    Ok(())
}

/// Tells the node that had a ticket, as it was then, whose it is now: its people, when somebody else took it from them; its
/// helpdesk, when one of them gave it away.
pub fn to_former(
    conn: &mut Conn,
    ticket: &Ticket,
    actor: &Actor,
    (to, reason): (&NodeId, &str),
    now: NaiveDateTime,
) -> Result<()> {
    let (from, template) = (&ticket.node_id, "ticket_moved_on");
    if actor.works_for(from) {
        let done = ("helpdesk_moved", Some(actor));
        return bridge::ops::tell_done(conn, ticket, from, done, "", now);
    }
    let to = desk_name(conn, to)?.short_name;
    let payload = json!({ "author": actor.name, "to": to, "reason": quoted(reason) });
    let by_helpdesk =
        bridge::ops::tell(conn, ticket, from, (template, &payload), now)? == Told::Yes;
    if !by_helpdesk {
        to_people_of(conn, ticket, from, (template, &payload), (None, now))?;
    }
    // Who worked on it learns it in person, on duty or not.
    let Some(id) = &ticket.assignee_id else { return Ok(()) };
    let to_people = !by_helpdesk && desk_name(conn, from)?.help_email.is_none();
    let told = to_people && at_work(conn, from, now)?.iter().any(|one| one.id == *id);
    let person = queries::working_colleague(conn, id, from, network_day(now))?;
    match person.filter(|one| !told && one.id != actor.id && has_mailbox(&one.email)) {
        Some(Colleague { id, name, email, language }) => {
            let party = Party::Staff(id.to_string());
            staff_mail(conn, ticket, template, &payload, (&name, &email, language), &party, now)
        }
        None => Ok(()),
    }
}

/// What mails to others than the team say of a ticket: where it is, what it is called, and what happened. Of a sensitive
/// one they say that it waits, and give the link: neither who asks nor a word that anybody wrote.
pub fn told(ticket: &Ticket, mut payload: Value, language: Locale) -> Value {
    payload["reference"] = json!(ticket.reference);
    payload["subject"] = json!(told_subject(ticket, language));
    payload["asker"] = json!(ticket.asker_name);
    payload["path"] = json!(format!("/tickets/{}", ticket.reference));
    if !ticket.sensitive {
        return payload;
    }
    let somebody = language.text("privacy-sensitive-somebody");
    payload["asker"] = json!(somebody);
    let team = [Some(&ticket.asker_name), ticket.beneficiary_name.as_ref()];
    if team.into_iter().flatten().any(|name| payload["author"] == json!(name)) {
        payload["author"] = json!(somebody);
    }
    for name in ["body", "reason", "answer", "file", "who"] {
        if payload[name].as_str().is_some_and(|text| !text.is_empty()) {
            payload[name] = json!(match name {
                "who" => somebody.clone(),
                "file" => String::new(),
                _ => language.text("privacy-sensitive-body"),
            });
        }
    }
    // Why it came here says where they work and on what.
    for name in ["why_fr", "why_en"] {
        if payload[name].is_string() {
            payload[name] = json!("");
        }
    }
    payload
}

/// What mails to others than the team call a ticket: a sensitive one by no subject.
pub fn told_subject(ticket: &Ticket, language: Locale) -> String {
    match ticket.sensitive {
        true => language.text("privacy-sensitive-subject"),
        false => ticket.subject.clone(),
    }
}

fn desk_name(conn: &mut Conn, node: &NodeId) -> Result<DeskName> {
    let found = queries::desk_names(conn, std::slice::from_ref(node))?;
    found.into_iter().next().ok_or(crate::Error::NotFound)
}

/// Who answers and why, in one plain sentence for the team, in both languages.
pub fn explain(
    conn: &mut Conn,
    words: &Vocabularies,
    inputs: &Inputs,
    decision: &Decision,
) -> Result<Explained> {
    let names = queries::desk_names(conn, std::slice::from_ref(&decision.node))?;
    let node = names.into_iter().next().ok_or(crate::Error::NotFound)?;
    let away = decision.candidates.first().and_then(|best| best.stands_in_for.as_deref());
    let away = match away {
        Some(slug) => match queries::node_id_of_slug(conn, slug)? {
            Some(id) => {
                queries::desk_names(conn, &[id])?.into_iter().next().map(|node| node.short_name)
            }
            None => None,
        },
        None => None,
    };
    let sentence = |locale| {
        routing::words::sentence(&routing::words::Said {
            words,
            inputs,
            decision,
            node: &node.short_name,
            away: away.as_deref(),
            locale,
        })
    };
    let (fr, en) = (sentence(Locale::Fr), sentence(Locale::En));
    Ok(Explained { node, fr, en })
}

/// The sentence for a ticket as it stands, from the last decision about it.
pub fn explain_ticket(
    conn: &mut Conn,
    words: &Vocabularies,
    ticket: &Ticket,
) -> Result<Option<Explained>> {
    let mut decisions = queries::decisions_of(conn, &ticket.id)?.into_iter();
    // An offer that was not taken says nothing of why it is here.
    let Some(last) = decisions.find(|one| !one.is_return()) else {
        return Ok(None);
    };
    explain(conn, words, &last.inputs()?, &last.decision()?).map(Some)
}

/// A body as a mail quotes it: what a person wrote must not become one of the mail's own buttons.
pub fn quoted(body: &str) -> String {
    body.replace("\r\n", "\n").replace("\n=> ", "\n => ").replacen(
        "=> ",
        "= > ",
        usize::from(body.starts_with("=> ")),
    )
}

/// Who answers, and the same sentence about it in both languages.
#[derive(Debug, Clone)]
pub struct Explained {
    pub node: DeskName,
    pub fr: String,
    pub en: String,
}

impl Explained {
    pub fn in_locale(&self, locale: Locale) -> &str {
        locale.pick(&self.fr, &self.en)
    }
}
