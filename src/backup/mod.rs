//! One file that holds the database and the stored files as they were at one moment, and the way back from it.
//!
//! It is a ZIP of `manifest.json`, `database/…` and `files.tar`, so that without this program, too, what is in it can be
//! had. `SECRET_KEY` is not in it.

mod archive;
mod stored;
mod tar;

use std::collections::HashSet;
use std::fs::{self, File, OpenOptions};
use std::io;
use std::path::{Path, PathBuf};

use anyhow::Context;
use chrono::NaiveDateTime;
use uuid::Uuid;

pub use archive::{Manifest, Part};
use archive::{Reader, Writer};

use crate::Result;
use crate::db::Conn;
use crate::db::copy::{self, Fault, Filling};
use crate::files::Files;

/// What `migrate` lays into a new database, so that one is still empty.
const LAID: &[&str] = &[
    "regions",
    "disciplines",
    "topics",
    "services",
    "institutions",
    "institution_regions",
    "sites",
    "vocabulary_terms",
    "vocabulary_state",
    "targets",
    "escalations",
    "material_changes",
    "course_changes",
];

/// What somebody would know a database by.
const KNOWN: &[&str] = &["nodes", "accounts", "tickets", "materials", "courses"];

const FILES: &str = "files.tar";
const FILES_SINCE: &str = "files-since.tar";
const DATABASE: &str = "database/";

/// SHA-256 of a stored file, which is its name.
type Digest = [u8; 32];

/// Writes a copy to `to`, which is there when it is whole and not before.
///
/// Files are taken before the database and once more after it: whatever the database names had been stored before it was
/// named, and what is taken away meanwhile is already in the copy.
pub fn take(
    conn: &mut Conn,
    (url, files): (&str, &Files),
    to: &Path,
    now: NaiveDateTime,
) -> Result<Manifest> {
    let (draft, scratch) = (Draft::beside(to)?, Draft::beside(to)?);
    let mut archive = Writer::new(draft.open()?);
    let mut known = HashSet::new();
    archive.add_stored(FILES, |out| stored::hand_out(files, &mut known, out))?;
    copy::hand_out(conn, &scratch.0, &mut |name, content| {
        archive.add(&format!("{DATABASE}{name}"), |out| {
            io::copy(content, out).with_context(|| format!("writing {name}"))?;
            Ok(())
        })
    })?;
    archive.add_stored(FILES_SINCE, |out| stored::hand_out(files, &mut known, out))?;
    let (manifest, file) = archive.finish(copy::kind(url), copy::schema()?, known.len(), now)?;
    file.sync_all().context("writing to the disk")?;
    draft.become_file(to)?;
    Ok(manifest)
}

/// Puts a copy back into an empty database and an empty folder of files. All of it is read once before anything is touched.
pub fn put_back(url: &str, files: &Files, from: &Path) -> Result<Manifest, Fault> {
    let mut archive = Reader::open(from)?;
    let manifest = archive.manifest.clone();
    check_fits(&manifest, url)?;
    let mut names = HashSet::new();
    archive.check(|part, content| {
        if part.ends_with(".tar") { stored::names(content, &mut names) } else { Ok(()) }
    })?;
    let mut filling = Filling::begin(url, LAID).map_err(told)?;
    stored::check_empty(files, &names)?;
    for Part { name, .. } in &manifest.parts {
        if let Some(part) = name.strip_prefix(DATABASE) {
            filling.put(part, &mut archive.part(name)?).map_err(told)?;
        }
    }
    let mut placed = Vec::new();
    let outcome =
        place_files(&mut archive, files, &mut placed).and_then(|()| filling.finish().map_err(told));
    if outcome.is_err() {
        stored::take_back(files, &placed);
    }
    outcome.map(|()| manifest)
}

fn place_files(archive: &mut Reader, files: &Files, placed: &mut Vec<Digest>) -> Result<(), Fault> {
    for part in [FILES, FILES_SINCE] {
        stored::put_back(files, &mut archive.part(part)?, placed)?;
    }
    Ok(())
}

fn check_fits(manifest: &Manifest, url: &str) -> Result<(), Fault> {
    let here = copy::kind(url);
    if manifest.database != here {
        let from = &manifest.database;
        let why = format!("The copy is of a {from} database, and DATABASE_URL names {here}.");
        return Err(Fault::Unfit(why));
    }
    let known = copy::schema().map_err(|error| Fault::later(format_args!("{error:#}")))?;
    if manifest.schema != known {
        return Err(Fault::Unfit(format!(
            "The copy was made by version {} with another schema (its last step is {}, this program's {}): restore it \
             with that version, then run `maillage migrate` with this one.",
            manifest.program,
            manifest.schema.last().map_or("none", String::as_str),
            known.last().map_or("none", String::as_str),
        )));
    }
    Ok(())
}

/// Makes a sentence of what is in the way.
fn told(fault: Fault) -> Fault {
    match fault {
        Fault::Taken(tables) => {
            let known = |name: &&str| tables.iter().find(|(table, _)| table == *name);
            let told = |(table, rows): &(String, i64)| format!("{table}: {rows}");
            let mut shown: Vec<_> = KNOWN.iter().filter_map(known).map(told).collect();
            if shown.is_empty() {
                shown = tables.iter().take(5).map(told).collect();
            }
            if shown.len() < tables.len() {
                shown.push(format!("and rows in {} other tables", tables.len() - shown.len()));
            }
            Fault::Unfit(format!(
                "The database is not empty ({}): restore into a new one.",
                shown.join(", ")
            ))
        }
        Fault::Unfit(why) if !why.ends_with('.') => Fault::Unfit(format!("Not restored: {why}.")),
        other => other,
    }
}

/// An empty file beside the one that is to be, readable by its owner only; it goes unless it becomes that.
struct Draft(PathBuf);

impl Draft {
    fn beside(to: &Path) -> Result<Self> {
        let mut name = to.as_os_str().to_owned();
        name.push(format!(".partial-{}", Uuid::new_v4().simple()));
        let draft = Self(PathBuf::from(name));
        let mut options = OpenOptions::new();
        options.write(true).create_new(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        options.open(&draft.0).with_context(|| format!("making {}", draft.0.display()))?;
        Ok(draft)
    }

    fn open(&self) -> Result<File> {
        let file = OpenOptions::new().write(true).open(&self.0);
        Ok(file.with_context(|| format!("opening {}", self.0.display()))?)
    }

    fn become_file(self, to: &Path) -> Result<()> {
        fs::rename(&self.0, to).with_context(|| format!("naming {}", to.display()))?;
        let folder = to.parent().filter(|folder| !folder.as_os_str().is_empty());
        let synced = File::open(folder.unwrap_or(Path::new("."))).and_then(|dir| dir.sync_all());
        Ok(synced.context("writing to the disk")?)
    }
}

impl Drop for Draft {
    fn drop(&mut self) {
        let _ = fs::remove_file(&self.0);
    }
}
