//! The form in which an accepted application becomes a node: what is ticked and chosen of what was said.

use chrono::{NaiveDate, TimeDelta};

use crate::accounts::{AccountId, NodeRole};
use crate::calls::rules::LABELLED;
use crate::clock::network_day;
use crate::labels::ops::Accepted;
use crate::labels::{Place, Plan, rules};
use crate::network::{Keys, Kind, Node};
use crate::web::{FieldErrors, Upload, checked_email, day};

/// So long before the day somebody may say when a node opens.
const LATEST: TimeDelta = TimeDelta::days(366);

/// So many days at most a node sees what would have come to it before it opens.
const MOST_SHADOW: i32 = 60;

/// A form as it was typed; what is ticked is named by its place among what was said.
#[derive(Debug, Clone, Default)]
pub(super) struct Typed {
    pub name: String,
    pub short_name: String,
    pub help_email: String,
    pub kind: String,
    pub starts_on: String,
    pub ends_on: String,
    pub shadow_days: String,
    pub rows: Vec<usize>,
    pub services: Vec<String>,
    pub members: Vec<String>,
    /// A node that there is, "new", or nothing.
    pub node: String,
    pub without_convention: String,
}

/// Somebody with a part in the application: whether they manage the node.
pub(super) type Person = (AccountId, String, bool);

impl Typed {
    pub fn of(
        (accepted, known): (&Accepted, &[Node]),
        people: &[Person],
        today: NaiveDate,
    ) -> Self {
        let said = &accepted.said;
        let kind = accepted.node_kind.unwrap_or(Kind::Workshop);
        // The one that there is, unless it is one of several.
        let mut alike = known.iter().filter(|node| node.kind == kind);
        let node = alike.next().filter(|_| alike.next().is_none());
        Self {
            name: said.name.clone(),
            short_name: said.short_name.clone(),
            help_email: said.contact.clone(),
            kind: kind.to_string(),
            node: node.map(|node| node.id.to_string()).unwrap_or_default(),
            starts_on: today.to_string(),
            ends_on: rules::usual_end(&accepted.decision, today).to_string(),
            shadow_days: "0".to_owned(),
            rows: (0..said.coverage.len()).collect(),
            services: said.services.clone(),
            members: people.iter().map(|(id, ..)| id.to_string()).collect(),
            without_convention: String::new(),
        }
    }

    pub fn read(form: &Upload) -> Self {
        let text = |name: &str| form.text(name).trim().to_owned();
        Self {
            name: text("name"),
            short_name: text("short_name"),
            help_email: text("help_email"),
            kind: text("kind"),
            node: text("node"),
            starts_on: text("starts_on"),
            ends_on: text("ends_on"),
            shadow_days: text("shadow_days"),
            rows: form.all("row").iter().filter_map(|row| row.parse().ok()).collect(),
            services: form.all("service").to_vec(),
            members: form.all("member").to_vec(),
            without_convention: text("without_convention"),
        }
    }

    pub fn coverage(&self, accepted: &Accepted) -> Vec<Keys> {
        let all = accepted.said.coverage.iter().enumerate();
        all.filter(|(place, _)| self.rows.contains(place)).map(|(_, keys)| keys.clone()).collect()
    }

    /// Days of shadow there are only before an opening that is to come.
    fn shadow(&self, opens_later: bool) -> Option<i32> {
        let days = match self.shadow_days.as_str() {
            "" => 0,
            typed => typed.parse().ok()?,
        };
        let most = if opens_later { MOST_SHADOW } else { 0 };
        (0..=most).contains(&days).then_some(days)
    }

    pub fn check(
        &self,
        accepted: &Accepted,
        people: &[Person],
        today: NaiveDate,
    ) -> Result<Plan, FieldErrors> {
        let mut errors = FieldErrors::none();
        let size = |text: &str, most| (1..=most).contains(&text.chars().count());
        if !size(&self.name, 200) {
            errors.add("name", "labels-error-name");
        }
        if !size(&self.short_name, 60) {
            errors.add("short_name", "labels-error-short-name");
        }
        let help_email = match self.help_email.as_str() {
            "" => Some(String::new()),
            typed => checked_email(typed),
        };
        if help_email.is_none() {
            errors.add("help_email", "labels-error-email");
        }
        let ends_on = day(&self.ends_on).filter(|day| *day > today);
        if ends_on.is_none() {
            errors.add("ends_on", "labels-error-end");
        }
        // A form that does not say makes what the call labels, or a workshop, from today.
        let kind = match self.kind.as_str() {
            "" => Some(accepted.node_kind.unwrap_or(Kind::Workshop)),
            typed => kinds(accepted).into_iter().find(|kind| kind.as_str() == typed),
        };
        if kind.is_none() {
            errors.add("kind", "form-choice");
        }
        let told = accepted.decision.notified_at.map_or(today, network_day);
        let starts_on = match self.starts_on.as_str() {
            "" => Some(today),
            typed => day(typed).filter(|day| (told..=today + LATEST).contains(day)),
        };
        if starts_on.is_none() {
            errors.add("starts_on", "labels-error-start");
        }
        let shadow_days = self.shadow(starts_on.is_some_and(|day| day > today));
        if shadow_days.is_none() {
            errors.add("shadow_days", "labels-error-shadow");
        }
        let place = match self.node.as_str() {
            "" => Some(Place::Unsaid),
            "new" => Some(Place::New),
            id => id.parse().ok().map(Place::Existing),
        };
        if place.is_none() {
            errors.add("node", "form-choice");
        }
        errors.into_result()?;
        let role = |manages| if manages { NodeRole::Manager } else { NodeRole::Staff };
        let chosen = |(id, _, manages): &Person| {
            let is_in = self.members.iter().any(|one| one == id.as_str());
            is_in.then(|| (id.clone(), role(*manages)))
        };
        let said = &accepted.said;
        Ok(Plan {
            name: self.name.clone(),
            short_name: self.short_name.clone(),
            help_email: help_email.unwrap_or_default(),
            kind: kind.unwrap_or(Kind::Workshop),
            starts_on: starts_on.unwrap_or(today),
            ends_on: ends_on.unwrap_or(today),
            shadow_days: shadow_days.unwrap_or_default(),
            coverage: self.coverage(accepted),
            services: said
                .services
                .iter()
                .filter(|one| self.services.contains(one))
                .cloned()
                .collect(),
            members: people.iter().filter_map(chosen).collect(),
            place: place.unwrap_or(Place::Unsaid),
            without_convention: self.without_convention.clone(),
        })
    }
}

/// What it can become: what its call labels, else any of these.
pub(super) fn kinds(accepted: &Accepted) -> Vec<Kind> {
    match accepted.node_kind {
        Some(kind) => vec![kind],
        None => LABELLED.to_vec(),
    }
}
