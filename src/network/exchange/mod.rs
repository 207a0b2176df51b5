//! The directory taken in and given out as a whole. Taking in is an upsert by slug, all or nothing; what is there
//! already stays untouched, so a second import of the same file changes nothing.

mod export;
mod import;
mod institutions;

use std::collections::HashMap;

use chrono::NaiveDate;

use super::NodeId;
use super::queries::{self, Of};
use crate::Result;
use crate::db::Conn;

pub use export::{entry, export, words};
pub use import::{Imported, import};

/// Everything stored that a node is compared with, read once for all nodes.
struct Stored {
    coverage: HashMap<NodeId, Vec<queries::CoverageRow>>,
    institutions: HashMap<NodeId, Vec<queries::InstitutionRow>>,
    services: HashMap<NodeId, Vec<queries::ServiceRow>>,
    disciplines: HashMap<NodeId, Vec<String>>,
}

impl Stored {
    fn read(conn: &mut Conn, day: NaiveDate) -> Result<Self> {
        let everyone = Of::Everyone;
        Ok(Self {
            coverage: grouped(queries::live_coverage(conn, everyone, day)?, |row| &row.node_id),
            institutions: grouped(queries::live_institutions(conn, everyone, day)?, |row| {
                &row.node_id
            }),
            services: grouped(queries::live_services(conn, everyone, day)?, |row| &row.node_id),
            disciplines: queries::disciplines(conn, everyone)?,
        })
    }
}

fn grouped<T>(rows: Vec<T>, node: impl Fn(&T) -> &NodeId) -> HashMap<NodeId, Vec<T>> {
    let mut found: HashMap<NodeId, Vec<T>> = HashMap::new();
    for row in rows {
        found.entry(node(&row).clone()).or_default().push(row);
    }
    found
}
