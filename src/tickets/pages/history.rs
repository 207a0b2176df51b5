//! How a ticket came to where it is, step by step, and all that was done to it.

use std::collections::HashMap;

use actix_web::{HttpResponse, web};
use chrono::NaiveDateTime;
use fluent_bundle::FluentArgs;
use serde::Serialize;

use super::why::{AuditLine, Why, WhyWords, audit_line, why};
use super::{Came, carry};
use crate::Result;
use crate::accounts::AccountId;
use crate::history;
use crate::network;
use crate::tickets::{Door, ops::note_reading};
use crate::tickets::{Ending, Handover, HandoverKind, access, queries};
use crate::web::{Context, Head, Staff};

/// How many lines of the audit one page shows.
const AUDIT_LINES: i64 = 500;

#[derive(Serialize)]
struct HistoryView {
    reference: String,
    carry: String,
    subject: String,
    steps: Vec<Step>,
    audit: Vec<AuditLine>,
}

/// One step on the way: a decision with its reasons, or something between nodes.
#[derive(Serialize)]
struct Step {
    at: NaiveDateTime,
    icon: &'static str,
    text: String,
    why: Option<Why>,
}

pub async fn show(
    cx: Context<Staff>,
    reference: web::Path<String>,
    came: web::Query<Came>,
) -> Result<HttpResponse> {
    let (actor, words) = (cx.actor(), cx.app.vocabularies());
    let (locale, now) = (cx.locale, cx.now);
    let view = cx
        .db
        .read(move |conn| {
            let ticket = access::for_staff(conn, &actor, &reference)?;
            note_reading(conn, &ticket, (Some(&actor.id), Door::History), now)?;
            let decisions = queries::decisions_of(conn, &ticket.id)?;
            let handovers = queries::handovers_of(conn, &ticket.id)?;
            let audit = history::of(conn, "ticket", ticket.id.as_str(), AUDIT_LINES)?;
            let nodes = network::queries::names(conn)?;
            let mut people: Vec<AccountId> = audit
                .iter()
                .filter_map(|event| event.account_id.as_deref()?.parse().ok())
                .chain(decisions.iter().filter_map(|decision| decision.account.clone()))
                .chain(handovers.iter().map(|found| found.begun_by.clone()))
                .chain(handovers.iter().filter_map(|found| found.ended_by.clone()))
                .collect();
            people.sort();
            people.dedup();
            let people = queries::names_of(conn, &people)?;
            let by_slug: HashMap<&str, &str> =
                nodes.iter().map(|n| (n.slug.as_str(), n.short_name.as_str())).collect();
            let slugs: HashMap<&str, &str> =
                nodes.iter().map(|n| (n.id.as_str(), n.slug.as_str())).collect();
            let with = WhyWords {
                locale,
                words: &words,
                nodes: &by_slug,
                slugs: &slugs,
                people: &people,
                only: None,
            };
            let decided = decisions.iter().map(|recorded| Step {
                at: recorded.decided_at,
                icon: "signpost-split",
                text: locale.text(match recorded.decided_by.as_str() {
                    "rule" => "tickets-history-routed",
                    "return" => "tickets-history-stayed",
                    _ => "tickets-history-moved",
                }),
                why: Some(why(recorded, &with)),
            });
            let between = handovers.iter().flat_map(|found| steps(found, &with));
            let mut steps: Vec<_> = decided.chain(between).collect();
            steps.sort_by_key(|step| step.at);
            Ok(HistoryView {
                steps,
                audit: audit.iter().map(|event| audit_line(event, &people, locale)).collect(),
                carry: carry(&came.from),
                reference: ticket.reference,
                subject: ticket.subject,
            })
        })
        .await?;
    let title = format!("{} – {}", cx.text("tickets-history-title"), view.reference);
    cx.page("tickets/history", Head { title, section: "inbox" }, &view)
}

/// How something between nodes began and ended.
fn steps(handover: &Handover, with: &WhyWords<'_>) -> Vec<Step> {
    let node = with.slugs.get(handover.to_node.as_str()).and_then(|slug| with.nodes.get(slug));
    let said = |key: &str, who: Option<&AccountId>, reason: &str| {
        let mut args = FluentArgs::new();
        let name = who.and_then(|id| with.people.get(id).cloned());
        args.set("who", name.unwrap_or_else(|| with.locale.text("tickets-audit-system")));
        args.set("to", node.copied().unwrap_or_default().to_owned());
        args.set("reason", reason.to_owned());
        with.locale.text_with(&format!("tickets-event-{key}"), Some(&args))
    };
    let (icon, begun, over) = match handover.kind {
        HandoverKind::Referral => ("arrow-return-right", "refer", "over-referral"),
        HandoverKind::Consultation if handover.is_mentors() => {
            ("signpost-split", "mentor", "end-consultation")
        }
        HandoverKind::Consultation => ("chat-square-quote", "consult", "end-consultation"),
        HandoverKind::Share => ("people", "share", "end-share"),
    };
    let text = said(begun, Some(&handover.begun_by), &handover.reason);
    let mut steps = vec![Step { at: handover.begun_at, icon, text, why: None }];
    if let (Some(ending), Some(at)) = (handover.ending, handover.ended_at) {
        let key = match ending {
            Ending::Accepted => "accepted",
            Ending::Refused => "refused",
            Ending::Returned => "returned",
            Ending::Withdrawn => "withdraw",
            Ending::Over => over,
        };
        let text = said(key, handover.ended_by.as_ref(), &handover.answer);
        steps.push(Step { at, icon, text, why: None });
    }
    steps
}
