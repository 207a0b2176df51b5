//! What is asked of those who took part, and answered.

use diesel::prelude::*;

use crate::courses::SessionId;
use crate::db::schema::survey_answers;
use crate::db::text_id;

text_id! {
    /// An answer; random, so that no order tells who gave it.
    AnswerId
}

/// The questions, as the fields of the form name them.
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
