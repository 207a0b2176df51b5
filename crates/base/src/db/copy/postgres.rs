//! PostgreSQL's tables, a part each: as many lines as rows, each a JSON object by column. What the search finds by is a
//! column too.

use std::io::{self, BufRead, BufReader, Read};

use diesel::connection::SimpleConnection;
use diesel::pg::PgRowByRowLoadingMode;
use diesel::prelude::*;
use diesel::sql_types::Text;

use super::{Fault, TakePart, check_empty, tables};
use crate::Result;
use crate::db::Conn;

const ENDING: &str = ".jsonl";

/// The numbers of tickets are counted by sequences here, and by this table's rows in SQLite and in a copy.
const NUMBERS: &str = "ticket_numbers";
const COUNTED: &str = "SELECT json_build_object('year', right(sequencename, 4)::int, \
    'last', COALESCE(last_value, 0))::text AS line FROM pg_sequences \
    WHERE schemaname = current_schema() AND sequencename ~ '^ticket_numbers_[0-9]{4}$'";
const COUNT_ON: &str = "DO $$ DECLARE it RECORD; BEGIN \
    FOR it IN SELECT year, last FROM ticket_numbers LOOP \
        EXECUTE format('CREATE SEQUENCE IF NOT EXISTS ticket_numbers_%s', it.year); \
        PERFORM setval(format('ticket_numbers_%s', it.year), greatest(it.last, 1), it.last > 0); \
    END LOOP; DELETE FROM ticket_numbers; END $$;";

/// So much text goes back with one statement, or one row if that is more.
const BATCH: usize = 1 << 20;

pub(super) fn hand_out(conn: &mut PgConnection, part: &mut TakePart<'_>) -> Result<()> {
    for table in names(conn)? {
        // The alias must be no column's name.
        let statement = match &*table {
            NUMBERS => COUNTED.to_owned(),
            _ => format!("SELECT row_to_json(a_row)::text AS line FROM \"{table}\" a_row"),
        };
        let rows = diesel::sql_query(statement).load_iter::<Line, PgRowByRowLoadingMode>(conn)?;
        part(&format!("{table}{ENDING}"), &mut Lines { rows, line: Vec::new(), at: 0 })?;
    }
    Ok(())
}

#[derive(QueryableByName)]
struct Line {
    #[diesel(sql_type = Text)]
    line: String,
}

/// Rows as they come, to be read as bytes.
struct Lines<I> {
    rows: I,
    line: Vec<u8>,
    at: usize,
}

impl<I: Iterator<Item = QueryResult<Line>>> Read for Lines<I> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        if self.at == self.line.len() {
            match self.rows.next() {
                None => return Ok(0),
                Some(row) => self.line = row.map_err(io::Error::other)?.line.into_bytes(),
            }
            self.line.push(b'\n');
            self.at = 0;
        }
        let n = out.len().min(self.line.len() - self.at);
        out[..n].copy_from_slice(&self.line[self.at..self.at + n]);
        self.at += n;
        Ok(n)
    }
}

/// One transaction, which ends with the connection if nothing else ends it.
pub struct Filling {
    conn: PgConnection,
    /// Tables that no part has filled yet.
    waiting: Vec<String>,
    /// What binds tables to one another, to be put in force again.
    bonds: Vec<Bond>,
}

#[derive(QueryableByName)]
struct Bond {
    #[diesel(sql_type = Text)]
    table_name: String,
    #[diesel(sql_type = Text)]
    name: String,
    #[diesel(sql_type = Text)]
    says: String,
}

const BONDS: &str = "SELECT conrelid::regclass::text AS table_name, quote_ident(conname::text) AS name, \
    pg_get_constraintdef(oid) AS says FROM pg_constraint \
    WHERE contype = 'f' AND connamespace = current_schema()::text::regnamespace ORDER BY 1, 2";

impl Filling {
    /// Without foreign keys for the time being: tables refer to one another in circles, and rows to later ones. They are
    /// checked for all rows at once when they are put in force again, in the same transaction.
    pub(super) fn begin(url: &str, laid: &[&str]) -> Result<Self, Fault> {
        let mut conn = Conn::open(url).map_err(|error| Fault::later(format_args!("{error:#}")))?;
        conn.batch_execute("SET lock_timeout = '10s'")?;
        check_empty(&mut conn, laid)?;
        conn.migrate().map_err(|error| Fault::later(format_args!("{error:#}")))?;
        if !conn.schema_is_current().map_err(Fault::later)? {
            let why = "the database has the schema of a later version of this program";
            return Err(Fault::Unfit(why.to_owned()));
        }
        conn.batch_execute("BEGIN")?;
        let waiting = tables(&mut conn)?;
        let all: Vec<_> = waiting.iter().map(|table| format!("\"{table}\"")).collect();
        conn.batch_execute(&format!("LOCK TABLE {}", all.join(", ")))?;
        check_empty(&mut conn, laid)?;
        let bonds: Vec<Bond> = diesel::sql_query(BONDS).load(&mut conn)?;
        let freed = bonds.iter().map(|Bond { table_name, name, .. }| {
            format!("ALTER TABLE {table_name} DROP CONSTRAINT {name};")
        });
        conn.batch_execute(&freed.collect::<String>())?;
        conn.batch_execute(&format!("TRUNCATE {}", all.join(", ")))?;
        match conn {
            Conn::Postgres(conn) => Ok(Self { conn, waiting, bonds }),
            Conn::Sqlite(_) => Err(Fault::Unfit("the address is not PostgreSQL's".to_owned())),
        }
    }

    pub(super) fn put(&mut self, part: &str, content: &mut dyn Read) -> Result<(), Fault> {
        let table = part.strip_suffix(ENDING).unwrap_or_default();
        let Some(place) = self.waiting.iter().position(|waiting| waiting == table) else {
            return Err(Fault::Unfit(format!("the copy has a part {part} that is none")));
        };
        let table = self.waiting.swap_remove(place);
        let insert = format!(
            "INSERT INTO \"{table}\" SELECT * FROM json_populate_recordset(NULL::\"{table}\", $1::json)"
        );
        let (mut lines, mut batch) = (BufReader::new(content), Vec::new());
        loop {
            let more = lines.read_until(b'\n', &mut batch)? > 0;
            if more && batch.len() < BATCH {
                if batch.ends_with(b"\n") {
                    *batch.last_mut().expect("it ends so") = b',';
                }
                continue;
            }
            let text = std::str::from_utf8(&batch).map_err(Fault::later)?;
            let text = text.trim_end_matches([',', '\n']);
            if !text.is_empty() {
                let rows = format!("[{text}]");
                diesel::sql_query(&insert).bind::<Text, _>(rows).execute(&mut self.conn)?;
            }
            batch.clear();
            if !more {
                return Ok(());
            }
        }
    }

    pub(super) fn finish(mut self) -> Result<(), Fault> {
        if let Some(table) = self.waiting.first() {
            return Err(Fault::Unfit(format!("the copy lacks the table {table}")));
        }
        let bound = self.bonds.iter().map(|Bond { table_name, name, says }| {
            format!("ALTER TABLE {table_name} ADD CONSTRAINT {name} {says};")
        });
        self.conn.batch_execute(&bound.collect::<String>())?;
        self.conn.batch_execute(COUNT_ON)?;
        // The planner knows nothing yet of what came in.
        Ok(self.conn.batch_execute("ANALYZE; COMMIT")?)
    }
}

fn names(conn: &mut PgConnection) -> QueryResult<Vec<String>> {
    let rows: Vec<super::Name> = diesel::sql_query(super::POSTGRES_TABLES).load(conn)?;
    Ok(rows.into_iter().map(|row| row.name).collect())
}
