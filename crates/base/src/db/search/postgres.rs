//! A stored `tsvector` under GIN.

use std::fmt::Write;

use diesel::prelude::*;

use super::{Expr, Hit, Index, Line, Position, Way, is_lane, lanes_of, token};
use crate::db::Statement;

/// So many of the newest are always looked through first: that costs less than one look into the index by common words,
/// and tells how common the words are where they stand together, which the planner's statistics of single words do not.
const GLANCE: i64 = 2_000;
/// So far it goes on if that promises to fill the page.
const WALK: i64 = 8_000;
/// So far it goes before all that the index has is sorted.
const LONG_WALK: i64 = 20_000;
/// The first two within lanes, whose lines do not lie side by side.
const GLANCE_IN_LANES: i64 = 500;
const WALK_IN_LANES: i64 = 2_000;
/// Fewer than that are cheaply sorted.
const FEW: i64 = 1_500;

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
    let lanes = lanes_of(what);
    let (glance, walk) =
        if lanes.is_empty() { (GLANCE, WALK) } else { (GLANCE_IN_LANES, WALK_IN_LANES) };
    let looked = Looked { index, what, way, limit, lanes };
    let fills = |found: &[Hit]| i64::try_from(found.len()).is_ok_and(|found| found >= limit);
    let near = looked.through(conn, glance)?;
    if fills(&near) {
        return Ok(near);
    }
    // Half as far again as expected, since words come in heaps.
    let found = i64::try_from(near.len()).unwrap_or_default();
    let far = (glance * limit).saturating_mul(3) / (found * 2).max(1);
    if far <= walk {
        let found = looked.through(conn, far)?;
        if fills(&found) {
            return Ok(found);
        }
    }
    if let Some(few) = looked.few(conn)? {
        return Ok(few);
    }
    if far <= LONG_WALK {
        let found = looked.through(conn, far)?;
        if fills(&found) {
            return Ok(found);
        }
    }
    looked.all(conn)
}

struct Looked<'a> {
    index: Index,
    what: &'a Expr,
    way: Way,
    limit: i64,
    lanes: Vec<&'a str>,
}

impl Looked<'_> {
    /// What fits of the `far` that come first.
    fn through(&self, conn: &mut PgConnection, far: i64) -> QueryResult<Vec<Hit>> {
        let Self { index: Index(table), what, way, limit, lanes } = self;
        let (condition, order) = (way.condition(), way.order());
        let first = |lane: &str| {
            format!(
                "(SELECT position, id, terms FROM {table} WHERE TRUE{lane}{condition} \
                 ORDER BY position {order} LIMIT {far})"
            )
        };
        let first = match lanes.as_slice() {
            [] => first(""),
            [lane] => first(&in_lane(lane)),
            lanes => {
                let each: Vec<_> = lanes.iter().map(|lane| first(&in_lane(lane))).collect();
                // Of all lanes together: what one lane keeps back may be newer than what another shows.
                format!(
                    "(SELECT position, id, terms FROM ({}) AS lanes ORDER BY position {order} LIMIT {far})",
                    each.join(" UNION ALL ")
                )
            }
        };
        let fits = written(what);
        diesel::sql_query(format!(
            "SELECT position, id FROM {first} AS newest WHERE terms @@ '{fits}'::tsquery \
             ORDER BY position {order} LIMIT {limit}"
        ))
        .load(conn)
    }

    /// What fits by the index, if that is not too much to be sorted.
    fn few(&self, conn: &mut PgConnection) -> QueryResult<Option<Vec<Hit>>> {
        let (all, page) = self.indexed();
        // The first is planned as if it were read to its end, so the index is used; the second reads as far as it needs.
        let mut hits: Vec<Hit> = diesel::sql_query(format!(
            "WITH found AS MATERIALIZED ({all}), few AS MATERIALIZED (SELECT * FROM found LIMIT {FEW}) \
             SELECT -1::bigint AS position, '' AS id WHERE (SELECT count(*) FROM few) >= {FEW} \
             UNION ALL (SELECT position, id FROM few {page})"
        ))
        .load(conn)?;
        if hits.iter().any(|hit| hit.position < 0) {
            return Ok(None);
        }
        hits.sort_by_key(|hit| if self.way.oldest_first { hit.position } else { -hit.position });
        Ok(Some(hits))
    }

    /// What fits by the index, however much that is.
    fn all(&self, conn: &mut PgConnection) -> QueryResult<Vec<Hit>> {
        let (all, page) = self.indexed();
        // OFFSET keeps the planner from walking all positions for a word that is rarer than it expects.
        let found = format!("SELECT position, id FROM ({all} OFFSET 0) AS found {page}");
        diesel::sql_query(found).load(conn)
    }

    /// What the index is asked, and what is done with the answer. What must not be there is looked for in what was found:
    /// the index would read all that has it.
    fn indexed(&self) -> (String, String) {
        let Self { index: Index(table), what, way, limit, .. } = self;
        let (sought, fits) = match what {
            Expr::Without(first, second) => {
                (first.as_ref(), format!("NOT terms @@ '{}'::tsquery", written(second)))
            }
            whole => (*whole, "TRUE".to_owned()),
        };
        let sought = written(sought);
        let (condition, order) = (way.condition(), way.order());
        (
            format!(
                "SELECT position, id, {fits} AS fits FROM {table} WHERE terms @@ '{sought}'::tsquery"
            ),
            format!("WHERE fits{condition} ORDER BY position {order} LIMIT {limit}"),
        )
    }
}

fn in_lane(lane: &str) -> String {
    format!(" AND lane = '{}'", token(lane))
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
