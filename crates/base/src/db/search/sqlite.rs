//! FTS5.
//!
//! What has a lane is in the index twice: by its terms, and by its terms with the lane before each, each of them once. Whoever
//! looks in one lane then reads what that lane has, instead of walking past what all others have, however large the network
//! grows. Where terms follow one another is known of the first only: a phrase is rare enough to be looked for among all.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Text};

use super::{Expr, Hit, Index, Line, Position, Way, is_lane, lanes_of, token};
use crate::db::Statement;

/// A prefix stands for so many words at most, the shortest ones.
const MOST_WORDS: usize = 48;

pub fn put(
    conn: &mut SqliteConnection,
    index: Index,
    lines: &[Line],
    positions: &[i64],
) -> QueryResult<()> {
    let Index(table) = index;
    let ids = || lines.iter().map(|line| line.id.as_str());
    Statement::default()
        .sql(&format!("DELETE FROM {table} WHERE id IN ("))
        .values(ids())
        .sql(")")
        .execute(conn)?;
    placed(&format!("INSERT INTO {table} (position, id) VALUES "), positions, ids())
        .execute(conn)?;
    let terms: Vec<_> = lines.iter().map(|line| in_its_lane(&line.terms)).collect();
    let terms = terms.iter().map(AsRef::as_ref);
    placed(&format!("INSERT INTO {table}_terms (rowid, terms) VALUES "), positions, terms)
        .execute(conn)?;
    learn(conn, index, lines)
}

/// Rows of a position and a text.
fn placed<'a>(insert: &str, positions: &[i64], texts: impl Iterator<Item = &'a str>) -> Statement {
    positions.iter().zip(texts).enumerate().fold(
        Statement::default().sql(insert),
        |statement, (place, (position, text))| {
            statement
                .sql(if place > 0 { ", (CAST(" } else { "(CAST(" })
                .value(&position.to_string())
                .sql(" AS BIGINT), ")
                .value(text)
                .sql(")")
        },
    )
}

/// How lines are written; a database whose lines were written otherwise has them written anew, by the sweep that puts in
/// what is missing.
const WRITTEN: i64 = 1;

pub fn renew(conn: &mut SqliteConnection) -> QueryResult<()> {
    #[derive(QueryableByName)]
    struct Version {
        #[diesel(sql_type = BigInt)]
        user_version: i64,
    }
    let version: Version = diesel::sql_query("PRAGMA user_version").get_result(conn)?;
    if version.user_version >= WRITTEN {
        return Ok(());
    }
    let old = "SELECT count(*) AS position FROM sqlite_schema WHERE name = 'ticket_search_terms'";
    let old: Position = diesel::sql_query(old).get_result(conn)?;
    if old.position > 0 {
        // At once: the trigger would forget each by itself.
        conn.batch_execute(
            "DROP TRIGGER IF EXISTS ticket_search_forget; DELETE FROM ticket_search;
             INSERT INTO ticket_search_terms (ticket_search_terms) VALUES ('delete-all');
             UPDATE sweeps SET last_run_at = NULL WHERE kind = 'search';",
        )?;
    }
    conn.batch_execute(&format!("PRAGMA user_version = {WRITTEN}"))
}

/// Terms, and then each of them in their lane.
fn in_its_lane(terms: &str) -> Cow<'_, str> {
    let Some(lane) = terms.split(' ').find(|term| is_lane(term)) else { return terms.into() };
    let sign = sign_of(lane);
    let mut all = String::with_capacity(terms.len() * 3);
    all.push_str(terms);
    let once: BTreeSet<_> = terms.split(' ').filter(|term| !term.is_empty()).collect();
    for term in once {
        for part in [" ", &sign, term] {
            all.push_str(part);
        }
    }
    all.into()
}

/// What stands before a term in a lane. No other term begins so: words have no `_`, signs begin with it.
fn sign_of(lane: &str) -> String {
    format!("{}_", token(lane).trim_start_matches('_'))
}

/// Keeps the words that a prefix may mean: asking the index itself would read all that begins so.
fn learn(conn: &mut SqliteConnection, index: Index, lines: &[Line]) -> QueryResult<()> {
    let words: BTreeSet<_> = lines
        .iter()
        .flat_map(|line| line.terms.split(' '))
        .map(|term| split(term).1)
        .filter(|word| (3..=24).contains(&word.len()))
        .filter(|word| word.bytes().all(|byte| byte.is_ascii_lowercase()))
        .map(|word| format!("('{word}')"))
        .collect();
    if words.is_empty() {
        return Ok(());
    }
    let words: Vec<_> = words.into_iter().collect();
    let statement = "INSERT OR IGNORE INTO";
    diesel::sql_query(format!("{statement} {}_words (word) VALUES {}", index.0, words.join(", ")))
        .execute(conn)
        .map(drop)
}

/// Words of the public text, of notes, of what nodes say to each other, of subjects and of names.
const SIGNS: [&str; 5] = ["", "_", "_b_", "_f_", "_s_"];

/// Forgets those of some words that stand nowhere any more, after none of these signs either.
pub fn forget_words(
    conn: &mut SqliteConnection,
    index: Index,
    words: &[String],
    signs: &[String],
) -> QueryResult<()> {
    let Index(table) = index;
    let words: BTreeSet<_> =
        words.iter().map(|word| token(word)).filter(|w| !w.is_empty()).collect();
    let words: Vec<_> = words.into_iter().map(|word| format!("'{word}'")).collect();
    let signs: Vec<_> = signs.iter().map(|sign| token(sign)).collect();
    let signs = SIGNS.into_iter().chain(signs.iter().map(String::as_str));
    let any: Vec<_> = signs.map(|sign| format!("\"{sign}~\"")).collect();
    let any = any.join(" OR ");
    for words in words.chunks(500) {
        diesel::sql_query(format!(
            "DELETE FROM {table}_words WHERE word IN ({}) AND NOT EXISTS (SELECT 1 FROM {table}_terms \
             WHERE {table}_terms MATCH replace('{any}', '~', word))",
            words.join(", ")
        ))
        .execute(conn)?;
    }
    Ok(())
}

/// How FTS5 merges by itself, which it remembers: after so many parts of one level, at the latest after so many, and from
/// how many bytes in memory a part is written (fts5, "Configuration Options").
const BY_ITSELF: [(&str, i64); 3] =
    [("automerge", 4), ("crisismerge", 16), ("hashsize", 1024 * 1024)];
/// The same while an import gathers: each transaction writes one part, of which there may be 2,000.
const GATHERING: [(&str, i64); 3] =
    [("automerge", 0), ("crisismerge", 1000), ("hashsize", 64 * 1024 * 1024)];

pub fn merge_by_itself(
    conn: &mut SqliteConnection,
    Index(table): Index,
    itself: bool,
) -> QueryResult<()> {
    let values = if itself { BY_ITSELF } else { GATHERING };
    let each = values.map(|(name, value)| {
        format!("INSERT INTO {table}_terms ({table}_terms, rank) VALUES ('{name}', {value});")
    });
    conn.batch_execute(&each.concat())
}

/// Ends what an import that was broken off has left.
pub fn end_gathering(conn: &mut SqliteConnection, index: Index) -> QueryResult<()> {
    let left = format!(
        "SELECT count(*) AS position FROM {}_terms_config WHERE k = 'automerge' AND v = 0",
        index.0
    );
    let left: Position = diesel::sql_query(left).get_result(conn)?;
    if left.position > 0 { merge_by_itself(conn, index, true) } else { Ok(()) }
}

/// So many pages of an index are written anew in one step.
const MERGED: i64 = 500;

/// One step on the way to an index of one part, in which nothing is left of what was deleted. Answers whether more is to do.
pub fn merge(conn: &mut SqliteConnection, table: &str, first: bool) -> QueryResult<bool> {
    #[derive(QueryableByName)]
    struct Changes {
        #[diesel(sql_type = BigInt)]
        changes: i64,
    }
    let changes = |conn: &mut SqliteConnection| {
        let query = diesel::sql_query("SELECT total_changes() AS changes");
        query.get_result::<Changes>(conn).map(|row| row.changes)
    };
    let before = changes(conn)?;
    // A negative number begins with all parts, whatever their size.
    let pages = if first { -MERGED } else { MERGED };
    diesel::sql_query(format!(
        "INSERT INTO {table}_terms ({table}_terms, rank) VALUES ('merge', {pages})"
    ))
    .execute(conn)?;
    Ok(changes(conn)? - before >= 2)
}

/// The words that beginnings may mean.
type Starts = BTreeMap<String, Vec<String>>;

/// The sign before a word that says where it stands, and the word.
fn split(term: &str) -> (&str, &str) {
    term.split_at(term.rfind('_').map_or(0, |at| at + 1))
}

pub fn find(
    conn: &mut SqliteConnection,
    index: Index,
    what: &Expr,
    way: Way,
    limit: i64,
) -> QueryResult<Vec<Hit>> {
    let Index(table) = index;
    let mut starts = Starts::new();
    meanings(conn, index, what, &mut starts)?;
    let (condition, order) = (way.condition().replace("position", "t.rowid"), way.order());
    // The index is read in its own order, which CROSS JOIN keeps, and only as far as the limit.
    diesel::sql_query(format!(
        "SELECT p.position, p.id FROM {table}_terms t CROSS JOIN {table} p ON p.position = t.rowid \
         WHERE t.terms MATCH ?{condition} ORDER BY t.rowid {order} LIMIT {limit}"
    ))
    .bind::<Text, _>(asked(what, &starts))
    .load(conn)
}

pub fn positions(conn: &mut SqliteConnection, index: Index, what: &Expr) -> QueryResult<Vec<i64>> {
    let Index(table) = index;
    let mut starts = Starts::new();
    meanings(conn, index, what, &mut starts)?;
    let query = format!("SELECT rowid AS position FROM {table}_terms WHERE terms MATCH ?");
    let found: Vec<Position> =
        diesel::sql_query(query).bind::<Text, _>(asked(what, &starts)).load(conn)?;
    Ok(found.into_iter().map(|row| row.position).collect())
}

fn meanings(
    conn: &mut SqliteConnection,
    index: Index,
    what: &Expr,
    known: &mut Starts,
) -> QueryResult<()> {
    match what {
        Expr::Term(_) | Expr::Phrase(_) => Ok(()),
        Expr::All(parts) | Expr::Any(parts) => {
            parts.iter().try_for_each(|part| meanings(conn, index, part, known))
        }
        Expr::Without(first, second) => {
            meanings(conn, index, first, known)?;
            meanings(conn, index, second, known)
        }
        Expr::Start(term) => {
            let word = split(term).1;
            if !known.contains_key(word) {
                known.insert(word.to_owned(), begun(conn, index, word)?);
            }
            Ok(())
        }
    }
}

fn begun(conn: &mut SqliteConnection, index: Index, word: &str) -> QueryResult<Vec<String>> {
    #[derive(QueryableByName)]
    struct Word {
        #[diesel(sql_type = Text)]
        word: String,
    }
    let words: Vec<Word> = diesel::sql_query(format!(
        "SELECT word FROM (SELECT word FROM {}_words WHERE word >= '{word}' AND word < '{word}{{' LIMIT 2000) \
         ORDER BY length(word), word LIMIT {MOST_WORDS}",
        index.0
    ))
    .load(conn)?;
    Ok(words.into_iter().map(|row| row.word).collect())
}

/// What is asked of the index: in each lane by that lane's terms, if it may be in few.
fn asked(what: &Expr, starts: &Starts) -> String {
    match lanes_of(what).as_slice() {
        [] => Written { starts, lane: None }.expr(what),
        lanes => {
            let each = lanes.iter().map(|lane| Written { starts, lane: Some(lane) }.expr(what));
            each.collect::<Vec<_>>().join(" OR ")
        }
    }
}

struct Written<'a> {
    starts: &'a Starts,
    lane: Option<&'a str>,
}

impl Written<'_> {
    fn expr(&self, what: &Expr) -> String {
        match what {
            Expr::Term(term) => format!("\"{}\"", self.term(term)),
            Expr::Phrase(terms) => {
                let terms: Vec<_> = terms.iter().map(|term| token(term)).collect();
                let phrase = format!("\"{}\"", terms.join(" "));
                match self.lane {
                    Some(lane) => format!("({phrase} AND \"{}\")", token(lane)),
                    None => phrase,
                }
            }
            Expr::Start(term) => {
                let (sign, word) = split(term);
                let meant = self.starts.get(word).into_iter().flatten();
                let mut terms: Vec<_> =
                    meant.map(|word| Expr::Term(format!("{sign}{word}"))).collect();
                if terms.is_empty() {
                    terms.push(Expr::Term(term.clone()));
                }
                self.all(terms.iter(), " OR ")
            }
            // All that is in a lane is said to be in it by each of its other terms.
            Expr::All(parts) if parts.iter().any(|part| !self.is_said(part)) => {
                self.all(parts.iter().filter(|part| !self.is_said(part)), " AND ")
            }
            Expr::All(parts) => self.all(parts.iter(), " AND "),
            Expr::Any(parts) => self.all(parts.iter(), " OR "),
            Expr::Without(first, second) => {
                format!("({} NOT {})", self.expr(first), self.expr(second))
            }
        }
    }

    fn all<'e>(&self, parts: impl Iterator<Item = &'e Expr>, word: &str) -> String {
        let parts: Vec<_> = parts.map(|part| self.expr(part)).collect();
        format!("({})", parts.join(word))
    }

    fn term(&self, term: &str) -> String {
        self.lane.map(sign_of).unwrap_or_default() + &token(term)
    }

    /// Whether it asks for this lane, alone or among others, and for nothing else.
    fn is_said(&self, part: &Expr) -> bool {
        let Some(lane) = self.lane else { return false };
        match part {
            Expr::Term(term) => term == lane,
            Expr::Any(any) => any.iter().any(|part| self.is_said(part)),
            _ => false,
        }
    }
}
