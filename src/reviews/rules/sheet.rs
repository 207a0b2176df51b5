//! A review as a row of a sheet, filled in without a connection.

use std::collections::BTreeSet;

use crate::imports::{Row, Table, letters};
use crate::reviews::{AssignmentId, Criterion, Recommendation, Said, Score, TOP};
use crate::text::{fold, slug};

use super::MOST_TEXT;

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Column {
    Review,
    /// For people, and not read.
    Reference,
    Title,
    /// Of the criterion at a place.
    Score(i32),
    Comment(i32),
    Recommendation,
    Confidence,
    ForApplicants,
    ForCommittee,
}

impl Column {
    /// By how its heading begins, in either language; what follows a dash is for people.
    pub fn read(heading: &str) -> Option<Self> {
        let begins = heading.split(" – ").next().unwrap_or_default();
        let name = slug(begins);
        Some(match name.as_str() {
            "evaluation" | "review" => Self::Review,
            "dossier" | "application" => Self::Reference,
            "titre" | "title" => Self::Title,
            "recommandation" | "recommendation" => Self::Recommendation,
            "confiance" | "confidence" => Self::Confidence,
            "pour-les-candidats" | "for-the-applicants" => Self::ForApplicants,
            "pour-le-comite" | "for-the-committee" => Self::ForCommittee,
            other => {
                let (word, place) = other.rsplit_once('-')?;
                let place = place.parse().ok()?;
                match word {
                    "note" | "score" => Self::Score(place),
                    "commentaire" | "comment" => Self::Comment(place),
                    _ => return None,
                }
            }
        })
    }
}

/// What is wrong with a cell: where, what stands there, and the key of what is expected.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    pub cell: String,
    pub typed: String,
    pub expected: &'static str,
}

/// How a criterion is judged in a cell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Note {
    None,
    NotAssessable,
    Score(i32),
}

/// What a row says of a review. What has no column, and what a formula reckons, is not said: it stays as it is kept.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Told {
    pub notes: Vec<(i32, Note)>,
    /// With its cell.
    pub comments: Vec<(i32, String, String)>,
    pub recommendation: Option<Option<Recommendation>>,
    pub confidence: Option<Option<i32>>,
    pub for_applicants: Option<String>,
    pub for_committee: Option<String>,
}

/// A row as it was understood.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    pub number: usize,
    pub review: Option<AssignmentId>,
    /// The cell that names the review, and what stands there.
    pub named: Fault,
    pub told: Told,
    pub faults: Vec<Fault>,
    /// The cells whose formulas were passed over.
    pub formulas: Vec<String>,
}

/// Words by which a recommendation is known: its code, and what people read.
pub type Words = Vec<(String, Recommendation)>;

/// The rows of a table, and the headings that mean nothing here; none when no column names the reviews.
pub fn read(
    table: &Table,
    criteria: &[Criterion],
    words: &Words,
) -> Option<(Vec<Line>, Vec<String>)> {
    let known = |column: &Column| match column {
        Column::Score(place) | Column::Comment(place) => {
            criteria.iter().any(|one| one.position == *place)
        }
        _ => true,
    };
    let mut seen = BTreeSet::new();
    let (mut columns, mut unread) = (Vec::new(), Vec::new());
    for (at, heading) in table.header.iter().enumerate() {
        match Column::read(heading).filter(known).filter(|column| seen.insert(*column)) {
            Some(column) => columns.push((at, column)),
            None if heading.is_empty() => {}
            None => unread.push(format!("{} ({})", heading, letters(at))),
        }
    }
    if !seen.contains(&Column::Review) {
        return None;
    }
    let line = |row: &Row| line(table, row, (&columns, words));
    Some((table.rows.iter().map(line).collect(), unread))
}

fn line(table: &Table, row: &Row, (columns, words): (&[(usize, Column)], &Words)) -> Line {
    let mut line = Line {
        number: row.number,
        review: None,
        named: Fault { cell: String::new(), typed: String::new(), expected: NOT_YOURS },
        told: Told::default(),
        faults: Vec::new(),
        formulas: Vec::new(),
    };
    for (at, column) in columns {
        let cell = format!("{}{}", letters(*at), row.number);
        let typed = row.cells.get(*at).map(String::as_str).unwrap_or_default();
        if table.formulas.contains(&(row.number, *at)) && *column != Column::Review {
            if !matches!(column, Column::Reference | Column::Title) {
                line.formulas.push(cell);
            }
            continue;
        }
        match column {
            Column::Review => {
                line.review = typed.parse().ok();
                line.named = Fault { cell, typed: typed.to_owned(), expected: NOT_YOURS };
            }
            column => {
                if let Err(expected) = line.told.take(*column, (typed, &cell), words) {
                    line.faults.push(Fault { cell, typed: typed.to_owned(), expected });
                }
            }
        }
    }
    line
}

/// Whatever the reason is, so that a row tells nothing of other people's reviews.
pub const NOT_YOURS: &str = "reviews-import-not-yours";
pub const TWICE: &str = "reviews-import-twice";
const NO_SCORE: &str = "reviews-import-no-score";
const NO_CONFIDENCE: &str = "reviews-import-no-confidence";
const NO_RECOMMENDATION: &str = "reviews-import-no-recommendation";
const TOO_LONG: &str = "reviews-import-too-long";
const NO_NOTE: &str = "reviews-import-comment-alone";

impl Told {
    fn take(
        &mut self,
        column: Column,
        (typed, cell): (&str, &str),
        words: &Words,
    ) -> Result<(), &'static str> {
        let text = || match typed.chars().count() > MOST_TEXT {
            true => Err(TOO_LONG),
            false => Ok(typed.trim().to_owned()),
        };
        match column {
            Column::Review | Column::Reference | Column::Title => {}
            Column::Score(place) => self.notes.push((place, note(typed).ok_or(NO_SCORE)?)),
            Column::Comment(place) => self.comments.push((place, text()?, cell.to_owned())),
            Column::Recommendation => {
                let folded = fold(typed);
                let known = words.iter().find(|(word, _)| *word == folded);
                self.recommendation = Some(match known {
                    Some((_, one)) => Some(*one),
                    None if folded.is_empty() => None,
                    None => return Err(NO_RECOMMENDATION),
                });
            }
            Column::Confidence => {
                self.confidence = Some(match number(typed) {
                    Some(n) if (1..=4).contains(&n) => Some(n),
                    None if typed.is_empty() => None,
                    _ => return Err(NO_CONFIDENCE),
                });
            }
            Column::ForApplicants => self.for_applicants = Some(text()?),
            Column::ForCommittee => self.for_committee = Some(text()?),
        }
        Ok(())
    }

    /// What a review says once this is put into what is kept of it.
    pub fn put_into(&self, kept: &Said, criteria: &[Criterion]) -> Result<Said, Vec<Fault>> {
        let mut faults = Vec::new();
        let mut scores = Vec::new();
        for one in criteria {
            let before = kept.scores.iter().find(|score| score.criterion == one.id);
            let note = self.notes.iter().find(|(place, _)| *place == one.position);
            let told = self.comments.iter().find(|(place, ..)| *place == one.position);
            let note = note.map(|(_, note)| *note).unwrap_or_else(|| match before {
                None => Note::None,
                Some(before) => before.score.map_or(Note::NotAssessable, Note::Score),
            });
            let comment = told
                .map(|(_, text, _)| text.clone())
                .or_else(|| before.map(|before| before.comment.clone()))
                .unwrap_or_default();
            let score = match note {
                Note::Score(score) => Some(score),
                Note::NotAssessable => None,
                Note::None => {
                    if let Some((_, _, cell)) = told.filter(|(_, text, _)| !text.is_empty()) {
                        let (cell, typed) = (cell.clone(), comment);
                        faults.push(Fault { cell, typed, expected: NO_NOTE });
                    }
                    continue;
                }
            };
            scores.push(Score { criterion: one.id.clone(), score, comment });
        }
        let said = Said {
            recommendation: self.recommendation.unwrap_or(kept.recommendation),
            confidence: self.confidence.unwrap_or(kept.confidence),
            for_applicants: self.for_applicants.clone().unwrap_or(kept.for_applicants.clone()),
            for_committee: self.for_committee.clone().unwrap_or(kept.for_committee.clone()),
            scores,
        };
        if faults.is_empty() { Ok(said) } else { Err(faults) }
    }
}

/// A score from 0 to 5, or that it cannot be given.
fn note(typed: &str) -> Option<Note> {
    let word = fold(typed);
    match word.as_str() {
        "" => Some(Note::None),
        "n a" | "na" | "non evaluable" | "not assessable" => Some(Note::NotAssessable),
        _ => number(typed).filter(|n| (0..=TOP).contains(n)).map(Note::Score),
    }
}

/// A whole number, as spreadsheets write one: `3`, `3,0`, `3.00`.
fn number(typed: &str) -> Option<i32> {
    let typed = typed.trim();
    let whole = match typed.split_once([',', '.']) {
        Some((whole, zeros)) if zeros.chars().all(|c| c == '0') => whole,
        Some(_) => return None,
        None => typed,
    };
    whole.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headings_are_known_in_both_languages_and_scores_in_all_their_spellings() {
        for (heading, column) in [
            ("évaluation", Some(Column::Review)),
            ("note 2 – Besoin du territoire", Some(Column::Score(2))),
            ("Comment 3 – Team", Some(Column::Comment(3))),
            ("Pour le comité – jamais transmis", Some(Column::ForCommittee)),
            ("remarque", None),
            ("note", None),
        ] {
            assert_eq!(Column::read(heading), column, "{heading}");
        }
        let spelt = ["3", " 3,0 ", "3.00", "0", "5", "N/A", "non évaluable", "", "6", "2,5", "x"];
        let read = [
            Some(Note::Score(3)),
            Some(Note::Score(3)),
            Some(Note::Score(3)),
            Some(Note::Score(0)),
            Some(Note::Score(5)),
            Some(Note::NotAssessable),
            Some(Note::NotAssessable),
            Some(Note::None),
            None,
            None,
            None,
        ];
        assert_eq!(spelt.map(note), read);
    }
}
