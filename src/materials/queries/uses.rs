//! What trainers told of having taught with a material.

use chrono::NaiveDateTime;
use diesel::prelude::*;

use crate::accounts::{AccountId, NodeId};
use crate::db::schema::{
    material_uses as uses, material_versions, materials, nodes, ticket_materials,
};
use crate::db::{Conn, each};
use crate::materials::{MaterialId, Standing, Use, UseId};

/// So many are shown; all are counted.
const SHOWN: i64 = 20;

/// How often it was taught, by how many nodes, before how many people.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Taught {
    pub times: i64,
    pub nodes: i64,
    pub people: i64,
}

pub fn taught(conn: &mut Conn, material: &MaterialId) -> QueryResult<Taught> {
    use diesel::dsl::{count_star, sum};
    let seen =
        || uses::table.filter(uses::material_id.eq(material)).filter(uses::hidden_at.is_null());
    let (times, people): (i64, Option<i64>) =
        seen().select((count_star(), sum(uses::people))).first(conn)?;
    let nodes = seen().select(uses::node_id).distinct().load::<NodeId>(conn)?.len();
    Ok(Taught {
        times,
        nodes: i64::try_from(nodes).unwrap_or(i64::MAX),
        people: people.unwrap_or_default(),
    })
}

/// What was made of the published materials of some nodes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Reused {
    pub materials: usize,
    pub taught: Taught,
    /// Answers into which one was put.
    pub answers: i64,
    /// What is published that was made of one.
    pub adaptations: i64,
    pub plays: super::Plays,
}

pub fn reused(conn: &mut Conn, of: &[NodeId]) -> QueryResult<Reused> {
    use diesel::dsl::{count_star, sum};
    let ids: Vec<MaterialId> = material_versions::table
        .inner_join(materials::table)
        .filter(materials::node_id.eq_any(of))
        .filter(material_versions::state.eq(Standing::Published))
        .select(materials::id)
        .load(conn)?;
    let seen =
        || uses::table.filter(uses::material_id.eq_any(&ids)).filter(uses::hidden_at.is_null());
    let (times, people): (i64, Option<i64>) =
        seen().select((count_star(), sum(uses::people))).first(conn)?;
    let nodes = seen().select(uses::node_id).distinct().load::<NodeId>(conn)?.len();
    let answers = ticket_materials::table
        .filter(ticket_materials::material_id.eq_any(&ids))
        .count()
        .get_result(conn)?;
    let adaptations = materials::table
        .inner_join(material_versions::table)
        .filter(materials::derived_from_id.eq_any(&ids))
        .filter(material_versions::state.eq(Standing::Published))
        .count()
        .get_result(conn)?;
    Ok(Reused {
        materials: ids.len(),
        taught: Taught {
            times,
            nodes: i64::try_from(nodes).unwrap_or(i64::MAX),
            people: people.unwrap_or_default(),
        },
        answers,
        adaptations,
        plays: super::plays_of_nodes(conn, of)?,
    })
}

/// The last ones, each with the short name and the slug of the node.
pub fn uses_of(conn: &mut Conn, material: &MaterialId) -> QueryResult<Vec<(Use, String, String)>> {
    uses::table
        .inner_join(nodes::table)
        .filter(uses::material_id.eq(material))
        .filter(uses::hidden_at.is_null())
        .order((uses::used_on.desc(), uses::id.desc()))
        .limit(SHOWN)
        .select((Use::as_select(), nodes::short_name, nodes::slug))
        .load(conn)
}

pub fn use_of(conn: &mut Conn, id: &UseId) -> QueryResult<Use> {
    uses::table.find(id).select(Use::as_select()).first(conn)
}

/// Keeps one; answers whether it is new.
pub fn insert_use(
    conn: &mut Conn,
    (one, by): (&Use, &AccountId),
    now: NaiveDateTime,
) -> QueryResult<bool> {
    let row = (
        uses::id.eq(&one.id),
        uses::material_id.eq(&one.material_id),
        uses::number.eq(one.number),
        uses::node_id.eq(&one.node_id),
        uses::used_on.eq(one.used_on),
        uses::people.eq(one.people),
        uses::worked.eq(&one.worked),
        uses::to_change.eq(&one.to_change),
        uses::told_by.eq(by),
        uses::told_at.eq(now),
    );
    let kept = each!(conn, real => diesel::insert_into(uses::table)
        .values(row)
        .on_conflict_do_nothing()
        .execute(real))?;
    Ok(kept == 1)
}

/// Takes one away from readers; answers whether it was there.
pub fn hide_use(
    conn: &mut Conn,
    id: &UseId,
    by: &AccountId,
    now: NaiveDateTime,
) -> QueryResult<bool> {
    let row = uses::table.find(id).filter(uses::hidden_at.is_null());
    let done = diesel::update(row).set((uses::hidden_by.eq(by), uses::hidden_at.eq(now)));
    Ok(done.execute(conn)? == 1)
}
