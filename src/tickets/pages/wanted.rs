//! What a reader of the inbox asked for, as its address says it.

use actix_web::web;
use chrono::NaiveDateTime;
use serde::Deserialize;

use crate::accounts::rules::query_value;
use crate::accounts::{AccountId, Actor, NodeId};
use crate::clock::midnight;
use crate::taxonomy::{Vocabularies, Vocabulary};
use crate::tickets::State;
use crate::tickets::queries::inbox::{Counted, Filter, Queue, Reader, Scope};
use crate::triage::rules::tag_label;
use crate::web::{Cursor, blank_as_none, day};

/// How many tickets one page of the inbox shows.
pub const PER_PAGE: usize = 25;

/// The inbox's address, as typed. What cannot be understood asks for nothing.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct Wanted {
    pub queue: String,
    pub scope: String,
    pub node: String,
    pub state: String,
    pub assignee: String,
    pub region: String,
    pub discipline: String,
    /// The discipline that figures count a question by.
    pub field: String,
    pub topic: String,
    pub institution: String,
    pub tag: String,
    /// Days of receipt, both included: what a number of the figures counts.
    pub received_from: String,
    pub received_to: String,
    /// What of the figures happened on these days, when it is not their receipt.
    pub counted: String,
    /// Not empty: those that nobody covered.
    pub gap: String,
    pub q: String,
    pub sort: String,
    pub after: String,
    pub more: String,
}

impl Wanted {
    /// Reads an address's query back, such as a ticket's page carries it along.
    pub fn parse(query: &str) -> Self {
        web::Query::<Self>::from_query(query).map(web::Query::into_inner).unwrap_or_default()
    }

    fn pairs(&self) -> [(&'static str, &str); 18] {
        [
            ("queue", &self.queue),
            ("scope", &self.scope),
            ("node", &self.node),
            ("state", &self.state),
            ("assignee", &self.assignee),
            ("region", &self.region),
            ("discipline", &self.discipline),
            ("field", &self.field),
            ("topic", &self.topic),
            ("institution", &self.institution),
            ("tag", &self.tag),
            ("received_from", &self.received_from),
            ("received_to", &self.received_to),
            ("counted", &self.counted),
            ("gap", &self.gap),
            ("q", &self.q),
            ("sort", &self.sort),
            ("more", &self.more),
        ]
    }

    /// The query of the same list from its first page, with other values for some names.
    pub fn with(&self, changes: &[(&str, &str)]) -> String {
        let changed = |name: &str| changes.iter().find(|(changed, _)| *changed == name);
        let kept = self.pairs().into_iter().filter(|(name, _)| changed(name).is_none());
        let all = kept.chain(changes.iter().copied());
        let parts: Vec<_> = all
            .filter(|(_, value)| !value.is_empty())
            .map(|(name, value)| format!("{name}={}", query_value(value)))
            .collect();
        parts.join("&")
    }

    /// The address of the same list with other values for some names.
    pub fn href(&self, changes: &[(&str, &str)]) -> String {
        let query = self.with(changes);
        if query.is_empty() { "/inbox".to_owned() } else { format!("/inbox?{query}") }
    }

    /// The same list in its one spelling, without what cannot be understood: how a saved view keeps it.
    pub fn canonical(&self, words: &Vocabularies) -> String {
        let known = |vocabulary, code: &str| {
            if words.has(vocabulary, code) { code.to_owned() } else { String::new() }
        };
        let one_of =
            |found: bool, typed: &str| if found { typed.to_owned() } else { String::new() };
        let is_slug = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
        let clean = Self {
            queue: one_of(self.queue == "all" || self.queue.parse::<Queue>().is_ok(), &self.queue),
            scope: one_of(self.scope == "network", &self.scope),
            node: one_of(self.node.len() <= 100 && self.node.chars().all(is_slug), &self.node),
            state: one_of(self.state.parse::<State>().is_ok(), &self.state),
            assignee: match self.assignee.parse::<AccountId>() {
                Ok(id) => id.to_string(),
                Err(_) => one_of(self.assignee == "me", &self.assignee),
            },
            region: known(Vocabulary::Region, &self.region),
            discipline: known(Vocabulary::Discipline, &self.discipline),
            field: known(Vocabulary::Discipline, &self.field),
            topic: known(Vocabulary::Topic, &self.topic),
            institution: known(Vocabulary::Institution, &self.institution),
            tag: tag_label(&self.tag).unwrap_or_default(),
            received_from: one_of(day(&self.received_from).is_some(), &self.received_from),
            received_to: one_of(day(&self.received_to).is_some(), &self.received_to),
            counted: one_of(self.counted.parse::<Counted>().is_ok(), &self.counted),
            gap: one_of(!self.gap.is_empty(), "1"),
            q: self.q.split_whitespace().collect::<Vec<_>>().join(" ").chars().take(200).collect(),
            sort: one_of(self.sort == "oldest", &self.sort),
            after: String::new(),
            more: String::new(),
        };
        clean.with(&[])
    }

    /// Whether anything but queue, scope and order narrows the list.
    pub fn narrows(&self) -> bool {
        self.pairs().iter().any(|(name, value)| {
            !["queue", "scope", "sort", "more"].contains(name) && !value.trim().is_empty()
        })
    }

    /// Whether one of the filters that hide behind "more filters" is set.
    pub fn shows_more(&self) -> bool {
        [
            &self.more,
            &self.tag,
            &self.node,
            &self.state,
            &self.region,
            &self.discipline,
            &self.institution,
        ]
        .iter()
        .any(|value| !value.is_empty())
    }

    pub fn oldest_first(&self) -> bool {
        self.sort == "oldest"
    }

    /// Whose tickets: those of one's own nodes. Who coordinates may look at the whole network, and who coordinates
    /// without working for a node always does.
    pub fn scope_of(&self, actor: &Actor) -> Scope {
        let own: Vec<NodeId> = actor.nodes().cloned().collect();
        if actor.coordinates() && (own.is_empty() || self.scope == "network") {
            Scope::Network
        } else {
            Scope::Nodes(own)
        }
    }

    /// The queue named in the address: `Some(None)` is every ticket, `None` leaves the choice to us.
    pub fn named_queue(&self) -> Option<Option<Queue>> {
        if self.queue == "all" {
            return Some(None);
        }
        // Looking for words looks everywhere, unless a queue was chosen.
        let searches = self.queue.is_empty() && self.narrows();
        self.queue.parse().ok().map(Some).or(searches.then_some(None))
    }

    /// The filter that lists it. `node` is the id of the node that the address names.
    pub fn filter(
        &self,
        actor: &Actor,
        queue: Option<Queue>,
        reader: &Reader,
        node: Option<NodeId>,
        now: NaiveDateTime,
    ) -> Filter {
        let assignee = match self.assignee.as_str() {
            "me" => Some(actor.id.clone()),
            typed => typed.parse::<AccountId>().ok(),
        };
        Filter {
            scope: self.scope_of(actor),
            own: actor.nodes().cloned().collect(),
            me: actor.id.clone(),
            queue,
            duty: reader.duty.clone(),
            stands_in_for: reader.stands_in_for.clone(),
            node,
            state: self.state.parse::<State>().ok(),
            assignee,
            region: blank_as_none(&self.region),
            discipline: blank_as_none(&self.discipline),
            field: blank_as_none(&self.field),
            topic: blank_as_none(&self.topic),
            institution: blank_as_none(&self.institution),
            tags: None,
            received_from: day(&self.received_from).map(midnight),
            received_before: day(&self.received_to).and_then(|day| day.succ_opt()).map(midnight),
            counted: self.counted.parse().ok(),
            gaps_only: !self.gap.is_empty(),
            words: blank_as_none(&self.q),
            oldest_first: self.oldest_first(),
            by_due: self.sort == "due" || (queue == Some(Queue::Late) && self.sort.is_empty()),
            now,
            best_first: self.sort == "best",
            after: Cursor::decode(&self.after),
            limit: i64::try_from(PER_PAGE).unwrap_or(i64::MAX),
        }
    }
}
