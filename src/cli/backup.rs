//! `maillage backup` and `maillage restore`

use std::path::Path;

use super::{Failure, Outcome};
use crate::backup::{self, Manifest};
use crate::config::Config;
use crate::db::Conn;
use crate::db::copy::Fault;
use crate::files::Files;

impl From<Fault> for Failure {
    fn from(fault: Fault) -> Self {
        match fault {
            Fault::Unfit(why) => Self::BadData(why),
            Fault::Taken(tables) => {
                Self::BadData(format!("The database is not empty: {tables:?}."))
            }
            Fault::Later(why) => Self::TryAgain(format!("Try again later: {why}.")),
        }
    }
}

pub fn take(file: &Path) -> Outcome {
    let config = super::config()?;
    let mut conn = existing(&config)?;
    let files = Files::open(&config.files).map_err(later)?;
    let place = (config.database_url.as_str(), &files);
    let manifest = backup::take(&mut conn, place, file, super::now())?;
    super::say(format_args!("{}: {}", file.display(), told(&manifest)));
    Ok(())
}

pub fn put_back(file: &Path) -> Outcome {
    let config = super::config()?;
    let files = Files::open_durable(&config.files).map_err(later)?;
    let manifest = backup::put_back(&config.database_url, &files, file)?;
    super::say(format_args!("restored: {}", told(&manifest)));
    Ok(())
}

fn told(manifest: &Manifest) -> String {
    let bytes: u64 = manifest.parts.iter().map(|part| part.bytes).sum();
    format!(
        "{} of {}, {} files, {} MB unpacked",
        manifest.database,
        manifest.taken_at.format("%Y-%m-%dT%H:%M:%SZ"),
        manifest.files,
        bytes.div_ceil(1_000_000)
    )
}

/// A database that does not answer may do so later; one that is not there is a wrong setting.
fn existing(config: &Config) -> Result<Conn, Failure> {
    super::check_there(config)?;
    let mut conn = Conn::open(&config.database_url).map_err(later)?;
    super::check_schema(&mut conn)?;
    Ok(conn)
}

fn later(error: impl Into<anyhow::Error>) -> Failure {
    Failure::TryAgain(format!("Try again later: {:#}.", error.into()))
}
