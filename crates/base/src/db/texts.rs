//! Every text of the database, table by table, as the database itself describes them: so that what is to be found in all
//! of them is found in those that were added later too.

use diesel::prelude::*;
use diesel::sql_types::Text;

use super::Conn;

/// A table with its columns of text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Table {
    pub name: String,
    pub columns: Vec<String>,
}

#[derive(QueryableByName)]
struct Column {
    #[diesel(sql_type = Text)]
    table_name: String,
    #[diesel(sql_type = Text)]
    column_name: String,
}

/// All tables with texts; not those of the search index, which is made from others.
pub fn tables(conn: &mut Conn) -> QueryResult<Vec<Table>> {
    let statement = match conn {
        Conn::Sqlite(_) => {
            "SELECT m.name AS table_name, c.name AS column_name FROM sqlite_master m \
             JOIN pragma_table_info(m.name) c WHERE m.type = 'table' AND c.type = 'TEXT' \
             AND m.name NOT LIKE 'sqlite_%' AND m.name NOT LIKE '%_search_words' \
             ORDER BY m.name, c.cid"
        }
        Conn::Postgres(_) => {
            "SELECT c.table_name::text AS table_name, c.column_name::text AS column_name \
             FROM information_schema.columns c JOIN information_schema.tables t \
             ON t.table_schema = c.table_schema AND t.table_name = c.table_name \
             WHERE c.table_schema = current_schema() AND t.table_type = 'BASE TABLE' \
             AND c.data_type = 'text' ORDER BY c.table_name, c.ordinal_position"
        }
    };
    let mut tables: Vec<Table> = Vec::new();
    for Column { table_name, column_name } in diesel::sql_query(statement).load(conn)? {
        match tables.last_mut() {
            Some(table) if table.name == table_name => table.columns.push(column_name),
            _ => tables.push(Table { name: table_name, columns: vec![column_name] }),
        }
    }
    Ok(tables)
}

/// A pattern that finds a text however case and accents are written in it, and some others: who asks looks again.
fn pattern(sought: &str) -> String {
    let any = |c: char| !c.is_ascii_alphanumeric() || "aceinouy".contains(c);
    let letters = sought.chars().map(|c| if c == '@' || !any(c) { c } else { '_' });
    format!("%{}%", letters.collect::<String>())
}

fn condition(column: &str, sought: &[&str]) -> String {
    let each = (1..=sought.len()).map(|place| format!("lower(\"{column}\") LIKE ${place}"));
    each.collect::<Vec<_>>().join(" OR ")
}

/// A row's own place in its table, and one text of it.
#[derive(QueryableByName)]
struct Row {
    #[diesel(sql_type = Text)]
    place: String,
    #[diesel(sql_type = Text)]
    text: String,
}

#[derive(QueryableByName)]
struct Key {
    #[diesel(sql_type = Text)]
    key: String,
}

/// Whether a text of a table may hold one of these.
pub fn holds(conn: &mut Conn, table: &Table, sought: &[&str]) -> QueryResult<bool> {
    if sought.is_empty() {
        return Ok(false);
    }
    let each: Vec<_> = table.columns.iter().map(|column| condition(column, sought)).collect();
    let statement =
        format!("SELECT 'x' AS key FROM \"{}\" WHERE {} LIMIT 1", table.name, each.join(" OR "));
    Ok(!bound(conn, &statement, sought)?.is_empty())
}

/// The keys of the rows of which one text may hold one of these: table, key and column.
pub fn keys(
    conn: &mut Conn,
    (table, key, column): (&str, &str, &str),
    sought: &[&str],
) -> QueryResult<Vec<String>> {
    if sought.is_empty() {
        return Ok(Vec::new());
    }
    let statement = format!(
        "SELECT DISTINCT \"{key}\" AS key FROM \"{table}\" WHERE {}",
        condition(column, sought)
    );
    bound(conn, &statement, sought)
}

fn bound(conn: &mut Conn, statement: &str, sought: &[&str]) -> QueryResult<Vec<String>> {
    let query = diesel::sql_query(statement).into_boxed();
    let query = sought.iter().fold(query, |query, one| query.bind::<Text, _>(pattern(one)));
    let keys: Vec<Key> = query.load(conn)?;
    Ok(keys.into_iter().map(|row| row.key).collect())
}

/// The rows of which a text may hold one of these, by their places. A place holds until its row is changed.
pub fn rows(
    conn: &mut Conn,
    table: &str,
    column: &str,
    sought: &[&str],
) -> QueryResult<Vec<(String, String)>> {
    let place = match conn {
        Conn::Sqlite(_) => "CAST(rowid AS TEXT)",
        Conn::Postgres(_) => "ctid::text",
    };
    let lock = if conn.is_sqlite() { "" } else { " FOR UPDATE" };
    let statement = format!(
        "SELECT {place} AS place, \"{column}\" AS text FROM \"{table}\" \
         WHERE \"{column}\" IS NOT NULL AND ({}){lock}",
        condition(column, sought)
    );
    let query = diesel::sql_query(statement).into_boxed();
    let query = sought.iter().fold(query, |query, one| query.bind::<Text, _>(pattern(one)));
    let rows: Vec<Row> = query.load(conn)?;
    Ok(rows.into_iter().map(|row| (row.place, row.text)).collect())
}

/// Puts one text in its place.
pub fn put(
    conn: &mut Conn,
    (table, column): (&str, &str),
    place: &str,
    text: &str,
) -> QueryResult<()> {
    let there = match conn {
        Conn::Sqlite(_) => "rowid = CAST($2 AS INTEGER)",
        Conn::Postgres(_) => "ctid = CAST($2 AS tid)",
    };
    diesel::sql_query(format!("UPDATE \"{table}\" SET \"{column}\" = $1 WHERE {there}"))
        .bind::<Text, _>(text)
        .bind::<Text, _>(place)
        .execute(conn)
        .map(drop)
}

#[cfg(test)]
mod tests {
    use super::pattern;

    #[test]
    fn a_pattern_leaves_open_what_accents_change() {
        assert_eq!(pattern("elodie@labo.fr"), "%_l_d__@l_b__fr%");
        assert_eq!(pattern("l_b%"), "%l_b_%");
    }
}
