//! Sections, questions and conditions, as they are kept in JSON.

use chrono::NaiveDateTime;
use diesel::prelude::*;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::FileRules;
use crate::accounts::AccountId;
use crate::db::{schema::questionnaire_versions, text_enum, text_id};
use crate::i18n::Locale;

text_id! {
    /// A form in all its versions.
    QuestionnaireId
}
text_id! {
    /// One version of a form.
    VersionId
}
text_enum! {
    VersionState { Draft = "draft", Published = "published", Retired = "retired" }
}

text_enum! {
    /// What a question wants. Institutions, regions, disciplines and services are chosen from the network's vocabularies,
    /// so that an answer can become a node's coverage without being typed again.
    Kind {
        ShortText = "short_text",
        LongText = "long_text",
        Integer = "integer",
        Decimal = "decimal",
        Date = "date",
        YesNo = "yes_no",
        Single = "single_choice",
        Multiple = "multiple_choice",
        Email = "email",
        Url = "url",
        Institution = "institution",
        Person = "person",
        Regions = "region_set",
        Disciplines = "discipline_set",
        Services = "service_set",
        File = "file",
        /// Asks nothing: a title between questions.
        Heading = "heading",
        /// Asks nothing: a text between questions.
        Explanation = "explanation",
        /// Questions that are answered several times, as for each partner.
        Block = "block",
    }
}

impl Kind {
    /// Whether there is something to answer.
    pub fn asks(self) -> bool {
        !matches!(self, Self::Heading | Self::Explanation | Self::Block)
    }
    /// Whether several values are one answer.
    pub fn is_set(self) -> bool {
        matches!(self, Self::Multiple | Self::Regions | Self::Disciplines | Self::Services)
    }
    pub fn has_choices(self) -> bool {
        matches!(self, Self::Single | Self::Multiple)
    }
    pub fn is_text(self) -> bool {
        matches!(self, Self::ShortText | Self::LongText)
    }
    pub fn is_number(self) -> bool {
        matches!(self, Self::Integer | Self::Decimal)
    }
}

/// A text in French and, if somebody wrote it, in English.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Said {
    pub fr: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub en: String,
}

impl Said {
    pub fn is_empty(&self) -> bool {
        self.fr.is_empty() && self.en.is_empty()
    }
    /// In the reader's language if it was written in it, else in French.
    pub fn in_locale(&self, locale: Locale) -> &str {
        match locale {
            Locale::En if !self.en.is_empty() => &self.en,
            Locale::En | Locale::Fr => &self.fr,
        }
    }
}

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Definition {
    /// Of this notation; grows when it changes.
    pub format: u8,
    pub sections: Vec<Section>,
    /// Whether each institution signs a letter.
    #[serde(default, skip_serializing_if = "Letters::is_none")]
    pub letters: Letters,
}

text_enum! {
    /// Whether institutions sign for what they commit to.
    #[derive(Default)]
    Letters {
        #[default]
        None = "none",
        /// Wished: nothing is filed later for want of one.
        Asked = "asked",
        /// Nothing is filed without.
        Required = "required",
    }
}

impl Letters {
    #[expect(clippy::trivially_copy_pass_by_ref, reason = "serde calls it so")]
    fn is_none(&self) -> bool {
        *self == Self::None
    }
}

/// One screen.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Section {
    pub key: String,
    pub title: Said,
    #[serde(default, skip_serializing_if = "Said::is_empty")]
    pub help: Said,
    /// How long it takes, as whoever wrote it thinks.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub minutes: u32,
    #[serde(default)]
    pub items: Vec<Item>,
}

/// A question, a block of questions, or a word between them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Item {
    /// For life: the same key in a later version asks for the same kind.
    pub key: String,
    pub kind: Kind,
    pub label: Said,
    #[serde(default, skip_serializing_if = "Said::is_empty")]
    pub help: Said,
    #[serde(default, skip_serializing_if = "is_false")]
    pub required: bool,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub show_if: Option<Condition>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub limit: Option<Limit>,
    /// Of a number, as a decimal; of a date, as a day; of a set or a block, how many.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub min: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max: Option<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub choices: Vec<Choice>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub items: Vec<Item>,
    /// Whether it holds personal data.
    #[serde(default, skip_serializing_if = "is_false")]
    pub personal: bool,
    /// Whether reviewers do not see it when they may not know who applies.
    #[serde(default, skip_serializing_if = "is_false")]
    pub masked: bool,
    /// What becomes of the answer when the application becomes a node.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub maps_to: Option<Meaning>,
    /// Of a file.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub files: Option<FileRules>,
}

text_enum! {
    /// What an answer is to the node that an accepted application becomes.
    Meaning {
        Name = "node.name",
        ShortName = "node.short_name",
        Description = "node.description",
        Regions = "coverage.region",
        Disciplines = "coverage.discipline",
        Institutions = "coverage.institution",
        Services = "node.service",
        Partner = "partner",
        Contact = "contact",
        Indicator = "commitment.indicator",
        Target = "commitment.target",
    }
}

impl Meaning {
    /// Whether an answer of a kind can be understood so.
    pub fn fits(self, kind: Kind) -> bool {
        match self {
            Self::Name | Self::ShortName | Self::Description => kind.is_text(),
            Self::Regions => kind == Kind::Regions,
            Self::Disciplines => kind == Kind::Disciplines,
            Self::Services => kind == Kind::Services,
            Self::Institutions | Self::Partner => kind == Kind::Institution,
            Self::Contact => matches!(kind, Kind::Person | Kind::Email),
            Self::Indicator => matches!(kind, Kind::Single | Kind::ShortText),
            Self::Target => kind.is_number(),
        }
    }

    /// Whether a form asks for it once at most; the others may stand in a block.
    pub fn is_single(self) -> bool {
        match self {
            Self::Name | Self::ShortName | Self::Description => true,
            Self::Regions | Self::Disciplines | Self::Services | Self::Institutions => false,
            Self::Partner | Self::Contact | Self::Indicator | Self::Target => false,
        }
    }
}

impl Item {
    pub fn new(key: &str, kind: Kind, label: Said) -> Self {
        Self {
            key: key.to_owned(),
            kind,
            label,
            help: Said::default(),
            required: false,
            show_if: None,
            limit: None,
            min: None,
            max: None,
            choices: Vec::new(),
            items: Vec::new(),
            personal: matches!(kind, Kind::Person | Kind::Email),
            masked: false,
            maps_to: None,
            files: (kind == Kind::File).then(FileRules::default),
        }
    }

    /// What it takes, when it asks for files.
    pub fn takes(&self) -> FileRules {
        self.files.clone().unwrap_or_default()
    }

    /// The question of which this one asks for the version that names nobody.
    pub fn anonymises(&self) -> Option<&str> {
        self.files.as_ref()?.anonymises.as_deref()
    }

    /// How many files it takes.
    pub fn most_files(&self) -> usize {
        self.max.as_deref().and_then(|n| n.parse().ok()).unwrap_or(1)
    }

    /// How few values of a set or rows of a block are enough.
    pub fn fewest(&self) -> usize {
        self.min.as_deref().and_then(|n| n.parse().ok()).unwrap_or(0)
    }

    pub fn most(&self) -> usize {
        self.max
            .as_deref()
            .and_then(|n| n.parse().ok())
            .unwrap_or(crate::questionnaires::rules::MOST_ROWS)
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Choice {
    pub code: String,
    pub label: Said,
}

text_enum! {
    Unit { Words = "words", Characters = "characters" }
}

/// How long a text may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Limit {
    pub unit: Unit,
    pub most: u32,
    /// Whether more is refused when it is filed, or only remarked.
    #[serde(default, skip_serializing_if = "is_false")]
    pub hard: bool,
}

/// Upon what a question is asked. Names earlier questions only.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Condition {
    Eq(String, Value),
    Ne(String, Value),
    Lt(String, Value),
    Le(String, Value),
    Gt(String, Value),
    Ge(String, Value),
    In(String, Vec<Value>),
    Contains(String, Value),
    Empty(String),
    And(Vec<Condition>),
    Or(Vec<Condition>),
    Not(Box<Condition>),
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde calls it so")]
pub(super) fn is_false(value: &bool) -> bool {
    !*value
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde calls it so")]
fn is_zero(value: &u32) -> bool {
    *value == 0
}

text_enum! {
    /// How much a change asks of those who answer.
    Weight {
        /// Nothing, or only words.
        Free = "free",
        /// Something new that may be answered: they are told.
        Notice = "notice",
        /// Something that can make a good application a bad one: they are told why, and have time.
        Amendment = "amendment",
    }
}

/// A version as it is kept.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = questionnaire_versions)]
pub struct Kept {
    pub id: VersionId,
    pub questionnaire_id: QuestionnaireId,
    pub number: i32,
    pub state: VersionState,
    pub definition: String,
    pub sha256: Option<String>,
    pub lock_version: i32,
    pub updated_at: NaiveDateTime,
    pub published_at: Option<NaiveDateTime>,
    pub updated_by: AccountId,
}

/// A version that was read.
#[derive(Debug, Clone)]
pub struct Version {
    pub id: VersionId,
    pub questionnaire_id: QuestionnaireId,
    pub number: i32,
    pub state: VersionState,
    pub definition: Definition,
    pub lock_version: i32,
}

impl Definition {
    pub fn section(&self, key: &str) -> Option<&Section> {
        self.sections.iter().find(|section| section.key == key)
    }

    /// Every item in the order of the form, with its section and the block it stands in.
    pub fn walk(&self) -> impl Iterator<Item = (&Section, Option<&Item>, &Item)> {
        self.sections.iter().flat_map(|section| {
            section.items.iter().flat_map(move |item| {
                let inner = item.items.iter().map(move |inner| (section, Some(item), inner));
                std::iter::once((section, None, item)).chain(inner)
            })
        })
    }

    pub fn item(&self, key: &str) -> Option<&Item> {
        self.walk().map(|(_, _, item)| item).find(|item| item.key == key)
    }

    pub fn place(&self, key: &str) -> Option<(&Section, Option<&Item>, &Item)> {
        self.walk().find(|(_, _, item)| item.key == key)
    }
}
