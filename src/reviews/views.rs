//! What each reader is shown of an application and of its reviews. A page is given one of these and nothing else: what is
//! not a field of it cannot be printed.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use serde::Serialize;

use super::rules::scores;
use super::{Assignment, Criterion, Review, Score};
use crate::applications::rules::document;
use crate::applications::{Application, Submission};
use crate::calls::Blind;
use crate::clock::network_day;
use crate::i18n::Locale;
use crate::questionnaires::pages::said as said_answer;
use crate::questionnaires::rules::conditions::asked;
use crate::questionnaires::rules::files as brought;
use crate::questionnaires::{Answers, Item, Kind, Meaning, Version};
use crate::taxonomy::{Vocabularies, Vocabulary};
use crate::times::said::day as said_day;

/// A filed application as a reviewer reads it: who wrote, signed or answers for it is in no field. Where reviewers must not
/// know who applies, nor are names, institutions, and what the form masks.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct BlindView {
    pub reference: String,
    /// Empty where it would tell who applies.
    pub title: String,
    pub institutions: Vec<String>,
    pub sections: Vec<Section>,
    /// Questions whose answer is kept from reviewers.
    pub masked: usize,
    /// The files that may be opened.
    pub files: Vec<FileView>,
}

/// A file that was filed and is not kept from reviewers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FileView {
    pub id: String,
    pub label: String,
    pub name: String,
}

/// Whether an answer is kept from reviewers.
fn hides(item: &Item, blind: Blind) -> bool {
    if blind == Blind::Double { tells(item) } else { item.masked }
}

/// The files of what was filed that its reviewers may open.
pub fn files(
    filed: &Submission,
    version: &Version,
    (blind, locale): (Blind, Locale),
) -> Vec<FileView> {
    let (answers, _) = document::read(&filed.document);
    let sections = version.definition.sections.iter();
    let open = sections
        .flat_map(|section| asked(section, &answers).collect::<Vec<_>>())
        .filter(|(item, _)| item.kind == Kind::File && !item.takes().unseen)
        .filter(|(item, _)| !hides(item, blind));
    let view = |(item, row): (&Item, String)| {
        let given = answers.get(&item.key, &row).cloned().unwrap_or_default();
        let one = |file: &serde_json::Value| {
            let text = |name: &str| file[name].as_str().unwrap_or_default().to_owned();
            let label = item.label.in_locale(locale).to_owned();
            FileView { id: text("id"), label, name: text("name") }
        };
        brought::of(&given).iter().map(one).collect::<Vec<_>>()
    };
    open.flat_map(view).collect()
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Section {
    pub title: String,
    pub lines: Vec<Line>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Line {
    pub label: String,
    pub value: String,
    pub heading: bool,
    /// What stood there before it was completed; empty where that is the same.
    pub before: String,
}

/// Whether an answer would tell who applies.
pub fn tells(item: &Item) -> bool {
    let meaning = matches!(
        item.maps_to,
        Some(
            Meaning::Name
                | Meaning::ShortName
                | Meaning::Contact
                | Meaning::Partner
                | Meaning::Institutions
        )
    );
    let kind = match item.kind {
        Kind::File => item.anonymises().is_none(),
        kind => matches!(kind, Kind::Person | Kind::Email | Kind::Url | Kind::Institution),
    };
    item.masked || item.personal || meaning || kind
}

impl BlindView {
    /// What was filed, beside what had been filed before it was completed. What is kept from the reader of the one is kept in
    /// the other.
    pub fn completed(
        (application, filed, earlier): (&Application, &Submission, Option<&Submission>),
        version: &Version,
        blind: Blind,
        (words, locale): (&Vocabularies, Locale),
    ) -> Self {
        let mut now = Self::of((application, filed), version, blind, (words, locale));
        let Some(earlier) = earlier else { return now };
        let before = Self::of((application, earlier), version, blind, (words, locale));
        for section in &mut now.sections {
            let there = before.sections.iter().find(|one| one.title == section.title);
            let lines = there.map(|one| one.lines.as_slice()).unwrap_or_default();
            for line in section.lines.iter_mut().filter(|line| !line.heading) {
                let was = lines.iter().find(|one| one.label == line.label);
                let was = was.map_or("–", |one| one.value.as_str());
                if was != line.value {
                    line.before = was.to_owned();
                }
            }
        }
        now
    }

    pub fn of(
        (application, filed): (&Application, &Submission),
        version: &Version,
        blind: Blind,
        (words, locale): (&Vocabularies, Locale),
    ) -> Self {
        let (answers, whole) = document::read(&filed.document);
        let double = blind == Blind::Double;
        let hides = |item: &Item| hides(item, blind);
        let institutions = whole["partners"].as_array().into_iter().flatten();
        let sections = &version.definition.sections;
        Self {
            reference: application.reference.clone().unwrap_or_default(),
            title: if double { String::new() } else { application.title.clone() },
            institutions: institutions
                .filter(|_| !double)
                .map(|one| institution(one, (words, locale)))
                .collect(),
            sections: sections
                .iter()
                .map(|one| Section {
                    title: one.title.in_locale(locale).to_owned(),
                    lines: lines((one, &answers), &hides, (words, locale)),
                })
                .filter(|one| !one.lines.is_empty())
                .collect(),
            masked: version.definition.walk().filter(|(_, _, item)| hides(item)).count(),
            files: files(filed, version, (blind, locale)),
        }
    }
}

/// An institution, and when it signed its letter if it did; not who signed.
fn institution(filed: &serde_json::Value, (words, locale): (&Vocabularies, Locale)) -> String {
    let slug = filed["institution"].as_str().unwrap_or_default();
    let name = words.label(Vocabulary::Institution, slug, locale);
    let signed = filed["letter"]["signed_at"].as_str().and_then(|at| at.parse().ok());
    match signed {
        None => name,
        Some(at) => {
            let at: chrono::DateTime<chrono::Utc> = at;
            let mut args = fluent_bundle::FluentArgs::new();
            args.set("institution", name);
            args.set("day", said_day(at.naive_utc(), chrono_tz::Europe::Paris, locale));
            locale.text_with("reviews-institution-signed", Some(&args))
        }
    }
}

fn lines(
    (section, answers): (&crate::questionnaires::Section, &Answers),
    hides: &dyn Fn(&Item) -> bool,
    (words, locale): (&Vocabularies, Locale),
) -> Vec<Line> {
    let line = |(item, row): (&Item, String)| {
        let label = match row.as_str() {
            "" => item.label.in_locale(locale).to_owned(),
            row => format!("{} – {row}", item.label.in_locale(locale)),
        };
        if hides(item) || matches!(item.kind, Kind::Explanation | Kind::Block) {
            return None;
        }
        let heading = item.kind == Kind::Heading;
        let given =
            answers.get(&item.key, &row).map(|value| said_answer(item, value, words, locale));
        let value = if heading { String::new() } else { given.unwrap_or_else(|| "–".to_owned()) };
        Some(Line { label, value, heading, before: String::new() })
    };
    asked(section, answers).filter_map(line).collect()
}

/// A review as other reviewers of the same application read it: by alias, and to the day.
#[derive(Debug, Clone, Serialize)]
pub struct PeerView {
    pub alias: String,
    pub day: Option<NaiveDate>,
    pub recommendation: String,
    pub total: String,
    pub scores: Vec<ScoreView>,
    pub for_applicants: String,
    pub for_committee: String,
}

#[derive(Debug, Clone, Serialize)]
pub struct ScoreView {
    pub label: String,
    pub score: String,
    pub comment: String,
    /// Whether it is below what eliminates.
    pub low: bool,
}

impl PeerView {
    pub fn of(
        (one, review, given): (&Assignment, &Review, &[Score]),
        criteria: &[Criterion],
        locale: Locale,
    ) -> Self {
        let low: Vec<_> = scores::eliminatory(criteria, given).map(|one| one.id.clone()).collect();
        let score = |criterion: &Criterion| {
            let given = given.iter().find(|score| score.criterion == criterion.id);
            ScoreView {
                label: criterion.label(locale).to_owned(),
                score: match given.and_then(|given| given.score) {
                    Some(score) => score.to_string(),
                    None => locale.text("reviews-not-assessable"),
                },
                comment: given.map(|given| given.comment.clone()).unwrap_or_default(),
                low: low.contains(&criterion.id),
            }
        };
        let total = scores::total(criteria, given);
        Self {
            alias: one.alias.clone(),
            day: review.submitted_at.map(network_day),
            recommendation: review
                .recommendation
                .map(|said| locale.text(&format!("reviews-recommendation-{said}")))
                .unwrap_or_default(),
            total: total.map(|total| hundredths(total.hundredths, locale)).unwrap_or_default(),
            scores: criteria.iter().map(score).collect(),
            for_applicants: review.for_applicants.clone(),
            for_committee: review.for_committee.clone(),
        }
    }
}

/// A review as whoever runs the call reads it: the same, and whose it is.
#[derive(Debug, Clone, Serialize)]
pub struct CommitteeView {
    pub name: String,
    #[serde(flatten)]
    pub said: PeerView,
}

/// Hundredths as a number with one decimal.
pub fn hundredths(value: i64, locale: Locale) -> String {
    let tenths = (value + 5) / 10;
    format!("{}{}{}", tenths / 10, locale.pick(",", "."), tenths % 10)
}

/// The regions and disciplines of a filed document: what a reviewer should know, and where they should not all be from.
pub fn reach(text: &str, words: &Vocabularies) -> (BTreeSet<String>, BTreeSet<String>) {
    let document: serde_json::Value = serde_json::from_str(text).unwrap_or_default();
    let codes: Vec<&str> = document["answers"]
        .as_object()
        .into_iter()
        .flatten()
        .filter_map(|(_, value)| value.as_array())
        .flatten()
        .filter_map(|value| value.as_str())
        .collect();
    let regions = codes.iter().filter(|code| words.has(Vocabulary::Region, code));
    let fields = codes.iter().filter(|code| words.has(Vocabulary::Discipline, code));
    (
        regions.map(ToString::to_string).collect(),
        fields.flat_map(|code| words.discipline_line(code)).collect(),
    )
}
