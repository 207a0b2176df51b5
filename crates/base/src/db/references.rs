//! What names a row of another table, as the database itself describes it: so that tables that were added later are found
//! too.

use diesel::prelude::*;
use diesel::sql_types::{Bool, Text};

use super::Conn;

/// A column that names rows of the table that was asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reference {
    pub table: String,
    pub column: String,
    /// The key of the table without this column, when it is part of it: each pair may be there once.
    pub beside: Option<Vec<String>>,
}

#[derive(QueryableByName)]
struct Named {
    #[diesel(sql_type = Text)]
    table_name: String,
    #[diesel(sql_type = Text)]
    column_name: String,
    #[diesel(sql_type = Bool)]
    is_reference: bool,
}

/// Every column that names rows of a table.
pub fn of(conn: &mut Conn, table: &str) -> QueryResult<Vec<Reference>> {
    let statement = match conn {
        Conn::Sqlite(_) => {
            "SELECT m.name AS table_name, f.\"from\" AS column_name, TRUE AS is_reference \
             FROM sqlite_master m JOIN pragma_foreign_key_list(m.name) f \
             WHERE m.type = 'table' AND f.\"table\" = $1 \
             UNION SELECT m.name, c.name, FALSE FROM sqlite_master m \
             JOIN pragma_table_info(m.name) c WHERE m.type = 'table' AND c.pk > 0 AND $1 <> '' \
             ORDER BY 1, 2"
        }
        Conn::Postgres(_) => {
            "SELECT t.relname::text AS table_name, a.attname::text AS column_name, \
             c.contype = 'f' AS is_reference FROM pg_constraint c \
             JOIN pg_class t ON t.oid = c.conrelid \
             JOIN pg_namespace n ON n.oid = t.relnamespace AND n.nspname = current_schema() \
             JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = ANY (c.conkey) \
             LEFT JOIN pg_class o ON o.oid = c.confrelid \
             WHERE (c.contype = 'f' AND o.relname::text = $1) OR c.contype = 'p' ORDER BY 1, 2"
        }
    };
    let rows: Vec<Named> = diesel::sql_query(statement).bind::<Text, _>(table).load(conn)?;
    let key_of = |table: &str| -> Vec<&str> {
        let own = rows.iter().filter(|row| row.table_name == table && !row.is_reference);
        own.map(|row| row.column_name.as_str()).collect()
    };
    let reference = |row: &Named| {
        let key = key_of(&row.table_name);
        let part = key.contains(&row.column_name.as_str());
        let others = key.iter().filter(|one| **one != row.column_name).map(|one| (*one).to_owned());
        Reference {
            table: row.table_name.clone(),
            column: row.column_name.clone(),
            beside: part.then(|| others.collect()),
        }
    };
    Ok(rows.iter().filter(|row| row.is_reference).map(reference).collect())
}

/// Lets everything that names one row name another one; answers how many rows of that column did. What would be there twice
/// then is there once.
pub fn move_one(
    conn: &mut Conn,
    Reference { table, column, beside }: &Reference,
    (from, to): (&str, &str),
) -> QueryResult<usize> {
    if let Some(beside) = beside {
        let same: Vec<_> =
            beside.iter().map(|one| format!("o.\"{one}\" = \"{table}\".\"{one}\"")).collect();
        let same = if same.is_empty() { "TRUE".to_owned() } else { same.join(" AND ") };
        let statement = format!(
            "DELETE FROM \"{table}\" WHERE \"{column}\" = $1 AND EXISTS \
             (SELECT 1 FROM \"{table}\" o WHERE o.\"{column}\" = $2 AND {same})"
        );
        diesel::sql_query(statement).bind::<Text, _>(from).bind::<Text, _>(to).execute(conn)?;
    }
    // SQLite numbers what is bound in the order in which it appears.
    let statement = format!("UPDATE \"{table}\" SET \"{column}\" = $1 WHERE \"{column}\" = $2");
    diesel::sql_query(statement).bind::<Text, _>(to).bind::<Text, _>(from).execute(conn)
}
