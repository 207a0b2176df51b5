//! A statement written as text whose plan the database keeps: unlike `diesel::sql_query`, which has it planned anew each
//! time. For statements that are the same for every reader but for what is bound.

use chrono::NaiveDateTime;
use diesel::QueryResult;
use diesel::backend::Backend;
use diesel::query_builder::{AstPass, Query, QueryFragment, QueryId};
use diesel::serialize::ToSql;
use diesel::sql_types::{HasSqlType, Text, Timestamp, Untyped};

/// Text and values in turn. Text must come from the program, never from a person.
#[derive(Debug, Default, Clone)]
pub struct Statement {
    parts: Vec<Part>,
}

#[derive(Debug, Clone)]
enum Part {
    Sql(String),
    Value(String),
    Instant(NaiveDateTime),
}

impl Statement {
    #[must_use]
    pub fn sql(mut self, text: &str) -> Self {
        match self.parts.last_mut() {
            Some(Part::Sql(before)) => before.push_str(text),
            _ => self.parts.push(Part::Sql(text.to_owned())),
        }
        self
    }

    pub const fn is_empty(&self) -> bool {
        self.parts.is_empty()
    }

    /// A text value, bound where it stands.
    #[must_use]
    pub fn value(mut self, value: &str) -> Self {
        self.parts.push(Part::Value(value.to_owned()));
        self
    }

    /// An instant, bound where it stands.
    #[must_use]
    pub fn instant(mut self, at: NaiveDateTime) -> Self {
        self.parts.push(Part::Instant(at));
        self
    }

    /// Several values, separated by commas.
    #[must_use]
    pub fn values<'a>(self, values: impl IntoIterator<Item = &'a str>) -> Self {
        values.into_iter().enumerate().fold(self, |statement, (place, value)| {
            let statement = if place > 0 { statement.sql(", ") } else { statement };
            statement.value(value)
        })
    }
}

impl<DB> QueryFragment<DB> for Statement
where
    DB: Backend + HasSqlType<Text> + HasSqlType<Timestamp>,
    str: ToSql<Text, DB>,
    NaiveDateTime: ToSql<Timestamp, DB>,
{
    fn walk_ast<'b>(&'b self, mut pass: AstPass<'_, 'b, DB>) -> QueryResult<()> {
        for part in &self.parts {
            match part {
                Part::Sql(text) => pass.push_sql(text),
                Part::Value(value) => pass.push_bind_param::<Text, str>(value)?,
                Part::Instant(at) => pass.push_bind_param::<Timestamp, NaiveDateTime>(at)?,
            }
        }
        Ok(())
    }
}

impl QueryId for Statement {
    type QueryId = ();
    const HAS_STATIC_QUERY_ID: bool = false;
}

impl Query for Statement {
    type SqlType = Untyped;
}

impl<C> diesel::RunQueryDsl<C> for Statement {}
