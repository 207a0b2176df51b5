//! The page from which a ticket is passed on, and what a ticket's page says of other nodes.

use std::collections::HashMap;

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use chrono::{NaiveDate, NaiveDateTime};
use serde::Serialize;

use super::carry;
use super::handover::Wanted;
use super::words::{Choice, choices};
use crate::Result;
use crate::accounts::Actor;
use crate::i18n::Locale;
use crate::labels::pages::{SuggestedView, suggested};
use crate::network::{self, NodeName};
use crate::tickets::routing::{Candidate, words::reason};
use crate::tickets::{self, ops::note_reading};
use crate::tickets::{
    Ending, Handover, HandoverKind, Right, Sees, Ticket, access, ops, queries, rules,
};
use crate::web::{Context, Door, FieldErrors, Head, Upload};

/// The form as it was sent.
#[derive(Debug, Clone, Default)]
pub struct HandoverForm {
    kind: String,
    to: String,
    other: String,
    sees: String,
    reason: String,
    /// The list one came from.
    from: String,
    errors: FieldErrors,
    /// Why it was not done, in words.
    pub refused: String,
}

impl HandoverForm {
    /// The form before anything is typed.
    pub fn blank(from: &str) -> Self {
        Self { from: from.to_owned(), ..Self::default() }
    }

    pub fn read(form: &Upload) -> Self {
        Self {
            kind: form.text("kind").to_owned(),
            to: form.text("to").to_owned(),
            other: form.text("other").to_owned(),
            sees: form.text("sees").to_owned(),
            reason: form.text("reason").to_owned(),
            from: form.text("from").to_owned(),
            ..Self::default()
        }
    }

    pub(super) fn checked(&mut self) -> Option<Wanted> {
        let to = if self.to.is_empty() { self.other.clone() } else { self.to.clone() };
        if to.is_empty() {
            self.errors.add("to", "tickets-handover-error-to");
        }
        let reason = self.reason.trim().to_owned();
        match reason.chars().count() {
            0 => self.errors.add("reason", "tickets-handover-error-reason"),
            1..=2000 => {}
            _ => self.errors.add("reason", "tickets-handover-error-long"),
        }
        let sees = self.sees.parse().unwrap_or(Sees::Thread);
        let wanted = match self.kind.as_str() {
            "refer" => Wanted::Begin(HandoverKind::Referral, to, Sees::Thread, reason),
            "consult" => Wanted::Begin(HandoverKind::Consultation, to, sees, reason),
            "share" => Wanted::Begin(HandoverKind::Share, to, Sees::Thread, reason),
            "place" => Wanted::Place(to, reason),
            _ => {
                self.errors.add("kind", "tickets-handover-error-kind");
                return None;
            }
        };
        self.errors.is_empty().then_some(wanted)
    }
}

#[derive(Serialize)]
struct PageView {
    reference: String,
    from: String,
    carry: String,
    subject: String,
    node: String,
    refused: String,
    errors: FieldErrors,
    is_refer: bool,
    is_consult: bool,
    is_share: bool,
    is_place: bool,
    sees_notes: bool,
    reason: String,
    may_place: bool,
    may_begin: bool,
    /// Why nothing can begin, as a key.
    stopped: Option<&'static str>,
    days: u32,
    candidates: Vec<Proposed>,
    no_candidate_chosen: bool,
    others: Vec<Choice>,
    going_on: Vec<GoingOn>,
    suggested: Vec<SuggestedView>,
}

/// A node that routing would choose next.
#[derive(Serialize)]
struct Proposed {
    slug: String,
    name: String,
    why: String,
    on: bool,
}

/// What is going on with another node, and what one may do about it.
#[derive(Serialize)]
pub struct GoingOn {
    address: String,
    icon: &'static str,
    text: String,
    reason: String,
    since: NaiveDateTime,
    due_on: Option<NaiveDate>,
    /// The words of the button that ends it; none for who may not.
    end: Option<String>,
    may_leave: bool,
}

/// The page; 404 for all but the responsible node.
pub async fn page<D: Door>(
    cx: &Context<D>,
    actor: Actor,
    reference: &str,
    status: StatusCode,
    form: HandoverForm,
) -> Result<HttpResponse> {
    let (app, now, locale, wanted) = (cx.app.clone(), cx.now, cx.locale, reference.to_owned());
    let view = cx
        .db
        .read(move |conn| {
            let ticket = access::for_staff(conn, &actor, &wanted)?;
            note_reading(conn, &ticket, (Some(&actor.id), tickets::Door::Page), now)?;
            let stopped = rules::check_begin(&ticket).err().map(|why| why.key());
            let may_begin = stopped.is_none();
            let next = match may_begin {
                true => ops::candidates(conn, &ticket, &app.vocabularies(), now)?,
                false => Vec::new(),
            };
            let (going_on, nodes) =
                (queries::going_on(conn, &ticket.id)?, network::queries::names(conn)?);
            let receiving = network::queries::receiving_nodes(conn)?;
            let may_place =
                rules::may_place(&actor, queries::is_desk(conn, &ticket.node_id)?, false);
            let names = names(&nodes);
            let name = |slug: &str| {
                nodes.iter().find(|node| node.slug == slug).map(|node| node.short_name.clone())
            };
            let others = receiving.into_iter().filter(|node| node.id != ticket.node_id);
            let others = others.map(|node| (node.slug, node.short_name));
            let right = Right::Responsible;
            Ok(PageView {
                node: names.get(ticket.node_id.as_str()).copied().unwrap_or_default().to_owned(),
                going_on: going_on
                    .iter()
                    .map(|found| shown((&ticket.reference, found), &right, &names, locale))
                    .collect(),
                candidates: next
                    .iter()
                    .take(4)
                    .map(|found| Proposed {
                        name: name(&found.slug).unwrap_or_else(|| found.slug.clone()),
                        why: why(found, locale),
                        on: form.to == found.slug,
                        slug: found.slug.clone(),
                    })
                    .collect(),
                suggested: suggested(conn, &ticket, &app.vocabularies(), (locale, now))?,
                no_candidate_chosen: form.to.is_empty() && !form.kind.is_empty(),
                others: choices(others, &form.other),
                is_refer: form.kind == "refer",
                is_consult: form.kind == "consult",
                is_share: form.kind == "share",
                is_place: form.kind == "place",
                sees_notes: form.sees == Sees::ThreadAndNotes.as_str(),
                reason: form.reason,
                carry: carry(&form.from),
                from: form.from,
                refused: form.refused,
                errors: form.errors,
                may_place,
                may_begin,
                stopped,
                days: rules::ANSWER_WITHIN,
                reference: ticket.reference,
                subject: ticket.subject,
            })
        })
        .await?;
    let title = format!("{} – {}", cx.text("tickets-handover-title"), view.reference);
    cx.respond(status, "tickets/handover", Head { title, section: "inbox" }, &view)
}

fn why(candidate: &Candidate, locale: Locale) -> String {
    let reasons = candidate.reasons.iter().map(|found| reason(*found, locale));
    reasons.collect::<Vec<_>>().join(", ")
}

fn names(nodes: &[NodeName]) -> HashMap<&str, &str> {
    nodes.iter().map(|node| (node.id.as_str(), node.short_name.as_str())).collect()
}

fn shown(
    (reference, handover): (&str, &Handover),
    right: &Right,
    names: &HashMap<&str, &str>,
    locale: Locale,
) -> GoingOn {
    let ours = right.is_responsible();
    let other = if ours { &handover.to_node } else { &handover.from_node };
    let node = names.get(other.as_str()).copied().unwrap_or_default();
    let (icon, kind) = match handover.kind {
        HandoverKind::Referral => ("arrow-return-right", "referral"),
        HandoverKind::Consultation if handover.is_mentors() => ("signpost-split", "mentor"),
        HandoverKind::Consultation => ("chat-square-quote", "consultation"),
        HandoverKind::Share => ("people", "share"),
    };
    let side = if ours { "ours" } else { "theirs" };
    let may_end = ours || handover.kind != HandoverKind::Referral;
    GoingOn {
        address: format!("/tickets/{reference}/handovers/{}", handover.id),
        icon,
        text: locale.text1(&format!("tickets-handover-{kind}-{side}"), "node", node.to_owned()),
        reason: handover.reason.clone(),
        since: handover.begun_at,
        due_on: handover.due_on,
        end: may_end.then(|| locale.text(&format!("tickets-handover-end-{kind}"))),
        may_leave: ours && handover.kind == HandoverKind::Share,
    }
}

/// What a ticket's page says of other nodes.
#[derive(Serialize, Default)]
pub struct Between {
    going_on: Vec<GoingOn>,
    offer: Option<Offer>,
    covered: Option<Covered>,
    came_back: Option<CameBack>,
}

/// An offer that the reader may answer.
#[derive(Serialize)]
struct Offer {
    id: String,
    from: String,
    reason: String,
    due_on: Option<NaiveDate>,
    /// The refusal as it was typed.
    typed: String,
    opens: bool,
}

/// An offer that was not taken, and who could be asked next.
#[derive(Serialize)]
struct CameBack {
    text: String,
    answer: String,
    reason: String,
    next: Option<(String, String)>,
    desk: Option<(String, String)>,
}

/// All that is needed to tell.
pub struct BetweenData {
    pub handovers: Vec<Handover>,
    /// Who could be asked next, after a refusal.
    pub next: Option<Candidate>,
    pub desk: Option<crate::accounts::NodeId>,
    /// Nobody covered it when it came in, and nothing is under way.
    pub uncovered: bool,
}

/// A node that covers now what none did.
#[derive(Serialize)]
struct Covered {
    slug: String,
    text: String,
    /// The desk and coordinators send it; others offer it.
    kind: &'static str,
    reason: String,
}

/// The offer that came back last, when nothing was done about it since.
pub fn came_back<'a>(ticket: &Ticket, handovers: &'a [Handover]) -> Option<&'a Handover> {
    let last = handovers.iter().rfind(|found| found.kind == HandoverKind::Referral)?;
    let not_taken = matches!(last.ending, Some(Ending::Refused | Ending::Returned));
    (not_taken && last.from_node == ticket.node_id && rules::check_begin(ticket).is_ok())
        .then_some(last)
}

pub fn between(
    actor: &Actor,
    (ticket, right): (&Ticket, &Right),
    data: &BetweenData,
    nodes: &[NodeName],
    (typed, opens): (&str, bool),
    locale: Locale,
) -> Between {
    let names = names(nodes);
    let name = |id: &str| names.get(id).copied().unwrap_or_default().to_owned();
    let live = data.handovers.iter().filter(|found| found.ending.is_none());
    let offered = live.clone().find(|found| ops::check_offered(actor, right, found).is_ok());
    let named = |node: &NodeName| (node.slug.clone(), node.short_name.clone());
    let by_id = |id: &str| nodes.iter().find(|node| node.id.as_str() == id).map(named);
    Between {
        going_on: live
            .filter(|found| right.is_party_to(found))
            .filter(|found| offered.is_none_or(|offer| offer.id != found.id))
            .map(|found| shown((&ticket.reference, found), right, &names, locale))
            .collect(),
        offer: offered.map(|offer| Offer {
            id: offer.id.to_string(),
            from: name(offer.from_node.as_str()),
            reason: offer.reason.clone(),
            due_on: offer.due_on,
            typed: typed.to_owned(),
            opens,
        }),
        covered: data
            .next
            .as_ref()
            .filter(|_| data.uncovered && right.is_responsible())
            .and_then(|next| by_id(next.node.as_str()))
            .map(|(slug, name)| {
                let desk = data.desk.as_ref() == Some(&ticket.node_id);
                Covered {
                    slug,
                    text: locale.text1("tickets-handover-covered", "node", name),
                    kind: if rules::may_place(actor, desk, false) { "place" } else { "refer" },
                    reason: locale.text("tickets-handover-covered-reason"),
                }
            }),
        came_back: came_back(ticket, &data.handovers).filter(|_| right.is_responsible()).map(
            |last| {
                let key = match last.ending {
                    Some(Ending::Refused) => "tickets-handover-refused",
                    _ => "tickets-handover-returned",
                };
                CameBack {
                    text: locale.text1(key, "node", name(last.to_node.as_str())),
                    answer: last.answer.clone(),
                    reason: last.reason.clone(),
                    next: data.next.as_ref().and_then(|next| by_id(next.node.as_str())),
                    desk: data
                        .desk
                        .as_ref()
                        .filter(|desk| **desk != ticket.node_id)
                        .and_then(|desk| by_id(desk.as_str())),
                }
            },
        ),
    }
}

/// To whom a note may go, when there is a choice: who wrote it decides, and the page says so.
pub fn readers(
    right: &Right,
    handovers: &[Handover],
    nodes: &[NodeName],
    locale: Locale,
) -> Vec<Choice> {
    let names = names(nodes);
    let live = || handovers.iter().filter(|found| found.ending.is_none());
    let pair = |value: &str, key: &str| (value.to_owned(), locale.text(key));
    let mut pairs = match right {
        Right::Shared(_) => vec![
            pair("node", "tickets-handover-note-node"),
            pair("all", "tickets-handover-note-all"),
        ],
        Right::Responsible => vec![pair("desk", "tickets-handover-note-desk")],
        Right::Consulted(_) | Right::Offered(_) => return Vec::new(),
    };
    if right.is_responsible() {
        if live().any(|found| found.kind == HandoverKind::Share) {
            pairs.push(pair("all", "tickets-handover-note-all"));
        }
        pairs.extend(live().filter(|found| found.kind == HandoverKind::Consultation).map(
            |found| {
                let node = names.get(found.to_node.as_str()).copied().unwrap_or_default();
                let label = locale.text1("tickets-handover-note-side", "node", node.to_owned());
                (found.id.to_string(), label)
            },
        ));
    }
    if pairs.len() > 1 { choices(pairs, "") } else { Vec::new() }
}
