//! `column IN (…)` in a statement whose plan the database keeps: diesel's `eq_any` has its statement planned anew each
//! time, lest lists of every length fill the cache. Ours have few lengths: the reader's nodes, the keys of a question.

use diesel::backend::Backend;
use diesel::expression::{AppearsOnTable, Expression, SelectableExpression, ValidGrouping};
use diesel::prelude::*;
use diesel::query_builder::{AstPass, QueryFragment, QueryId};
use diesel::serialize::ToSql;
use diesel::sql_types::{Bool, HasSqlType, Nullable, SingleValue, Text};

/// Whether `column` holds one of some values; of none, it holds none.
pub fn one_of<C, V>(column: C, values: impl IntoIterator<Item = V>) -> OneOf<C, V> {
    OneOf { column, values: values.into_iter().collect() }
}

#[derive(Debug, Clone)]
pub struct OneOf<C, V> {
    column: C,
    values: Vec<V>,
}

/// What a comparison with a column of this type is.
pub trait Compared: SingleValue {
    type Answer: diesel::sql_types::SqlType + diesel::expression::TypedExpressionType;
}

impl Compared for Text {
    type Answer = Bool;
}

impl Compared for Nullable<Text> {
    type Answer = Nullable<Bool>;
}

impl<C: Expression<SqlType: Compared>, V> Expression for OneOf<C, V> {
    type SqlType = <C::SqlType as Compared>::Answer;
}

impl<C, V, Source> AppearsOnTable<Source> for OneOf<C, V>
where
    C: AppearsOnTable<Source>,
    Self: Expression,
{
}

impl<C, V, Source> SelectableExpression<Source> for OneOf<C, V>
where
    C: SelectableExpression<Source>,
    Self: AppearsOnTable<Source>,
{
}

impl<C: ValidGrouping<G>, V, G> ValidGrouping<G> for OneOf<C, V> {
    type IsAggregate = C::IsAggregate;
}

impl<C, V> QueryId for OneOf<C, V> {
    type QueryId = ();
    const HAS_STATIC_QUERY_ID: bool = false;
}

impl<C, V, DB> QueryFragment<DB> for OneOf<C, V>
where
    DB: Backend + HasSqlType<Text>,
    C: QueryFragment<DB>,
    V: ToSql<Text, DB>,
{
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, DB>) -> QueryResult<()> {
        if self.values.is_empty() {
            out.push_sql("1=0");
            return Ok(());
        }
        self.column.walk_ast(out.reborrow())?;
        out.push_sql(" IN (");
        for (place, value) in self.values.iter().enumerate() {
            if place > 0 {
                out.push_sql(", ");
            }
            out.push_bind_param::<Text, V>(value)?;
        }
        out.push_sql(")");
        Ok(())
    }
}
