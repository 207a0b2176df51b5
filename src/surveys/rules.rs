//! Who is asked when, what an answer may be, and from how many answers on anything is shown.

use chrono::{NaiveDateTime, TimeDelta};

use super::{Kind, Question, QuestionId};
use crate::Refusal;
use crate::attendance::Presence;
use crate::courses::Session;
use crate::enrolment::{Enrolment, State};

pub const NOT_OVER: Refusal = Refusal::new("surveys-not-over");
pub const NOT_LATER: Refusal = Refusal::new("surveys-not-later");
pub const ABSENT: Refusal = Refusal::new("surveys-absent");
pub const ANSWERED: Refusal = Refusal::new("surveys-answered");
pub const QUESTION_ANSWERED: Refusal = Refusal::new("surveys-question-answered");
pub const NO_QUESTION: Refusal = Refusal::new("surveys-no-question");
pub const TOO_MANY: Refusal = Refusal::new("surveys-too-many");

/// Fewer answers would be somebody's.
pub const FEWEST: usize = 5;
/// Answers are taken for so long after the end, or after they were asked later.
pub const OPEN_FOR: TimeDelta = TimeDelta::days(60);
/// A session that ended longer ago is not asked about any more.
pub const ASKED_WITHIN: TimeDelta = TimeDelta::days(14);
/// So long after the end they are asked what they put into practice.
pub const LATER: TimeDelta = TimeDelta::days(91);
pub const MAX_COMMENT: usize = 2_000;
/// Questions beside those of the network, and words among which one chooses.
pub const MOST_OWN: usize = 10;
pub const MOST_CHOICES: usize = 12;

/// Whether somebody was there, by what is noted of them. Of whom nothing is noted nobody says that they were not.
pub fn was_there(noted: &[Presence]) -> bool {
    let there = |state: &Presence| matches!(state, Presence::Present | Presence::Partly);
    noted.is_empty() || noted.iter().any(there)
}

/// Whoever took part may answer, once, when it is over.
pub fn check_open(
    (one, noted): (&Enrolment, &[Presence]),
    session: &Session,
    now: NaiveDateTime,
) -> Result<(), Refusal> {
    let open = session.ends_at.is_some_and(|ends| ends <= now && now < ends + OPEN_FOR);
    match (one.state == State::Confirmed && open, was_there(noted)) {
        (true, true) => Ok(()),
        (true, false) => Err(ABSENT),
        (false, _) => Err(NOT_OVER),
    }
}

/// The same three months later.
pub fn check_later(
    (one, noted): (&Enrolment, &[Presence]),
    session: &Session,
    now: NaiveDateTime,
) -> Result<(), Refusal> {
    let asked = session.ends_at.map(|ends| ends + LATER);
    let open = asked.is_some_and(|asked| asked <= now && now < asked + OPEN_FOR);
    match (one.state == State::Confirmed && open, was_there(noted)) {
        (true, true) => Ok(()),
        (true, false) => Err(ABSENT),
        (false, _) => Err(NOT_LATER),
    }
}

/// A question as an organiser typed it: its words, and of a choice at least two.
pub fn read(kind: Kind, label: &str, choices: &str) -> Result<(String, String), Refusal> {
    let label = label.split_whitespace().collect::<Vec<_>>().join(" ");
    let choices: Vec<String> = choices
        .lines()
        .map(|line| line.split_whitespace().collect::<Vec<_>>().join(" "))
        .filter(|line| !line.is_empty())
        .map(|line| line.chars().take(200).collect())
        .collect();
    let fits = match kind {
        Kind::Choice => (2..=MOST_CHOICES).contains(&choices.len()),
        Kind::Scale | Kind::Text => true,
    };
    if label.is_empty() || label.chars().count() > 300 || !fits {
        return Err(NO_QUESTION);
    }
    let choices = if kind == Kind::Choice { choices.join("\n") } else { String::new() };
    Ok((label, choices))
}

/// What of what was typed answers a question; an answer that is none of its kind is none.
pub fn own_answers(
    questions: &[Question],
    typed: &[(QuestionId, String)],
) -> Vec<(QuestionId, String)> {
    let fits = |question: &Question, value: &str| match question.kind {
        Kind::Scale => matches!(value, "1" | "2" | "3" | "4" | "5"),
        Kind::Choice => question.choices.lines().any(|choice| choice == value),
        Kind::Text => !value.is_empty(),
    };
    let one = |question: &Question| {
        let (_, value) = typed.iter().find(|(id, _)| *id == question.id)?;
        let value: String = value.trim().chars().take(MAX_COMMENT).collect();
        fits(question, &value).then(|| (question.id.clone(), value))
    };
    questions.iter().filter_map(one).collect()
}

/// Of marks from 1 to 5 how many there are of each, and their mean in tenths; none of too few.
pub fn summary(marks: &[i32]) -> Option<([usize; 5], i64)> {
    if marks.len() < FEWEST {
        return None;
    }
    let count = |mark: i32| marks.iter().filter(|one| **one == mark).count();
    let all = i64::try_from(marks.len()).unwrap_or(i64::MAX);
    let sum: i64 = marks.iter().map(|mark| i64::from(*mark)).sum();
    Some(([1, 2, 3, 4, 5].map(count), (sum * 10 + all / 2) / all))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_shown_of_few() {
        assert_eq!(summary(&[5, 5, 5, 5]), None);
        assert_eq!(summary(&[5, 4, 4, 5, 1]), Some(([1, 0, 0, 2, 2], 38)));
    }

    #[test]
    fn only_who_was_noted_and_never_as_there_was_not_there() {
        use Presence::{Absent, Excused, Partly, Present};
        assert!(was_there(&[]) && was_there(&[Absent, Present]) && was_there(&[Partly, Excused]));
        assert!(!was_there(&[Absent]) && !was_there(&[Excused, Absent]));
    }

    #[test]
    fn an_answer_is_of_the_kind_that_was_asked() {
        let question = |kind, choices: &str| Question {
            id: QuestionId::new(),
            course_id: None,
            session_id: None,
            position: 0,
            kind,
            label: "?".into(),
            choices: choices.into(),
        };
        let all = [
            question(Kind::Scale, ""),
            question(Kind::Choice, "oui\nnon"),
            question(Kind::Text, ""),
        ];
        let said = |values: [&str; 3]| {
            let ids = all.iter().map(|one| one.id.clone());
            let typed: Vec<_> = ids.zip(values.map(str::to_owned)).collect();
            own_answers(&all, &typed).into_iter().map(|(_, value)| value).collect::<Vec<_>>()
        };
        assert_eq!(said(["4", "non", " Bien "]), ["4", "non", "Bien"]);
        assert_eq!(said(["6", "peut-être", " "]), Vec::<String>::new());
    }

    #[test]
    fn a_choice_has_at_least_two_words() {
        assert_eq!(read(Kind::Choice, "Quoi ?", "oui"), Err(NO_QUESTION));
        assert_eq!(read(Kind::Scale, " ", ""), Err(NO_QUESTION));
        let read = read(Kind::Choice, "Quoi ?", " oui \n\nnon");
        assert_eq!(read, Ok(("Quoi ?".into(), "oui\nnon".into())));
    }
}
