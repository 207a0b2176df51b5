//! What is shared, and whose it is.

use chrono::{NaiveDate, NaiveDateTime};
use diesel::prelude::*;

use crate::accounts::{AccountId, NodeId};
use crate::db::text_id;
use crate::tickets::TicketId;

text_id! {
    /// A word that staff put on tickets.
    TagId
}
text_id! {
    /// A filter of the inbox with a name.
    ViewId
}
text_id! {
    /// A prepared answer.
    TemplateId
}
text_id! {
    /// A step of a topic's checklist.
    StepId
}
text_id! {
    /// Minutes spent on a ticket.
    TimeNoteId
}

/// Whose something shared is: where it is kept, and who may change it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Shelf {
    Own,
    Node(NodeId),
    Network,
}

impl Shelf {
    pub const fn node(&self) -> Option<&NodeId> {
        match self {
            Self::Node(node) => Some(node),
            Self::Own | Self::Network => None,
        }
    }
}

/// A tag with the node whose it is; the network's has none.
#[derive(Debug, Clone, PartialEq, Eq, Queryable)]
pub struct Tag {
    pub id: TagId,
    pub node: Option<NodeId>,
    pub label: String,
    pub retired_at: Option<NaiveDateTime>,
}

/// A saved view.
#[derive(Debug, Clone, PartialEq, Eq, Queryable)]
pub struct View {
    pub id: ViewId,
    pub owner: Option<AccountId>,
    pub node: Option<NodeId>,
    pub name: String,
    pub query: String,
    pub position: i32,
}

impl View {
    pub fn shelf(&self) -> Shelf {
        match (&self.owner, &self.node) {
            (Some(_), _) => Shelf::Own,
            (None, Some(node)) => Shelf::Node(node.clone()),
            (None, None) => Shelf::Network,
        }
    }
}

/// A prepared answer, without its variants.
#[derive(Debug, Clone, PartialEq, Eq, Queryable)]
pub struct Template {
    pub id: TemplateId,
    pub node: Option<NodeId>,
    pub name: String,
    pub topic: Option<String>,
    pub body_fr: String,
    pub body_en: String,
    pub uses: i32,
    pub used_at: Option<NaiveDateTime>,
    pub lock_version: i32,
}

/// What a template says to those whom one body employs.
#[derive(Debug, Clone, PartialEq, Eq, Queryable)]
pub struct Variant {
    pub institution: String,
    pub body_fr: String,
    pub body_en: String,
}

/// A step of a checklist.
#[derive(Debug, Clone, PartialEq, Eq, Queryable)]
pub struct Step {
    pub id: StepId,
    pub node: Option<NodeId>,
    pub topic: String,
    pub label_fr: String,
    pub label_en: String,
    pub position: i32,
}

/// A step on a ticket: done by whom and when, or still to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TicketStep {
    pub step: Step,
    pub done: Option<(String, NaiveDateTime)>,
}

/// Minutes that somebody spent on a ticket.
#[derive(Debug, Clone, PartialEq, Eq, Queryable)]
pub struct TimeNote {
    pub id: TimeNoteId,
    pub account: AccountId,
    pub name: String,
    pub minutes: i32,
    pub word: String,
    pub spent_on: NaiveDate,
}

/// What the inbox shows of a ticket beside the ticket itself.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Marks {
    pub tags: Vec<String>,
    /// Who looks at it or writes now, the reader apart.
    pub present: Vec<Present>,
    /// Steps done, of how many.
    pub steps: Option<(i64, i64)>,
    /// Whether a mail that names it waits for a person.
    pub held: bool,
}

/// Somebody who has a ticket open.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Present {
    pub name: String,
    pub writing: bool,
}

/// A ticket and the tags that a reader may see on it.
pub type Tagged = (TicketId, String);
