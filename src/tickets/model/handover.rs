//! What nodes do together on a ticket.

use chrono::{NaiveDate, NaiveDateTime};
use diesel::prelude::*;

use crate::accounts::{AccountId, NodeId};
use crate::db::schema::handovers;
use crate::db::{text_enum, text_id};
use crate::tickets::{Ticket, TicketId};

text_id! {
    /// One referral, consultation or share.
    HandoverId
}

text_enum! {
    HandoverKind {
        /// Offered to another node, which accepts or refuses; the sender stays responsible meanwhile.
        Referral = "referral",
        /// Another node is asked; the ticket stays.
        Consultation = "consultation",
        /// Two nodes answer.
        Share = "share",
    }
}

text_enum! {
    /// What the other node reads.
    Sees { Thread = "thread", ThreadAndNotes = "thread_and_notes" }
}

text_enum! {
    /// How it ended.
    Ending {
        Accepted = "accepted",
        Refused = "refused",
        /// Nobody answered in time.
        Returned = "returned",
        /// The sender took it back.
        Withdrawn = "withdrawn",
        /// One side has finished, or the ticket has.
        Over = "over",
    }
}

text_enum! {
    /// Who reads a note.
    Reach {
        /// Whoever is responsible: it goes with the ticket.
        Desk = "desk",
        /// All nodes that answer.
        All = "all",
        /// The writer's node alone.
        Node = "node",
        /// Both sides of a consultation.
        Side = "side",
    }
}

text_enum! {
    /// How two tickets belong together: the first one is related to, follows or repeats the second.
    LinkKind { Related = "related", FollowUp = "follow_up", Duplicate = "duplicate" }
}

#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = handovers)]
pub struct Handover {
    pub id: HandoverId,
    pub ticket_id: TicketId,
    pub kind: HandoverKind,
    pub from_node: NodeId,
    pub to_node: NodeId,
    pub sees: Sees,
    pub reason: String,
    pub begun_by: AccountId,
    pub begun_at: NaiveDateTime,
    pub due_on: Option<NaiveDate>,
    pub ending: Option<Ending>,
    pub ended_at: Option<NaiveDateTime>,
    pub ended_by: Option<AccountId>,
    pub answer: String,
}

impl Handover {
    /// Whether a mentor follows what comes to a node on trajectory: nobody asked it anything, so there is no question.
    pub fn is_mentors(&self) -> bool {
        self.kind == HandoverKind::Consultation && self.reason.is_empty()
    }
}

/// A handover that is to begin.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proposal {
    pub kind: HandoverKind,
    pub to: NodeId,
    pub sees: Sees,
    /// Why, or what is asked.
    pub reason: String,
}

/// How somebody of the network stands to a ticket.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Right {
    /// Of the responsible node, or who steers the network.
    Responsible,
    /// Of a node that answers too.
    Shared(Handover),
    /// Of a node that is asked.
    Consulted(Handover),
    /// Of a node it is offered to.
    Offered(Handover),
}

impl Right {
    pub fn is_responsible(&self) -> bool {
        *self == Self::Responsible
    }
    pub fn may_answer(&self) -> bool {
        matches!(self, Self::Responsible | Self::Shared(_))
    }
    pub fn may_note(&self) -> bool {
        !matches!(self, Self::Offered(_))
    }
    /// Whether something that goes on between nodes concerns their side: all of it who is responsible.
    pub fn is_party_to(&self, going_on: &Handover) -> bool {
        self.handover().is_none_or(|own| own.to_node == going_on.to_node)
    }
    /// For which node somebody works on a ticket.
    pub fn node<'a>(&'a self, ticket: &'a Ticket) -> &'a NodeId {
        self.handover().map_or(&ticket.node_id, |found| &found.to_node)
    }
    pub fn handover(&self) -> Option<&Handover> {
        match self {
            Self::Responsible => None,
            Self::Shared(found) | Self::Consulted(found) | Self::Offered(found) => Some(found),
        }
    }
}
