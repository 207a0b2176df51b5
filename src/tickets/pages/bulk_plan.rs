//! What would be done to several tickets, shown before it is done.

use actix_web::HttpResponse;
use chrono::{NaiveDate, NaiveDateTime};
use fluent_bundle::FluentArgs;
use serde::Serialize;

use super::bulk::{Deed, Left, Report, chosen_from, instant};
use super::inbox;
use super::wanted::Wanted;
use super::words::{Choice, choices};
use crate::accounts::{Actor, NodeId};
use crate::clock::network_day;
use crate::db::Conn;
use crate::i18n::Locale;
use crate::tickets::rules::{self, Event};
use crate::tickets::{Ticket, queries};
use crate::web::{Context, FieldErrors, Staff, Upload};
use crate::{Result, network};

/// What was asked for, to be asked again with a yes.
#[derive(Serialize)]
pub(super) struct Plan {
    says: String,
    event: &'static str,
    outcome: String,
    /// To whom they are given.
    to: String,
    back: String,
    /// When this was shown.
    shown: String,
    tickets: Vec<String>,
    /// To whom, and why, when they are offered to another node.
    offer: Option<OfferView>,
}

/// The node to which tickets are offered, and the reason, as typed.
#[derive(Debug, Clone)]
pub(super) struct Offer {
    pub to: String,
    pub reason: String,
}

impl Offer {
    pub fn read(form: &Upload) -> Self {
        Self { to: form.text("node").to_owned(), reason: form.text("reason").to_owned() }
    }

    pub fn faults(&self) -> FieldErrors {
        let mut errors = FieldErrors::none();
        if self.to.trim().is_empty() {
            errors.add("node", "tickets-handover-error-to");
        }
        match self.reason.trim().chars().count() {
            0 => errors.add("reason", "tickets-handover-error-reason"),
            1..=2000 => {}
            _ => errors.add("reason", "tickets-handover-error-long"),
        }
        errors
    }
}

#[derive(Serialize)]
struct OfferView {
    nodes: Vec<Choice>,
    reason: String,
    errors: FieldErrors,
}

/// Says what would become of each, and asks. What was sent `sure`ly comes back only with its faults.
pub(super) async fn plan(
    cx: &Context<Staff>,
    actor: Actor,
    back: Wanted,
    from: (Vec<String>, Option<NaiveDateTime>),
    (deed, sure): (Deed, bool),
) -> Result<HttpResponse> {
    let (by, locale, list) = (actor.clone(), cx.locale, back.with(&[]));
    let (day, shown) = (network_day(cx.now), instant(cx.now));
    let report = cx
        .db
        .read(move |conn| {
            let (tickets, left) = judged(conn, &by, &from, (&deed, day), locale)?;
            let (mut outcome, mut to, mut name) = Default::default();
            let (key, event) = match &deed {
                Deed::Close(chosen) => {
                    outcome = chosen.to_string();
                    ("triage-bulk-will-close", "close")
                }
                Deed::Give(account) => {
                    name = queries::names_of(conn, std::slice::from_ref(account))?
                        .remove(account)
                        .unwrap_or_default();
                    to = account.to_string();
                    ("triage-bulk-will-give", "give")
                }
                Deed::Refer(_) => ("tickets-handover-bulk-will", "refer"),
                _ => ("triage-bulk-will-spam", "spam"),
            };
            let mut args = FluentArgs::new();
            args.set("n", tickets.len() as i64);
            args.set("name", name);
            let says = locale.text_with(key, Some(&args));
            let offer = match &deed {
                Deed::Refer(offer) => Some(offer_view(conn, offer, sure)?),
                _ => None,
            };
            let plan = Plan { says, event, outcome, to, back: list, shown, tickets, offer };
            Ok(Report::planned(plan, left))
        })
        .await?;
    inbox::list(cx, actor, back, Some(report)).await
}

/// Those it may be done to, and the others with the reason.
fn judged(
    conn: &mut Conn,
    actor: &Actor,
    from: &(Vec<String>, Option<NaiveDateTime>),
    (deed, day): (&Deed, NaiveDate),
    locale: Locale,
) -> Result<(Vec<String>, Vec<Left>)> {
    let found = chosen_from(conn, actor, from, deed)?;
    let ours = || found.iter().filter_map(|(_, ticket)| ticket.as_ref().ok());
    // The nodes for which the one to whom they are given works.
    let works_for: Vec<NodeId> = match deed {
        Deed::Give(to) => {
            let nodes: Vec<_> = ours().map(|ticket| ticket.node_id.clone()).collect();
            let members = queries::desk_members(conn, &nodes, day)?;
            members.into_iter().filter(|member| member.account == *to).map(|m| m.node).collect()
        }
        _ => Vec::new(),
    };
    let offered = match deed {
        Deed::Refer(_) => {
            let ids: Vec<_> = ours().map(|ticket| ticket.id.clone()).collect();
            queries::offered_of(conn, &ids)?
        }
        _ => Vec::new(),
    };
    let verdict = |ticket: &Ticket| match deed {
        Deed::Close(_) => rules::next(ticket.state, Event::Close).map(drop),
        Deed::Give(_) if !works_for.contains(&ticket.node_id) => Err(rules::NOT_A_MEMBER),
        Deed::Give(_) => rules::next(ticket.state, Event::Assign).map(drop),
        Deed::Refer(_) if offered.contains(&ticket.id) => Err(rules::ALREADY_OFFERED),
        Deed::Refer(_) => rules::check_begin(ticket),
        _ => rules::next(ticket.state, Event::MarkSpam).map(drop),
    };
    let (mut tickets, mut left) = (Vec::new(), Vec::new());
    for (reference, ticket) in found {
        let (subject, why) = match ticket.map(|ticket| (verdict(&ticket), ticket.subject)) {
            Ok((Ok(()), _)) => {
                tickets.push(reference);
                continue;
            }
            Ok((Err(why), subject)) => (subject, why.key()),
            Err(not_ours) => not_ours,
        };
        left.push(Left { reference, subject, why: locale.text(why) });
    }
    Ok((tickets, left))
}

fn offer_view(conn: &mut Conn, offer: &Offer, sure: bool) -> Result<OfferView> {
    let nodes = network::queries::receiving_nodes(conn)?;
    let nodes = nodes.into_iter().map(|node| (node.slug, node.short_name));
    Ok(OfferView {
        nodes: choices(nodes, &offer.to),
        reason: offer.reason.clone(),
        errors: if sure { offer.faults() } else { FieldErrors::none() },
    })
}
