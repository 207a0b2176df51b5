//! Asking, routing, confirming.

use chrono::NaiveDateTime;
use serde_json::json;

use super::handover::slug_of;
use super::{SYSTEM, record, step};
use crate::Result;
use crate::clock::network_day;
use crate::db::Conn;
use crate::deadlines;
use crate::files;
use crate::history::By;
use crate::outbox;
use crate::taxonomy::Vocabularies;
use crate::tickets::mail::{self, Explained, Tools};
use crate::tickets::queries::{self, Author, DecidedBy, Move, Start};
use crate::tickets::routing::{self, Decision, Inputs, rules as order};
use crate::tickets::rules::{self, Event};
use crate::tickets::{
    Draft, HandoverKind, MessageId, NewMessage, Proposal, Question, Sees, State, Ticket,
};

/// A ticket that was asked, now or before by the same form.
#[derive(Debug, Clone)]
pub struct Asked {
    pub ticket: Ticket,
    /// What was decided now, and the sentence about it; none when it was asked before.
    pub routed: Option<(Decision, Explained)>,
}

/// Who answers a question today. Preview and real routing are this one function.
pub fn decide(
    conn: &mut Conn,
    inputs: &Inputs,
    words: &Vocabularies,
    now: NaiveDateTime,
) -> Result<Decision> {
    let (question, today) = (routing::Question::new(inputs, words), network_day(now));
    let network = queries::network_around(conn, &question, today)?;
    let ranking = order::rank(&question, &network);
    let tied = ranking.tied();
    let loads = match order::worth_counting(&tied, &network) {
        tied if tied.is_empty() => Default::default(),
        tied => queries::loads(conn, &tied, now)?,
    };
    let decision = order::settle(ranking, &network, &loads);
    let mentor = queries::mentor_of(conn, &decision.node, today)?.map(|(mentor, _)| mentor);
    Ok(Decision { mentor, ..decision })
}

/// Takes a question in. A proven address makes it a new ticket at once; else a mail asks to confirm it, and nobody sees
/// it before that.
pub fn ask(
    conn: &mut Conn,
    by: &By,
    draft: &Draft,
    tools: Tools<'_>,
    now: NaiveDateTime,
) -> Result<Asked> {
    if let Some(ticket) = queries::exists(conn, &draft.id)? {
        return match asks_the_same(conn, &ticket, draft)? {
            true => Ok(Asked { ticket, routed: None }),
            // Its form was corrected after it had been sent: the address, perhaps.
            false => Err(rules::FORM_USED.into()),
        };
    }
    let inputs = draft.question.inputs();
    let decision = decide(conn, &inputs, tools.words, now)?;
    let state = if draft.proven { State::New } else { State::Unconfirmed };
    draft.files.iter().try_for_each(|file| files::note(conn, file, now))?;
    let reference = queries::next_reference(conn, now)?;
    let topic = draft.question.topic.as_deref();
    let due = match draft.proven {
        true => Some(deadlines::ops::at_start(conn, &decision.node, topic, now)?),
        false => None,
    };
    let first_mail = outbox::new_message_id();
    let (node, reference, first_mail) = (&decision.node, reference.as_str(), first_mail.as_str());
    let start = Start { node, reference, state, first_mail, due };
    let ticket = queries::insert(conn, draft, &start, now)?;
    let question = NewMessage {
        id: MessageId::new(),
        body: draft.question.body.clone(),
        files: draft.files.clone(),
        via: draft.question.via,
    };
    let asker = Author::team((&draft.asker.name, &draft.asker.email));
    queries::insert_question(conn, &ticket, &asker, &question, now)?;
    queries::record_decision(conn, &ticket.id, &inputs, &decision, &DecidedBy::Rule, now)?;
    let detail = json!({ "node": decision.slug, "rule": decision.rule, "gap": decision.gap });
    record(conn, by, "ticket.ask", (&ticket.id, &detail), now)?;
    let why = mail::explain(conn, tools.words, &inputs, &decision)?;
    if draft.proven {
        announce(conn, &ticket, (&inputs, &decision, &why), tools, (true, now))?;
    } else {
        mail::ask_to_confirm(conn, tools.signer, &ticket, false, now)?;
    }
    Ok(Asked { ticket, routed: Some((decision, why)) })
}

/// Whether a draft is what a ticket was made of.
fn asks_the_same(conn: &mut Conn, ticket: &Ticket, draft: &Draft) -> Result<bool> {
    let question = queries::question_of(conn, &ticket.id)?;
    Ok(ticket.asker_email.eq_ignore_ascii_case(&draft.asker.email)
        && ticket.subject == draft.question.subject
        && question.is_none_or(|body| body == draft.question.body))
}

/// The asker used the link: the address is theirs, and the question goes to its node. Who answers is decided again, since
/// the network may have changed meanwhile. Confirming twice changes nothing.
pub fn confirm(
    conn: &mut Conn,
    ticket: &Ticket,
    tools: Tools<'_>,
    now: NaiveDateTime,
) -> Result<Ticket> {
    if ticket.state != State::Unconfirmed {
        return Ok(ticket.clone());
    }
    let inputs = inputs_of(conn, ticket)?;
    let decision = decide(conn, &inputs, tools.words, now)?;
    if decision.node != ticket.node_id {
        queries::record_decision(conn, &ticket.id, &inputs, &decision, &DecidedBy::Rule, now)?;
    }
    let change = Move { node: Some(decision.node.clone()), ..Move::default() };
    let ticket = step(conn, &By::Team, ticket, Event::Confirm, change, &json!({}), now)?;
    let why = mail::explain(conn, tools.words, &inputs, &decision)?;
    announce(conn, &ticket, (&inputs, &decision, &why), tools, (false, now))?;
    Ok(queries::find(conn, &ticket.id)?)
}

/// Tells the team who answers and the node that there is a question, and notes the gap if nobody covered it. `first` when
/// the team got no mail before.
fn announce(
    conn: &mut Conn,
    ticket: &Ticket,
    (inputs, decision, why): (&Inputs, &Decision, &Explained),
    tools: Tools<'_>,
    (first, now): (bool, NaiveDateTime),
) -> Result<()> {
    if decision.gap {
        queries::put_gap(conn, &ticket.id, inputs, now)?;
    }
    let event = json!({ "node": decision.slug, "gap": decision.gap });
    queries::insert_event(conn, &ticket.id, &SYSTEM, "routed", &event, now)?;
    mail::received(conn, tools.signer, ticket, why, (first, now))?;
    let payload = json!({ "why_fr": why.fr, "why_en": why.en });
    mail::to_desk(conn, ticket, &why.node, ("ticket_new", &payload), now)?;
    follow_as_mentor(conn, ticket, now)
}

/// The mentor of a node on trajectory follows what comes to it, by routing or by a person's choice: it reads what the team
/// reads and gives advice, as in a consultation, and the node still answers. It begins in the name of whoever proposed the
/// trajectory; either side ends it.
pub(super) fn follow_as_mentor(conn: &mut Conn, ticket: &Ticket, now: NaiveDateTime) -> Result<()> {
    let found = queries::mentor_of(conn, &ticket.node_id, network_day(now))?;
    let Some((mentor, decided_by)) = found else { return Ok(()) };
    // Who shares it reads and answers it already.
    if queries::going_on(conn, &ticket.id)?.iter().any(|one| one.to_node == mentor) {
        return Ok(());
    }
    let proposal = Proposal {
        kind: HandoverKind::Consultation,
        to: mentor.clone(),
        sees: Sees::Thread,
        reason: String::new(),
    };
    let place = (&ticket.id, &ticket.node_id);
    queries::insert_handover(conn, place, &proposal, &decided_by, None, now)?;
    let detail = json!({ "to": slug_of(conn, &mentor)?, "mentor": true });
    record(conn, &By::System, "ticket.consult", (&ticket.id, &detail), now)?;
    queries::insert_event(conn, &ticket.id, &SYSTEM, "mentor", &detail, now)?;
    let payload = json!({ "from": queries::desk_card(conn, &ticket.node_id)?.short_name });
    mail::to_staff_of(conn, ticket, &mentor, "ticket_mentor", &payload, (None, now))
}

/// Sends the follow link again to those who asked, and to nobody else; the confirmation, while it is still to come.
pub fn renew_link(
    conn: &mut Conn,
    ticket: &Ticket,
    tools: Tools<'_>,
    now: NaiveDateTime,
) -> Result<()> {
    match ticket.state {
        State::Spam | State::Merged => Ok(()),
        State::Unconfirmed => mail::ask_to_confirm(conn, tools.signer, ticket, true, now),
        State::New
        | State::Open
        | State::WaitingTeam
        | State::WaitingThirdParty
        | State::Snoozed
        | State::Closed => {
            if rules::follow_link_lives(ticket, now) {
                return mail::to_team(conn, tools.signer, ticket, "ticket_link", json!({}), now);
            }
            revive_link(conn, ticket, tools, now)
        }
    }
}

/// Sends a link that opens a ticket again for a while, closed so long ago that those before have ended; these stay so.
fn revive_link(
    conn: &mut Conn,
    ticket: &Ticket,
    tools: Tools<'_>,
    now: NaiveDateTime,
) -> Result<()> {
    if ticket.anonymised_at.is_some() {
        return Ok(());
    }
    queries::bump_follow_version(conn, &ticket.id)?;
    queries::set_follow_until(conn, &ticket.id, now + rules::RENEWED_FOR)?;
    let ticket = queries::find(conn, &ticket.id)?;
    record(conn, &By::Team, "ticket.renew_link", (&ticket.id, &json!({})), now)?;
    mail::to_team(conn, tools.signer, &ticket, "ticket_link", json!({}), now)
}

/// Makes every link sent so far worthless and sends a new one: the old one went where it should not have.
pub fn replace_link(
    conn: &mut Conn,
    ticket: &Ticket,
    tools: Tools<'_>,
    now: NaiveDateTime,
) -> Result<()> {
    queries::bump_follow_version(conn, &ticket.id)?;
    let ticket = queries::find(conn, &ticket.id)?;
    record(conn, &By::Team, "ticket.replace_link", (&ticket.id, &json!({})), now)?;
    renew_link(conn, &ticket, tools, now)
}

/// Erases questions whose address nobody confirmed in time, and colleagues who did not agree; answers how many.
pub fn expire_unconfirmed(conn: &mut Conn, now: NaiveDateTime) -> Result<usize> {
    let forgotten = queries::delete_unanswered(conn, now - rules::CONFIRM_WITHIN)?;
    let erased = queries::delete_unconfirmed(conn, now - rules::CONFIRM_WITHIN)?;
    for id in &erased {
        record(conn, &By::System, "ticket.expire", (id, &json!({})), now)?;
    }
    Ok(erased.len() + forgotten)
}

/// What routing looks at in a stored ticket.
pub(super) fn inputs_of(conn: &mut Conn, ticket: &Ticket) -> Result<Inputs> {
    Ok(Inputs {
        institutions: queries::institutions_of(conn, &ticket.id)?,
        site: ticket.site.clone(),
        region: ticket.region.clone(),
        disciplines: ticket.disciplines(),
        topic: ticket.topic.clone(),
        language: ticket.language.as_str().to_owned(),
    })
}

impl Question {
    /// What routing looks at in a question.
    pub fn inputs(&self) -> Inputs {
        Inputs {
            institutions: self.institutions.clone(),
            site: self.site.clone(),
            region: self.region.clone(),
            disciplines: self.disciplines.clone(),
            topic: self.topic.clone(),
            language: self.language.as_str().to_owned(),
        }
    }
}
