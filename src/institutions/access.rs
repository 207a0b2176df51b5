//! For which institutions somebody may speak.

use chrono::NaiveDate;

use crate::Result;
use crate::accounts::Actor;
use crate::conventions;
use crate::db::Conn;
use crate::spaces::{self, Role, Space, State};

/// The institutions that lead a node somebody manages, and those whose space they asked for or administer, once the network's
/// coordination has looked into it: before that anybody can name anybody.
pub fn represented(conn: &mut Conn, actor: &Actor, day: NaiveDate) -> Result<Vec<String>> {
    let managed: Vec<_> = actor.nodes().filter(|node| actor.manages(node)).cloned().collect();
    let mut all = conventions::queries::leading(conn, &managed, day)?;
    let looked_into =
        |one: &Space| State::LIVING.contains(&one.state) && one.state != State::Requested;
    let kept = spaces::queries::looked_after(conn, &actor.email)?.into_iter();
    let kept = kept.filter(|(_, role)| *role == Role::Administrator).map(|(space, _)| space);
    let asked = spaces::queries::requested_by(conn, &actor.id)?;
    let own = kept.chain(asked).filter(|one| looked_into(one) && !one.unsure);
    all.extend(own.map(|one| one.institution));
    all.sort();
    all.dedup();
    Ok(all)
}
