//! What a webhook is, what it may be told, and what became of each telling.

use chrono::NaiveDateTime;
use diesel::prelude::*;

use crate::accounts::{AccountId, NodeId};
use crate::db::schema::{webhook_deliveries, webhooks};
use crate::db::{text_enum, text_id};

text_id! {
    /// A webhook.
    HookId
}
text_id! {
    /// One telling; other programs know it by this id, whatever the number of attempts.
    DeliveryId
}

text_enum! {
    /// What happens to tickets, as other programs are told.
    Occurrence {
        Created = "ticket.created",
        Assigned = "ticket.assigned",
        Answered = "ticket.answered",
        Replied = "ticket.replied",
        Paused = "ticket.paused",
        Woken = "ticket.woken",
        Transferred = "ticket.transferred",
        Offered = "ticket.offered",
        OfferEnded = "ticket.offer_ended",
        Shared = "ticket.shared",
        ShareEnded = "ticket.share_ended",
        Consulted = "ticket.consulted",
        ConsultationEnded = "ticket.consultation_ended",
        Closed = "ticket.closed",
        Reopened = "ticket.reopened",
        Merged = "ticket.merged",
        Unmerged = "ticket.unmerged",
        /// What a person sends to try it.
        Test = "webhook.test",
    }
}

text_enum! {
    DeliveryState { Queued = "queued", Delivered = "delivered", Failed = "failed" }
}

text_enum! {
    /// Why a webhook rests.
    Ended {
        Person = "person",
        /// Days of failure.
        Failing = "failing",
        /// The other side says that it is gone.
        Gone = "gone",
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = webhooks)]
pub struct Hook {
    pub id: HookId,
    /// The node whose tickets it tells of; none tells of the whole network.
    pub node_id: Option<NodeId>,
    pub url: String,
    pub name: String,
    /// Separated by spaces.
    pub events: String,
    /// The secret follows from this and the installation's key; none is kept.
    pub secret_version: i32,
    /// Until when the secret before is good too.
    pub former_until: Option<NaiveDateTime>,
    pub made_by: AccountId,
    pub made_at: NaiveDateTime,
    pub ended: Option<Ended>,
    pub ended_at: Option<NaiveDateTime>,
    pub failing_since: Option<NaiveDateTime>,
}

impl Hook {
    pub fn occurrences(&self) -> Vec<Occurrence> {
        self.events.split_whitespace().filter_map(|event| event.parse().ok()).collect()
    }
    pub fn wants(&self, event: Occurrence) -> bool {
        event == Occurrence::Test || self.occurrences().contains(&event)
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = webhook_deliveries)]
pub struct Delivery {
    pub id: DeliveryId,
    pub webhook_id: HookId,
    pub event: Occurrence,
    pub reference: Option<String>,
    pub payload: String,
    pub state: DeliveryState,
    pub attempts: i32,
    pub due_at: NaiveDateTime,
    pub queued_at: NaiveDateTime,
    pub tried_at: Option<NaiveDateTime>,
    pub status: Option<i32>,
    pub milliseconds: Option<i32>,
    pub response: Option<String>,
    pub error: Option<String>,
    pub replay_of: Option<DeliveryId>,
}

/// What a form says of a webhook, checked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proposal {
    pub url: String,
    pub name: String,
    pub events: Vec<Occurrence>,
}
