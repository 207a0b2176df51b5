//! What is asked of those who took part, and answered.

use diesel::prelude::*;

use crate::courses::{CourseId, SessionId};
use crate::db::schema::{
    survey_answers, survey_later_answers, survey_own_answers, survey_questions,
};
use crate::db::{text_enum, text_id};

text_id! {
    /// An answer; random, so that no order tells who gave it.
    AnswerId
}
text_id! {
    /// What an organiser asks.
    QuestionId
}
text_enum! {
    /// How a question of an organiser is answered: a mark from 1 to 5, one of some words, or in one's own.
    Kind { Scale = "scale", Choice = "choice", Text = "text" }
}

/// The questions of the whole network, as the fields of the form name them.
pub const QUESTIONS: [&str; 4] = ["useful", "level", "pace", "apply"];

#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = survey_answers)]
pub struct Answer {
    pub id: AnswerId,
    pub session_id: SessionId,
    pub useful: i32,
    pub level: i32,
    pub pace: i32,
    pub apply: i32,
    pub comment: String,
}

impl Answer {
    /// In the order of [`QUESTIONS`].
    pub const fn marks(&self) -> [i32; 4] {
        [self.useful, self.level, self.pace, self.apply]
    }
}

/// A question of a session, or of a course for its sessions to come.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = survey_questions)]
pub struct Question {
    pub id: QuestionId,
    pub course_id: Option<CourseId>,
    pub session_id: Option<SessionId>,
    pub position: i32,
    pub kind: Kind,
    pub label: String,
    /// Of a choice: one on a line.
    pub choices: String,
}

/// Whose questions: a course's, or a session's.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Owner {
    Course(CourseId),
    Session(SessionId),
}

#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = survey_own_answers)]
pub struct OwnAnswer {
    pub answer_id: AnswerId,
    pub question_id: QuestionId,
    pub value: String,
}

/// What somebody put into practice, three months later.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = survey_later_answers)]
pub struct LaterAnswer {
    pub id: AnswerId,
    pub session_id: SessionId,
    pub applied: i32,
    pub comment: String,
}
