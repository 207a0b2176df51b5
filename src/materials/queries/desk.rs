//! What those who write see.

use chrono::NaiveDateTime;
use diesel::dsl::{exists, not};
use diesel::prelude::*;

use crate::db::Conn;
use crate::db::schema::{link_checks, material_links, material_versions, materials, nodes};
use crate::materials::{Material, Published, Standing, Version};
use crate::tickets::queries::inbox::Scope;

/// A list of the desk.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tab {
    Drafts,
    Published,
    /// What is published and leads to where nothing is any more.
    Broken,
    Withdrawn,
}

impl Tab {
    pub const ALL: [Self; 4] = [Self::Drafts, Self::Published, Self::Broken, Self::Withdrawn];

    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Drafts => "drafts",
            Self::Published => "published",
            Self::Broken => "broken",
            Self::Withdrawn => "withdrawn",
        }
    }

    const fn state(self) -> Standing {
        match self {
            Self::Drafts => Standing::Draft,
            Self::Published | Self::Broken => Standing::Published,
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
    if tab == Tab::Broken {
        let broken = material_links::table
            .inner_join(link_checks::table.on(link_checks::url_norm.eq(material_links::url_norm)))
            .filter(material_links::version_id.eq(material_versions::id))
            .filter(link_checks::broken_at.is_not_null());
        query = query.filter(exists(broken));
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
