//! What webhooks are told: queued in the transaction of what happened, sent after it.

use chrono::{NaiveDateTime, SecondsFormat};
use serde_json::{Value, json};

use super::{record, settable};
use crate::accounts::{Actor, NodeId};
use crate::clock::network_day;
use crate::db::Conn;
use crate::history::{self, By};
use crate::outbox::{self, Mail};
use crate::tickets::{State, Ticket};
use crate::webhooks::queries::{self, Telling, Tried};
use crate::webhooks::{
    Delivery, DeliveryId, DeliveryState, Ended, Hook, HookId, Occurrence, rules,
};
use crate::{Error, Result};

/// A line of the history was written: whoever wants to know of such a thing is told, if they may see the ticket.
pub fn happened(
    conn: &mut Conn,
    action: &str,
    (subject, detail): (&str, &Value),
    now: NaiveDateTime,
) -> Result<()> {
    let Some(event) = rules::occurrence(action) else { return Ok(()) };
    // A word of the team may open a closed ticket again: two things at once.
    if action == "ticket.team_replies" && detail["reopens"] == true {
        happened(conn, "ticket.reopen", (subject, detail), now)?;
    }
    let awake = queries::awake(conn)?;
    let wanting: Vec<_> = awake.into_iter().filter(|hook| hook.wants(event)).collect();
    if wanting.is_empty() {
        return Ok(());
    }
    let Some(ticket) = queries::ticket(conn, subject)? else { return Ok(()) };
    // Nobody sees what its asker has not confirmed, or what was put aside.
    if matches!(ticket.state, State::Unconfirmed | State::Spam) {
        return Ok(());
    }
    let (slug, mut parties) = queries::parties(conn, &ticket)?;
    // Who had it, or had to do with it until this moment, learns that it is over, and nothing that comes later.
    if matches!(event, Occurrence::Transferred | Occurrence::OfferEnded) {
        parties.extend(queries::had_it(conn, &ticket.id)?);
    }
    parties.extend(queries::just_left(conn, &ticket.id, now)?);
    let payload = payload(event, data(&ticket, &slug, detail), now);
    let sees = |node: Option<&NodeId>| node.is_none_or(|node| parties.contains(node));
    for hook in wanting.iter().filter(|hook| sees(hook.node_id.as_ref())) {
        let telling = Telling {
            id: &DeliveryId::new(),
            hook: &hook.id,
            event,
            ticket: Some((&ticket.id, &ticket.reference)),
            payload: &payload,
            replay_of: None,
        };
        queries::queue(conn, &telling, now)?;
    }
    Ok(())
}

fn instant(at: NaiveDateTime) -> String {
    at.and_utc().to_rfc3339_opts(SecondsFormat::Millis, true)
}

fn payload(event: Occurrence, data: Value, now: NaiveDateTime) -> String {
    json!({ "type": event, "timestamp": instant(now), "data": data }).to_string()
}

/// What stands in every telling of a ticket: facts that each node that has to do with it may see, no names of people and
/// no text, not even the subject. What was written is read by the API, with a token.
fn data(ticket: &Ticket, node: &str, detail: &Value) -> Value {
    json!({
        "ticket": {
            "reference": ticket.reference,
            "sensitive": ticket.sensitive,
            "state": ticket.state,
            "node": node,
            "outcome": ticket.outcome,
            "topic": ticket.confirmed_topic.as_ref().or(ticket.topic.as_ref()),
            "region": ticket.region,
            "disciplines": ticket.disciplines(),
            "language": ticket.language,
            "created_at": instant(ticket.created_at),
            "last_activity_at": instant(ticket.last_activity_at),
            "closed_at": ticket.closed_at.map(instant),
            "api_path": format!("/api/v1/tickets/{}", ticket.reference),
        },
        "message": detail["message"].as_str(),
    })
}

/// Sends a webhook something that did not happen.
pub fn send_test(conn: &mut Conn, actor: &Actor, id: &HookId, now: NaiveDateTime) -> Result<()> {
    let hook = settable(conn, actor, id)?;
    check_awake(&hook)?;
    let payload = payload(Occurrence::Test, json!({ "ticket": null, "message": null }), now);
    let telling = Telling {
        id: &DeliveryId::new(),
        hook: id,
        event: Occurrence::Test,
        ticket: None,
        payload: &payload,
        replay_of: None,
    };
    queries::queue(conn, &telling, now)?;
    record(conn, actor, "webhook.test", (id, &json!({})), now)
}

fn check_awake(hook: &Hook) -> Result<()> {
    if hook.ended.is_none() { Ok(()) } else { Err(rules::RESTS.into()) }
}

/// Tells again what was told, with its old payload and a new id. What a click sent again waits to be sent once.
pub fn replay(
    conn: &mut Conn,
    actor: &Actor,
    (id, delivery): (&HookId, &DeliveryId),
    now: NaiveDateTime,
) -> Result<()> {
    let hook = settable(conn, actor, id)?;
    check_awake(&hook)?;
    let told = queries::delivery(conn, id, delivery)?;
    let waits = told.state == DeliveryState::Queued;
    if waits || queries::replay_waits(conn, delivery)? {
        return Ok(());
    }
    let ticket = queries::ticket_of(conn, delivery)?;
    let telling = Telling {
        id: &DeliveryId::new(),
        hook: id,
        event: told.event,
        ticket: ticket.as_ref().zip(told.reference.as_deref()),
        payload: &told.payload,
        replay_of: Some(delivery),
    };
    queries::queue(conn, &telling, now)?;
    record(conn, actor, "webhook.replay", (id, &json!({ "delivery": delivery })), now)
}

/// What came of an attempt: the status and the beginning of the answer, or why there was none.
#[derive(Debug, Clone)]
pub struct Answer {
    pub status: Option<i32>,
    pub milliseconds: i32,
    pub response: String,
    pub error: Option<String>,
}

impl Answer {
    pub fn is_taken(&self) -> bool {
        self.status.is_some_and(|status| (200..300).contains(&status))
    }
}

/// Notes an attempt: done, to be tried again, or given up; after days of failure the webhook rests and who answers for
/// it is told.
pub fn noted(
    conn: &mut Conn,
    delivery: &Delivery,
    answer: &Answer,
    now: NaiveDateTime,
) -> Result<()> {
    let hook = match queries::find(conn, &delivery.webhook_id) {
        Ok(hook) => hook,
        Err(error) => match Error::from(error) {
            // It was removed while it was told.
            Error::NotFound => return Ok(()),
            other => return Err(other),
        },
    };
    let again = rules::next_attempt(delivery.attempts + 1, now).filter(|_| hook.ended.is_none());
    let state = match (answer.is_taken(), again) {
        (true, _) => DeliveryState::Delivered,
        (false, Some(_)) => DeliveryState::Queued,
        (false, None) => DeliveryState::Failed,
    };
    let tried = Tried {
        state,
        due_at: again.unwrap_or(now),
        status: answer.status,
        milliseconds: answer.milliseconds,
        response: Some(answer.response.as_str()).filter(|text| !text.is_empty()),
        error: answer.error.as_deref(),
    };
    queries::note(conn, &delivery.id, &tried, now)?;
    if answer.is_taken() {
        return Ok(queries::set_failing(conn, &hook.id, None)?);
    }
    if hook.failing_since.is_none() {
        queries::set_failing(conn, &hook.id, Some(now))?;
    }
    match rules::gives_up(&hook, answer.status, now) {
        Some(why) => give_up(conn, &hook, why, answer, now),
        None => Ok(()),
    }
}

fn give_up(
    conn: &mut Conn,
    hook: &Hook,
    why: Ended,
    answer: &Answer,
    now: NaiveDateTime,
) -> Result<()> {
    if !queries::rest(conn, &hook.id, why, now)? {
        return Ok(());
    }
    queries::give_up(conn, &hook.id)?;
    let detail = json!({ "why": why });
    let subject = ("webhook", hook.id.as_str());
    history::record(conn, &By::System, "webhook.give_up", subject, &detail, now)?;
    for person in queries::responsible(conn, hook.node_id.as_ref(), network_day(now))? {
        let mail = Mail {
            template: "webhook_rests",
            language: person.language,
            to_name: &person.name,
            to_email: &person.email,
            from_name: None,
            payload: json!({
                "name": hook.name,
                "url": hook.url,
                "gone": why == Ended::Gone,
                "status": answer.status,
                "error": answer.error,
                "path": format!("/webhooks/{}", hook.id),
            }),
            in_reply_to: None,
            references: &[],
            dedup_key: None,
        };
        outbox::queue(conn, &mail, now)?;
    }
    Ok(())
}
