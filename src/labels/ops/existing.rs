//! An application whose node there is already: it covers and offers more, and its label follows.

use chrono::{NaiveDate, NaiveDateTime};
use serde_json::json;

use super::activate::status_of;
use super::{Accepted, administered, check_reason, note, with_node};
use crate::accounts::{Actor, NodeId};
use crate::applications;
use crate::clock::network_day;
use crate::db::Conn;
use crate::history::By;
use crate::labels::rules::{self, Event, life};
use crate::labels::{
    ConditionState, Label, LabelId, LabelKind, LabelState, Place, Plan, Said, mail, queries,
};
use crate::network::queries::Of;
use crate::network::{self, InstitutionRole, Node, Status};
use crate::{Result, calls};

/// The institutions that lead an application.
pub fn leads(said: &Said) -> Vec<String> {
    let led = said.institutions.iter().filter(|(_, role)| *role == InstitutionRole::Lead);
    led.map(|(slug, _)| slug.clone()).collect()
}

/// The nodes that an application may be of already: those that its leading institutions lead, or that its owner manages.
pub fn known(conn: &mut Conn, accepted: &Accepted, today: NaiveDate) -> Result<Vec<Node>> {
    let leads = leads(&accepted.said);
    let led = network::queries::live_institutions(conn, Of::Everyone, today)?
        .into_iter()
        .filter(|row| row.role == InstitutionRole::Lead && leads.contains(&row.institution))
        .map(|row| row.node_id);
    let mut found: Vec<NodeId> = led.collect();
    let owner = applications::queries::owner(conn, &accepted.application.id)?;
    found.extend(queries::managed_by(conn, &owner.account_id, today)?);
    let mut all = network::queries::all(conn)?;
    all.retain(|node| {
        found.contains(&node.id)
            && node.status != Status::Closed
            && calls::rules::LABELLED.contains(&node.kind)
    });
    Ok(all)
}

/// The node that an application is of already; none where it becomes a new one. What was decided anew stays where it is.
pub(super) fn place(
    conn: &mut Conn,
    (accepted, plan, before): (&Accepted, &Plan, Option<&Label>),
    today: NaiveDate,
) -> Result<Option<Node>> {
    if let Some(label) = before {
        return Ok(Some(network::queries::find(conn, &label.node_id)?));
    }
    let known = known(conn, accepted, today)?;
    match &plan.place {
        Place::New => Ok(None),
        Place::Unsaid if known.iter().all(|node| node.kind != plan.kind) => Ok(None),
        Place::Unsaid => Err(rules::WHICH_NODE.into()),
        Place::Existing(id) => {
            let found = known.into_iter().find(|node| node.id == *id);
            Ok(Some(found.ok_or(rules::WHICH_NODE)?))
        }
    }
}

/// What a node covers and offers besides what it did; its own page stays as its people wrote it.
pub(super) fn extend(
    conn: &mut Conn,
    node: &Node,
    (accepted, plan): (&Accepted, &Plan),
    now: NaiveDateTime,
) -> Result<NodeId> {
    let (today, id, said) = (network_day(now), &node.id, &accepted.said);
    let live = network::queries::live_coverage(conn, Of::One(id), today)?;
    for keys in plan.coverage.iter().filter(|keys| live.iter().all(|row| row.keys != **keys)) {
        network::queries::begin_coverage(conn, id, keys, today)?;
    }
    let there = network::queries::live_institutions(conn, Of::One(id), today)?;
    for (institution, role) in &said.institutions {
        if there.iter().all(|row| row.institution != *institution) {
            network::queries::begin_institution(conn, id, institution, *role, today)?;
        }
    }
    let offered = network::queries::live_services(conn, Of::One(id), today)?;
    let mut services: Vec<String> = offered.iter().map(|row| row.service.clone()).collect();
    services.extend(plan.services.iter().cloned());
    network::ops::put_services(conn, id, &offered, &services, today)?;
    let mut fields =
        network::queries::disciplines(conn, Of::One(id))?.remove(id).unwrap_or_default();
    fields.extend(said.disciplines.iter().cloned());
    fields.sort_unstable();
    fields.dedup();
    network::queries::set_disciplines(conn, id, &fields)?;
    let status = status_of(accepted.kind, node.kind);
    if node.status != status {
        network::ops::change_status(conn, node, (node.kind, status), (None, ""), now)?;
    }
    Ok(id.clone())
}

/// The label of an accepted application: a new one, which takes the place of the one that its node had; or, where the
/// application was decided anew, the one that it has, as it is now.
pub(super) fn label(
    conn: &mut Conn,
    (node, accepted, plan): (&NodeId, &Accepted, &Plan),
    before: Option<Label>,
    now: NaiveDateTime,
) -> Result<Label> {
    let today = network_day(now);
    if let Some(before) = before {
        let was = before.kind == LabelKind::Trajectory && accepted.kind != LabelKind::Trajectory;
        let label = Label {
            decision_id: accepted.decision.id.clone(),
            kind: accepted.kind,
            ends_on: plan.ends_on,
            mentor_id: accepted.decision.node_id.clone(),
            trajectory_until: if was { yesterday(&before, today) } else { before.trajectory_until },
            ..before
        };
        queries::rewrite(conn, &label, now)?;
        return Ok(queries::find(conn, &label.id)?);
    }
    if let Some(old) = queries::live_of(conn, node)? {
        if accepted.kind == LabelKind::Trajectory && old.kind != LabelKind::Trajectory {
            return Err(rules::LABELLED_ALREADY.into());
        }
        let to = rules::next(old.state, Event::Replace)?;
        let last = yesterday(&old, plan.starts_on).unwrap_or(old.starts_on);
        queries::replace(conn, &old, (to, last), now)?;
    }
    let label = Label {
        id: LabelId::random(),
        node_id: node.clone(),
        application_id: accepted.application.id.clone(),
        decision_id: accepted.decision.id.clone(),
        kind: accepted.kind,
        state: LabelState::Active,
        starts_on: plan.starts_on,
        ends_on: plan.ends_on,
        mentor_id: accepted.decision.node_id.clone(),
        reason: String::new(),
        noticed_at: None,
        changed_at: now,
        reminded: None,
        trajectory_until: None,
        shadow_days: plan.shadow_days,
    };
    queries::insert(conn, &label, &rules::commitments(&label.id, &accepted.said))?;
    Ok(label)
}

/// The day before, if the label had begun by then.
fn yesterday(label: &Label, today: NaiveDate) -> Option<NaiveDate> {
    today.pred_opt().filter(|day| *day >= label.starts_on)
}

/// Whoever was on trajectory is labelled: the same node, the same label, from today on in full. A person decides that; days
/// that are over never do.
pub fn complete_trajectory(
    conn: &mut Conn,
    actor: &Actor,
    (id, ends_on, reason): (&LabelId, NaiveDate, &str),
    now: NaiveDateTime,
) -> Result<()> {
    let label = administered(conn, actor, id)?;
    let today = network_day(now);
    if label.kind == LabelKind::Full && label.trajectory_until.is_some() {
        return Ok(());
    }
    if label.kind != LabelKind::Trajectory || label.state != LabelState::Active {
        return Err(rules::ILLEGAL.into());
    }
    if ends_on <= today {
        return Err(rules::TOO_SOON.into());
    }
    check_reason(reason)?;
    let conditions = queries::conditions_of(conn, id)?;
    if conditions.iter().any(|one| one.state != ConditionState::Lifted) {
        return Err(life::CONDITIONS_LEFT.into());
    }
    let until = yesterday(&label, today);
    let label = Label { kind: LabelKind::Full, ends_on, trajectory_until: until, ..label };
    queries::rewrite(conn, &label, now)?;
    let (label, node) = with_node(conn, id)?;
    let status = status_of(label.kind, node.kind);
    if node.status != status {
        network::ops::change_status(conn, &node, (node.kind, status), (None, ""), now)?;
    }
    let detail = json!({ "node": node.id, "until": ends_on, "reason": reason });
    note(conn, By::Account(actor.id.clone()), ("label.complete_trajectory", id), &detail, now)?;
    let people = queries::managers(conn, &node.id, today)?;
    mail::tell(conn, ("label_active", "labelled"), (&label, &node), &people, now)
}
