//! A stored `tsvector` under GIN.

use std::fmt::Write;

use diesel::prelude::*;
use diesel::sql_types::Text;

use super::{Expr, Hit, Index, Line, Position, Way, token};
use crate::db::Statement;

/// Beyond so many hits, as the planner expects them, walking the newest is cheaper than gathering all.
const COMMON: i64 = 3_000;
/// So far a walk goes before the index is asked after all.
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
    if expected(conn, index, &fits)? > COMMON {
        let walked: Vec<Hit> = diesel::sql_query(format!(
            "SELECT position, id FROM (SELECT position, id, terms FROM {table} WHERE TRUE{condition} \
             ORDER BY position {order} LIMIT {WALK}) AS newest WHERE {fits} ORDER BY position {order} LIMIT {limit}"
        ))
        .load(conn)?;
        if i64::try_from(walked.len()).is_ok_and(|found| found == limit) {
            return Ok(walked);
        }
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

/// How many rows the planner expects to fit, from its statistics of terms.
fn expected(conn: &mut PgConnection, index: Index, fits: &str) -> QueryResult<i64> {
    #[derive(QueryableByName)]
    struct Plan {
        #[diesel(sql_type = Text, column_name = "QUERY PLAN")]
        line: String,
    }
    let plan: Vec<Plan> =
        diesel::sql_query(format!("EXPLAIN SELECT 1 FROM {} WHERE {fits}", index.0)).load(conn)?;
    let rows = plan.first().and_then(|first| first.line.split_once("rows="));
    let digits = rows.and_then(|(_, rest)| rest.split(' ').next()?.parse().ok());
    Ok(digits.unwrap_or_default())
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
