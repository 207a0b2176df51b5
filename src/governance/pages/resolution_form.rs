//! What is typed of a resolution.

use serde::Serialize;

use super::room::QuorumView;
use super::{kinds, outcome_word};
use crate::governance::rules::{self, Quorum};
use crate::governance::{Draft, Item, Outcome, Resolution, ResolutionId};
use crate::i18n::Locale;
use crate::web::{Choice, FieldErrors, Upload, blank_as_none, checked_email, choice, day};

#[derive(Debug, Clone, Default)]
pub struct Form {
    id: String,
    item: String,
    outcome: String,
    title: String,
    title_en: String,
    body: String,
    body_en: String,
    private_note: String,
    public: bool,
    votes: [String; 3],
    owner: String,
    due_on: String,
    /// Whether it is kept although too few votes were there, and why.
    without_quorum: bool,
    quorum_reason: String,
    /// The print of the one that it changes.
    was: String,
}

/// The same with what may be chosen.
#[derive(Debug, Serialize)]
pub struct View {
    id: String,
    items: Vec<Choice>,
    outcomes: Vec<Choice>,
    title: String,
    title_en: String,
    body: String,
    body_en: String,
    /// Whether something is said in English.
    english: bool,
    private_note: String,
    public: bool,
    votes_for: String,
    votes_against: String,
    votes_abstained: String,
    owner: String,
    due_on: String,
    /// Where too few votes were there.
    quorum: Option<QuorumView>,
    without_quorum: bool,
    quorum_reason: String,
    was: String,
}

/// What may be written down: that it is superseded follows from another one.
const OUTCOMES: [Outcome; 3] = [Outcome::Adopted, Outcome::Rejected, Outcome::Deferred];

impl Form {
    pub fn typed(form: Option<&Upload>) -> Self {
        let Some(form) = form else {
            return Self { public: true, id: ResolutionId::new().to_string(), ..Self::default() };
        };
        let text = |name: &str| form.text(name).trim().to_owned();
        Self {
            id: text("id"),
            item: text("item"),
            outcome: text("outcome"),
            title: text("title"),
            title_en: text("title_en"),
            body: text("body").replace("\r\n", "\n"),
            body_en: text("body_en").replace("\r\n", "\n"),
            private_note: text("private_note").replace("\r\n", "\n"),
            public: !text("public").is_empty(),
            votes: [text("votes_for"), text("votes_against"), text("votes_abstained")],
            owner: text("owner"),
            due_on: text("due_on"),
            without_quorum: !text("without_quorum").is_empty(),
            quorum_reason: text("quorum_reason").replace("\r\n", "\n"),
            was: text("was"),
        }
    }

    /// The same form, which is sent with what is kept now before its writer's eyes.
    pub fn beside(self, one: &Resolution) -> Self {
        Self { was: rules::print_of_resolution(one), ..self }
    }

    pub fn of(one: &Resolution, owner: &str) -> Self {
        let number = |n: Option<i32>| n.map(|n| n.to_string()).unwrap_or_default();
        Self {
            id: one.id.to_string(),
            item: one.item_id.as_ref().map(ToString::to_string).unwrap_or_default(),
            outcome: one.outcome.to_string(),
            title: one.title.clone(),
            title_en: one.title_en.clone(),
            body: one.body.clone(),
            body_en: one.body_en.clone(),
            private_note: one.private_note.clone(),
            public: one.public,
            votes: [one.votes_for, one.votes_against, one.votes_abstained].map(number),
            owner: owner.to_owned(),
            due_on: one.due_on.map(|day| day.to_string()).unwrap_or_default(),
            without_quorum: !one.quorum_reason.is_empty(),
            quorum_reason: one.quorum_reason.clone(),
            was: String::new(),
        }
    }

    pub fn view(self, (items, quorum): (&[Item], Quorum), locale: Locale) -> View {
        let [votes_for, votes_against, votes_abstained] = self.votes;
        let item = |one: &Item| {
            choice(one.id.as_str(), one.name(locale).0.to_owned(), one.id.as_str() == self.item)
        };
        View {
            items: std::iter::once(choice("", locale.text("governance-none"), false))
                .chain(items.iter().map(item))
                .collect(),
            outcomes: kinds(
                &OUTCOMES,
                |one| outcome_word(one, locale),
                Outcome::as_str,
                &self.outcome,
            ),
            id: self.id,
            english: !(self.title_en.is_empty() && self.body_en.is_empty()),
            title: self.title,
            title_en: self.title_en,
            body: self.body,
            body_en: self.body_en,
            private_note: self.private_note,
            public: self.public,
            votes_for,
            votes_against,
            votes_abstained,
            owner: self.owner,
            due_on: self.due_on,
            quorum: (!quorum.is_met()).then(|| quorum.into()),
            without_quorum: self.without_quorum,
            quorum_reason: self.quorum_reason,
            was: self.was,
        }
    }

    pub fn check(&self) -> Result<Draft, FieldErrors> {
        let mut errors = FieldErrors::none();
        if self.title.is_empty() || self.title.chars().count() > 300 {
            errors.add("title", "governance-error-resolution-title");
        }
        if self.body.is_empty() || self.body.chars().count() > 10_000 {
            errors.add("body", "governance-error-resolution-body");
        }
        // A title in English without the text would promise what is not there.
        if self.title_en.is_empty() != self.body_en.is_empty() {
            let missing = if self.title_en.is_empty() { "title_en" } else { "body_en" };
            errors.add(missing, "governance-error-resolution-english");
        }
        if self.title_en.chars().count() > 300 {
            errors.add("title_en", "governance-error-resolution-title");
        }
        if self.body_en.chars().count() > 10_000 {
            errors.add("body_en", "governance-error-resolution-body");
        }
        let outcome = self.outcome.parse().ok().filter(|one| OUTCOMES.contains(one));
        if outcome.is_none() {
            errors.add("outcome", "governance-error-outcome");
        }
        let mut votes = [None; 3];
        for (place, field) in ["votes_for", "votes_against", "votes_abstained"].iter().enumerate() {
            votes[place] = self.votes[place].parse::<i32>().ok().filter(|n| (0..=9999).contains(n));
            if votes[place].is_none() && !self.votes[place].is_empty() {
                errors.add(field, "governance-error-votes");
            }
        }
        let owner = blank_as_none(&self.owner);
        let email = owner.as_deref().and_then(checked_email);
        if owner.is_some() && email.is_none() {
            errors.add("owner", "form-email");
        }
        let due_on = day(&self.due_on);
        if due_on.is_none() && !self.due_on.is_empty() {
            errors.add("due_on", "governance-error-day");
        }
        let reason = self.quorum_reason.chars().count();
        let wanted = self.without_quorum && reason < rules::FEWEST_REASON;
        if wanted || reason > 1_000 {
            errors.add("quorum_reason", "governance-error-quorum-reason");
        }
        errors.into_result()?;
        Ok(Draft {
            item: self.item.parse().ok(),
            outcome: outcome.unwrap_or(Outcome::Adopted),
            title: self.title.clone(),
            title_en: self.title_en.clone(),
            body: self.body.clone(),
            body_en: self.body_en.clone(),
            private_note: self.private_note.clone(),
            public: self.public,
            votes: (votes[0], votes[1], votes[2]),
            owner: email,
            due_on,
            without_quorum: match self.without_quorum {
                true => self.quorum_reason.clone(),
                false => String::new(),
            },
        })
    }
}
