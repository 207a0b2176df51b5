//! What a material is: an address that stays, and versions of what it says.

use chrono::{NaiveDate, NaiveDateTime};
use diesel::prelude::*;
use serde::{Deserialize, Serialize};

use super::reach::{Availability, Reach};
use crate::accounts::{AccountId, NodeId};
pub use crate::config::LinkChecks;
use crate::courses::CourseId;
use crate::db::schema::{
    link_checks, material_files, material_links, material_people, material_points,
    material_versions, materials,
};
use crate::db::{text_enum, text_id};
use crate::files::ScanState;
use crate::i18n::Locale;

text_id! {
    /// A material. Readers know it by its slug.
    MaterialId
}
text_id! {
    /// One version of what a material says.
    VersionId
}
text_id! {
    /// A file of a version.
    FileId
}

text_enum! {
    /// Where a version stands. `rules::next` knows the moves between them.
    Standing {
        Draft = "draft",
        /// What readers see; never changed again.
        Published = "published",
        /// A later version took its place; its own address still shows it.
        Superseded = "superseded",
        /// Taken away from readers, with the material.
        Withdrawn = "withdrawn",
    }
}

text_enum! {
    /// What kind of thing a material is.
    Kind {
        Slides = "slides",
        Handout = "handout",
        Exercise = "exercise",
        Video = "video",
        Elearning = "elearning",
        Notebook = "notebook",
        Game = "game",
        Guide = "guide",
        Dataset = "dataset",
        Kit = "kit",
    }
}

text_enum! {
    /// How much it asks of those who learn (training brief, M7).
    Level {
        Discovery = "discovery",
        Beginner = "beginner",
        Intermediate = "intermediate",
        Advanced = "advanced",
        Expert = "expert",
    }
}

text_enum! {
    /// Whom it is for.
    Audience {
        DoctoralStudent = "doctoral_student",
        Researcher = "researcher",
        Engineer = "engineer",
        DataSteward = "data_steward",
        Librarian = "librarian",
        Trainer = "trainer",
        Manager = "manager",
        EthicsLegal = "ethics_legal",
    }
}

text_enum! {
    /// A stage in the life of data.
    Stage {
        Plan = "plan",
        Collect = "collect",
        Process = "process",
        Analyse = "analyse",
        Preserve = "preserve",
        Share = "share",
        Reuse = "reuse",
    }
}

text_enum! {
    /// What somebody is to a material.
    Role { Author = "author", Contributor = "contributor" }
}

text_enum! {
    Point { Outcome = "outcome", Prerequisite = "prerequisite" }
}

text_enum! {
    /// What a ZIP file holds when it is something to be played.
    Package {
        None = "none",
        Html = "html",
        Scorm12 = "scorm12",
        Scorm2004 = "scorm2004",
        H5p = "h5p",
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = materials)]
pub struct Material {
    pub id: MaterialId,
    /// None until it is published for the first time.
    pub slug: Option<String>,
    pub node_id: NodeId,
    pub doi: Option<String>,
    pub derived_from_id: Option<MaterialId>,
    pub derived_from_number: Option<i32>,
    pub translation_of_id: Option<MaterialId>,
    pub created_at: NaiveDateTime,
    pub withdrawn_at: Option<NaiveDateTime>,
    pub withdrawn_reason: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = material_versions)]
pub struct Version {
    pub id: VersionId,
    pub material_id: MaterialId,
    pub number: i32,
    pub state: Standing,
    pub title: String,
    pub summary: String,
    pub title_fr: String,
    pub summary_fr: String,
    pub title_en: String,
    pub summary_en: String,
    pub languages: String,
    pub topic_codes: String,
    pub discipline_codes: String,
    pub stage_codes: String,
    pub audience_codes: String,
    pub keywords: String,
    pub kind: Option<Kind>,
    pub level: Option<Level>,
    pub access: Reach,
    pub licence: String,
    pub self_minutes: Option<i32>,
    pub taught_minutes: Option<i32>,
    pub contact: String,
    pub accessibility: String,
    pub doi: Option<String>,
    pub change_note: String,
    pub author_id: AccountId,
    pub created_at: NaiveDateTime,
    pub updated_at: NaiveDateTime,
    pub published_at: Option<NaiveDateTime>,
    pub lock_version: i32,
    /// The last day of its label, while it has one.
    pub certified_until: Option<NaiveDate>,
    pub availability: Availability,
}

/// A title and a summary in one language.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Said<'a> {
    /// A BCP 47 tag.
    pub language: &'a str,
    pub title: &'a str,
    pub summary: &'a str,
    pub summary_language: &'a str,
}

/// A list as it is kept: codes separated by commas.
pub fn codes(text: &str) -> Vec<String> {
    text.split(',').map(str::trim).filter(|code| !code.is_empty()).map(str::to_owned).collect()
}

impl Version {
    pub fn languages(&self) -> Vec<String> {
        codes(&self.languages)
    }

    /// The first language; French where none was chosen yet.
    pub fn language(&self) -> &str {
        self.languages.split(',').next().filter(|tag| !tag.is_empty()).unwrap_or("fr")
    }

    /// What it says of itself to a reader: in their language where that was written, else in its own.
    pub fn said(&self, reader: Locale) -> Said<'_> {
        let (language, title, summary) = (self.language(), &self.title, &self.summary);
        let own = Said { language, title, summary, summary_language: language };
        let title = reader.pick(&self.title_fr, &self.title_en);
        if title.is_empty() || own.language.starts_with(reader.as_str()) {
            return own;
        }
        match reader.pick(&self.summary_fr, &self.summary_en) {
            "" => Said { language: reader.as_str(), title, ..own },
            summary => Said {
                language: reader.as_str(),
                title,
                summary,
                summary_language: reader.as_str(),
            },
        }
    }

    /// All that it says, as a record that can be changed.
    pub fn record(&self, parts: Parts) -> Record {
        Record {
            title: self.title.clone(),
            summary: self.summary.clone(),
            title_fr: self.title_fr.clone(),
            summary_fr: self.summary_fr.clone(),
            title_en: self.title_en.clone(),
            summary_en: self.summary_en.clone(),
            languages: self.languages(),
            topics: codes(&self.topic_codes),
            disciplines: codes(&self.discipline_codes),
            stages: parsed(&self.stage_codes),
            audiences: parsed(&self.audience_codes),
            keywords: codes(&self.keywords),
            kind: self.kind,
            level: self.level,
            access: self.access,
            availability: self.availability,
            licence: self.licence.clone(),
            self_minutes: self.self_minutes,
            taught_minutes: self.taught_minutes,
            contact: self.contact.clone(),
            accessibility: self.accessibility.clone(),
            doi: self.doi.clone(),
            change_note: self.change_note.clone(),
            people: parts.people,
            points: parts.points,
            links: parts.links,
        }
    }
}

/// Those of some codes that are known.
pub fn parsed<T: std::str::FromStr>(text: &str) -> Vec<T> {
    text.split(',').filter_map(|code| code.parse().ok()).collect()
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Queryable, Selectable)]
#[diesel(table_name = material_people)]
pub struct Person {
    pub role: Role,
    pub name: String,
    pub orcid: Option<String>,
    pub affiliation: String,
}

/// An outcome or a prerequisite.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = material_points)]
pub struct Line {
    pub kind: Point,
    pub body: String,
    pub needs_id: Option<MaterialId>,
    pub needs_course_id: Option<CourseId>,
    /// The skill to which an outcome leads, in words or with the address of a term.
    pub skill: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = material_links)]
pub struct Link {
    pub url: String,
    pub url_norm: String,
    pub title: String,
}

/// What was found where a link leads.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = link_checks)]
pub struct LinkCheck {
    pub url_norm: String,
    pub url: String,
    pub due_at: NaiveDateTime,
    pub checked_at: Option<NaiveDateTime>,
    pub status: Option<i32>,
    pub failures: i32,
    pub failing_since: Option<NaiveDateTime>,
    pub broken_at: Option<NaiveDateTime>,
    pub told_at: Option<NaiveDateTime>,
    /// Where the place says that it has moved for good.
    pub moved_to: Option<String>,
}

/// A file of a version, with what is known of its bytes.
#[derive(Debug, Clone, PartialEq, Eq, Queryable)]
pub struct Held {
    pub file: MaterialFile,
    pub bytes: i64,
    pub media_type: String,
    pub scan: ScanState,
}

impl Held {
    /// What its name ends with, in small letters.
    pub fn ending(&self) -> String {
        self.file.name.rsplit('.').next().unwrap_or_default().to_lowercase()
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = material_files)]
pub struct MaterialFile {
    pub id: FileId,
    pub version_id: VersionId,
    pub position: i32,
    pub sha256: String,
    pub name: String,
    pub alt_text: String,
    pub is_source: bool,
    pub package: Package,
    pub entry: String,
    /// What keeps some people out of it: codes of `rules::accessible`.
    pub flaws: String,
}

/// What belongs to a version in rows of its own.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Parts {
    pub people: Vec<Person>,
    pub points: Vec<Line>,
    pub links: Vec<Link>,
    pub files: Vec<Held>,
}

impl Parts {
    pub fn lines(&self, kind: Point) -> impl Iterator<Item = &Line> {
        self.points.iter().filter(move |line| line.kind == kind)
    }

    pub fn authors(&self) -> impl Iterator<Item = &Person> {
        self.people.iter().filter(|person| person.role == Role::Author)
    }
}

/// All that a version says but its files, before it is kept.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Record {
    pub title: String,
    pub summary: String,
    pub title_fr: String,
    pub summary_fr: String,
    pub title_en: String,
    pub summary_en: String,
    pub languages: Vec<String>,
    pub topics: Vec<String>,
    pub disciplines: Vec<String>,
    pub stages: Vec<Stage>,
    pub audiences: Vec<Audience>,
    pub keywords: Vec<String>,
    pub kind: Option<Kind>,
    pub level: Option<Level>,
    pub access: Reach,
    pub availability: Availability,
    pub licence: String,
    pub self_minutes: Option<i32>,
    pub taught_minutes: Option<i32>,
    pub contact: String,
    pub accessibility: String,
    pub doi: Option<String>,
    pub change_note: String,
    pub people: Vec<Person>,
    pub points: Vec<Line>,
    pub links: Vec<Link>,
}

/// A version as lists and readers see it: with its material, the responsible node, and its place in the list.
#[derive(Debug, Clone, Queryable)]
pub struct Published {
    pub material: Material,
    pub version: Version,
    /// Short name and slug.
    pub node: String,
    pub node_slug: String,
}
