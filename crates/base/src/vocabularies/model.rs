//! What a vocabulary's entries hold.

use chrono::NaiveDateTime;
use diesel::prelude::*;
use serde::Serialize;

use crate::db::schema::{disciplines, regions, services, term_changes, topics};
use crate::db::text_enum;
use crate::i18n::Locale;

text_enum! {
    /// One of the vocabularies.
    Vocabulary {
        Region = "region",
        Discipline = "discipline",
        Topic = "topic",
        Service = "service",
        Institution = "institution",
        Site = "site",
        Laboratory = "laboratory",
    }
}

text_enum! {
    /// Which kind of node answers a topic first (domain brief 2.2).
    Line {
        Generalist = "generalist",
        Thematic = "thematic",
        Resource = "resource",
        Coordination = "coordination",
    }
}

/// A label in both languages.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Labels {
    pub fr: String,
    pub en: String,
}

impl Labels {
    pub fn same(label: &str) -> Self {
        Self { fr: label.to_owned(), en: label.to_owned() }
    }
    pub fn in_locale(&self, locale: Locale) -> &str {
        locale.pick(&self.fr, &self.en)
    }
}

/// A French region or overseas collectivity, by its INSEE code, which is text ("01" is not 1).
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = regions)]
pub struct Region {
    pub code: String,
    pub label_fr: String,
    pub label_en: String,
    pub overseas: bool,
    /// IANA name; none where nobody lives.
    pub time_zone: Option<String>,
    /// Place on the schematic map, in tiles from the top left.
    pub tile_column: i32,
    pub tile_row: i32,
}

/// An OECD field of research (FORD), an area of them, or an extension such as `1.3+astro`. Codes are text:
/// "2.10" is not "2.1".
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = disciplines)]
pub struct Discipline {
    pub code: String,
    pub parent: Option<String>,
    pub label_fr: String,
    pub label_en: String,
}

/// A type of question.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = topics)]
pub struct Topic {
    pub code: String,
    pub label_fr: String,
    pub label_en: String,
    pub line: Line,
}

/// Something a node offers.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = services)]
pub struct Service {
    pub code: String,
    pub label_fr: String,
    pub label_en: String,
    pub description_fr: String,
    pub description_en: String,
}

/// An employer: university, school, research body.
#[derive(Debug, Clone)]
pub struct Institution {
    pub slug: String,
    /// `https://ror.org/…` when known.
    pub ror: Option<String>,
    pub name: String,
    pub short_name: Option<String>,
    pub kind: String,
    pub parent: Option<String>,
    pub regions: Vec<String>,
}

/// A town-scale cluster of campuses.
#[derive(Debug, Clone)]
pub struct Site {
    pub slug: String,
    pub name: String,
    pub region: String,
}

/// A research unit, by its RNSR code where that is known; a joint unit has several supervisory bodies.
#[derive(Debug, Clone)]
pub struct Laboratory {
    pub code: String,
    pub name: String,
    pub acronym: Option<String>,
    pub site: Option<String>,
    pub region: Option<String>,
    pub institutions: Vec<String>,
}

/// What the network says of an entry in place of what was imported.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = term_changes, primary_key(vocabulary, code), treat_none_as_null = true)]
pub struct TermChange {
    pub vocabulary: Vocabulary,
    pub code: String,
    pub label_fr: String,
    pub label_en: String,
    /// From when on it is offered no more.
    pub retired_at: Option<NaiveDateTime>,
    /// What is offered in its place.
    pub replaced_by: Option<String>,
}
