//! What was taught, in tables. Everybody is told of whole sessions of enough people and of nothing else, so that no number, no
//! sum and no difference of two (of tables, of years, of today and a later day) is about few.

use std::borrow::Cow;
use std::collections::BTreeSet;

use super::alone;
use crate::courses::Mode;
use crate::courses::queries::Held;
use crate::courses::rules::masked::{FEWEST, Share, told};
use crate::figures::model::Shown;
use crate::taxonomy::Vocabularies;

/// By what sessions are told apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum By {
    Course,
    Region,
    Discipline,
    Node,
    /// That of its people.
    Institution,
}

/// The code of what is held nowhere.
pub const AFAR: &str = "online";
/// The code of people of no institution that is known, or of one that is not told.
pub const OTHERS: &str = "others";
/// The code of what belongs to several areas.
pub const SEVERAL: &str = "several";

impl By {
    pub const ALL: [Self; 5] =
        [Self::Course, Self::Region, Self::Discipline, Self::Node, Self::Institution];

    /// As addresses name it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Course => "course",
            Self::Region => "region",
            Self::Discipline => "discipline",
            Self::Node => "node",
            Self::Institution => "institution",
        }
    }

    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|by| by.name() == name)
    }

    /// In which lines a session counts: one, or one for each node that gave it, or for each institution of its people.
    pub fn codes(self, held: &Held, words: &Vocabularies) -> Vec<String> {
        let row = &held.row;
        match self {
            Self::Course => vec![row.slug.clone().unwrap_or_else(|| row.course.to_string())],
            Self::Region => vec![match (&row.region, row.mode) {
                (Some(region), _) => region.clone(),
                (None, Mode::Online) => AFAR.to_owned(),
                (None, Mode::OnSite | Mode::Hybrid) => row.node_region.clone().unwrap_or_default(),
            }],
            Self::Discipline => vec![area(&row.discipline_codes, words)],
            Self::Node => std::iter::once(&row.node)
                .chain(&held.partners)
                .map(|one| one.slug.clone())
                .collect(),
            Self::Institution => {
                let known = held.institutions.iter().map(|(slug, _)| institution(slug, words));
                let mut codes: BTreeSet<String> = known.collect();
                if others(held) > 0 {
                    codes.insert(OTHERS.to_owned());
                }
                codes.into_iter().collect()
            }
        }
    }

    /// What of a session counts in a line: all of it, or its people of one institution, of whom no more is known than how many
    /// they are.
    pub fn part<'a>(self, held: &'a Held, code: &str, words: &Vocabularies) -> Cow<'a, Held> {
        if self != Self::Institution {
            return Cow::Borrowed(held);
        }
        let own = held.institutions.iter().filter(|(slug, _)| institution(slug, words) == code);
        let people = if code == OTHERS { others(held) } else { own.map(|(_, n)| n).sum() };
        Cow::Owned(Held { people, noted: 0, there: 0, said: (0, 0), ..held.clone() })
    }
}

/// The institution that is meant today.
fn institution(slug: &str, words: &Vocabularies) -> String {
    words.institution(slug).map_or(slug, |known| known.slug.as_str()).to_owned()
}

fn others(held: &Held) -> i64 {
    held.people - held.institutions.iter().map(|(_, people)| people).sum::<i64>()
}

/// The area of all of a course's disciplines; nothing for what is for all of them.
fn area(codes: &str, words: &Vocabularies) -> String {
    let codes = codes.split(',').filter(|code| !code.is_empty());
    let areas: BTreeSet<String> =
        codes.filter_map(|code| words.discipline_line(code).pop()).collect();
    match areas.len() {
        0 => String::new(),
        1 => areas.into_iter().next().unwrap_or_default(),
        _ => SEVERAL.to_owned(),
    }
}

/// What is told of some sessions together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    pub code: String,
    pub sessions: i64,
    pub people: Shown,
    /// Of all people together.
    pub hours: Shown,
    pub there: Share,
    /// The mean of what was said, in tenths.
    pub useful: Option<i64>,
}

pub fn line<'a>(code: &str, held: impl Iterator<Item = &'a Held> + Clone, exact: bool) -> Line {
    let enough = held.clone().filter(|one| exact || one.people >= FEWEST);
    let sum = |of: fn(&Held) -> i64| enough.clone().map(of).sum::<i64>();
    // Where no session had enough people nobody learns whether there were some.
    let shown = |number: i64| Some(number).filter(|_| exact || enough.clone().next().is_some());
    let (there, noted) = (sum(|one| one.there), sum(|one| one.noted));
    let said = held.clone().map(|one| one.said);
    let (answers, marks) = match exact {
        true => said.fold((0, 0), |sum, one| (sum.0 + one.0, sum.1 + one.1)),
        false => told(said),
    };
    Line {
        code: code.to_owned(),
        sessions: i64::try_from(held.count()).unwrap_or(i64::MAX),
        people: shown(sum(|one| one.people)),
        hours: shown(sum(|one| one.people * one.minutes) / 60),
        there: if exact { Share::exact(there, noted) } else { Share::told(there, noted) },
        useful: alone(answers, exact).filter(|n| *n > 0).map(|n| (marks * 10 + n / 2) / n),
    }
}

/// A line for each code, the one of most people first.
pub fn lines(held: &[Held], by: By, exact: bool, words: &Vocabularies) -> Vec<Line> {
    let coded: Vec<(Vec<String>, &Held)> =
        held.iter().map(|one| (by.codes(one, words), one)).collect();
    let codes: BTreeSet<&String> = coded.iter().flat_map(|(codes, _)| codes).collect();
    let mut lines: Vec<Line> = codes
        .into_iter()
        .map(|code| {
            let own = coded.iter().filter(|(codes, _)| codes.contains(code));
            let parts: Vec<_> = own.map(|(_, one)| by.part(one, code, words)).collect();
            line(code, parts.iter().map(Cow::as_ref), exact)
        })
        .collect();
    lines.sort_by_key(|line| std::cmp::Reverse(line.people.unwrap_or_default()));
    lines
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::courses::queries::HeldRow;
    use crate::courses::{CourseId, SessionId};
    use crate::network::NodeName;

    fn held(people: i64) -> Held {
        Held {
            row: HeldRow {
                session: SessionId::new(),
                ends_at: chrono::NaiveDateTime::MIN,
                title: String::new(),
                mode: Mode::Online,
                region: None,
                course: CourseId::new(),
                slug: None,
                title_fr: String::new(),
                title_en: String::new(),
                discipline_codes: String::new(),
                node: NodeName {
                    id: crate::accounts::NodeId::new(),
                    slug: "n".into(),
                    short_name: "N".into(),
                },
                node_region: None,
            },
            partners: Vec::new(),
            people,
            institutions: Vec::new(),
            minutes: 180,
            noted: people,
            there: people,
            said: (people, people * 4),
        }
    }

    proptest! {
        /// Whatever is put into a line, and whatever is taken from it again: what both tell differs by nobody or by enough.
        #[test]
        fn no_two_lines_differ_by_few(
            sessions in proptest::collection::vec((0..12_i64, any::<bool>()), 0..12),
        ) {
            let all: Vec<Held> = sessions.iter().map(|(people, _)| held(*people)).collect();
            let some = all.iter().zip(&sessions).filter(|(_, (_, kept))| *kept).map(|(one, _)| one);
            let (all, some) = (line("", all.iter(), false), line("", some, false));
            let people = |line: &Line| line.people.unwrap_or_default();
            for count in [people(&all), people(&some), people(&all) - people(&some)] {
                prop_assert!(count == 0 || count >= FEWEST);
            }
            prop_assert_eq!(all.hours, all.people.map(|people| people * 3));
        }
    }

    #[test]
    fn few_and_nobody_are_told_alike() {
        let told = |people| Line { sessions: 1, ..line("x", [&held(people)].into_iter(), false) };
        assert_eq!(told(0), told(4));
        assert_eq!(told(4).people, None);
        assert_eq!(told(5).people, Some(5));
        assert_eq!(line("x", [&held(4)].into_iter(), true).people, Some(4));
    }
}
