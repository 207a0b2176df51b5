//! A stored `tsvector` under GIN.

use std::fmt::Write;

use diesel::prelude::*;

use super::{Expr, Hit, Index, Line, Position, Way, token};
use crate::db::Statement;

/// So many of the newest are always looked through first: that costs less than one look into the index by common words,
/// and tells how common the words are where they stand together, which the planner's statistics of single words do not.
const GLANCE: i64 = 2_000;
/// So far it goes on if that promises to fill the page, before the index is asked after all.
const WALK: i64 = 20_000;

pub fn put(
    conn: &mut PgConnection,
    index: Index,
    lines: &[Line],
    positions: &[i64],
) -> QueryResult<()> {
    let into = format!("INSERT INTO {} (id, position, terms) VALUES ", index.0);
    let statement = lines.iter().zip(positions).enumerate().fold(
        Statement::default().sql(&into),
        |statement, (place, (line, position))| {
            statement
                .sql(if place > 0 { ", (" } else { "(" })
                .value(&line.id)
                .sql(", CAST(")
                .value(&position.to_string())
                .sql(" AS bigint), CAST(")
                .value(&vector(&line.terms))
                .sql(" AS tsvector))")
        },
    );
    statement
        .sql(" ON CONFLICT (id) DO UPDATE SET position = excluded.position, terms = excluded.terms")
        .execute(conn)
        .map(drop)
}

/// The terms with their places, as PostgreSQL writes a vector: no parser of its own looks at them. It counts places
/// up to 16,383; what follows is found, but not as a phrase.
fn vector(terms: &str) -> String {
    let mut text = String::with_capacity(terms.len() * 2);
    for (place, term) in (1..).zip(terms.split(' ').filter(|term| !term.is_empty())) {
        let _ = match place {
            ..16_383 => write!(text, "{term}:{place} "),
            _ => write!(text, "{term} "),
        };
    }
    text
}

pub fn find(
    conn: &mut PgConnection,
    index: Index,
    what: &Expr,
    way: Way,
    limit: i64,
) -> QueryResult<Vec<Hit>> {
    let Index(table) = index;
    let (fits, condition, order) =
        (format!("terms @@ '{}'::tsquery", written(what)), way.condition(), way.order());
    let mut walk = |far: i64| -> QueryResult<Vec<Hit>> {
        diesel::sql_query(format!(
            "SELECT position, id FROM (SELECT position, id, terms FROM {table} WHERE TRUE{condition} \
             ORDER BY position {order} LIMIT {far}) AS newest WHERE {fits} ORDER BY position {order} LIMIT {limit}"
        ))
        .load(conn)
    };
    let fills = |found: &[Hit]| i64::try_from(found.len()).is_ok_and(|found| found >= limit);
    let mut walked = walk(GLANCE)?;
    // Half as many more as needed are expected, since words come in heaps.
    let promised = i64::try_from(walked.len()).unwrap_or_default() * (WALK / GLANCE);
    if !fills(&walked) && promised >= limit + limit / 2 {
        walked = walk(WALK)?;
    }
    if fills(&walked) {
        return Ok(walked);
    }
    // OFFSET keeps the planner from walking all positions for a word that is rarer than it expects.
    diesel::sql_query(format!(
        "SELECT position, id FROM (SELECT position, id FROM {table} WHERE {fits} OFFSET 0) AS found \
         WHERE TRUE{condition} ORDER BY position {order} LIMIT {limit}"
    ))
    .load(conn)
}

pub fn positions(conn: &mut PgConnection, index: Index, what: &Expr) -> QueryResult<Vec<i64>> {
    let fits = format!("terms @@ '{}'::tsquery", written(what));
    let query = format!("SELECT position FROM {} WHERE {fits}", index.0);
    let found: Vec<Position> = diesel::sql_query(query).load(conn)?;
    Ok(found.into_iter().map(|row| row.position).collect())
}

fn written(what: &Expr) -> String {
    let all = |parts: &[Expr], sign: &str| {
        let parts: Vec<_> = parts.iter().map(written).collect();
        format!("({})", parts.join(sign))
    };
    match what {
        Expr::Term(term) => token(term),
        Expr::Start(term) => format!("{}:*", token(term)),
        Expr::Phrase(terms) => {
            let terms: Vec<_> = terms.iter().map(|term| token(term)).collect();
            format!("({})", terms.join(" <-> "))
        }
        Expr::All(parts) => all(parts, " & "),
        Expr::Any(parts) => all(parts, " | "),
        Expr::Without(first, second) => format!("({} & !{})", written(first), written(second)),
    }
}
