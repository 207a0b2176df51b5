//! Posts, and who is told of them.

use chrono::{NaiveDate, NaiveDateTime};
use diesel::prelude::*;

use crate::accounts::{AccountId, NodeId};
use crate::db::schema::{news_posts, news_subscriptions};
use crate::db::text_id;
use crate::i18n::Locale;

text_id! {
    /// A post.
    PostId
}
text_id! {
    /// What one address wants to be told.
    SubscriptionId
}

#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = news_posts)]
pub struct Post {
    pub id: PostId,
    pub slug: String,
    /// None is the network as a whole.
    pub node_id: Option<NodeId>,
    pub title_fr: String,
    pub summary_fr: String,
    pub body_fr: String,
    pub title_en: String,
    pub summary_en: String,
    pub body_en: String,
    /// Codes with commas; none is everybody.
    pub regions: String,
    pub disciplines: String,
    /// It is read from then on.
    pub publish_at: Option<NaiveDateTime>,
    pub created_by: AccountId,
    pub created_at: NaiveDateTime,
    pub updated_at: NaiveDateTime,
    pub lock_version: i32,
}

/// What a post says in a language, or in the other one where it does not speak it.
#[derive(Debug, Clone, Copy)]
pub struct Said<'a> {
    pub language: Locale,
    pub title: &'a str,
    pub summary: &'a str,
    pub body: &'a str,
}

impl Post {
    pub fn said(&self, locale: Locale) -> Said<'_> {
        let french = Said {
            language: Locale::Fr,
            title: &self.title_fr,
            summary: &self.summary_fr,
            body: &self.body_fr,
        };
        // A title alone would leave its reader without what is said below it.
        let whole =
            !self.title_en.is_empty() && (self.body_fr.is_empty() || !self.body_en.is_empty());
        if locale == Locale::Fr || !whole {
            return french;
        }
        Said {
            language: Locale::En,
            title: &self.title_en,
            summary: &self.summary_en,
            body: &self.body_en,
        }
    }

    /// Whether everybody reads it at a moment.
    pub fn is_published(&self, now: NaiveDateTime) -> bool {
        self.publish_at.is_some_and(|at| at <= now)
    }
}

/// What is written.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Draft {
    pub title_fr: String,
    pub summary_fr: String,
    pub body_fr: String,
    pub title_en: String,
    pub summary_en: String,
    pub body_en: String,
    pub regions: Vec<String>,
    pub disciplines: Vec<String>,
}

/// A subscription: what holds, and what was asked and is not confirmed yet.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = news_subscriptions)]
pub struct Subscription {
    pub id: SubscriptionId,
    pub email: String,
    pub language: Locale,
    /// Codes with commas; none is all.
    pub regions: String,
    pub disciplines: String,
    /// Since when it holds; before its address is proven it does not.
    pub since: Option<NaiveDateTime>,
    pub asked_regions: String,
    pub asked_disciplines: String,
    pub asked_at: Option<NaiveDateTime>,
    /// The day of their last digest.
    pub digested_on: Option<NaiveDate>,
}

/// What somebody asks to be told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wanted {
    /// Made with the form: sent twice, it is asked once.
    pub form_id: SubscriptionId,
    /// In small letters.
    pub email: String,
    pub language: Locale,
    pub regions: Vec<String>,
    pub disciplines: Vec<String>,
}

/// The codes of a column.
pub fn codes(column: &str) -> impl Iterator<Item = &str> {
    column.split(',').filter(|code| !code.is_empty())
}
