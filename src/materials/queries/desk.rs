//! What those who write see.

use chrono::NaiveDateTime;
use diesel::dsl::{exists, not};
use diesel::prelude::*;

use crate::db::Conn;
use crate::db::schema::{material_versions, materials, nodes};
use crate::materials::{Material, Published, Standing, Version};
use crate::tickets::queries::inbox::Scope;

/// A list of the desk.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tab {
    Drafts,
    Published,
    Withdrawn,
}

impl Tab {
    pub const ALL: [Self; 3] = [Self::Drafts, Self::Published, Self::Withdrawn];

    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Drafts => "drafts",
            Self::Published => "published",
            Self::Withdrawn => "withdrawn",
        }
    }

    const fn state(self) -> Standing {
        match self {
            Self::Drafts => Standing::Draft,
            Self::Published => Standing::Published,
            Self::Withdrawn => Standing::Withdrawn,
        }
    }
}

/// A page of a list; one more than `limit` is read, to know whether there is a next page.
pub fn on_desk(
    conn: &mut Conn,
    scope: &Scope,
    tab: Tab,
    after: Option<&(NaiveDateTime, String)>,
    limit: i64,
) -> QueryResult<Vec<Published>> {
    let mut query = material_versions::table
        .inner_join(materials::table.inner_join(nodes::table))
        .filter(material_versions::state.eq(tab.state()))
        .order((material_versions::updated_at.desc(), material_versions::id.desc()))
        .limit(limit + 1)
        .select((Material::as_select(), Version::as_select(), nodes::short_name, nodes::slug))
        .into_boxed();
    if let Scope::Nodes(nodes) = scope {
        query = query.filter(materials::node_id.eq_any(nodes));
    }
    if tab == Tab::Withdrawn {
        let later = diesel::alias!(material_versions as later);
        let newer = later
            .filter(later.field(material_versions::material_id).eq(materials::id))
            .filter(later.field(material_versions::number).gt(material_versions::number));
        query = query.filter(not(exists(newer)));
    }
    if let Some((at, id)) = after {
        let same = material_versions::updated_at.eq(at).and(material_versions::id.lt(id));
        query = query.filter(material_versions::updated_at.lt(at).or(same));
    }
    query.load(conn)
}
