//! Statements about the rules by which an application is eligible.

use diesel::prelude::*;

use crate::calls::{CallId, Rule};
use crate::db::schema::call_rules as rules;
use crate::db::{Conn, each};

/// The rules that a call keeps; none before somebody changed those with which calls begin.
pub fn rules(conn: &mut Conn, call: &CallId) -> QueryResult<Vec<Rule>> {
    rules::table
        .filter(rules::call_id.eq(call))
        .order(rules::position)
        .select(Rule::as_select())
        .load(conn)
}

/// Keeps rules in the place of those that were there.
pub fn put_rules(conn: &mut Conn, call: &CallId, all: &[Rule]) -> QueryResult<()> {
    diesel::delete(rules::table.filter(rules::call_id.eq(call))).execute(conn)?;
    let row = |(position, one): (i32, &Rule)| {
        (
            rules::call_id.eq(call.clone()),
            rules::position.eq(position),
            (
                rules::id.eq(one.id.clone()),
                rules::kind.eq(one.kind),
                rules::least.eq(one.least),
                rules::field_key.eq(one.field_key.clone()),
                rules::wanted.eq(one.wanted.clone()),
                rules::blocking.eq(one.blocking),
                rules::text_fr.eq(one.text_fr.clone()),
                rules::text_en.eq(one.text_en.clone()),
            ),
        )
    };
    let rows: Vec<_> = (1..).zip(all).map(row).collect();
    each!(conn, real => diesel::insert_into(rules::table).values(&rows).execute(real)).map(drop)
}
