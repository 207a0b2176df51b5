//! The helpdesk of a node speaks: its answer, its note, its words.

use chrono::NaiveDateTime;

use super::{Office, Post, enter, held, seen};
use crate::accounts::throttle;
use crate::bridge::ops::{Asked, Entered, Why};
use crate::bridge::rules::{Order, Reading, Word};
use crate::bridge::{self, Bridge, rules};
use crate::clock::network_day;
use crate::db::Conn;
use crate::mail_in::model::{Fate, Reason, ReceivedId};
use crate::mail_in::queries::{self, Outcome};
use crate::mail_in::{parse, quotes};
use crate::tickets::{self, Handover, MessageId, NewMessage, Ticket, Via};
use crate::{Error, Result};

/// Lets a mail of a helpdesk in: as the node's answer, as a note, as what its words ask for. What its program says by
/// itself is left unanswered, and what cannot be understood is explained and waits.
pub(super) fn node_speaks(
    conn: &mut Conn,
    post: &Post,
    (id, ticket, bridge): (&ReceivedId, &Ticket, Option<&(Bridge, Ticket)>),
    office: &Office<'_>,
    now: NaiveDateTime,
) -> Result<Outcome> {
    let Some((bridge, claimed)) = bridge else {
        return Ok(held(Reason::BadSignature, Some(ticket)));
    };
    let node = bridge.node_id.as_str();
    throttle::count(conn, "helpdesk", node, rules::MAILS_PER_NODE, now)?;
    throttle::count(conn, "helpdesk-ticket", ticket.id.as_str(), rules::MAILS_PER_TICKET, now)?;
    bridge::ops::hear(conn, bridge, claimed, post.letter.heading(), now)?;
    let (fresh, _) = quotes::split(&post.letter.text);
    if rules::is_acknowledgement(&post.letter.subject, &fresh) {
        return Ok(ignored(Reason::Receipt, ticket));
    }
    let consultation = consultation(conn, post, bridge, office)?;
    let told = (bridge, claimed, consultation.as_ref());
    let order = match rules::read(&fresh, network_day(now)) {
        Reading::Order(order) => order,
        Reading::Unknown(word) => {
            bridge::ops::explain(conn, told, &Why::Unknown(&word), now)?;
            return Ok(held(Reason::UnknownWord, Some(ticket)));
        }
    };
    if order.words.contains(&Word::Help) {
        let waits = says_more(post, &order);
        bridge::ops::explain(conn, told, &Why::Help { waits }, now)?;
        return Ok(match waits {
            true => held(Reason::HelpAsked, Some(ticket)),
            false => ignored(Reason::HelpAsked, ticket),
        });
    }
    let actor = bridge::ops::acting(conn, bridge, now)?;
    let (ticket, right) = match tickets::for_colleague(conn, &actor, &ticket.reference) {
        Ok(found) => found,
        Err(Error::NotFound) => return Ok(held(Reason::NotTheirTicket, Some(ticket))),
        Err(error) => return Err(error),
    };
    let (message, remark) = (message(post, &order, &ticket), remark(&order));
    if message.is_none() && order.words.is_empty() {
        return Ok(held(Reason::Empty, Some(&ticket)));
    }
    let helpdesk = bridge.email.as_deref().unwrap_or_default();
    let told_before = (bridge::ops::STAYS_OPEN, helpdesk, claimed.reference.as_str());
    let unread = seen::team_wrote_since(conn, post, &ticket, told_before, office)?;
    let asked = Asked {
        unread,
        order: &order,
        message: message.as_ref(),
        remark: remark.as_ref(),
        consultation: consultation.as_ref(),
    };
    let entered = bridge::ops::act(conn, &actor, (&ticket, &right), &asked, office.tools, now)?;
    if let (Some(message), Entered::Public | Entered::Note) = (&message, entered) {
        // What their program quoted may come from elsewhere: only the original has it.
        queries::note_message(conn, &message.id, id, None)?;
    }
    if unread && bridge::ops::is_left_open(&order, entered) {
        bridge::ops::stays_open(conn, (bridge, claimed), now)?;
    }
    if consultation.is_none()
        && let Some(why) = kept_back(&order, entered)
    {
        bridge::ops::explain(conn, told, &why, now)?;
    }
    let fate = if entered == Entered::Note { Fate::Note } else { Fate::Reply };
    Ok(Outcome { fate, reason: None, ..Outcome::about(Some(&ticket)) })
}

/// Whether a mail that asks for help says more: that is for nobody knows whom.
fn says_more(post: &Post, order: &Order) -> bool {
    let lines: Vec<_> = order.text.lines().collect();
    let says = !order.remarks.is_empty() || order.words.iter().any(|word| *word != Word::Help);
    says || rules::says_something(&lines) || !post.files.is_empty()
}

/// The consultation to whose address a mail came.
pub(super) fn consultation(
    conn: &mut Conn,
    post: &Post,
    bridge: &Bridge,
    office: &Office<'_>,
) -> Result<Option<Handover>> {
    let Some(tag) = super::tag(post) else { return Ok(None) };
    bridge::ops::consultation(conn, bridge, &tag, office.tools.signer)
}

/// What the helpdesk may think that the team got, and did not.
fn kept_back(order: &Order, entered: Entered) -> Option<Why<'static>> {
    if order.covers && entered == Entered::Note {
        return Some(Why::Noted);
    }
    let word = |line: &String| line.split_whitespace().next().unwrap_or_default().to_owned();
    (!order.remarks.is_empty()).then(|| Why::Left(order.remarks.iter().map(word).collect()))
}

/// What stood behind words on their lines.
fn remark(order: &Order) -> Option<NewMessage> {
    (!order.remarks.is_empty()).then(|| NewMessage {
        id: MessageId::new(),
        body: parse::as_markdown(&order.remarks.join("\n")),
        files: Vec::new(),
        via: Via::Bridge,
    })
}

fn ignored(reason: Reason, ticket: &Ticket) -> Outcome {
    Outcome { fate: Fate::Ignored, reason: Some(reason), ..Outcome::about(Some(ticket)) }
}

/// What is left to say, if anything is.
fn message(post: &Post, order: &Order, ticket: &Ticket) -> Option<NewMessage> {
    let said = enter::said_in(post, &order.text, ticket.language);
    let empty = order.text.is_empty() && said.files.is_empty();
    (!empty).then(|| NewMessage { via: Via::Bridge, ..enter::message(&said) })
}
