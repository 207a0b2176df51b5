//! The invented staff of the real nodes.

use std::collections::BTreeMap;

use chrono::{Datelike, NaiveDateTime, TimeDelta};

use super::material::Colleague;
use super::queries;
use crate::accounts::{self, NodeId, NodeRole, Scope};
use crate::clock::network_day;
use crate::db::Conn;
use crate::secret::{new_token, token_hash};
use crate::{Error, Result};

/// Creates every account and membership; somebody listed twice works for two nodes.
pub fn hire(conn: &mut Conn, people: &[Colleague], now: NaiveDateTime) -> Result<()> {
    let nodes = queries::nodes_by_slug(conn)?;
    for person in people {
        let node = nodes.get(&person.node).cloned().ok_or(Error::NotFound)?;
        let membership = Some((node, person.role));
        accounts::ops::create_user(
            conn,
            &person.email,
            &person.name,
            person.network_role,
            membership,
            now,
        )?;
        queries::set_language(conn, &person.email, person.language)?;
    }
    Ok(())
}

/// Puts somebody on duty at each node, this week and the next three, in turn.
pub fn share_duties(conn: &mut Conn, now: NaiveDateTime) -> Result<()> {
    let today = network_day(now);
    let monday = today - TimeDelta::days(i64::from(today.weekday().num_days_from_monday()));
    let mut teams: BTreeMap<NodeId, Vec<(accounts::AccountId, NodeRole)>> = BTreeMap::new();
    for (node, account, role) in queries::members(conn, today)? {
        teams.entry(node).or_default().push((account, role));
    }
    for (node, team) in teams {
        let Some((manager, _)) = team.iter().find(|(_, role)| *role == NodeRole::Manager) else {
            continue;
        };
        let account = accounts::queries::find(conn, manager)?;
        let manager = accounts::queries::actor(conn, account, None, today)?;
        for (week, (account, _)) in (0..4).zip(team.iter().cycle()) {
            let starts_on = monday + TimeDelta::weeks(week);
            let ends_on = starts_on + TimeDelta::days(6);
            accounts::ops::set_duty(conn, &manager, &node, account, starts_on, ends_on, now)?;
        }
    }
    Ok(())
}

/// Who has a key for a program, which was used of late.
const PROGRAM: &str = "garance.laurilier@maillage.example";
/// Who signs in in two steps.
const CAREFUL: &str = "gedeon.carrelande@maillage.example";

/// Gives one person a key and another one a second step: nobody holds either.
pub fn equip(conn: &mut Conn, now: NaiveDateTime) -> Result<()> {
    let owner = accounts::queries::by_email(conn, PROGRAM)?.ok_or(Error::NotFound)?;
    let (made, until) = (now - TimeDelta::days(60), now + TimeDelta::days(300));
    let token = accounts::ops::create_token(conn, &owner.id, Scope::Read, Some(until), made)?;
    accounts::queries::touch_token(conn, &token_hash(&token), now - TimeDelta::days(2))?;
    let careful = accounts::queries::by_email(conn, CAREFUL)?.ok_or(Error::NotFound)?;
    accounts::queries::put_second_step(conn, &careful.id, (&new_token(), 0), made)?;
    Ok(())
}
