//! `maillage network import` and `export`

use std::collections::HashSet;
use std::io::Write;
use std::path::PathBuf;

use chrono::NaiveDateTime;

use super::{Failure, Outcome};
use crate::db::Conn;
use crate::history::By;
use crate::network::{self, Faults, Imported};
use crate::taxonomy::{self, Bundle, Vocabularies};
use crate::{Error, Result};

/// What is taken in.
#[derive(clap::Args)]
pub struct Import {
    file: PathBuf,
    /// Why nodes are opened though an institution that leads them has no valid convention
    #[arg(long, value_name = "REASON", default_value = "", hide_default_value = true)]
    without_convention: String,
}

pub fn import(Import { file, without_convention }: &Import) -> Outcome {
    let config = super::config()?;
    let json = std::fs::read_to_string(file).map_err(|error| {
        Failure::BadData(format!("{} cannot be read: {error}.", file.display()))
    })?;
    let mut conn = super::open_current(&config)?;
    let done = install(&mut conn, (&json, without_convention), super::now())?
        .map_err(|faults| Failure::BadData(faults.to_string()))?;
    super::say(format_args!(
        "{} nodes created, {} changed; {} institutions, {} towns; {} coverage rows begun, {} ended",
        done.nodes_created,
        done.nodes_changed,
        done.institutions,
        done.sites,
        done.coverage_started,
        done.coverage_ended
    ));
    Ok(())
}

pub fn export() -> Outcome {
    let config = super::config()?;
    let mut conn = super::open_current(&config)?;
    let directory = conn.transact(|conn| network::export(conn, super::now()))?;
    let json = serde_json::to_string_pretty(&directory)
        .map_err(|error| Failure::TryAgain(error.to_string()))?;
    // Whoever reads may stop early.
    let _ = writeln!(std::io::stdout(), "{json}");
    Ok(())
}

/// Takes in a directory with all that it rests on, in one transaction: the vocabularies that come with the program if
/// there are none yet, the file, and the laboratories of the institutions that are then known.
fn install(
    conn: &mut Conn,
    what: (&str, &str),
    now: NaiveDateTime,
) -> Result<std::result::Result<Imported, Faults>> {
    let mut found = None;
    let done = conn.transact(|conn| {
        first_vocabularies(conn)?;
        match network::import(conn, what, &By::System, now)? {
            Ok(done) => {
                first_laboratories(conn)?;
                Ok(done)
            }
            Err(faults) => {
                found = Some(faults);
                // Undoes the vocabularies too: all or nothing.
                Err(Error::Malformed("directory"))
            }
        }
    });
    match (done, found) {
        (_, Some(faults)) => Ok(Err(faults)),
        (done, None) => done.map(Ok),
    }
}

/// Stores the vocabularies that come with the program in a database that has none.
pub(super) fn first_vocabularies(conn: &mut Conn) -> Result<()> {
    if !taxonomy::queries::all_regions(conn)?.is_empty() {
        return Ok(());
    }
    let bundle = Bundle { laboratories: vec![], ..taxonomy::embedded()? };
    taxonomy::store(conn, &bundle).map(drop)
}

fn first_laboratories(conn: &mut Conn) -> Result<()> {
    let vocabularies = Vocabularies::load(conn)?;
    if !vocabularies.laboratories.is_empty() {
        return Ok(());
    }
    let known: HashSet<_> = vocabularies.institutions.iter().map(|one| one.slug.as_str()).collect();
    let laboratories: Vec<_> = taxonomy::embedded()?
        .laboratories
        .into_iter()
        .filter(|entry| entry.institutions.iter().all(|slug| known.contains(slug.as_str())))
        .collect();
    if laboratories.is_empty() {
        return Ok(());
    }
    taxonomy::store(conn, &Bundle { laboratories, ..Bundle::default() }).map(drop)
}
