//! Writes that come at the same time: each is whole or nothing, whatever becomes of those it shares a commit with.

use std::pin::Pin;
use std::time::Duration;

use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Text};
use maillage::Error;
use maillage::db::Db;

use crate::database::TestDatabase;

#[derive(QueryableByName)]
struct Count {
    #[diesel(sql_type = BigInt)]
    n: i64,
}

fn kept(db: &TestDatabase) -> Vec<i64> {
    let mut rows: Vec<Count> =
        diesel::sql_query("SELECT n FROM written").load(&mut db.conn()).unwrap();
    rows.sort_by_key(|row| row.n);
    rows.into_iter().map(|row| row.n).collect()
}

/// Writes two rows; then, of five writes, one is refused and one panics.
fn write(conn: &mut maillage::db::Conn, n: i64) -> maillage::Result<i64> {
    for part in [n, n + 1_000] {
        diesel::sql_query("INSERT INTO written (n, word) VALUES ($1, $2)")
            .bind::<BigInt, _>(part)
            .bind::<Text, _>("x")
            .execute(conn)?;
    }
    match n % 5 {
        1 => Err(Error::NotFound),
        // Within a transaction of its own, which goes with the rest.
        2 => conn.transaction(|conn| {
            diesel::sql_query("DELETE FROM written").execute(conn)?;
            panic!("number {n}")
        }),
        _ => Ok(n),
    }
}

#[test]
fn of_writes_that_come_together_each_is_whole_or_nothing() {
    let database = TestDatabase::bare();
    database
        .conn()
        .batch_execute("CREATE TABLE written (n BIGINT PRIMARY KEY NOT NULL, word TEXT NOT NULL)")
        .unwrap();
    let db = Db::connect(database.url(), 4).unwrap();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let outcomes = runtime.block_on(async {
        let writes: Vec<_> = (0..200)
            .map(|n| {
                let db = db.clone();
                tokio::spawn(async move { db.write(move |conn| write(conn, n)).await })
            })
            .collect();
        let mut outcomes = Vec::new();
        for write in writes {
            outcomes.push(write.await.unwrap());
        }
        outcomes
    });
    for (n, outcome) in (0_i64..).zip(&outcomes) {
        match n % 5 {
            1 => assert!(matches!(outcome, Err(Error::NotFound)), "{n}: {outcome:?}"),
            2 => assert!(matches!(outcome, Err(Error::Bug(_))), "{n}: {outcome:?}"),
            _ => assert_eq!(outcome.as_ref().unwrap(), &n),
        }
    }
    let whole = (0..200).filter(|n| !matches!(n % 5, 1 | 2));
    let expected: Vec<i64> = whole.clone().chain(whole.map(|n| n + 1_000)).collect();
    assert_eq!(kept(&database), expected);
}

type Waiting<'a> = Pin<Box<dyn Future<Output = maillage::Result<i64>> + 'a>>;

#[test]
fn a_write_whose_caller_left_before_its_turn_does_nothing() {
    let database = TestDatabase::bare();
    database
        .conn()
        .batch_execute("CREATE TABLE written (n BIGINT PRIMARY KEY NOT NULL, word TEXT NOT NULL)")
        .unwrap();
    // With one connection both databases let one write at a time.
    let db = Db::connect(database.url(), 1).unwrap();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let (go_on, held) = std::sync::mpsc::channel::<()>();
        let first = db.write(move |conn| {
            held.recv().unwrap();
            write(conn, 3)
        });
        let mut first: Waiting = Box::pin(first);
        let mut left: Waiting = Box::pin(db.write(|conn| write(conn, 0)));
        for waiting in [&mut first, &mut left] {
            assert!(tokio::time::timeout(Duration::ZERO, waiting).await.is_err());
        }
        drop(left);
        go_on.send(()).unwrap();
        first.await.unwrap();
        db.write(|conn| write(conn, 4)).await.unwrap();
    });
    assert_eq!(kept(&database), [3, 4, 1_003, 1_004]);
}
