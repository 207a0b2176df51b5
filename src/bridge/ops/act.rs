//! A helpdesk acts on a ticket, by the words of its mail.

use chrono::NaiveDateTime;

use crate::accounts::Actor;
use crate::bridge::rules::{self, Order, Word};
use crate::db::Conn;
use crate::text::as_markdown;
use crate::tickets::mail::Tools;
use crate::tickets::ops::{self, After, Closing, Pause};
use crate::tickets::rules as ticket_rules;
use crate::tickets::{
    Handover, HandoverKind, MessageId, NewMessage, Outcome, Right, State, Ticket, Via,
    queries as ticket_queries,
};
use crate::{Error, Result};

/// How a mail's text entered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Entered {
    /// The team reads it.
    Public,
    Note,
    /// There was none: only words.
    Nothing,
}

/// The ticket as it stands after each step.
struct Case<'a> {
    actor: &'a Actor,
    ticket: Ticket,
    right: Right,
    unread: bool,
    tools: Tools<'a>,
    now: NaiveDateTime,
}

/// What a mail asks for.
pub struct Asked<'a> {
    pub order: &'a Order,
    /// Its text without the words; none when nothing is left.
    pub message: Option<&'a NewMessage>,
    /// What stands behind words on their lines: a note to colleagues.
    pub remark: Option<&'a NewMessage>,
    /// The consultation to whose address it came.
    pub consultation: Option<&'a Handover>,
    /// The team wrote after the mail that it answers: the ticket stays open, whatever the words say.
    pub unread: bool,
}

/// Whether a mail would have moved the ticket on, had nothing been unread: closed it, put it off, made it the team's move.
pub fn is_left_open(order: &Order, entered: Entered) -> bool {
    let answers = entered == Entered::Public && !order.words.contains(&Word::Take);
    answers || order.words.iter().any(moves_on)
}

const fn moves_on(word: &Word) -> bool {
    matches!(word, Word::Wait(..) | Word::Close(_))
}

/// Does what a mail asks for, all of it or nothing.
pub fn act(
    conn: &mut Conn,
    actor: &Actor,
    (ticket, right): (&Ticket, &Right),
    asked: &Asked<'_>,
    tools: Tools<'_>,
    now: NaiveDateTime,
) -> Result<Entered> {
    let (order, unread) = (asked.order, asked.unread);
    if let Some(consultation) = asked.consultation
        && !ends(right, consultation, order)
    {
        let (ticket, right) = (ticket.clone(), right.clone());
        let case = Case { actor, ticket, right, unread, tools, now };
        return case.advise(conn, consultation, asked);
    }
    let right = answering(conn, (ticket, right), order)?;
    let mut case = Case { actor, ticket: ticket.clone(), right, unread, tools, now };
    if let Some(reason) = refusal(order) {
        return case.refuse(conn, reason, asked);
    }
    if order.words.contains(&Word::Accept) {
        case.accept(conn)?;
    }
    if matches!(case.right, Right::Offered(_)) {
        return Err(rules::OFFERED.into());
    }
    if order.words.contains(&Word::Reopen) {
        case.check_responsible()?;
        ops::reopen(conn, actor, &case.ticket, now)?;
        case.read_again(conn)?;
    }
    let entered = match asked.message {
        Some(message) => case.say(conn, order, message)?,
        None => Entered::Nothing,
    };
    if let Some(remark) = asked.remark {
        case.note(conn, remark)?;
    }
    for word in &order.words {
        case.follow(conn, word)?;
    }
    Ok(entered)
}

/// Whether a node that is asked says no: that ends the consultation.
fn ends(right: &Right, consultation: &Handover, order: &Order) -> bool {
    let is_asked = matches!(right, Right::Consulted(own) if own.id == consultation.id);
    is_asked && refusal(order).is_some()
}

/// A yes or a no answers what is offered, whatever else the node has to do with the ticket.
fn answering(conn: &mut Conn, (ticket, right): (&Ticket, &Right), order: &Order) -> Result<Right> {
    let answers = refusal(order).is_some() || order.words.contains(&Word::Accept);
    let Some(own) = right.handover().filter(|_| answers) else { return Ok(right.clone()) };
    let is_offer =
        |found: &Handover| found.kind == HandoverKind::Referral && found.to_node == own.to_node;
    let offer = ticket_queries::going_on(conn, &ticket.id)?.into_iter().find(is_offer);
    Ok(offer.map_or_else(|| right.clone(), Right::Offered))
}

fn refusal(order: &Order) -> Option<&str> {
    order.words.iter().find_map(|word| match word {
        Word::Refuse(reason) => Some(reason.as_str()),
        _ => None,
    })
}

impl Case<'_> {
    fn read_again(&mut self, conn: &mut Conn) -> Result<()> {
        self.ticket = ticket_queries::find(conn, &self.ticket.id)?;
        Ok(())
    }

    fn check_responsible(&self) -> Result<()> {
        if self.right.is_responsible() { Ok(()) } else { Err(rules::ONLY_ASKED.into()) }
    }

    fn accept(&mut self, conn: &mut Conn) -> Result<()> {
        match &self.right {
            Right::Offered(offer) => {
                ops::accept(conn, self.actor, &self.ticket, offer, self.tools, self.now)?;
                self.read_again(conn)?;
                self.right = Right::Responsible;
                Ok(())
            }
            // What is theirs needs no acceptance.
            Right::Responsible => Ok(()),
            Right::Shared(_) | Right::Consulted(_) => Err(rules::NOTHING_TO_ACCEPT.into()),
        }
    }

    /// Says no to an offer; lets go of what another node shares or asks; what is theirs goes to the national desk.
    fn refuse(&mut self, conn: &mut Conn, reason: &str, asked: &Asked<'_>) -> Result<Entered> {
        let ends = matches!(self.right, Right::Shared(_) | Right::Consulted(_));
        if reason.is_empty() && !ends {
            return Err(rules::REASON_MISSING.into());
        }
        // An offer's answer has no room for more than its reason; of the others nothing is lost.
        let mut entered = Entered::Nothing;
        if !matches!(self.right, Right::Offered(_)) {
            let why = (ends && !reason.is_empty()).then(|| NewMessage {
                id: MessageId::new(),
                body: as_markdown(reason),
                files: Vec::new(),
                via: Via::Bridge,
            });
            for note in [why.as_ref(), asked.remark, asked.message].into_iter().flatten() {
                self.note(conn, note)?;
            }
            entered = if asked.message.is_some() { Entered::Note } else { Entered::Nothing };
        }
        let (actor, ticket, now) = (self.actor, &self.ticket, self.now);
        match &self.right {
            Right::Offered(offer) => ops::refuse(conn, actor, ticket, offer, reason, now),
            Right::Shared(found) | Right::Consulted(found) => {
                ops::finish(conn, actor, ticket, found, now)
            }
            Right::Responsible => {
                let desk = ticket_queries::desk_id(conn)?;
                let desk = desk.ok_or(Error::Refused(ticket_rules::NODE_CANNOT_RECEIVE))?;
                ops::transfer(conn, actor, ticket, (&desk, reason), self.tools, now).map(drop)
            }
        }?;
        Ok(entered)
    }

    /// What came to the address of a consultation is for its other side, whatever else the node has to do with the ticket.
    fn advise(
        &self,
        conn: &mut Conn,
        consultation: &Handover,
        asked: &Asked<'_>,
    ) -> Result<Entered> {
        let going_on = ticket_queries::going_on(conn, &self.ticket.id)?;
        let found = going_on.iter().find(|one| one.id == consultation.id);
        let found = found.ok_or(Error::Refused(rules::CONSULTATION_OVER))?;
        if asked.order.words.iter().any(|word| *word != Word::Note) {
            return Err(rules::CONSULTATION_ONLY.into());
        }
        let node = self.right.node(&self.ticket);
        if *node != self.ticket.node_id && *node != found.to_node {
            return Err(Error::NotFound);
        }
        let Some(message) = asked.message else { return Ok(Entered::Nothing) };
        let reader = ops::NoteFor::Side(node, found);
        ops::note_for(conn, self.actor, &self.ticket, reader, message, self.now)?;
        Ok(Entered::Note)
    }

    /// A note for those whom this node may write to.
    fn note(&mut self, conn: &mut Conn, message: &NewMessage) -> Result<()> {
        let going_on = ticket_queries::going_on(conn, &self.ticket.id)?;
        let reader = ops::reader(&self.right, &self.ticket, &going_on, "")?;
        ops::note_for(conn, self.actor, &self.ticket, reader, message, self.now)?;
        self.read_again(conn)
    }

    /// Puts the text where it belongs. A node that is only asked answers the one that asks.
    fn say(&mut self, conn: &mut Conn, order: &Order, message: &NewMessage) -> Result<Entered> {
        let asked = matches!(self.right, Right::Consulted(_));
        if asked || order.words.contains(&Word::Note) {
            self.note(conn, message)?;
            return Ok(Entered::Note);
        }
        if self.ticket.state == State::Closed && self.right.is_responsible() {
            ops::reopen(conn, self.actor, &self.ticket, self.now)?;
            self.read_again(conn)?;
        }
        let stays = order.words.iter().any(|word| matches!(word, Word::Wait(..) | Word::Take));
        let after = (if stays || self.unread { After::StillOurs } else { After::Theirs }, None);
        ops::answer(conn, self.actor, &self.ticket, message, after, self.tools, self.now)?;
        self.read_again(conn)?;
        Ok(Entered::Public)
    }

    fn follow(&mut self, conn: &mut Conn, word: &Word) -> Result<()> {
        match word {
            Word::Note | Word::Accept | Word::Reopen | Word::Refuse(_) | Word::Help => {
                return Ok(());
            }
            word if self.unread && moves_on(word) => self.check_responsible()?,
            Word::Take => {
                self.check_responsible()?;
                ops::assign(conn, self.actor, &self.ticket, &self.actor.id, self.now)?;
            }
            Word::Wait(who, until) => {
                self.check_responsible()?;
                let who = who.clone();
                let who = who.unwrap_or_else(|| self.actor.language.text("bridge-third-party"));
                let pause = Pause::ThirdParty { who, until: *until };
                ops::pause(conn, self.actor, &self.ticket, &pause, self.now)?;
            }
            Word::Close(outcome) => {
                self.check_responsible()?;
                let answered = self.ticket.first_answered_at.is_some();
                let usual = if answered { Outcome::Answered } else { Outcome::NoAnswerNeeded };
                let closing = Closing { outcome: outcome.unwrap_or(usual), topic: None };
                ops::close(conn, self.actor, &self.ticket, &closing, self.tools, self.now)?;
            }
        }
        self.read_again(conn)
    }
}
