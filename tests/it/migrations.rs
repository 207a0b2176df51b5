//! The steps of the schema, back and forth: what `down.sql` says takes back what `up.sql` made.

use std::collections::BTreeSet;

use diesel::prelude::*;
use diesel::sql_types::Text;
use diesel_migrations::{FileBasedMigrations, MigrationHarness};
use maillage::db::Conn;

use crate::backup::said;
use crate::database::TestDatabase;
use crate::durability::program;

#[derive(QueryableByName)]
struct Line {
    #[diesel(sql_type = Text)]
    line: String,
}

/// Every column, key and index: what a database holds, whatever way it came there. PostgreSQL's own index of a key is named
/// after the table that it was made with, and tells nothing beside the key.
fn schema(conn: &mut Conn) -> BTreeSet<String> {
    let statement = match conn {
        Conn::Sqlite(_) => {
            "SELECT m.name || '.' || c.name || ' ' || c.type || ' ' || c.\"notnull\" || ' ' || c.pk \
             || ' ' || coalesce(c.dflt_value, '') AS line \
             FROM sqlite_schema m, pragma_table_info(m.name) c WHERE m.type = 'table' \
             UNION ALL SELECT 'index ' || m.name || ' ' || m.tbl_name || ' ' || coalesce(m.sql, '') \
             FROM sqlite_schema m WHERE m.type <> 'table' \
             UNION ALL SELECT 'key ' || m.name || ' ' || f.\"from\" || ' ' || f.\"table\" || ' ' \
             || coalesce(f.\"to\", '') || ' ' || f.on_delete \
             FROM sqlite_schema m, pragma_foreign_key_list(m.name) f WHERE m.type = 'table'"
        }
        Conn::Postgres(_) => {
            "SELECT table_name || '.' || column_name || ' ' || data_type || ' ' || is_nullable || ' ' \
             || coalesce(column_default, '') AS line \
             FROM information_schema.columns WHERE table_schema = 'public' \
             UNION ALL SELECT indexdef FROM pg_indexes WHERE schemaname = 'public' \
             AND indexname NOT LIKE '%key' \
             UNION ALL SELECT conrelid::regclass::text || ' ' || pg_get_constraintdef(oid) \
             FROM pg_constraint WHERE connamespace = 'public'::regnamespace"
        }
    };
    let lines: Vec<Line> = diesel::sql_query(statement).load(conn).unwrap();
    lines.into_iter().map(|line| line.line).collect()
}

fn steps() -> FileBasedMigrations {
    FileBasedMigrations::from_path(concat!(env!("CARGO_MANIFEST_DIR"), "/migrations")).unwrap()
}

/// Takes back the last step; answers its number.
fn back(conn: &mut Conn) -> String {
    let version = match conn {
        Conn::Sqlite(real) => real.revert_last_migration(steps()),
        Conn::Postgres(real) => real.revert_last_migration(steps()),
    };
    version.unwrap_or_else(|error| panic!("{error}")).to_string()
}

fn forth(conn: &mut Conn) {
    match conn {
        Conn::Sqlite(real) => real.run_next_migration(steps()).map(drop),
        Conn::Postgres(real) => real.run_next_migration(steps()).map(drop),
    }
    .unwrap_or_else(|error| panic!("{error}"));
}

fn how_many() -> usize {
    std::fs::read_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/migrations"))
        .unwrap()
        .filter(|entry| entry.as_ref().unwrap().path().is_dir())
        .count()
}

#[test]
fn each_step_is_taken_back_by_its_own_words_and_made_again() {
    let database = TestDatabase::empty();
    let mut conn = database.conn();
    for _ in 0..how_many() {
        forth(&mut conn);
    }
    let whole = schema(&mut conn);

    let mut taken = BTreeSet::new();
    for _ in 0..how_many() {
        let with = schema(&mut conn);
        let version = back(&mut conn);
        let without = schema(&mut conn);
        forth(&mut conn);
        assert_eq!(schema(&mut conn), with, "{version} there and back again");
        back(&mut conn);
        assert_eq!(schema(&mut conn), without, "{version} twice");
        taken.insert(version);
    }

    assert_eq!(taken.len(), how_many());
    let left: Vec<_> = schema(&mut conn)
        .into_iter()
        .filter(|line| !line.contains("__diesel_schema_migrations"))
        .collect();
    assert_eq!(left, [""; 0], "after the first step was taken back");
    conn.migrate().unwrap();
    assert!(schema(&mut conn).is_superset(&whole));
    assert!(conn.schema_is_current().unwrap());
}

/// As an operator does it who goes back to the version before, and then forward again.
#[test]
fn the_program_takes_back_its_steps_from_a_database_that_is_in_use() {
    let (database, folder) = (TestDatabase::take(), tempfile::tempdir().unwrap());
    let mut conn = database.conn();
    let call = |arguments: &[&str], code: i32| {
        said(program(&database, folder.path()).args(arguments), code)
    };
    let nodes = |conn: &mut Conn| -> i64 {
        maillage::db::schema::nodes::table.count().get_result(conn).unwrap()
    };
    let before = nodes(&mut conn);

    let absent = call(&["migrate", "--back-to", "0000"], 65);
    assert!(absent.contains("has not taken a step 0000"), "{absent}");
    let told = call(&["migrate", "--back-to", "0001"], 0);

    let steps = how_many() - 1;
    assert!(told.contains(&format!("{steps} steps taken back; the last one is now 0001")));
    assert!(before > 0);
    assert_eq!(nodes(&mut conn), before);
    assert!(call(&["check"], 1).contains("run `maillage migrate`"));
    assert!(call(&["migrate"], 0).starts_with(&format!("{steps} steps taken")));
    assert_eq!(nodes(&mut conn), before);
    call(&["jobs", "reindex"], 0);
    call(&["check"], 0);
}
