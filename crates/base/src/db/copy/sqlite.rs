//! SQLite's file, as one part.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use anyhow::Context;
use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use diesel::sql_types::Text;
use uuid::Uuid;

use super::{Fault, TakePart, check_empty};
use crate::Result;
use crate::db::Conn;

const PART: &str = "maillage.sqlite";

/// What is free or was deleted is not in it. Those who write do not wait for it.
pub(super) fn hand_out(
    conn: &mut SqliteConnection,
    scratch: &Path,
    part: &mut TakePart<'_>,
) -> Result<()> {
    let path = scratch.to_str().context("the path is no text")?;
    diesel::sql_query("VACUUM INTO ?").bind::<Text, _>(path).execute(conn)?;
    let mut file = File::open(scratch).context("reading the copy of the database")?;
    part(PART, &mut file)
}

/// A file beside the one that it becomes.
pub struct Filling {
    path: PathBuf,
    scratch: PathBuf,
    laid: Vec<String>,
    put: bool,
}

impl Filling {
    pub(super) fn begin(path: &Path, laid: &[&str]) -> Result<Self, Fault> {
        match fs::metadata(path) {
            Ok(_) => check_empty(&mut open(path)?, laid)?,
            Err(error) if error.kind() == io::ErrorKind::NotFound => check_alone(path)?,
            Err(error) => return Err(error.into()),
        }
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder)?;
        }
        let scratch = beside(path, &format!(".restoring-{}", Uuid::new_v4().simple()));
        let laid = laid.iter().map(|&table| table.to_owned()).collect();
        Ok(Self { path: path.to_owned(), scratch, laid, put: false })
    }

    pub(super) fn put(&mut self, part: &str, content: &mut dyn Read) -> Result<(), Fault> {
        if part != PART || self.put {
            return Err(Fault::Unfit(format!("the copy has a part {part} that is none")));
        }
        let mut file = private(&self.scratch)?;
        io::copy(content, &mut file)?;
        self.put = true;
        Ok(())
    }

    pub(super) fn finish(self) -> Result<(), Fault> {
        if !self.put {
            return Err(Fault::Unfit("the copy holds no database".to_owned()));
        }
        check_whole(&self.scratch)?;
        File::open(&self.scratch)?.sync_all()?;
        let held = if self.path.exists() { Some(self.hold()?) } else { None };
        fs::rename(&self.scratch, &self.path)?;
        drop(held);
        sync_folder(&self.path)
    }

    /// Keeps everybody else from the file that is there, and sees once more that it is empty. Nobody has it open, or
    /// its log could not be put away.
    fn hold(&self) -> Result<Conn, Fault> {
        let mut conn = open(&self.path)?;
        conn.batch_execute("PRAGMA journal_mode = DELETE; BEGIN EXCLUSIVE")?;
        let laid: Vec<&str> = self.laid.iter().map(String::as_str).collect();
        check_empty(&mut conn, &laid)?;
        Ok(conn)
    }
}

impl Drop for Filling {
    fn drop(&mut self) {
        for ending in ["", "-wal", "-shm", "-journal"] {
            let _ = fs::remove_file(beside(&self.scratch, ending));
        }
    }
}

fn open(path: &Path) -> Result<Conn, Fault> {
    Conn::open(&format!("sqlite://{}", path.display())).map_err(|error| {
        let why = format!("{error:#}");
        if why.contains("not a database") || why.contains("malformed") {
            return Fault::Unfit(format!("{} is there and is no database", path.display()));
        }
        Fault::later(why)
    })
}

/// A log without its database would be taken for the new one's.
fn check_alone(path: &Path) -> Result<(), Fault> {
    let left = ["-wal", "-journal"].map(|ending| beside(path, ending));
    match left.iter().find(|left| left.exists()) {
        None => Ok(()),
        Some(left) => Err(Fault::Unfit(format!(
            "{} is there without its database: move it away",
            left.display()
        ))),
    }
}

/// Whether the file is a database that holds together and has this program's schema.
fn check_whole(scratch: &Path) -> Result<(), Fault> {
    #[derive(QueryableByName)]
    struct Verdict {
        #[diesel(sql_type = Text)]
        quick_check: String,
    }
    let mut conn = open(scratch)?;
    let said: Vec<Verdict> = diesel::sql_query("PRAGMA quick_check(1)").load(&mut conn)?;
    if !said.iter().all(|verdict| verdict.quick_check == "ok") {
        return Err(Fault::Unfit("the copy of the database is damaged".to_owned()));
    }
    if !conn.schema_is_current().map_err(Fault::later)? {
        return Err(Fault::Unfit("the copy's database has another schema".to_owned()));
    }
    Ok(conn.batch_execute("PRAGMA journal_mode = DELETE")?)
}

fn private(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

fn beside(path: &Path, ending: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(ending);
    PathBuf::from(name)
}

/// A new name lasts when its folder is on the disk.
fn sync_folder(path: &Path) -> Result<(), Fault> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
    Ok(File::open(folder.unwrap_or(Path::new(".")))?.sync_all()?)
}
