//! What a collection and a learning path are: one thing, with or without an order that matters.

use chrono::NaiveDateTime;
use diesel::prelude::*;

use crate::accounts::NodeId;
use crate::courses::CourseId;
use crate::db::schema::{learning_path_steps, learning_paths};
use crate::db::{text_enum, text_id};
use crate::i18n::Locale;
use crate::materials::MaterialId;

text_id! {
    /// A collection or a path. Readers know it by its slug.
    PathId
}

text_enum! {
    #[derive(Default)]
    Kind {
        /// A choice of things that belong together.
        #[default]
        Collection = "collection",
        /// Each step makes the next one possible.
        Path = "path",
    }
}

impl Kind {
    /// Where readers find all of them.
    pub const fn address(self) -> &'static str {
        match self {
            Self::Collection => "/materials/collections",
            Self::Path => "/materials/paths",
        }
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = learning_paths)]
pub struct LearningPath {
    pub id: PathId,
    pub slug: Option<String>,
    pub kind: Kind,
    pub node_id: NodeId,
    pub title_fr: String,
    pub summary_fr: String,
    pub title_en: String,
    pub summary_en: String,
    pub known: String,
    pub updated_at: NaiveDateTime,
    pub published_at: Option<NaiveDateTime>,
    pub lock_version: i32,
}

impl LearningPath {
    /// Title and summary for a reader, and the language they are in.
    pub fn said(&self, reader: Locale) -> (&str, &str, Locale) {
        match reader.pick(&self.title_fr, &self.title_en) {
            "" => (&self.title_fr, &self.summary_fr, Locale::Fr),
            title => (title, reader.pick(&self.summary_fr, &self.summary_en), reader),
        }
    }

    pub fn address(&self) -> String {
        format!("{}/{}", self.kind.address(), self.slug.as_deref().unwrap_or_default())
    }

    /// In which what is said once is written: what one knows before, and the notes. French is always there.
    pub const LANGUAGE: Locale = Locale::Fr;

    pub fn known(&self) -> impl Iterator<Item = &str> {
        self.known.lines().map(str::trim).filter(|line| !line.is_empty())
    }
}

/// What a step leads to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Target {
    Material(MaterialId),
    Course(CourseId),
    /// Address and title.
    Web(String, String),
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    pub target: Target,
    pub note: String,
    pub required: bool,
}

/// A step as it is kept.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = learning_path_steps)]
pub struct StepRow {
    pub path_id: PathId,
    pub material_id: Option<MaterialId>,
    pub course_id: Option<CourseId>,
    pub url: String,
    pub title: String,
    pub note: String,
    pub required: bool,
}

impl From<StepRow> for Step {
    fn from(row: StepRow) -> Self {
        let target = match (row.material_id, row.course_id) {
            (Some(id), _) => Target::Material(id),
            (None, Some(id)) => Target::Course(id),
            (None, None) => Target::Web(row.url, row.title),
        };
        Self { target, note: row.note, required: row.required }
    }
}

/// All that a form says.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Draft {
    pub kind: Kind,
    pub title_fr: String,
    pub summary_fr: String,
    pub title_en: String,
    pub summary_en: String,
    pub known: Vec<String>,
    pub steps: Vec<Step>,
}
