//! A change whose plan the database keeps: diesel has each UPDATE planned anew, since what it sets may differ from one to
//! the next. One that always sets the same columns need not.

use diesel::backend::Backend;
use diesel::prelude::*;
use diesel::query_builder::{AstPass, QueryFragment, QueryId};

/// Says of a change that it always has the same text.
pub const fn kept<Q>(query: Q) -> Kept<Q> {
    Kept(query)
}

#[derive(Debug, Clone, Copy)]
pub struct Kept<Q>(Q);

impl<DB: Backend, Q: QueryFragment<DB>> QueryFragment<DB> for Kept<Q> {
    fn walk_ast<'b>(&'b self, out: AstPass<'_, 'b, DB>) -> QueryResult<()> {
        self.0.walk_ast(out)
    }

    fn is_safe_to_cache_prepared(&self, _: &DB) -> QueryResult<bool> {
        Ok(true)
    }
}

impl<Q> QueryId for Kept<Q> {
    type QueryId = ();
    const HAS_STATIC_QUERY_ID: bool = false;
}

impl<Q, C> RunQueryDsl<C> for Kept<Q> {}
