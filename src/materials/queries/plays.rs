//! How often packages and films were opened and followed to their end.

use diesel::prelude::*;

use crate::accounts::NodeId;
use crate::db::Conn;
use crate::db::schema::{material_files as files, material_versions, materials};
use crate::materials::{FileId, MaterialId, Play};

/// How often something was opened, and how often it was finished.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Plays {
    pub opened: i64,
    pub finished: i64,
}

impl Plays {
    fn of((opened, finished): (Option<i64>, Option<i64>)) -> Self {
        Self { opened: opened.unwrap_or_default(), finished: finished.unwrap_or_default() }
    }
}

/// Adds one to what happened to a file.
pub fn count_play(conn: &mut Conn, file: &FileId, what: Play) -> QueryResult<()> {
    let (opened, finished) = match what {
        Play::Opened => (1, 0),
        Play::Finished => (0, 1),
    };
    diesel::update(files::table.find(file))
        .set((
            files::opened.eq(files::opened + opened),
            files::finished.eq(files::finished + finished),
        ))
        .execute(conn)
        .map(drop)
}

/// Of all versions of a material together.
pub fn plays_of(conn: &mut Conn, material: &MaterialId) -> QueryResult<Plays> {
    use diesel::dsl::sum;
    files::table
        .inner_join(material_versions::table)
        .filter(material_versions::material_id.eq(material))
        .select((sum(files::opened), sum(files::finished)))
        .first(conn)
        .map(Plays::of)
}

/// Of all materials of some nodes together.
pub fn plays_of_nodes(conn: &mut Conn, of: &[NodeId]) -> QueryResult<Plays> {
    use diesel::dsl::sum;
    let own = materials::table.filter(materials::node_id.eq_any(of)).select(materials::id);
    files::table
        .inner_join(material_versions::table)
        .filter(material_versions::material_id.eq_any(own))
        .select((sum(files::opened), sum(files::finished)))
        .first(conn)
        .map(Plays::of)
}
