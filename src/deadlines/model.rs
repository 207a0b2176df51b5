//! Targets, hours, and the steps that follow when nothing is done.

use chrono::NaiveDateTime;
use diesel::prelude::*;

use crate::db::schema::{escalations, targets, tickets};
use crate::db::{text_enum, text_id};
use crate::working_time::{Calendar, Observance};

text_id! {
    /// One change of a node's calendar.
    CalendarChangeId
}

text_enum! {
    /// What happens around the hour at which an answer was due, in this order.
    Step {
        /// Who works on it, or who is on duty, is reminded.
        Warning = "warning",
        /// The node's managers are told.
        Manager = "manager",
        /// Those who coordinate the network are told.
        Network = "network",
    }
}

/// In how many working hours answers are owed. An empty node is the whole network, an empty topic any.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = targets)]
pub struct Target {
    pub node_id: String,
    pub topic: String,
    pub first_hours: i32,
    pub next_hours: i32,
}

/// When the steps are taken, in working hours before and after the hour that was due.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Queryable, Selectable, AsChangeset)]
#[diesel(table_name = escalations)]
pub struct Escalation {
    pub warn_hours: i32,
    pub network_hours: i32,
}

/// What a desk says of its hours: minutes after midnight, and the holidays it keeps when its place does not tell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Hours {
    pub opens: u32,
    pub closes: u32,
    pub observance: Option<Observance>,
}

impl Default for Hours {
    fn default() -> Self {
        Self { opens: 9 * 60, closes: 17 * 60, observance: None }
    }
}

/// A desk as deadlines see it.
#[derive(Debug, Clone)]
pub struct Desk {
    pub calendar: Calendar,
    pub hours: Hours,
    /// What its place keeps, before anybody says otherwise.
    pub by_place: Observance,
    /// The rows that may hold for it: its own and the network's.
    pub targets: Vec<Target>,
    pub escalation: Escalation,
}

/// What a ticket's row says of its deadlines.
#[derive(Debug, Clone, Default, PartialEq, Eq, AsChangeset, Insertable)]
#[diesel(table_name = tickets, treat_none_as_null = true)]
pub struct Due {
    pub first_due_at: Option<NaiveDateTime>,
    pub next_due_at: Option<NaiveDateTime>,
    /// When the node that took it over owes the answer, if that is later.
    pub own_due_at: Option<NaiveDateTime>,
    pub due_rest: Option<i32>,
    pub attention: Option<Step>,
    pub attention_at: Option<NaiveDateTime>,
    /// By the calendar of which moment it was counted, and for which change of it anew.
    pub due_set_at: Option<NaiveDateTime>,
    pub due_counted_for: Option<CalendarChangeId>,
}
