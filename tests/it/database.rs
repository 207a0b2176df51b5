//! A database of one's own for every test: a copied file on SQLite, a copied database on PostgreSQL when
//! `TEST_POSTGRES` names a server (`postgres://user@host:port/postgres`).

use std::sync::LazyLock;
use std::sync::atomic::{AtomicU32, Ordering};

use diesel::connection::SimpleConnection;
use maillage::db::Conn;
use tempfile::TempDir;

pub enum TestDatabase {
    Folder { _keep: TempDir, url: String },
    Server { name: String, url: String },
}

impl TestDatabase {
    /// A database with this version's schema, the vocabularies and the network.
    pub fn take() -> Self {
        match server() {
            Some(server) => copy_database(&server),
            None => copy_file(),
        }
    }

    /// A database with vocabularies only.
    pub fn bare() -> Self {
        match server() {
            Some(server) => copy_of(&server, &BARE_MODEL),
            None => copy_file_of(&BARE),
        }
    }

    /// Where a database may be made: no file yet on SQLite, no table on PostgreSQL.
    pub fn empty() -> Self {
        match server() {
            Some(server) => {
                let name = next_name();
                LazyLock::force(&SWEPT);
                run(&server, &format!("CREATE DATABASE {name}"));
                Self::Server { url: beside(&server, &name), name }
            }
            None => {
                let dir = tempfile::tempdir().unwrap();
                let url = format!("sqlite://{}", dir.path().join("test.db").display());
                Self::Folder { url, _keep: dir }
            }
        }
    }

    pub fn url(&self) -> &str {
        match self {
            Self::Folder { url, .. } | Self::Server { url, .. } => url,
        }
    }

    pub fn conn(&self) -> Conn {
        Conn::open(self.url()).unwrap()
    }
}

impl Drop for TestDatabase {
    fn drop(&mut self) {
        if let (Self::Server { name, .. }, Some(server)) = (self, server()) {
            run(&server, &format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)"));
        }
    }
}

/// What every test may rely on being there.
fn prepare(conn: &mut Conn) {
    conn.migrate().unwrap();
    let now = crate::app::morning();
    conn.transact(|conn| maillage::network::ops::load_embedded(conn, now)).unwrap();
}

/// The schema and the vocabularies, without nodes, institutions and laboratories: an installation before its first
/// import.
fn prepare_bare(conn: &mut Conn) {
    conn.migrate().unwrap();
    let mut vocabularies = maillage::taxonomy::embedded().unwrap();
    vocabularies.laboratories.clear();
    conn.transact(|conn| maillage::taxonomy::store(conn, &vocabularies)).unwrap();
}

pub fn server() -> Option<String> {
    std::env::var("TEST_POSTGRES").ok().filter(|url| !url.is_empty())
}

// SQLite

static TEMPLATE: LazyLock<(TempDir, String)> = LazyLock::new(|| template(prepare));
static BARE: LazyLock<(TempDir, String)> = LazyLock::new(|| template(prepare_bare));

fn template(fill: fn(&mut Conn)) -> (TempDir, String) {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("template.db").display().to_string();
    let mut conn = Conn::open(&format!("sqlite://{path}")).unwrap();
    fill(&mut conn);
    // Everything into the one file that is copied.
    conn.batch_execute("PRAGMA wal_checkpoint(TRUNCATE)").unwrap();
    (dir, path)
}

fn copy_file() -> TestDatabase {
    copy_file_of(&TEMPLATE)
}

fn copy_file_of(template: &(TempDir, String)) -> TestDatabase {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("test.db");
    std::fs::copy(&template.1, &path).unwrap();
    TestDatabase::Folder { url: format!("sqlite://{}", path.display()), _keep: dir }
}

// PostgreSQL

static MADE: AtomicU32 = AtomicU32::new(0);

/// The templates' names; each made once in this process.
static MODEL: LazyLock<String> = LazyLock::new(|| model("model", prepare));
static BARE_MODEL: LazyLock<String> = LazyLock::new(|| model("bare", prepare_bare));
static SWEPT: LazyLock<()> = LazyLock::new(|| drop_leftovers(&server().unwrap()));

fn model(name: &str, fill: fn(&mut Conn)) -> String {
    let server = server().unwrap();
    LazyLock::force(&SWEPT);
    let name = format!("maillage_it_{}_{name}", std::process::id());
    run(&server, &format!("CREATE DATABASE {name}"));
    fill(&mut Conn::open(&beside(&server, &name)).unwrap());
    name
}

fn copy_database(server: &str) -> TestDatabase {
    copy_of(server, &MODEL)
}

fn copy_of(server: &str, model: &str) -> TestDatabase {
    let name = next_name();
    run(server, &format!("CREATE DATABASE {name} TEMPLATE {model} STRATEGY file_copy"));
    TestDatabase::Server { url: beside(server, &name), name }
}

fn next_name() -> String {
    format!("maillage_it_{}_{}", std::process::id(), MADE.fetch_add(1, Ordering::Relaxed))
}

/// Drops what earlier runs left: a model cannot be dropped by the process that still lends copies of it. A run holds
/// one connection that names it for as long as it lives.
fn drop_leftovers(server: &str) {
    use diesel::prelude::*;
    #[derive(diesel::QueryableByName)]
    struct Name {
        #[diesel(sql_type = diesel::sql_types::Text)]
        name: String,
    }
    let own = format!("maillage_it_{}", std::process::id());
    let mut alive = Conn::open(server).unwrap();
    alive.batch_execute(&format!("SET application_name = '{own}'")).unwrap();
    let stale = "SELECT found.datname::text AS name FROM pg_database found \
        WHERE found.datname LIKE 'maillage\\_it\\_%' AND NOT EXISTS (SELECT 1 FROM pg_stat_activity run \
        WHERE run.application_name LIKE 'maillage\\_it\\_%' \
        AND starts_with(found.datname::text, run.application_name || '_'))";
    let names: Vec<Name> = diesel::sql_query(stale).load(&mut alive).unwrap();
    for Name { name } in names {
        let _ = alive.batch_execute(&format!("DROP DATABASE IF EXISTS {name}"));
    }
    std::mem::forget(alive);
}

fn run(server: &str, statement: &str) {
    Conn::open(server).unwrap().batch_execute(statement).unwrap();
}

fn beside(server: &str, name: &str) -> String {
    let (address, query) = server.split_once('?').unwrap_or((server, ""));
    let (host, _) = address.rsplit_once('/').unwrap();
    if query.is_empty() { format!("{host}/{name}") } else { format!("{host}/{name}?{query}") }
}
