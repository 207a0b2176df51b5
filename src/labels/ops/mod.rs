//! A node is born, and its label lives. Each function is one whole step in the caller's transaction.

mod life;
mod measured;
mod reports;

pub use life::*;
pub use measured::*;
pub use reports::{ask_report, figures, file_report, read_report, return_report, waive_report};

use std::collections::HashMap;

use chrono::{NaiveDate, NaiveDateTime, TimeDelta};
use serde_json::json;

use super::rules::{self, Event};
use super::{Label, LabelId, LabelKind, LabelState, Plan, Replay, Said, mail, queries};
use crate::accounts::{self, Actor, NodeId, NodeRole};
use crate::app::App;
use crate::applications::rules::document;
use crate::applications::{self, Application, ApplicationId};
use crate::calls;
use crate::clock::network_day;
use crate::db::Conn;
use crate::decisions::{self, Decision};
use crate::history::{self, By};
use crate::network::queries::{NewNode, Of};
use crate::network::{self, InstitutionRole, Keys, Kind, Node, Profile, Status};
use crate::questionnaires;
use crate::reviews::queries::hidden_from;
use crate::taxonomy::Vocabularies;
use crate::tickets::queries::{loads, received_since, whole_network};
use crate::tickets::routing::{Desk, rules as order};
use crate::{Error, Result, conventions};

/// Tickets that are replayed at most; the newest.
const MOST_REPLAYED: i64 = 20_000;

/// An application of which a node is to be made, with what it says.
#[derive(Debug, Clone)]
pub struct Accepted {
    pub application: Application,
    pub decision: Decision,
    pub said: Said,
    pub kind: LabelKind,
}

/// An application whose label was told and published, for the network's administration.
pub fn accepted(conn: &mut Conn, actor: &Actor, id: &ApplicationId) -> Result<Accepted> {
    if !actor.is_admin() {
        return Err(Error::NotFound);
    }
    let application = applications::queries::find(conn, id)?;
    let call = calls::queries::find(conn, &application.call_id)?;
    // What was withdrawn is not made a node of, whatever was decided before.
    if application.state != applications::State::Decided {
        return Err(Error::NotFound);
    }
    // Nobody makes a node of an application they have a part in or a conflict with.
    if hidden_from(conn, &actor.id, &call.id)?.contains(id) {
        return Err(Error::NotFound);
    }
    let published = matches!(call.state, calls::State::ResultsPublished | calls::State::Archived);
    let decision =
        decisions::queries::told(conn, id)?.filter(|_| published).ok_or(Error::NotFound)?;
    let kind = rules::kind_of(decision.outcome).ok_or(Error::NotFound)?;
    let seq = application.current_seq.ok_or(Error::NotFound)?;
    let filed = applications::queries::submission(conn, id, seq)?;
    let form = questionnaires::queries::find(conn, &filed.version_id)?.definition;
    let (answers, whole) = document::read(&filed.document);
    let said = rules::said(&form, &answers, &whole);
    Ok(Accepted { application, decision, said, kind })
}

/// What would have come to the node in the last ninety days, had it covered this. Writes nothing.
pub fn replay(
    conn: &mut Conn,
    (kind, coverage): (LabelKind, &[Keys]),
    words: &Vocabularies,
    now: NaiveDateTime,
) -> Result<Replay> {
    conn.at_one_moment(|conn| {
        let network = whole_network(conn, network_day(now))?;
        let tickets = received_since(conn, now - rules::REPLAYED, MOST_REPLAYED)?;
        let all: Vec<NodeId> = network.desks.keys().cloned().collect();
        let loads = match order::worth_counting(&all, &network) {
            none if none.is_empty() => HashMap::new(),
            some => loads(conn, &some, now)?,
        };
        let desk = Desk {
            id: NodeId::new(),
            slug: String::new(),
            kind: Kind::Workshop,
            status: status_of(kind, Kind::Workshop),
            languages: "fr".to_owned(),
            full_time_equivalents: 1.0,
            fairness_weight: 1.0,
            relay_of: None,
            region: None,
            town: None,
        };
        Ok(rules::replay(&tickets, (network, &loads), (desk, coverage), words))
    })
}

/// What a node of some kind is while its label holds: only workshops bear it in their status.
const fn status_of(label: LabelKind, node: Kind) -> Status {
    let status = match label {
        LabelKind::Full | LabelKind::Conditional => Status::Labelled,
        LabelKind::Trajectory => Status::Trajectory,
    };
    if node.may_be(status) { status } else { Status::Active }
}

/// Makes the node of an accepted application, with all that belongs to it: from here on questions come to it. Done once;
/// the second time answers the label of the first.
pub fn activate(
    conn: &mut Conn,
    actor: &Actor,
    (id, plan): (&ApplicationId, &Plan),
    now: NaiveDateTime,
) -> Result<Label> {
    let accepted = accepted(conn, actor, id)?;
    conn.take_turn(id.as_str())?;
    if let Some(there) = queries::of_application(conn, id)? {
        return Ok(there);
    }
    if plan.coverage.is_empty() {
        return Err(rules::COVERS_NOTHING.into());
    }
    if plan.members.iter().all(|(_, role)| *role != NodeRole::Manager) {
        return Err(rules::NO_MANAGER.into());
    }
    let today = network_day(now);
    if plan.ends_on <= today || plan.starts_on > today {
        return Err(rules::TOO_SOON.into());
    }
    let node = bear(conn, (&accepted, plan), now)?;
    let leads: Vec<String> = accepted
        .said
        .institutions
        .iter()
        .filter(|(_, role)| *role == InstitutionRole::Lead)
        .map(|(slug, _)| slug.clone())
        .collect();
    conventions::ops::clear_node(conn, actor, (&node, &leads, &plan.without_convention), now)?;
    for (account, role) in &plan.members {
        accounts::queries::insert_membership(conn, account, &node, *role, (today, None))?;
    }
    let label = Label {
        id: LabelId::random(),
        node_id: node.clone(),
        application_id: id.clone(),
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
    };
    queries::insert(conn, &label, &rules::commitments(&label.id, &accepted.said))?;
    let conditions = decisions::rules::conditions(&accepted.decision.conditions);
    queries::insert_conditions(conn, &label.id, &conditions.unwrap_or_default())?;
    let detail = json!({ "node": node, "kind": plan.kind, "coverage": plan.coverage.len(),
                         "from": plan.starts_on, "until": plan.ends_on });
    note(conn, By::Account(actor.id.clone()), ("label.activate", &label.id), &detail, now)?;
    let born = network::queries::find(conn, &node)?;
    let people = queries::managers(conn, &node, today)?;
    mail::tell(conn, ("label_active", "active"), (&label, &born), &people, now)?;
    Ok(label)
}

/// The node itself: its page, its days, whom it covers and what it offers.
fn bear(
    conn: &mut Conn,
    (accepted, plan): (&Accepted, &Plan),
    now: NaiveDateTime,
) -> Result<NodeId> {
    let (today, said) = (network_day(now), &accepted.said);
    let slug = free_slug(conn, &plan.short_name)?;
    let new = NewNode {
        slug: &slug,
        kind: plan.kind,
        status: status_of(accepted.kind, plan.kind),
        name: &plan.name,
        short_name: &plan.short_name,
    };
    let id = network::queries::insert_node(conn, &new, now)?;
    let node = network::queries::find(conn, &id)?;
    let only = |codes: &[String]| (codes.len() == 1).then(|| codes[0].clone());
    let profile = Profile {
        region: only(&said.regions),
        help_email: (!plan.help_email.is_empty()).then(|| plan.help_email.clone()),
        description_fr: said.description.clone(),
        full_time_equivalents: if said.staff >= 0.05 { said.staff } else { 1.0 },
        ..node.profile()
    };
    network::queries::set_profile(conn, &id, &profile, node.lock_version, now)?;
    network::queries::begin_period(conn, &id, new.status, today, "")?;
    for keys in &plan.coverage {
        network::queries::begin_coverage(conn, &id, keys, today)?;
    }
    for (institution, role) in &said.institutions {
        network::queries::begin_institution(conn, &id, institution, *role, today)?;
    }
    network::ops::put_services(conn, &id, &[], &plan.services, today)?;
    network::queries::set_disciplines(conn, &id, &said.disciplines)?;
    Ok(id)
}

fn free_slug(conn: &mut Conn, name: &str) -> Result<String> {
    let base = crate::text::slug(name);
    let base = if base.is_empty() { "atelier".to_owned() } else { base };
    let mut tried = base.clone();
    for number in 2..100 {
        if !network::queries::slug_is_taken(conn, &tried)? {
            break;
        }
        tried = format!("{base}-{number}");
    }
    Ok(tried)
}

/// Nothing new comes to the node until the label is resumed; what it has stays there, to be handed over.
pub fn suspend(
    conn: &mut Conn,
    actor: &Actor,
    (id, reason): (&LabelId, &str),
    now: NaiveDateTime,
) -> Result<()> {
    let label = administered(conn, actor, id)?;
    if label.state == LabelState::Suspended {
        return Ok(());
    }
    check_reason(reason)?;
    step(
        conn,
        (By::Account(actor.id.clone()), &label, Event::Suspend),
        ("label.suspend", reason),
        now,
    )
}

pub fn resume(conn: &mut Conn, actor: &Actor, id: &LabelId, now: NaiveDateTime) -> Result<()> {
    let label = administered(conn, actor, id)?;
    if label.state == LabelState::Active {
        return Ok(());
    }
    step(conn, (By::Account(actor.id.clone()), &label, Event::Resume), ("label.resume", ""), now)
}

/// Tells a node that its label is to be withdrawn, and why; it has fifteen days to answer.
pub fn announce_withdrawal(
    conn: &mut Conn,
    actor: &Actor,
    (id, reason): (&LabelId, &str),
    now: NaiveDateTime,
) -> Result<()> {
    let label = administered(conn, actor, id)?;
    rules::next(label.state, Event::Withdraw)?;
    check_reason(reason)?;
    if !queries::notice(conn, id, reason, now)? {
        return Ok(());
    }
    note(conn, By::Account(actor.id.clone()), ("label.notice", id), &json!({}), now)?;
    let (label, node) = with_node(conn, id)?;
    let people = queries::managers(conn, &node.id, network_day(now))?;
    mail::tell(conn, ("label_notice", "notice"), (&label, &node), &people, now)
}

pub fn withdraw(conn: &mut Conn, actor: &Actor, id: &LabelId, now: NaiveDateTime) -> Result<()> {
    let label = administered(conn, actor, id)?;
    if label.state == LabelState::Withdrawn {
        return Ok(());
    }
    if rules::withdrawal_from(&label).is_none_or(|from| now < from) {
        return Err(rules::TOO_SOON.into());
    }
    let reason = label.reason.clone();
    check_reason(&reason)?;
    step(
        conn,
        (By::Account(actor.id.clone()), &label, Event::Withdraw),
        ("label.withdraw", &reason),
        now,
    )
}

/// Moves a label and with it its node, and tells those who manage it.
fn step(
    conn: &mut Conn,
    (by, label, event): (By, &Label, Event),
    (action, reason): (&str, &str),
    now: NaiveDateTime,
) -> Result<()> {
    let to = rules::next(label.state, event)?;
    if !queries::advance(conn, label, (to, reason), now)? {
        return Err(rules::ILLEGAL.into());
    }
    let (label, node) = with_node(conn, &label.id)?;
    let (status, template) = match to {
        LabelState::Active => (status_of(label.kind, node.kind), "label_resumed"),
        LabelState::Suspended => (Status::Suspended, "label_suspended"),
        LabelState::Expired => (Status::Suspended, "label_expired"),
        LabelState::Withdrawn => (Status::Suspended, "label_withdrawn"),
        LabelState::Replaced => return note(conn, by, (action, &label.id), &json!({}), now),
    };
    if node.status != status {
        network::ops::change_status(conn, &node, (node.kind, status), (None, ""), now)?;
    }
    note(conn, by, (action, &label.id), &json!({ "state": to, "node": node.id }), now)?;
    let people = queries::managers(conn, &node.id, network_day(now))?;
    let key = format!("{template}-{now}");
    mail::tell(conn, (template, &key), (&label, &node), &people, now)
}

/// Ends labels whose days are over, and reminds of those that will be; answers how many things it did.
pub fn keep_terms(app: &App, now: NaiveDateTime) -> Result<usize> {
    let today = network_day(now);
    let ending =
        app.db.read_now(|conn| Ok(queries::ending(conn, today + TimeDelta::days(280))?))?;
    let mut done = keep_life(app, now)?;
    for label in ending {
        done += usize::from(app.db.write_step(|conn| keep(conn, &label.id, now))?);
    }
    Ok(done)
}

fn keep(conn: &mut Conn, id: &LabelId, now: NaiveDateTime) -> Result<bool> {
    let today = network_day(now);
    let (label, node) = with_node(conn, id)?;
    if rules::next(label.state, Event::Expire).is_err() {
        return Ok(false);
    }
    if label.ends_on < today {
        step(conn, (By::System, &label, Event::Expire), ("label.expire", ""), now)?;
        return Ok(true);
    }
    let Some(months) = rules::reminder(&label, today) else { return Ok(false) };
    queries::note_reminded(conn, id, months)?;
    let people = queries::managers(conn, &node.id, today)?;
    mail::tell(conn, ("label_ends", &format!("{months}")), (&label, &node), &people, now)?;
    Ok(true)
}

pub fn with_node(conn: &mut Conn, id: &LabelId) -> Result<(Label, Node)> {
    let label = queries::find(conn, id)?;
    let node = network::queries::find(conn, &label.node_id)?;
    Ok((label, node))
}

/// A label, for the network's administration.
pub fn administered(conn: &mut Conn, actor: &Actor, id: &LabelId) -> Result<Label> {
    if actor.is_admin() { Ok(queries::find(conn, id)?) } else { Err(Error::NotFound) }
}

/// What a node covers today.
pub fn covered(conn: &mut Conn, node: &NodeId, today: NaiveDate) -> Result<usize> {
    Ok(network::queries::live_coverage(conn, Of::One(node), today)?.len())
}

fn check_reason(reason: &str) -> Result<()> {
    let enough = reason.trim().chars().count() >= calls::rules::FEWEST_REASON;
    if enough { Ok(()) } else { Err(rules::NO_REASON.into()) }
}

fn note(
    conn: &mut Conn,
    by: By,
    (action, label): (&str, &LabelId),
    detail: &serde_json::Value,
    now: NaiveDateTime,
) -> Result<()> {
    history::record(conn, &by, action, ("label", label.as_str()), detail, now)
}
