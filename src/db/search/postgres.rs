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
/// The same within lanes, whose lines do not lie side by side.
const GLANCE_IN_LANES: i64 = 500;
const WALK_IN_LANES: i64 = 5_000;
/// Between so many lanes no walk goes back and forth.
const MOST_LANES: usize = 8;

pub fn put(
    conn: &mut PgConnection,
    index: Index,
    lines: &[Line],
    positions: &[i64],
) -> QueryResult<()> {
    let into = format!("INSERT INTO {} (id, position, lane, terms) VALUES ", index.0);
    let statement = lines.iter().zip(positions).enumerate().fold(
        Statement::default().sql(&into),
        |statement, (place, (line, position))| {
            statement
                .sql(if place > 0 { ", (" } else { "(" })
                .value(&line.id)
                .sql(", CAST(")
                .value(&position.to_string())
                .sql(" AS bigint), ")
                .value(line.terms.split(' ').find(|term| is_lane(term)).unwrap_or_default())
                .sql(", CAST(")
                .value(&vector(&line.terms))
                .sql(" AS tsvector))")
        },
    );
    statement
        .sql(
            " ON CONFLICT (id) DO UPDATE \
             SET position = excluded.position, lane = excluded.lane, terms = excluded.terms",
        )
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
    let lanes = lanes_of(what);
    let (glance, walk) =
        if lanes.is_empty() { (GLANCE, WALK) } else { (GLANCE_IN_LANES, WALK_IN_LANES) };
    let mut look = |far: i64| -> QueryResult<Vec<Hit>> {
        let newest = |lane: &str| {
            format!(
                "(SELECT position, id, terms FROM {table} WHERE TRUE{lane}{condition} \
                 ORDER BY position {order} LIMIT {far})"
            )
        };
        let newest = match lanes.as_slice() {
            [] => newest(""),
            lanes => {
                let each =
                    lanes.iter().map(|lane| newest(&format!(" AND lane = '{}'", token(lane))));
                let all = each.collect::<Vec<_>>().join(" UNION ALL ");
                // Of all lanes together: what one lane keeps back may be newer than what another shows.
                format!(
                    "(SELECT position, id, terms FROM ({all}) AS lanes ORDER BY position {order} LIMIT {far})"
                )
            }
        };
        diesel::sql_query(format!(
            "SELECT position, id FROM {newest} AS newest WHERE {fits} ORDER BY position {order} LIMIT {limit}"
        ))
        .load(conn)
    };
    let fills = |found: &[Hit]| i64::try_from(found.len()).is_ok_and(|found| found >= limit);
    let mut walked = look(glance)?;
    // Half as many more as needed are expected, since words come in heaps.
    let promised = i64::try_from(walked.len()).unwrap_or_default() * (walk / glance);
    if !fills(&walked) && promised >= limit + limit / 2 {
        walked = look(walk)?;
    }
    if fills(&walked) {
        return Ok(walked);
    }
    // What must not be there is looked for in what was found: the index would read all that has it.
    let (sought, unwanted) = match what {
        Expr::Without(first, second) => {
            (first.as_ref(), format!(" AND NOT terms @@ '{}'::tsquery", written(second)))
        }
        whole => (whole, String::new()),
    };
    // OFFSET keeps the planner from walking all positions for a word that is rarer than it expects.
    diesel::sql_query(format!(
        "SELECT position, id FROM (SELECT position, id, terms FROM {table} \
         WHERE terms @@ '{}'::tsquery OFFSET 0) AS found \
         WHERE TRUE{condition}{unwanted} ORDER BY position {order} LIMIT {limit}",
        written(sought)
    ))
    .load(conn)
}

/// Whether a term says in which lane a thing is: the node that has it.
fn is_lane(term: &str) -> bool {
    term.starts_with("__n")
}

/// The lanes in one of which a thing must be to fit; none when it may be in any, or in one of many.
fn lanes_of(what: &Expr) -> Vec<&str> {
    match what {
        Expr::Term(term) if is_lane(term) => vec![term],
        Expr::Any(any) if any.len() <= MOST_LANES => {
            let lanes: Vec<_> = any.iter().map(lanes_of).collect();
            if lanes.iter().any(Vec::is_empty) { Vec::new() } else { lanes.concat() }
        }
        Expr::All(all) => {
            all.iter().map(lanes_of).find(|lanes| !lanes.is_empty()).unwrap_or_default()
        }
        Expr::Without(first, _) => lanes_of(first),
        Expr::Any(_) | Expr::Term(_) | Expr::Start(_) | Expr::Phrase(_) => Vec::new(),
    }
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
