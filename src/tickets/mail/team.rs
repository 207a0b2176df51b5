//! What those who asked are mailed.

use chrono::NaiveDateTime;
use serde_json::{Value, json};

use super::{Explained, colleague_path, desk_name, follow_path};
use crate::Result;
use crate::accounts::NodeId;
use crate::clock::network_day;
use crate::db::Conn;
use crate::outbox::{self, Mail, Party};
use crate::secret::Signer;
use crate::tickets::queries::{self, DeskName};
use crate::tickets::{Added, Ticket, follow_key, invitation_key};

/// Mails the team: who asked, the colleague they asked for, and those who follow.
pub fn to_team(
    conn: &mut Conn,
    signer: &Signer,
    ticket: &Ticket,
    template: &'static str,
    payload: Value,
    now: NaiveDateTime,
) -> Result<()> {
    to_team_from(conn, signer, (ticket, &ticket.node_id), (template, payload), now)
}

/// The same in the name of a node that need not be the responsible one.
pub fn to_team_from(
    conn: &mut Conn,
    signer: &Signer,
    (ticket, node): (&Ticket, &NodeId),
    (template, payload): (&'static str, Value),
    now: NaiveDateTime,
) -> Result<()> {
    let node = desk_name(conn, node)?;
    let mut thread = ticket.mail_ids();
    let mail = team_mail(signer, ticket, &node, (template, payload), &thread);
    let about = (ticket.reference.as_str(), &Party::Team(ticket.follow_version));
    let sent = outbox::queue_about(conn, &mail, about, now)?;
    // The colleague proved nothing: they are written to once a person of the network has read the question and answered,
    // so that the form cannot send strangers text.
    let read = ticket.first_answered_at.is_some();
    if let (true, Some(name), Some(email)) =
        (read, &ticket.beneficiary_name, &ticket.beneficiary_email)
    {
        let mail = Mail { to_name: name, to_email: email, ..mail.clone() };
        outbox::queue_about(conn, &mail, about, now)?;
    }
    for added in queries::added(conn, &ticket.id)?.iter().filter(|one| one.confirmed_at.is_some()) {
        outbox::queue_about(conn, &for_colleague(&mail, signer, ticket, added), about, now)?;
    }
    thread.push(sent);
    // The first mail and the last ones: enough to thread by, and short (RFC 5322, 3.6.4).
    if thread.len() > 10 {
        thread.remove(1);
    }
    queries::set_mail_thread(conn, &ticket.id, &thread)?;
    Ok(())
}

/// The same mail for a colleague who follows: with a link of their own. How the answer was is asked of who asked.
fn for_colleague<'a>(
    mail: &Mail<'a>,
    signer: &Signer,
    ticket: &Ticket,
    added: &'a Added,
) -> Mail<'a> {
    let mut mail = Mail { to_name: &added.name, to_email: &added.email, ..mail.clone() };
    mail.payload["follow"] = json!(colleague_path(signer, ticket, &added.id));
    mail.payload["satisfaction"] = Value::Null;
    mail.payload["answered"] = json!(false);
    mail
}

/// Mails one colleague who follows a ticket.
pub fn to_colleague(
    conn: &mut Conn,
    signer: &Signer,
    ticket: &Ticket,
    added: &Added,
    template: &'static str,
    now: NaiveDateTime,
) -> Result<()> {
    let node = desk_name(conn, &ticket.node_id)?;
    let mail = team_mail(signer, ticket, &node, (template, json!({})), &[]);
    let about = (ticket.reference.as_str(), &Party::Team(ticket.follow_version));
    outbox::queue_about(conn, &for_colleague(&mail, signer, ticket, added), about, now).map(drop)
}

/// Asks a colleague whether they want to follow. The mail names the proven address of who asked and repeats nothing that
/// was typed: adding somebody must not become a way to send strangers text.
pub fn ask_colleague(
    conn: &mut Conn,
    signer: &Signer,
    ticket: &Ticket,
    added: &Added,
    now: NaiveDateTime,
) -> Result<()> {
    let key = invitation_key(signer, ticket, &added.id);
    let path = format!("/tickets/{}/invitation?key={key}", ticket.reference);
    let day = network_day(now);
    let mail = Mail {
        template: "ticket_colleague",
        language: ticket.language,
        to_name: "",
        to_email: &added.email,
        from_name: None,
        payload: json!({
            "reference": ticket.reference,
            "asker": ticket.asker_email,
            "invitation": path,
        }),
        in_reply_to: None,
        references: &[],
        dedup_key: Some(format!("colleague:{}:{}:{day}", added.id, ticket.follow_version)),
    };
    let about = (ticket.reference.as_str(), &Party::Team(ticket.follow_version));
    outbox::queue_about(conn, &mail, about, now).map(drop)
}

/// Tells the team that its question came in, in the mail that the ticket was inserted with when it is their `first`.
pub fn received(
    conn: &mut Conn,
    signer: &Signer,
    ticket: &Ticket,
    why: &Explained,
    (first, now): (bool, NaiveDateTime),
) -> Result<()> {
    let payload = json!({ "why": why.in_locale(ticket.language) });
    if !first {
        return to_team(conn, signer, ticket, "ticket_received", payload, now);
    }
    let mail = team_mail(signer, ticket, &why.node, ("ticket_received", payload), &[]);
    let about = (ticket.reference.as_str(), &Party::Team(ticket.follow_version));
    outbox::queue_about_as(conn, &ticket.mail_thread, &mail, about, now)
}

fn team_mail<'a>(
    signer: &Signer,
    ticket: &'a Ticket,
    node: &'a DeskName,
    (template, mut payload): (&'static str, Value),
    thread: &'a [String],
) -> Mail<'a> {
    payload["reference"] = json!(ticket.reference);
    payload["subject"] = json!(ticket.subject);
    // A helpdesk behind a bridge answers in the name of its node.
    payload["of_node"] = json!(payload["author"] != json!(node.short_name));
    payload["node"] = json!(node.short_name);
    payload["follow"] = json!(follow_path(signer, ticket));
    payload["satisfaction"] = json!(format!(
        "/tickets/{}/satisfaction?key={}",
        ticket.reference,
        follow_key(signer, ticket)
    ));
    Mail {
        template,
        language: ticket.language,
        to_name: &ticket.asker_name,
        to_email: &ticket.asker_email,
        from_name: Some(&node.short_name),
        payload,
        in_reply_to: thread.last().map(String::as_str),
        references: thread,
        dedup_key: None,
    }
}

/// Asks the asker, and nobody else, to confirm the address. The mail repeats nothing that was typed in the question:
/// the form must not become a way to send strangers text.
///
/// `again` sends it once more: the first one did not arrive.
pub fn ask_to_confirm(
    conn: &mut Conn,
    signer: &Signer,
    ticket: &Ticket,
    again: bool,
    now: NaiveDateTime,
) -> Result<()> {
    let path =
        format!("/tickets/{}/confirmation?key={}", ticket.reference, follow_key(signer, ticket));
    let about = (ticket.reference.as_str(), &Party::Team(ticket.follow_version));
    let mail = Mail {
        template: "ticket_confirm",
        language: ticket.language,
        to_name: "",
        to_email: &ticket.asker_email,
        from_name: None,
        payload: json!({ "reference": ticket.reference, "confirm": path }),
        in_reply_to: None,
        references: &[],
        dedup_key: (!again).then(|| format!("confirm:{}", ticket.id)),
    };
    if again {
        let sent = outbox::queue_about(conn, &mail, about, now)?;
        return Ok(queries::set_mail_thread(conn, &ticket.id, &[sent])?);
    }
    outbox::queue_about_as(conn, &ticket.mail_thread, &mail, about, now)
}
