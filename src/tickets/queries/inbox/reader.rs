//! Who reads the inbox.

use chrono::NaiveDateTime;

use super::{Filter, Queue, Scope};
use crate::accounts::{AccountId, NodeId};

/// Who reads the inbox, as the day makes them.
#[derive(Debug, Clone)]
pub struct Reader {
    pub me: AccountId,
    /// Nodes for which the reader works.
    pub own: Vec<NodeId>,
    /// Nodes for which the reader is on duty: what the queue `duty` lists.
    pub duty: Vec<NodeId>,
    /// Those who are away and whose tickets the reader looks after.
    pub stands_in_for: Vec<AccountId>,
}

impl Filter {
    /// A queue as somebody sees it, newest first and not narrowed.
    pub fn of(
        queue: Queue,
        scope: &Scope,
        reader: &Reader,
        limit: i64,
        now: NaiveDateTime,
    ) -> Self {
        Self {
            scope: scope.clone(),
            own: reader.own.clone(),
            me: reader.me.clone(),
            queue: Some(queue),
            duty: reader.duty.clone(),
            stands_in_for: reader.stands_in_for.clone(),
            node: None,
            state: None,
            assignee: None,
            region: None,
            discipline: None,
            topic: None,
            institution: None,
            tags: None,
            received_from: None,
            received_before: None,
            counted: None,
            field: None,
            gaps_only: false,
            words: None,
            oldest_first: false,
            by_due: queue == Queue::Late,
            now,
            best_first: false,
            after: None,
            limit,
        }
    }
}
