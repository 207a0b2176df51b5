//! What an institution has a part in, and commitments that are more than is allowed.

use chrono::NaiveDateTime;
use diesel::prelude::*;
use serde::Serialize;

use crate::applications::{ApplicationId, PartnerRole, State};
use crate::db::schema::institution_wishes;
use crate::db::text_id;
use crate::i18n::Locale;
use crate::network::{InstitutionRole, NodeName, Status};

/// A node with the part that the institution has in it.
#[derive(Debug, Clone)]
pub struct Part {
    pub node: NodeName,
    pub status: Status,
    pub role: InstitutionRole,
}

/// An application with the part that an institution has in it.
#[derive(Debug, Clone)]
pub struct Applied {
    pub id: ApplicationId,
    pub institution: String,
    pub reference: Option<String>,
    pub title: String,
    pub state: State,
    pub role: PartnerRole,
    /// Its call, in French and in English where it was written in it.
    pub call: (String, String),
}

impl Applied {
    pub fn call(&self, locale: Locale) -> &str {
        let (fr, en) = &self.call;
        if locale == Locale::En && !en.is_empty() { en } else { fr }
    }

    /// It is filed, and not decided yet.
    pub const fn is_live(&self) -> bool {
        matches!(self.state, State::Submitted | State::InReview | State::Deliberation)
    }
}

/// An institution as it is to be in the list.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Entry {
    pub name: String,
    pub short_name: Option<String>,
    pub ror: Option<String>,
    pub parent: Option<String>,
    pub regions: Vec<String>,
    /// The domains in whose addresses its people write.
    pub domains: Vec<String>,
}

text_id! {
    WishId
}

/// An institution that somebody asks for and that the list does not have.
#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = institution_wishes)]
pub struct Wish {
    pub id: WishId,
    pub name: String,
    pub ror: Option<String>,
    pub email: String,
    pub asked_by: String,
    pub language: Locale,
    pub asked_at: NaiveDateTime,
    pub institution: Option<String>,
    pub done_at: Option<NaiveDateTime>,
}

/// Who is committed: an institution by its slug, or a person by an address.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Who {
    Institution(String),
    Person(String),
}

/// To what somebody is committed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum As {
    /// Leads an application that is not decided, or a node with a label.
    Leads,
    /// Takes part in an application that is not decided.
    Joins,
    /// Owns an application that is not decided.
    Owns,
    /// Looks after a space.
    LooksAfter,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Commitment {
    pub who: Who,
    pub how: As,
    /// What it is called, and its page.
    pub thing: (String, String),
}

/// More at the same time than is allowed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Double {
    pub who: Who,
    pub how: As,
    pub most: usize,
    pub things: Vec<(String, String)>,
}
