//! What an article is: an address that stays, and versions of what it says.

use chrono::{NaiveDate, NaiveDateTime};
use diesel::prelude::*;

use crate::accounts::{AccountId, NodeId};
use crate::db::schema::{article_variants, article_versions, articles};
use crate::db::{text_enum, text_id};
use crate::i18n::Locale;
use crate::tickets::TicketId;

text_id! {
    /// An article. Readers know it by its slug.
    ArticleId
}
text_id! {
    /// One version of what an article says.
    VersionId
}

text_enum! {
    /// Where a version stands. `rules::next` knows the moves between them.
    Standing {
        Draft = "draft",
        /// Waits for a second person.
        Proposed = "proposed",
        /// What readers see; never changed again.
        Published = "published",
        /// A later version took its place.
        Superseded = "superseded",
        /// Taken away from readers.
        Withdrawn = "withdrawn",
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = articles)]
pub struct Article {
    pub id: ArticleId,
    /// None until it is published for the first time.
    pub slug: Option<String>,
    pub node_id: NodeId,
    pub ticket_id: Option<TicketId>,
    pub review_on: Option<NaiveDate>,
    pub checked_at: Option<NaiveDateTime>,
    pub useful: i32,
    pub not_useful: i32,
    pub insertions: i32,
}

#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = article_versions)]
pub struct Version {
    pub id: VersionId,
    pub article_id: ArticleId,
    pub number: i32,
    pub state: Standing,
    pub title_fr: String,
    pub body_fr: String,
    pub title_en: String,
    pub body_en: String,
    pub topic_codes: String,
    pub discipline_codes: String,
    pub review_months: i32,
    pub change_note: String,
    pub author_id: AccountId,
    pub created_at: NaiveDateTime,
    pub updated_at: NaiveDateTime,
    pub proposed_at: Option<NaiveDateTime>,
    pub returned_by: Option<AccountId>,
    pub return_reason: String,
    pub approved_by: Option<AccountId>,
    pub published_at: Option<NaiveDateTime>,
    pub ended_by: Option<AccountId>,
    pub ended_at: Option<NaiveDateTime>,
    pub end_reason: String,
    pub lock_version: i32,
}

/// A text in the language it is written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Said<'a> {
    pub language: Locale,
    pub title: &'a str,
    pub body: &'a str,
}

impl Version {
    pub fn topics(&self) -> Vec<String> {
        codes(&self.topic_codes)
    }

    pub fn disciplines(&self) -> Vec<String> {
        codes(&self.discipline_codes)
    }

    /// Whether it was written in a language.
    pub fn speaks(&self, language: Locale) -> bool {
        !language.pick(&self.body_fr, &self.body_en).trim().is_empty()
    }

    /// What it says to a reader: in their language, or in the other one when it was not written.
    pub fn said(&self, reader: Locale) -> Said<'_> {
        let language = if self.speaks(reader) { reader } else { reader.other() };
        Said {
            language,
            title: language.pick(&self.title_fr, &self.title_en),
            body: language.pick(&self.body_fr, &self.body_en),
        }
    }

    pub fn wording(&self, variants: Vec<Variant>) -> Wording {
        Wording {
            title_fr: self.title_fr.clone(),
            body_fr: self.body_fr.clone(),
            title_en: self.title_en.clone(),
            body_en: self.body_en.clone(),
            topics: self.topics(),
            disciplines: self.disciplines(),
            review_months: self.review_months,
            change_note: String::new(),
            variants,
        }
    }
}

fn codes(text: &str) -> Vec<String> {
    text.split(',').filter(|code| !code.is_empty()).map(str::to_owned).collect()
}

/// What is right for those whom one body employs.
#[derive(Debug, Clone, PartialEq, Eq, Default, Queryable, Selectable)]
#[diesel(table_name = article_variants)]
pub struct Variant {
    pub institution: String,
    pub body_fr: String,
    pub body_en: String,
}

impl Variant {
    /// What it says, and in which language.
    pub fn said(&self, reader: Locale) -> (Locale, &str) {
        let own = reader.pick(&self.body_fr, &self.body_en);
        if own.trim().is_empty() {
            let other = reader.other();
            return (other, other.pick(&self.body_fr, &self.body_en));
        }
        (reader, own)
    }
}

/// All that a version says, before it is kept.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Wording {
    pub title_fr: String,
    pub body_fr: String,
    pub title_en: String,
    pub body_en: String,
    pub topics: Vec<String>,
    pub disciplines: Vec<String>,
    pub review_months: i32,
    pub change_note: String,
    pub variants: Vec<Variant>,
}

impl Wording {
    /// Every text of it that readers will see.
    pub fn texts(&self) -> impl Iterator<Item = &str> {
        let own = [&self.title_fr, &self.body_fr, &self.title_en, &self.body_en];
        let variants = self.variants.iter().flat_map(|one| [&one.body_fr, &one.body_en]);
        own.into_iter().chain(variants).map(String::as_str).filter(|text| !text.is_empty())
    }
}

/// A published article as lists and readers see it.
#[derive(Debug, Clone, Queryable)]
pub struct Published {
    pub article: Article,
    pub version: Version,
    /// The responsible node: short name and slug.
    pub node: String,
    pub node_slug: String,
}

/// What suggestions look at.
#[derive(Debug, Clone, Queryable)]
pub struct Candidate {
    pub id: ArticleId,
    pub slug: String,
    pub title_fr: String,
    pub title_en: String,
    pub topic_codes: String,
    pub title_terms: String,
    pub body_terms: String,
    pub useful: i32,
}
