//! The directory as a list: as many statements for a thousand nodes as for one.

use std::collections::HashMap;

use chrono::NaiveDate;
use diesel::prelude::*;

use super::{Of, all, disciplines, find, live_coverage, live_institutions, live_services};
use crate::db::Conn;
use crate::network::{Listed, NodeId};

/// Which dated rows count: those in force on a day, or those to come as well.
#[derive(Debug, Clone, Copy)]
pub enum Until {
    InForce(NaiveDate),
    Planned(NaiveDate),
}

impl Until {
    fn day(self) -> NaiveDate {
        match self {
            Self::InForce(day) | Self::Planned(day) => day,
        }
    }
    fn counts(self, starts_on: NaiveDate) -> bool {
        match self {
            Self::InForce(day) => starts_on <= day,
            Self::Planned(_) => true,
        }
    }
}

pub fn listed(conn: &mut Conn, of: Of<'_>, until: Until) -> QueryResult<Vec<Listed>> {
    let nodes = match of {
        Of::Everyone => all(conn)?,
        Of::One(id) => vec![find(conn, id)?],
    };
    let day = until.day();
    let coverage = live_coverage(conn, of, day)?.into_iter();
    let mut coverage = grouped(
        coverage.filter(|row| until.counts(row.starts_on)).map(|row| (row.node_id, row.keys)),
    );
    let held = live_institutions(conn, of, day)?.into_iter();
    let mut institutions = grouped(
        held.filter(|row| until.counts(row.starts_on))
            .map(|row| (row.node_id, (row.institution, row.role))),
    );
    let offered = live_services(conn, of, day)?.into_iter();
    let mut services = grouped(
        offered.filter(|row| until.counts(row.starts_on)).map(|row| (row.node_id, row.service)),
    );
    let mut declared = disciplines(conn, of)?;
    let with_parts = |node: crate::network::Node| Listed {
        coverage: coverage.remove(&node.id).unwrap_or_default(),
        institutions: institutions.remove(&node.id).unwrap_or_default(),
        services: services.remove(&node.id).unwrap_or_default(),
        disciplines: declared.remove(&node.id).unwrap_or_default(),
        node,
    };
    Ok(nodes.into_iter().map(with_parts).collect())
}

fn grouped<T>(rows: impl Iterator<Item = (NodeId, T)>) -> HashMap<NodeId, Vec<T>> {
    let mut found: HashMap<NodeId, Vec<T>> = HashMap::new();
    for (node, row) in rows {
        found.entry(node).or_default().push(row);
    }
    found
}
