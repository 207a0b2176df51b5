//! What the database names and the store does not have.

use std::collections::HashSet;

use diesel::prelude::*;
use futures_util::TryStreamExt;

use super::Files;
use crate::Result;
use crate::db::Conn;
use crate::db::schema::stored_files;

/// The names of all files that the database knows.
pub fn known_names(conn: &mut Conn) -> Result<HashSet<String>> {
    let names: Vec<String> = stored_files::table.select(stored_files::sha256).load(conn)?;
    Ok(names.into_iter().collect())
}

impl Files {
    /// Those of some files that are not in the store.
    pub async fn missing(&self, mut known: HashSet<String>) -> Result<HashSet<String>> {
        let mut names = self.names();
        while let Some(name) = names.try_next().await? {
            known.remove(&name);
        }
        Ok(known)
    }
}
